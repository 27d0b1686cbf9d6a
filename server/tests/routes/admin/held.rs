//! Forms that come when their sender's sign-in has ended: they are held, to be sent once more.

use blog::domain::Role;

use super::send_form;
use crate::files::png;
use crate::site::Site;

#[tokio::test]
async fn what_was_typed_is_held_until_its_sender_is_signed_in_again() {
    let site = Site::new().await;
    site.token("ada", Role::Admin).await;
    let post = site.published("Hello").await.id;
    let hash = site.blog.add_media(&blog::domain::Principal::OPERATOR, "a.png", png(3, 3)).await.unwrap().hash;
    let forms: [(String, &[(&str, &str)]); 6] = [
        (
            "/admin/settings".into(),
            &[("section", "stylesheet"), ("version", "0"), ("custom_css", "p {\n  color: red;\n}")],
        ),
        ("/admin/people".into(), &[("handle", "grace"), ("name", "Grace <b>"), ("role", "author")]),
        ("/admin/profile".into(), &[("action", "name"), ("name", "Ada L."), ("present_password", "correct horse")]),
        (format!("/admin/posts/{post}/previews"), &[("label", "For Grace"), ("days", "7")]),
        (format!("/admin/posts/{post}/versions/1"), &[("name", "First")]),
        (format!("/admin/media/{hash}"), &[("action", "save"), ("name", "A ship"), ("alt", "A ship at sea")]),
    ];
    for (address, fields) in forms {
        let held = send_form(&site, &address, "", fields).await;
        held.refused_with(401, &["role=\"alert\"", "You are signed out", "href=\"/admin/login\""]);
        assert!(held.text().contains(&format!("action=\"{address}\"")), "{}", held.text());
        for (name, value) in fields.iter().filter(|(name, _)| !name.contains("password")) {
            let escaped = value.replace('<', "&lt;").replace('>', "&gt;");
            assert!(held.text().contains(&format!("name=\"{name}\"")), "{address} {name}: {}", held.text());
            assert!(held.text().contains(&escaped), "{address} {value}: {}", held.text());
        }
        assert!(!held.text().contains("password") && !held.text().contains("correct horse"), "{}", held.text());
    }
    let cookie = site.cookie("ada").await;
    let again = send_form(&site, "/admin/profile", &cookie, &[("action", "name"), ("name", "Ada L.")]).await;
    assert_eq!(again.status, 303);
}

#[tokio::test]
async fn where_nothing_was_typed_there_is_nothing_to_be_held() {
    let site = Site::new().await;
    let post = site.published("Hello").await.id;
    let passwords = [("action", "password"), ("present_password", "a"), ("password", "b"), ("password_again", "b")];
    send_form(&site, "/admin/profile", "", &passwords).await.leads_to("/admin/login");
    send_form(&site, "/admin/people", "", &[("role", "author")]).await.leads_to("/admin/login");
    let blank = [("label", " "), ("days", "7")];
    send_form(&site, &format!("/admin/posts/{post}/previews"), "", &blank).await.leads_to("/admin/login");
}
