//! `/posts/{id}/versions/{version}/name`.

use axum::extract::{FromRequestParts, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use blog::domain::PostId;
use serde::{Deserialize, Serialize};

use super::extract::{Caller, Json};
use super::posts::whole;
use crate::AppState;
use crate::error::Failure;

/// A name for a version.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VersionNameInput {
    /// The name.
    pub name: String,
}

/// Which version of which post an address names.
#[derive(Clone, Copy, Debug)]
pub struct VersionAddress(PostId, u64);

impl FromRequestParts<AppState> for VersionAddress {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let nothing = || Failure::new(StatusCode::NOT_FOUND);
        let path = Path::<(String, String)>::from_request_parts(parts, state).await;
        let Path((id, version)) = path.map_err(|_| nothing())?;
        let both = id.parse().ok().zip(version.parse().ok());
        both.map(|(id, version)| Self(id, version)).ok_or_else(nothing)
    }
}

/// Gives a version a name, or another one.
pub async fn name(
    State(state): State<AppState>,
    Caller(caller): Caller,
    VersionAddress(id, version): VersionAddress,
    Json(VersionNameInput { name }): Json<VersionNameInput>,
) -> Result<Response, Failure> {
    Ok(whole(&state.blog.name_version(&caller, id, version, Some(&name)).await?))
}

/// Takes the name of a version away.
pub async fn remove(
    State(state): State<AppState>,
    Caller(caller): Caller,
    VersionAddress(id, version): VersionAddress,
) -> Result<Response, Failure> {
    Ok(whole(&state.blog.name_version(&caller, id, version, None).await?))
}
