//! What handlers of the API take out of a request, and what is said of one that can't be used.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, IF_MATCH, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::IntoResponse;
use blog::domain::{PostId, Principal};
use serde::de::DeserializeOwned;

use crate::error::Failure;
use crate::{AppState, session};

/// Who asks, where they say so. A token that isn't valid is refused, not overlooked.
#[derive(Clone, Copy, Debug)]
pub struct MaybeCaller(pub Option<Principal>);

/// Who asks; nobody in particular is refused.
#[derive(Clone, Copy, Debug)]
pub struct Caller(pub Principal);

/// The identifier in the address. One that isn't well-formed names nothing.
#[derive(Clone, Copy, Debug)]
pub struct PostAddress(pub PostId);

/// The body, as JSON.
#[derive(Clone, Debug)]
pub struct Json<T>(pub T);

/// The versions that `If-Match` allows (RFC 9110, section 13.1.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IfMatch {
    /// There was no such header, or it was `*`.
    Any,
    /// One of these.
    Versions(Vec<u64>),
}

impl FromRequestParts<AppState> for MaybeCaller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let signed_in = match bearer_token(&parts.headers) {
            Some(token) => Some(state.blog.access_token(token).await?.ok_or_else(invalid_token)?),
            None => session::signed_in(state, &parts.headers).await?,
        };
        Ok(Self(signed_in.map(|signed_in| signed_in.principal)))
    }
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let MaybeCaller(caller) = MaybeCaller::from_request_parts(parts, state).await?;
        caller.map(Self).ok_or_else(missing_token)
    }
}

/// Why somebody who doesn't say who they are gets nothing.
pub fn missing_token() -> Failure {
    Failure::new(StatusCode::UNAUTHORIZED)
        .with_detail("This needs an access token: send the header Authorization: Bearer TOKEN.")
        .with_header(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"lithair-blog\""))
}

fn invalid_token() -> Failure {
    Failure::new(StatusCode::UNAUTHORIZED)
        .with_detail("This access token is not valid; it may have been revoked.")
        .with_header(
            WWW_AUTHENTICATE,
            HeaderValue::from_static("Bearer realm=\"lithair-blog\", error=\"invalid_token\""),
        )
}

/// The token of `Authorization: Bearer`. Other schemes are the business of proxies in front of the site.
pub fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

impl FromRequestParts<AppState> for PostAddress {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let nothing = || Failure::new(StatusCode::NOT_FOUND);
        let Path(id) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| nothing())?;
        id.parse().map(Self).map_err(|_| nothing())
    }
}

impl<T: DeserializeOwned> FromRequest<AppState> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Failure> {
        check_content_type(request.headers())?;
        check_length(request.headers(), state.config.body_bytes_max)?;
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| unreadable_body(rejection, state.config.body_bytes_max))?;
        parse_json(&bytes).map(Self)
    }
}

fn check_content_type(headers: &HeaderMap) -> Result<(), Failure> {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if media_type == "application/json" || (media_type.starts_with("application/") && media_type.ends_with("+json")) {
        return Ok(());
    }
    let detail = "The body has to be JSON: send the header Content-Type: application/json.";
    Err(Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE).with_detail(detail))
}

/// A body that says how large it is needn't be read to be refused.
fn check_length(headers: &HeaderMap, body_bytes_max: usize) -> Result<(), Failure> {
    let length = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > body_bytes_max as u64) { Err(too_large(body_bytes_max)) } else { Ok(()) }
}

/// Why a body could not be read.
pub fn unreadable_body(rejection: BytesRejection, body_bytes_max: usize) -> Failure {
    match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(body_bytes_max),
        _ => Failure::new(StatusCode::BAD_REQUEST).with_detail("The body ended before it was complete."),
    }
}

fn too_large(body_bytes_max: usize) -> Failure {
    Failure::new(StatusCode::PAYLOAD_TOO_LARGE)
        .with_detail(format!("The body is too large: at most {body_bytes_max} bytes are taken."))
}

/// Reads an object of JSON, and says of what it can't read which field it is and where.
pub fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let refused = |detail: String| Failure::new(StatusCode::BAD_REQUEST).with_detail(detail);
    let not_json = |reason: serde_json::Error| refused(format!("The body is not valid JSON: {reason}."));
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let field = error.path().to_string();
        let reason = error.into_inner();
        match reason.is_data() {
            false => not_json(reason),
            true if field == "." => refused(format!("The body is not what is expected here: {reason}.")),
            true => refused("Some fields can't be taken as they are.".to_owned()).with_error(field, reason.to_string()),
        }
    })?;
    deserializer.end().map_err(not_json)?;
    // Serde would take a list for an object, field by field.
    match bytes.trim_ascii_start().first() {
        Some(b'{') => Ok(value),
        _ => Err(refused("The body is not what is expected here: it has to be an object.".to_owned())),
    }
}

impl FromRequestParts<AppState> for IfMatch {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Failure> {
        parse_if_match(&parts.headers).ok_or_else(|| {
            Failure::new(StatusCode::BAD_REQUEST)
                .with_detail("If-Match has to be a version in double quotes as ETag gave it, such as \"3\".")
        })
    }
}

/// A weak validator, or one that we never gave, is well-formed but matches no version.
fn parse_if_match(headers: &HeaderMap) -> Option<IfMatch> {
    let mut versions = Vec::new();
    let mut values = headers.get_all(IF_MATCH).into_iter().peekable();
    if values.peek().is_none() {
        return Some(IfMatch::Any);
    }
    for value in values {
        for tag in value.to_str().ok()?.split(',').map(str::trim) {
            if tag == "*" {
                return Some(IfMatch::Any);
            }
            let opaque = tag.strip_prefix("W/").unwrap_or(tag).strip_prefix('"')?.strip_suffix('"')?;
            let is_strong = !tag.starts_with("W/");
            versions.extend(opaque.parse::<u64>().ok().filter(|_| is_strong));
        }
    }
    Some(IfMatch::Versions(versions))
}

#[cfg(test)]
mod tests {
    use blog::domain::post::PostInput;

    use super::*;

    #[test]
    fn json_that_cannot_be_read_names_the_field_and_the_place() {
        let cases: [(&[u8], Option<&str>, &str); 9] = [
            (b"", None, "The body is not valid JSON: EOF while parsing a value at line 1 column 0."),
            (b"{", None, "The body is not valid JSON: EOF while parsing an object at line 1 column 1."),
            (b"{} x", None, "The body is not valid JSON: trailing characters at line 1 column 4."),
            (
                b"{\"title\": \"\xff\"}",
                None,
                "The body is not valid JSON: invalid unicode code point at line 1 column 12.",
            ),
            (b"[]", None, "The body is not what is expected here: "),
            (b"{\"title\": 3}", Some("title"), "invalid type: integer `3`, expected a string at line 1 column 11"),
            (b"{\n\"tags\": [\"a\", 1]}", Some("tags[1]"), "invalid type: integer `1`, expected a string at line 2"),
            (b"{\"colour\": 1}", Some("colour"), "unknown field `colour`"),
            (
                b"{\"title\": \"a\", \"title\": \"b\"}",
                None,
                "The body is not what is expected here: duplicate field `title`",
            ),
        ];
        for (body, field, expected) in cases {
            let failure = parse_json::<PostInput>(body).unwrap_err();
            assert_eq!(failure.status, StatusCode::BAD_REQUEST);
            let message = match field {
                Some(field) => failure.errors.get(field).map(|messages| messages.join(" ")),
                None => failure.detail.as_deref().map(str::to_owned),
            };
            let shown = String::from_utf8_lossy(body);
            assert!(message.as_deref().unwrap_or_default().starts_with(expected), "{shown}: {failure:?}");
        }
    }

    #[test]
    fn if_match_is_a_list_of_versions() {
        let cases = [
            (None, Some(IfMatch::Any)),
            (Some("*"), Some(IfMatch::Any)),
            (Some("\"3\""), Some(IfMatch::Versions(vec![3]))),
            (Some("\"3\", \"4\""), Some(IfMatch::Versions(vec![3, 4]))),
            (Some("W/\"3\""), Some(IfMatch::Versions(vec![]))),
            (Some("\"abc\""), Some(IfMatch::Versions(vec![]))),
            (Some("3"), None),
            (Some(""), None),
        ];
        for (header, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.extend(header.map(|value| (IF_MATCH, HeaderValue::from_static(value))));
            assert_eq!(parse_if_match(&headers), expected, "{header:?}");
        }
    }
}
