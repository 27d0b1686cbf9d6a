//! A post or a page: the text itself.

use blog::domain::TimeZone;
use blog::domain::media::{PictureAddress, SIZES};
use blog::domain::post::PostKind;
use blog::domain::views::{PostPage, PostSummary};
use leptos::prelude::*;

use super::beside::GoOn;
use super::document::{Article, BODY_PLACEHOLDER, Head, Place, document_with_body};
use super::entry::{Authors, Tags};
use super::series::{SeriesContents, SeriesSteps};
use super::{PageContext, address, comments, structured};
use crate::components::{Date, TextLanguage};

/// The fewest headings that are worth a table of contents.
const CONTENTS_HEADINGS_MIN: usize = 3;
/// Deeper headings are not listed.
const CONTENTS_LEVEL_MAX: u8 = 3;

/// Whether other sites can tell of pages that link to a text: the page says so, and so does whoever answers with it.
pub fn takes_mentions(context: &PageContext<'_>, page: &PostPage) -> bool {
    let is_asked = page.comments.as_ref().is_some_and(|comments| comments.takes_mentions);
    is_asked && context.past.is_none() && !context.is_static()
}

/// A published text.
pub fn post(context: &PageContext<'_>, page: &PostPage) -> String {
    document_with_body(context, head(context, page), article(context, page), &page.html)
}

/// The text with what stands around it; its HTML comes in the place of [`BODY_PLACEHOLDER`].
pub(super) fn article<'a>(context: &PageContext<'a>, page: &'a PostPage) -> impl IntoView + use<'a> {
    let context = *context;
    let post = &page.summary;
    let language = TextLanguage::of_text(post.language.as_ref());
    view! {
        <article class="post h-entry">
            <header class="post-header">
                <Breadcrumbs context=context page=page />
                <h1 class="p-name" lang=language.lang dir=language.dir>{post.title.as_str()}</h1>
                <Unseen context=context page=page />
            </header>
            <div class="post-side">
                <Facts context=context page=page />
                <Contents context=context page=page />
                {page.series.as_ref().map(|series| view! { <SeriesContents context=context series=series /> })}
            </div>
            <div class="post-text">
                {post.cover.as_deref().map(|cover| view! { <Cover cover=cover alt=page.cover_alt.as_str() /> })}
                <div class="prose e-content" lang=language.lang dir=language.dir inner_html=BODY_PLACEHOLDER />
                <Closing context=context page=page />
                {page.series.as_ref().map(|series| view! { <SeriesSteps context=context series=series /> })}
                <GoOn context=context beside=&page.beside />
                {comments::section(&context, page)}
            </div>
        </article>
    }
}

/// What programs are told of a text where people don't see it: where it is, which it is wherever it is read, and its summary.
#[component]
fn Unseen<'a>(context: PageContext<'a>, page: &'a PostPage) -> impl IntoView {
    let post = &page.summary;
    let address = context.absolute(&post.path);
    let (class, original) = match &page.canonical_url {
        Some(original) => ("u-url", Some(view! { <data class="u-uid" value=original.as_str()></data> })),
        None => ("u-url u-uid", None),
    };
    let summary =
        (!post.excerpt.is_empty()).then(|| view! { <data class="p-summary" value=post.excerpt.as_str()></data> });
    let updated = (!is_updated(post, &context.site.time_zone))
        .then(|| view! { <data class="dt-updated" value=post.updated_at.to_string()></data> });
    view! {
        <data class=class value=address></data>
        {original}
        {summary}
        {updated}
    }
}

fn head<'a>(context: &PageContext<'_>, page: &'a PostPage) -> Head<'a> {
    let post = &page.summary;
    let social = &page.social;
    let article = Article {
        title: social.title.as_deref().unwrap_or(&post.title),
        description: social.description.as_deref(),
        published_at: post.published_at,
        updated_at: post.updated_at,
        authors: &post.authors,
        category: page.category.as_ref(),
        tags: &post.tags,
        language: post.language.as_ref(),
        image: social.image.as_deref().or(post.cover.as_deref()).map(|image| context.absolute(image)),
        // What the cover shows says nothing of another image.
        image_alt: if social.image.is_none() { &page.cover_alt } else { "" },
    };
    let canonical = page.canonical_url.clone().unwrap_or_else(|| context.absolute(context.path));
    Head {
        description: post.excerpt.as_str().into(),
        structured: Some(structured::post(context, page, &canonical)),
        canonical: Some(canonical),
        article: Some(article),
        takes_mentions: takes_mentions(context, page),
        ..Head::new(context.titled(&post.title), Place::Elsewhere)
    }
}

/// The picture above a text. It is the first that people see, so it loads at once.
#[component]
fn Cover<'a>(cover: &'a str, alt: &'a str) -> impl IntoView {
    let address = PictureAddress::parse(cover);
    let picture = address.map(|address| address.picture);
    let srcset = address.and_then(|address| address.srcset());
    view! {
        <img
            class="post-cover u-featured"
            src=cover
            srcset=srcset.clone()
            sizes=srcset.map(|_| SIZES)
            width=picture.map(|picture| picture.width)
            height=picture.map(|picture| picture.height)
            alt=alt
        />
    }
}

/// The way from the home page to the text, where it lies in a category.
#[component]
fn Breadcrumbs<'a>(context: PageContext<'a>, page: &'a PostPage) -> impl IntoView {
    let text = context.text();
    page.category.as_ref().map(|category| {
        view! {
            <nav class="breadcrumbs" aria-label=text.breadcrumbs() lang=context.interface_language()>
                <ol role="list">
                    <li><a href="/">{text.home()}</a></li>
                    <li lang=context.language_within(None).lang><a class="p-category" href=address::category(&category.slug)>{category.label.as_str()}</a></li>
                </ol>
            </nav>
        }
    })
}

/// When a post was published, by whom, and how long it takes to read. A page beside the blog has no date.
#[component]
fn Facts<'a>(context: PageContext<'a>, page: &'a PostPage) -> impl IntoView {
    let (text, zone) = (context.text(), &context.site.time_zone);
    let post = &page.summary;
    (page.kind == PostKind::Post).then(|| {
        view! {
            <div class="post-facts" lang=context.interface_language()>
                <p><Date at=post.published_at zone=zone text=text class="dt-published" /></p>
                <p>{text.reading_minutes(post.reading_minutes.into())}</p>
                {comments::count(page, text)}
                <Authors context=context authors=&post.authors />
            </div>
        }
    })
}

/// The table of contents of a text that has enough headings.
#[component]
fn Contents<'a>(context: PageContext<'a>, page: &'a PostPage) -> impl IntoView {
    let (text, headings) = (context.text(), &page.headings);
    let language = context.language_within(page.summary.language.as_ref());
    (headings.len() >= CONTENTS_HEADINGS_MIN).then(|| {
        let links: Vec<_> = headings
            .iter()
            .filter(|heading| heading.level <= CONTENTS_LEVEL_MAX)
            .map(|heading| {
                let class = if heading.level == 2 { "contents-part" } else { "contents-section" };
                view! { <li class=class><a href=format!("#{}", heading.id)>{heading.text.as_str()}</a></li> }
            })
            .collect();
        view! {
            <nav class="contents" aria-label=text.contents() lang=context.interface_language()>
                <details>
                    <summary>{text.contents()}</summary>
                    <ol role="list" lang=language.lang dir=language.dir>{links}</ol>
                </details>
            </nav>
        }
    })
}

/// What follows the text: its tags, and when it changed.
#[component]
fn Closing<'a>(context: PageContext<'a>, page: &'a PostPage) -> impl IntoView {
    let (text, zone) = (context.text(), &context.site.time_zone);
    let post = &page.summary;
    let is_shown = !post.tags.is_empty() || is_updated(post, zone);
    is_shown.then(|| {
        view! {
            <footer class="post-closing">
                {is_updated(post, zone).then(|| view! {
                    <p class="muted" lang=context.interface_language()>
                        {text.updated_on()}" "<Date at=post.updated_at zone=zone text=text class="dt-updated" />
                    </p>
                })}
                <Tags context=context tags=&post.tags />
            </footer>
        }
    })
}

/// Whether readers were given a change on a later day than the one that it shows.
fn is_updated(post: &PostSummary, zone: &TimeZone) -> bool {
    zone.date(post.updated_at) > zone.date(post.published_at)
}
