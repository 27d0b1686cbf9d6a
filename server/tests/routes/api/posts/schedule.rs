//! `/api/v1/posts/{id}/schedule`, and `status: scheduled`.

use axum::http::Method;
use blog::domain::Role;
use serde_json::{Value, json};

use crate::site::Site;

const AT: &str = "2100-01-01T12:00:00Z";
const LATER: &str = "2100-01-02T12:00:00Z";

#[tokio::test]
async fn a_post_is_scheduled_by_its_status_and_its_date() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Author).await;
    let body = json!({ "title": "Hello", "status": "scheduled", "published_at": AT }).to_string();
    let created = site.send(Method::POST, "/posts", &token, body).await;
    assert_eq!(created.status, 201, "{}", created.text());
    let post = created.json();
    assert_eq!((&post["status"], &post["published_at"]), (&json!("scheduled"), &json!(AT)));
    assert_eq!(post["schedule"], json!({ "publish_at": AT, "unpublish_at": null }));
    assert_eq!(site.get("/posts/hello").await.status, 404);
    let listed = site.send(Method::GET, "/posts?status=scheduled", &token, "").await.json();
    assert_eq!(listed["posts"][0]["id"], post["id"]);
    let anybody = site.get("/api/v1/posts?status=scheduled").await.json();
    assert_eq!(anybody["posts"], json!([]));

    let path = format!("/posts/{}", post["id"].as_str().unwrap());
    let published = site.send(Method::PUT, &path, &token, r#"{"title":"Hello","status":"published"}"#).await.json();
    assert_eq!((&published["status"], &published["schedule"]), (&json!("published"), &Value::Null));
}

#[tokio::test]
async fn a_schedule_is_a_resource_of_its_post() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Admin).await;
    let live = site.published("Live").await;
    let path = format!("/posts/{}/schedule", live.id);
    let end = json!({ "unpublish_at": AT }).to_string();
    let scheduled = site.send_with(Method::PUT, &path, &token, &[("if-match", "\"2\"")], end.clone()).await;
    assert_eq!((&scheduled.json()["status"], scheduled.header("etag")), (&json!("published"), "\"3\""));
    let seen = site.get(&format!("/api/v1/posts/{}", live.id)).await.json();
    assert_eq!(seen["schedule"], Value::Null, "readers are not told");
    assert_eq!(site.send(Method::PUT, &path, &token, end).await.header("etag"), "\"3\"", "nothing is new");
    let both = json!({ "publish_at": AT, "unpublish_at": LATER }).to_string();
    let changed = site.send(Method::PUT, &path, &token, both).await.json();
    assert_eq!(changed["schedule"], json!({ "publish_at": AT, "unpublish_at": LATER }));
    site.send_with(Method::DELETE, &path, &token, &[("if-match", "\"3\"")], "").await.problem(412);
    let cancelled = site.send(Method::DELETE, &path, &token, "").await.json();
    assert_eq!((&cancelled["status"], &cancelled["schedule"]), (&json!("published"), &Value::Null));
}

#[tokio::test]
async fn times_that_can_not_be_are_named() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Admin).await;
    let draft = site.post(blog::domain::post::PostInput { title: "Draft".into(), ..Default::default() }).await;
    let path = format!("/posts/{}/schedule", draft.id);
    let past = "2000-01-01T00:00:00Z";
    let cases = [
        (json!({}), vec!["publish_at"]),
        (json!({ "publish_at": past }), vec!["publish_at"]),
        (json!({ "publish_at": "soon", "unpublish_at": "later" }), vec!["publish_at", "unpublish_at"]),
        (json!({ "publish_at": LATER, "unpublish_at": AT }), vec!["unpublish_at"]),
        (json!({ "unpublish_at": AT }), vec!["publish_at"]),
    ];
    for (body, wrong) in cases {
        let problem = site.send(Method::PUT, &path, &token, body.to_string()).await.problem(400);
        let named: Vec<&String> = problem["errors"].as_object().unwrap().keys().collect();
        assert_eq!(named, wrong, "{body}");
    }
    let author = site.token("ben", Role::Author).await;
    let body = json!({ "publish_at": AT }).to_string();
    site.send(Method::PUT, &path, &author, body.clone()).await.problem(404);
    site.send(Method::DELETE, &format!("/posts/{}", draft.id), &token, "").await;
    site.send(Method::PUT, &path, &token, body).await.problem(410);
}
