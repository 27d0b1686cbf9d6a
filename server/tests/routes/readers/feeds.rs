//! `/feed.xml`, `/rss.xml`, `/feed.json`, and those of tags, categories, authors and series.

use blog::domain::Principal;
use blog::domain::post::PostInput;

use serde_json::Value;

use crate::files::png;
use crate::site::Site;

const WHO: &Principal = &Principal::OPERATOR;

fn input() -> PostInput {
    PostInput {
        title: "Ampersand & <tag>".into(),
        slug: Some("ampersand".into()),
        body: "Some *text* with ]]> in it, [a link](/about) and a note[^1].\n\n[^1]: The note.".into(),
        tags: vec!["Rust".into()],
        category: Some("Essays".into()),
        authors: Some(vec!["Ann Author".into()]),
        language: Some("fr".into()),
        published_at: Some("2026-01-31T12:00:00Z".into()),
        status: Some("published".into()),
        ..PostInput::default()
    }
}

async fn with_cover() -> (Site, String) {
    let site = Site::new().await;
    let cover = site.blog.add_media(WHO, "quay.png", png(4, 3)).await.unwrap();
    let post = site.post(PostInput { cover: Some(cover.path), ..input() }).await;
    (site, post.id.to_string())
}

#[tokio::test]
async fn a_feed_has_the_newest_posts_in_full() {
    let (site, id) = with_cover().await;
    let cases = [
        ("/feed.xml", "application/atom+xml; charset=utf-8"),
        ("/rss.xml", "application/rss+xml; charset=utf-8"),
        ("/feed.json", "application/feed+json; charset=utf-8"),
    ];
    for (address, content_type) in cases {
        let answer = site.get(address).await;
        assert_eq!(answer.header("content-type"), content_type);
        let text = answer.text().replace(&id, "[id]").replace("><", ">\n<");
        insta::assert_snapshot!(address.trim_start_matches('/').replace('.', "_"), text);
    }
}

#[tokio::test]
async fn every_list_has_its_feeds() {
    let (site, _) = with_cover().await;
    let other =
        PostInput { title: "Other".into(), slug: None, tags: vec!["Cooking".into()], category: None, ..input() };
    site.post(PostInput { authors: Some(vec!["Ben".into()]), series: Some("Ships".into()), ..other }).await;
    let titles = |answer: &Value| {
        let items = answer["items"].as_array().cloned().unwrap_or_default();
        items.iter().map(|item| item["title"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let cases = [
        ("/tags/rust", "Rust – Lithair Blog", "Ampersand & <tag>"),
        ("/categories/essays", "Essays – Lithair Blog", "Ampersand & <tag>"),
        ("/authors/ann-author", "Ann Author – Lithair Blog", "Ampersand & <tag>"),
        ("/series/ships", "Ships – Lithair Blog", "Other"),
    ];
    for (list, title, post) in cases {
        let feed: Value = serde_json::from_str(site.get(&format!("{list}/feed.json")).await.text()).unwrap();
        assert_eq!(feed["title"], title);
        assert_eq!(feed["home_page_url"], format!("https://blog.example.org{list}"));
        assert_eq!(titles(&feed), [post], "{list}");
        for file_name in ["feed.xml", "rss.xml"] {
            let feed = site.get(&format!("{list}/{file_name}")).await;
            assert!(feed.text().contains(&format!("https://blog.example.org{list}/{file_name}")), "{list}");
            assert!(site.get(list).await.text().contains(&format!("href=\"{list}/{file_name}\"")), "{list}");
        }
    }
}

#[tokio::test]
async fn a_feed_that_is_not_there_leads_to_where_it_is_or_is_missing() {
    let (site, _) = with_cover().await;
    let cases = [
        ("/tags/Rust/feed.xml", 301, "/tags/rust/feed.xml"),
        ("/tags/rust/feed.txt", 404, ""),
        ("/tags/nothing/feed.xml", 404, ""),
        ("/authors/nobody/rss.xml", 404, ""),
    ];
    for (address, status, location) in cases {
        let answer = site.get(address).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (status, location), "{address}");
    }
    site.blog.rename_label(WHO, blog::domain::post::Taxonomy::Tag, "rust", "Ferris", false).await.unwrap();
    assert_eq!(site.get("/tags/rust/feed.json").await.header("location"), "/tags/ferris/feed.json");
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
    site.blog.save_post(WHO, post.id, None, &input).await.unwrap();
    let after = site.get("/feed.xml").await;
    assert!(after.text().contains("/posts/new"));
    assert_eq!(id_of(after.text()).unwrap(), before);
}
