//! `/posts/{slug}`, `/{slug}`, and the addresses that lead there.

use axum::http::Method;
use blog::domain::Principal;
use blog::domain::post::PostInput;
use blog::service::ImportedPost;

use crate::site::Site;

fn published(title: &str) -> PostInput {
    PostInput { title: title.into(), status: Some("published".into()), ..PostInput::default() }
}

#[tokio::test]
async fn a_published_post_is_read() {
    let site = Site::new().await;
    site.post(PostInput { body: "Some *text*.".into(), ..published("Hello <world>") }).await;
    let answer = site.get("/posts/hello-world").await;
    assert_eq!(answer.status.as_u16(), 200);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert!(answer.text().contains("Hello &lt;world&gt;"));
    assert!(!answer.without_data().contains("<script"), "readers' pages have no script");
}

#[tokio::test]
async fn a_page_is_read_beside_the_blog() {
    let site = Site::new().await;
    site.post(PostInput { kind: Some("page".into()), ..published("About") }).await;
    assert_eq!(site.get("/about").await.status.as_u16(), 200);
    let answer = site.get("/posts/about").await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (301, "/about"));
}

#[tokio::test]
async fn drafts_are_nowhere() {
    let site = Site::new().await;
    site.post(PostInput { title: "Secret plan".into(), tags: vec!["hidden".into()], ..PostInput::default() }).await;
    let token = site.token("ann", blog::domain::Role::Admin).await;
    let cookie = site.cookie("ann").await;
    assert!(!token.is_empty());
    for address in ["/posts/secret-plan", "/secret-plan", "/tags/hidden"] {
        assert_eq!(site.get(address).await.status.as_u16(), 404, "{address}");
        let signed_in = site.get_with(address, &[("cookie", &cookie)]).await;
        assert_eq!(signed_in.status.as_u16(), 404, "{address}: readers' pages depend on no cookie");
    }
    for address in ["/", "/archive", "/search?q=secret", "/feed.xml", "/sitemap.xml", "/api/v1/posts"] {
        let answer = site.get(address).await;
        assert_eq!(answer.status.as_u16(), 200, "{address}");
        assert!(!answer.text().contains("ecret plan") && !answer.text().contains("secret-plan"), "{address}");
    }
}

#[tokio::test]
async fn what_was_deleted_is_gone_and_comes_back() {
    let site = Site::new().await;
    let post = site.published("Hello").await;
    assert_eq!(site.get("/posts/hello").await.status.as_u16(), 200);
    site.blog.delete_post(&Principal::OPERATOR, post.id, None).await.unwrap();
    assert_eq!(site.get("/posts/hello").await.status.as_u16(), 410);
    site.blog.restore_post(&Principal::OPERATOR, post.id, None).await.unwrap();
    assert_eq!(site.get("/posts/hello").await.status.as_u16(), 200);
}

#[tokio::test]
async fn a_slug_that_changed_leads_on_for_ever() {
    let site = Site::new().await;
    let post = site.published("Old").await;
    let input = PostInput { slug: Some("new".into()), ..published("New") };
    site.blog.save_post(&Principal::OPERATOR, post.id, None, &input).await.unwrap();
    let answer = site.get("/posts/old").await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (301, "/posts/new"));
    assert_eq!(site.get("/posts/new").await.status.as_u16(), 200);
}

#[tokio::test]
async fn every_way_to_write_an_address_leads_to_the_one() {
    let site = Site::new().await;
    site.post(PostInput { slug: Some("書く".into()), tags: vec!["Rust".into()], ..published("Write") }).await;
    site.post(PostInput { slug: Some("été".into()), ..published("Summer") }).await;
    let written = "/posts/%E6%9B%B8%E3%81%8F";
    let cases = [
        (written, 200, ""),
        ("/posts/%e6%9b%b8%e3%81%8f", 200, ""),
        ("/posts/%E6%9B%B8%E3%81%8F/", 301, written),
        ("/posts/%E6%9B%B8%E3%81%8F%20", 301, written),
        ("/posts/e%CC%81te%CC%81", 301, "/posts/%C3%A9t%C3%A9"),
        ("/posts/%C3%89T%C3%89", 301, "/posts/%C3%A9t%C3%A9"),
        ("/page/1", 301, "/"),
        ("/tags/rust/page/1", 301, "/tags/rust"),
        ("/tags/Rust", 301, "/tags/rust"),
        ("/archive/", 301, "/archive"),
        ("/search/?q=a", 301, "/search?q=a"),
        ("//evil.example/", 404, ""),
        ("/posts/%ff", 404, ""),
        ("/posts/a%2Fb", 404, ""),
        ("/posts/..%2F..%2Fetc%2Fpasswd", 404, ""),
        ("/nothing", 404, ""),
        ("/nothing/at/all", 404, ""),
        ("/page/0", 404, ""),
        ("/page/02", 404, ""),
        ("/page/99", 404, ""),
        ("/tags/%E6%9B%B8", 404, ""),
    ];
    for (address, status, location) in cases {
        let answer = site.get(address).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (status, location), "{address}");
    }
}

#[tokio::test]
async fn old_addresses_of_an_import_lead_to_its_posts() {
    let site = Site::new().await;
    let post = ImportedPost {
        source: "content/rust.md".into(),
        draft: published("Rust 1.0").validate().unwrap().0,
        aliases: vec!["/2015/05/15/Rust-1.0.html".into()],
        is_published: true,
        ..ImportedPost::default()
    };
    site.blog.import_post(&Principal::OPERATOR, &post).await.unwrap();
    for address in ["/2015/05/15/Rust-1.0.html", "/2015/05/15/Rust-1.0.html/"] {
        let answer = site.get(address).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (301, "/posts/rust-1-0"), "{address}");
    }
}

#[tokio::test]
async fn old_addresses_by_number_lead_to_their_posts() {
    let site = Site::new().await;
    let post = ImportedPost {
        source: "wordpress:example.org:12".into(),
        draft: published("Rust 1.0").validate().unwrap().0,
        aliases: vec!["/?p=12".into(), "/blog/?page_id=12".into()],
        is_published: true,
        ..ImportedPost::default()
    };
    site.blog.import_post(&Principal::OPERATOR, &post).await.unwrap();
    let home = site.get("/").await;
    for (address, status, location) in [
        ("/?p=12", 301, "/posts/rust-1-0"),
        ("/?utm=x&p=12", 301, "/posts/rust-1-0"),
        ("/blog/?page_id=12", 301, "/posts/rust-1-0"),
        ("/?p=13", 200, ""),
        ("/?p=x", 200, ""),
        ("/?q=12", 200, ""),
    ] {
        let answer = site.get(address).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (status, location), "{address}");
        if status == 200 {
            assert_eq!(answer.text(), home.text(), "{address}");
        }
    }
}

#[tokio::test]
async fn only_reading_is_possible() {
    let site = Site::new().await;
    site.published("Hello").await;
    for method in [Method::POST, Method::PUT, Method::DELETE] {
        let answer = site.ask(method, "/posts/hello", &[], "").await;
        assert_eq!(answer.status.as_u16(), 405);
        assert_eq!(answer.header("allow"), "GET,HEAD");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    }
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    let site = Site::new().await;
    site.published("Hello").await;
    let get = site.get("/posts/hello").await;
    let head = site.ask(Method::HEAD, "/posts/hello", &[], "").await;
    assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
    assert_eq!(head.header("etag"), get.header("etag"));
    assert_eq!(head.header("content-length"), get.body.len().to_string());
}
