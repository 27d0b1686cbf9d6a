//! Lists of posts: the home page, and those of a tag, a category or an author.

use std::borrow::Cow;

use blog::domain::views::{ListKind, PostList, SiteView};
use blog::text::Text;
use leptos::either::Either;
use leptos::prelude::*;

use super::document::{Head, Place, document};
use super::entry::Entry;
use super::feeds::FeedLink;
use super::{PageContext, address, structured, welcome};
use crate::components::Pages;

/// One page of a list of posts. A home page without a post is the welcome page.
pub fn list(context: &PageContext<'_>, list: &PostList) -> String {
    let pagination = list.pagination;
    if pagination.total == 0 && list.kind == ListKind::Home {
        return welcome(context);
    }
    let text = context.text();
    // Elsewhere a pinned post stands where its date, or its place in a series, puts it.
    let is_home = list.kind == ListKind::Home;
    let entries: Vec<_> = list
        .posts
        .iter()
        .map(|post| {
            let is_pinned = is_home && post.is_pinned;
            view! { <Entry context=*context post=post excerpt=post.excerpt.as_str() is_pinned=is_pinned /> }
        })
        .collect();
    let (previous, next) = match &list.kind {
        ListKind::Series(_) => (text.previous_page(), text.next_page()),
        _ => (text.newer_posts(), text.older_posts()),
    };
    let content = view! {
        <div class="list h-feed">
            <Unseen context=context list=list />
            <ListHeader context=context list=list />
            <div class="entries">{entries}</div>
            <Pages
                pagination=pagination
                text=text
                previous=previous
                next=next
                address=|page| address::list(&list.kind, page)
            />
        </div>
    };
    document(context, head(context, list), content)
}

/// What a list is called: the site's name, or that of what its posts have in common.
pub(super) fn name<'a>(site: &'a SiteView, kind: &'a ListKind) -> Cow<'a, str> {
    match kind {
        ListKind::Home => Cow::from(&site.name),
        ListKind::Author(author) => Cow::from(&author.name),
        ListKind::Tag(label) | ListKind::Category(label) | ListKind::Series(label) => Cow::from(&label.label),
    }
}

/// What a list is about; may be empty.
pub(super) fn description<'a>(site: &'a SiteView, kind: &'a ListKind) -> Cow<'a, str> {
    let text = Text::in_language(&site.language);
    match kind {
        ListKind::Home => Cow::from(&site.description),
        ListKind::Tag(tag) => text.posts_with_tag(&tag.label, &site.name).into(),
        ListKind::Category(category) => text.posts_in_category(&category.label, &site.name).into(),
        ListKind::Author(author) => text.posts_by_author(&author.name, &site.name).into(),
        ListKind::Series(series) => text.posts_of_series(&series.label, &site.name).into(),
    }
}

fn head<'a>(context: &'a PageContext<'_>, list: &'a PostList) -> Head<'a> {
    let (text, kind) = (context.text(), &list.kind);
    let (name, page) = (name(context.site, kind), list.pagination.page);
    let title = match (kind, page) {
        (ListKind::Home, 1) => name,
        (ListKind::Home, _) => context.titled(&text.page_number(page)).into(),
        (_, 1) => context.titled(&name).into(),
        (_, _) => context.titled(&format!("{name} – {}", text.page_number(page))).into(),
    };
    Head {
        description: description(context.site, kind),
        canonical: Some(context.absolute(context.path)),
        structured: is_front(list).then(|| structured::site(context)),
        feed: Some(kind),
        ..Head::new(title, if is_front(list) { Place::Front } else { Place::Elsewhere })
    }
}

/// Whether it is the beginning of the site, whose heading is the site's name.
fn is_front(list: &PostList) -> bool {
    list.kind == ListKind::Home && list.pagination.page == 1
}

#[component]
fn ListHeader<'a>(context: &'a PageContext<'a>, list: &'a PostList) -> impl IntoView {
    if is_front(list) {
        let description = context.site.description.as_str();
        let lead = (!description.is_empty()).then(|| view! { <p class="lead p-summary">{description}</p> });
        return Either::Left(lead);
    }
    let text = context.text();
    let page = list.pagination.page;
    let (kicker, name) = heading(list, text);
    let lang = context.interface_language();
    let name_lang = lang.filter(|_| list.kind == ListKind::Home);
    Either::Right(view! {
        <header class="page-header">
            <h1 class="p-name" lang=name_lang>
                {kicker.map(|kicker| view! { <span class="kicker" lang=lang>{kicker}</span>" " })}{name}
            </h1>
            <p class="muted" lang=lang>
                {text.post_count(list.pagination.total)}
                {(page > 1).then(|| format!(" · {}", text.page_of(page, list.pagination.pages)))}
            </p>
            {(list.kind != ListKind::Home).then(|| view! { <p lang=lang><FeedLink kind=&list.kind text=text /></p> })}
        </header>
    })
}

/// What programs are told of a list where people don't see it: where it is, and what the site is called, as its header is no
/// part of the list.
#[component]
fn Unseen<'a>(context: &'a PageContext<'a>, list: &'a PostList) -> impl IntoView {
    let name = is_front(list).then(|| view! { <data class="p-name" value=context.site.name.as_str()></data> });
    view! {
        {name}
        <data class="u-url" value=context.absolute(context.path)></data>
    }
}

/// What kind of list it is, where that needs saying, and its name.
fn heading(list: &PostList, text: Text) -> (Option<&'static str>, Cow<'_, str>) {
    match &list.kind {
        ListKind::Home => (None, text.page_number(list.pagination.page).into()),
        ListKind::Tag(tag) => (Some(text.tag()), Cow::from(&tag.label)),
        ListKind::Category(category) => (Some(text.category()), Cow::from(&category.label)),
        ListKind::Author(author) => (Some(text.author()), Cow::from(&author.name)),
        ListKind::Series(series) => (Some(text.series()), Cow::from(&series.label)),
    }
}
