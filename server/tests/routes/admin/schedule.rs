//! The editor's fields and buttons for what is to become of a post by itself.

use blog::domain::Role;
use blog::domain::site::SiteInput;
use blog::domain::{PostId, Principal};

use super::posts::Writer;
use super::send_form;

fn id_of(page: &str) -> PostId {
    page.rsplit('/').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_post_is_scheduled_in_the_sites_zone_changed_and_cancelled() {
    let writer = Writer::new().await;
    let zone = SiteInput { time_zone: Some("America/New_York".into()), ..SiteInput::default() };
    writer.site.blog.change_site(&Principal::OPERATOR, None, &zone).await.unwrap();
    let fields = [("action", "schedule"), ("title", "Hello"), ("body", "Text"), ("publish_at", "2100-07-01T08:00")];
    let created = writer.send("/admin/posts/new", &fields).await;
    let page = created.header("location").split('?').next().unwrap().to_owned();
    created.leads_to(&format!("{page}?done=scheduled"));
    let post = writer.site.blog.post(Some(&Principal::OPERATOR), id_of(&page)).await.unwrap();
    assert_eq!(post.schedule.unwrap().publish_at.unwrap().to_string(), "2100-07-01T12:00:00Z");

    let editor = writer.get(&page).await;
    for part in ["value=\"2100-07-01T08:00\"", "Change schedule", "Cancel schedule", "Time zone: America/New_York"] {
        assert!(editor.text().contains(part), "{part} is missing in\n{}", editor.text());
    }
    let list = writer.get("/admin/posts?filter=scheduled").await;
    for part in ["Hello", "Scheduled", "2100-07-01 08:00"] {
        assert!(list.text().contains(part), "{part} is missing in\n{}", list.text());
    }
    assert!(!writer.get("/admin/posts?filter=draft").await.text().contains("Hello"));

    let version = writer.version(&page).await;
    let change = [
        ("action", "schedule"),
        ("version", &*version),
        ("title", "Hello"),
        ("body", "Other text"),
        ("publish_at", "2100-07-02T08:00"),
        ("unpublish_at", "2100-07-03T08:00"),
    ];
    writer.send(&page, &change).await.leads_to(&format!("{page}?done=scheduled"));
    let version = writer.version(&page).await;
    let cancel = [("action", "unschedule"), ("version", &*version), ("title", "Hello"), ("body", "Third text")];
    writer.send(&page, &cancel).await.leads_to(&format!("{page}?done=unscheduled"));
    let post = writer.site.blog.post(Some(&Principal::OPERATOR), id_of(&page)).await.unwrap();
    assert_eq!((post.status.as_str(), post.body.as_str(), post.schedule), ("draft", "Third text", None));
}

#[tokio::test]
async fn a_time_that_has_passed_is_refused_with_all_that_was_typed() {
    let writer = Writer::new().await;
    let fields = [
        ("action", "schedule"),
        ("title", "What I typed"),
        ("body", "My text"),
        ("publish_at", "2001-01-01T08:00"),
        ("unpublish_at", "2000-01-01T08:00"),
    ];
    let refused = writer.send("/admin/posts/new", &fields).await;
    let kept = ["What I typed", "My text", "value=\"2001-01-01T08:00\"", "value=\"2000-01-01T08:00\""];
    refused.refused_with(400, &[&["This time has passed", "field_publish_at_error"][..], &kept[..]].concat());
    let page = writer.write("Live", "publish").await;
    let version = writer.version(&page).await;
    let nothing = [("action", "schedule"), ("version", &*version), ("title", "Live"), ("publish_at", "")];
    writer.send(&page, &nothing).await.refused_with(400, &["Must not be empty", "Update at"]);
}

#[tokio::test]
async fn who_may_not_publish_changes_nothing_that_will_be_published() {
    let writer = Writer::new().await;
    writer.site.token("co", Role::Contributor).await;
    let cookie = writer.site.cookie("co").await;
    let write = [("action", "save"), ("title", "Theirs"), ("body", "Text")];
    let created = send_form(&writer.site, "/admin/posts/new", &cookie, &write).await;
    let page = created.header("location").split('?').next().unwrap().to_owned();
    assert!(!writer.site.get_with(&page, &[("cookie", &cookie)]).await.text().contains("Publish at"));
    let schedule = [("action", "schedule"), ("version", "1"), ("title", "Theirs"), ("publish_at", "2100-01-01T08:00")];
    send_form(&writer.site, &page, &cookie, &schedule).await.refused_with(403, &["role=\"alert\""]);
    writer.send(&page, &schedule).await.leads_to(&format!("{page}?done=scheduled"));
    let version = writer.version(&page).await;
    let smuggle = [("action", "save"), ("version", &*version), ("title", "Theirs"), ("body", "Smuggled in")];
    send_form(&writer.site, &page, &cookie, &smuggle).await.refused_with(403, &["Smuggled in"]);
}
