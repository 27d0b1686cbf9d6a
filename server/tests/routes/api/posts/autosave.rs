//! `PUT /api/v1/posts/{id}/autosave`.

use axum::http::Method;
use blog::domain::Role;
use serde_json::json;

use crate::site::Site;

#[tokio::test]
async fn an_autosave_changes_the_working_copy_and_says_so_in_the_timeline() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Admin).await;
    let post = site.published("Hello").await;
    let path = format!("/posts/{}/autosave", post.id);
    let typed = json!({ "title": "Hello", "body": "So far." }).to_string();
    let if_match = format!("\"{}\"", post.version);
    let saved = site.send_with(Method::PUT, &path, &token, &[("if-match", &if_match)], typed.clone()).await;
    assert_eq!((saved.status.as_u16(), saved.header("etag")), (200, "\"3\""));
    assert_eq!(saved.json()["has_unpublished_changes"], true);
    assert!(!site.get("/posts/hello").await.text().contains("So far."));
    let events = site.send(Method::GET, &format!("/posts/{}/events", post.id), &token, "").await.json();
    assert_eq!(events["events"][2]["payload"], json!({ "body": "So far.", "autosave": true }));
    let other = json!({ "title": "Hello", "body": "Stale." }).to_string();
    site.send_with(Method::PUT, &path, &token, &[("if-match", &if_match)], other).await.problem(412);
    let publishing = json!({ "title": "Hello", "status": "published" }).to_string();
    assert!(site.send(Method::PUT, &path, &token, publishing).await.problem(400)["errors"]["status"].is_array());
}
