//! `/api/fn`: what islands call.

use axum::http::Method;
use blog::domain::Role;

use crate::site::{Answer, Site};

async fn call(site: &Site, function: &str, cookie: &str, json: &str) -> Answer {
    let headers = [("content-type", "application/json"), ("cookie", cookie), ("sec-fetch-site", "same-origin")];
    site.ask(Method::POST, &format!("/api/fn/{function}"), &headers, json.to_owned()).await
}

#[tokio::test]
async fn a_preview_is_made_for_whoever_is_signed_in() {
    let site = Site::new().await;
    site.token("ada", Role::Contributor).await;
    let cookie = site.cookie("ada").await;
    let answer = call(&site, "preview", &cookie, r#"{"markdown": "*Hi* <script>x</script>"}"#).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("cache-control"), "private, no-store");
    let html = answer.json();
    let html = html.as_str().unwrap();
    assert!(html.contains("<em>Hi</em>") && !html.contains("<script"), "{html}");
    assert_eq!(call(&site, "preview", "", r#"{"markdown": "x"}"#).await.status, 401);
}

#[tokio::test]
async fn what_cannot_be_called_is_refused() {
    let site = Site::with(|config| config.body_bytes_max = 1_000).await;
    site.token("ada", Role::Admin).await;
    let cookie = site.cookie("ada").await;
    assert_eq!(call(&site, "nonsense", &cookie, "{}").await.status, 404);
    assert_eq!(site.get("/api/fn/preview").await.status, 405);
    let long = format!(r#"{{"markdown": "{}"}}"#, "a".repeat(1_000));
    assert_eq!(call(&site, "preview", &cookie, &long).await.status, 413);
    for json in ["", "[]", r#"{"markdown": 3}"#] {
        let answer = call(&site, "preview", &cookie, json).await;
        assert_eq!(answer.status, 400, "{json}: {}", answer.text());
    }
}
