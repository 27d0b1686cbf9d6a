//! Names for versions, in a post's timeline: giving one, changing it, taking it away.

use blog::domain::PostId;
use blog::domain::post::rules;
use blog::service::EventView;
use blog::text::Text;
use leptos::prelude::*;

use super::forms::{POSTS_PATH, Sent, VersionNameForm};
use super::refusal::{Refusal, RefusalSummary};
use crate::functions::FunctionError;

/// Where the form for the name of a version leads.
pub fn version_path(id: PostId, version: u64) -> String {
    format!("{POSTS_PATH}/{id}/versions/{version}")
}

/// The form for the name of a version. It is laid open where what was typed there is refused.
#[component]
pub fn NameVersion(
    /// The interface's language.
    text: Text,
    /// Which post it is.
    id: PostId,
    /// The event that made the version.
    event: EventView,
    /// What was typed before.
    typed: Option<String>,
) -> impl IntoView {
    let version = event.stream_version;
    let field = name_field_id(version);
    let is_open = typed.is_some();
    let remove = event.version_name.is_some().then(|| {
        let named = text.names_remove_of(version);
        view! { <button class="button" name="action" value="remove" formnovalidate=true aria-label=named>{text.names_remove()}</button> }
    });
    let name = typed.or(event.version_name).unwrap_or_default();
    view! {
        <details class="version-name" open=is_open>
            <summary aria-label=text.names_give_to(version)>{text.names_give()}</summary>
            <form class="version-name-form" method="post" action=version_path(id, version)>
                <label class="visually-hidden" for=field.clone()>{text.names_name_of(version)}</label>
                <input class="input" id=field name="name" value=name required=true maxlength=rules::VERSION_NAME.chars_max
                    autocomplete="off" aria-invalid=is_open.then_some("true")/>
                <button class="button" aria-label=text.names_submit_of(version)>{text.names_submit()}</button>
                {remove}
            </form>
        </details>
    }
}

fn name_field_id(version: u64) -> String {
    format!("version_name_{version}")
}

/// Why a name was not given.
#[component]
pub fn NameRefused(
    /// The interface's language.
    text: Text,
    /// What was sent.
    sent: Sent<VersionNameForm>,
) -> impl IntoView {
    sent.refusal.map(|error| {
        let refusal = match &error {
            FunctionError::Invalid(violations) => Refusal::of_fields(text, violations, &[]),
            error => Refusal::of_error(text, error),
        };
        view! { <RefusalSummary refusal title=text.names_refused_title() text label_of/> }
    })
}

fn label_of(text: Text, _: &str) -> &'static str {
    text.names_name()
}
