//! `/admin/login`: signing in.

use axum::http::StatusCode;
use blog::domain::account::rules;
use blog::text::Text;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::fields::{Field, TextField};
use super::forgotten::FORGOTTEN_PATH;
use super::forms::{Sent, SignInForm, local_destination};
use super::layout::{Page, redirect};
use super::refusal::{Refusal, RefusalSummary};
use crate::context::{Caller, Frame};

/// Why signing in was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInRefusal {
    /// Handle and password don't belong together. Which of them is wrong is nobody's business.
    Wrong,
    /// Too many attempts came from there.
    TooOften,
    /// The server could not look.
    Failed,
}

impl SignInRefusal {
    /// The status of a response that says so.
    pub fn status(self) -> StatusCode {
        match self {
            Self::Wrong => StatusCode::UNAUTHORIZED,
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Self::Failed => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn sentence(self, text: Text) -> &'static str {
        match self {
            Self::Wrong => text.sign_in_wrong(),
            Self::TooOften => text.sign_in_too_often(),
            Self::Failed => text.refused_failed(),
        }
    }
}

/// The page.
#[component]
pub fn SignInPage() -> impl IntoView {
    let frame = expect_context::<Frame>();
    let query_next = use_query_map().get_untracked().get("next").unwrap_or_default();
    let sent = use_context::<Sent<SignInForm, SignInRefusal>>();
    if sent.is_none() && !frame.site.is_set_up {
        redirect("/admin/setup");
    } else if use_context::<Caller>().is_some_and(|caller| caller.signed_in.is_some()) {
        redirect(local_destination(&query_next));
    }
    let refusal = sent.as_ref().and_then(|sent| sent.refusal);
    let form = sent.map_or_else(|| SignInForm { next: query_next, ..SignInForm::default() }, |sent| sent.form);
    view! { <SignIn text=frame.text() form refusal/> }
}

#[component]
fn SignIn(text: Text, form: SignInForm, refusal: Option<SignInRefusal>) -> impl IntoView {
    let refusal = refusal.map(|refusal| Refusal::of_form(refusal.sentence(text)));
    let summary = refusal.map(|refusal| {
        view! { <RefusalSummary refusal title=text.sign_in_refused_title() text label_of/> }
    });
    let none = Refusal::default();
    let sends_mail = use_context::<Caller>().is_some_and(|caller| caller.blog.sends_mail());
    let forgotten = if sends_mail {
        view! { <p><a href=FORGOTTEN_PATH>{text.forgotten_title()}</a></p> }.into_any()
    } else {
        view! { <p class="muted">{text.sign_in_forgotten()}</p> }.into_any()
    };
    view! {
        <Page title=text.sign_in_title()>
            <form class="form form-narrow" method="post" action="/admin/login">
                <h1>{text.sign_in_title()}</h1>
                {summary}
                <TextField field=Field::new("handle", label_of(text, "handle"), &none) value=form.handle
                    is_required=true autocomplete="username" is_code=true/>
                // Its minimum is for choosing one: whoever mistypes it here is told so after trying.
                <TextField field=Field::new("password", label_of(text, "password"), &none) value=String::new()
                    rule=rules::PASSWORD.chars_min(0) input_type="password" autocomplete="current-password"/>
                <input type="hidden" name="next" value=local_destination(&form.next).to_owned()/>
                <div class="form-actions">
                    <button class="button button-primary">{text.sign_in_submit()}</button>
                </div>
                {forgotten}
            </form>
        </Page>
    }
}

fn label_of(text: Text, field: &str) -> &'static str {
    match field {
        "password" => text.sign_in_password(),
        _ => text.sign_in_handle(),
    }
}
