//! `/api/v1/posts/{id}/previews`.

use axum::http::Method;
use blog::domain::Role;
use blog::domain::post::PostInput;
use serde_json::json;

use crate::site::Site;

#[tokio::test]
async fn a_link_is_made_listed_and_ended() {
    let site = Site::new().await;
    let (ann, mary) = (site.token("ann", Role::Editor).await, site.token("mary", Role::Author).await);
    let post = site.post(PostInput { title: "Fog".into(), body: "Text".into(), ..PostInput::default() }).await;
    let path = format!("/posts/{}/previews", post.id);
    let made = site.send(Method::POST, &path, &ann, r#"{"label": "For Mary", "days": 1}"#).await;
    assert_eq!((made.status.as_u16(), made.header("cache-control")), (201, "private, no-store"));
    let link = made.json();
    assert_eq!((&link["label"], &link["made_by"]["handle"]), (&json!("For Mary"), &json!("ann")));
    assert_eq!(made.header("location"), format!("/api/v1{path}/{}", link["id"].as_str().unwrap()));
    let address = link["address"].as_str().unwrap().strip_prefix("https://blog.example.org").unwrap();
    assert_eq!(site.get(address).await.status.as_u16(), 200);

    assert_eq!(site.send(Method::POST, &path, &ann, "{}").await.status.as_u16(), 201);
    let listed = site.send(Method::GET, &path, &ann, "").await.json();
    let labels: Vec<_> =
        listed["previews"].as_array().unwrap().iter().map(|link| link["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["", "For Mary"]);
    assert!(!listed.to_string().contains(address), "nobody is told the secret a second time");

    let own = format!("{path}/{}", link["id"].as_str().unwrap());
    for (method, address, body) in [(Method::GET, &path, ""), (Method::POST, &path, "{}"), (Method::DELETE, &own, "")] {
        site.send(method.clone(), address, &mary, body).await.problem(404);
        let headers = [("content-type", "application/json")];
        assert_eq!(site.ask(method, &format!("/api/v1{address}"), &headers, body).await.status.as_u16(), 401);
    }
    assert_eq!(site.send(Method::DELETE, &own, &ann, "").await.status.as_u16(), 204);
    assert_eq!(site.get(address).await.status.as_u16(), 410);
    site.send(Method::DELETE, &format!("{path}/nothing"), &ann, "").await.problem(404);
    let problem = site.send(Method::POST, &path, &ann, r#"{"days": 2}"#).await.problem(400);
    assert_eq!(problem["errors"]["days"][0], "Must be one of: 1, 7, 30.");

    site.send(Method::DELETE, &format!("/posts/{}", post.id), &ann, "").await;
    site.send(Method::POST, &path, &ann, "{}").await.problem(410);
}

#[tokio::test]
async fn a_secret_is_not_made_up_for_a_request_that_was_carried_out_before() {
    let site = Site::new().await;
    let ann = site.token("ann", Role::Editor).await;
    let post = site.post(PostInput { title: "Fog".into(), ..PostInput::default() }).await;
    let path = format!("/posts/{}/previews", post.id);
    let key = [("idempotency-key", "once")];
    assert_eq!(site.send_with(Method::POST, &path, &ann, &key, "{}").await.status.as_u16(), 201);
    site.send_with(Method::POST, &path, &ann, &key, "{}").await.problem(422);
    assert_eq!(site.send(Method::GET, &path, &ann, "").await.json()["previews"].as_array().unwrap().len(), 1);
}
