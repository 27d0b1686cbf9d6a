//! Letters with links: invitations, and passwords that somebody forgot.

use std::time::Duration;

use blog::domain::Role;
use blog::service::MailOptions;

use super::send_form;
use crate::post_office::PostOffice;
use crate::site::{Answer, Site};

const LINK: &str = "https://blog.example.org/admin/link?token=";

async fn site(url: &str) -> (Site, String) {
    let mail = MailOptions::parse(url, "Blog <blog@example.org>").unwrap();
    let site = Site::with(|config| config.mail = Some(mail)).await;
    site.token("ada", Role::Admin).await;
    let cookie = site.cookie("ada").await;
    (site, cookie)
}

async fn invite(site: &Site, cookie: &str) -> Answer {
    let fields = [("handle", "grace"), ("name", "Grace"), ("email", "grace@example.org"), ("role", "author")];
    send_form(site, "/admin/people", cookie, &fields).await
}

async fn forgot(site: &Site, name: &str) -> Answer {
    send_form(site, "/admin/forgotten", "", &[("name", name)]).await
}

/// The secret in a link.
fn token(text: &str) -> String {
    let (_, rest) = text.split_once(LINK).unwrap_or_else(|| panic!("no link in\n{text}"));
    rest.chars().take_while(|letter| letter.is_ascii_alphanumeric() || "-_".contains(*letter)).collect()
}

#[tokio::test]
async fn an_invitation_is_shown_and_sent() {
    let mut office = PostOffice::open().await;
    let (site, cookie) = site(&office.url).await;
    let page = invite(&site, &cookie).await;
    assert!(page.text().contains("on its way to grace@example.org"), "{}", page.text());
    let letter = office.letter().await;
    assert!(letter.to_uppercase().contains("<GRACE@EXAMPLE.ORG>"), "{letter}");
    assert!(
        letter.contains("From: Blog <blog@example.org>") && letter.contains("Subject: Your account at"),
        "{letter}"
    );
    assert_eq!(token(&letter), token(page.text()));
    assert_eq!(site.get(&format!("/admin/link?token={}", token(&letter))).await.status, 200);

    let page = send_form(&site, "/admin/people/grace", &cookie, &[("action", "link")]).await;
    assert_eq!(token(&office.letter().await), token(page.text()));
    let listed = site.get_with("/admin/people", &[("cookie", &cookie)]).await;
    assert!(listed.text().contains("grace@example.org"), "{}", listed.text());
    let readers = site.get("/authors/grace").await;
    assert!(!readers.text().contains("grace@example.org"));
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_a_link_and_nobody_learns_who_is_there() {
    let mut office = PostOffice::open().await;
    let (site, cookie) = site(&office.url).await;
    invite(&site, &cookie).await;
    office.letter().await;
    for name in ["nobody", "nobody@example.org", "ada", "grace", "GRACE@example.org"] {
        forgot(&site, name).await.leads_to("/admin/forgotten?done=link-sent");
    }
    // Nobody but Grace gets a letter: she gets two, and of a third there is no trace before the next.
    let first = office.letter().await;
    let second = office.letter().await;
    assert!(first.contains("Grace") && second.contains("Grace"), "{first}\n{second}");
    assert_ne!(token(&first), token(&second));
    send_form(&site, "/admin/people/grace", &cookie, &[("action", "suspend")]).await;
    forgot(&site, "grace").await.leads_to("/admin/forgotten?done=link-sent");
    let fields = [("handle", "hal"), ("name", "Hal"), ("email", "hal@example.org"), ("role", "author")];
    send_form(&site, "/admin/people", &cookie, &fields).await;
    assert!(office.letter().await.contains("Hello Hal"));
    let page = site.get("/admin/forgotten?done=link-sent").await;
    assert!(page.text().contains("a link is on its way"), "{}", page.text());
    assert!(site.get("/admin/login").await.text().contains("href=\"/admin/forgotten\""));
}

#[tokio::test]
async fn without_letters_an_admin_is_asked() {
    let site = Site::new().await;
    site.token("ada", Role::Admin).await;
    for path in ["/admin/login", "/admin/forgotten"] {
        let page = site.get(path).await;
        assert!(page.text().contains("An admin can make you a link"), "{}", page.text());
        assert!(!page.text().contains("action=\"/admin/forgotten\""), "{}", page.text());
    }
    forgot(&site, "ada").await.leads_to("/admin/forgotten?done=link-sent");
    let page = site.get_with("/admin/profile", &[("cookie", &site.cookie("ada").await)]).await;
    assert!(!page.text().contains("value=\"email\""), "{}", page.text());
}

#[tokio::test]
async fn asking_too_often_is_refused() {
    let office = PostOffice::open().await;
    let mail = MailOptions::parse(&office.url, "blog@example.org").unwrap();
    let site = Site::with(|config| {
        config.mail = Some(mail);
        config.sign_in_attempts_per_minute = 1.try_into().unwrap();
    });
    let site = site.await;
    site.token("ada", Role::Admin).await;
    forgot(&site, "ada").await.leads_to("/admin/forgotten?done=link-sent");
    let answer = forgot(&site, "ada").await;
    assert!(!answer.header("retry-after").is_empty());
    answer.refused_with(429, &["value=\"ada\""]);
}

#[tokio::test]
async fn a_letter_that_could_not_be_sent_is_shown_to_admins() {
    // Nobody listens at a port that was just given back.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (site, cookie) = site(&format!("smtp://127.0.0.1:{port}")).await;
    assert!(invite(&site, &cookie).await.text().contains(LINK));
    let shown = async {
        while !site.get_with("/admin/people", &[("cookie", &cookie)]).await.text().contains("The one to grace:") {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), shown).await.unwrap();
}

#[tokio::test]
async fn ones_own_address_is_changed_with_the_password() {
    let mut office = PostOffice::open().await;
    let (site, cookie) = site(&office.url).await;
    let change = async |email: &str, password: &str| {
        let fields = [("action", "email"), ("email", email), ("present_password_for_email", password)];
        send_form(&site, "/admin/profile", &cookie, &fields).await
    };
    change("ada@example.org", "not the password")
        .await
        .refused_with(400, &["Not your password", "value=\"ada@example.org\""]);
    change("ada at home", "correct horse").await.refused_with(400, &["Not an e-mail address"]);
    change("ada@example.org", "correct horse").await.leads_to("/admin/profile?done=email-changed");
    forgot(&site, "ada").await;
    assert!(office.letter().await.to_lowercase().contains("<ada@example.org>"));
    change("", "correct horse").await.leads_to("/admin/profile?done=email-changed");
}

#[tokio::test]
async fn a_site_that_stops_sends_what_is_under_way() {
    let office = PostOffice::open().await;
    let (site, cookie) = site(&office.url).await;
    invite(&site, &cookie).await;
    site.blog.close().await;
    assert!(office.has_letter());
}
