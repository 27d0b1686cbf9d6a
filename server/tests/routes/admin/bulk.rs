//! Many posts at once, and a post written again as another.

use axum::http::Method;
use blog::domain::post::PostInput;
use blog::domain::{Principal, Role};

use super::posts::Writer;
use super::send_form;
use crate::site::Site;

fn id(page: &str) -> &str {
    page.rsplit('/').next().unwrap()
}

#[tokio::test]
async fn each_post_is_decided_by_itself_and_the_result_names_the_refused() {
    let site = Site::new().await;
    site.token("eve", Role::Author).await;
    let cookie = site.cookie("eve").await;
    let foreign = site.published("By somebody else").await;
    let hidden = site.post(PostInput { title: "Nobody knows".into(), ..PostInput::default() }).await;
    let own = send_form(&site, "/admin/posts/new", &cookie, &[("title", "Mine"), ("action", "save")]).await;
    let own = own.header("location").split('?').next().unwrap().to_owned();
    let (foreign, hidden) = (foreign.id.to_string(), hidden.id.to_string());
    let fields = [
        ("action", "publish"),
        ("post", id(&own)),
        ("post", &foreign),
        ("post", &hidden),
        ("back", "/admin/posts?q=i"),
    ];
    let answer = send_form(&site, "/admin/posts/bulk", &cookie, &fields).await;
    let refused = format!("{foreign}.forbidden~{hidden}.not-found");
    answer.leads_to(&format!("/admin/posts?q=i&bulk=publish&count=1&refused={refused}"));
    assert_eq!(site.get("/posts/mine").await.status, 200);
    let page = site.get_with(answer.header("location"), &[("cookie", &cookie)]).await;
    page.refused_with(200, &["1 post published.", "2 refused:", "your role does not allow it", "no such post"]);
    assert!(!page.text().contains("Nobody knows"), "a title is nobody's business who may not write the post");
}

#[tokio::test]
async fn labels_change_for_readers_at_once_and_drafts_stay_private() {
    let writer = Writer::new().await;
    let page = writer.write("Hello", "publish").await;
    let version = writer.version(&page).await;
    writer.send(&page, &[("action", "save"), ("version", &version), ("title", "Unseen"), ("body", "First")]).await;
    let send = async |action: &str, label: &str| {
        let answer =
            writer.send("/admin/posts/bulk", &[("action", action), ("label", label), ("post", id(&page))]).await;
        assert_eq!(answer.header("location"), format!("/admin/posts?bulk={action}&count=1&refused="));
    };
    send("add-tag", "Rust").await;
    let tagged = writer.site.get("/tags/rust").await;
    assert!(tagged.text().contains("Hello") && !tagged.text().contains("Unseen"));
    writer.get(&page).await.refused_with(200, &["Unseen", "value=\"Rust\""]);
    send("set-category", "Notes").await;
    assert_eq!(writer.site.get("/categories/notes").await.status, 200);
    send("set-category", "").await;
    assert_eq!(writer.site.get("/categories/notes").await.status, 404);
    send("remove-tag", "rust").await;
    assert_eq!(writer.site.get("/tags/rust").await.status, 404);
    send("pin", "").await;
    assert!(writer.site.get("/").await.text().contains(">Pinned<"));
    send("delete", "").await;
    assert_eq!(writer.site.get("/posts/hello").await.status, 410);
    let answer = writer.send("/admin/posts/bulk", &[("action", "publish"), ("post", id(&page))]).await;
    writer.get(answer.header("location")).await.refused_with(200, &["Unseen: it is in the trash"]);
    send("restore", "").await;
    assert_eq!(writer.site.get("/posts/hello").await.status, 200);
}

#[tokio::test]
async fn what_can_not_be_done_says_so() {
    let writer = Writer::new().await;
    let page = writer.write("Hello", "save").await;
    let nothing = writer.send("/admin/posts/bulk", &[("action", "publish")]).await;
    writer.get(nothing.header("location")).await.refused_with(200, &["No post is selected"]);
    let unlabelled = writer.send("/admin/posts/bulk", &[("action", "add-tag"), ("post", id(&page))]).await;
    writer.get(unlabelled.header("location")).await.refused_with(200, &["No tag was given"]);
    let elsewhere = [("action", "delete"), ("post", id(&page)), ("back", "https://evil.example/")];
    let answer = writer.send("/admin/posts/bulk", &elsewhere).await;
    assert!(answer.header("location").starts_with("/admin/posts?bulk=delete"));
    assert_eq!(writer.send("/admin/posts/bulk", &[("action", "explode")]).await.status, 400);
    let many: Vec<(&str, &str)> = std::iter::once(("action", "delete")).chain(vec![("post", id(&page)); 101]).collect();
    assert_eq!(writer.send("/admin/posts/bulk", &many).await.status, 400);
    writer.get("/admin/posts?filter=trash&select=all").await.refused_with(200, &["checked", "Select none"]);
}

#[tokio::test]
async fn a_copy_is_a_draft_of_its_own() {
    let writer = Writer::new().await;
    let input = PostInput {
        title: "Hello".into(),
        body: "Text".into(),
        tags: vec!["Rust".into()],
        authors: Some(vec!["Grace Hopper".into()]),
        canonical_url: Some("https://elsewhere.example/".into()),
        status: Some("published".into()),
        ..PostInput::default()
    };
    let post = writer.site.post(input).await;
    let copies = format!("/admin/posts/{}/copies", post.id);
    let first = writer.send(&copies, &[("form_id", "a")]).await;
    let again = writer.send(&copies, &[("form_id", "a")]).await;
    assert_eq!(first.header("location"), again.header("location"), "a double click makes one copy");
    assert!(first.header("location").ends_with("?done=duplicated"), "{}", first.header("location"));
    writer.get(first.header("location")).await.refused_with(200, &["Copy of Hello", "Rust", "Grace Hopper", "Draft"]);
    assert_eq!(writer.site.get("/posts/copy-of-hello").await.status, 404);

    let token = writer.site.blog.issue_token(&Principal::OPERATOR, "ada").await.unwrap();
    let path = format!("/posts/{}/copies", post.id);
    let copied = writer.site.send(Method::POST, &path, &token, "").await;
    assert_eq!(copied.status, 201);
    let copied = copied.json();
    assert_eq!((&copied["slug"], &copied["status"]), (&"copy-of-hello-2".into(), &"draft".into()));
    assert_eq!((&copied["canonical_url"], &copied["tags"][0]), (&serde_json::Value::Null, &"Rust".into()));
    writer.site.token("eve", Role::Author).await;
    let other = writer.site.cookie("eve").await;
    assert_eq!(send_form(&writer.site, &copies, &other, &[]).await.status, 404);
}
