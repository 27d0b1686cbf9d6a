//! Whether and how the site takes comments.

use blog::domain::comment::DiscussionPolicy;
use blog::text::Text;
use leptos::prelude::*;

use super::form::SettingsForm;
use super::{SettingsSection, label_of};
use crate::admin::fields::{Field, TextArea, TextField};
use crate::admin::refusal::Refusal;

/// The form.
#[component]
pub(super) fn CommentsForm(
    /// The interface's language.
    text: Text,
    /// What it holds.
    form: SettingsForm,
    /// Why it was refused.
    refusal: Option<Refusal>,
) -> impl IntoView {
    let fields = refusal.clone().unwrap_or_default();
    let field = move |name| Field::new(name, label_of(text, name), &fields);
    view! {
        <SettingsSection text name="comments" title=text.settings_comments() save=text.settings_comments_save()
            version=form.version refusal>
            <Policies text field=field("comments") selected=form.comments/>
            <TextArea field=field("held_words").hint(text.settings_held_words_hint()) value=form.held_words rows=5/>
            <TextField field=field("close_after_days").hint(text.settings_close_after_days_hint())
                value=form.close_after_days is_required=true input_type="number"/>
        </SettingsSection>
    }
}

#[component]
fn Policies(text: Text, field: Field, selected: String) -> impl IntoView {
    let options: Vec<_> = DiscussionPolicy::ALL
        .into_iter()
        .map(|policy| {
            let label = match policy {
                DiscussionPolicy::Off => text.settings_comments_off(),
                DiscussionPolicy::Moderated => text.settings_comments_moderated(),
                DiscussionPolicy::Open => text.settings_comments_open(),
            };
            view! { <option value=policy.as_str() selected=selected == policy.as_str()>{label}</option> }
        })
        .collect();
    field.select(options)
}
