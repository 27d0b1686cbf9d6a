//! Whether and how the site takes comments, and what other sites say of its posts.

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
            <Policies field=field("comments") selected=form.comments label_of=move |policy| match policy {
                DiscussionPolicy::Off => text.settings_comments_off(),
                DiscussionPolicy::Moderated => text.settings_comments_moderated(),
                DiscussionPolicy::Open => text.settings_comments_open(),
            }/>
            <Policies field=field("mentions").hint(text.settings_mentions_hint()) selected=form.mentions
                label_of=move |policy| match policy {
                    DiscussionPolicy::Off => text.settings_mentions_off(),
                    DiscussionPolicy::Moderated => text.settings_mentions_moderated(),
                    DiscussionPolicy::Open => text.settings_mentions_open(),
                }/>
            <Sending text field=field("sends_mentions").hint(text.settings_sends_mentions_hint())
                selected=form.sends_mentions/>
            <TextArea field=field("held_words").hint(text.settings_held_words_hint()) value=form.held_words rows=5/>
            <TextField field=field("close_after_days").hint(text.settings_close_after_days_hint())
                value=form.close_after_days is_required=true input_type="number"/>
        </SettingsSection>
    }
}

/// Whether other sites are told. A box that nobody ticks sends nothing, and an old form says nothing of it: a choice says both.
#[component]
fn Sending(text: Text, field: Field, selected: String) -> impl IntoView {
    let options = [("true", text.settings_sends_mentions_yes()), ("false", text.settings_sends_mentions_no())];
    let options =
        options.map(|(value, label)| view! { <option value=value selected=selected == value>{label}</option> });
    field.select(options)
}

#[component]
fn Policies(
    field: Field,
    selected: String,
    /// What a policy means there.
    label_of: impl Fn(DiscussionPolicy) -> &'static str,
) -> impl IntoView {
    let options: Vec<_> = DiscussionPolicy::ALL
        .into_iter()
        .map(|policy| {
            let label = label_of(policy);
            view! { <option value=policy.as_str() selected=selected == policy.as_str()>{label}</option> }
        })
        .collect();
    field.select(options)
}
