//! The document around every page: head, header, footer.

use std::borrow::Cow;

use blog::domain::comment::DiscussionPolicy;
use blog::domain::views::{AuthorView, LabelView, ListKind};
use blog::domain::webmention::WEBMENTION_PATH;
use blog::domain::{Language, Timestamp};
use blog::text::Text;
use leptos::either::Either;
use leptos::html::{meta, script};
use leptos::prelude::*;

use super::address::{self, FeedFormat};
use super::moment::PastBanner;
use super::{PageContext, feeds};
use crate::components::{CONTENT_ID, FeedIcon, SearchIcon, SkipLink, TextLanguage};

/// The page's background in light and dark, as in `style/tokens.css`, for the browser's own surroundings.
pub(super) const THEME_COLORS: [(&str, &str); 2] = [("light", "#fbfaf6"), ("dark", "#151716")];

/// Stands for a text whose HTML is put in when the rest is rendered, so that it is copied once and not looked at.
/// No page can hold it otherwise, as every `<` of a text is escaped.
pub(super) const BODY_PLACEHOLDER: &str = "<!--body-->";

/// What a page's head says.
pub(super) struct Head<'a> {
    /// The title of the window.
    pub title: Cow<'a, str>,
    /// What the page is about, in a sentence; may be empty.
    pub description: Cow<'a, str>,
    /// The address under which search engines shall know it; without one, they are asked to pass on.
    pub canonical: Option<String>,
    /// What is special to a post.
    pub article: Option<Article<'a>>,
    /// What search engines read of it, as JSON-LD.
    pub structured: Option<String>,
    /// Whether other sites can tell of pages that link to it.
    pub takes_mentions: bool,
    /// The list that it shows, which has feeds of its own.
    pub feed: Option<&'a ListKind>,
    /// What the header shows as current, and whether it holds the page's heading.
    pub place: Place,
}

impl<'a> Head<'a> {
    /// A page with that title in that place, of which nothing else is said.
    pub fn new(title: impl Into<Cow<'a, str>>, place: Place) -> Self {
        Self {
            title: title.into(),
            description: Cow::default(),
            canonical: None,
            article: None,
            structured: None,
            takes_mentions: false,
            feed: None,
            place,
        }
    }
}

/// What a post's head says besides.
pub(super) struct Article<'a> {
    pub title: &'a str,
    /// What the card of a link says, where that isn't the page's description.
    pub description: Option<&'a str>,
    pub published_at: Timestamp,
    pub updated_at: Timestamp,
    pub authors: &'a [AuthorView],
    pub category: Option<&'a LabelView>,
    pub tags: &'a [LabelView],
    /// The text's language, where it isn't the site's.
    pub language: Option<&'a Language>,
    pub image: Option<String>,
    /// What the image shows; empty where nobody said so.
    pub image_alt: &'a str,
}

/// Where in the site's navigation a page is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The beginning: the site's name is the page's heading.
    Front,
    Archive,
    Search,
    Elsewhere,
}

/// The document with that content in its `main`.
pub(super) fn document(context: &PageContext<'_>, head: Head<'_>, content: impl IntoView) -> String {
    document_with_body(context, head, content, "")
}

/// The same, with that HTML in the place of [`BODY_PLACEHOLDER`].
pub(super) fn document_with_body(
    context: &PageContext<'_>,
    head: Head<'_>,
    content: impl IntoView,
    body: &str,
) -> String {
    let language = TextLanguage::of_page(&context.site.language);
    let place = head.place;
    let html = view! {
        <!DOCTYPE html>
        <html lang=language.lang dir=language.dir>
            <DocumentHead context=context head=head />
            <body>
                <SkipLink text=context.text() lang=context.interface_language() />
                <SiteHeader context=context place=place />
                {context.past.map(|moment| view! { <PastBanner context=*context moment=moment /> })}
                <main id=CONTENT_ID class="page" tabindex="-1">
                    {content}
                </main>
                <SiteFooter context=context />
            </body>
        </html>
    }
    .to_html();
    assemble(&html, body)
}

/// Leptos parts neighbouring texts by `<!>` for the sake of hydration, which readers' pages never have.
fn assemble(html: &str, body: &str) -> String {
    let mut document = String::with_capacity(html.len() + body.len());
    match html.split_once(BODY_PLACEHOLDER) {
        Some((before, after)) => {
            document.extend(before.split("<!>"));
            document.push_str(body);
            document.extend(after.split("<!>"));
        }
        None => document.extend(html.split("<!>")),
    }
    document
}

#[component]
fn DocumentHead<'a>(context: &'a PageContext<'a>, head: Head<'a>) -> impl IntoView {
    let Head { title, description, canonical, article, structured, takes_mentions, feed, .. } = head;
    let is_post = article.is_some() && context.path.starts_with("/posts/");
    let description = (!description.is_empty()).then(|| description.into_owned());
    let sharing = canonical.as_ref().map(|address| {
        let title = article.as_ref().map_or_else(|| title.to_string(), |article| article.title.to_owned());
        let described = article.as_ref().and_then(|article| article.description).map(str::to_owned);
        sharing(context, title, described.or_else(|| description.clone()), address.clone(), article)
    });
    view! {
        <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <title>{title.into_owned()}</title>
            {description.map(|description| view! { <meta name="description" content=description /> })}
            <meta name="color-scheme" content="light dark" />
            {THEME_COLORS.map(|(scheme, color)| theme_color(scheme, color))}
            <link rel="stylesheet" href=context.assets.stylesheet.as_str() />
            {stylesheets(context)}
            {icon(context)}
            {feeds::alternates(context, feed)}
            {comment_feeds(context, is_post)}
            {takes_mentions.then(|| view! { <link rel="webmention" href=WEBMENTION_PATH /> })}
            {match canonical.filter(|_| context.past.is_none()) {
                Some(address) => Either::Left(view! { <link rel="canonical" href=address /> }),
                None => Either::Right(view! { <meta name="robots" content="noindex" /> }),
            }}
            {sharing}
            // Data that no browser runs: neither is it a script, nor does the policy for scripts know it.
            {structured.map(|json| script().r#type("application/ld+json").inner_html(json))}
        </head>
    }
}

/// The feeds of what readers say: everywhere, and under a post.
fn comment_feeds<'a>(context: &'a PageContext<'a>, is_post: bool) -> impl IntoView + use<'a> {
    let text = context.text();
    let is_live = context.past.is_none() && !context.is_static();
    (context.site.comments != DiscussionPolicy::Off && is_live).then(|| {
        let title = text.comments_feed_of(&context.site.name);
        let own = is_post.then(|| {
            let href = super::comments::post_feed_path(context.path);
            view! { <link rel="alternate" type="application/atom+xml" title=text.comments_feed() href=href /> }
        });
        view! {
            {own}
            <link rel="alternate" type="application/atom+xml" title=title href="/comments/feed.xml" />
        }
    })
}

/// What follows from the site's settings, after the program's own; of the past, those of then.
fn stylesheets(context: &PageContext<'_>) -> impl IntoView + use<> {
    let moment = context.past.map(|moment| format!("?at={}", moment.position)).unwrap_or_default();
    let links = context.site.stylesheets.iter().map(|stylesheet| {
        let address = format!("{}{moment}", stylesheet.address);
        view! { <link rel="stylesheet" href=address /> }
    });
    links.collect::<Vec<_>>()
}

fn icon<'a>(context: &'a PageContext<'a>) -> impl IntoView {
    match context.site.icon.as_deref() {
        Some(icon) => Either::Left(view! { <link rel="icon" href=icon /><link rel="apple-touch-icon" href=icon /> }),
        None => Either::Right(view! { <link rel="icon" href=context.assets.favicon.as_str() type="image/svg+xml" /> }),
    }
}

fn theme_color(scheme: &str, color: &'static str) -> impl IntoView {
    meta().name("theme-color").content(color).attr("media", format!("(prefers-color-scheme: {scheme})"))
}

/// What other sites show of a link to the page (Open Graph, <https://ogp.me>; who reads cards of its own kind alone takes
/// everything but the card's kind from there).
fn sharing<'a>(
    context: &'a PageContext<'a>,
    title: String,
    description: Option<String>,
    address: String,
    article: Option<Article<'a>>,
) -> impl IntoView {
    let kind = if article.is_some() { "article" } else { "website" };
    let language = article.as_ref().and_then(|article| article.language).unwrap_or(&context.site.language);
    // Open Graph wants a territory where the language's tag has one, parted by an underscore.
    let locale = language.as_str().replace('-', "_");
    let image = article.as_ref().and_then(|article| article.image.clone());
    // What the cover shows says nothing of the site's own image.
    let image_alt = article.as_ref().filter(|article| article.image.is_some() && !article.image_alt.is_empty());
    let image_alt = image_alt.map(|article| article.image_alt.to_owned());
    let image = image.or_else(|| context.site.social_image.as_deref().map(|image| context.absolute(image)));
    let card = if image.is_some() { "summary_large_image" } else { "summary" };
    let of_article = article.map(|article| {
        let dates = [
            ("article:published_time", article.published_at.to_string()),
            ("article:modified_time", article.updated_at.to_string()),
        ];
        let authors =
            article.authors.iter().map(|author| ("article:author", context.absolute(&address::author(&author.handle))));
        let section = article.category.iter().map(|category| ("article:section", category.label.clone()));
        let tags = article.tags.iter().map(|tag| ("article:tag", tag.label.clone()));
        let all = dates.into_iter().chain(authors).chain(section).chain(tags);
        all.map(|(property, content)| property_meta(property, content)).collect::<Vec<_>>()
    });
    (
        property_meta("og:type", kind.to_owned()),
        property_meta("og:site_name", context.site.name.clone()),
        property_meta("og:locale", locale),
        property_meta("og:title", title),
        property_meta("og:url", address),
        description.map(|description| property_meta("og:description", description)),
        image.map(|image| property_meta("og:image", image)),
        image_alt.map(|alt| property_meta("og:image:alt", alt)),
        meta().name("twitter:card").content(card),
        of_article,
    )
}

fn property_meta(property: &'static str, content: String) -> impl IntoView {
    meta().attr("property", property).content(content)
}

#[component]
fn SiteHeader<'a>(context: &'a PageContext<'a>, place: Place) -> impl IntoView {
    let text = context.text();
    let link = view! { <a class="u-url" href="/" rel="home" aria-current=(place == Place::Front).then_some("page")>{name_or_logo(context)}</a> };
    let name = match place {
        Place::Front => Either::Left(view! { <h1 class="site-name">{link}</h1> }),
        _ => Either::Right(view! { <p class="site-name">{link}</p> }),
    };
    view! {
        <header class="site-header">
            {name}
            <nav class="site-nav" aria-label=text.site_navigation() lang=context.interface_language()>
                {navigation(context, place)}
                {(place != Place::Search && !context.is_static()).then(|| view! { <SiteSearch text=text /> })}
            </nav>
        </header>
    }
}

fn name_or_logo<'a>(context: &'a PageContext<'a>) -> impl IntoView {
    let name = context.site.name.as_str();
    match context.site.logo.as_deref() {
        Some(logo) => Either::Left(view! { <img class="site-logo" src=logo alt=name /> }),
        None => Either::Right(name),
    }
}

/// The entries that the site's admins chose, in their order; without any, the archive.
fn navigation<'a>(context: &'a PageContext<'a>, place: Place) -> impl IntoView {
    let entries = &context.site.navigation;
    if entries.is_empty() {
        let current = (place == Place::Archive).then_some("page");
        return Either::Left(view! { <a href="/archive" aria-current=current>{context.text().archive()}</a> });
    }
    let lang = context.language_within(None).lang;
    let links = entries.iter().filter(|entry| !context.is_missing(&entry.address)).map(|entry| {
        let current = (entry.address == context.path).then_some("page");
        view! { <a href=entry.address.as_str() lang=lang aria-current=current>{entry.label.as_str()}</a> }
    });
    Either::Right(links.collect::<Vec<_>>())
}

/// The search field of the header; the page of the search has its own instead.
#[component]
fn SiteSearch(text: Text) -> impl IntoView {
    view! {
        <form class="site-search" role="search" action="/search">
            <input class="input" type="search" name="q" aria-label=text.search_site() placeholder=text.search() />
            <button class="button button-quiet" type="submit" aria-label=text.search()>
                <SearchIcon />
            </button>
        </form>
    }
}

#[component]
fn SiteFooter<'a>(context: &'a PageContext<'a>) -> impl IntoView {
    let text = context.text();
    view! {
        <footer class="site-footer">
            {match context.site.footer_html.as_str() {
                "" => Either::Left(view! { <p>{context.site.name.as_str()}</p> }),
                html => Either::Right(view! { <div class="site-footer-text" inner_html=html></div> }),
            }}
            <ul role="list" lang=context.interface_language()>
                <li><a href="/archive">{text.archive()}</a></li>
                {(!context.is_static()).then(|| view! { <li><a href="/search">{text.search()}</a></li> })}
                <li><a href=address::feed(&ListKind::Home, FeedFormat::Atom)><FeedIcon />{text.feed()}</a></li>
            </ul>
        </footer>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_gets_the_colours_of_the_stylesheet() {
        let [(_, light), (_, dark)] = THEME_COLORS;
        let tokens = include_str!("../../../style/tokens.css");
        assert!(tokens.contains(&format!("--color-paper: light-dark({light}, {dark});")));
    }

    #[test]
    fn the_body_comes_in_whole_and_the_markers_go() {
        let html = format!("<p>a<!>b</p>{BODY_PLACEHOLDER}<p>c<!></p>");
        assert_eq!(assemble(&html, r#"<img alt="<!>">"#), r#"<p>ab</p><img alt="<!>"><p>c</p>"#);
        assert_eq!(assemble("a<!>b", ""), "ab");
    }
}
