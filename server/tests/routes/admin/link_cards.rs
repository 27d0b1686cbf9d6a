//! The editor's button that makes cards of links.

use blog::domain::Role;

use super::send_form;
use crate::neighbour::neighbour;
use crate::site::Site;

#[tokio::test]
async fn links_become_cards_in_the_form_and_nothing_is_saved() {
    let site = Site::with(|config| config.link_cards.allowed = vec!["127.0.0.1/32".parse().unwrap()]).await;
    site.token("ada", Role::Contributor).await;
    let (cookie, other) = (site.cookie("ada").await, neighbour().await);
    let body = format!("Before\r\n\r\n{other}/article\r\n\r\n{other}/gone");
    let fields = [("form_id", "a"), ("action", "cards"), ("version", "0"), ("title", "Kept"), ("body", &body)];
    // A second time it is not "the same request again", but a picture that is there already.
    for _ in 0..2 {
        let answer = send_form(&site, "/admin/posts/new", &cookie, &fields).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let text = answer.text();
        let card = format!("**An \\*article\\*** 127.0.0.1]({other}/article)");
        for part in [
            &*card,
            "value=\"Kept\"",
            "1 link became a card.",
            "1 link stays as it is:",
            "The page answers with an error (404).",
            "<strong>An *article*</strong>",
        ] {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
    }
    let listed = site.get_with("/admin/posts", &[("cookie", &cookie)]).await;
    assert!(!listed.text().contains("Kept"), "{}", listed.text());
}

#[tokio::test]
async fn a_text_without_lone_links_hears_how_it_is_done() {
    let site = Site::new().await;
    site.token("ada", Role::Author).await;
    let fields = [("action", "cards"), ("title", "a"), ("body", "See https://example.org/ there.")];
    let answer = send_form(&site, "/admin/posts/new", &site.cookie("ada").await, &fields).await;
    assert_eq!(answer.status, 200);
    assert!(answer.text().contains("No link stands alone"), "{}", answer.text());
    send_form(&site, "/admin/posts/new", "", &fields).await.refused_with(401, &["See https://example.org/ there."]);
}

#[tokio::test]
async fn an_island_hears_in_a_sentence_what_became_of_a_link() {
    let site = Site::new().await;
    site.token("ada", Role::Author).await;
    let cookie = site.cookie("ada").await;
    let call = async |cookie: &str| {
        let headers = [("content-type", "application/json"), ("cookie", cookie), ("sec-fetch-site", "same-origin")];
        site.ask(axum::http::Method::POST, "/api/fn/link_card", &headers, r#"{"url": "http://127.0.0.1/"}"#).await
    };
    let answer = call(&cookie).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(answer.json()["Refused"].as_str().is_some_and(|reason| reason.contains("private network")));
    assert_eq!(call("").await.status, 401);
}
