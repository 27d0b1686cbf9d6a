//! What search engines read of a page: JSON-LD in the words of schema.org.

use blog::domain::post::PostKind;
use blog::domain::views::{AuthorView, LabelView, PostPage};
use serde_json::{Map, Value, json};

use super::{PageContext, address};

const CONTEXT: &str = "https://schema.org";

/// The site, as its first page describes it.
pub(super) fn site(context: &PageContext<'_>) -> String {
    let site = context.site;
    let mut blog = json!({
        "@context": CONTEXT,
        "@type": "Blog",
        "@id": context.absolute("/"),
        "url": context.absolute("/"),
        "name": site.name,
        "inLanguage": site.language.as_str(),
        "publisher": publisher(context),
    });
    if !context.is_static() {
        blog["potentialAction"] = search(context);
    }
    if !site.description.is_empty() {
        blog["description"] = site.description.as_str().into();
    }
    written(&blog)
}

/// How the site is searched.
fn search(context: &PageContext<'_>) -> Value {
    json!({
        "@type": "SearchAction",
        "target": {
            "@type": "EntryPoint",
            "urlTemplate": format!("{}?q={{search_term_string}}", context.absolute(address::SEARCH)),
        },
        "query-input": "required name=search_term_string",
    })
}

/// A post or a page, and the way to it.
pub(super) fn post(context: &PageContext<'_>, page: &PostPage, canonical: &str) -> String {
    let breadcrumbs = page.category.as_ref().map(|category| breadcrumbs(context, category, page));
    let graph: Vec<Value> = std::iter::once(text(context, page, canonical)).chain(breadcrumbs).collect();
    written(&json!({ "@context": CONTEXT, "@graph": graph }))
}

fn text(context: &PageContext<'_>, page: &PostPage, canonical: &str) -> Value {
    let post = &page.summary;
    let mut text = Map::new();
    let mut say = |name: &str, value: Value| {
        text.insert(name.to_owned(), value);
    };
    say("@type", if page.kind == PostKind::Post { "BlogPosting" } else { "WebPage" }.into());
    say("@id", canonical.into());
    say("url", canonical.into());
    say("mainEntityOfPage", canonical.into());
    say("headline", post.title.as_str().into());
    say("inLanguage", post.language.as_ref().unwrap_or(&context.site.language).as_str().into());
    say("datePublished", post.published_at.to_string().into());
    say("dateModified", post.updated_at.to_string().into());
    say("publisher", publisher(context));
    if !post.excerpt.is_empty() {
        say("description", post.excerpt.as_str().into());
    }
    if page.kind == PostKind::Post {
        say("timeRequired", format!("PT{}M", post.reading_minutes).into());
        say("isPartOf", json!({ "@type": "Blog", "@id": context.absolute("/"), "name": context.site.name }));
        if let Some(category) = &page.category {
            say("articleSection", category.label.as_str().into());
        }
    }
    // Who publishes has written what names nobody else.
    let authors: Vec<Value> = post.authors.iter().map(|author| person(context, author)).collect();
    say("author", if authors.is_empty() { publisher(context) } else { authors.into() });
    if !post.tags.is_empty() {
        say("keywords", post.tags.iter().map(|tag| tag.label.as_str()).collect::<Vec<_>>().into());
    }
    let image = page.social.image.as_deref().or(post.cover.as_deref()).or(context.site.social_image.as_deref());
    if let Some(image) = image {
        say("image", context.absolute(image).into());
    }
    text.into()
}

fn person(context: &PageContext<'_>, author: &AuthorView) -> Value {
    json!({ "@type": "Person", "name": author.name, "url": context.absolute(&address::author(&author.handle)) })
}

fn publisher(context: &PageContext<'_>) -> Value {
    let mut publisher = json!({
        "@type": "Organization",
        "name": context.site.name,
        "url": context.absolute("/"),
    });
    if let Some(logo) = context.site.logo.as_deref().or(context.site.icon.as_deref()) {
        publisher["logo"] = json!({ "@type": "ImageObject", "url": context.absolute(logo) });
    }
    publisher
}

fn breadcrumbs(context: &PageContext<'_>, category: &LabelView, page: &PostPage) -> Value {
    let steps = [
        (context.site.name.as_str(), Some(context.absolute("/"))),
        (category.label.as_str(), Some(context.absolute(&address::category(&category.slug)))),
        // The last is where one is, and needs no address.
        (page.summary.title.as_str(), None),
    ];
    let items: Vec<Value> = (1..)
        .zip(steps)
        .map(|(position, (name, item))| {
            let mut step = json!({ "@type": "ListItem", "position": position, "name": name });
            if let Some(item) = item {
                step["item"] = item.into();
            }
            step
        })
        .collect();
    json!({ "@type": "BreadcrumbList", "itemListElement": items })
}

/// No text can end the element that holds it, as every `<` is escaped.
fn written(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_the_element() {
        let written = written(&json!({ "headline": "a</script><!-- b" }));
        assert_eq!(written, r#"{"headline":"a\u003c/script>\u003c!-- b"}"#);
        let read: Value = serde_json::from_str(&written).unwrap_or_default();
        assert_eq!(read["headline"], "a</script><!-- b");
    }
}
