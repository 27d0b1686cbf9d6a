//! `PUT /api/v1/posts/{id}`.

use axum::http::Method;
use blog::domain::Role;
use serde_json::json;

use crate::site::Site;

#[tokio::test]
async fn the_working_copy_is_replaced_and_published_at_once() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Admin).await;
    let post = site.published("Before").await;
    let path = format!("/posts/{}", post.id);
    let draft = json!({ "title": "Working", "body": "New." }).to_string();
    let saved = site.send(Method::PUT, &path, &token, draft).await.json();
    assert_eq!((saved["title"].as_str(), saved["has_unpublished_changes"].as_bool()), (Some("Working"), Some(true)));
    assert!(site.get("/posts/before").await.text().contains("Before"));
    let live = json!({ "title": "Live", "status": "published" }).to_string();
    assert_eq!(site.send(Method::PUT, &path, &token, live).await.json()["has_unpublished_changes"], false);
    assert!(site.get("/posts/before").await.text().contains("Live"));
}

#[tokio::test]
async fn a_stale_version_changes_nothing() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Admin).await;
    let post = site.published("Hello").await;
    let path = format!("/posts/{}", post.id);
    let current = format!("\"{}\"", post.version);
    let put = |if_match: String, title: &'static str| {
        let (site, path, token) = (&site, &path, &token);
        async move {
            let body = json!({ "title": title }).to_string();
            site.send_with(Method::PUT, path, token, &[("if-match", &if_match)], body).await
        }
    };
    for stale in ["\"0\"", "\"999\"", "\"nonsense\"", "\"0\", \"999\""] {
        let problem = put(stale.to_owned(), "Stale").await.problem(412);
        assert_eq!(problem["current_version"], post.version, "{stale}");
    }
    put(format!("W/{current}"), "Weak").await.problem(412);
    put(post.version.to_string(), "Unquoted").await.problem(400);
    assert_eq!(site.get(&format!("/api/v1{path}")).await.json()["title"], "Hello");
    assert_eq!(put(format!("\"999\", {current}"), "Second").await.status.as_u16(), 200);
    put(current, "Third").await.problem(412);
    assert_eq!(put("*".to_owned(), "Fourth").await.status.as_u16(), 200);
}

#[tokio::test]
async fn others_posts_are_left_alone() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Author).await;
    let post = site.published("Hello").await;
    let path = format!("/posts/{}", post.id);
    site.send(Method::PUT, &path, &token, json!({ "title": "Mine" }).to_string()).await.problem(403);
    site.send(Method::DELETE, &path, &token, "").await.problem(403);
    site.send(Method::DELETE, &format!("{path}/publication"), &token, "").await.problem(403);
    assert!(site.get("/posts/hello").await.text().contains("Hello"));
}
