//! `/admin/tags`, `/admin/categories` and `/admin/series`, and one label's page.

use blog::domain::Role;
use blog::domain::post::PostInput;

use super::posts::Writer;
use super::send_form;
use crate::site::Site;

async fn writer_with_posts() -> Writer {
    let writer = Writer::new().await;
    for (title, tags, status) in [("Fog", "Rust", "published"), ("Mist", "Rust", "draft"), ("Rain", "Go", "published")]
    {
        let (tags, status) = (vec![tags.to_owned()], Some(status.to_owned()));
        let input =
            PostInput { title: title.into(), tags, status, category: Some("News".into()), ..PostInput::default() };
        writer.site.post(input).await;
    }
    writer
}

#[tokio::test]
async fn labels_are_listed_with_their_posts_and_found() {
    let writer = writer_with_posts().await;
    let tags = writer.get("/admin/tags").await;
    tags.refused_with(200, &["href=\"/admin/tags/rust\"", "2 posts, 1 of them published", "href=\"/admin/tags/go\""]);
    let found = writer.get("/admin/tags?q=RU").await;
    assert!(found.text().contains("/admin/tags/rust") && !found.text().contains("/admin/tags/go"));
    writer.get("/admin/tags?q=%22%25_%27").await.refused_with(200, &["/admin/tags/go"]);
    writer.get("/admin/tags?q=zeppelin").await.refused_with(200, &["None has"]);
    writer.get("/admin/categories").await.refused_with(200, &["/admin/categories/news", "3 posts"]);
    writer.get("/admin/series").await.refused_with(200, &["No post has one."]);
    writer
        .get("/admin/tags/rust")
        .await
        .refused_with(200, &["Tag “Rust”", "href=\"/tags/rust\"", "href=\"/admin/posts?tag=rust\""]);
    assert_eq!(writer.get("/admin/tags/zeppelin").await.status, 404);
}

#[tokio::test]
async fn a_renamed_label_is_found_under_both_names() {
    let writer = writer_with_posts().await;
    assert_eq!(writer.site.get("/tags/rust").await.status, 200);
    let answer = writer.send("/admin/tags/rust", &[("action", "rename"), ("name", "Rust language")]).await;
    answer.leads_to("/admin/tags/rust-language?done=label-renamed");
    writer.get(answer.header("location")).await.refused_with(200, &["Links to the old name lead here."]);
    for old in ["/tags/rust", "/tags/rust/page/2"] {
        let old = writer.site.get(old).await;
        assert_eq!((old.status.as_u16(), old.header("location")), (301, "/tags/rust-language"));
    }
    assert!(writer.site.get("/tags/rust-language").await.text().contains("Fog"));
    // A form that was opened before is about a label that is gone.
    assert_eq!(writer.send("/admin/tags/rust", &[("action", "rename"), ("name", "C")]).await.status, 404);
    let answer = writer.send("/admin/categories/news", &[("name", "Notes & news")]).await;
    answer.leads_to("/admin/categories/notes-news?done=label-renamed");
    assert_eq!(writer.site.get("/categories/news").await.header("location"), "/categories/notes-news");
}

#[tokio::test]
async fn a_name_that_is_taken_is_asked_about_before_two_labels_become_one() {
    let writer = writer_with_posts().await;
    let refused = writer.send("/admin/tags/go", &[("action", "rename"), ("name", "rust")]).await;
    refused.refused_with(400, &["“rust” has posts of its own", "value=\"merge\"", "value=\"rust\""]);
    assert_eq!(writer.site.get("/tags/go").await.status, 200);
    let merged = writer.send("/admin/tags/go", &[("action", "merge"), ("name", "Rust")]).await;
    merged.leads_to("/admin/tags/rust?done=label-merged");
    assert_eq!(writer.site.get("/tags/go").await.header("location"), "/tags/rust");
    let both = writer.site.get("/tags/rust").await;
    assert!(both.text().contains("Fog") && both.text().contains("Rain"));
    writer.send("/admin/tags/rust", &[("name", " ")]).await.refused_with(400, &["Must not be empty."]);
    writer.send("/admin/tags/rust", &[("name", "a, b")]).await.refused_with(400, &["no comma", "value=\"a, b\""]);
}

#[tokio::test]
async fn a_label_is_taken_from_every_post() {
    let writer = writer_with_posts().await;
    let answer = writer.send("/admin/tags/rust", &[("action", "delete")]).await;
    answer.leads_to("/admin/tags?done=label-deleted");
    assert_eq!(writer.site.get("/tags/rust").await.status, 404);
    assert!(!writer.site.get("/posts/fog").await.text().contains("/tags/rust"));
    assert!(!writer.get("/admin/tags").await.text().contains("/admin/tags/rust"));
}

#[tokio::test]
async fn labels_are_the_business_of_editors() {
    let site = Site::new().await;
    site.token("eve", Role::Author).await;
    let cookie = site.cookie("eve").await;
    site.post(PostInput { title: "Fog".into(), tags: vec!["Rust".into()], ..PostInput::default() }).await;
    for address in ["/admin/tags", "/admin/tags/rust"] {
        site.get_with(address, &[("cookie", &cookie)]).await.refused_with(403, &[]);
    }
    assert!(!site.get_with("/admin/posts", &[("cookie", &cookie)]).await.text().contains("/admin/tags"));
    for action in ["rename", "merge", "delete"] {
        let fields = [("action", action), ("name", "Go")];
        assert_eq!(send_form(&site, "/admin/tags/rust", &cookie, &fields).await.status, 403);
        // What was typed comes back, to be sent again.
        send_form(&site, "/admin/tags/rust", "", &fields).await.refused_with(401, &["value=\"Go\""]);
    }
}
