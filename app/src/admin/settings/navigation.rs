//! The navigation: its entries in order, each with buttons that need no script, and one more to be filled in.

use blog::domain::site::rules;
use blog::text::Text;
use leptos::prelude::*;

use super::super::fields::field_id;
use super::super::refusal::Refusal;
use super::{SettingsForm, SettingsSection};

#[component]
pub(super) fn NavigationForm(
    text: Text,
    form: SettingsForm,
    refusal: Option<Refusal>,
    /// The entry that is wrong, from 1.
    wrong_entry: Option<usize>,
) -> impl IntoView {
    let error = refusal.as_ref().and_then(|refusal| refusal.field("navigation"));
    let count = form.entries.len();
    let error = error.map(|error| view! { <p class="field-error" id="navigation_error">{error}</p> });
    let new = (count < rules::ENTRIES_MAX).then(|| (String::new(), String::new()));
    let entries = (1..).zip(form.entries.into_iter().chain(new)).map(move |(entry, (label, address))| {
        let is_wrong = wrong_entry == Some(entry);
        view! { <Entry text entry label address count is_wrong/> }
    });
    view! {
        <SettingsSection text name="navigation" title=text.settings_navigation()
            save=text.settings_navigation_save() version=form.version refusal>
            <p class="field-hint">{text.settings_navigation_hint()}</p>
            {error}
            <ol class="navigation-entries" role="list" id=field_id("navigation") tabindex="-1">
                {entries.collect::<Vec<_>>()}
            </ol>
        </SettingsSection>
    }
}

/// An entry; the one behind the last is new, and has nowhere to be moved.
#[component]
fn Entry(text: Text, entry: usize, label: String, address: String, count: usize, is_wrong: bool) -> impl IntoView {
    let invalid = is_wrong.then_some("true");
    let described_by = is_wrong.then_some("navigation_error");
    let button = move |what: &str, label: &'static str, named: String| {
        let value = format!("{what}-{entry}");
        view! { <button class="button" name="action" value=value aria-label=named>{label}</button> }
    };
    let buttons = (entry <= count).then(|| {
        view! {
            <span class="navigation-buttons">
                {(entry > 1).then(|| {
                    button("up", text.settings_navigation_up_short(), text.settings_navigation_up(entry))
                })}
                {(entry < count).then(|| {
                    button("down", text.settings_navigation_down_short(), text.settings_navigation_down(entry))
                })}
                {button("remove", text.settings_navigation_remove_short(), text.settings_navigation_remove(entry))}
            </span>
        }
    });
    view! {
        <li class="navigation-entry">
            <label class="field">
                <span class="field-hint" aria-hidden="true">{text.settings_navigation_label_short()}</span>
                <input class="input" name="label" value=label aria-label=text.settings_navigation_label(entry)
                    aria-invalid=invalid aria-describedby=described_by/>
            </label>
            <label class="field">
                <span class="field-hint" aria-hidden="true">{text.settings_navigation_address_short()}</span>
                <input class="input" name="address" value=address aria-label=text.settings_navigation_address(entry)
                    autocapitalize="none" spellcheck="false" aria-invalid=invalid aria-describedby=described_by/>
            </label>
            {buttons}
        </li>
    }
}
