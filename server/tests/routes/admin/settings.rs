use blog::domain::Role;
use blog::domain::post::PostInput;

use super::send_form;
use crate::site::{Answer, Site};

async fn site() -> (Site, String) {
    let site = Site::new().await;
    site.token("ada", Role::Admin).await;
    let cookie = site.cookie("ada").await;
    (site, cookie)
}

/// Sends the form of the site's general settings, with some fields different.
async fn save_general(site: &Site, cookie: &str, changes: &[(&str, &str)]) -> Answer {
    let settings = site.blog.site_settings().await.unwrap();
    let (version, posts_per_page) = (settings.version.to_string(), settings.posts_per_page.to_string());
    let mut fields = vec![
        ("section", "general"),
        ("version", &version),
        ("name", &settings.name),
        ("description", &settings.description),
        ("language", settings.language.as_str()),
        ("time_zone", settings.time_zone.as_str()),
        ("posts_per_page", &posts_per_page),
    ];
    for (name, value) in changes {
        fields.retain(|(field, _)| field != name);
        fields.push((name, value));
    }
    send_form(site, "/admin/settings", cookie, &fields).await
}

#[tokio::test]
async fn what_an_admin_saves_readers_see_at_once() {
    let (site, cookie) = site().await;
    site.published("First").await;
    site.published("Second").await;
    assert!(site.get("/").await.text().contains("Lithair Blog"));
    let page = site.get_with("/admin/settings", &[("cookie", &cookie)]).await;
    assert!(page.text().contains("<option selected>UTC") && page.text().contains("<option>Europe/Paris"));

    let changes = [("name", "Carnet <b>"), ("description", "Du port."), ("language", "fr"), ("posts_per_page", "1")];
    save_general(&site, &cookie, &changes).await.leads_to("/admin/settings?done=settings-saved");
    let home = site.get("/").await;
    for part in ["Carnet &lt;b", "Du port.", "<html lang=\"fr\"", "Second", "/page/2"] {
        assert!(home.text().contains(part), "{part} is missing in\n{}", home.text());
    }
    assert!(!home.text().contains("First"), "{}", home.text());
    assert!(site.get("/page/2").await.text().contains("First"));
}

#[tokio::test]
async fn times_are_those_of_the_sites_zone() {
    let (site, cookie) = site().await;
    save_general(&site, &cookie, &[("time_zone", "Pacific/Auckland")])
        .await
        .leads_to("/admin/settings?done=settings-saved");
    let input = PostInput {
        title: "New year".into(),
        published_at: Some("2025-12-31T12:00:00Z".into()),
        status: Some("published".into()),
        ..PostInput::default()
    };
    let post = site.post(input).await;
    assert!(site.get("/posts/new-year").await.text().contains("1 January 2026"));
    assert!(site.get("/archive").await.text().contains("id=\"2026-01\""));
    let path = format!("/admin/posts/{}", post.id);
    let editor = site.get_with(&path, &[("cookie", &cookie)]).await;
    assert!(editor.text().contains("value=\"2026-01-01T01:00\""), "{}", editor.text());
    assert!(editor.text().contains("Time zone: Pacific/Auckland"), "{}", editor.text());

    let fields = [
        ("action", "publish"),
        ("version", "2"),
        ("title", "New year"),
        ("kind", "post"),
        ("published_at", "2026-01-01T00:30"),
        ("published_at_shown", "2026-01-01T01:00"),
    ];
    send_form(&site, &path, &cookie, &fields).await.leads_to(&format!("{path}?done=published"));
    let published_at = site.blog.post(None, post.id).await.unwrap().published_at.unwrap();
    assert_eq!(published_at.to_string(), "2025-12-31T11:30:00Z");
}

#[tokio::test]
async fn the_past_keeps_the_settings_that_it_had() {
    let (site, cookie) = site().await;
    save_general(&site, &cookie, &[("name", "Before"), ("time_zone", "Europe/Paris")]).await;
    let position = site.blog.vitals().await.unwrap().log_position;
    save_general(&site, &cookie, &[("name", "After"), ("time_zone", "UTC")]).await;
    let past = site.get_with(&format!("/archive?at={position}"), &[("cookie", &cookie)]).await;
    assert!(past.text().contains("Before") && past.text().contains("(Europe/Paris)"), "{}", past.text());
    assert!(site.get("/archive").await.text().contains("After"));
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_what_was_typed() {
    let (site, cookie) = site().await;
    let cases = [
        (("name", " "), "Must not be empty"),
        (("language", "no language"), "Not a language tag"),
        (("time_zone", "Europe/Atlantis"), "Not a time zone"),
        (("posts_per_page", "0"), "from 1 to 100"),
        (("posts_per_page", "many"), "from 1 to 100"),
    ];
    for ((field, value), said) in cases {
        let changes = [("description", "What I typed"), (field, value)];
        let refused = save_general(&site, &cookie, &changes).await;
        refused.refused_with(400, &["role=\"alert\"", said, "What I typed", value]);
    }
    assert_eq!(site.blog.site().name, "Lithair Blog");
}

#[tokio::test]
async fn two_admins_do_not_undo_each_other_unseen() {
    let (site, cookie) = site().await;
    save_general(&site, &cookie, &[("name", "Theirs")]).await;
    let refused = save_general(&site, &cookie, &[("name", "Mine"), ("version", "0")]).await;
    refused.refused_with(409, &["Somebody changed the settings", "value=\"Mine\"", "name=\"version\" value=\"1\""]);
    save_general(&site, &cookie, &[("name", "Mine"), ("version", "1")])
        .await
        .leads_to("/admin/settings?done=settings-saved");
}

#[tokio::test]
async fn settings_are_for_admins() {
    let (site, _) = site().await;
    for role in [Role::Editor, Role::Author, Role::Contributor] {
        site.token(role.as_str(), role).await;
        let cookie = site.cookie(role.as_str()).await;
        assert_eq!(site.get_with("/admin/settings", &[("cookie", &cookie)]).await.status, 403, "{role}");
        save_general(&site, &cookie, &[("name", "Mine")]).await.refused_with(403, &[]);
    }
    save_general(&site, "", &[("name", "Mine")]).await.leads_to("/admin/login");
    site.get("/admin/settings").await.leads_to("/admin/login?next=%2Fadmin%2Fsettings");
    assert_eq!(site.blog.site().name, "Lithair Blog");
}
