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
    let settings = site.blog.site_settings(None).await.unwrap();
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
    save_general(&site, "", &[("name", "Mine")]).await.refused_with(401, &["Mine"]);
    site.get("/admin/settings").await.leads_to("/admin/login?next=%2Fadmin%2Fsettings");
    assert_eq!(site.blog.site().name, "Lithair Blog");
}

/// Sends one of the other forms.
async fn save(site: &Site, cookie: &str, section: &str, fields: &[(&str, &str)]) -> Answer {
    let version = site.blog.site_settings(None).await.unwrap().version.to_string();
    let fields: Vec<(&str, &str)> =
        [("section", section), ("version", &version)].into_iter().chain(fields.iter().copied()).collect();
    send_form(site, "/admin/settings", cookie, &fields).await
}

const SAVED: &str = "/admin/settings?done=settings-saved";

#[tokio::test]
async fn readers_see_logo_icon_accent_and_footer() {
    let (site, cookie) = site().await;
    site.published("Hello").await;
    assert_eq!(site.get("/posts/hello").await.text().matches("rel=\"stylesheet\"").count(), 1);
    let fields = [
        ("logo", "/media/1/logo.svg"),
        ("icon", "/media/2/icon.png"),
        ("social_image", "/media/3/card.png"),
        ("accent", "#F0F"),
        ("footer", "Made *by hand*. <script>alert(1)</script>"),
    ];
    save(&site, &cookie, "appearance", &fields).await.leads_to(SAVED);
    let page = site.get("/posts/hello").await;
    for part in [
        "<img src=\"/media/1/logo.svg\" alt=\"Lithair Blog\" class=\"site-logo\">",
        "<link rel=\"icon\" href=\"/media/2/icon.png\">",
        "content=\"https://blog.example.org/media/3/card.png\"",
        "Made <em>by hand</em>.",
    ] {
        assert!(page.text().contains(part), "{part} is missing in\n{}", page.text());
    }
    assert!(!page.without_data().contains("<script") && !page.text().contains("style=\""), "{}", page.text());
    let (_, rest) = page.text().split_once("href=\"/assets/accent-").unwrap();
    let address = format!("/assets/accent-{}", rest.split('"').next().unwrap());
    let css = site.get(&address).await;
    assert_eq!((css.status.as_u16(), css.header("content-type")), (200, "text/css; charset=utf-8"));
    assert_eq!(css.header("cache-control"), "public, max-age=31536000, immutable");
    assert!(css.text().contains("--color-accent: light-dark(#"), "{}", css.text());
    let etag = css.header("etag").to_owned();
    assert_eq!(site.get_with(&address, &[("if-none-match", &etag)]).await.status, 304);
    let settings = site.get_with("/admin/settings", &[("cookie", &cookie)]).await;
    assert!(settings.text().contains("value=\"#ff00ff\"") && settings.text().contains("accent-sample"));

    save(&site, &cookie, "appearance", &[]).await.leads_to(SAVED);
    assert_eq!(site.get(&address).await.status, 404, "nothing says so any more");
    assert!(!site.get("/posts/hello").await.text().contains("site-logo"));
    for (field, value, said) in [
        ("accent", "red", "Not a colour"),
        ("logo", "javascript:alert(1)", "Not an address"),
        ("icon", "x", "Not an address"),
    ] {
        let refused = save(&site, &cookie, "appearance", &[(field, value), ("footer", "What I typed")]).await;
        refused.refused_with(400, &[said, "What I typed", value]);
    }
}

#[tokio::test]
async fn the_sites_own_css_is_a_stylesheet_of_its_own_then_and_now() {
    let (site, cookie) = site().await;
    let address_in = |answer: &Answer| {
        let (_, rest) = answer.text().split_once("href=\"/assets/custom-").unwrap();
        format!("/assets/custom-{}", rest.split('"').next().unwrap())
    };
    save(&site, &cookie, "stylesheet", &[("custom_css", "h1 { color: teal }")]).await.leads_to(SAVED);
    let first = address_in(&site.get("/archive").await);
    assert_eq!(site.get(&first).await.text(), "h1 { color: teal }");
    let position = site.blog.vitals().await.unwrap().log_position;
    save(&site, &cookie, "stylesheet", &[("custom_css", "h1 { color: plum }")]).await.leads_to(SAVED);
    let second = address_in(&site.get("/archive").await);
    assert_ne!(first, second);
    assert_eq!(site.get(&first).await.status, 404);

    let past = site.get_with(&format!("/archive?at={position}"), &[("cookie", &cookie)]).await;
    assert_eq!(address_in(&past), format!("{first}?at={position}"));
    let css = site.get_with(&address_in(&past), &[("cookie", &cookie)]).await;
    assert_eq!((css.text(), css.header("cache-control")), ("h1 { color: teal }", "private, no-store"));
    let large = "x".repeat(65_537);
    save(&site, &cookie, "stylesheet", &[("custom_css", &large)]).await.refused_with(400, &["Too long"]);
}

#[tokio::test]
async fn entries_of_the_navigation_are_added_moved_and_removed_without_a_script() {
    let (site, cookie) = site().await;
    let hrefs = async || {
        let page = site.get("/").await;
        let (_, rest) = page.text().split_once("class=\"site-nav\"").unwrap();
        let nav = rest.split("<form").next().unwrap();
        nav.split("href=\"").skip(1).map(|part| part.split('"').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(hrefs().await, ["/archive"]);
    let about = [("label", "About <b>"), ("address", "/about")];
    let code = [("label", "Code"), ("address", "https://example.org/")];
    let empty = [("label", ""), ("address", "")];
    save(&site, &cookie, "navigation", &[about, code, empty].concat()).await.leads_to(SAVED);
    assert_eq!(hrefs().await, ["/about", "https://example.org/"]);
    assert!(site.get("/").await.text().contains("About &lt;b"));
    let up = [&[("action", "up-2")][..], &about, &code, &empty].concat();
    save(&site, &cookie, "navigation", &up).await.leads_to(SAVED);
    assert_eq!(hrefs().await, ["https://example.org/", "/about"]);
    let remove = [&[("action", "remove-1")][..], &code, &about, &empty].concat();
    save(&site, &cookie, "navigation", &remove).await.leads_to(SAVED);
    assert_eq!(hrefs().await, ["/about"]);
    let wrong = [("label", "There"), ("address", "there")];
    let refused = save(&site, &cookie, "navigation", &[about, wrong].concat()).await;
    refused.refused_with(400, &["Entry 2: Must begin with /", "value=\"there\"", "aria-invalid=\"true\""]);
    save(&site, &cookie, "navigation", &empty).await.leads_to(SAVED);
    assert_eq!(hrefs().await, ["/archive"]);
}
