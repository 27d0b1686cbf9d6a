//! `/series/{slug}`, and what its parts show of it.

use blog::domain::post::PostInput;

use crate::site::Site;

fn part(title: &str, number: Option<u32>, date: &str) -> PostInput {
    PostInput {
        title: title.into(),
        series: Some("Tall ships".into()),
        series_number: number,
        published_at: Some(date.into()),
        status: Some("published".into()),
        ..PostInput::default()
    }
}

/// Whether the page has all of them, one after the other.
#[track_caller]
fn assert_in_order(html: &str, parts: &[&str]) {
    let mut rest = html;
    for part in parts {
        let found = rest.find(part);
        assert!(found.is_some(), "{part} is missing behind what comes before it in {html}");
        rest = &rest[found.unwrap()..];
    }
}

#[tokio::test]
async fn parts_come_by_number_and_then_by_date() {
    let site = Site::new().await;
    for (title, number, date) in [
        ("Last", None, "2026-03-02"),
        ("Before last", None, "2026-03-01"),
        ("Second", Some(2), "2026-01-01"),
        ("First", Some(1), "2026-02-01"),
    ] {
        site.post(part(title, number, date)).await;
    }
    site.post(PostInput { kind: Some("page".into()), ..part("A page", Some(1), "2026-01-01") }).await;
    site.post(PostInput { status: None, ..part("A draft", Some(1), "2026-01-01") }).await;
    let list = site.get("/series/tall-ships").await;
    assert_eq!(list.status.as_u16(), 200);
    assert_in_order(list.text(), &["Tall ships", "4 posts", ">First<", ">Second<", ">Before last<", ">Last<"]);
    assert!(!list.text().contains("A draft") && !list.text().contains("A page"));

    let second = site.get("/posts/second").await;
    assert_in_order(second.text(), &["Part 2 of 4", "Previous part", "First", "Next part", "Before last"]);
    assert!(!site.get("/posts/first").await.text().contains("Previous part"));
    assert!(!site.get("/posts/last").await.text().contains("Next part"));
    assert!(site.get("/sitemap.xml").await.text().contains("/series/tall-ships</loc>"));
    assert_eq!(site.get("/series/short-ships").await.status.as_u16(), 404);
    assert_eq!(site.get("/series/tall-ships/page/2").await.status.as_u16(), 404);
}

#[tokio::test]
async fn a_pinned_post_is_the_first_on_the_home_page_and_nowhere_else() {
    let site = Site::new().await;
    let old = PostInput { published_at: Some("2020-01-01".into()), ..part("Old", Some(9), "2020-01-01") };
    let old = site.post(PostInput { tags: vec!["Rust".into()], ..old }).await;
    site.post(PostInput { tags: vec!["Rust".into()], ..part("New", Some(1), "2026-01-01") }).await;
    assert_in_order(site.get("/").await.text(), &[">New<", ">Old<"]);
    site.blog.pin_post(&blog::domain::Principal::OPERATOR, old.id, None).await.unwrap();
    assert_in_order(site.get("/").await.text(), &[">Pinned<", ">Old<", ">New<"]);
    for address in ["/tags/rust", "/archive", "/series/tall-ships", "/feed.xml"] {
        assert_in_order(site.get(address).await.text(), &[">New<", ">Old<"]);
    }
}
