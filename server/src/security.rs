//! What browsers are told to forbid, and which requests are refused for where they come from.

use axum::extract::{Request, State};
use axum::http::header::{
    CONTENT_SECURITY_POLICY, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::AppState;
use crate::api::bearer_token;
use crate::config::{BaseUrl, Config};
use crate::error::Failure;

/// Readers' pages run nothing and load nothing from elsewhere but images and sound over TLS. Nothing in them could ask for more
/// either; but tools that inspect a page for its owner fetch `robots.txt` in its name.
pub const READERS_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; img-src 'self' https: data:; style-src 'self'; font-src 'self'; media-src 'self' https:; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);
/// Pictures that can hold script are shown without it.
pub const SVG_POLICY: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'; style-src 'unsafe-inline'");
/// What isn't a page shows nothing at all.
const DATA_POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Sets the headers that every response carries.
pub fn insert_common(headers: &mut HeaderMap, config: &Config) {
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin"));
    headers.insert(OPENER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(
        PERMISSIONS_POLICY,
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    );
    if config.base_url.is_https() {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
}

/// Layer: the strictest policy for what brings none of its own.
pub fn strictest_policy() -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(CONTENT_SECURITY_POLICY, DATA_POLICY)
}

/// Middleware: the common headers.
pub async fn secure_headers(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    insert_common(response.headers_mut(), &state.config);
    response
}

/// Middleware: refuses what another site made a browser send. With a bearer token no cookie counts, and no other
/// site knows the token.
pub async fn same_origin(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    if bearer_token(headers).is_some() {
        return next.run(request).await;
    }
    let base_url = &state.config.base_url;
    match check_origin(request.method(), request.uri(), headers, base_url) {
        Ok(()) => next.run(request).await,
        Err(ForeignOrigin(origin)) => Failure::of_foreign_origin(&origin, base_url.as_str()).into_response(),
    }
}

/// Where a request came from that is not this site.
#[derive(Debug, PartialEq, Eq)]
struct ForeignOrigin(String);

/// Browsers say of what site a request is part; where they don't, the origin must be ours. What says neither
/// comes from no browser.
fn check_origin(method: &Method, uri: &Uri, headers: &HeaderMap, base_url: &BaseUrl) -> Result<(), ForeignOrigin> {
    if method.is_safe() {
        return Ok(());
    }
    let site = headers.get(FETCH_SITE).map(HeaderValue::as_bytes);
    let origin = headers.get(ORIGIN).map(|origin| origin.to_str().unwrap_or("unreadable"));
    let is_site_ours = matches!(site, None | Some(b"same-origin" | b"none"));
    let is_origin_ours = origin.is_none_or(|origin| origin == base_url.as_str() || is_host(origin, uri, headers));
    if is_site_ours && is_origin_ours { Ok(()) } else { Err(ForeignOrigin(origin.unwrap_or("?").to_owned())) }
}

/// Whether the origin is the host that the request was sent to, which the browser itself fills in.
fn is_host(origin: &str, uri: &Uri, headers: &HeaderMap) -> bool {
    let host = uri.authority().map(|authority| authority.as_str());
    let host = host.or_else(|| headers.get(HOST).and_then(|host| host.to_str().ok()));
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    authority.is_some() && authority == host
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_that_change_something_come_from_here() {
        let base_url: BaseUrl = "https://blog.example.org".parse().unwrap();
        let cases = [
            ("POST", None, None, true),
            ("POST", Some("same-origin"), Some("https://blog.example.org"), true),
            ("POST", Some("same-origin"), Some("http://10.0.0.5:3000"), true),
            ("POST", Some("none"), None, true),
            ("POST", None, Some("https://blog.example.org"), true),
            ("POST", None, Some("http://10.0.0.5:3000"), true),
            ("POST", None, Some("https://evil.example"), false),
            ("POST", None, Some("http://blog.example.org"), false),
            ("POST", None, Some("null"), false),
            ("POST", Some("cross-site"), Some("https://evil.example"), false),
            ("POST", Some("same-site"), Some("https://evil.example.org"), false),
            ("POST", Some("cross-site"), None, false),
            ("POST", Some("same-origin"), Some("https://evil.example"), false),
            ("DELETE", None, Some("https://evil.example"), false),
            ("GET", Some("cross-site"), None, true),
        ];
        for (method, site, origin, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, HeaderValue::from_static("10.0.0.5:3000"));
            if let Some(site) = site {
                headers.insert(FETCH_SITE, HeaderValue::from_static(site));
            }
            if let Some(origin) = origin {
                headers.insert(ORIGIN, HeaderValue::from_static(origin));
            }
            let method = method.parse().unwrap();
            let result = check_origin(&method, &Uri::from_static("/admin/posts"), &headers, &base_url);
            assert_eq!(result.is_ok(), expected, "{method} {site:?} {origin:?}: {result:?}");
        }
    }
}
