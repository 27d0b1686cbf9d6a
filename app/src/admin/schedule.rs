//! What is to become of a post by itself: the editor's fields for it, and the line about it in lists.

use blog::domain::post::{PostStatus, ScheduleFailure, ScheduleTimes};
use blog::domain::views::PostView;
use blog::text::Text;
use leptos::prelude::*;

use super::fields::{Field, TextField};
use super::forms::PostForm;
use super::layout::Instant;
use super::refusal::Refusal;

/// The editor's fields, for those who may publish the post. Its buttons save what is typed as well.
#[component]
pub fn ScheduleFields(
    /// The interface's language.
    text: Text,
    /// The post as it is stored; none for a new one.
    stored: Option<PostView>,
    /// What is typed.
    form: PostForm,
    /// What is wrong with it.
    refusal: Refusal,
    /// The time zone in which times are typed.
    zone: String,
) -> impl IntoView {
    let is_live = stored.as_ref().is_some_and(|stored| stored.status == PostStatus::Published);
    let is_scheduled = stored.as_ref().is_some_and(|stored| stored.schedule.is_some());
    let failure = stored.as_ref().and_then(|stored| stored.schedule_failure);
    let submit = if is_scheduled { text.schedule_change() } else { text.schedule_submit() };
    let publish_at = if is_live { text.schedule_update_at() } else { text.schedule_publish_at() };
    let cancel = is_scheduled.then(|| {
        view! {
            <button class="button" name="action" value="unschedule">{text.schedule_cancel()}</button>
        }
    });
    let failed = failure.map(|failure| {
        view! {
            <div class="message message-error schedule-failure">
                <p class="message-title">{text.schedule_failed_title()}</p>
                <p>{text.schedule_failure(failure)}</p>
            </div>
        }
    });
    view! {
        <fieldset class="editor-details">
            <legend>{text.schedule_legend()}</legend>
            {failed}
            <TextField field=Field::new("publish_at", publish_at, &refusal).hint(text.schedule_publish_hint(&zone))
                value=form.publish_at input_type="datetime-local"/>
            <TextField field=Field::new("unpublish_at", text.schedule_unpublish_at(), &refusal)
                    .hint(text.schedule_unpublish_hint())
                value=form.unpublish_at input_type="datetime-local"/>
            <div class="form-actions">
                <button class="button" name="action" value="schedule">{submit}</button>
                {cancel}
            </div>
        </fieldset>
    }
}

/// What will become of a post, and when; nothing where nothing will.
#[component]
pub fn ScheduleFacts(
    /// The interface's language.
    text: Text,
    /// Whether readers see the post.
    status: PostStatus,
    /// When what happens.
    schedule: ScheduleTimes,
    /// Why the last schedule was not carried out.
    failure: Option<ScheduleFailure>,
) -> impl IntoView {
    let publication = if status == PostStatus::Published { text.state_updates() } else { text.state_publishes() };
    let fact = |label: &'static str| move |at| view! { {label} " " <Instant at/> " · " };
    (
        failure.map(|_| view! { <strong class="schedule-failed">{text.state_schedule_failed()}</strong> " · " }),
        schedule.publish_at.map(fact(publication)),
        schedule.unpublish_at.map(fact(text.state_unpublishes())),
    )
}
