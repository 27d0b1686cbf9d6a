//! `/admin/link`: choosing a password by a link that somebody was sent.

use axum::http::StatusCode;
use blog::domain::account::rules;
use blog::domain::views::PersonView;
use blog::text::Text;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_query_map;

use super::fields::{Field, TextField};
use super::forms::{LinkForm, Sent};
use super::layout::{Page, page};
use super::refusal::{Refusal, RefusalSummary};
use super::setup::SetupRefusal;
use crate::context::{Caller, Frame};

/// The page, or that the link leads nowhere.
#[component]
pub fn LinkPage() -> impl IntoView {
    let frame = expect_context::<Frame>();
    let sent = use_context::<Sent<LinkForm, SetupRefusal>>();
    let of_address = use_query_map().get_untracked().get("token").unwrap_or_default();
    page(async move {
        let blog = expect_context::<Caller>().blog;
        let token = sent.as_ref().map_or(of_address, |sent| sent.form.token.clone());
        let owner = blog.link_owner(&token).await?;
        let refusal = sent.and_then(|sent| sent.refusal).map(|refusal| refusal.explain(frame.text()));
        Ok(match owner {
            Some(owner) => view! { <Choose frame owner token refusal/> }.into_any(),
            None => view! { <Gone text=frame.text()/> }.into_any(),
        })
    })
}

#[component]
fn Choose(frame: Frame, owner: PersonView, token: String, refusal: Option<Refusal>) -> impl IntoView {
    let text = frame.text();
    let summary = refusal.clone().map(|refusal| {
        view! { <RefusalSummary refusal title=text.people_refused_title() text label_of/> }
    });
    let refusal = refusal.unwrap_or_default();
    let field = move |name| Field::new(name, label_of(text, name), &refusal);
    view! {
        <Page title=text.link_title()>
            <form class="form form-narrow" method="post" action="/admin/link">
                <h1>{text.link_title()}</h1>
                {summary}
                <p>{text.link_welcome(&owner.name, &frame.site.name)} " " {text.link_sign_in_with(&owner.handle)}</p>
                <input type="hidden" name="token" value=token/>
                // Password managers keep the handle with the password.
                <input type="text" autocomplete="username" value=owner.handle readonly=true hidden=true/>
                <TextField field=field("password").hint(text.setup_password_hint(rules::PASSWORD.chars_min))
                    value=String::new() rule=rules::PASSWORD input_type="password" autocomplete="new-password"/>
                <TextField field=field("password_again") value=String::new() rule=rules::PASSWORD
                    input_type="password" autocomplete="new-password"/>
                <div class="form-actions">
                    <button class="button button-primary">{text.link_submit()}</button>
                </div>
            </form>
        </Page>
    }
}

#[component]
fn Gone(text: Text) -> impl IntoView {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(StatusCode::NOT_FOUND);
    }
    view! {
        <Page title=text.link_gone_title()>
            <h1>{text.link_gone_title()}</h1>
            <p>{text.link_gone()}</p>
        </Page>
    }
}

fn label_of(text: Text, field: &str) -> &'static str {
    match field {
        "password" => text.setup_password(),
        _ => text.setup_password_again(),
    }
}
