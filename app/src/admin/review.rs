//! The review of a post, in its editor: where it stands, and the buttons that move it on.

use blog::domain::Role;
use blog::domain::post::{PostStatus, ReviewState, rules};
use blog::domain::views::{PostView, ReviewView};
use blog::text::Text;
use leptos::prelude::*;

use super::fields::{Field, TextArea};
use super::layout::Instant;
use super::refusal::Refusal;

/// Where a post stands in its review, above its text.
#[component]
pub fn ReviewNotice(
    /// The interface's language.
    text: Text,
    /// What there is to say.
    review: ReviewView,
    /// Whether whoever sees it is asked for their judgement.
    is_editor: bool,
) -> impl IntoView {
    let ReviewView { state, by, at, is_changed, note } = review;
    let who = by.map_or_else(|| text.review_somebody().to_owned(), |person| person.name);
    let (class, title, by, next) = match state {
        ReviewState::Submitted => {
            let next = if is_editor { text.review_submitted_for_editor() } else { text.review_submitted_for_writer() };
            ("message review-notice", text.review_submitted_title(), text.review_submitted_by(&who), next)
        }
        ReviewState::Returned => (
            "message message-warning review-notice",
            text.review_returned_title(),
            text.review_returned_by(&who),
            text.review_returned_next(),
        ),
    };
    view! {
        <section class=class aria-labelledby="review_title">
            <h2 class="message-title" id="review_title">{title}</h2>
            <p>{by} " " <Instant at/></p>
            {note.map(|note| view! { <blockquote class="review-note">{note}</blockquote> })}
            {is_changed.then(|| view! { <p><strong>{text.review_changed()}</strong></p> })}
            <p>{next}</p>
        </section>
    }
}

/// The buttons of whoever asks for a review.
#[component]
pub fn AskForReview(
    /// The interface's language.
    text: Text,
    /// The post as it is stored; none for a new one.
    stored: Option<PostView>,
    /// Whether it is what they are most likely to want.
    is_primary: bool,
) -> impl IntoView {
    let review = stored.as_ref().and_then(|stored| stored.review.as_ref());
    let is_waiting = review.is_some_and(|review| review.state == ReviewState::Submitted);
    let label = if review.is_some() { text.review_submit_again() } else { text.review_submit() };
    view! {
        <button class="button" class:button-primary=is_primary name="action" value="submit">{label}</button>
        {is_waiting.then(|| view! {
            <button class="button" name="action" value="withdraw">{text.review_withdraw()}</button>
        })}
    }
}

/// How an editor gives a post back. It is laid open where what was written there is refused.
#[component]
pub fn ReturnPost(
    /// The interface's language.
    text: Text,
    /// What was written so far.
    note: String,
    /// What is wrong with it.
    refusal: Refusal,
) -> impl IntoView {
    let is_open = !note.is_empty() || refusal.field("note").is_some();
    // The note isn't required of whoever presses another button, so the constraint's attribute stays away.
    let rule = blog::domain::TextRule { required: false, ..rules::REVIEW_NOTE };
    let field = Field::new("note", text.review_note(), &refusal).hint(text.review_note_hint());
    view! {
        <details class="editor-return" open=is_open>
            <summary>{text.review_return()}</summary>
            <TextArea field value=note rule rows=3/>
            <button class="button" name="action" value="return">{text.review_return_submit()}</button>
        </details>
    }
}

/// Whether somebody may return this post. A note that came too late is still shown to whoever wrote it.
pub fn may_return(role: Role, stored: Option<&PostView>, note: &str) -> bool {
    let review = stored.and_then(|stored| stored.review.as_ref());
    let is_waiting = review.is_some_and(|review| review.state == ReviewState::Submitted);
    role >= Role::Editor && (is_waiting || !note.is_empty())
}

/// Whether there is anything that an editor could be asked for. Whoever publishes anybody's posts asks nobody.
pub fn may_ask(role: Role, stored: Option<&PostView>) -> bool {
    let is_seen = |stored: &PostView| stored.status == PostStatus::Published && !stored.has_unpublished_changes;
    // What is typed into a post that readers see as it is can be submitted as well: it is saved first.
    role < Role::Editor && (stored.is_none_or(|stored| !is_seen(stored)) || role < Role::Author)
}
