//! `/posts/{slug}/comments`, `/comments/own/{secret}` and the feeds of comments, as readers without a script use them.

use std::num::NonZeroU32;

use axum::http::Method;
use blog::domain::comment::{CommentStatus, InboxQuery};
use blog::domain::site::SiteInput;
use blog::domain::{Principal, Role};

use crate::site::{Answer, Site};

const WHO: &Principal = &Principal::OPERATOR;
const COMMENTS: &str = "/posts/fog/comments";

async fn site() -> Site {
    let site = Site::with(|config| config.comments_per_minute = NonZeroU32::new(100).unwrap()).await;
    site.published("Fog").await;
    site
}

async fn send(site: &Site, address: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("cookie", cookie),
        ("origin", "https://blog.example.org"),
    ];
    site.ask(Method::POST, address, &headers, body).await
}

/// Says something; gives the address of its writer's own page, and the comment's identifier.
async fn say(site: &Site, fields: &[(&str, &str)]) -> (String, String) {
    let answer = send(site, COMMENTS, "", fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let own = answer.header("location").strip_suffix("?done=submitted").unwrap().to_owned();
    let waiting = site.blog.comment_inbox(WHO, &InboxQuery::default()).await.unwrap();
    (own, waiting.comments.first().map(|comment| comment.id.to_string()).unwrap_or_default())
}

async fn decide(site: &Site, id: &str, status: CommentStatus) {
    site.blog.moderate_comment(WHO, id.parse().unwrap(), status).await.unwrap();
}

fn has(answer: &Answer, parts: &[&str]) {
    for part in parts {
        assert!(answer.text().contains(part), "{part} is missing in\n{}", answer.text());
    }
}

#[tokio::test]
async fn a_comment_waits_and_its_page_stays_in_the_cache_until_readers_see_it() {
    let site = site().await;
    let page = site.get("/posts/fog").await;
    has(&page, &["Write a comment", "action=\"/posts/fog/comments\"", "name=\"text\"", "/posts/fog/comments/feed.xml"]);
    assert!(!page.text().contains("<script>") && !page.text().contains("<script src"));
    let (own, id) = say(&site, &[("name", "Ann"), ("email", "ann@example.org"), ("text", "Still *there*?")]).await;
    let kept = site.get("/posts/fog").await;
    assert_eq!(kept.header("cache-status"), "lithair-blog; hit", "what waits changes nothing that readers see");
    let mine = site.get(&format!("{own}?done=submitted")).await;
    has(&mine, &["Thank you", "It waits until somebody has looked at it.", "ann@example.org", "Still *there*?"]);
    has(&mine, &[&format!("https://blog.example.org{own}"), "noindex"]);
    assert_eq!(mine.header("cache-control"), "private, no-store");
    assert_eq!(mine.header("x-robots-tag"), "noindex, nofollow");

    decide(&site, &id, CommentStatus::Approved).await;
    let shown = site.get("/posts/fog").await;
    assert!(shown.header("cache-status").contains("miss"));
    has(&shown, &["1 comment", "<p>Still <em>there</em>?</p>", &format!("id=\"comment-{id}\""), ">Ann</bdi>"]);
    assert!(!shown.text().contains("ann@example.org"), "readers never see it");
    decide(&site, &id, CommentStatus::Approved).await;
    assert_eq!(site.get("/posts/fog").await.header("cache-status"), "lithair-blog; hit");
    decide(&site, &id, CommentStatus::Spam).await;
    assert!(!site.get("/posts/fog").await.text().contains("Still"));
}

#[tokio::test]
async fn whoever_wrote_it_changes_it_and_takes_it_away() {
    let site = site().await;
    let (own, id) = say(&site, &[("name", "Ann"), ("text", "First")]).await;
    decide(&site, &id, CommentStatus::Approved).await;
    has(&site.get(&own).await, &["Everybody can read it.", &format!("/posts/fog#comment-{id}")]);
    let changed = send(&site, &own, "", &[("name", "Ann"), ("text", "Second")]).await;
    assert_eq!((changed.status.as_u16(), changed.header("location")), (303, format!("{own}?done=changed").as_str()));
    assert!(!site.get("/posts/fog").await.text().contains("First"), "a change is looked at as well");
    let refused = send(&site, &own, "", &[("name", ""), ("text", "Third")]).await;
    assert_eq!(refused.status, 400);
    has(&refused, &["Third", "aria-invalid=\"true\""]);
    let deleted = send(&site, &format!("{own}/deletion"), "", &[]).await;
    assert_eq!((deleted.status.as_u16(), deleted.header("location")), (303, own.as_str()));
    assert_eq!(site.get(&own).await.status, 410);
    assert_eq!(site.get("/comments/own/nonsense").await.status, 404);
}

#[tokio::test]
async fn what_can_not_be_taken_comes_back_with_everything_that_was_typed() {
    let site = site().await;
    let typed =
        [("name", ""), ("email", "nobody"), ("website", "javascript:alert(1)"), ("text", "</textarea><b>Kept</b>")];
    let refused = send(&site, COMMENTS, "", &typed).await;
    assert_eq!(refused.status, 400);
    has(
        &refused,
        &["Your comment was not sent", "&lt;/textarea>&lt;b>Kept", "value=\"nobody\"", "comment_email_error"],
    );
    assert!(!refused.text().contains("<b>Kept"));
    let long = send(&site, COMMENTS, "", &[("name", "Ann"), ("text", &"x".repeat(5_001))]).await;
    assert_eq!(long.status, 400);
    say(&site, &[("name", "Ann"), ("text", "Twice")]).await;
    let twice = send(&site, COMMENTS, "", &[("name", "Ann"), ("text", "Twice")]).await;
    assert_eq!(twice.status, 400);
    has(&twice, &["That has been said here already."]);
    let foreign = [("content-type", "application/x-www-form-urlencoded"), ("origin", "https://evil.example")];
    let forged = site.ask(Method::POST, COMMENTS, &foreign, "name=Ann&text=Forged").await;
    assert_eq!(forged.status, 403);
    let huge = send(&site, COMMENTS, "", &[("name", "Ann"), ("text", &"x".repeat(200_000))]).await;
    assert_eq!(huge.status, 413);
    assert_eq!(send(&site, "/posts/nothing/comments", "", &[("text", "Nowhere")]).await.status, 404);
}

#[tokio::test]
async fn whoever_is_too_fast_waits_and_keeps_what_they_typed() {
    let site = Site::with(|config| config.comments_per_minute = NonZeroU32::new(1).unwrap()).await;
    site.published("Fog").await;
    say(&site, &[("name", "Ann"), ("text", "One")]).await;
    let refused = send(&site, COMMENTS, "", &[("name", "Ann"), ("text", "Two")]).await;
    assert_eq!(refused.status, 429);
    assert!(refused.header("retry-after").parse::<u64>().unwrap() >= 1);
    has(&refused, &["That was fast.", "Two"]);
}

#[tokio::test]
async fn a_trapped_program_is_answered_like_everybody_and_lands_in_spam() {
    let site = site().await;
    let settings = SiteInput { comments: Some("open".into()), ..SiteInput::default() };
    site.blog.change_site(WHO, None, &settings).await.unwrap();
    let (own, _) = say(&site, &[("name", "Bot"), ("text", "Buy"), ("subject", "Offer")]).await;
    has(&site.get(&own).await, &["It waits until somebody has looked at it."]);
    let counts = site.blog.comment_inbox(WHO, &InboxQuery::default()).await.unwrap().counts;
    assert_eq!(counts, [0, 0, 1, 0]);
    say(&site, &[("name", "Ann"), ("text", "<script>alert(1)</script> <img src=x onerror=alert(1)>")]).await;
    let page = site.get("/posts/fog").await;
    has(&page, &["&lt;script&gt;alert(1)&lt;/script&gt;"]);
    assert!(!page.text().contains("<script>") && !page.text().contains("<img src"), "nothing is shown raw");
}

#[tokio::test]
async fn answers_stand_below_what_they_answer() {
    let site = site().await;
    let (_, first) = say(&site, &[("name", "Ann"), ("text", "First")]).await;
    assert_eq!(site.get(&format!("{COMMENTS}/new?parent={first}")).await.status, 404, "nobody answers what waits");
    decide(&site, &first, CommentStatus::Approved).await;
    let form = site.get(&format!("{COMMENTS}/new?parent={first}")).await;
    assert_eq!(form.status, 200);
    has(&form, &["Reply to Ann", "<p>First</p>", &format!("name=\"parent\" value=\"{first}\"")]);
    let (_, second) = say(&site, &[("name", "Ben"), ("text", "Second"), ("parent", &first)]).await;
    decide(&site, &second, CommentStatus::Approved).await;
    let page = site.get("/posts/fog").await;
    has(&page, &["2 comments", "comment-depth-1", "in reply to", &format!("href=\"#comment-{first}\"")]);
    decide(&site, &first, CommentStatus::Trash).await;
    has(&site.get("/posts/fog").await, &["This comment is not there any more.", "<p>Second</p>"]);
    let late = send(&site, COMMENTS, "", &[("name", "Cleo"), ("text", "Late"), ("parent", &first)]).await;
    assert_eq!(late.status, 409);
    has(&late, &["What you reply to is not there any more.", "Late"]);
    assert_eq!(site.get(&format!("{COMMENTS}/new?parent=nonsense")).await.status, 404);
    let back = site.get(COMMENTS).await;
    assert_eq!((back.status.as_u16(), back.header("location")), (303, "/posts/fog#comments"));
}

#[tokio::test]
async fn whoever_is_signed_in_says_it_under_their_own_name() {
    let site = site().await;
    site.token("eve", Role::Editor).await;
    let cookie = site.cookie("eve").await;
    let sent = send(&site, COMMENTS, &cookie, &[("name", "Somebody else"), ("text", "Mine")]).await;
    assert_eq!(sent.status, 303);
    has(&site.get("/posts/fog").await, &["eve’s name", "writes here", "<p>Mine</p>"]);
}

#[tokio::test]
async fn closed_posts_take_nothing() {
    let site = site().await;
    let post = site.blog.comment_target("fog").await.unwrap().found().unwrap();
    say(&site, &[("name", "Ann"), ("text", "Early")]).await;
    site.blog.close_comments(WHO, post.post_id, None).await.unwrap();
    let page = site.get("/posts/fog").await;
    assert!(!page.text().contains("comment-form"), "there is nothing to fill in");
    let late = send(&site, COMMENTS, "", &[("name", "Ann"), ("text", "Late")]).await;
    assert_eq!(late.status, 403);
    has(&late, &["Comments are closed."]);
    let off = SiteInput { comments: Some("off".into()), ..SiteInput::default() };
    site.blog.change_site(WHO, None, &off).await.unwrap();
    let page = site.get("/posts/fog").await;
    assert!(!page.text().contains("id=\"comments\"") && !page.text().contains("comments/feed.xml"));
    assert_eq!(site.get("/comments/feed.xml").await.status, 404);
}

#[tokio::test]
async fn feeds_have_the_newest_comments_and_change_with_them() {
    let site = site().await;
    assert_eq!(site.get("/comments/feed.xml").await.header("content-type"), "application/atom+xml; charset=utf-8");
    let (_, id) = say(&site, &[("name", "Ann"), ("website", "ann.example"), ("text", "A & b")]).await;
    assert_eq!(site.get("/comments/feed.xml").await.header("cache-status"), "lithair-blog; hit");
    decide(&site, &id, CommentStatus::Approved).await;
    for address in ["/comments/feed.xml", "/posts/fog/comments/feed.xml"] {
        let feed = site.get(address).await;
        has(
            &feed,
            &[
                &format!("<id>urn:uuid:{id}</id>"),
                "<title>Ann on “Fog”</title>",
                "<uri>https://ann.example</uri>",
                "&lt;p&gt;A &amp;amp; b&lt;/p&gt;",
                &format!("href=\"https://blog.example.org/posts/fog#comment-{id}\""),
            ],
        );
        let mut reader = quick_xml::Reader::from_str(feed.text());
        while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
    }
}
