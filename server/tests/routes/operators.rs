//! `/healthz`, `/readyz`.

use crate::site::Site;

#[tokio::test]
async fn a_site_that_runs_says_so() {
    let site = Site::new().await;
    for (address, body) in [("/healthz", "ok\n"), ("/readyz", "ready\n")] {
        let answer = site.get(address).await;
        assert_eq!((answer.status.as_u16(), answer.text()), (200, body));
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(!answer.header("x-request-id").is_empty());
    }
}

#[tokio::test]
async fn a_database_that_does_not_answer_makes_the_site_unready() {
    let site = Site::new().await;
    site.blog.close().await;
    assert_eq!(site.get("/healthz").await.status.as_u16(), 200);
    assert_eq!(site.get("/readyz").await.status.as_u16(), 503);
}

#[tokio::test]
async fn a_request_has_the_name_that_the_site_gives_it() {
    let site = Site::new().await;
    let answer = site.get_with("/healthz", &[("x-request-id", "from-outside")]).await;
    let other = site.get("/healthz").await;
    assert_ne!(answer.header("x-request-id"), "from-outside");
    assert_ne!(answer.header("x-request-id"), other.header("x-request-id"));
}
