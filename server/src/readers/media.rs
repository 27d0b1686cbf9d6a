//! `/media/{hash}/{name}` and `/media/{hash}/{width}/{name}`: files that posts show, and their smaller copies. Their bytes
//! never change. Whoever knows the hash may see the file, as it is in a draft's text alone until readers see the draft.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use blog::domain::media;
use blog::service::{Lookup, Variant};

use super::address::ascii;
use super::answer::Reader;
use crate::error::Failure;
use crate::respond::matches_any;
use crate::{AppState, security};

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const NOT_AT_ALL: HeaderValue = HeaderValue::from_static("no-store");

/// A file. The hash finds it; under another name it leads to its own.
pub async fn media(
    State(state): State<AppState>,
    Path((hash, name)): Path<(String, String)>,
    reader: Reader,
) -> Response {
    let make = async |reader: &Reader| {
        let file = found(state.blog.media(&hash).await?)?;
        if file.file_name != name {
            let path = media::path(&hash, &file.file_name);
            return Ok((StatusCode::MOVED_PERMANENTLY, [(LOCATION, ascii(&path).as_ref())]).into_response());
        }
        answer(&state, reader, &format!("\"{hash}\""), &file.content_type, file.bytes)
    };
    reader.answer_directly(&state, make).await
}

/// A smaller copy of a picture. While there is none, the picture itself is shown.
pub async fn variant(
    State(state): State<AppState>,
    Path((hash, width, _)): Path<(String, String, String)>,
    reader: Reader,
) -> Response {
    let make = async |reader: &Reader| {
        let width = width.parse().map_err(|_| Failure::new(StatusCode::NOT_FOUND))?;
        match found(state.blog.media_variant(&hash, width).await?)? {
            Variant::Copy(bytes) => answer(&state, reader, &format!("\"{hash}-{width}\""), "image/webp", bytes),
            Variant::Original(path) => {
                let headers = [(LOCATION, ascii(&path).as_ref().to_owned())];
                Ok((StatusCode::FOUND, headers, [(CACHE_CONTROL, NOT_AT_ALL)]).into_response())
            }
        }
    };
    reader.answer_directly(&state, make).await
}

fn found<T>(lookup: Lookup<T>) -> Result<T, Failure> {
    match lookup {
        Lookup::Found(found) => Ok(found),
        Lookup::Gone => Err(Failure::new(StatusCode::GONE)),
        Lookup::Moved(_) | Lookup::Missing => Err(Failure::new(StatusCode::NOT_FOUND)),
    }
}

fn answer(
    state: &AppState,
    reader: &Reader,
    etag: &str,
    content_type: &str,
    bytes: Vec<u8>,
) -> Result<Response, Failure> {
    let etag = HeaderValue::try_from(etag).map_err(|_| Failure::new(StatusCode::NOT_FOUND))?;
    let is_known = reader.headers().get_all(IF_NONE_MATCH).into_iter().any(|list| matches_any(list, etag.as_bytes()));
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let content_type =
            HeaderValue::try_from(content_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
        ([(CONTENT_TYPE, content_type)], Body::from(bytes)).into_response()
    };
    let headers = response.headers_mut();
    security::insert_common(headers, &state.config);
    headers.insert(CONTENT_SECURITY_POLICY, security::SVG_POLICY);
    headers.insert(CACHE_CONTROL, FOR_EVER);
    headers.insert(ETAG, etag);
    Ok(response)
}
