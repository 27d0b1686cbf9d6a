//! `GET /api/v1/posts/{id}/events`.

use axum::http::Method;
use blog::domain::Role;
use serde_json::json;

use crate::site::Site;

#[tokio::test]
async fn what_happened_is_told_to_who_may_write() {
    let site = Site::new().await;
    let (admin, author) = (site.token("ann", Role::Admin).await, site.token("ben", Role::Author).await);
    let post = site.published("Hello").await;
    let path = format!("/posts/{}/events", post.id);
    let events = site.send(Method::GET, &path, &admin, "").await.json();
    let kinds: Vec<&str> =
        events["events"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["PostCreated", "PostPublished"]);
    assert_eq!(events["events"][0]["actor"], "operator");
    site.send(Method::GET, &path, &author, "").await.problem(404);
    site.get(&format!("/api/v1{path}")).await.problem(401);
}

#[tokio::test]
async fn an_event_names_the_request_that_made_it() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Admin).await;
    let created = site.send(Method::POST, "/posts", &token, json!({ "title": "Hello" }).to_string()).await;
    let path = format!("/posts/{}/events", created.json()["id"].as_str().unwrap());
    let events = site.send(Method::GET, &path, &token, "").await.json();
    assert_eq!(events["events"][0]["correlation_id"], created.header("x-request-id"));
}

#[tokio::test]
async fn pages_say_what_changed_and_an_emptied_field_is_a_change() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Admin).await;
    let input = json!({ "title": "Hello", "excerpt": "Soon gone" });
    let id = site.send(Method::POST, "/posts", &token, input.to_string()).await.json()["id"].clone();
    let path = format!("/posts/{}", id.as_str().unwrap());
    site.send(Method::PUT, &path, &token, json!({ "title": "Hello" }).to_string()).await;
    let first = site.send(Method::GET, &format!("{path}/events?limit=1"), &token, "").await.json();
    assert_eq!((&first["events"][0]["kind"], &first["events"][0]["handle"]), (&json!("PostCreated"), &json!("ann")));
    let after = first["next_after"].as_u64().unwrap();
    let second = site.send(Method::GET, &format!("{path}/events?limit=1&after={after}"), &token, "").await.json();
    assert_eq!(second["events"][0]["changes"], json!(["excerpt"]));
    assert_eq!((&second["events"][0]["payload"], &second["next_after"]), (&json!({ "excerpt": null }), &json!(null)));
    site.send(Method::GET, &format!("{path}/events?after=x"), &token, "").await.problem(400);
}
