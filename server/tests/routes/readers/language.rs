//! The reader's own language of the interface, around texts that stay in theirs.

use axum::http::Method;
use blog::domain::Role;
use blog::domain::post::PostInput;
use server::config::InterfaceLanguage;

use crate::site::{Answer, Site};

const FRENCH: &[(&str, &str)] = &[("accept-language", "de, fr-CA;q=0.9, en;q=0.4")];
const ENGLISH: &[(&str, &str)] = &[("accept-language", "en-GB, fr;q=0.5")];
const HIT: &str = "lithair-blog; hit";

fn has(answer: &Answer, parts: &[&str]) {
    for part in parts {
        assert!(answer.text().contains(part), "{part} is missing in\n{}", answer.text());
    }
}

#[tokio::test]
async fn the_interface_speaks_the_readers_language_and_each_has_a_copy_of_the_page() {
    let site = Site::new().await;
    site.published("Fog").await;
    let first = site.get_with("/posts/fog", FRENCH).await;
    has(&first, &[r#"<html lang="en""#, r#"lang="fr""#, "min de lecture", "Écrire un commentaire", "Fog"]);
    assert_eq!(first.header("vary"), "accept-encoding, accept-language");
    has(&site.get_with("/posts/fog", ENGLISH).await, &["min read", "Write a comment"]);
    let again = site.get_with("/posts/fog", FRENCH).await;
    assert_eq!((again.text(), again.header("cache-status")), (first.text(), HIT));
    for unnamed in [&[][..], &[("accept-language", "de, *;q=0.5")]] {
        let own = site.get_with("/posts/fog", unnamed).await;
        assert_eq!(own.header("cache-status"), HIT, "the site's own language is that of the page in English");
        assert!(!own.text().contains("lang=\"fr\""));
    }
    // What changes the page changes it in every language.
    site.published("Rain").await;
    for (language, next) in [(FRENCH, "Article suivant"), (ENGLISH, "Next post")] {
        let changed = site.get_with("/posts/fog", language).await;
        assert_ne!(changed.header("cache-status"), HIT);
        has(&changed, &["Rain", next]);
    }
}

#[tokio::test]
async fn every_page_of_readers_speaks_it_and_no_feed_does() {
    let site = Site::new().await;
    site.published("Fog").await;
    let pages = [
        ("/", "min de lecture"),
        ("/archive", "Archives"),
        ("/search?q=fog", "Recherche"),
        ("/search?q=nowhere", "Aucun résultat"),
        ("/posts/fog/comments/new", "Écrire un commentaire"),
        ("/nowhere", "Il n’y a rien ici"),
        ("/preview/nothing", "Aperçu introuvable"),
    ];
    for (address, words) in pages {
        let page = site.get_with(address, FRENCH).await;
        has(&page, &[words]);
        assert_eq!(page.header("vary"), "accept-encoding, accept-language", "{address}");
        assert!(!site.get(address).await.text().contains(words), "{address}");
    }
    for address in ["/feed.xml", "/comments/feed.xml", "/sitemap.xml", "/robots.txt"] {
        let feed = site.get_with(address, FRENCH).await;
        assert_eq!(feed.header("vary"), "accept-encoding", "{address}");
        assert_eq!(site.get(address).await.header("cache-status"), HIT, "{address}");
    }
}

#[tokio::test]
async fn what_is_sent_is_answered_in_it() {
    let site = Site::new().await;
    site.published("Fog").await;
    let headers =
        [("content-type", "application/x-www-form-urlencoded"), ("origin", "https://blog.example.org"), FRENCH[0]];
    let refused = site.ask(Method::POST, "/posts/fog/comments", &headers, "name=&text=").await;
    assert_eq!(refused.status, 400);
    has(&refused, &["Écrire un commentaire"]);
    let taken = site.ask(Method::POST, "/posts/fog/comments", &headers, "name=Ann&text=Oui").await;
    has(&site.get_with(taken.header("location"), FRENCH).await, &["Votre commentaire", "Merci"]);
    let foreign = [headers[0], ("origin", "https://elsewhere.example"), FRENCH[0]];
    let foreign = site.ask(Method::POST, "/posts/fog/comments", &foreign, "name=Ann&text=Oui").await;
    assert_eq!(foreign.status, 403);
    has(&foreign, &["C’est impossible"]);
}

#[tokio::test]
async fn words_of_the_site_say_what_they_are_in_where_the_words_around_them_are_in_another() {
    let site = Site::new().await;
    site.post(PostInput {
        title: "Nebel".into(),
        language: Some("de".into()),
        tags: vec!["Wetter".into()],
        status: Some("published".into()),
        ..PostInput::default()
    })
    .await;
    site.published("Fog").await;
    let post = site.get_with("/posts/fog", FRENCH).await;
    has(&post, &[r#"<nav aria-label="Site" lang="fr""#, r#"<div lang="fr" class="post-facts">"#]);
    let archive = site.get_with("/archive", FRENCH).await;
    has(&archive, &[r#"lang="en" dir="ltr">Fog"#, r#"lang="de" dir="ltr">Nebel"#]);
    let list = site.get_with("/tags/wetter", FRENCH).await;
    has(&list, &[r#"<span lang="fr" class="kicker">"#, r#"<li lang="en"><a rel="tag" href="/tags/wetter""#]);
}

#[tokio::test]
async fn an_operator_may_have_one_copy_serve_all() {
    let site = Site::with(|config| config.interface_language = InterfaceLanguage::Site).await;
    site.published("Fog").await;
    let page = site.get_with("/posts/fog", FRENCH).await;
    has(&page, &["min read"]);
    assert_eq!(page.header("vary"), "accept-encoding");
    assert_eq!(site.get("/posts/fog").await.header("cache-status"), HIT);
    has(&site.get_with("/nowhere", FRENCH).await, &["There is nothing here"]);
}

#[tokio::test]
async fn the_past_speaks_it_as_well() {
    let site = Site::new().await;
    site.published("Fog").await;
    site.token("ada", Role::Author).await;
    let cookie = site.cookie("ada").await;
    let past = site.get_with("/posts/fog?at=2", &[FRENCH[0], ("cookie", &cookie)]).await;
    has(&past, &["Vous voyez ce site tel qu’il était le", "min de lecture"]);
}
