//! What surrounds the work on a request: its name, its time limit, its log line, and the face of its failure.

use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::header::{ALLOW, RETRY_AFTER};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use blog::service::with_correlation_id;
use blog::text::Text;
use futures_util::FutureExt;
use tracing::Instrument;

use crate::error::Failure;
use crate::request_id::{REQUEST_ID, RequestId};
use crate::upload::{UPLOAD_MAX, is_upload};
use crate::{AppState, api, readers};

/// What is said of a request in logs and metrics, and what its failure has to know.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'r> {
    /// Its method.
    pub method: &'r Method,
    /// Its path, without anything that is secret.
    pub path: &'r str,
    /// The language that the interface shall speak; `None` is the site's own.
    pub language: Option<Text>,
}

/// Middleware for everything but readers' pages, which come here only when they aren't in the cache.
pub async fn observe(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let language = readers::preferred_language(&state, request.headers());
    run(&state, Asked { method: &method, path: &path, language }, next.run(request)).await
}

/// Does the work of a request: in its own name, which the events it makes are recorded under, within the time limit,
/// and so that a panic becomes an error.
pub async fn run(state: &AppState, asked: Asked<'_>, work: impl Future<Output = Response>) -> Response {
    let Asked { method, path, .. } = asked;
    let id = RequestId::next();
    let span = tracing::info_span!("request", request_id = %id, %method, path);
    let started_at = Instant::now();
    let work = with_correlation_id(id.to_string(), bounded(state, asked, work));
    let mut response = id.scope(work).instrument(span.clone()).await;
    response.headers_mut().insert(REQUEST_ID, id.into());
    state.metrics.count(path, response.status());
    let status = response.status().as_u16();
    let duration_ms = started_at.elapsed().as_secs_f64() * 1e3;
    span.in_scope(|| tracing::info!(status, duration_ms, "answered"));
    response
}

async fn bounded(state: &AppState, asked: Asked<'_>, work: impl Future<Output = Response>) -> Response {
    let usual = Duration::from_secs(state.config.request_timeout_seconds.into());
    let limit = if is_upload(asked.method, asked.path) { usual.max(UPLOAD_MAX) } else { usual };
    let response = match tokio::time::timeout(limit, AssertUnwindSafe(work).catch_unwind()).await {
        Ok(Ok(response)) => response,
        // The panic itself was reported where it happened; here it is only given the request's name.
        Ok(Err(_)) => {
            tracing::error!("a handler panicked");
            Failure::new(StatusCode::INTERNAL_SERVER_ERROR).into_response()
        }
        Err(_) => {
            tracing::warn!("gave up after {} s", limit.as_secs());
            Failure::new(StatusCode::SERVICE_UNAVAILABLE)
                .with_detail("This took too long and was given up. Try again in a few seconds.")
                .with_header(RETRY_AFTER, 5)
                .into_response()
        }
    };
    present(state, asked, response).await
}

/// Gives a failure its face: JSON for programs, a page for people.
async fn present(state: &AppState, asked: Asked<'_>, mut response: Response) -> Response {
    let Some(failure) = response.extensions_mut().remove::<Failure>() else { return response };
    let mut presented = if api::is_api(asked.path) {
        api::problem::response(&failure)
    } else {
        readers::error_page(state, &failure, asked.language).await
    };
    // axum adds `Allow` to what a method's fallback answers.
    if let Some(allow) = response.headers_mut().remove(ALLOW) {
        presented.headers_mut().insert(ALLOW, allow);
    }
    presented
}
