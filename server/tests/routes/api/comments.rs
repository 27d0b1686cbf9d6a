//! `/api/v1/comments`

use axum::http::Method;
use blog::domain::comment::CommentInput;
use blog::domain::{CommentId, Principal, Role};
use blog::service::Submission;

use crate::site::Site;

async fn site_with_comment() -> (Site, CommentId) {
    let site = Site::new().await;
    let post = site.published("Fog").await;
    let input = CommentInput { name: "Ann".into(), text: "*Still*?".into(), ..CommentInput::default() };
    let said = site.blog.submit_comment(&Principal::ANONYMOUS, post.id, &input, Submission::default()).await.unwrap();
    (site, said.id)
}

#[tokio::test]
async fn comments_are_listed_read_and_decided_on() {
    let (site, id) = site_with_comment().await;
    let token = site.token("eve", Role::Editor).await;
    let list = site.send(Method::GET, "/comments", &token, "").await.json();
    assert_eq!((&list["total"], &list["next_page"]), (&1.into(), &serde_json::Value::Null));
    let comment = &list["comments"][0];
    assert_eq!((&comment["name"], &comment["hold"]), (&"Ann".into(), &"moderation".into()));
    assert_eq!(comment["html"].as_str().map(str::trim), Some("<p><em>Still</em>?</p>"));
    let path = format!("/comments/{id}");
    let decided = site.send(Method::PUT, &format!("{path}/status"), &token, r#"{"status":"approved"}"#).await.json();
    assert_eq!(decided["status"], "approved");
    assert!(site.get("/posts/fog").await.text().contains("<em>Still</em>"));
    assert_eq!(site.send(Method::DELETE, &path, &token, "").await.status, 204);
    assert_eq!(site.send(Method::GET, &path, &token, "").await.json()["status"], "trash");
    let trash = site.send(Method::GET, "/comments?status=trash&q=still&page=1", &token, "").await.json();
    assert_eq!(trash["total"], 1);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let (site, id) = site_with_comment().await;
    let token = site.token("eve", Role::Editor).await;
    for body in [r#"{"status":"withdrawn"}"#, r#"{"status":"burnt"}"#] {
        let problem = site.send(Method::PUT, &format!("/comments/{id}/status"), &token, body).await.problem(400);
        assert!(problem["errors"]["status"].is_array());
    }
    for query in ["status=burnt", "page=0", "post=nonsense", "limit=1"] {
        site.send(Method::GET, &format!("/comments?{query}"), &token, "").await.problem(400);
    }
    site.send(Method::GET, "/comments/nonsense", &token, "").await.problem(404);
    site.get("/api/v1/comments").await.problem(401);
    let author = site.token("ada", Role::Author).await;
    site.send(Method::GET, &format!("/comments/{id}"), &author, "").await.problem(404);
    assert_eq!(site.send(Method::GET, "/comments", &author, "").await.json()["total"], 0);
    let contributor = site.token("carl", Role::Contributor).await;
    site.send(Method::GET, "/comments", &contributor, "").await.problem(403);
}
