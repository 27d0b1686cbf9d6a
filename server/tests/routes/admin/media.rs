//! `/admin/media` and `/admin/media/{hash}`.

use axum::http::Method;
use blog::domain::post::PostInput;
use blog::domain::{Principal, Role};
use blog::service::pictures::MediaLimits;
use serde_json::Value;

use super::send_form;
use crate::files::{files, form, gif, hostile, jpeg, jpeg_with_place, png, upload};
use crate::site::{Answer, Site};

const JSON: &str = "application/json";
const HTML: &str = "text/html,application/xhtml+xml";

async fn site() -> (Site, String) {
    site_with(|_| {}).await
}

async fn site_with(change: impl FnOnce(&mut server::config::Config)) -> (Site, String) {
    let site = Site::with(change).await;
    site.token("ada", Role::Contributor).await;
    let cookie = site.cookie("ada").await;
    (site, cookie)
}

async fn page(site: &Site, address: &str, cookie: &str) -> Answer {
    site.get_with(address, &[("cookie", cookie)]).await
}

#[tokio::test]
async fn the_editor_gets_what_it_writes_into_the_text() {
    let (site, cookie) = site().await;
    let body = files(&[("../Été à Paris.html", &jpeg(700, 350)), ("b.gif", &gif(3))]);
    let answer = upload(&site, &cookie, JSON, body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let answered = answer.json();
    let [photo, moving] = answered["files"].as_array().unwrap().as_slice() else { panic!("{answered}") };
    assert_eq!(photo["name"], "Été à Paris.html");
    assert_eq!((&photo["width"], &photo["height"]), (&Value::from(700), &Value::from(350)));
    assert_eq!((photo["content_type"].as_str(), photo["alt"].as_str()), (Some("image/jpeg"), Some("")));
    let path = photo["path"].as_str().unwrap();
    assert_eq!(path, format!("/media/{}/ete-a-paris.700x350.jpg", photo["hash"].as_str().unwrap()));
    assert!(moving["path"].as_str().unwrap().ends_with("/b.20x10.animated.gif"), "{moving}");

    let file = site.get(path).await;
    assert_eq!((file.status.as_u16(), file.header("content-type")), (200, "image/jpeg"));
    assert_eq!(file.body.len() as u64, photo["length_bytes"].as_u64().unwrap());

    let again = upload(&site, &cookie, JSON, files(&[("other.png", &jpeg(700, 350))])).await.json();
    assert_eq!(again["files"][0]["path"], path, "the same picture has one address");
}

#[tokio::test]
async fn whoever_is_signed_out_keeps_what_they_wanted_to_send() {
    let site = Site::new().await;
    let body = files(&[("a.png", &png(3, 2))]);
    let answer = upload(&site, "", JSON, body.clone()).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (401, "application/problem+json"));
    upload(&site, "", HTML, body.clone()).await.leads_to("/admin/login");
    let headers = [("content-type", "multipart/form-data; boundary=limit"), ("origin", "https://evil.example")];
    assert_eq!(site.ask(Method::POST, "/admin/media", &headers, body).await.status, 403);
}

#[tokio::test]
async fn every_hostile_file_is_refused_with_a_reason_that_people_understand() {
    let (site, cookie) = site().await;
    for (name, bytes, expected) in hostile() {
        let answer = upload(&site, &cookie, JSON, files(&[(name, &bytes)])).await;
        assert_eq!(answer.status, 400, "{name}: {}", answer.text());
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let sentence = answer.json()["errors"]["file"][0].as_str().unwrap().to_owned();
        assert!(sentence.contains(expected), "{name}: {sentence}");
        upload(&site, &cookie, HTML, files(&[(name, &bytes)])).await.refused_with(400, &["Not everything was taken"]);
    }
    assert!(page(&site, "/admin/media", &cookie).await.text().contains("There are no files yet."));
}

#[tokio::test]
async fn a_refused_file_keeps_no_other_back() {
    let (site, cookie) = site().await;
    let body = || files(&[("good.png", &png(30, 20)), ("bad.png", b"<script>alert(1)</script>")]);
    let answer = upload(&site, &cookie, JSON, body()).await;
    assert_eq!((answer.status.as_u16(), answer.json()["detail"].as_str()), (400, Some("One file was added.")));
    let sentence = answer.json()["errors"]["file"][0].as_str().unwrap().to_owned();
    assert!(sentence.starts_with("bad.png: Must be one of"), "{sentence}");
    upload(&site, &cookie, HTML, body()).await.refused_with(400, &["One file was added.", "bad.png: ", "good.png"]);
}

#[tokio::test]
async fn what_is_too_large_is_told_so_however_large_it_is() {
    let limits = MediaLimits { bytes_max: 2_000, pixels_max: 500 };
    let (site, cookie) = site_with(|config| config.media = limits).await;
    for length in [2_001, 7_000, 40_000] {
        let body = files(&[("large.png", &vec![0; length])]);
        let answer = upload(&site, &cookie, JSON, body.clone()).await;
        assert_eq!(answer.status, 413, "{length}: {}", answer.text());
        assert!(answer.text().contains("at most 1 MiB"), "{}", answer.text());
        upload(&site, &cookie, HTML, body).await.refused_with(413, &["at most 1 MiB"]);
    }
    let answer = upload(&site, &cookie, JSON, files(&[("wide.png", &png(30, 20))])).await;
    assert_eq!(answer.status, 400, "{}", answer.text());
}

#[tokio::test]
async fn what_is_no_form_with_files_is_refused() {
    let (site, cookie) = site().await;
    let cut = &files(&[("a.png", &png(30, 20))])[..150];
    let cases: [(&str, Vec<u8>); 5] = [
        ("no file", form(&[])),
        ("no file was chosen", files(&[("", b"")])),
        ("another field", form(&[("name=\"other\"", b"x")])),
        ("an end before the end", cut.to_vec()),
        ("nothing", Vec::new()),
    ];
    for (what, body) in cases {
        let answer = upload(&site, &cookie, JSON, body.clone()).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("content-type")),
            (400, "application/problem+json"),
            "{what}"
        );
        upload(&site, &cookie, HTML, body).await.refused_with(400, &["Not everything was taken"]);
    }
    let headers = [("content-type", "text/plain"), ("cookie", &cookie), ("accept", JSON)];
    assert_eq!(site.ask(Method::POST, "/admin/media", &headers, "x").await.status, 400);
}

#[tokio::test]
async fn no_place_leaves_the_site_with_a_picture() {
    let (site, cookie) = site().await;
    let answer = upload(&site, &cookie, JSON, files(&[("home.jpg", &jpeg_with_place(40, 30, 6))])).await.json();
    assert_eq!((&answer["files"][0]["width"], &answer["files"][0]["height"]), (&Value::from(30), &Value::from(40)));
    let file = site.get(answer["files"][0]["path"].as_str().unwrap()).await;
    assert_eq!(file.status, 200);
    assert!(!file.body.windows(3).any(|part| part == b"GPS"), "the place is still in it");
    assert!(!file.body.windows(7).any(|part| part == b"<script"), "what followed the picture is still there");
}

#[tokio::test]
async fn the_library_is_looked_through_without_a_script() {
    let (site, cookie) = site().await;
    upload(&site, &cookie, HTML, files(&[("Harbour.png", &png(600, 20)), ("crane.png", &png(31, 20))]))
        .await
        .leads_to("/admin/media?done=media-added");
    let list = page(&site, "/admin/media?done=media-added", &cookie).await;
    for part in
        ["Added to the library.", "Harbour.png", "crane.png", "2 files", "/480/harbour.webp\"", "no description"]
    {
        assert!(list.text().contains(part), "{part}: {}", list.text());
    }
    let found = page(&site, "/admin/media?q=HARBOUR", &cookie).await;
    assert!(found.text().contains("Harbour.png") && !found.text().contains("crane.png"), "{}", found.text());
    let nothing = page(&site, "/admin/media?q=%3Cb%3E", &cookie).await;
    assert!(nothing.text().contains("No file has “&lt;b&gt;”"), "{}", nothing.text());
    assert_eq!(site.get("/admin/media").await.status, 303);
}

#[tokio::test]
async fn a_file_is_described_deleted_and_brought_back() {
    let (site, cookie) = site().await;
    let added = upload(&site, &cookie, JSON, files(&[("boat.png", &png(30, 20))])).await.json();
    let (hash, path) = (added["files"][0]["hash"].as_str().unwrap(), added["files"][0]["path"].as_str().unwrap());
    let own = format!("/admin/media/{hash}");

    let fields = [("action", "save"), ("name", "Boat"), ("alt", "A [red] boat")];
    send_form(&site, &own, &cookie, &fields).await.leads_to(&format!("{own}?done=saved"));
    let shown = page(&site, &own, &cookie).await;
    let markdown = format!("![A \\[red\\] boat]({path})");
    for part in [">Boat</h1>", "alt=\"A [red] boat\"", markdown.as_str(), "Nothing shows it."] {
        assert!(shown.text().contains(part), "{part}: {}", shown.text());
    }
    assert!(page(&site, "/admin/media?q=RED", &cookie).await.text().contains("Boat"));

    let refused = send_form(&site, &own, &cookie, &[("action", "save"), ("name", ""), ("alt", "typed")]).await;
    refused.refused_with(400, &["Must not be empty.", "typed"]);

    send_form(&site, &own, &cookie, &[("action", "delete")]).await.leads_to(&format!("{own}?done=media-deleted"));
    assert_eq!(site.get(path).await.status, 410);
    assert!(!page(&site, "/admin/media", &cookie).await.text().contains("Boat"));
    assert!(page(&site, "/admin/media?filter=trash", &cookie).await.text().contains("Boat"));
    send_form(&site, &own, &cookie, &[("action", "restore")]).await.leads_to(&format!("{own}?done=media-restored"));
    assert_eq!(site.get(path).await.status, 200);

    send_form(&site, &own, &cookie, &[("action", "delete")]).await;
    let again = upload(&site, &cookie, JSON, files(&[("boat.png", &png(30, 20))])).await.json();
    assert_eq!(again["files"][0]["alt"], "A [red] boat", "what comes back is what was there");
    assert_eq!(send_form(&site, "/admin/media/00", &cookie, &[("action", "delete")]).await.status, 404);
    send_form(&site, &own, "", &[("action", "delete")]).await.leads_to("/admin/login");
}

#[tokio::test]
async fn a_file_that_a_post_shows_stays() {
    let (site, _) = site().await;
    site.token("grace", Role::Editor).await;
    let cookie = site.cookie("grace").await;
    let added =
        upload(&site, &cookie, JSON, files(&[("boat.png", &png(30, 20)), ("hull.png", &png(31, 20))])).await.json();
    let [boat, hull] = added["files"].as_array().unwrap().as_slice() else { panic!() };
    let path = |file: &Value| file["path"].as_str().unwrap().to_owned();
    let page_of = |file: &Value| format!("/admin/media/{}", file["hash"].as_str().unwrap());
    let input =
        |body: String, cover: Option<String>| PostInput { title: "Boats".into(), body, cover, ..PostInput::default() };
    let post = site.post(input(format!("![]({})", path(boat)), Some(path(hull)))).await;

    for (file, badge) in [(boat, None), (hull, Some("Cover image"))] {
        let shown = page(&site, &page_of(file), &cookie).await;
        assert!(shown.text().contains(&format!("href=\"/admin/posts/{}\"", post.id)), "{}", shown.text());
        assert_eq!(shown.text().contains(">Cover image</span>"), badge.is_some(), "{}", shown.text());
        assert!(!shown.text().contains("value=\"delete\""));
        send_form(&site, &page_of(file), &cookie, &[("action", "delete")])
            .await
            .refused_with(400, &["settings show this file."]);
    }
    assert!(page(&site, "/admin/media?filter=unused", &cookie).await.text().contains("Every file is shown somewhere."));

    site.blog.delete_post(&Principal::OPERATOR, post.id, None).await.unwrap();
    send_form(&site, &page_of(boat), &cookie, &[("action", "delete")])
        .await
        .refused_with(400, &["settings show this file."]);
    site.blog.restore_post(&Principal::OPERATOR, post.id, None).await.unwrap();
    site.blog.save_post(&Principal::OPERATOR, post.id, None, &input(String::new(), None)).await.unwrap();
    assert!(page(&site, "/admin/media?filter=unused", &cookie).await.text().contains("boat.png"));
    send_form(&site, &page_of(boat), &cookie, &[("action", "delete")])
        .await
        .leads_to(&format!("{}?done=media-deleted", page_of(boat)));
}

#[tokio::test]
async fn a_drafts_pictures_are_seen_by_those_who_see_the_draft() {
    let (site, ada) = site().await;
    site.token("grace", Role::Author).await;
    site.token("edith", Role::Editor).await;
    let (grace, edith) = (site.cookie("grace").await, site.cookie("edith").await);
    let added = upload(&site, &grace, JSON, files(&[("secret.png", &png(30, 20))])).await.json();
    let (hash, path) = (added["files"][0]["hash"].as_str().unwrap(), added["files"][0]["path"].as_str().unwrap());
    let own = format!("/admin/media/{hash}");
    let sees = async |cookie: &str| {
        let in_list = page(&site, "/admin/media", cookie).await.text().contains("secret.png");
        let is_found = page(&site, "/admin/media?q=secret", cookie).await.text().contains(hash);
        let has_page = page(&site, &own, cookie).await.status == 200;
        assert_eq!((in_list, is_found), (has_page, has_page));
        has_page
    };
    assert!(sees(&grace).await && sees(&edith).await && !sees(&ada).await);
    assert_eq!(send_form(&site, &own, &ada, &[("action", "delete")]).await.status, 404);

    let input = PostInput { title: "Plans".into(), body: format!("![]({path})"), ..PostInput::default() };
    let post = site.post(input).await;
    assert!(!sees(&ada).await);
    let shown = page(&site, &own, &grace).await;
    assert!(shown.text().contains("One post of somebody else.") && !shown.text().contains("Plans"), "{}", shown.text());

    site.blog.publish_post(&Principal::OPERATOR, post.id, None).await.unwrap();
    assert!(sees(&ada).await);
    let shown = page(&site, &own, &ada).await;
    assert!(shown.text().contains("href=\"/posts/plans\""), "{}", shown.text());
    assert!(!shown.text().contains("value=\"save\""), "it is not hers to describe");
    let refused = send_form(&site, &own, &ada, &[("action", "save"), ("name", "a"), ("alt", "")]).await;
    assert_eq!(refused.status, 403);

    site.blog.unpublish_post(&Principal::OPERATOR, post.id, None).await.unwrap();
    assert!(!sees(&ada).await);
}

#[tokio::test]
async fn what_the_settings_show_is_used() {
    let (site, ada) = site().await;
    site.token("alan", Role::Admin).await;
    let alan = site.cookie("alan").await;
    let added =
        upload(&site, &alan, JSON, files(&[("crest.png", &png(30, 20)), ("free.png", &png(31, 20))])).await.json();
    let (hash, path) = (added["files"][0]["hash"].as_str().unwrap(), added["files"][0]["path"].as_str().unwrap());
    let own = format!("/admin/media/{hash}");
    assert_eq!(page(&site, &own, &ada).await.status, 404, "nobody shows it yet");

    let page_of_admin = page(&site, &own, &alan).await;
    for setting in ["logo", "icon", "social_image"] {
        assert!(page_of_admin.text().contains(&format!("value=\"{setting}\"")), "{setting}");
        send_form(&site, &own, &alan, &[("action", setting)]).await.leads_to("/admin/settings?done=settings-saved");
    }
    let settings = site.blog.site_settings(None).await.unwrap();
    for shown in [settings.logo, settings.icon, settings.social_image] {
        assert_eq!(shown.as_deref(), Some(path));
    }
    let settings = page(&site, "/admin/settings", &alan).await;
    let pictures = settings.text().matches("chosen-picture").count();
    assert_eq!((pictures, settings.text().matches(&format!("src=\"{path}\"")).count()), (3, 3), "{}", settings.text());

    let unused = page(&site, "/admin/media?filter=unused", &alan).await;
    assert!(unused.text().contains("free.png") && !unused.text().contains("crest.png"), "{}", unused.text());
    let shown = page(&site, &own, &alan).await;
    assert!(shown.text().contains("Logo, Icon, Picture for shared links"), "{}", shown.text());
    assert!(!shown.text().contains("value=\"delete\""), "{}", shown.text());
    send_form(&site, &own, &alan, &[("action", "delete")]).await.refused_with(400, &["settings show this file."]);

    // Readers see it, and so does everybody who writes; but what stands for the site is the admin's to say.
    let shown = page(&site, &own, &ada).await;
    assert!(shown.status == 200 && !shown.text().contains("value=\"logo\""), "{}", shown.text());
    assert!(page(&site, "/admin/media", &ada).await.text().contains("crest.png"));
    assert_eq!(send_form(&site, &own, &ada, &[("action", "logo")]).await.status, 403);
    assert_eq!(send_form(&site, "/admin/media/00", &alan, &[("action", "logo")]).await.status, 404);
}

#[tokio::test]
async fn a_picture_of_the_site_is_chosen_in_the_library() {
    let (site, ada) = site().await;
    site.token("alan", Role::Admin).await;
    let alan = site.cookie("alan").await;
    let settings = page(&site, "/admin/settings", &alan).await;
    let library = "/admin/media?for=social_image";
    assert!(settings.text().contains(&format!("href=\"{library}\"")), "{}", settings.text());
    let headers = [
        ("content-type", "multipart/form-data; boundary=limit"),
        ("cookie", alan.as_str()),
        ("origin", "https://blog.example.org"),
    ];
    let body = files(&[("crest.png", &png(30, 20))]);
    let added = site.ask(Method::POST, library, &headers, body).await;
    added.leads_to("/admin/media?for=social_image&done=media-added");
    let choosing = page(&site, library, &alan).await;
    for part in [
        "action=\"/admin/media?for=social_image\"",
        "value=\"social_image\"",
        "Use this one: crest.png",
        "Picture for shared links",
    ] {
        assert!(choosing.text().contains(part), "{part}: {}", choosing.text());
    }
    for (address, cookie) in [(library, &ada), ("/admin/media?for=nothing", &alan), ("/admin/media", &alan)] {
        assert!(!page(&site, address, cookie).await.text().contains("Use this one"), "{address}");
    }
}

#[tokio::test]
async fn the_editors_picker_finds_what_its_writer_may_know_of() {
    let (site, ada) = site().await;
    site.token("grace", Role::Author).await;
    let grace = site.cookie("grace").await;
    upload(&site, &grace, JSON, files(&[("Harbour.png", &png(700, 400)), ("crane.png", &png(31, 20))])).await;
    let ask = async |cookie: &str, query: &str| {
        let headers =
            [("content-type", "application/json"), ("cookie", cookie), ("origin", "https://blog.example.org")];
        let body = serde_json::json!({ "query": query }).to_string();
        site.ask(Method::POST, "/api/fn/media_choices", &headers, body.into_bytes()).await
    };
    let found = ask(&grace, "HARB").await.json();
    assert_eq!((found.as_array().unwrap().len(), found[0]["name"].as_str()), (1, Some("Harbour.png")), "{found}");
    assert!(found[0]["thumbnail"].as_str().unwrap().contains("/480/"), "{found}");
    assert_eq!(ask(&grace, "").await.json().as_array().unwrap().len(), 2);
    assert_eq!(ask(&ada, "").await.json(), serde_json::json!([]));
    assert_ne!(ask("", "").await.status, 200);
}
