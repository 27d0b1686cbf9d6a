//! `/webmention`, as other sites' programs use it, and what readers see of what they told.

use std::num::NonZeroU32;

use axum::Router;
use axum::http::Method;
use axum::response::Html;
use axum::routing::get;
use blog::domain::Principal;
use blog::domain::comment::{CommentStatus, InboxQuery};
use blog::domain::site::SiteInput;
use serde_json::json;

use crate::site::{Answer, Site};

const WHO: &Principal = &Principal::OPERATOR;
const TARGET: &str = "https://blog.example.org/posts/fog";

async fn site() -> Site {
    let site = Site::with(|config| {
        config.webmentions.allowed = vec!["127.0.0.1/32".parse().unwrap()];
        config.webmentions_per_minute = NonZeroU32::new(100).unwrap();
    })
    .await;
    site.published("Fog").await;
    site
}

/// Another site with one page; its address.
async fn other_site(page: &'static str) -> String {
    let router = Router::new().route("/page", get(async move || Html(page)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/page", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

async fn tell(site: &Site, source: &str, target: &str, accept: &str) -> Answer {
    let fields = [("source", source), ("target", target)];
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    // A form on any other site may be where it comes from.
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("accept", accept),
        ("origin", "https://other.example"),
        ("sec-fetch-site", "cross-site"),
    ];
    site.ask(Method::POST, "/webmention", &headers, body).await
}

#[tokio::test]
async fn a_post_says_where_it_is_told_of_mentions_and_shows_them_once_somebody_approved() {
    let site = site().await;
    let post = site.get("/posts/fog").await;
    assert_eq!(post.header("link"), "</webmention>; rel=\"webmention\"");
    assert!(post.text().contains("<link rel=\"webmention\" href=\"/webmention\">"), "{}", post.text());
    assert_eq!(site.get("/posts/fog").await.header("link"), post.header("link"), "the cache keeps it");
    for path in ["/", "/archive", "/posts/fog/comments/new"] {
        assert!(!site.get(path).await.text().contains("rel=\"webmention\""), "{path}");
    }

    let source = other_site(
        "<title>Ben&#39;s page</title><article class=h-entry><a class='p-author h-card' href='https://ben.example/'>\
         <b>Ben</b></a> <h1 class=p-name>About <i>fog</i></h1><a class=u-in-reply-to \
         href='https://blog.example.org/posts/fog'></a><div class=e-content>Thick &lt;b&gt;fog&lt;/b&gt; \
         <img src=x onerror=alert(1)><script>alert(1)</script></div></article>",
    )
    .await;
    let told = tell(&site, &source, TARGET, "*/*").await;
    assert_eq!((told.status.as_u16(), told.header("content-type")), (202, "text/plain; charset=utf-8"));
    site.blog.look_at_webmentions().await.unwrap();
    assert_eq!(site.get("/posts/fog").await.header("cache-status"), "lithair-blog; hit", "what waits changes nothing");
    let inbox = site.blog.comment_inbox(WHO, &InboxQuery::default()).await.unwrap();
    site.blog.moderate_comment(WHO, inbox.comments[0].id, CommentStatus::Approved).await.unwrap();
    let shown = site.get("/posts/fog").await;
    for part in [
        "<bdi class=\"p-name\">Ben</bdi>",
        "rel=\"nofollow ugc noopener\" href=\"https://ben.example/\"",
        "replies in",
        &format!(
            "rel=\"nofollow ugc noopener\" href=\"{source}\" class=\"u-url\"><bdi lang=\"\" class=\"p-name\">About fog</bdi>"
        ),
        "<p>Thick &lt;b&gt;fog&lt;/b&gt;</p>",
        "u-comment h-cite",
    ] {
        assert!(shown.text().contains(part), "{part} is missing in\n{}", shown.text());
    }
    assert!(!shown.text().contains("alert(1)"));
    let feed = site.get("/posts/fog/comments/feed.xml").await;
    assert!(feed.text().contains("Thick &amp;lt;b&amp;gt;fog"), "{}", feed.text());
    assert!(feed.text().contains(&format!("<link rel=\"via\" type=\"text/html\" href=\"{source}\"/>")));
}

#[tokio::test]
async fn what_is_not_taken_is_said_in_a_sentence_or_as_a_problem() {
    let site = site().await;
    let refused = tell(&site, "javascript:alert(1)", TARGET, "text/html, */*").await;
    assert_eq!((refused.status.as_u16(), refused.header("content-type")), (400, "text/plain; charset=utf-8"));
    assert!(refused.text().starts_with("The source is no address of a web page"));
    assert_eq!(refused.header("x-content-type-options"), "nosniff");
    let problem =
        tell(&site, "https://other.example/", "https://blog.example.org/posts/mist", "application/json").await;
    assert_eq!((problem.status.as_u16(), problem.header("content-type")), (400, "application/problem+json"));
    assert_eq!(problem.json()["detail"], json!("There is no post at the target."));
    let empty = site.ask(Method::POST, "/webmention", &[], "").await;
    assert_eq!(empty.status, 400);
    let huge = tell(&site, &format!("https://other.example/{}", "x".repeat(20_000)), TARGET, "*/*").await;
    assert_eq!(huge.status, 413);
    assert_eq!(site.get("/webmention").await.status, 405);
    let settings = SiteInput { mentions: Some("off".into()), ..SiteInput::default() };
    site.blog.change_site(WHO, None, &settings).await.unwrap();
    let post = site.get("/posts/fog").await;
    assert!(post.headers.get("link").is_none() && !post.text().contains("rel=\"webmention\""));
    assert_eq!(tell(&site, "https://other.example/", TARGET, "*/*").await.status, 400);
}

#[tokio::test]
async fn who_tells_too_much_waits_and_an_operator_may_want_none() {
    let one = |config: &mut server::config::Config| config.webmentions_per_minute = NonZeroU32::new(1).unwrap();
    let site = Site::with(one).await;
    site.published("Fog").await;
    assert_eq!(tell(&site, "https://other.example/", TARGET, "*/*").await.status, 202);
    let refused = tell(&site, "https://other.example/", TARGET, "*/*").await;
    assert_eq!(refused.status, 429);
    assert!(refused.header("retry-after").parse::<u64>().unwrap() >= 1);

    let site = Site::with(|config| config.webmentions.is_on = false).await;
    site.published("Fog").await;
    assert_eq!(tell(&site, "https://other.example/", TARGET, "*/*").await.status, 404);
    assert!(site.get("/posts/fog").await.headers.get("link").is_none());
}
