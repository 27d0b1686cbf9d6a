//! `/preview/{secret}`: a post's working copy, for whoever has a link to it. It is made anew each time and kept by nobody.

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, REFERRER_POLICY};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use blog::service::{Lookup, Previewed};

use super::answer::{CACHE_STATUS, Reader, SERVER_TIMING, context};
use crate::error::Failure;
use crate::{AppState, observe};

const ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");
/// What logs and metrics call the address: the secret is in neither.
const NAMELESS_PATH: &str = "/preview/…";

/// The working copy, or what to do about a link that shows nothing.
pub async fn preview(State(state): State<AppState>, Path(secret): Path<String>, reader: Reader) -> Response {
    let work = async { show(&state, &secret).await.unwrap_or_else(IntoResponse::into_response) };
    let mut response = Box::pin(observe::run(&state, reader.method(), NAMELESS_PATH, work)).await;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(CACHE_STATUS, HeaderValue::from_static("lithair-blog; fwd=bypass"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(ROBOTS_TAG, HeaderValue::from_static("noindex, nofollow"));
    headers.remove(SERVER_TIMING);
    response
}

async fn show(state: &AppState, secret: &str) -> Result<Response, Failure> {
    let site = state.blog.site();
    let context = context(&site, "/");
    let (status, body) = match state.blog.previewed(secret).await? {
        Lookup::Found(Previewed { page, expires_at }) => {
            (StatusCode::OK, app::readers::preview(&context, &page, expires_at))
        }
        Lookup::Gone => (StatusCode::GONE, app::readers::preview_gone(&context)),
        Lookup::Missing | Lookup::Moved(_) => (StatusCode::NOT_FOUND, app::readers::preview_missing(&context)),
    };
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    Ok((status, state.reader_headers.with(CONTENT_TYPE, html), body).into_response())
}
