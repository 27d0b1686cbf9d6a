//! `/healthz`, `/readyz`, `/metrics`.

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

#[tokio::test]
async fn metrics_are_nobodys_business_unless_the_settings_say_so() {
    let site = Site::new().await;
    assert_eq!(site.get("/metrics").await.status.as_u16(), 404);
}

#[tokio::test]
async fn metrics_count_what_happened() {
    let site = Site::with(|config| config.metrics_public = true).await;
    let post = site.published("Counted").await;
    for _ in 0..3 {
        assert_eq!(site.get(&format!("/posts/{}", post.slug)).await.status.as_u16(), 200);
    }
    assert_eq!(site.get("/nowhere").await.status.as_u16(), 404);
    assert_eq!(site.get("/api/v1/posts").await.status.as_u16(), 200);
    let answer = site.get("/metrics").await;
    assert_eq!(answer.status.as_u16(), 200);
    assert!(answer.header("content-type").starts_with("application/openmetrics-text"));
    assert_eq!(answer.header("cache-control"), "no-store");
    let has = |line: &str| assert!(answer.text().lines().any(|told| told == line), "{line}: {}", answer.text());
    has("lithair_blog_requests_total{kind=\"reader_hit\",status=\"2xx\"} 2");
    has("lithair_blog_requests_total{kind=\"reader_miss\",status=\"2xx\"} 1");
    has("lithair_blog_requests_total{kind=\"reader_miss\",status=\"4xx\"} 1");
    has("lithair_blog_requests_total{kind=\"api\",status=\"2xx\"} 1");
    has("lithair_blog_page_cache_hits_total 2");
    has("lithair_blog_page_cache_misses_total 2");
    has("lithair_blog_page_cache_entries 1");
    has("lithair_blog_batches_total 1");
    has("lithair_blog_batch_requests_sum 1.0");
    has("lithair_blog_commit_duration_seconds_count 1");
    has("lithair_blog_write_queue_capacity 1024");
    has("lithair_blog_write_queue_length 0");
    has("lithair_blog_log_head_position 2");
    has("lithair_blog_log_segments 0");
    has("# EOF");
}
