//! `/api/v1/link-cards`

use axum::http::Method;
use blog::domain::Role;
use serde_json::json;

use crate::neighbour::neighbour;
use crate::site::{Answer, Site};

async fn ask(site: &Site, token: &str, url: &str) -> Answer {
    site.send(Method::POST, "/link-cards", token, json!({ "url": url }).to_string()).await
}

#[tokio::test]
async fn a_link_becomes_a_card_whose_picture_is_served_here() {
    let site = Site::with(|config| config.link_cards.allowed = vec!["127.0.0.1/32".parse().unwrap()]).await;
    let (token, other) = (site.token("ada", Role::Contributor).await, neighbour().await);
    let answer = ask(&site, &token, &format!("{other}/article")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let card = answer.json();
    let picture = card["picture"].as_str().unwrap();
    assert_eq!(
        card,
        json!({
            "markdown": format!("[![]({picture}) **An \\*article\\*** 127.0.0.1]({other}/article)"),
            "url": format!("{other}/article"),
            "title": "An *article*",
            "description": null,
            "host": "127.0.0.1",
            "picture": picture,
            "is_video": false,
        })
    );
    let answer = site.get(picture).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "image/png"));
}

#[tokio::test]
async fn a_refusal_says_why() {
    let site = Site::with(|config| config.link_cards.allowed = vec!["127.0.0.1/32".parse().unwrap()]).await;
    let (token, other) = (site.token("ada", Role::Contributor).await, neighbour().await);
    let problem = ask(&site, &token, &format!("{other}/gone")).await.problem(422);
    assert_eq!(problem["errors"]["url"][0], "The page answers with an error (404).");
    let problem = ask(&site, &token, "http://10.0.0.1/").await.problem(400);
    assert_eq!(problem["errors"]["url"][0], "The address belongs to a private network, which the site does not ask.");
    ask(&site, &token, "javascript:alert(1)").await.problem(400);
    site.send(Method::POST, "/link-cards", &token, "{}").await.problem(400);
    ask(&site, "nobody", &other).await.problem(401);
    for _ in 0..30 {
        ask(&site, &token, "http://10.0.0.1/").await;
    }
    let answer = ask(&site, &token, "http://10.0.0.1/").await;
    assert!(!answer.header("retry-after").is_empty());
    answer.problem(429);
}

#[tokio::test]
async fn an_operator_turns_them_off() {
    let site = Site::with(|config| config.link_cards.is_on = false).await;
    let token = site.token("ada", Role::Admin).await;
    ask(&site, &token, "https://example.org/").await.problem(403);
    let page = site.get_with("/admin/posts/new", &[("cookie", &site.cookie("ada").await)]).await;
    assert!(!page.text().contains("value=\"cards\""));
}
