//! A post's working copy, for whoever has a secret link to it.

use blog::domain::Timestamp;
use blog::domain::views::PostPage;
use leptos::prelude::*;

use super::PageContext;
use super::document::{Head, Place, document_with_body};
use super::error::{Explanation, problem};
use super::post::article;
use crate::components::date;

/// The text as readers would see it, under a banner that says what it is. Search engines are asked to pass on.
pub fn preview(context: &PageContext<'_>, page: &PostPage, expires_at: Timestamp) -> String {
    let content = view! {
        <PreviewBanner context=*context expires_at/>
        {article(context, page)}
    };
    let head = Head::new(context.titled(&page.summary.title), Place::Elsewhere);
    document_with_body(context, head, content, &page.html)
}

#[component]
fn PreviewBanner<'a>(context: PageContext<'a>, expires_at: Timestamp) -> impl IntoView {
    let (text, zone) = (context.text(), &context.site.time_zone);
    let local = zone.to_minute(expires_at);
    let time = local.split_once(' ').map_or("", |(_, time)| time);
    let when = format!("{}, {time} ({zone})", date(expires_at, zone, text));
    view! {
        <aside class="past-banner" aria-label=text.preview_label() lang=context.interface_language()>
            <p>{text.preview_unpublished()}" "<time datetime=expires_at.to_string()>{when}</time>"."</p>
        </aside>
    }
}

/// A link that showed something once: `410`.
pub fn preview_gone(context: &PageContext<'_>) -> String {
    let text = context.text();
    let explanation = Explanation {
        title: text.preview_gone_title(),
        happened: text.preview_gone().into(),
        next: text.preview_ask(),
    };
    problem(context, 410, explanation, None)
}

/// A link that nobody made: `404`.
pub fn preview_missing(context: &PageContext<'_>) -> String {
    let text = context.text();
    let explanation = Explanation {
        title: text.preview_missing_title(),
        happened: text.preview_missing().into(),
        next: text.preview_ask(),
    };
    problem(context, 404, explanation, None)
}
