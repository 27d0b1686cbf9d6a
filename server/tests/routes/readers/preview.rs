//! `/preview/{secret}`: a working copy, for whoever has a link to it.

use axum::http::Method;
use blog::domain::post::PostInput;
use blog::domain::preview::PreviewLifetime;
use blog::domain::views::PostView;
use blog::domain::{Principal, Role};
use serde_json::json;

use crate::site::{Answer, Site};

const WHO: &Principal = &Principal::OPERATOR;

async fn link(site: &Site, post: &PostView) -> String {
    let issued = site.blog.make_preview_link(WHO, post.id, "For Mary", PreviewLifetime::Day).await.unwrap();
    issued.address("")
}

fn draft() -> PostInput {
    PostInput {
        title: "Fog".into(),
        body: "# Still\n\nNobody *knows*.".into(),
        tags: vec!["Sea".into()],
        ..PostInput::default()
    }
}

/// What holds of every answer there.
#[track_caller]
fn is_private(answer: &Answer) {
    for (name, value) in [
        ("cache-control", "private, no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-robots-tag", "noindex, nofollow"),
        ("cache-status", "lithair-blog; fwd=bypass"),
    ] {
        assert_eq!(answer.header(name), value);
    }
    assert!(answer.header("content-security-policy").starts_with("default-src 'none'"));
    assert!(answer.text().contains("<meta name=\"robots\" content=\"noindex\">"), "{}", answer.text());
}

#[tokio::test]
async fn whoever_has_a_link_reads_what_is_not_published() {
    let site = Site::new().await;
    let post = site.post(draft()).await;
    let address = link(&site, &post).await;
    let seen = site.get(&address).await;
    assert_eq!(seen.status, 200);
    is_private(&seen);
    for part in ["<p>Nobody <em>knows</em>.</p>", "A preview, for you", "class=\"past-banner\"", "Fog"] {
        assert!(seen.text().contains(part), "{part} is missing in\n{}", seen.text());
    }
    assert!(!seen.text().contains("og:title") && !seen.text().contains("<script"));
    // What is saved from then on is seen as well, and what is published is something else.
    let changed = PostInput { status: Some("published".into()), ..draft() };
    site.blog.save_post(WHO, post.id, None, &changed).await.unwrap();
    site.blog.save_post(WHO, post.id, None, &PostInput { body: "Second thoughts".into(), ..draft() }).await.unwrap();
    assert!(site.get(&address).await.text().contains("Second thoughts"));
    assert!(!site.get("/posts/fog").await.text().contains("Second thoughts"));
    assert_eq!(site.ask(Method::HEAD, &address, &[], "").await.status, 200);
    assert_eq!(site.ask(Method::POST, &address, &[], "").await.status, 405);
}

#[tokio::test]
async fn a_link_that_ended_says_so_and_what_is_none_says_that() {
    let site = Site::new().await;
    let post = site.post(draft()).await;
    let (first, second) = (link(&site, &post).await, link(&site, &post).await);
    assert_ne!(first, second);
    let links = site.blog.preview_links(WHO, post.id).await.unwrap();
    site.blog.revoke_preview_link(WHO, post.id, links[0].id).await.unwrap();
    let gone = site.get(&second).await;
    assert_eq!(gone.status, 410);
    is_private(&gone);
    assert!(gone.text().contains("Ask whoever sent it to you for a new one."));
    assert_eq!(site.get(&first).await.status, 200, "the other one goes on");
    for nothing in ["/preview/nothing", &format!("{first}0"), &first.to_uppercase().replace("/PREVIEW", "/preview")] {
        let missing = site.get(nothing).await;
        assert_eq!(missing.status, 404, "{nothing}");
        is_private(&missing);
        assert!(missing.text().contains("Ask whoever sent it to you for a new one."));
    }
    site.blog.delete_post(WHO, post.id, None).await.unwrap();
    assert_eq!(site.get(&first).await.status, 410, "what is in the trash is shown to nobody");
}

#[tokio::test]
async fn a_link_opens_one_post_and_nothing_else() {
    let site = Site::new().await;
    let post = site.post(draft()).await;
    let address = link(&site, &post).await;
    assert_eq!(site.get("/posts/fog").await.status, 404);
    assert_eq!(site.get(&format!("/api/v1/posts/{}", post.id)).await.status, 404);
    for path in ["/", "/archive", "/feed.xml", "/sitemap.xml", "/search?q=fog"] {
        assert!(!site.get(path).await.text().contains("posts/fog"), "{path}");
    }
    // A second time it is made anew: no cache has it.
    assert_eq!(site.get(&address).await.header("cache-status"), "lithair-blog; fwd=bypass");
}

#[tokio::test]
async fn a_page_at_the_same_address_is_read_and_saved_as_ever() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Admin).await;
    let refused = json!({ "title": "Preview", "slug": "preview", "kind": "page" }).to_string();
    let problem = site.send(Method::POST, "/posts", &token, refused).await.problem(400);
    assert_eq!(problem["errors"]["slug"][0], "The site uses this address itself; choose another.");
    let free =
        site.send(Method::POST, "/posts", &token, json!({ "title": "Preview", "kind": "page" }).to_string()).await;
    assert_eq!(free.json()["slug"], "preview-2");
}
