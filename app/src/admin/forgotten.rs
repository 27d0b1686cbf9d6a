//! `/admin/forgotten`: a link for somebody who can't sign in.

use axum::http::StatusCode;
use blog::text::Text;
use leptos::prelude::*;

use super::fields::{Field, TextField};
use super::forms::{ForgottenForm, Sent};
use super::layout::Page;
use super::refusal::{Refusal, RefusalSummary};
use crate::context::{Caller, Frame};

/// Where it is.
pub const FORGOTTEN_PATH: &str = "/admin/forgotten";

/// Why nothing was sent, without regard to who asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskedTooOften;

impl AskedTooOften {
    /// The status of a response that says so.
    pub const STATUS: StatusCode = StatusCode::TOO_MANY_REQUESTS;
}

/// The page; where the site sends no letters, whom to ask instead.
#[component]
pub fn ForgottenPage() -> impl IntoView {
    let text = expect_context::<Frame>().text();
    let sends_mail = use_context::<Caller>().is_some_and(|caller| caller.blog.sends_mail());
    let sent = use_context::<Sent<ForgottenForm, AskedTooOften>>();
    let form = if sends_mail {
        view! { <Ask text sent/> }.into_any()
    } else {
        view! { <p>{text.sign_in_forgotten()}</p> }.into_any()
    };
    view! {
        <Page title=text.forgotten_title()>
            <h1>{text.forgotten_title()}</h1>
            {form}
            <p><a class="button button-quiet" href="/admin/login">{text.forgotten_back()}</a></p>
        </Page>
    }
}

#[component]
fn Ask(text: Text, sent: Option<Sent<ForgottenForm, AskedTooOften>>) -> impl IntoView {
    let summary = sent.as_ref().and_then(|sent| sent.refusal).map(|AskedTooOften| {
        let refusal = Refusal::of_form(text.sign_in_too_often());
        view! { <RefusalSummary refusal title=text.people_refused_title() text label_of/> }
    });
    let name = sent.map(|sent| sent.form.name).unwrap_or_default();
    view! {
        <form class="form form-narrow" method="post" action=FORGOTTEN_PATH>
            {summary}
            <TextField field=Field::new("name", label_of(text, "name"), &Refusal::default()).hint(text.forgotten_explained())
                value=name is_required=true autocomplete="username" is_code=true/>
            <div class="form-actions">
                <button class="button button-primary">{text.forgotten_submit()}</button>
            </div>
        </form>
    }
}

fn label_of(text: Text, _: &str) -> &'static str {
    text.forgotten_name()
}
