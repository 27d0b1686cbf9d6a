//! Forms of people whose sign-in has ended while they typed: they come back with everything, to be sent once more.

use app::admin::forms::POSTS_PATH;
use app::admin::held::HeldForm;
use app::context::Caller;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request, State};
use axum::http::{StatusCode, Uri};
use axum::middleware::Next;
use axum::response::Response;

use super::form::{self, Form};
use super::show_again;
use crate::AppState;
use crate::error::Failure;
use crate::session::MaybeSignedIn;

/// Holds a form that nobody who is signed in has sent, where anything was typed into it. The editor's own forms need no
/// such page: they come back as they are.
pub async fn hold(
    State(state): State<AppState>,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    if signed_in.is_some() {
        return Ok(next.run(request).await);
    }
    let (mut parts, body) = request.into_parts();
    let bytes = Bytes::from_request(Request::from_parts(parts.clone(), body), &state);
    let bytes = bytes.await.map_err(|rejection| form::unreadable(rejection.status(), &state))?;
    let sent = || Request::from_parts(parts.clone(), Body::from(bytes.clone()));
    let Form(fields) = Form::<Vec<(String, String)>>::from_request(sent(), &state).await?;
    let Some(held) = HeldForm::of(parts.uri.path(), fields) else { return Ok(next.run(sent()).await) };
    let caller = Caller { blog: state.blog.clone(), signed_in };
    // Any page of a writer's makes room for it.
    parts.uri = Uri::from_static(POSTS_PATH);
    let mut response = show_again(&state, caller, parts, held).await;
    *response.status_mut() = StatusCode::UNAUTHORIZED;
    Ok(response)
}
