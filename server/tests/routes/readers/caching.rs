//! What is sent again, and what isn't.

use blog::domain::Principal;
use blog::domain::post::PostInput;

use crate::site::Site;

#[tokio::test]
async fn a_page_is_made_once_and_says_so() {
    let site = Site::new().await;
    site.published("Hello").await;
    let first = site.get("/posts/hello").await;
    assert_eq!(first.header("cache-status"), "lithair-blog; fwd=miss; stored");
    assert!(first.header("server-timing").starts_with("cache;desc=miss, render;dur="));
    for address in ["/posts/hello", "/posts/hello?utm_source=x", "/posts/%68ello"] {
        let again = site.get(address).await;
        assert_eq!(again.header("cache-status"), "lithair-blog; hit", "{address}");
        assert_eq!((again.header("etag"), &again.body), (first.header("etag"), &first.body), "{address}");
    }
    assert_eq!(first.header("vary"), "accept-encoding, accept-language");
    assert_eq!(first.header("cache-control"), "public, no-cache");
}

#[tokio::test]
async fn a_search_is_kept_under_its_words_alone() {
    let site = Site::new().await;
    site.published("Hello").await;
    assert_eq!(site.get("/search?q=hello").await.header("cache-status"), "lithair-blog; fwd=miss; stored");
    assert_eq!(site.get("/search?utm=x&q=%68ello&page=1").await.header("cache-status"), "lithair-blog; hit");
    assert_eq!(site.get("/search?q=other").await.header("cache-status"), "lithair-blog; fwd=miss; stored");
}

#[tokio::test]
async fn a_write_is_seen_at_once_everywhere() {
    let site = Site::new().await;
    let post = site.published("Before").await;
    let addresses = ["/", "/posts/before", "/archive", "/feed.xml", "/search?q=before"];
    for address in addresses {
        assert!(site.get(address).await.text().contains("Before"), "{address}");
    }
    let input = PostInput { title: "After before".into(), status: Some("published".into()), ..PostInput::default() };
    site.blog.save_post(&Principal::OPERATOR, post.id, None, &input).await.unwrap();
    for address in addresses {
        let answer = site.get(address).await;
        assert!(answer.text().contains("After before"), "{address}");
        assert_ne!(answer.header("cache-status"), "lithair-blog; hit", "{address}");
    }
}

#[tokio::test]
async fn who_has_the_page_is_not_sent_it() {
    let site = Site::new().await;
    site.published("Hello").await;
    for address in ["/posts/hello", "/feed.xml"] {
        let first = site.get(address).await;
        for header in ["etag", "last-modified"] {
            let condition = if header == "etag" { "if-none-match" } else { "if-modified-since" };
            let again = site.get_with(address, &[(condition, first.header(header))]).await;
            assert_eq!((again.status.as_u16(), again.body.len()), (304, 0), "{address} {condition}");
            assert_eq!(again.header("etag"), first.header("etag"));
            assert_eq!(again.header("cache-control"), first.header("cache-control"));
        }
    }
}

#[tokio::test]
async fn pages_are_sent_in_the_encoding_that_is_asked_for() {
    let site = Site::new().await;
    site.published("Hello").await;
    let plain = site.get("/posts/hello").await;
    let mut etags = vec![plain.header("etag").to_owned()];
    for encoding in ["br", "zstd", "gzip"] {
        let answer = site.get_with("/posts/hello", &[("accept-encoding", encoding)]).await;
        assert_eq!(answer.header("content-encoding"), encoding);
        assert!(answer.body.len() < plain.body.len() / 2, "{encoding}");
        etags.push(answer.header("etag").to_owned());
    }
    etags.dedup();
    assert_eq!(etags.len(), 4);
}

#[tokio::test]
async fn the_operator_may_let_others_keep_pages() {
    let site = Site::with(|config| config.cache_control_max_age_seconds = 60).await;
    assert_eq!(site.get("/").await.header("cache-control"), "public, max-age=60");
    assert_eq!(site.get("/nothing").await.header("cache-control"), "no-store");
}
