//! `/assets/…`, `/pkg/…`.

use axum::http::Method;

use crate::site::Site;

#[tokio::test]
async fn the_stylesheet_is_served_for_ever_under_its_hash() {
    let site = Site::new().await;
    let address = server::assets::STYLESHEET;
    let answer = site.get_with(address, &[("accept-encoding", "br")]).await;
    assert_eq!(answer.status.as_u16(), 200);
    assert_eq!(answer.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(answer.header("content-encoding"), "br");
    assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
    assert!(answer.body.len() < 15 * 1024, "{} bytes", answer.body.len());
    let again = site.get_with(address, &[("accept-encoding", "br"), ("if-none-match", answer.header("etag"))]).await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
}

#[tokio::test]
async fn the_favicon_can_run_nothing() {
    let site = Site::new().await;
    let answer = site.get(server::assets::FAVICON).await;
    assert_eq!(answer.header("content-type"), "image/svg+xml");
    assert!(answer.header("content-security-policy").starts_with("sandbox;"));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn what_was_not_built_in_is_not_there() {
    let site = Site::new().await;
    for address in ["/assets/nothing.css", "/assets/../Cargo.toml", "/pkg/%2e%2e/Cargo.toml", "/pkg/nothing.js"] {
        assert_eq!(site.get(address).await.status.as_u16(), 404, "{address}");
    }
    assert_eq!(site.ask(Method::POST, server::assets::STYLESHEET, &[], "").await.status.as_u16(), 405);
}
