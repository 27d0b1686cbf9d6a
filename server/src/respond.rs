//! A page as the answer to one request: which encoding it is sent in, and whether it is sent at all.

use std::sync::Arc;

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH,
};
use axum::response::Response;
use blog::domain::Timestamp;
use blog::service::cache::Page;
use blog::service::cache::page::{Encoding, Variant};

use crate::accept;

/// The page as the request wants it. An encoding that nobody has asked for yet is made aside, so that it holds up
/// no other request.
pub async fn page(page: &Arc<Page>, request: &HeaderMap) -> Response {
    let encoding = accepted_encoding(request.get(ACCEPT_ENCODING));
    if let Some(variant) = page.variant(encoding) {
        return answer(page, variant, request);
    }
    let encoder = Arc::clone(page);
    // Should that fail, the bytes as they are serve as well.
    let _ = tokio::task::spawn_blocking(move || {
        encoder.encode(encoding);
    })
    .await;
    answer(page, page.variant(encoding).unwrap_or_else(|| page.identity()), request)
}

/// Whether a header's list of validators names this one, or everything. The weak ones count (RFC 9110, section
/// 13.1.2): `If-None-Match` only spares a transfer.
pub fn matches_any(list: &HeaderValue, tag: &[u8]) -> bool {
    let list = list.as_bytes();
    list == tag
        || list
            .split(|byte| *byte == b',')
            .map(<[u8]>::trim_ascii)
            .any(|candidate| candidate == b"*" || candidate.strip_prefix(b"W/").unwrap_or(candidate) == tag)
}

fn answer(page: &Page, variant: &Variant, request: &HeaderMap) -> Response {
    let mut response = Response::default();
    response.headers_mut().clone_from(&variant.headers);
    if page.status() == StatusCode::OK && is_known(page, variant, request) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response.headers_mut().remove(CONTENT_TYPE);
        response.headers_mut().remove(CONTENT_ENCODING);
    } else {
        *response.status_mut() = page.status();
        *response.body_mut() = Body::from(variant.body.clone());
    }
    response
}

/// Whether who asks has just these bytes already. The date is looked at only where there is no validator.
fn is_known(page: &Page, variant: &Variant, request: &HeaderMap) -> bool {
    let Some(etag) = &variant.etag else { return false };
    let mut lists = request.get_all(IF_NONE_MATCH).into_iter().peekable();
    if lists.peek().is_some() {
        return lists.any(|list| matches_any(list, etag.as_bytes()));
    }
    let since = request.get(IF_MODIFIED_SINCE).and_then(|date| date.to_str().ok());
    let since = since.and_then(|date| Timestamp::from_http_date(date).ok());
    match (since, page.last_modified()) {
        (Some(since), Some(modified)) => seconds(modified) <= seconds(since),
        _ => false,
    }
}

fn seconds(instant: Timestamp) -> i64 {
    instant.as_milliseconds().div_euclid(1000)
}

/// The encoding that the request likes best, of several the smallest (RFC 9110, section 12.5.3). One that refuses
/// everything gets the bytes as they are, which every program can read.
fn accepted_encoding(header: Option<&HeaderValue>) -> Encoding {
    let Some(list) = header.and_then(|header| header.to_str().ok()) else { return Encoding::Identity };
    let (mut identity, mut others, mut encoded) = (None, None, [None; Encoding::SMALLEST_FIRST.len()]);
    for (coding, weight) in list.split(',').map(coding_and_weight) {
        let is = |name: &str| coding.eq_ignore_ascii_case(name);
        if let Some(index) = Encoding::SMALLEST_FIRST.iter().position(|encoding| is(encoding.as_str())) {
            encoded[index] = Some(weight);
        } else if is(Encoding::Identity.as_str()) {
            identity = Some(weight);
        } else if is("*") {
            others = Some(weight);
        }
    }
    let mut best = (Encoding::Identity, identity.unwrap_or(1));
    for (encoding, weight) in Encoding::SMALLEST_FIRST.into_iter().zip(encoded) {
        let weight = weight.or(others).unwrap_or(0);
        if weight > best.1 || (weight == best.1 && weight > 0 && best.0 == Encoding::Identity) {
            best = (encoding, weight);
        }
    }
    best.0
}

/// A coding of the list and its weight in thousandths.
fn coding_and_weight(entry: &str) -> (&str, u16) {
    let (coding, quality) = accept::entry(entry);
    (coding, quality.map_or(1000, thousandths))
}

/// A weight that can't be read counts as a refusal.
fn thousandths(quality: &str) -> u16 {
    let quality: f32 = quality.parse().unwrap_or(0.0);
    // The range makes the conversion exact enough: weights have at most three digits.
    (quality.clamp(0.0, 1.0) * 1000.0).round() as u16
}

#[cfg(test)]
mod tests {
    use axum::http::header::{ETAG, LAST_MODIFIED};
    use blog::service::cache::Rendered;
    use blog::service::cache::page::Effort;

    use super::*;

    fn example(status: StatusCode) -> Arc<Page> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        Arc::new(Page::new(Rendered {
            status,
            headers,
            body: "<p>The same words, again and again.</p>".repeat(50).into(),
            last_modified: Some("2026-01-31T12:00:00.700Z".parse().unwrap()),
            is_cacheable: true,
            effort: Effort::Quick,
        }))
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn the_best_encoding_is_chosen() {
        let cases = [
            (None, Encoding::Identity),
            (Some(""), Encoding::Identity),
            (Some("gzip, deflate, br, zstd"), Encoding::Brotli),
            (Some("gzip, deflate, zstd"), Encoding::Zstd),
            (Some("gzip, deflate"), Encoding::Gzip),
            (Some("GZIP"), Encoding::Gzip),
            (Some("br;q=0.5, gzip;q=0.8"), Encoding::Gzip),
            (Some("br;q=0, gzip"), Encoding::Gzip),
            (Some("br ; q=0.001"), Encoding::Brotli),
            (Some("identity;q=0.5, br;q=0.4"), Encoding::Identity),
            (Some("identity, br"), Encoding::Brotli),
            (Some("identity;q=0, gzip;q=0.001"), Encoding::Gzip),
            (Some("*"), Encoding::Brotli),
            (Some("*;q=0"), Encoding::Identity),
            (Some("*;q=0, gzip"), Encoding::Gzip),
            (Some("deflate"), Encoding::Identity),
            (Some("br;q=nonsense, gzip"), Encoding::Gzip),
        ];
        for (header, expected) in cases {
            let value = header.map(HeaderValue::from_static);
            assert_eq!(accepted_encoding(value.as_ref()), expected, "{header:?}");
        }
    }

    #[tokio::test]
    async fn who_has_the_bytes_is_not_sent_them() {
        let example = example(StatusCode::OK);
        let whole = page(&example, &headers(&[("accept-encoding", "br")])).await;
        assert_eq!((whole.status(), &whole.headers()[CONTENT_ENCODING]), (StatusCode::OK, &"br".parse().unwrap()));
        let brotli = whole.headers()[ETAG].to_str().unwrap().to_owned();
        let identity = example.identity().etag.as_ref().and_then(|etag| etag.to_str().ok()).unwrap().to_owned();
        let cases = [
            (vec![("if-none-match", brotli.as_str())], 304),
            (vec![("if-none-match", "\"other\"")], 200),
            (vec![("if-none-match", identity.as_str())], 200),
            (vec![("if-none-match", "*")], 304),
            (vec![("if-modified-since", "Sat, 31 Jan 2026 12:00:00 GMT")], 304),
            (vec![("if-modified-since", "Sat, 31 Jan 2026 11:59:59 GMT")], 200),
            (vec![("if-modified-since", "nonsense")], 200),
            (vec![("if-modified-since", "Sat, 31 Jan 2026 12:00:00 GMT"), ("if-none-match", "\"other\"")], 200),
        ];
        for (mut pairs, status) in cases {
            pairs.push(("accept-encoding", "br"));
            let response = page(&example, &headers(&pairs)).await;
            assert_eq!(response.status().as_u16(), status, "{pairs:?}");
            assert!(response.headers().contains_key(LAST_MODIFIED));
        }
        let list = format!("\"a\", W/{brotli}");
        let response = page(&example, &headers(&[("accept-encoding", "br"), ("if-none-match", &list)])).await;
        assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
        assert!(!response.headers().contains_key(CONTENT_ENCODING));
    }

    #[tokio::test]
    async fn what_was_not_found_is_never_unmodified() {
        let response = page(&example(StatusCode::NOT_FOUND), &headers(&[("if-none-match", "*")])).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
    }
}
