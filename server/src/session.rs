//! The session cookie, and who is signed in by it.

use std::time::{SystemTime, UNIX_EPOCH};

use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use blog::domain::Timestamp;
use blog::service::{IssuedSession, ServiceError, SignedIn};
use cookie::{Cookie, SameSite, time};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::AppState;
use crate::config::Config;
use crate::error::Failure;

/// Where people sign in.
pub const SIGN_IN_PATH: &str = "/admin/login";

const NAME: &str = "lithair_session";
/// Browsers take a cookie of this name only over TLS, for this host alone.
const NAME_OVER_TLS: &str = "__Host-lithair_session";

/// Who is signed in by the cookie, where anybody is.
#[derive(Clone, Debug)]
pub struct MaybeSignedIn(pub Option<SignedIn>);

/// Who is signed in by the cookie; everybody else is sent to sign in, and back afterwards.
#[derive(Clone, Debug)]
pub struct CurrentUser(pub SignedIn);

/// The value of `Set-Cookie` that begins a session in a browser.
pub fn set_cookie(config: &Config, session: &IssuedSession) -> String {
    let remaining = seconds_until(session.expires_at);
    cookie(config, &session.token).max_age(time::Duration::seconds(remaining)).build().to_string()
}

/// The value of `Set-Cookie` that ends a session in a browser.
pub fn clear_cookie(config: &Config) -> String {
    cookie(config, "").max_age(time::Duration::ZERO).build().to_string()
}

/// The token of the session in a request's cookies.
pub fn token<'h>(config: &Config, headers: &'h HeaderMap) -> Option<&'h str> {
    let values = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let pairs = values.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(name, _)| *name == cookie_name(config)).map(|(_, token)| token).find(|token| !token.is_empty())
}

/// Who a request's cookie belongs to.
///
/// # Errors
/// When the database fails.
pub async fn signed_in(state: &AppState, headers: &HeaderMap) -> Result<Option<SignedIn>, ServiceError> {
    match token(&state.config, headers) {
        Some(token) => state.blog.session(token).await,
        None => Ok(None),
    }
}

impl FromRequestParts<AppState> for MaybeSignedIn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        Ok(Self(signed_in(state, &parts.headers).await?))
    }
}

impl FromRequestParts<AppState> for CurrentUser {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let MaybeSignedIn(signed_in) =
            MaybeSignedIn::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?;
        signed_in.map(Self).ok_or_else(|| sign_in_first(parts).into_response())
    }
}

/// Only a page that was asked for can be come back to; a form that was sent is lost with its session.
pub fn sign_in_first(parts: &Parts) -> Redirect {
    if !parts.method.is_safe() {
        return Redirect::to(SIGN_IN_PATH);
    }
    let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |OriginalUri(uri)| uri);
    let back = uri.path_and_query().map_or("/admin", |address| address.as_str());
    Redirect::to(&format!("{SIGN_IN_PATH}?next={}", utf8_percent_encode(back, NON_ALPHANUMERIC)))
}

fn cookie<'c>(config: &Config, token: &'c str) -> cookie::CookieBuilder<'c> {
    Cookie::build((cookie_name(config), token))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(config.base_url.is_https())
}

fn cookie_name(config: &Config) -> &'static str {
    if config.base_url.is_https() { NAME_OVER_TLS } else { NAME }
}

fn seconds_until(instant: Timestamp) -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs().try_into().unwrap_or(0));
    (instant.as_milliseconds() / 1000 - now).max(0)
}
