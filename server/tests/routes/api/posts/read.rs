//! `GET /api/v1/posts/{id}`.

use axum::http::Method;
use blog::domain::Role;
use blog::domain::post::PostInput;
use serde_json::json;

use crate::site::Site;

#[tokio::test]
async fn a_draft_is_there_only_for_who_may_write_it() {
    let site = Site::new().await;
    let draft = site.post(PostInput { title: "Draft".into(), ..PostInput::default() }).await;
    let (editor, author) = (site.token("ed", Role::Editor).await, site.token("ann", Role::Author).await);
    let path = format!("/posts/{}", draft.id);
    assert_eq!(site.send(Method::GET, &path, &editor, "").await.json()["title"], "Draft");
    site.send(Method::GET, &path, &author, "").await.problem(404);
    site.get(&format!("/api/v1{path}")).await.problem(404);
}

#[tokio::test]
async fn who_knows_the_version_is_not_sent_it() {
    let site = Site::new().await;
    let post = site.published("Hello").await;
    let address = format!("/api/v1/posts/{}", post.id);
    let first = site.get(&address).await;
    assert_eq!(first.header("cache-control"), "private, no-cache");
    let again = site.get_with(&address, &[("if-none-match", first.header("etag"))]).await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
    assert_eq!(again.header("etag"), first.header("etag"));
    assert_eq!(site.get_with(&address, &[("if-none-match", "\"0\"")]).await.status.as_u16(), 200);
}

#[tokio::test]
async fn the_past_is_asked_for_by_its_time() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Admin).await;
    let post = site.published("Before").await;
    let path = format!("/posts/{}", post.id);
    let changed = json!({ "title": "After", "status": "published" }).to_string();
    site.send(Method::PUT, &path, &token, changed).await;
    let past = site.send(Method::GET, &format!("{path}?at=2000-01-01T00:00:00Z"), &token, "").await;
    past.problem(404);
    let future = site.send(Method::GET, &format!("{path}?at=9999-01-01T00:00:00Z"), &token, "").await;
    assert_eq!(future.json()["title"], "After");
    assert_eq!(future.header("cache-control"), "private, no-store");
    for wrong in ["?at=yesterday", "?at=2026-01-31T12:00:00Z&at=2026-01-31T12:00:00Z", "?when=now"] {
        site.send(Method::GET, &format!("{path}{wrong}"), &token, "").await.problem(400);
    }
}

#[tokio::test]
async fn what_was_withdrawn_is_not_shown_to_nobody_in_particular() {
    let site = Site::new().await;
    let post = site.published("Hello").await;
    for address in [format!("/api/v1/posts/{}?at=9999-01-01T00:00:00Z", post.id), "/api/v1/posts?at=1".to_owned()] {
        site.get(&address).await.problem(401);
    }
}
