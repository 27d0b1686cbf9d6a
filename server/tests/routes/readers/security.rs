//! What browsers are told to forbid.

use crate::site::Site;

const POLICY: &str = "default-src 'none'; img-src 'self' https: data:; style-src 'self'; font-src 'self'; \
                      media-src 'self' https:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

#[tokio::test]
async fn every_answer_is_guarded() {
    let site = Site::new().await;
    site.published("Hello").await;
    for address in ["/", "/posts/hello", "/posts/hello", "/nothing", "/feed.xml"] {
        let answer = site.get(address).await;
        assert_eq!(answer.header("content-security-policy"), POLICY, "{address}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{address}");
        assert_eq!(answer.header("referrer-policy"), "strict-origin-when-cross-origin", "{address}");
        assert_eq!(answer.header("strict-transport-security"), "max-age=31536000", "{address}");
        assert!(!answer.header("permissions-policy").is_empty(), "{address}");
    }
    for address in ["/api/v1/posts", "/api/v1/nothing", "/healthz"] {
        let answer = site.get(address).await;
        assert_eq!(answer.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'", "{address}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{address}");
    }
}

#[tokio::test]
async fn tls_is_only_demanded_where_it_is_there() {
    let site = Site::with(|config| config.base_url = "http://127.0.0.1:3000".parse().unwrap()).await;
    assert_eq!(site.get("/").await.header("strict-transport-security"), "");
}
