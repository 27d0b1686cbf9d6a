//! `/`, `/tags/{slug}`, `/categories/{slug}`, `/authors/{handle}`, `/archive`.

use blog::domain::post::PostInput;

use crate::site::Site;

#[tokio::test]
async fn an_empty_site_leads_to_its_set_up() {
    let site = Site::new().await;
    let answer = site.get("/").await;
    assert_eq!(answer.status.as_u16(), 200);
    assert!(answer.text().contains("/admin/setup"));
    site.token("ann", blog::domain::Role::Admin).await;
    assert!(!site.get("/").await.text().contains("/admin/setup"));
}

#[tokio::test]
async fn a_post_is_in_every_list_that_is_its_own() {
    let site = Site::new().await;
    let input = PostInput {
        title: "Hello".into(),
        tags: vec!["Rust".into(), "C++".into()],
        category: Some("Release notes".into()),
        authors: Some(vec!["Ann Author".into()]),
        status: Some("published".into()),
        ..PostInput::default()
    };
    site.post(input).await;
    for address in
        ["/", "/tags/rust", "/tags/cplusplus", "/categories/release-notes", "/authors/ann-author", "/archive"]
    {
        let answer = site.get(address).await;
        assert_eq!(answer.status.as_u16(), 200, "{address}");
        assert!(answer.text().contains("href=\"/posts/hello\""), "{address}");
    }
    for address in ["/tags/c", "/categories/rust", "/authors/ann"] {
        assert_eq!(site.get(address).await.status.as_u16(), 404, "{address}");
    }
}

#[tokio::test]
async fn long_lists_have_pages() {
    let site = Site::new().await;
    for number in 1..=11 {
        site.published(&format!("Post {number}")).await;
    }
    assert!(site.get("/").await.text().contains("href=\"/page/2\""));
    let last = site.get("/page/2").await;
    assert!(last.text().contains("href=\"/posts/post-1\""));
    assert_eq!(site.get("/page/3").await.status.as_u16(), 404);
}
