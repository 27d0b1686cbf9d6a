//! `/admin/posts/{id}/previews`.

use blog::domain::Role;

use super::posts::Writer;
use super::send_form;

#[tokio::test]
async fn a_link_is_made_followed_and_ended() {
    let writer = Writer::new().await;
    let page = writer.write("Fog", "save").await;
    writer.get(&page).await.refused_with(200, &[&format!("href=\"{page}/previews\"")]);
    let previews = format!("{page}/previews");
    writer.get(&previews).await.refused_with(200, &["Nobody can see this text by a link.", "value=\"7\" selected"]);
    let made = writer.send(&previews, &[("label", "For <Mary>"), ("days", "30")]).await;
    made.refused_with(200, &["class=\"issued-link\"", "For &lt;Mary&gt;", "ada’s name"]);
    let address =
        made.text().split("<code>https://blog.example.org").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert_eq!(address.len(), "/preview/".len() + 64);
    assert!(writer.site.get(&address).await.text().contains("First"));
    let list = writer.get(&previews).await;
    assert!(!list.text().contains(&address) && list.text().contains("For &lt;Mary&gt;"), "it is shown once");
    let id = list.text().split(&format!("action=\"{previews}/")).nth(1).unwrap().split('"').next().unwrap().to_owned();
    writer.send(&format!("{previews}/{id}"), &[]).await.leads_to(&format!("{previews}?done=preview-revoked"));
    assert_eq!(writer.site.get(&address).await.status, 410);
    let list = writer.get(&format!("{previews}?done=preview-revoked")).await;
    list.refused_with(200, &["The link shows nothing any more.", "Nobody can see this text"]);
    writer.get(&format!("{page}/history")).await.refused_with(200, &["Post written"]);
    writer.get("/admin/history").await.refused_with(200, &["Preview link made", "Preview link ended"]);
}

#[tokio::test]
async fn what_is_wrong_with_a_link_is_said() {
    let writer = Writer::new().await;
    let page = writer.write("Fog", "save").await;
    let previews = format!("{page}/previews");
    let long = "x".repeat(101);
    let refused = writer.send(&previews, &[("label", &long), ("days", "7")]).await;
    refused.refused_with(400, &["No link was made", "at most 100 characters", &long]);
    let refused = writer.send(&previews, &[("label", "Kept"), ("days", "365")]).await;
    refused.refused_with(400, &["role=\"alert\"", "value=\"Kept\""]);
    for _ in 0..20 {
        assert_eq!(writer.send(&previews, &[("label", ""), ("days", "1")]).await.status, 200);
    }
    writer.send(&previews, &[("label", ""), ("days", "1")]).await.refused_with(400, &["at most 20"]);
    assert_eq!(writer.send(&format!("{previews}/nothing"), &[]).await.status, 404);
    assert_eq!(writer.send(&format!("{previews}/00000000-0000-0000-0000-000000000000"), &[]).await.status, 404);
}

#[tokio::test]
async fn whoever_may_write_a_post_may_show_it() {
    let writer = Writer::new().await;
    let page = writer.write("Fog", "save").await;
    let previews = format!("{page}/previews");
    for (handle, role, status) in [
        ("joan", Role::Contributor, 404),
        ("mary", Role::Author, 404),
        ("grace", Role::Editor, 200),
        ("hedy", Role::Admin, 200),
    ] {
        writer.site.token(handle, role).await;
        let cookie = writer.site.cookie(handle).await;
        assert_eq!(writer.site.get_with(&previews, &[("cookie", &cookie)]).await.status, status, "{handle}");
        let made = send_form(&writer.site, &previews, &cookie, &[("label", handle), ("days", "1")]).await;
        assert_eq!(made.status, status, "{handle}");
    }
    send_form(&writer.site, &previews, "", &[("label", ""), ("days", "1")]).await.leads_to("/admin/login");
}
