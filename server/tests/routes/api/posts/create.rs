//! `POST /api/v1/posts`.

use axum::http::Method;
use blog::domain::Role;
use serde_json::json;

use crate::site::Site;

#[tokio::test]
async fn a_post_is_written_and_found_at_its_location() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Author).await;
    let body = json!({ "title": "Hello", "body": "Some *text*.", "tags": ["Rust"], "status": "published" });
    let answer = site.send(Method::POST, "/posts", &token, body.to_string()).await;
    assert_eq!(answer.status.as_u16(), 201);
    let created = answer.json();
    let id = created["id"].as_str().unwrap();
    assert_eq!(answer.header("location"), format!("/api/v1/posts/{id}"));
    assert_eq!(answer.header("etag"), format!("\"{}\"", created["version"]));
    insta::assert_json_snapshot!(created, {
        ".id" => "[id]", ".created_at" => "[time]", ".updated_at" => "[time]", ".published_at" => "[time]",
    });
    let read = site.get(answer.header("location")).await;
    assert_eq!(read.json(), created);
    assert_eq!(site.get("/posts/hello").await.status.as_u16(), 200);
}

#[tokio::test]
async fn every_field_that_is_wrong_is_named_at_once() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Admin).await;
    site.published("Taken").await;
    let body = json!({
        "title": "", "slug": "../etc/passwd", "kind": "poem", "status": "secret", "published_at": "yesterday",
        "language": "§", "cover": "javascript:alert(1)", "canonical_url": "ftp://x", "tags": ["!"],
    });
    let answer = site.send(Method::POST, "/posts", &token, body.to_string()).await;
    insta::assert_json_snapshot!(answer.problem(400), { ".request_id" => "[id]" });
}

#[tokio::test]
async fn what_the_constraints_refuse_writes_nothing() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Admin).await;
    site.published("Taken").await;
    let cases = [
        (json!({ "title": "   " }), "title"),
        (json!({ "title": "x".repeat(10_000) }), "title"),
        (json!({ "title": "a\u{0}b" }), "title"),
        (json!({ "title": "a", "slug": "taken" }), "slug"),
        (json!({ "title": "a", "slug": "TAKEN" }), "slug"),
        (json!({ "title": "a", "slug": "a/b" }), "slug"),
        (json!({ "title": "a", "slug": "admin", "kind": "page" }), "slug"),
        (json!({ "title": "a", "published_at": "2026-02-30" }), "published_at"),
        (json!({ "title": "a", "published_at": "9999-01-01T00:00:00Z", "status": "published" }), "published_at"),
        (json!({ "title": "a", "tags": vec!["x"; 51] }), "tags"),
        (json!({ "title": "a", "excerpt": "x".repeat(1_001) }), "excerpt"),
        (json!({ "title": "a", "body": "x".repeat(2_000_001) }), "body"),
        (json!({ "title": 3 }), "title"),
        (json!({ "title": null }), "title"),
        (json!({ "title": "a", "tags": "rust" }), "tags"),
        (json!({ "title": "a", "colour": "red" }), "colour"),
    ];
    for (body, field) in cases {
        let problem = site.send(Method::POST, "/posts", &token, body.to_string()).await.problem(400);
        assert!(problem["errors"][field].is_array(), "{field}: {problem}");
    }
    let all = site.send(Method::GET, "/posts", &token, "").await.json();
    assert_eq!(all["posts"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn markup_in_every_field_stays_text() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Admin).await;
    let evil = "</title></textarea><script>alert(1)</script><img src=x onerror=alert(1)>";
    let body = json!({
        "title": evil, "slug": "evil", "body": evil, "excerpt": evil, "tags": [evil], "category": evil,
        "authors": [evil], "status": "published",
    });
    let answer = site.send(Method::POST, "/posts", &token, body.to_string()).await;
    assert_eq!(answer.status.as_u16(), 201, "{}", answer.text());
    let html = answer.json()["html"].as_str().unwrap().to_owned();
    assert!(!html.contains("<script") && !html.contains("<img src=x"), "{html}");
    for address in ["/posts/evil", "/", "/archive", "/search?q=alert", "/feed.xml", "/rss.xml"] {
        let page = site.get(address).await;
        assert_eq!(page.status.as_u16(), 200, "{address}");
        assert!(!page.without_data().contains("<script") && !page.text().contains("<img src=x"), "{address}");
    }
}

#[tokio::test]
async fn a_contributor_may_draft_but_not_publish() {
    let site = Site::new().await;
    let token = site.token("carl", Role::Contributor).await;
    let draft = site.send(Method::POST, "/posts", &token, json!({ "title": "Draft" }).to_string()).await;
    assert_eq!(draft.status.as_u16(), 201);
    let body = json!({ "title": "Live", "status": "published" }).to_string();
    site.send(Method::POST, "/posts", &token, body).await.problem(403);
    assert_eq!(site.get("/posts/live").await.status.as_u16(), 404);
}
