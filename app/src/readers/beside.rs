//! What readers of a post can go on to: the posts before and after it, and those about the same.

use blog::domain::views::{ArchiveEntry, Beside, PostLink};
use leptos::prelude::*;

use super::PageContext;
use crate::components::Date;

/// Links to what comes before and after, where there is something.
#[component]
pub(super) fn Steps<'a>(
    context: PageContext<'a>,
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
            <nav class="steps" aria-label=label lang=context.interface_language()>
                {previous.map(|post| view! { <Step context=context post=post relation="prev" label=previous_label /> })}
                {next.map(|post| view! { <Step context=context post=post relation="next" label=next_label /> })}
            </nav>
        }
    })
}

#[component]
fn Step<'a>(
    context: PageContext<'a>,
    post: &'a PostLink,
    relation: &'static str,
    label: &'static str,
) -> impl IntoView {
    let language = context.language_within(post.language.as_ref());
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
pub(super) fn GoOn<'a>(context: PageContext<'a>, beside: &'a Beside) -> impl IntoView {
    let text = context.text();
    let items: Vec<_> = beside.related.iter().map(|post| view! { <Related context=context post=post /> }).collect();
    view! {
        <Steps
            context=context
            label=text.posts_beside()
            previous=(beside.older.as_ref(), text.older_post())
            next=(beside.newer.as_ref(), text.newer_post())
        />
        {(!items.is_empty()).then(|| view! {
            <section class="related" aria-labelledby="related" lang=context.interface_language()>
                <h2 id="related">{text.related_posts()}</h2>
                <ul role="list">{items}</ul>
            </section>
        })}
    }
}

#[component]
fn Related<'a>(context: PageContext<'a>, post: &'a ArchiveEntry) -> impl IntoView {
    let language = context.language_within(post.language.as_ref());
    view! {
        <li>
            <a href=post.path.as_str() lang=language.lang dir=language.dir>{post.title.as_str()}</a>
            " "
            <Date at=post.published_at zone=&context.site.time_zone text=context.text() class="muted" />
        </li>
    }
}
