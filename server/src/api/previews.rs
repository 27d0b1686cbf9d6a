//! `/posts/{id}/previews`: secret links at which a post's working copy is read.

use axum::extract::{FromRequestParts, Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use blog::domain::preview::PreviewLifetime;
use blog::domain::views::PreviewLinkView;
use blog::domain::{PostId, PreviewLinkId, Violations};
use serde::{Deserialize, Serialize};

use super::extract::{Caller, Json, PostAddress};
use super::posts::PRIVATE;
use crate::AppState;
use crate::error::Failure;

/// What makes a link.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PreviewInput {
    /// For whom it is, or what for.
    pub label: String,
    /// For how many days it can be followed.
    pub days: u32,
}

impl Default for PreviewInput {
    fn default() -> Self {
        Self { label: String::new(), days: PreviewLifetime::default().days() }
    }
}

/// The links to one post.
#[derive(Clone, Debug, Serialize)]
struct Previews {
    previews: Vec<PreviewLinkView>,
}

/// A link with its address, which nobody is told a second time.
#[derive(Clone, Debug, Serialize)]
struct IssuedPreview {
    #[serde(flatten)]
    link: PreviewLinkView,
    address: String,
}

/// Which link of which post an address names.
#[derive(Clone, Copy, Debug)]
pub struct PreviewAddress(PostId, PreviewLinkId);

impl FromRequestParts<AppState> for PreviewAddress {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let nothing = || Failure::new(StatusCode::NOT_FOUND);
        let path = Path::<(String, String)>::from_request_parts(parts, state).await;
        let Path((id, preview)) = path.map_err(|_| nothing())?;
        let both = id.parse().ok().zip(preview.parse().ok());
        both.map(|(id, preview)| Self(id, preview)).ok_or_else(nothing)
    }
}

/// The links to a post that can be followed.
pub async fn list(
    State(state): State<AppState>,
    Caller(caller): Caller,
    PostAddress(id): PostAddress,
) -> Result<Response, Failure> {
    let previews = state.blog.preview_links(&caller, id).await?;
    Ok((PRIVATE, axum::Json(Previews { previews })).into_response())
}

/// Makes a link.
pub async fn make(
    State(state): State<AppState>,
    Caller(caller): Caller,
    PostAddress(id): PostAddress,
    Json(input): Json<PreviewInput>,
) -> Result<Response, Failure> {
    let lifetime = PreviewLifetime::of_days(input.days);
    let lifetime = lifetime.map_err(|rule| Failure::from(&Violations::one("days", rule)))?;
    let issued = state.blog.make_preview_link(&caller, id, &input.label, lifetime).await?;
    let location = format!("{}/posts/{id}/previews/{}", super::BASE_PATH, issued.link.id);
    let address = issued.address(state.config.base_url.as_str());
    let headers = [(LOCATION, location), (CACHE_CONTROL, "private, no-store".to_owned())];
    Ok((StatusCode::CREATED, headers, axum::Json(IssuedPreview { link: issued.link, address })).into_response())
}

/// Ends a link.
pub async fn revoke(
    State(state): State<AppState>,
    Caller(caller): Caller,
    PreviewAddress(id, preview): PreviewAddress,
) -> Result<StatusCode, Failure> {
    state.blog.revoke_preview_link(&caller, id, preview).await?;
    Ok(StatusCode::NO_CONTENT)
}
