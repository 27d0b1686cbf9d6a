//! What pages say of feeds, and feeds of themselves.

use std::borrow::Cow;

use blog::domain::views::{ListKind, SiteView};
use blog::text::Text;
use leptos::html::link;
use leptos::prelude::*;

use super::address::{self, FeedFormat};
use super::{PageContext, list};
use crate::components::FeedIcon;

/// What a list's feed is called.
pub fn feed_title(site: &SiteView, kind: &ListKind) -> String {
    match list::name(site, kind) {
        Cow::Borrowed(name) if *kind == ListKind::Home => name.to_owned(),
        name => format!("{name} – {}", site.name),
    }
}

/// What a list's feed is about; may be empty.
pub fn feed_description(site: &SiteView, kind: &ListKind) -> String {
    list::description(site, kind).into_owned()
}

/// The feeds that a page's head names: those of its own list, then the site's.
pub(super) fn alternates(context: &PageContext<'_>, kind: Option<&ListKind>) -> impl IntoView + use<> {
    let own = kind.filter(|kind| **kind != ListKind::Home);
    let kinds = own.into_iter().chain(std::iter::once(&ListKind::Home));
    let links = kinds.flat_map(|kind| {
        let title = feed_title(context.site, kind);
        FeedFormat::ALL.map(|format| {
            link()
                .rel("alternate")
                .r#type(format.content_type())
                .title(format!("{title} ({})", format.name()))
                .href(address::feed(kind, format))
        })
    });
    links.collect::<Vec<_>>()
}

/// The link to the feed of a list, beside what else is said of the list.
#[component]
pub(super) fn FeedLink<'a>(kind: &'a ListKind, text: Text) -> impl IntoView {
    view! { <a class="feed-link" href=address::feed(kind, FeedFormat::Atom)><FeedIcon />{text.feed()}</a> }
}
