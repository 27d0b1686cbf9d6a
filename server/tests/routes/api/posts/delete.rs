//! `DELETE /api/v1/posts/{id}` and `/api/v1/posts/{id}/tombstone`.

use axum::http::Method;
use blog::domain::Role;
use serde_json::json;

use crate::site::Site;

#[tokio::test]
async fn a_deleted_post_is_gone_until_it_is_restored() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Admin).await;
    let post = site.published("Hello").await;
    let path = format!("/posts/{}", post.id);
    let deleted = site.send(Method::DELETE, &path, &token, "").await;
    assert_eq!((deleted.status.as_u16(), deleted.body.len()), (204, 0));
    site.send(Method::GET, &path, &token, "").await.problem(410);
    site.get(&format!("/api/v1{path}")).await.problem(410);
    site.send(Method::PUT, &path, &token, json!({ "title": "a" }).to_string()).await.problem(410);
    site.send(Method::PUT, &format!("{path}/publication"), &token, "").await.problem(410);
    site.send(Method::DELETE, &path, &token, "").await.problem(410);
    assert_eq!(site.get("/posts/hello").await.status.as_u16(), 410);
    let restored = site.send(Method::DELETE, &format!("{path}/tombstone"), &token, "").await;
    assert_eq!(restored.json()["title"], "Hello");
    assert_eq!(site.get("/posts/hello").await.status.as_u16(), 200);
}

#[tokio::test]
async fn a_stale_version_deletes_nothing() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Admin).await;
    let post = site.published("Hello").await;
    let path = format!("/posts/{}", post.id);
    site.send_with(Method::DELETE, &path, &token, &[("if-match", "\"0\"")], "").await.problem(412);
    assert_eq!(site.get("/posts/hello").await.status.as_u16(), 200);
}
