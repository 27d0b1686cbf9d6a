//! The first run's set-up.

use app::admin::SetupRefusal;
use app::admin::forms::{POSTS_PATH, Sent, SetupForm};
use app::context::Caller;
use app::functions::FunctionError;
use axum::extract::State;
use axum::http::request::Parts;
use axum::response::Response;
use blog::service::{IssuedSession, SetupInput};

use super::form::Form;
use super::{sent_again, sign_in};
use crate::AppState;

/// `POST /admin/setup`
pub async fn set_up(State(state): State<AppState>, parts: Parts, Form(form): Form<SetupForm>) -> Response {
    match attempt(&state, &parts, &form).await {
        Ok(session) => sign_in::begin(&state, &session, POSTS_PATH),
        Err(refusal) => refuse(&state, parts, form, refusal).await,
    }
}

async fn attempt(state: &AppState, parts: &Parts, form: &SetupForm) -> Result<IssuedSession, SetupRefusal> {
    if form.password != form.password_again {
        return Err(SetupRefusal::PasswordsDiffer);
    }
    let form = form.clone();
    let input = SetupInput {
        setup_token: form.setup_token,
        site_name: form.site_name,
        site_description: form.site_description,
        language: form.language,
        handle: form.handle,
        name: form.name,
        password: form.password,
    };
    state.blog.set_up(&input, &sign_in::device(&parts.headers)).await.map_err(|error| FunctionError::from(error).into())
}

async fn refuse(state: &AppState, parts: Parts, form: SetupForm, refusal: SetupRefusal) -> Response {
    let caller = Caller { blog: state.blog.clone(), signed_in: None };
    let form = SetupForm { password: String::new(), password_again: String::new(), ..form };
    let status = refusal.status();
    sent_again(state, caller, parts, Sent { form, refusal: Some(refusal) }, status).await
}
