//! `/admin/profile`: what somebody changes of their own account.

use axum::http::StatusCode;
use blog::domain::Violations;
use blog::domain::account::rules;
use blog::domain::views::{PersonView, SignInView};
use blog::text::Text;
use leptos::prelude::*;

use super::fields::{Field, TextField};
use super::forms::{ProfileAction, ProfileForm, Sent};
use super::layout::{Instant, Page, page};
use super::refusal::{Refusal, RefusalSummary};
use crate::context::{Caller, Frame};
use crate::functions::FunctionError;

/// Where it is.
pub const PROFILE_PATH: &str = "/admin/profile";

/// Why a change was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProfileRefusal {
    /// The two new passwords are not the same.
    PasswordsDiffer,
    /// Too many wrong passwords came from there.
    TooOften,
    /// The service said no.
    Refused(FunctionError),
}

impl ProfileRefusal {
    /// The status of a response that says so.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::PasswordsDiffer => StatusCode::BAD_REQUEST,
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Self::Refused(error) => error.status(),
        }
    }

    fn explain(&self, text: Text) -> Refusal {
        match self {
            Self::PasswordsDiffer => Refusal {
                sentence: text.refused_fields(1),
                fields: vec![("password_again", text.setup_password_differs().to_owned())],
            },
            Self::TooOften => Refusal::of_form(text.sign_in_too_often()),
            Self::Refused(FunctionError::Invalid(violations)) => Self::of_fields(text, violations),
            Self::Refused(error) => Refusal::of_error(text, error),
        }
    }

    fn of_fields(text: Text, violations: &Violations) -> Refusal {
        Refusal::of_fields(
            text,
            violations,
            &["name", "email", "present_password_for_email", "present_password", "password"],
        )
    }
}

/// The name by which a session is found again that is the one of the request.
#[derive(Clone, Debug)]
pub struct CurrentSession(pub String);

/// The page.
#[component]
pub fn ProfilePage() -> impl IntoView {
    let text = expect_context::<Frame>().text();
    let sent = use_context::<Sent<ProfileForm, ProfileRefusal>>();
    let session = use_context::<CurrentSession>().map(|CurrentSession(token)| token).unwrap_or_default();
    page(async move {
        let caller = expect_context::<Caller>();
        let sign_ins = caller.blog.sign_ins(caller.principal()?, &session).await?;
        let sends_mail = caller.blog.sends_mail();
        let email = caller.blog.own_email(caller.principal()?).await?;
        let person = caller.signed_in.ok_or(FunctionError::SignedOut)?.person;
        Ok(view! { <Profile text person email sends_mail sign_ins sent/> })
    })
}

#[component]
fn Profile(
    text: Text,
    person: PersonView,
    email: String,
    sends_mail: bool,
    sign_ins: Vec<SignInView>,
    sent: Option<Sent<ProfileForm, ProfileRefusal>>,
) -> impl IntoView {
    let action = sent.as_ref().map(|sent| sent.form.action);
    let refusal = sent.as_ref().and_then(|sent| sent.refusal.as_ref()).map(|refusal| refusal.explain(text));
    let of = |one: ProfileAction| refusal.clone().filter(|_| action == Some(one));
    let (of_name, of_email, of_password) =
        (of(ProfileAction::Name), of(ProfileAction::Email), of(ProfileAction::Password));
    let elsewhere = of(ProfileAction::SignOut).or_else(|| of(ProfileAction::SignOutElsewhere)).map(|refusal| {
        view! { <RefusalSummary refusal title=text.people_refused_title() text label_of/> }
    });
    let form = sent.map(|sent| sent.form).unwrap_or_default();
    let name = if of_name.is_some() { form.name } else { person.name.clone() };
    // An address is shown even where letters are not sent any more, so that it can be taken away.
    let has_email = sends_mail || !email.is_empty();
    let email = if of_email.is_some() { form.email } else { email };
    let email = has_email.then(|| view! { <Email text email refusal=of_email/> });
    view! {
        <Page title=text.profile_title()>
            <div class="admin-heading"><h1>{text.profile_title()}</h1></div>
            <p>
                {text.profile_handle(&person.handle)} " " {text.role(person.role)} ": " {text.role_explained(person.role)} "."
            </p>
            <Name text name refusal=of_name/>
            {email}
            <Password text handle=person.handle refusal=of_password/>
            {elsewhere}
            <SignIns text sign_ins/>
        </Page>
    }
}

#[component]
fn Name(text: Text, name: String, refusal: Option<Refusal>) -> impl IntoView {
    let summary = refusal.clone().map(|refusal| {
        view! { <RefusalSummary refusal title=text.people_refused_title() text label_of/> }
    });
    let field = Field::new("name", label_of(text, "name"), &refusal.unwrap_or_default());
    view! {
        <section class="admin-section">
            <h2>{text.people_name()}</h2>
            <form class="form" method="post" action=PROFILE_PATH>
                {summary}
                <TextField field=field.hint(text.profile_name_hint()) value=name rule=rules::NAME autocomplete="name"/>
                <div class="form-actions">
                    <button class="button" name="action" value="name">{text.profile_name_submit()}</button>
                </div>
            </form>
        </section>
    }
}

#[component]
fn Email(text: Text, email: String, refusal: Option<Refusal>) -> impl IntoView {
    let summary = refusal.clone().map(|refusal| {
        view! { <RefusalSummary refusal title=text.people_refused_title() text label_of/> }
    });
    let refusal = refusal.unwrap_or_default();
    let field = move |name| Field::new(name, label_of(text, name), &refusal);
    view! {
        <section class="admin-section">
            <h2>{text.email()}</h2>
            <form class="form" method="post" action=PROFILE_PATH>
                {summary}
                <TextField field=field("email").hint(text.email_hint()) value=email rule=rules::EMAIL
                    input_type="email" autocomplete="email"/>
                <TextField field=field("present_password_for_email") value=String::new()
                    rule=rules::PASSWORD.chars_min(0) input_type="password" autocomplete="current-password"/>
                <div class="form-actions">
                    <button class="button" name="action" value="email">{text.email_submit()}</button>
                </div>
            </form>
        </section>
    }
}

#[component]
fn Password(text: Text, handle: String, refusal: Option<Refusal>) -> impl IntoView {
    let summary = refusal.clone().map(|refusal| {
        view! { <RefusalSummary refusal title=text.people_refused_title() text label_of/> }
    });
    let refusal = refusal.unwrap_or_default();
    let field = move |name| Field::new(name, label_of(text, name), &refusal);
    view! {
        <section class="admin-section">
            <h2>{text.profile_password()}</h2>
            <form class="form" method="post" action=PROFILE_PATH>
                {summary}
                <input type="text" autocomplete="username" value=handle readonly=true hidden=true/>
                <TextField field=field("present_password") value=String::new() rule=rules::PASSWORD.chars_min(0)
                    input_type="password" autocomplete="current-password"/>
                <TextField field=field("password").hint(text.profile_password_hint(rules::PASSWORD.chars_min))
                    value=String::new() rule=rules::PASSWORD input_type="password" autocomplete="new-password"/>
                <TextField field=field("password_again") value=String::new() rule=rules::PASSWORD
                    input_type="password" autocomplete="new-password"/>
                <div class="form-actions">
                    <button class="button" name="action" value="password">{text.profile_password_submit()}</button>
                </div>
            </form>
        </section>
    }
}

#[component]
fn SignIns(text: Text, sign_ins: Vec<SignInView>) -> impl IntoView {
    let has_others = sign_ins.iter().any(|sign_in| !sign_in.is_current);
    let rows: Vec<_> = sign_ins.into_iter().map(|sign_in| view! { <SignIn text sign_in/> }).collect();
    let elsewhere = has_others.then(|| view! {
        <form class="form-actions" method="post" action=PROFILE_PATH>
            <button class="button" name="action" value="sign-out-elsewhere">{text.profile_sign_out_elsewhere()}</button>
        </form>
    });
    view! {
        <section class="admin-section">
            <h2>{text.profile_sign_ins()}</h2>
            <ul class="post-rows" role="list">{rows}</ul>
            {elsewhere}
        </section>
    }
}

#[component]
fn SignIn(text: Text, sign_in: SignInView) -> impl IntoView {
    let device = if sign_in.device.is_empty() { text.profile_sign_in_unknown().to_owned() } else { sign_in.device };
    let here =
        sign_in.is_current.then(|| view! { <span class="badge badge-live">{text.profile_sign_in_here()}</span> });
    let end = (!sign_in.is_current).then(|| {
        let label = text.profile_sign_out_named(&device, &expect_context::<Frame>().site.time_zone.to_minute(sign_in.at));
        view! {
            <form class="inline-form" method="post" action=PROFILE_PATH>
                <input type="hidden" name="session" value=sign_in.id/>
                <button class="button" name="action" value="sign-out" aria-label=label>{text.profile_sign_out_there()}</button>
            </form>
        }
    });
    view! {
        <li class="post-row">
            <span class="post-row-title">{device}</span>
            <span class="badges">{here}</span>
            <span class="post-row-facts muted"><Instant at=sign_in.at/></span>
            {end}
        </li>
    }
}

fn label_of(text: Text, field: &str) -> &'static str {
    match field {
        "name" => text.people_name(),
        "email" => text.email(),
        "present_password" | "present_password_for_email" => text.profile_present_password(),
        "password" => text.profile_new_password(),
        _ => text.setup_password_again(),
    }
}
