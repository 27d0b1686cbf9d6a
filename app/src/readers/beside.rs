//! What readers of a post can go on to: the posts before and after it, and those about the same.

use blog::domain::TimeZone;
use blog::domain::views::{ArchiveEntry, Beside, PostLink};
use blog::text::Text;
use leptos::prelude::*;

use crate::components::{Date, TextLanguage};

/// Links to what comes before and after, where there is something.
#[component]
pub(super) fn Steps<'a>(
    /// What they lead along.
    label: &'static str,
    /// What comes before, and what that is called.
    previous: (Option<&'a PostLink>, &'static str),
    /// What comes after, and what that is called.
    next: (Option<&'a PostLink>, &'static str),
) -> impl IntoView {
    let ((previous, previous_label), (next, next_label)) = (previous, next);
    (previous.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="steps" aria-label=label>
                {previous.map(|post| view! { <Step post=post relation="prev" label=previous_label /> })}
                {next.map(|post| view! { <Step post=post relation="next" label=next_label /> })}
            </nav>
        }
    })
}

#[component]
fn Step<'a>(post: &'a PostLink, relation: &'static str, label: &'static str) -> impl IntoView {
    let language = TextLanguage::of_text(post.language.as_ref());
    view! {
        <a class=format!("steps-{relation}") rel=relation href=post.path.as_str()>
            <span class="steps-label">{label}</span>
            " "
            <span lang=language.lang dir=language.dir>{post.title.as_str()}</span>
        </a>
    }
}

/// The posts before and after by date, and those about the same.
#[component]
pub(super) fn GoOn<'a>(beside: &'a Beside, zone: &'a TimeZone, text: Text) -> impl IntoView {
    let items: Vec<_> = beside.related.iter().map(|post| view! { <Related post=post zone=zone text=text /> }).collect();
    view! {
        <Steps
            label=text.posts_beside()
            previous=(beside.older.as_ref(), text.older_post())
            next=(beside.newer.as_ref(), text.newer_post())
        />
        {(!items.is_empty()).then(|| view! {
            <section class="related" aria-labelledby="related">
                <h2 id="related">{text.related_posts()}</h2>
                <ul role="list">{items}</ul>
            </section>
        })}
    }
}

#[component]
fn Related<'a>(post: &'a ArchiveEntry, zone: &'a TimeZone, text: Text) -> impl IntoView {
    let language = TextLanguage::of_text(post.language.as_ref());
    view! {
        <li>
            <a href=post.path.as_str() lang=language.lang dir=language.dir>{post.title.as_str()}</a>
            " "
            <Date at=post.published_at zone=zone text=text class="muted" />
        </li>
    }
}
