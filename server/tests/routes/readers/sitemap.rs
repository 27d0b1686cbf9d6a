//! `/sitemap.xml`, `/robots.txt`.

use blog::domain::post::PostInput;

use crate::site::Site;

#[tokio::test]
async fn every_address_is_in_the_sitemap() {
    let site = Site::new().await;
    let input = PostInput {
        title: "Write".into(),
        slug: Some("書く".into()),
        tags: vec!["Ink".into()],
        category: Some("Craft".into()),
        authors: Some(vec!["Ann".into()]),
        published_at: Some("2026-01-31T12:00:00Z".into()),
        status: Some("published".into()),
        ..PostInput::default()
    };
    site.post(input).await;
    let answer = site.get("/sitemap.xml").await;
    assert_eq!(answer.header("content-type"), "application/xml; charset=utf-8");
    insta::assert_snapshot!(answer.text().replace("><", ">\n<"));
}

#[tokio::test]
async fn a_site_of_one_part_has_no_other() {
    let site = Site::new().await;
    site.published("Hello").await;
    assert_eq!(site.get("/sitemaps/1.xml").await.body, site.get("/sitemap.xml").await.body);
    for address in ["/sitemaps/2.xml", "/sitemaps/0.xml", "/sitemaps/01.xml", "/sitemaps/1", "/sitemaps/a.xml"] {
        assert_eq!(site.get(address).await.status, 404, "{address}");
    }
}

#[tokio::test]
async fn robots_are_told_where_it_is() {
    let site = Site::new().await;
    insta::assert_snapshot!(site.get("/robots.txt").await.text());
}
