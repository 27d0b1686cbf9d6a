//! `POST /webmention`: another site tells of a page of its own that links to a post (<https://www.w3.org/TR/webmention/>).
//!
//! Whoever tells is a program, or somebody with a form on any site at all: no cookie is read, so no origin is asked for.

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use blog::domain::webmention::{WEBMENTION_PATH, WebmentionRefusal};
use blog::service::WebmentionError;
use blog::text::Text;

use super::answer::keep_private;
use super::preferred_language;
use crate::api::problem;
use crate::client::ClientAddress;
use crate::error::Failure;
use crate::observe::Asked;
use crate::{AppState, accept, observe};

/// Two addresses fit into this.
const FORM_BYTES_MAX: usize = 16 * 1024;
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
/// Whoever comes when many wait may come again after so many seconds.
const BUSY_SECONDS: u64 = 600;

/// The route.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(WEBMENTION_PATH, post(receive))
        .method_not_allowed_fallback(super::only_reading)
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
}

/// `POST /webmention`
async fn receive(State(state): State<AppState>, client: ClientAddress, request: Request) -> Response {
    let (method, wants_problem) = (request.method().clone(), wants_problem(request.headers()));
    let language = preferred_language(&state, request.headers());
    let text = language.unwrap_or_else(|| Text::in_language(&state.blog.site().language));
    let work = async {
        let form = Bytes::from_request(request, &state).await;
        let answer = match read(form) {
            Ok((source, target)) => take(&state, client, text, (&source, &target)).await,
            Err(failure) => Err(failure),
        };
        match answer {
            Ok(sentence) => told(&state, StatusCode::ACCEPTED, sentence),
            Err(failure) if wants_problem => problem::response(&failure),
            Err(failure) => explained(&state, failure),
        }
    };
    Box::pin(observe::run(&state, Asked { method: &method, path: WEBMENTION_PATH, language }, work)).await
}

/// The addresses of a form; what it does not name is empty.
fn read(form: Result<Bytes, BytesRejection>) -> Result<(String, String), Failure> {
    let form = form.map_err(|rejection| {
        Failure::new(rejection.status()).with_detail("A webmention is a short form with a source and a target.")
    })?;
    let fields: Vec<_> = form_urlencoded::parse(&form).collect();
    let of = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.to_string());
    Ok((of("source").unwrap_or_default(), of("target").unwrap_or_default()))
}

async fn take(
    state: &AppState,
    client: ClientAddress,
    text: Text,
    (source, target): (&str, &str),
) -> Result<&'static str, Failure> {
    if let Err(refused) = state.webmention_limit.check(client) {
        let seconds = refused.retry_after_seconds();
        let failure = Failure::new(StatusCode::TOO_MANY_REQUESTS).with_detail(text.webmention_too_fast(seconds));
        return Err(failure.with_header(RETRY_AFTER, seconds));
    }
    match state.blog.receive_webmention(source, target).await {
        Ok(()) => Ok(text.webmention_accepted()),
        Err(WebmentionError::Service(error)) => Err(error.into()),
        Err(WebmentionError::Refused(refusal)) => Err(refused(text, refusal)),
    }
}

fn refused(text: Text, refusal: WebmentionRefusal) -> Failure {
    let sentence = text.webmention_refusal(refusal);
    match refusal {
        WebmentionRefusal::Off => Failure::new(StatusCode::NOT_FOUND).with_detail(sentence),
        WebmentionRefusal::Busy => {
            Failure::new(StatusCode::SERVICE_UNAVAILABLE).with_detail(sentence).with_header(RETRY_AFTER, BUSY_SECONDS)
        }
        _ => Failure::new(StatusCode::BAD_REQUEST).with_detail(sentence),
    }
}

fn wants_problem(headers: &HeaderMap) -> bool {
    accept::names(headers, &[problem::PROBLEM_JSON, "application/json"])
}

fn explained(state: &AppState, failure: Failure) -> Response {
    let sentence = failure.detail.as_deref().or(failure.status.canonical_reason()).unwrap_or_default();
    let mut response = told(state, failure.status, sentence);
    response.headers_mut().extend(failure.headers);
    response
}

fn told(state: &AppState, status: StatusCode, sentence: &str) -> Response {
    let headers = state.reader_headers.with(CONTENT_TYPE, TEXT);
    let mut response = (status, headers, format!("{sentence}\n")).into_response();
    keep_private(&mut response, "no-referrer");
    response
}
