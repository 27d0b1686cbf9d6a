//! `/feed.xml`.

use blog::domain::post::PostInput;

use crate::site::Site;

#[tokio::test]
async fn the_feed_has_the_newest_posts_in_full() {
    let site = Site::new().await;
    let input = PostInput {
        title: "Ampersand & <tag>".into(),
        slug: Some("ampersand".into()),
        body: "Some *text* with ]]> in it.".into(),
        tags: vec!["Rust".into()],
        authors: Some(vec!["Ann Author".into()]),
        language: Some("fr".into()),
        published_at: Some("2026-01-31T12:00:00Z".into()),
        status: Some("published".into()),
        ..PostInput::default()
    };
    let post = site.post(input).await;
    let answer = site.get("/feed.xml").await;
    assert_eq!(answer.header("content-type"), "application/atom+xml; charset=utf-8");
    insta::assert_snapshot!(answer.text().replace(&post.id.to_string(), "[id]").replace("><", ">\n<"));
}

#[tokio::test]
async fn an_entry_keeps_its_identifier_when_its_address_changes() {
    let site = Site::new().await;
    let post = site.published("Old").await;
    let id_of =
        |feed: &str| feed.split("<entry").nth(1).and_then(|entry| entry.split("</id>").next()).map(str::to_owned);
    let before = id_of(site.get("/feed.xml").await.text()).unwrap();
    let input = PostInput {
        title: "New".into(),
        slug: Some("new".into()),
        status: Some("published".into()),
        ..PostInput::default()
    };
    site.blog.save_post(&blog::domain::Principal::OPERATOR, post.id, None, &input).await.unwrap();
    let after = site.get("/feed.xml").await;
    assert!(after.text().contains("/posts/new"));
    assert_eq!(id_of(after.text()).unwrap(), before);
}
