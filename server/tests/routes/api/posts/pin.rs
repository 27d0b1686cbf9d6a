//! `/api/v1/posts/{id}/pin`, and the fields that came with it.

use axum::http::Method;
use blog::domain::Role;
use serde_json::json;

use crate::site::Site;

#[tokio::test]
async fn a_post_is_pinned_and_unpinned() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Author).await;
    let created =
        site.send(Method::POST, "/posts", &token, r#"{"title": "Hello", "status": "published"}"#).await.json();
    let path = format!("/posts/{}/pin", created["id"].as_str().unwrap());
    let pinned = site.send(Method::PUT, &path, &token, "").await;
    assert_eq!(pinned.json()["pinned"], true);
    assert!(site.get("/").await.text().contains(">Pinned<"));
    site.send_with(Method::DELETE, &path, &token, &[("if-match", "\"1\"")], "").await.problem(412);
    assert_eq!(site.send(Method::DELETE, &path, &token, "").await.json()["pinned"], false);
    assert!(!site.get("/").await.text().contains(">Pinned<"));
    let other = site.token("eve", Role::Author).await;
    site.send(Method::PUT, &path, &other, "").await.problem(403);
}

#[tokio::test]
async fn every_field_comes_back_as_it_was_sent() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Author).await;
    let fields = json!({
        "cover": "/media/1/a.png",
        "cover_alt": "A quay",
        "social_title": "Look",
        "social_description": "Here",
        "social_image": "https://pictures.example/b.png",
        "series": "Tall ships",
        "series_number": 3,
        "pinned": true,
    });
    let mut input = fields.clone();
    input["title"] = "Hello".into();
    input["status"] = "published".into();
    let created = site.send(Method::POST, "/posts", &token, input.to_string()).await;
    assert_eq!(created.status.as_u16(), 201, "{}", created.text());
    let path = format!("/posts/{}", created.json()["id"].as_str().unwrap());
    let read = site.send(Method::GET, &path, &token, "").await.json();
    for (name, value) in fields.as_object().unwrap() {
        assert_eq!(&read[name], value, "{name}");
    }
    // What is left out is emptied, but for what stands for itself.
    let replaced = site.send(Method::PUT, &path, &token, r#"{"title": "Hello"}"#).await.json();
    assert_eq!((&replaced["series"], &replaced["series_number"]), (&json!(null), &json!(null)));
    assert_eq!((&replaced["cover_alt"], &replaced["pinned"]), (&json!(null), &json!(true)));
    let problem = site.send(Method::PUT, &path, &token, r#"{"title": "Hello", "series_number": 0}"#).await.problem(400);
    assert_eq!(problem["errors"]["series_number"][0], "Must be a whole number from 1 to 100000.");
}
