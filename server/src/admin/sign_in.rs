//! Signing in and out.

use app::admin::SignInRefusal;
use app::admin::forms::{Done, Sent, SignInForm, local_destination};
use app::context::Caller;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{RETRY_AFTER, SET_COOKIE, USER_AGENT};
use axum::http::request::Parts;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use blog::service::IssuedSession;

use super::form::Form;
use super::sent_again;
use crate::client::ClientAddress;
use crate::error::Failure;
use crate::sign_in_limit::{Attempt, TooManyAttempts};
use crate::{AppState, session};

/// A program that nobody knows is shown as it calls itself, to this length.
const DEVICE_CHARS_MAX: usize = 60;

/// `POST /admin/login`
pub async fn sign_in(
    State(state): State<AppState>,
    client: ClientAddress,
    parts: Parts,
    Form(form): Form<SignInForm>,
) -> Response {
    if let Err(refused) = count_attempt(&state, client, &form.handle).await {
        let response = refuse(&state, parts, form, SignInRefusal::TooOften).await;
        return (AppendHeaders([(RETRY_AFTER, refused.retry_after_seconds())]), response).into_response();
    }
    match state.blog.sign_in(&form.handle, &form.password, &device(&parts.headers)).await {
        Ok(Some(session)) => begin(&state, &session, local_destination(&form.next)),
        Ok(None) => refuse(&state, parts, form, SignInRefusal::Wrong).await,
        Err(error) => {
            tracing::error!(%error, "nobody could sign in");
            refuse(&state, parts, form, SignInRefusal::Failed).await
        }
    }
}

/// Counts an attempt, on every node of a cluster.
pub async fn count_attempt(state: &AppState, client: ClientAddress, handle: &str) -> Result<(), TooManyAttempts> {
    if let Some(cluster) = state.blog.cluster()
        && let Ok(news) = serde_json::to_vec(&Attempt::new(client, handle))
    {
        cluster.tell(news).await;
    }
    state.sign_in_limit.check(client, handle)
}

/// Gives the browser its session and leads on.
pub fn begin(state: &AppState, session: &IssuedSession, destination: &str) -> Response {
    let cookie = session::set_cookie(&state.config, session);
    (AppendHeaders([(SET_COOKIE, cookie)]), Redirect::to(destination)).into_response()
}

/// What somebody signs in with, as they recognise it in a list: the browser and the system that it says it is.
pub fn device(headers: &HeaderMap) -> String {
    const BROWSERS: [(&str, &str); 6] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        // The others say that they are this one, and this one that it is Safari.
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ];
    let said = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let first = |known: [(&'static str, &'static str); 6]| known.into_iter().find(|(sign, _)| said.contains(sign));
    let parts: Vec<&str> = [first(BROWSERS), first(SYSTEMS)].into_iter().flatten().map(|(_, name)| name).collect();
    match parts.as_slice() {
        [] => said.chars().take(DEVICE_CHARS_MAX).collect(),
        parts => parts.join(", "),
    }
}

async fn refuse(state: &AppState, parts: Parts, form: SignInForm, refusal: SignInRefusal) -> Response {
    let caller = Caller { blog: state.blog.clone(), signed_in: None };
    let form = SignInForm { password: String::new(), ..form };
    sent_again(state, caller, parts, Sent { form, refusal: Some(refusal) }, refusal.status()).await
}

/// `POST /admin/logout`
pub async fn sign_out(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Failure> {
    if let Some(token) = session::token(&state.config, &headers) {
        state.blog.sign_out(token).await?;
    }
    let cookie = session::clear_cookie(&state.config);
    let page = Redirect::to(&format!("/admin/login?{}", Done::SignedOut.to_query()));
    Ok((AppendHeaders([(SET_COOKIE, cookie)]), page).into_response())
}
