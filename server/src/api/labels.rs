//! `/labels`: tags, categories and series as such.

use axum::extract::{FromRequestParts, Path, RawQuery, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use blog::domain::post::Taxonomy;
use blog::domain::views::LabelCount;
use serde::Deserialize;

use super::extract::{Caller, Json};
use super::query;
use crate::AppState;
use crate::error::Failure;

const PRIVATE: [(HeaderName, HeaderValue); 1] = [(CACHE_CONTROL, HeaderValue::from_static("private, no-store"))];

/// The taxonomy in the address: `tags`, `categories` or `series`.
#[derive(Clone, Copy, Debug)]
pub struct InTaxonomy(Taxonomy);

/// The taxonomy and the label in the address.
#[derive(Clone, Debug)]
pub struct LabelAddress(Taxonomy, String);

impl FromRequestParts<AppState> for InTaxonomy {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let segment = Path::<String>::from_request_parts(parts, state).await.ok().map(|Path(segment)| segment);
        segment.and_then(|segment| Taxonomy::of_segment(&segment)).map(Self).ok_or(Failure::new(StatusCode::NOT_FOUND))
    }
}

impl FromRequestParts<AppState> for LabelAddress {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let path = Path::<(String, String)>::from_request_parts(parts, state).await.ok();
        let address = path.and_then(|Path((segment, slug))| Some(Self(Taxonomy::of_segment(&segment)?, slug)));
        address.ok_or(Failure::new(StatusCode::NOT_FOUND))
    }
}

/// What a label shall be called.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelInput {
    /// Its name from now on.
    pub name: String,
    /// Whether it shall be one with the label that is called so already, if there is one.
    #[serde(default)]
    pub merge: bool,
}

/// Labels, in the order of their addresses.
pub async fn list(
    State(state): State<AppState>,
    Caller(caller): Caller,
    InTaxonomy(taxonomy): InTaxonomy,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let query = query::label_query(query.as_deref().unwrap_or_default())?;
    let page = state.blog.labels_page(&caller, taxonomy, &query).await?;
    Ok((PRIVATE, axum::Json(page)).into_response())
}

/// A label.
pub async fn read(
    State(state): State<AppState>,
    Caller(caller): Caller,
    LabelAddress(taxonomy, slug): LabelAddress,
) -> Result<Response, Failure> {
    Ok(whole(&state.blog.label(&caller, taxonomy, &slug).await?))
}

/// Has a label called otherwise.
pub async fn replace(
    State(state): State<AppState>,
    Caller(caller): Caller,
    LabelAddress(taxonomy, slug): LabelAddress,
    Json(input): Json<LabelInput>,
) -> Result<Response, Failure> {
    Ok(whole(&state.blog.rename_label(&caller, taxonomy, &slug, &input.name, input.merge).await?))
}

/// Takes a label from every post.
pub async fn delete(
    State(state): State<AppState>,
    Caller(caller): Caller,
    LabelAddress(taxonomy, slug): LabelAddress,
) -> Result<StatusCode, Failure> {
    state.blog.delete_label(&caller, taxonomy, &slug).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn whole(label: &LabelCount) -> Response {
    (PRIVATE, axum::Json(label)).into_response()
}
