use axum::http::Method;
use blog::domain::Role;

use super::send_form;
use crate::site::Site;

async fn site() -> Site {
    let site = Site::new().await;
    site.token("ada", Role::Admin).await;
    site
}

#[tokio::test]
async fn signing_in_leads_where_somebody_wanted_to_go_within_the_site() {
    let site = site().await;
    let cases = [
        ("/admin/posts?filter=draft", "/admin/posts?filter=draft"),
        ("", "/admin/posts"),
        ("https://evil.example/admin", "/admin/posts"),
        ("//evil.example", "/admin/posts"),
    ];
    for (next, expected) in cases {
        let fields = [("handle", " Ada "), ("password", "correct horse"), ("next", next)];
        let answer = send_form(&site, "/admin/login", "", &fields).await;
        answer.leads_to(expected);
        let cookie = answer.header("set-cookie").split(';').next().unwrap();
        assert_eq!(site.get_with("/admin/posts", &[("cookie", cookie)]).await.status, 200);
    }
}

#[tokio::test]
async fn a_wrong_handle_and_a_wrong_password_look_the_same() {
    let site = site().await;
    for (handle, password) in [("ada", "wrong horse"), ("nobody", "correct horse"), ("../x", ""), ("", "")] {
        let answer = send_form(&site, "/admin/login", "", &[("handle", handle), ("password", password)]).await;
        answer.refused_with(401, &["role=\"alert\"", "Handle and password don’t belong together"]);
        answer.refused_with(401, &[&format!("value=\"{handle}\"")]);
        assert!(!answer.text().contains("horse"), "{}", answer.text());
        assert_eq!(answer.header("set-cookie"), "");
    }
}

#[tokio::test]
async fn whoever_tries_too_often_waits() {
    let site = Site::with(|config| config.sign_in_attempts_per_minute = 1.try_into().unwrap()).await;
    site.token("ada", Role::Admin).await;
    let fields = [("handle", "ada"), ("password", "wrong horse")];
    assert_eq!(send_form(&site, "/admin/login", "", &fields).await.status, 401);
    let answer = send_form(&site, "/admin/login", "", &[("handle", "ada"), ("password", "correct horse")]).await;
    answer.refused_with(429, &["Too many attempts", "value=\"ada\""]);
    assert!(answer.header("retry-after").parse::<u32>().unwrap() > 0);
}

#[tokio::test]
async fn signing_out_ends_the_session_itself() {
    let site = site().await;
    let cookie = site.cookie("ada").await;
    site.get_with("/admin/login", &[("cookie", &cookie)]).await.leads_to("/admin/posts");
    let answer = send_form(&site, "/admin/logout", &cookie, &[]).await;
    answer.leads_to("/admin/login?done=signed-out");
    assert!(answer.header("set-cookie").contains("Max-Age=0"), "{}", answer.header("set-cookie"));
    site.get_with("/admin/posts", &[("cookie", &cookie)]).await.leads_to("/admin/login?next=%2Fadmin%2Fposts");
    let page = site.get("/admin/login?done=signed-out").await;
    assert!(page.text().contains("You are signed out."), "{}", page.text());
}

#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    let site = site().await;
    let cookie = site.cookie("ada").await;
    for (address, name, value) in [
        ("/admin/login", "origin", "https://evil.example"),
        ("/admin/logout", "sec-fetch-site", "cross-site"),
        ("/admin/posts/new", "sec-fetch-site", "same-site"),
        ("/api/fn/create_post", "origin", "null"),
    ] {
        let headers = [("content-type", super::FORM), ("cookie", cookie.as_str()), (name, value)];
        let answer = site.ask(Method::POST, address, &headers, "title=x").await;
        assert_eq!(answer.status, 403, "{address}");
    }
    assert_eq!(site.get_with("/admin/posts", &[("cookie", &cookie)]).await.status, 200, "still signed in");
}
