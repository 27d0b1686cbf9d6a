use blog::domain::Role;

use super::send_form;
use crate::site::{Answer, Site};

const PASSWORD: &str = "a password of one's own";

async fn site() -> (Site, String) {
    let site = Site::new().await;
    site.token("ada", Role::Admin).await;
    let cookie = site.cookie("ada").await;
    (site, cookie)
}

/// The secret in the link that a page shows.
fn link_token(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let (_, rest) = answer.text().split_once("https://blog.example.org/admin/link?token=").unwrap();
    rest.split('<').next().unwrap().to_owned()
}

async fn follow(site: &Site, token: &str, password: &str, again: &str) -> Answer {
    let fields = [("token", token), ("password", password), ("password_again", again)];
    send_form(site, "/admin/link", "", &fields).await
}

fn cookie_of(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn somebody_is_added_by_a_link_that_works_once() {
    let (site, cookie) = site().await;
    let fields = [("handle", "grace"), ("name", "Grace <b>"), ("role", "author")];
    let token = link_token(&send_form(&site, "/admin/people", &cookie, &fields).await);
    let page = site.get(&format!("/admin/link?token={token}")).await;
    assert!(page.text().contains("Grace &lt;b") && page.text().contains("grace"), "{}", page.text());

    follow(&site, &token, "short", "short").await.refused_with(400, &["at least 10 characters", &token]);
    follow(&site, &token, PASSWORD, "another").await.refused_with(400, &["Not the same as the password above"]);
    let followed = follow(&site, &token, PASSWORD, PASSWORD).await;
    followed.leads_to("/admin/posts");
    let list = site.get_with("/admin/posts", &[("cookie", &cookie_of(&followed))]).await;
    assert!(list.text().contains("Grace &lt;b"), "{}", list.text());

    follow(&site, &token, PASSWORD, PASSWORD).await.refused_with(404, &["This link leads nowhere"]);
    site.get(&format!("/admin/link?token={token}")).await.refused_with(404, &["This link leads nowhere"]);
    site.get("/admin/link").await.refused_with(404, &["This link leads nowhere"]);
    send_form(&site, "/admin/login", "", &[("handle", "grace"), ("password", PASSWORD)]).await.leads_to("/admin/posts");
}

#[tokio::test]
async fn a_newer_link_makes_the_older_worthless_and_a_followed_one_ends_every_session() {
    let (site, cookie) = site().await;
    site.token("grace", Role::Author).await;
    let session = site.cookie("grace").await;
    let first = link_token(&send_form(&site, "/admin/people/grace", &cookie, &[("action", "link")]).await);
    let second = link_token(&send_form(&site, "/admin/people/grace", &cookie, &[("action", "link")]).await);
    follow(&site, &first, PASSWORD, PASSWORD).await.refused_with(404, &["This link leads nowhere"]);
    assert_eq!(site.get_with("/admin/posts", &[("cookie", &session)]).await.status, 200);
    follow(&site, &second, PASSWORD, PASSWORD).await.leads_to("/admin/posts");
    site.get_with("/admin/posts", &[("cookie", &session)]).await.leads_to("/admin/login?next=%2Fadmin%2Fposts");
}

#[tokio::test]
async fn whoever_is_suspended_is_out_by_every_door_until_they_are_let_in_again() {
    let (site, cookie) = site().await;
    let token = site.token("grace", Role::Author).await;
    let session = site.cookie("grace").await;
    let suspend = send_form(&site, "/admin/people/grace", &cookie, &[("action", "suspend")]).await;
    suspend.leads_to("/admin/people?done=suspended");
    let sign_in = || send_form(&site, "/admin/login", "", &[("handle", "grace"), ("password", "correct horse")]);
    site.get_with("/admin/posts", &[("cookie", &session)]).await.leads_to("/admin/login?next=%2Fadmin%2Fposts");
    assert_eq!(site.send(axum::http::Method::GET, "/events", &token, "").await.status, 401);
    sign_in().await.refused_with(401, &["don’t belong together"]);
    send_form(&site, "/admin/people/grace", &cookie, &[("action", "link")])
        .await
        .refused_with(403, &["role=\"alert\""]);

    let reinstate = send_form(&site, "/admin/people/grace", &cookie, &[("action", "reinstate")]).await;
    reinstate.leads_to("/admin/people?done=reinstated");
    sign_in().await.leads_to("/admin/posts");
}

#[tokio::test]
async fn the_last_admin_stays_one() {
    let (site, cookie) = site().await;
    let demote = |handle: &'static str, cookie: String| {
        let site = &site;
        async move {
            let path = format!("/admin/people/{handle}");
            send_form(site, &path, &cookie, &[("action", "role"), ("role", "editor")]).await
        }
    };
    demote("ada", cookie.clone()).await.refused_with(400, &["Nobody else is an admin"]);
    let suspend = send_form(&site, "/admin/people/ada", &cookie, &[("action", "suspend")]).await;
    suspend.refused_with(400, &["Nobody else is an admin"]);
    // Somebody who never chose a password can't look after the site either.
    link_token(
        &send_form(&site, "/admin/people", &cookie, &[("handle", "joan"), ("name", "Joan"), ("role", "admin")]).await,
    );
    demote("ada", cookie.clone()).await.refused_with(400, &["Nobody else is an admin"]);
    site.token("grace", Role::Admin).await;
    demote("ada", cookie.clone()).await.leads_to("/admin/people?done=role-changed");
    site.get_with("/admin/people", &[("cookie", &cookie)]).await.refused_with(403, &["Not"]);
}

#[tokio::test]
async fn people_are_for_admins_and_what_is_wrong_is_said() {
    let (site, cookie) = site().await;
    for (handle, role) in [("ed", Role::Editor), ("au", Role::Author), ("co", Role::Contributor)] {
        site.token(handle, role).await;
        let cookie = site.cookie(handle).await;
        let list = site.get_with("/admin/people", &[("cookie", &cookie)]).await;
        assert_eq!(list.status, 403, "{handle}");
        assert!(!list.text().contains("ada’s name"), "{}", list.text());
        for (path, fields) in [
            ("/admin/people", vec![("handle", "x"), ("name", "X"), ("role", "admin")]),
            ("/admin/people/ada", vec![("action", "suspend")]),
            ("/admin/people/ada", vec![("action", "link")]),
            (&*format!("/admin/people/{handle}"), vec![("action", "role"), ("role", "admin")]),
        ] {
            assert_eq!(send_form(&site, path, &cookie, &fields).await.status, 403, "{handle} {path} {fields:?}");
        }
    }
    send_form(&site, "/admin/people/ada", "", &[("action", "suspend")]).await.leads_to("/admin/login");
    let taken = [("handle", "ada"), ("name", "Another"), ("role", "author")];
    let refused = send_form(&site, "/admin/people", &cookie, &taken).await;
    refused.refused_with(400, &["Already taken", "value=\"Another\""]);
    let unknown = [("handle", "x"), ("name", ""), ("role", "king")];
    send_form(&site, "/admin/people", &cookie, &unknown).await.refused_with(400, &["role=\"alert\"", "value=\"x\""]);
    assert_eq!(send_form(&site, "/admin/people/nobody", &cookie, &[("action", "suspend")]).await.status, 404);
}

#[tokio::test]
async fn people_change_what_is_their_own() {
    let (site, _) = site().await;
    site.token("grace", Role::Contributor).await;
    let (here, elsewhere) = (site.cookie("grace").await, site.cookie("grace").await);
    let change = |fields: Vec<(&'static str, String)>| {
        let (site, here) = (&site, &here);
        async move {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            send_form(site, "/admin/profile", here, &fields).await
        }
    };
    let field = |name, value: &str| (name, value.to_owned());
    let name = |name: &str| vec![field("action", "name"), field("name", name)];
    change(name("Grace Hopper")).await.leads_to("/admin/profile?done=renamed");
    change(name("")).await.refused_with(400, &["Must not be empty"]);

    let password = |present: &str, new: &str, again: &str| {
        vec![
            field("action", "password"),
            field("present_password", present),
            field("password", new),
            field("password_again", again),
        ]
    };
    change(password("wrong horse", PASSWORD, PASSWORD)).await.refused_with(400, &["Not your password."]);
    change(password("correct horse", "short", "short")).await.refused_with(400, &["at least 10 characters"]);
    change(password("correct horse", PASSWORD, "another"))
        .await
        .refused_with(400, &["Not the same as the password above"]);
    change(password("correct horse", PASSWORD, PASSWORD)).await.leads_to("/admin/profile?done=password-changed");
    let page = site.get_with("/admin/profile", &[("cookie", &here)]).await;
    assert!(page.text().contains("Grace Hopper") && !page.text().contains("Sign out there"), "{}", page.text());
    assert_eq!(site.get_with("/admin/profile", &[("cookie", &elsewhere)]).await.status, 303);
}

#[tokio::test]
async fn a_session_elsewhere_is_seen_and_ended() {
    let (site, here) = site().await;
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("origin", "https://blog.example.org"),
        ("user-agent", agent),
    ];
    let there = site.ask(axum::http::Method::POST, "/admin/login", &headers, "handle=ada&password=correct+horse").await;
    let there = cookie_of(&there);
    let page = site.get_with("/admin/profile", &[("cookie", &here)]).await;
    assert!(page.text().contains("Firefox, Linux"), "{}", page.text());
    let (_, rest) = page.text().split_once("name=\"session\" value=\"").unwrap();
    let session = rest.split('"').next().unwrap();
    assert!(!there.contains(session), "what names a session must not be its secret");

    let end = |session: &str| {
        let fields = [("action", "sign-out".to_owned()), ("session", session.to_owned())];
        let (site, here) = (&site, &here);
        async move {
            let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
            send_form(site, "/admin/profile", here, &fields).await
        }
    };
    assert_eq!(end("0").await.status, 404);
    end(session).await.leads_to("/admin/profile?done=signed-out-there");
    assert_eq!(site.get_with("/admin/profile", &[("cookie", &there)]).await.status, 303);
    assert_eq!(site.get_with("/admin/profile", &[("cookie", &here)]).await.status, 200);

    let there = site.cookie("ada").await;
    let end = send_form(&site, "/admin/profile", &here, &[("action", "sign-out-elsewhere")]).await;
    end.leads_to("/admin/profile?done=signed-out-there");
    assert_eq!(site.get_with("/admin/profile", &[("cookie", &there)]).await.status, 303);
}
