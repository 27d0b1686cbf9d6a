//! `/events` and `/events.jsonl`: what happened on the site, for editors and admins.

use std::io;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use blog::domain::Principal;
use blog::service::{EventView, EventsPage, HistoryQuery, ServiceError};
use bytes::Bytes;
use futures_util::stream;

use super::extract::Caller;
use super::query;
use crate::error::Failure;
use crate::{AppState, accept};

/// JSON, one value a line (jsonlines.org).
pub const JSON_LINES: &str = "application/jsonl";
/// So many events are in memory at once while all are sent.
const EXPORT_EVENTS_AT_ONCE: usize = 500;

/// Events, the newest first: a page of them, or as JSON lines all.
pub async fn list(
    State(state): State<AppState>,
    Caller(caller): Caller,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let query = query::events_query(query.as_deref().unwrap_or_default())?;
    if accept::names(&headers, &[JSON_LINES]) {
        return lines(state, caller, query.history, query.limit).await;
    }
    let page = state.blog.history(&caller, &query.history, query.limit.unwrap_or(query::EVENTS_LIMIT_DEFAULT)).await?;
    Ok((private(), axum::Json(page)).into_response())
}

/// All events, the newest first, as JSON lines.
pub async fn export(
    State(state): State<AppState>,
    Caller(caller): Caller,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let query = query::events_query(query.as_deref().unwrap_or_default())?;
    lines(state, caller, query.history, query.limit).await
}

/// What is left to send.
struct Export {
    state: AppState,
    caller: Principal,
    query: HistoryQuery,
    left: usize,
}

async fn lines(
    state: AppState,
    caller: Principal,
    query: HistoryQuery,
    limit: Option<usize>,
) -> Result<Response, Failure> {
    let export = Export { state, caller, query, left: limit.unwrap_or(usize::MAX) };
    // The first part is read before the answer begins: who may not read is refused, not cut off.
    let (first, rest) = export.next_part().await?;
    let parts = stream::unfold(Some((Ok(first), rest)), async |part| {
        let (sent, rest) = part?;
        let next = match rest {
            None => None,
            Some(export) => Some(match export.next_part().await {
                Ok((part, rest)) => (Ok(part), rest),
                Err(error) => (Err(io::Error::other(error)), None),
            }),
        };
        Some((sent, next))
    });
    let content_type = HeaderValue::from_static(JSON_LINES);
    Ok((private(), [(CONTENT_TYPE, content_type)], Body::from_stream(parts)).into_response())
}

impl Export {
    async fn next_part(mut self) -> Result<(Bytes, Option<Self>), ServiceError> {
        let EventsPage { events, next_before } =
            self.state.blog.history(&self.caller, &self.query, self.left.min(EXPORT_EVENTS_AT_ONCE)).await?;
        self.left -= events.len();
        self.query.before = next_before;
        let has_more = next_before.is_some() && self.left > 0;
        Ok((as_lines(&events)?, has_more.then_some(self)))
    }
}

fn as_lines(events: &[EventView]) -> Result<Bytes, ServiceError> {
    let mut lines = Vec::new();
    for event in events {
        serde_json::to_writer(&mut lines, event).map_err(|error| ServiceError::Damaged(error.to_string()))?;
        lines.push(b'\n');
    }
    Ok(lines.into())
}

fn private() -> [(axum::http::HeaderName, HeaderValue); 2] {
    [
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (VARY, HeaderValue::from_static("accept, authorization, cookie")),
    ]
}
