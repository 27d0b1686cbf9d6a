//! What becomes of work that fails: a page for people, a problem for programs, and nothing of its inside.

use axum::http::Method;
use axum::response::Response;
use http_body_util::BodyExt;
use server::observe::Asked;

use crate::site::Site;

async fn shown(site: &Site, path: &str, work: impl Future<Output = Response>) -> (u16, String) {
    let asked = Asked { method: &Method::GET, path, language: None };
    let response = server::observe::run(&site.state, asked, work).await;
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn a_panic_is_an_error_like_others() {
    let site = Site::new().await;
    for (path, expected) in [("/posts/x", "<!DOCTYPE html>"), ("/api/v1/posts", "{\"type\":\"about:blank\"")] {
        let (status, body) = shown(&site, path, async { panic!("the inside of a fault") }).await;
        assert_eq!(status, 500, "{path}");
        assert!(body.starts_with(expected) && !body.contains("the inside"), "{body}");
    }
}

#[tokio::test]
async fn what_takes_too_long_is_given_up() {
    let site = Site::with(|config| config.request_timeout_seconds = 0).await;
    for path in ["/posts/x", "/api/v1/posts"] {
        let (status, _) = shown(&site, path, std::future::pending()).await;
        assert_eq!(status, 503, "{path}");
    }
}

#[tokio::test]
async fn what_finds_no_place_in_the_queue_is_told_when_to_come_back() {
    use axum::response::IntoResponse;
    let site = Site::new().await;
    let failure = || server::error::Failure::from(blog::service::ServiceError::Overloaded).into_response();
    let asked = Asked { method: &Method::POST, path: "/api/v1/posts", language: None };
    let response = server::observe::run(&site.state, asked, async { failure() }).await;
    assert_eq!(response.status(), 503);
    assert_eq!(response.headers()["retry-after"], "5");
    assert_eq!(response.headers()["content-type"], "application/problem+json");
}
