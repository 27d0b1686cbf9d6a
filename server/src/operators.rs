//! What machines ask: whether the program runs, and whether it can serve.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderName, HeaderValue};
use axum::routing::get;

use crate::AppState;

const NEVER_STORED: [(HeaderName, HeaderValue); 1] = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];

type Answer = (StatusCode, [(HeaderName, HeaderValue); 1], &'static str);

/// The operators' routes.
pub fn routes() -> Router<AppState> {
    Router::new().route("/healthz", get(health)).route("/readyz", get(readiness))
}

/// The program runs and answers.
async fn health() -> Answer {
    (StatusCode::OK, NEVER_STORED, "ok\n")
}

/// The database answers as well.
async fn readiness(State(state): State<AppState>) -> Answer {
    match state.blog.ping().await {
        Ok(()) => (StatusCode::OK, NEVER_STORED, "ready\n"),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, NEVER_STORED, "the database does not answer\n")
        }
    }
}
