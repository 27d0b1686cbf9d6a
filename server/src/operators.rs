//! What machines ask: whether the program runs, and whether it can serve.

use std::borrow::Cow;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::{AppState, metrics};

const NEVER_STORED: [(HeaderName, HeaderValue); 1] = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];

type Answer = (StatusCode, [(HeaderName, HeaderValue); 1], Cow<'static, str>);

/// The operators' routes. Metrics say much about a site, so they are there only where the settings ask for it.
pub fn routes(state: &AppState) -> Router<AppState> {
    let routes = Router::new().route("/healthz", get(health)).route("/readyz", get(readiness));
    if state.config.metrics_public { routes.merge(metrics_routes()) } else { routes }
}

/// Metrics alone, for an address of their own.
pub fn metrics_routes() -> Router<AppState> {
    Router::new().route("/metrics", get(metrics))
}

/// Everything that is counted, in Prometheus' OpenMetrics text format.
async fn metrics(State(state): State<AppState>) -> Response {
    let text = match state.blog.vitals().await {
        Ok(vitals) => {
            state.metrics.encode(&vitals, state.blog.cluster().map(AsRef::as_ref)).map_err(|error| error.to_string())
        }
        Err(error) => Err(error.to_string()),
    };
    match text {
        Ok(text) => ([(CONTENT_TYPE, metrics::CONTENT_TYPE)], NEVER_STORED, text).into_response(),
        Err(error) => {
            tracing::error!(%error, "no metrics could be told");
            (StatusCode::SERVICE_UNAVAILABLE, NEVER_STORED, "the database does not answer\n").into_response()
        }
    }
}

/// The program runs and answers.
async fn health() -> Answer {
    (StatusCode::OK, NEVER_STORED, "ok\n".into())
}

/// The database answers as well, and a node of a cluster is not too far behind.
async fn readiness(State(state): State<AppState>) -> Answer {
    match state.blog.ping().await {
        Ok(()) => match state.blog.cluster().and_then(|cluster| cluster.unready()) {
            None => (StatusCode::OK, NEVER_STORED, "ready\n".into()),
            Some(reason) => (StatusCode::SERVICE_UNAVAILABLE, NEVER_STORED, format!("{reason}\n").into()),
        },
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, NEVER_STORED, "the database does not answer\n".into())
        }
    }
}
