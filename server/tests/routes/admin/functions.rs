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
    let preview = answer.json();
    let html = preview["html"].as_str().unwrap();
    assert!(html.contains("<em>Hi</em>") && html.contains("data-line=\"0\"") && !html.contains("<script"), "{html}");
    assert_eq!(preview["word_count"], 1);
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

#[tokio::test]
async fn links_are_found_to_what_readers_see_and_to_own_drafts() {
    let site = Site::new().await;
    let ada = site.token("ada", Role::Author).await;
    let grace = site.token("grace", Role::Author).await;
    for (token, title, status) in [
        (&ada, "Fog at sea", "published"),
        (&ada, "Fog of drafts", "draft"),
        (&grace, "Fog of Grace’s drafts", "draft"),
        (&grace, "Fog, by Grace", "published"),
        (&grace, "100% sun", "published"),
    ] {
        let post = serde_json::json!({"title": title, "body": "x", "status": status}).to_string();
        assert_eq!(site.send(Method::POST, "/posts", token, post).await.status, 201);
    }
    let cookie = site.cookie("ada").await;
    let titles = async |query: &str| -> Vec<String> {
        let answer = call(&site, "link_targets", &cookie, &format!(r#"{{"query": "{query}"}}"#)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json().as_array().unwrap().iter().map(|target| target["title"].as_str().unwrap().to_owned()).collect()
    };
    let mut found = titles("fog").await;
    found.sort();
    assert_eq!(found, ["Fog at sea", "Fog of drafts", "Fog, by Grace"]);
    assert_eq!(titles("0%").await, ["100% sun"]);
    assert_eq!(titles("").await.len(), 4);
    assert_eq!(titles("nothing of the kind").await, [""; 0]);
    assert_eq!(call(&site, "link_targets", "", r#"{"query": ""}"#).await.status, 401);
}
