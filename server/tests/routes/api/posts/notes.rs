//! `/api/v1/posts/{id}/notes`.

use axum::http::Method;
use blog::domain::Role;
use serde_json::json;

use crate::site::Site;

#[tokio::test]
async fn a_note_is_written_listed_settled_and_deleted() {
    let site = Site::new().await;
    let (joan, grace, mary) = (
        site.token("joan", Role::Contributor).await,
        site.token("grace", Role::Editor).await,
        site.token("mary", Role::Author).await,
    );
    let created = site.send(Method::POST, "/posts", &joan, r#"{"title": "Fog"}"#).await;
    let post = format!("/posts/{}", created.json()["id"].as_str().unwrap());
    let notes = format!("{post}/notes");
    let written = site.send(Method::POST, &notes, &grace, r#"{"text": "Why?", "quote": "Fog"}"#).await;
    assert_eq!(written.status.as_u16(), 201);
    let note = written.json();
    assert_eq!(
        (&note["text"], &note["quote"], &note["written_by"]["handle"]),
        (&json!("Why?"), &json!("Fog"), &json!("grace"))
    );
    let own = format!("{notes}/{}", note["id"].as_str().unwrap());
    assert_eq!(written.header("location"), format!("/api/v1{own}"));
    assert_eq!(site.send(Method::GET, &post, &joan, "").await.header("etag"), "\"1\"", "the post's version stays");

    let seen = site.send(Method::GET, &notes, &joan, "").await.json();
    assert_eq!((&seen["notes"][0]["text"], &seen["notes"][0]["is_own"]), (&json!("Why?"), &json!(false)));
    assert_eq!(site.send(Method::PUT, &format!("{own}/resolution"), &joan, "").await.status.as_u16(), 204);
    let settled = site.send(Method::GET, &notes, &grace, "").await.json();
    assert_eq!(settled["notes"][0]["resolved_by"]["handle"], "joan");
    assert_eq!(site.send(Method::DELETE, &format!("{own}/resolution"), &grace, "").await.status.as_u16(), 204);

    site.send(Method::DELETE, &own, &joan, "").await.problem(403);
    for (method, address, body) in [
        (Method::GET, &notes, ""),
        (Method::POST, &notes, r#"{"text": "x"}"#),
        (Method::DELETE, &own, ""),
        (Method::PUT, &format!("{own}/resolution"), ""),
    ] {
        site.send(method.clone(), address, &mary, body).await.problem(404);
        let headers = [("content-type", "application/json")];
        assert_eq!(site.ask(method, &format!("/api/v1{address}"), &headers, body).await.status.as_u16(), 401);
    }
    let problem = site.send(Method::POST, &notes, &joan, r#"{"text": " "}"#).await.problem(400);
    assert_eq!(problem["errors"]["note_text"][0], "Must not be empty.");
    assert_eq!(site.send(Method::DELETE, &own, &grace, "").await.status.as_u16(), 204);
    assert_eq!(site.send(Method::GET, &notes, &joan, "").await.json(), json!({ "notes": [] }));
    site.send(Method::DELETE, &own, &grace, "").await.problem(404);
}

#[tokio::test]
async fn a_note_that_is_sent_again_is_the_same_note() {
    let site = Site::new().await;
    let joan = site.token("joan", Role::Contributor).await;
    let created = site.send(Method::POST, "/posts", &joan, r#"{"title": "Fog"}"#).await;
    let notes = format!("/posts/{}/notes", created.json()["id"].as_str().unwrap());
    let key = [("idempotency-key", "once")];
    let first = site.send_with(Method::POST, &notes, &joan, &key, r#"{"text": "Why?"}"#).await.json();
    let second = site.send_with(Method::POST, &notes, &joan, &key, r#"{"text": "Why?"}"#).await.json();
    assert_eq!(first, second);
    assert_eq!(site.send(Method::GET, &notes, &joan, "").await.json()["notes"].as_array().unwrap().len(), 1);
}
