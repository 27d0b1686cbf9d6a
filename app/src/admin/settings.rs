//! `/admin/settings`: the site's name and what else is true of it as a whole, a form for each part.

use blog::domain::site::{SiteInput, rules};
use blog::domain::views::SiteSettings;
use blog::domain::{Role, Rule, TimeZone, Violations};
use blog::text::Text;
use leptos::prelude::*;
use serde::Deserialize;

use super::fields::{Field, TextField, field_id};
use super::forms::Sent;
use super::layout::{Page, page};
use super::refusal::{Refusal, RefusalSummary};
use crate::context::{Caller, Frame};
use crate::functions::FunctionError;

/// Where it is.
pub const SETTINGS_PATH: &str = "/admin/settings";

/// Which form of the page it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Section {
    /// What the site is called and how it is read.
    #[default]
    General,
}

/// What one of the forms sends, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SettingsForm {
    /// Which form it is.
    pub section: Section,
    /// The version of the settings that its sender saw.
    pub version: u64,
    /// The site's name.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// Its language.
    pub language: String,
    /// Its time zone.
    pub time_zone: String,
    /// Posts on a page of its lists.
    pub posts_per_page: String,
}

impl SettingsForm {
    /// The form of a section as the settings are.
    fn of(settings: &SiteSettings, section: Section) -> Self {
        let general = Self { section, version: settings.version, ..Self::default() };
        match section {
            Section::General => Self {
                name: settings.name.clone(),
                description: settings.description.clone(),
                language: settings.language.to_string(),
                time_zone: settings.time_zone.to_string(),
                posts_per_page: settings.posts_per_page.to_string(),
                ..general
            },
        }
    }

    /// What it asks the service to change.
    ///
    /// # Errors
    /// When a number is none.
    pub fn input(&self) -> Result<SiteInput, FunctionError> {
        match self.section {
            Section::General => Ok(SiteInput {
                name: Some(self.name.clone()),
                description: Some(self.description.clone()),
                language: Some(self.language.clone()),
                time_zone: Some(self.time_zone.clone()),
                posts_per_page: Some(posts_per_page(&self.posts_per_page)?),
            }),
        }
    }
}

fn posts_per_page(text: &str) -> Result<u32, FunctionError> {
    let (least, most) = (rules::POSTS_PER_PAGE_MIN, rules::POSTS_PER_PAGE_MAX);
    let rule = Rule::NotBetween { least, most };
    text.trim().parse().map_err(|_| FunctionError::Invalid(Violations::one("posts_per_page", rule)))
}

/// The page.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let text = expect_context::<Frame>().text();
    let sent = use_context::<Sent<SettingsForm>>();
    page(async move {
        let caller = expect_context::<Caller>();
        if caller.principal()?.role != Role::Admin {
            FunctionError::Forbidden.set_status();
            return Err(FunctionError::Forbidden);
        }
        let settings = caller.blog.site_settings().await?;
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
        (form, refusal.map(|error| explain(text, &error)))
    };
    let (general, general_refusal) = of(Section::General);
    view! {
        <Page title=text.settings_title()>
            <div class="admin-heading"><h1>{text.settings_title()}</h1></div>
            <GeneralForm text form=general refusal=general_refusal/>
        </Page>
    }
}

fn explain(text: Text, error: &FunctionError) -> Refusal {
    const FIELDS: [&str; 5] = ["name", "description", "language", "time_zone", "posts_per_page"];
    match error {
        FunctionError::Invalid(violations) => Refusal::of_fields(text, violations, &FIELDS),
        FunctionError::Conflict { .. } => Refusal::of_form(text.settings_conflict()),
        error => Refusal::of_error(text, error),
    }
}

#[component]
fn GeneralForm(text: Text, form: SettingsForm, refusal: Option<Refusal>) -> impl IntoView {
    let summary = refusal.clone().map(|refusal| {
        view! { <RefusalSummary refusal title=text.settings_refused_title() text label_of/> }
    });
    let refusal = refusal.unwrap_or_default();
    let field = move |name| Field::new(name, label_of(text, name), &refusal);
    view! {
        <section class="admin-section" aria-labelledby="settings_general">
            <h2 id="settings_general">{text.settings_general()}</h2>
            <form class="form" method="post" action=SETTINGS_PATH>
                {summary}
                <input type="hidden" name="section" value="general"/>
                <input type="hidden" name="version" value=form.version/>
                <TextField field=field("name") value=form.name rule=rules::NAME/>
                <TextField field=field("description").hint(text.setup_site_description_hint()) value=form.description
                    rule=rules::DESCRIPTION/>
                <TextField field=field("language").hint(text.setup_language_hint()) value=form.language
                    is_required=true is_code=true/>
                <Zones field=field("time_zone").hint(text.settings_time_zone_hint()) selected=form.time_zone/>
                <TextField field=field("posts_per_page") value=form.posts_per_page is_required=true
                    input_type="number"/>
                <div class="form-actions">
                    <button class="button button-primary">{text.settings_general_save()}</button>
                </div>
            </form>
        </section>
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
    let (described_by, invalid, name) = (field.described_by(), field.is_invalid(), field.name);
    field.around(view! {
        <select class="input" id=field_id(name) name=name aria-describedby=described_by aria-invalid=invalid>
            {options}
        </select>
    })
}

fn label_of(text: Text, field: &str) -> &'static str {
    match field {
        "name" => text.setup_site_name(),
        "description" => text.setup_site_description(),
        "language" => text.setup_language(),
        "time_zone" => text.settings_time_zone(),
        _ => text.settings_posts_per_page(),
    }
}
