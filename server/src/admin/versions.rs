//! Bringing a version of a post back, or a passage of one.

use app::admin::forms::{Done, POSTS_PATH, RestoreForm, Sent};
use app::context::Caller;
use app::functions::FunctionError;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use blog::domain::PostId;
use blog::service::VersionPart;

use super::form::Form;
use super::show_again;
use crate::AppState;
use crate::error::Failure;
use crate::session::{MaybeSignedIn, SIGN_IN_PATH};

/// `POST /admin/posts/{id}/restore`
pub async fn restore(
    State(state): State<AppState>,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    Path(id): Path<String>,
    mut parts: Parts,
    Form(form): Form<RestoreForm>,
) -> Result<Response, Failure> {
    let not_found = || Failure::new(StatusCode::NOT_FOUND);
    let id = id.parse::<PostId>().map_err(|_| not_found())?;
    let caller = Caller { blog: state.blog.clone(), signed_in };
    let part = form.passage.map_or(VersionPart::Whole, VersionPart::Passage);
    let restored = match caller.principal() {
        Ok(who) => state.blog.restore_version(who, id, form.expected, form.version, part).await.map_err(Into::into),
        Err(error) => Err(error),
    };
    let refusal = match restored {
        Ok(_) => {
            let editor = format!("{POSTS_PATH}/{id}?{}", Done::BroughtBack.to_query());
            return Ok(Redirect::to(&editor).into_response());
        }
        Err(FunctionError::SignedOut) => return Ok(Redirect::to(SIGN_IN_PATH).into_response()),
        Err(error @ (FunctionError::NotFound | FunctionError::Gone)) => return Err(Failure::new(error.status())),
        Err(error) => error,
    };
    // The same comparison, with what is there by now.
    let comparison = format!("{POSTS_PATH}/{id}/compare?older={}", form.version);
    parts.uri = comparison.parse().map_err(|_| not_found())?;
    let status = refusal.status();
    let mut response = show_again(&state, caller, parts, Sent { form, refusal: Some(refusal) }).await;
    *response.status_mut() = status;
    Ok(response)
}
