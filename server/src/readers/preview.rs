//! `/preview/{secret}`: a post's working copy, for whoever has a link to it. It is made anew each time and kept by nobody.

use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use blog::service::{Lookup, Previewed};

use super::answer::{Reader, context, keep_private};
use crate::error::Failure;
use crate::{AppState, observe};

/// What logs and metrics call the address: the secret is in neither.
const NAMELESS_PATH: &str = "/preview/…";

/// The working copy, or what to do about a link that shows nothing.
pub async fn preview(State(state): State<AppState>, Path(secret): Path<String>, reader: Reader) -> Response {
    let work = async { show(&state, &secret).await.unwrap_or_else(IntoResponse::into_response) };
    let mut response = Box::pin(observe::run(&state, reader.method(), NAMELESS_PATH, work)).await;
    keep_private(&mut response, "no-referrer");
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
