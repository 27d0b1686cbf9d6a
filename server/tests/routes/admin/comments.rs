//! `/admin/comments`: the inbox of those who decide on comments.

use blog::domain::comment::{CommentInput, CommentStatus, InboxQuery};
use blog::domain::{CommentId, Principal, Role};
use blog::service::Submission;

use super::send_form;
use crate::site::Site;

const WHO: &Principal = &Principal::OPERATOR;
const INBOX: &str = "/admin/comments";

async fn site_with(texts: &[&str]) -> (Site, Vec<CommentId>) {
    let site = Site::new().await;
    let post = site.published("Fog").await;
    let mut ids = Vec::new();
    for text in texts {
        let input = CommentInput {
            name: "Ann".into(),
            email: "ann@example.org".into(),
            text: (*text).into(),
            ..CommentInput::default()
        };
        let submitted = site.blog.submit_comment(&Principal::ANONYMOUS, post.id, &input, Submission::default()).await;
        ids.push(submitted.unwrap().id);
    }
    (site, ids)
}

async fn signed_in(site: &Site, role: Role) -> String {
    site.token("eve", role).await;
    site.cookie("eve").await
}

async fn counts(site: &Site) -> [u64; 4] {
    site.blog.comment_inbox(WHO, &InboxQuery::default()).await.unwrap().counts
}

#[tokio::test]
async fn the_inbox_shows_what_waits_and_where() {
    let (site, ids) = site_with(&["One <b>raw</b>", "Two"]).await;
    let cookie = signed_in(&site, Role::Editor).await;
    let inbox = site.get_with(INBOX, &[("cookie", &cookie)]).await;
    inbox.refused_with(
        200,
        &[
            "Comments (2 waiting)",
            "One &lt;b&gt;raw&lt;/b&gt;",
            "ann@example.org",
            &format!("/posts/fog#comment-{}", ids[0]),
            "aria-label=\"Approve: Ann\"",
        ],
    );
    let found = site.get_with(&format!("{INBOX}?status=waiting&q=two"), &[("cookie", &cookie)]).await;
    assert!(found.text().contains("<p>Two</p>") && !found.text().contains("raw"));
    site.get_with(&format!("{INBOX}?q=%25%27"), &[("cookie", &cookie)])
        .await
        .refused_with(200, &["No comment here has"]);
    site.get_with(&format!("{INBOX}?status=spam"), &[("cookie", &cookie)])
        .await
        .refused_with(200, &["No comment is here."]);
}

#[tokio::test]
async fn comments_are_decided_on_one_by_one_and_together() {
    let (site, ids) = site_with(&["One", "Two", "Three"]).await;
    let cookie = signed_in(&site, Role::Editor).await;
    let [one, two, three] = [&ids[0], &ids[1], &ids[2]].map(ToString::to_string);
    let approved =
        send_form(&site, &format!("{INBOX}/{one}"), &cookie, &[("status", "waiting"), ("action", "approve")]).await;
    approved.leads_to("/admin/comments?done=comments-changed");
    assert_eq!(counts(&site).await, [2, 1, 0, 0]);
    let fields = [("status", "waiting"), ("action", "spam"), ("comment", two.as_str()), ("comment", three.as_str())];
    send_form(&site, INBOX, &cookie, &fields).await.leads_to("/admin/comments?done=comments-changed");
    assert_eq!(counts(&site).await, [0, 1, 2, 0]);
    let fields = [("status", "spam"), ("action", "delete"), ("comment", two.as_str())];
    send_form(&site, INBOX, &cookie, &fields).await.leads_to("/admin/comments?status=spam&done=comments-changed");
    let fields = [("status", "trash"), ("action", "restore"), ("comment", two.as_str())];
    send_form(&site, INBOX, &cookie, &fields).await.leads_to("/admin/comments?status=trash&done=comments-changed");
    assert_eq!(counts(&site).await, [0, 1, 2, 0]);
    send_form(&site, INBOX, &cookie, &[("action", "approve")]).await.leads_to("/admin/comments?done=no-comments");
    assert_eq!(send_form(&site, INBOX, &cookie, &[("action", "burn"), ("comment", &one)]).await.status, 400);
    assert_eq!(site.get_with(&format!("{INBOX}/{one}"), &[("cookie", &cookie)]).await.header("location"), INBOX);
}

#[tokio::test]
async fn a_reply_is_there_at_once_or_comes_back() {
    let (site, ids) = site_with(&["One"]).await;
    let cookie = signed_in(&site, Role::Editor).await;
    let answers = format!("{INBOX}/{}/answers", ids[0]);
    send_form(&site, &answers, &cookie, &[("text", " ")]).await.refused_with(400, &["The reply was not sent", "open"]);
    let long = "x".repeat(5_001);
    send_form(&site, &answers, &cookie, &[("text", &long)]).await.refused_with(400, &[&long]);
    send_form(&site, &answers, &cookie, &[("text", "Yes")]).await.leads_to("/admin/comments?done=comment-answered");
    let page = site.get("/posts/fog").await;
    for part in ["<p>One</p>", "<p>Yes</p>", "eve’s name", "2 comments"] {
        assert!(page.text().contains(part), "{part}");
    }
}

#[tokio::test]
async fn nobody_decides_on_what_is_not_theirs() {
    for role in [Role::Contributor, Role::Author] {
        let (site, ids) = site_with(&["One"]).await;
        let cookie = signed_in(&site, role).await;
        let one = format!("{INBOX}/{}", ids[0]);
        let refused = send_form(&site, &one, &cookie, &[("action", "approve")]).await;
        assert_eq!(refused.status, if role == Role::Contributor { 403 } else { 404 });
        assert_eq!(send_form(&site, &format!("{one}/answers"), &cookie, &[("text", "Yes")]).await.status, 404);
        assert_eq!(counts(&site).await, [1, 0, 0, 0]);
        let list = site.get_with("/admin/posts", &[("cookie", &cookie)]).await;
        assert_eq!(list.text().contains(&format!("href=\"{INBOX}\"")), role == Role::Author);
    }
    let (site, ids) = site_with(&["One"]).await;
    let nobody = send_form(&site, &format!("{INBOX}/{}", ids[0]), "", &[("action", "approve")]).await;
    nobody.leads_to("/admin/login");
    let comment = site.blog.moderated_comment(WHO, ids[0]).await.unwrap();
    assert_eq!(comment.status, CommentStatus::Waiting);
}

#[tokio::test]
async fn how_comments_are_taken_is_a_setting_and_a_switch_of_each_post() {
    let site = Site::new().await;
    let post = site.published("Fog").await;
    let cookie = signed_in(&site, Role::Admin).await;
    let fields = [
        ("section", "comments"),
        ("version", "0"),
        ("comments", "open"),
        ("held_words", "casino"),
        ("close_after_days", "soon"),
    ];
    send_form(&site, "/admin/settings", &cookie, &fields).await.refused_with(400, &["casino", "value=\"soon\""]);
    let fields = [&fields[..4], &[("close_after_days", "14")]].concat();
    send_form(&site, "/admin/settings", &cookie, &fields).await.leads_to("/admin/settings?done=settings-saved");
    let settings = site.blog.site_settings(Some(WHO)).await.unwrap();
    assert_eq!((settings.comments.as_str(), settings.close_after_days), ("open", 14));
    let editor = format!("/admin/posts/{}", post.id);
    let page = site.get_with(&editor, &[("cookie", &cookie)]).await;
    page.refused_with(200, &["value=\"closecomments\""]);
    let version = post.version.to_string();
    let fields = [("action", "closecomments"), ("version", version.as_str()), ("title", "Fog"), ("slug", "fog")];
    send_form(&site, &editor, &cookie, &fields).await.leads_to(&format!("{editor}?done=comments-closed"));
    assert!(site.blog.post(None, post.id).await.unwrap().comments_closed);
    site.get_with(&editor, &[("cookie", &cookie)]).await.refused_with(200, &["value=\"opencomments\""]);
}
