//! `/api/v1/posts/{id}/publication`.

use axum::http::Method;
use blog::domain::Role;
use blog::domain::post::PostInput;

use crate::site::Site;

#[tokio::test]
async fn a_post_goes_live_and_comes_back() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Admin).await;
    let post = site.post(PostInput { title: "Hello".into(), ..PostInput::default() }).await;
    let path = format!("/posts/{}/publication", post.id);
    let published = site.send(Method::PUT, &path, &token, "").await;
    assert_eq!(published.json()["status"], "published");
    assert_eq!(site.get("/posts/hello").await.status.as_u16(), 200);
    let etag = published.header("etag").to_owned();
    let again = site.send(Method::PUT, &path, &token, "").await;
    assert_eq!(again.header("etag"), etag, "publishing again changes nothing");
    site.send_with(Method::DELETE, &path, &token, &[("if-match", "\"0\"")], "").await.problem(412);
    assert_eq!(site.send(Method::DELETE, &path, &token, "").await.json()["status"], "draft");
    assert_eq!(site.get("/posts/hello").await.status.as_u16(), 404);
}
