//! Secret links to a post's working copy: making them and ending them.

use app::admin::forms::{Done, PreviewForm, Sent};
use app::admin::previews::previews_path;
use app::context::Caller;
use app::functions::FunctionError;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use blog::domain::preview::PreviewLifetime;
use blog::domain::{PostId, PreviewLinkId, Rule, Violations};
use blog::service::IssuedPreview;

use super::form::Form;
use super::{sent_again, show_again};
use crate::AppState;
use crate::error::Failure;
use crate::session::{MaybeSignedIn, SIGN_IN_PATH};

/// `POST /admin/posts/{id}/previews`
pub async fn make(
    State(state): State<AppState>,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    Path(id): Path<String>,
    parts: Parts,
    Form(form): Form<PreviewForm>,
) -> Result<Response, Failure> {
    let id = id.parse::<PostId>().map_err(|_| Failure::new(StatusCode::NOT_FOUND))?;
    let caller = Caller { blog: state.blog.clone(), signed_in };
    match make_as_asked(&caller, id, &form).await {
        Ok(issued) => Ok(show_again(&state, caller, parts, issued).await),
        Err(FunctionError::SignedOut) => Ok(Redirect::to(SIGN_IN_PATH).into_response()),
        Err(error @ (FunctionError::NotFound | FunctionError::Gone)) => Err(Failure::new(error.status())),
        Err(error) => {
            let status = error.status();
            Ok(sent_again(&state, caller, parts, Sent { form, refusal: Some(error) }, status).await)
        }
    }
}

async fn make_as_asked(caller: &Caller, id: PostId, form: &PreviewForm) -> Result<IssuedPreview, FunctionError> {
    let who = caller.principal()?;
    let unknown = Rule::NotOneOf { values: "1, 7, 30".into() };
    let lifetime = form.days.parse().map_err(|_| unknown).and_then(PreviewLifetime::of_days);
    let lifetime = lifetime.map_err(|rule| FunctionError::Invalid(Violations::one("days", rule)))?;
    Ok(caller.blog.make_preview_link(who, id, &form.label, lifetime).await?)
}

/// `POST /admin/posts/{id}/previews/{preview}`
pub async fn revoke(
    State(state): State<AppState>,
    MaybeSignedIn(signed_in): MaybeSignedIn,
    Path((id, preview)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let not_found = || Failure::new(StatusCode::NOT_FOUND);
    let id = id.parse::<PostId>().map_err(|_| not_found())?;
    let preview = preview.parse::<PreviewLinkId>().map_err(|_| not_found())?;
    let Some(signed_in) = signed_in else { return Ok(Redirect::to(SIGN_IN_PATH).into_response()) };
    state.blog.revoke_preview_link(&signed_in.principal, id, preview).await?;
    Ok(Redirect::to(&format!("{}?{}", previews_path(id), Done::PreviewRevoked.to_query())).into_response())
}
