//! Failures as programs read them: `application/problem+json` (RFC 9457).

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::error::Failure;
use crate::request_id::RequestId;

/// The media type of a problem.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// A problem's members; `errors`, `current_version` and `request_id` are extensions of ours.
#[derive(Debug, Serialize)]
struct Problem<'f> {
    /// No more specific type than the status: this is what that is called.
    r#type: &'static str,
    title: &'static str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'f str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    errors: &'f BTreeMap<Cow<'static, str>, Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    current_version: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
}

/// The failure as a response.
pub fn response(failure: &Failure) -> Response {
    let problem = Problem {
        r#type: "about:blank",
        title: failure.status.canonical_reason().unwrap_or("Error"),
        status: failure.status.as_u16(),
        detail: failure.detail.as_deref().or_else(|| usual_detail(failure.status)),
        errors: &failure.errors,
        current_version: failure.current_version,
        request_id: RequestId::current().map(|id| id.to_string()),
    };
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = failure.status;
    let headers = response.headers_mut();
    headers.extend(failure.headers.clone());
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn usual_detail(status: StatusCode) -> Option<&'static str> {
    match status {
        StatusCode::NOT_FOUND => Some("There is nothing at this address, or nothing that you may see."),
        StatusCode::METHOD_NOT_ALLOWED => Some("This address does not take that method; Allow names those it takes."),
        StatusCode::GONE => Some("This was deleted. Its history remains, and it can be restored."),
        StatusCode::INTERNAL_SERVER_ERROR => {
            Some("Something went wrong on this site. Its log has more under the request_id.")
        }
        _ => None,
    }
}
