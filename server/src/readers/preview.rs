//! `/preview/{secret}`: a post's working copy, for whoever has a link to it. It is made anew each time and kept by nobody.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use blog::service::{Lookup, Previewed};
use blog::text::Text;

use super::answer::{Reader, context, keep_private};
use crate::error::Failure;
use crate::{AppState, observe};

/// What logs and metrics call the address: the secret is in neither.
const NAMELESS_PATH: &str = "/preview/…";

/// The working copy, or what to do about a link that shows nothing.
pub async fn preview(State(state): State<AppState>, Path(secret): Path<String>, reader: Reader) -> Response {
    let work =
        async { show(&state, &secret, reader.language(&state)).await.unwrap_or_else(IntoResponse::into_response) };
    let mut response = Box::pin(observe::run(&state, reader.asked_at(&state, NAMELESS_PATH), work)).await;
    keep_private(&mut response, "no-referrer");
    response
}

async fn show(state: &AppState, secret: &str, language: Option<Text>) -> Result<Response, Failure> {
    let site = state.blog.site();
    let context = context(&site, "/", language);
    let (status, body) = match state.blog.previewed(secret).await? {
        Lookup::Found(Previewed { page, expires_at }) => {
            (StatusCode::OK, app::readers::preview(&context, &page, expires_at))
        }
        Lookup::Gone => (StatusCode::GONE, app::readers::preview_gone(&context)),
        Lookup::Missing | Lookup::Moved(_) => (StatusCode::NOT_FOUND, app::readers::preview_missing(&context)),
    };
    Ok((status, state.reader_headers.of_page(), body).into_response())
}
