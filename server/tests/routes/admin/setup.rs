use super::send_form;
use crate::site::Site;

fn fields<'t>(token: &'t str, handle: &'t str, again: &'t str) -> [(&'t str, &'t str); 8] {
    [
        ("setup_token", token),
        ("site_name", "Notes"),
        ("site_description", "What I noticed"),
        ("language", "fr"),
        ("handle", handle),
        ("name", "Ada"),
        ("password", "correct horse"),
        ("password_again", again),
    ]
}

#[tokio::test]
async fn the_first_run_makes_an_account_and_signs_in() {
    let site = Site::new().await;
    site.get("/admin/posts").await.leads_to("/admin/login?next=%2Fadmin%2Fposts");
    site.get("/admin/login").await.leads_to("/admin/setup");
    let token = site.blog.setup_token().await.unwrap().unwrap();
    let answer = send_form(&site, "/admin/setup", "", &fields(&token, "ada", "correct horse")).await;
    answer.leads_to("/admin/posts");
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-lithair_session=") && cookie.contains("HttpOnly"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    let list = site.get_with("/admin/posts", &[("cookie", cookie)]).await;
    assert!(list.text().contains("<html lang=\"fr\">") && list.text().contains("Nouvel article"), "{}", list.text());
    site.get("/admin/setup").await.leads_to("/admin/login");
    let again = send_form(&site, "/admin/setup", "", &fields(&token, "eve", "correct horse")).await;
    again.refused_with(409, &["role=\"alert\"", "déjà configuré"]);
}

#[tokio::test]
async fn what_is_wrong_is_said_of_its_field_and_the_rest_is_kept() {
    let site = Site::new().await;
    let token = site.blog.setup_token().await.unwrap().unwrap();
    let cases = [
        (fields("forged", "ada", "correct horse"), 403, "#field_setup_token"),
        (fields(&token, "ada", "correct house"), 400, "#field_password_again"),
        (fields(&token, "a/b", "correct horse"), 400, "#field_handle"),
    ];
    for (fields, status, link) in cases {
        let answer = send_form(&site, "/admin/setup", "", &fields).await;
        answer.refused_with(status, &[&format!("href=\"{link}\""), "value=\"Notes\"", "value=\"What I noticed\""]);
        assert!(!answer.text().contains("correct h"), "a password comes back in\n{}", answer.text());
    }
    assert!(site.blog.setup_token().await.unwrap().is_some());
}
