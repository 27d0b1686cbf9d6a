//! `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a request that is sent again under the same key is
//! carried out once, and answered as it was the first time.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use blog::service::{Once, carry_out_once};

use super::extract::{MaybeCaller, unreadable_body};
use crate::AppState;
use crate::error::Failure;

/// The header.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// The longest key that is taken.
pub const KEY_CHARS_MAX: usize = 255;

/// Middleware of the API. Requests without a key pass as they are, and so do those of nobody in particular: they will
/// be refused, and their bodies needn't be read.
pub async fn carry_out_once_by_key(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    if !matches!(*request.method(), Method::POST | Method::PUT | Method::DELETE) {
        return Ok(next.run(request).await);
    }
    let Some(key) = key(request.headers())? else { return Ok(next.run(request).await) };
    let (mut parts, body) = request.into_parts();
    let MaybeCaller(Some(_)) = MaybeCaller::from_request_parts(&mut parts, &state).await? else {
        return Ok(next.run(Request::from_parts(parts, body)).await);
    };
    let body = Bytes::from_request(Request::from_parts(parts.clone(), body), &state)
        .await
        .map_err(|rejection| unreadable_body(rejection, state.config.body_bytes_max))?;
    let target = parts.uri.path_and_query().map_or(parts.uri.path(), |target| target.as_str());
    let once = Once::new(format!("header {key}"), &[parts.method.as_str().as_bytes(), target.as_bytes(), &body]);
    Ok(carry_out_once(once, next.run(Request::from_parts(parts, Body::from(body)))).await)
}

/// The key, as a string of structured fields (RFC 9651) or without its quotes.
fn key(headers: &HeaderMap) -> Result<Option<String>, Failure> {
    let mut values = headers.get_all(IDEMPOTENCY_KEY).into_iter();
    let Some(value) = values.next() else { return Ok(None) };
    let key = value.to_str().ok().and_then(unquoted).filter(|key| is_key(key) && values.next().is_none());
    key.map(Some).ok_or_else(|| {
        Failure::new(StatusCode::BAD_REQUEST).with_detail(format!(
            "Idempotency-Key has to be one string of 1 to {KEY_CHARS_MAX} visible characters of ASCII, such as a UUID."
        ))
    })
}

fn unquoted(value: &str) -> Option<String> {
    let value = value.trim();
    let Some(inner) = value.strip_prefix('"') else { return Some(value.to_owned()) };
    let mut characters = inner.strip_suffix('"')?.chars();
    let mut key = String::new();
    while let Some(character) = characters.next() {
        match character {
            '"' => return None,
            '\\' => key.push(characters.next().filter(|escaped| matches!(escaped, '"' | '\\'))?),
            character => key.push(character),
        }
    }
    Some(key)
}

fn is_key(key: &str) -> bool {
    (1..=KEY_CHARS_MAX).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_key_is_a_visible_string_quoted_or_not() {
        let long = "k".repeat(KEY_CHARS_MAX);
        let too_long = "k".repeat(KEY_CHARS_MAX + 1);
        let cases = [
            ("\"8e03978e-40d5\"", Some("8e03978e-40d5")),
            ("8e03978e-40d5", Some("8e03978e-40d5")),
            ("\"a\\\"b\\\\\"", Some("a\"b\\")),
            (long.as_str(), Some(long.as_str())),
            (too_long.as_str(), None),
            ("", None),
            ("\"\"", None),
            ("\"", None),
            ("\"a", None),
            ("\"a\"b\"", None),
            ("\"a\\b\"", None),
            ("two words", None),
        ];
        for (header, expected) in cases {
            let headers = HeaderMap::from_iter([(IDEMPOTENCY_KEY.parse().unwrap(), header.parse().unwrap())]);
            assert_eq!(key(&headers).ok().flatten().as_deref(), expected, "{header}");
        }
        assert!(key(&HeaderMap::new()).unwrap().is_none());
        let mut twice = HeaderMap::new();
        twice.append(IDEMPOTENCY_KEY, HeaderValue::from_static("a"));
        twice.append(IDEMPOTENCY_KEY, HeaderValue::from_static("b"));
        assert!(key(&twice).is_err());
    }
}
