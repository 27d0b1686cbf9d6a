//! What search engines read of a page: JSON-LD in the words of schema.org.

use std::iter;

use blog::domain::post::PostKind;
use blog::domain::views::{AuthorView, LabelView, PostPage};
use serde::Serialize;

use super::{PageContext, address};

const CONTEXT: &str = "https://schema.org";

/// The site, as its first page describes it.
pub(super) fn site(context: &PageContext<'_>) -> String {
    let site = context.site;
    let url = context.absolute("/");
    let blog = Blog {
        id: &url,
        url: &url,
        name: &site.name,
        in_language: site.language.as_str(),
        publisher: Organization::of(context, &url),
        potential_action: (!context.is_static()).then(|| SearchAction::of(context)),
        description: Some(site.description.as_str()).filter(|description| !description.is_empty()),
    };
    written(&InContext { context: CONTEXT, node: blog })
}

/// A post or a page, and the way to it.
pub(super) fn post(context: &PageContext<'_>, page: &PostPage, canonical: &str) -> String {
    let home = context.absolute("/");
    let text = Node::Text(Box::new(Text::of(context, page, canonical, &home)));
    let breadcrumbs = page.category.as_ref().map(|category| Node::Way(breadcrumbs(context, category, page, &home)));
    let graph = iter::once(text).chain(breadcrumbs).collect();
    written(&InContext { context: CONTEXT, node: Graph { graph } })
}

/// A node, or several, with whose words it is written.
#[derive(Serialize)]
struct InContext<N> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(flatten)]
    node: N,
}

#[derive(Serialize)]
struct Graph<'a> {
    #[serde(rename = "@graph")]
    graph: Vec<Node<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Node<'a> {
    Text(Box<Text<'a>>),
    Way(BreadcrumbList<'a>),
}

#[derive(Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
struct Blog<'a> {
    #[serde(rename = "@id")]
    id: &'a str,
    url: &'a str,
    name: &'a str,
    in_language: &'a str,
    publisher: Organization<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    potential_action: Option<SearchAction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
}

/// How the site is searched.
#[derive(Serialize)]
#[serde(tag = "@type")]
struct SearchAction {
    target: EntryPoint,
    #[serde(rename = "query-input")]
    query_input: &'static str,
}

#[derive(Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
struct EntryPoint {
    url_template: String,
}

impl SearchAction {
    fn of(context: &PageContext<'_>) -> Self {
        let url_template = format!("{}?q={{search_term_string}}", context.absolute(address::SEARCH));
        let target = EntryPoint { url_template };
        Self { target, query_input: "required name=search_term_string" }
    }
}

/// A post or a page, which are two types.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Text<'a> {
    #[serde(rename = "@type")]
    of_type: &'static str,
    #[serde(rename = "@id")]
    id: &'a str,
    url: &'a str,
    main_entity_of_page: &'a str,
    headline: &'a str,
    in_language: &'a str,
    date_published: String,
    date_modified: String,
    publisher: Organization<'a>,
    author: Authors<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time_required: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_part_of: Option<BlogName<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    article_section: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    keywords: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
}

impl<'a> Text<'a> {
    fn of(context: &PageContext<'a>, page: &'a PostPage, canonical: &'a str, home: &'a str) -> Self {
        let (site, post) = (context.site, &page.summary);
        let is_post = page.kind == PostKind::Post;
        let image = page.social.image.as_deref().or(post.cover.as_deref()).or(site.social_image.as_deref());
        // Who publishes has written what names nobody else.
        let author = match post.authors.is_empty() {
            true => Authors::Publisher(Organization::of(context, home)),
            false => Authors::People(post.authors.iter().map(|author| Person::of(context, author)).collect()),
        };
        Self {
            of_type: if is_post { "BlogPosting" } else { "WebPage" },
            id: canonical,
            url: canonical,
            main_entity_of_page: canonical,
            headline: &post.title,
            in_language: post.language.as_ref().unwrap_or(&site.language).as_str(),
            date_published: post.published_at.to_string(),
            date_modified: post.updated_at.to_string(),
            publisher: Organization::of(context, home),
            author,
            description: Some(post.excerpt.as_str()).filter(|excerpt| !excerpt.is_empty()),
            time_required: is_post.then(|| format!("PT{}M", post.reading_minutes)),
            is_part_of: is_post.then(|| BlogName { id: home, name: &site.name }),
            article_section: page.category.as_ref().filter(|_| is_post).map(|category| category.label.as_str()),
            keywords: post.tags.iter().map(|tag| tag.label.as_str()).collect(),
            image: image.map(|image| context.absolute(image)),
        }
    }
}

/// The site as its texts name it.
#[derive(Serialize)]
#[serde(tag = "@type", rename = "Blog")]
struct BlogName<'a> {
    #[serde(rename = "@id")]
    id: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Authors<'a> {
    Publisher(Organization<'a>),
    People(Vec<Person<'a>>),
}

#[derive(Serialize)]
#[serde(tag = "@type")]
struct Person<'a> {
    name: &'a str,
    url: String,
}

impl<'a> Person<'a> {
    fn of(context: &PageContext<'_>, author: &'a AuthorView) -> Self {
        Self { name: &author.name, url: context.absolute(&address::author(&author.handle)) }
    }
}

/// Who publishes.
#[derive(Serialize)]
#[serde(tag = "@type")]
struct Organization<'a> {
    name: &'a str,
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    logo: Option<ImageObject>,
}

#[derive(Serialize)]
#[serde(tag = "@type")]
struct ImageObject {
    url: String,
}

impl<'a> Organization<'a> {
    fn of(context: &PageContext<'a>, home: &'a str) -> Self {
        let logo = context.site.logo.as_deref().or(context.site.icon.as_deref());
        let logo = logo.map(|logo| ImageObject { url: context.absolute(logo) });
        Self { name: &context.site.name, url: home, logo }
    }
}

#[derive(Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
struct BreadcrumbList<'a> {
    item_list_element: [ListItem<'a>; 3],
}

#[derive(Serialize)]
#[serde(tag = "@type")]
struct ListItem<'a> {
    position: u32,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<String>,
}

fn breadcrumbs<'a>(
    context: &PageContext<'a>,
    category: &'a LabelView,
    page: &'a PostPage,
    home: &str,
) -> BreadcrumbList<'a> {
    let step = |position, name, item| ListItem { position, name, item };
    let section = context.absolute(&address::category(&category.slug));
    let item_list_element = [
        step(1, context.site.name.as_str(), Some(home.to_owned())),
        step(2, category.label.as_str(), Some(section)),
        // The last is where one is, and needs no address.
        step(3, page.summary.title.as_str(), None),
    ];
    BreadcrumbList { item_list_element }
}

/// No text can end the element that holds it, as every `<` is escaped.
fn written(node: &impl Serialize) -> String {
    // Nothing here is a map with keys that are no text, which alone can't be written.
    serde_json::to_string(node).unwrap_or_default().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn no_text_ends_the_element() {
        let written = written(&json!({ "headline": "a</script><!-- b" }));
        assert_eq!(written, r#"{"headline":"a\u003c/script>\u003c!-- b"}"#);
        let read: Value = serde_json::from_str(&written).unwrap_or_default();
        assert_eq!(read["headline"], "a</script><!-- b");
    }
}
