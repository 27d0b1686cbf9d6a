//! `/media/{hash}/{name}`: files that posts show. Their bytes never change.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use blog::domain::media;

use super::address::ascii;
use super::answer::Reader;
use crate::error::Failure;
use crate::respond::matches_any;
use crate::{AppState, security};

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// A file. The hash finds it; under another name it leads to its own.
pub async fn media(
    State(state): State<AppState>,
    Path((hash, name)): Path<(String, String)>,
    reader: Reader,
) -> Response {
    let make = async |reader: &Reader| {
        let etag = HeaderValue::try_from(format!("\"{hash}\"")).map_err(|_| Failure::new(StatusCode::NOT_FOUND))?;
        let file = state.blog.media(&hash).await?.ok_or(Failure::new(StatusCode::NOT_FOUND))?;
        if file.name != name {
            let path = media::path(&hash, &file.name);
            return Ok((StatusCode::MOVED_PERMANENTLY, [(LOCATION, ascii(&path).as_ref())]).into_response());
        }
        let is_known =
            reader.headers().get_all(IF_NONE_MATCH).into_iter().any(|list| matches_any(list, etag.as_bytes()));
        let mut response = if is_known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let content_type = HeaderValue::try_from(file.content_type)
                .unwrap_or(HeaderValue::from_static("application/octet-stream"));
            ([(CONTENT_TYPE, content_type)], Body::from(file.bytes)).into_response()
        };
        let headers = response.headers_mut();
        security::insert_common(headers, &state.config);
        headers.insert(CONTENT_SECURITY_POLICY, security::SVG_POLICY);
        headers.insert(CACHE_CONTROL, FOR_EVER);
        headers.insert(ETAG, etag);
        Ok(response)
    };
    reader.answer_directly(&state, make).await
}
