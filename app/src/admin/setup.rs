//! `/admin/setup`: the first run.

use axum::http::StatusCode;
use blog::domain::{account, site};
use blog::text::Text;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::fields::{Field, TextField};
use super::forms::{Sent, SetupForm};
use super::layout::{Page, redirect};
use super::refusal::{Refusal, RefusalSummary};
use crate::context::Frame;
use crate::functions::FunctionError;

/// Why setting up was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetupRefusal {
    /// The two passwords are not the same.
    PasswordsDiffer,
    /// The token is not the one on the console.
    WrongToken,
    /// Somebody has an account already.
    Present,
    /// The service said no.
    Refused(FunctionError),
}

impl SetupRefusal {
    /// The status of a response that says so.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::PasswordsDiffer => StatusCode::BAD_REQUEST,
            Self::WrongToken => StatusCode::FORBIDDEN,
            Self::Present => StatusCode::CONFLICT,
            Self::Refused(error) => error.status(),
        }
    }

    pub(super) fn explain(&self, text: Text) -> Refusal {
        let field = |name, sentence: &str| Refusal {
            sentence: text.refused_fields(1),
            fields: vec![(name, sentence.to_owned())],
        };
        match self {
            Self::PasswordsDiffer => field("password_again", text.setup_password_differs()),
            Self::WrongToken => field("setup_token", text.setup_token_wrong()),
            Self::Present => Refusal::of_form(text.setup_present()),
            Self::Refused(FunctionError::Invalid(violations)) => Refusal::of_fields(text, violations, &FIELDS),
            Self::Refused(error) => Refusal::of_error(text, error),
        }
    }
}

impl From<FunctionError> for SetupRefusal {
    fn from(error: FunctionError) -> Self {
        match error {
            FunctionError::Forbidden => Self::WrongToken,
            FunctionError::NotFound => Self::Present,
            error => Self::Refused(error),
        }
    }
}

const FIELDS: [&str; 8] =
    ["setup_token", "site_name", "site_description", "language", "handle", "name", "password", "password_again"];

/// The page; once somebody has an account, it leads to signing in.
#[component]
pub fn SetupPage() -> impl IntoView {
    let frame = expect_context::<Frame>();
    let text = frame.text();
    let sent = use_context::<Sent<SetupForm, SetupRefusal>>();
    if frame.site.is_set_up && sent.is_none() {
        redirect("/admin/login");
    }
    let refusal = sent.as_ref().and_then(|sent| sent.refusal.as_ref()).map(|refusal| refusal.explain(text));
    let form = sent.map_or_else(|| first_form(&frame), |sent| sent.form);
    view! { <Setup text form refusal/> }
}

/// What the form proposes: the token of the address that the console shows, and the site as an import left it.
fn first_form(frame: &Frame) -> SetupForm {
    let unnamed = site::Site::default();
    let is_named = frame.site.name != unnamed.general.name;
    SetupForm {
        setup_token: use_query_map().get_untracked().get("token").unwrap_or_default(),
        site_name: if is_named { frame.site.name.clone() } else { String::new() },
        site_description: frame.site.description.clone(),
        language: frame.site.language.to_string(),
        ..SetupForm::default()
    }
}

#[component]
fn Setup(text: Text, form: SetupForm, refusal: Option<Refusal>) -> impl IntoView {
    let summary = refusal.clone().map(|refusal| {
        view! { <RefusalSummary refusal title=text.setup_refused_title() text label_of/> }
    });
    let refusal = refusal.unwrap_or_default();
    let field = move |name| Field::new(name, label_of(text, name), &refusal);
    view! {
        <Page title=text.setup_title()>
            <form class="form" method="post" action="/admin/setup">
                <h1>{text.setup_title()}</h1>
                {summary}
                <p>{text.setup_welcome()}</p>
                <TextField field=field("setup_token").hint(text.setup_token_hint()) value=form.setup_token
                    is_required=true is_code=true/>
                <fieldset class="fieldset">
                    <legend>{text.setup_site()}</legend>
                    <TextField field=field("site_name") value=form.site_name rule=site::rules::NAME/>
                    <TextField field=field("site_description").hint(text.setup_site_description_hint())
                        value=form.site_description rule=site::rules::DESCRIPTION/>
                    <TextField field=field("language").hint(text.setup_language_hint()) value=form.language
                        is_required=true is_code=true/>
                </fieldset>
                <fieldset class="fieldset">
                    <legend>{text.setup_account()}</legend>
                    <TextField field=field("handle").hint(text.setup_handle_hint()) value=form.handle
                        autocomplete="username" is_required=true is_code=true/>
                    <TextField field=field("name").hint(text.setup_name_hint()) value=form.name
                        rule=account::rules::NAME autocomplete="name"/>
                    <TextField field=field("password").hint(text.setup_password_hint(account::rules::PASSWORD.chars_min))
                        value=String::new() rule=account::rules::PASSWORD input_type="password"
                        autocomplete="new-password"/>
                    <TextField field=field("password_again") value=String::new() rule=account::rules::PASSWORD
                        input_type="password" autocomplete="new-password"/>
                </fieldset>
                <div class="form-actions">
                    <button class="button button-primary">{text.setup_submit()}</button>
                </div>
            </form>
        </Page>
    }
}

fn label_of(text: Text, field: &str) -> &'static str {
    match field {
        "setup_token" => text.setup_token(),
        "site_name" => text.setup_site_name(),
        "site_description" => text.setup_site_description(),
        "language" => text.setup_language(),
        "handle" => text.setup_handle(),
        "name" => text.setup_name(),
        "password" => text.setup_password(),
        _ => text.setup_password_again(),
    }
}
