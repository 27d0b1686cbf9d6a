//! Names for versions of a post.

use app::admin::forms::{Done, POSTS_PATH, Sent, VersionNameForm};
use app::context::Caller;
use app::functions::FunctionError;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use blog::domain::PostId;

use super::form::Form;
use super::sent_again;
use crate::AppState;
use crate::error::Failure;
use crate::session::{MaybeSignedIn, SIGN_IN_PATH};

/// `POST /admin/posts/{id}/versions/{version}`
pub async fn name(
    State(state): State<AppState>,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    Path((id, version)): Path<(String, String)>,
    mut parts: Parts,
    Form(form): Form<VersionNameForm>,
) -> Result<Response, Failure> {
    let not_found = || Failure::new(StatusCode::NOT_FOUND);
    let id = id.parse::<PostId>().map_err(|_| not_found())?;
    let version = version.parse::<u64>().map_err(|_| not_found())?;
    let caller = Caller { blog: state.blog.clone(), signed_in };
    let name = (!form.removes()).then_some(form.name.as_str());
    let named = match caller.principal() {
        Ok(who) => state.blog.name_version(who, id, version, name).await.map_err(FunctionError::from),
        Err(error) => Err(error),
    };
    let history = format!("{POSTS_PATH}/{id}/history");
    match named {
        Ok(_) => {
            let done = if name.is_some() { Done::VersionNamed } else { Done::VersionNameRemoved };
            Ok(Redirect::to(&format!("{history}?{}", done.to_query())).into_response())
        }
        Err(FunctionError::SignedOut) => Ok(Redirect::to(SIGN_IN_PATH).into_response()),
        Err(error @ (FunctionError::NotFound | FunctionError::Gone)) => Err(Failure::new(error.status())),
        Err(error) => {
            parts.uri = history.parse().map_err(|_| not_found())?;
            let (status, form) = (error.status(), VersionNameForm { version, ..form });
            Ok(sent_again(&state, caller, parts, Sent { form, refusal: Some(error) }, status).await)
        }
    }
}
