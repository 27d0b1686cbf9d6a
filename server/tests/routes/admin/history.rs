//! `/admin/history` and `/admin/posts/{id}/history`.

use blog::domain::post::PostInput;
use blog::domain::{Principal, Role};

use crate::site::{Answer, Site};

const WHO: &Principal = &Principal::OPERATOR;

async fn signed_in(site: &Site, handle: &str, role: Role) -> String {
    site.token(handle, role).await;
    site.cookie(handle).await
}

async fn get(site: &Site, cookie: &str, address: &str) -> Answer {
    site.get_with(address, &[("cookie", cookie)]).await
}

#[tokio::test]
async fn a_post_has_its_timeline_and_its_versions() {
    let site = Site::new().await;
    let cookie = signed_in(&site, "ada", Role::Admin).await;
    let post = site.published("First title").await;
    let changed = PostInput { title: "Second title".into(), body: "Some *words*.".into(), ..PostInput::default() };
    site.blog.save_post(WHO, post.id, None, &changed).await.unwrap();
    let address = format!("/admin/posts/{}/history", post.id);
    let timeline = get(&site, &cookie, &address).await;
    assert_eq!(timeline.status.as_u16(), 200);
    let order: Vec<_> = ["Post edited", "Post published", "Post written"].map(|what| timeline.text().find(what)).into();
    assert!(order.iter().all(Option::is_some) && order.is_sorted(), "{order:?}");
    assert!(timeline.text().contains("body, title"), "{}", timeline.text());
    let events = site.blog.post_events(WHO, post.id).await.unwrap();
    for (event, title) in [(0, "First title"), (2, "Second title")] {
        let version = get(&site, &cookie, &format!("{address}/{}", events[event]["global_position"])).await;
        assert!(version.text().contains(&format!("<h1>{title}</h1>")), "{}", version.text());
    }
    for wrong in ["0", "x"] {
        assert_eq!(get(&site, &cookie, &format!("{address}/{wrong}")).await.status.as_u16(), 404, "{wrong}");
    }
}

#[tokio::test]
async fn the_sites_timeline_is_filtered() {
    let site = Site::new().await;
    let cookie = signed_in(&site, "ada", Role::Editor).await;
    site.published("Hello").await;
    let all = get(&site, &cookie, "/admin/history").await;
    assert!(all.text().contains("Post published") && all.text().contains("Account made"));
    let cases = [
        ("?kind=PostCreated", true),
        ("?kind=PostDeleted", false),
        ("?person=nobody", false),
        ("?to=2000-01-01", false),
        ("?from=2000-01-01&kind=PostCreated", true),
        ("?from=nonsense&kind=PostCreated", true),
        ("?before=1", false),
    ];
    for (query, is_there) in cases {
        let page = get(&site, &cookie, &format!("/admin/history{query}")).await;
        assert_eq!(page.status.as_u16(), 200, "{query}");
        assert_eq!(page.text().contains(": Hello</a>"), is_there, "{query}");
    }
    let export = get(&site, &cookie, "/admin/history?kind=PostCreated&from=2026-01-31").await;
    let link = "/api/v1/events.jsonl?kind=PostCreated&amp;from=2026%2D01%2D31T00%3A00%3A00Z";
    assert!(export.text().contains(link), "{}", export.text());
    assert!(get(&site, &cookie, "/api/v1/events.jsonl?kind=PostCreated").await.text().contains("\"Hello\""));
}

#[tokio::test]
async fn who_may_not_know_is_not_told() {
    let site = Site::new().await;
    let eve = signed_in(&site, "eve", Role::Author).await;
    let post = site.published("Somebody else\u{2019}s").await;
    let history = format!("/admin/posts/{}/history", post.id);
    assert_eq!(get(&site, &eve, "/admin/history").await.status.as_u16(), 403);
    for address in [history.clone(), format!("{history}/2")] {
        assert_eq!(get(&site, &eve, &address).await.status.as_u16(), 404, "{address}");
    }
    assert!(!get(&site, &eve, "/admin/posts").await.text().contains("/admin/history"));
    for address in ["/admin/history", history.as_str()] {
        let answer = site.get(address).await;
        assert_eq!(answer.status.as_u16(), 303, "{address}");
        assert!(answer.header("location").starts_with("/admin/login?next="), "{address}");
    }
}
