//! `/admin/settings`: the site's name and what else is true of it as a whole, a form for each part.
//!
//! [`form`](self): what they send. [`appearance`](self): how the site looks. [`comments`](self): how it takes comments. [`navigation`](self): its entries.

mod appearance;
mod comments;
mod form;
mod navigation;

pub use form::{Section, SettingsForm};

use blog::domain::site::rules;
use blog::domain::views::SiteSettings;
use blog::domain::{Role, Rule, TimeZone};
use blog::text::Text;
use leptos::prelude::*;

use self::appearance::AppearanceForm;
use self::comments::CommentsForm;
use self::navigation::NavigationForm;
use super::fields::{Field, TextArea, TextField};
use super::forms::Sent;
use super::layout::{Page, page};
use super::refusal::{Refusal, RefusalSummary};
use crate::context::{Caller, Frame};
use crate::functions::FunctionError;

/// Where it is.
pub const SETTINGS_PATH: &str = "/admin/settings";

/// The page.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let text = expect_context::<Frame>().text();
    let sent = use_context::<Sent<SettingsForm>>();
    page(async move {
        let caller = expect_context::<Caller>();
        let who = caller.principal()?;
        if who.role != Role::Admin {
            FunctionError::Forbidden.set_status();
            return Err(FunctionError::Forbidden);
        }
        let settings = caller.blog.site_settings(Some(who)).await?;
        Ok(view! { <Settings text settings sent/> })
    })
}

#[component]
fn Settings(text: Text, settings: SiteSettings, sent: Option<Sent<SettingsForm>>) -> impl IntoView {
    let of = |section: Section| {
        let sent = sent.clone().filter(|sent| sent.form.section == section);
        let (form, refusal) = match sent {
            // What was typed against older settings is sent again against those that there are.
            Some(Sent { form, refusal }) => (SettingsForm { version: settings.version, ..form }, refusal),
            None => (SettingsForm::of(&settings, section), None),
        };
        let wrong_entry = refusal.as_ref().and_then(wrong_entry);
        (form, refusal.map(|error| explain(text, &error)), wrong_entry)
    };
    let (general, general_refusal, _) = of(Section::General);
    let (appearance, appearance_refusal, _) = of(Section::Appearance);
    let (navigation, navigation_refusal, wrong_entry) = of(Section::Navigation);
    let (stylesheet, stylesheet_refusal, _) = of(Section::Stylesheet);
    let (comments, comments_refusal, _) = of(Section::Comments);
    view! {
        <Page title=text.settings_title()>
            <div class="admin-heading"><h1>{text.settings_title()}</h1></div>
            <GeneralForm text form=general refusal=general_refusal/>
            <AppearanceForm text form=appearance refusal=appearance_refusal/>
            <NavigationForm text form=navigation refusal=navigation_refusal wrong_entry/>
            <CommentsForm text form=comments refusal=comments_refusal/>
            <StylesheetForm text form=stylesheet refusal=stylesheet_refusal/>
        </Page>
    }
}

/// The entry of the navigation that is wrong, from 1.
fn wrong_entry(error: &FunctionError) -> Option<usize> {
    let FunctionError::Invalid(violations) = error else { return None };
    match violations.of("navigation") {
        Some(Rule::OfEntry { entry, .. }) => Some(*entry),
        _ => None,
    }
}

fn explain(text: Text, error: &FunctionError) -> Refusal {
    const FIELDS: [&str; 17] = [
        "name",
        "description",
        "language",
        "time_zone",
        "posts_per_page",
        "logo",
        "icon",
        "social_image",
        "accent",
        "footer",
        "navigation",
        "custom_css",
        "comments",
        "held_words",
        "close_after_days",
        "mentions",
        "sends_mentions",
    ];
    match error {
        FunctionError::Invalid(violations) => Refusal::of_fields(text, violations, &FIELDS),
        FunctionError::Conflict { .. } => Refusal::of_form(text.settings_conflict()),
        error => Refusal::of_error(text, error),
    }
}

/// One of the page's forms, under its heading.
#[component]
fn SettingsSection(
    /// The interface's language.
    text: Text,
    /// Its name in the form.
    name: &'static str,
    /// Its heading.
    title: &'static str,
    /// What its button says.
    save: &'static str,
    /// The version of the settings that it shows.
    version: u64,
    /// Why it was refused.
    refusal: Option<Refusal>,
    children: Children,
) -> impl IntoView {
    let summary = refusal.map(|refusal| {
        view! { <RefusalSummary refusal title=text.settings_refused_title() text label_of/> }
    });
    let id = format!("settings_{name}");
    view! {
        <section class="admin-section" aria-labelledby=id.clone()>
            <h2 id=id.clone()>{title}</h2>
            <form class="form" method="post" action=SETTINGS_PATH>
                {summary}
                <input type="hidden" name="section" value=name/>
                <input type="hidden" name="version" value=version/>
                {children()}
                <div class="form-actions">
                    <button class="button button-primary">{save}</button>
                </div>
            </form>
        </section>
    }
}

#[component]
fn GeneralForm(text: Text, form: SettingsForm, refusal: Option<Refusal>) -> impl IntoView {
    let fields = refusal.clone().unwrap_or_default();
    let field = move |name| Field::new(name, label_of(text, name), &fields);
    view! {
        <SettingsSection text name="general" title=text.settings_general() save=text.settings_general_save()
            version=form.version refusal>
            <TextField field=field("name") value=form.name rule=rules::NAME/>
            <TextField field=field("description").hint(text.setup_site_description_hint()) value=form.description
                rule=rules::DESCRIPTION/>
            <TextField field=field("language").hint(text.setup_language_hint()) value=form.language
                is_required=true is_code=true/>
            <Zones field=field("time_zone").hint(text.settings_time_zone_hint()) selected=form.time_zone/>
            <TextField field=field("posts_per_page") value=form.posts_per_page is_required=true input_type="number"/>
        </SettingsSection>
    }
}

#[component]
fn StylesheetForm(text: Text, form: SettingsForm, refusal: Option<Refusal>) -> impl IntoView {
    let fields = refusal.clone().unwrap_or_default();
    let field = Field::new("custom_css", text.settings_stylesheet_label(), &fields);
    view! {
        <SettingsSection text name="stylesheet" title=text.settings_stylesheet() save=text.settings_stylesheet_save()
            version=form.version refusal>
            <TextArea field=field.hint(text.settings_stylesheet_hint()) value=form.custom_css rule=rules::STYLESHEET
                rows=10/>
        </SettingsSection>
    }
}

/// Every time zone. One that is no name comes back as it was sent, to be looked at.
#[component]
fn Zones(field: Field, selected: String) -> impl IntoView {
    let mut names = TimeZone::names();
    if !names.contains(&selected) {
        names.insert(0, selected.clone());
    }
    let options: Vec<_> = names
        .into_iter()
        .map(|name| {
            let is_selected = name == selected;
            view! { <option selected=is_selected>{name}</option> }
        })
        .collect();
    field.select(options)
}

fn label_of(text: Text, field: &str) -> &'static str {
    match field {
        "name" => text.setup_site_name(),
        "description" => text.setup_site_description(),
        "language" => text.setup_language(),
        "time_zone" => text.settings_time_zone(),
        "logo" => text.settings_logo(),
        "icon" => text.settings_icon(),
        "social_image" => text.settings_social_image(),
        "accent" => text.settings_accent(),
        "footer" => text.settings_footer(),
        "navigation" => text.settings_navigation(),
        "custom_css" => text.settings_stylesheet_label(),
        "comments" => text.settings_comments_policy(),
        "held_words" => text.settings_held_words(),
        "close_after_days" => text.settings_close_after_days(),
        "mentions" => text.settings_mentions(),
        "sends_mentions" => text.settings_sends_mentions(),
        _ => text.settings_posts_per_page(),
    }
}
