//! `/api/v1/posts/{id}/versions/{version}/name`.

use axum::http::Method;
use blog::domain::Role;
use blog::domain::post::PostInput;
use serde_json::{Value, json};

use crate::site::Site;

#[tokio::test]
async fn a_version_has_a_name_until_it_is_taken_away() {
    let site = Site::new().await;
    let (ann, mary) = (site.token("ann", Role::Editor).await, site.token("mary", Role::Author).await);
    let post = site.post(PostInput { title: "Fog".into(), ..PostInput::default() }).await;
    let (path, events) = (format!("/posts/{}/versions/1/name", post.id), format!("/posts/{}/events", post.id));
    let named = site.send(Method::PUT, &path, &ann, r#"{"name": "First"}"#).await;
    assert_eq!((named.status.as_u16(), named.header("etag")), (200, "\"2\""));
    let names = |answer: Value| {
        answer["events"].as_array().unwrap().iter().map(|event| event["version_name"].clone()).collect::<Vec<_>>()
    };
    let listed = site.send(Method::GET, &events, &ann, "").await.json();
    assert_eq!(listed["events"][1]["payload"], json!({ "version": 1, "name": "First" }));
    assert_eq!(names(listed), [json!("First"), json!(null)]);

    let problem = site.send(Method::PUT, &path, &ann, r#"{"name": ""}"#).await.problem(400);
    assert_eq!(problem["errors"]["name"][0], "Must not be empty.");
    site.send(Method::PUT, &path, &mary, r#"{"name": "x"}"#).await.problem(404);
    site.send(Method::DELETE, &path, &mary, "").await.problem(404);
    site.send(Method::PUT, &path.replace("/1/", "/9/"), &ann, r#"{"name": "x"}"#).await.problem(404);
    assert_eq!(site.send(Method::DELETE, &path, &ann, "").await.header("etag"), "\"3\"");
    assert_eq!(names(site.send(Method::GET, &events, &ann, "").await.json()), [json!(null), json!(null), json!(null)]);
}
