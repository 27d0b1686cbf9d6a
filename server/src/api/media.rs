//! `/media`: files that posts show.

use axum::extract::{FromRequestParts, Path, RawQuery, Request, State};
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use blog::domain::media::{MediaView, is_hash};
use serde::Deserialize;

use super::extract::{Caller, Json};
use super::{BASE_PATH, query};
use crate::AppState;
use crate::error::Failure;
use crate::upload;

const PRIVATE: [(HeaderName, HeaderValue); 1] = [(CACHE_CONTROL, HeaderValue::from_static("private, no-store"))];

/// The hash in the address. What isn't one names nothing.
#[derive(Clone, Debug)]
pub struct MediaAddress(String);

impl FromRequestParts<AppState> for MediaAddress {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let hash = Path::<String>::from_request_parts(parts, state).await.ok().map(|Path(hash)| hash);
        hash.filter(|hash| is_hash(hash)).map(Self).ok_or(Failure::new(StatusCode::NOT_FOUND))
    }
}

/// What is said of a file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediaInput {
    /// What it is called in the library.
    pub name: String,
    /// What it shows, for those who don't see it.
    #[serde(default)]
    pub alt: String,
}

/// Files, the latest first.
pub async fn list(
    State(state): State<AppState>,
    Caller(caller): Caller,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let query = query::media_query(query.as_deref().unwrap_or_default())?;
    let page = state.blog.media_page(&caller, &query).await?;
    Ok((PRIVATE, axum::Json(page)).into_response())
}

/// Adds a file.
pub async fn create(
    State(state): State<AppState>,
    Caller(caller): Caller,
    request: Request,
) -> Result<Response, Failure> {
    let uploaded = upload::add_all(&state, &caller, request).await?;
    if let Some(refused) = uploaded.refused.first() {
        return Err(Failure { status: uploaded.status(), ..Failure::from(&refused.violations) });
    }
    let [media] = uploaded.added.as_slice() else {
        return Err(Failure::new(StatusCode::BAD_REQUEST)
            .with_detail("Send one file at a time: each has an address of its own. These were added."));
    };
    let location = format!("{BASE_PATH}/media/{}", media.hash);
    Ok((StatusCode::CREATED, PRIVATE, [(LOCATION, location)], axum::Json(media)).into_response())
}

/// A file, and which posts show it.
pub async fn read(
    State(state): State<AppState>,
    Caller(caller): Caller,
    MediaAddress(hash): MediaAddress,
) -> Result<Response, Failure> {
    Ok(whole(&state.blog.media_detail(&caller, &hash).await?.media))
}

/// Says what a file is called and what it shows.
pub async fn replace(
    State(state): State<AppState>,
    Caller(caller): Caller,
    MediaAddress(hash): MediaAddress,
    Json(input): Json<MediaInput>,
) -> Result<Response, Failure> {
    Ok(whole(&state.blog.describe_media(&caller, &hash, &input.name, &input.alt).await?))
}

/// Takes a file out of the library that no post shows.
pub async fn delete(
    State(state): State<AppState>,
    Caller(caller): Caller,
    MediaAddress(hash): MediaAddress,
) -> Result<StatusCode, Failure> {
    state.blog.delete_media(&caller, &hash).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Brings a file back.
pub async fn restore(
    State(state): State<AppState>,
    Caller(caller): Caller,
    MediaAddress(hash): MediaAddress,
) -> Result<Response, Failure> {
    Ok(whole(&state.blog.restore_media(&caller, &hash).await?))
}

fn whole(media: &MediaView) -> Response {
    (PRIVATE, axum::Json(media)).into_response()
}
