//! Reading one's own writes on whichever node of a cluster answers: an answer to a change says where the log was then,
//! by header and cookie, and a request that brings it back waits until its node is there.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use blog::service::cluster::Cluster;
use cookie::{Cookie, SameSite, time};

use crate::AppState;

/// A place in the shared log.
pub const POSITION: HeaderName = HeaderName::from_static("lithair-position");
/// How many writes this node lacks of what the request has seen.
const BEHIND: HeaderName = HeaderName::from_static("lithair-behind");
const COOKIE_NAME: &str = "lithair_position";
/// Nodes are milliseconds apart; after so long a browser needs nobody's word any more.
const COOKIE_MAX: time::Duration = time::Duration::seconds(60);
/// A node that does not get there in time answers with what it has, and says so.
const WAIT_MAX: Duration = Duration::from_secs(3);

/// Middleware for nodes of a cluster.
pub async fn keep(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let Some(cluster) = state.blog.cluster() else { return next.run(request).await };
    let seen = seen(request.headers()).unwrap_or_default();
    let is_there = seen <= cluster.sequence() || cluster.reach(seen, WAIT_MAX).await;
    let may_change = !request.method().is_safe();
    let mut response = next.run(request).await;
    if may_change {
        tell(&state, cluster, response.headers_mut());
    }
    if !is_there {
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        headers.insert(BEHIND, seen.saturating_sub(cluster.sequence()).into());
    }
    response
}

/// The furthest place that a request has seen.
fn seen(headers: &HeaderMap) -> Option<u64> {
    let header = headers.get(POSITION).and_then(|value| value.to_str().ok()?.parse().ok());
    let values = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let pairs = values.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let cookies = pairs.filter(|(name, _)| *name == COOKIE_NAME).filter_map(|(_, value)| value.parse().ok());
    cookies.chain(header).max()
}

fn tell(state: &AppState, cluster: &Cluster, headers: &mut HeaderMap) {
    let sequence = cluster.written();
    headers.insert(POSITION, sequence.into());
    let cookie = Cookie::build((COOKIE_NAME, sequence.to_string()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(state.config.base_url.is_https())
        .max_age(COOKIE_MAX);
    if let Ok(cookie) = HeaderValue::try_from(cookie.build().to_string()) {
        headers.append(SET_COOKIE, cookie);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_furthest_place_counts() {
        let cases = [
            (None, None, None),
            (Some("7"), None, Some(7)),
            (None, Some("a=b; lithair_position=9"), Some(9)),
            (Some("12"), Some("lithair_position=9"), Some(12)),
            (Some("x"), Some("lithair_position=-1"), None),
        ];
        for (header, cookie, expected) in cases {
            let mut headers = HeaderMap::new();
            header.map(|value| headers.insert(POSITION, HeaderValue::from_static(value)));
            cookie.map(|value| headers.insert(COOKIE, HeaderValue::from_static(value)));
            assert_eq!(seen(&headers), expected, "{header:?} {cookie:?}");
        }
    }
}
