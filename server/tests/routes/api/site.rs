//! `/api/v1/site`.

use std::collections::BTreeSet;

use axum::http::Method;
use blog::domain::Role;
use serde_json::{Value, json};

use crate::site::Site;

#[tokio::test]
async fn settings_are_read_by_everybody_and_changed_by_admins() {
    let site = Site::new().await;
    let token = site.token("ada", Role::Admin).await;
    let answer = site.get("/api/v1/site").await;
    assert_eq!((answer.header("etag"), &answer.json()["time_zone"]), ("\"0\"", &json!("UTC")));

    let change = json!({ "name": "Notes", "time_zone": "europe/paris", "posts_per_page": 20 }).to_string();
    let changed = site.send_with(Method::PUT, "/site", &token, &[("if-match", "\"0\"")], change).await;
    assert_eq!((changed.status.as_u16(), changed.header("etag")), (200, "\"1\""));
    let settings = site.get("/api/v1/site").await.json();
    let mut seen = changed.json();
    assert_eq!(seen["held_words"], "");
    seen["held_words"] = json!(null);
    assert_eq!(settings, seen, "the words that hold a comment are told to admins alone");
    assert_eq!((&settings["name"], &settings["time_zone"]), (&json!("Notes"), &json!("Europe/Paris")));
    // What is left out stays.
    site.send(Method::PUT, "/site", &token, r#"{"description":"On harbours."}"#).await;
    assert_eq!(site.blog.site().name, "Notes");
    assert_eq!(site.get_with("/api/v1/site", &[("if-none-match", "\"2\"")]).await.status, 304);
}

#[tokio::test]
async fn what_is_wrong_with_settings_is_said() {
    let site = Site::new().await;
    let token = site.token("ada", Role::Admin).await;
    let body = json!({ "name": "", "language": "x", "time_zone": "Nowhere", "posts_per_page": 101 }).to_string();
    let problem = site.send(Method::PUT, "/site", &token, body).await.problem(400);
    let wrong: Vec<&String> = problem["errors"].as_object().unwrap().keys().collect();
    assert_eq!(wrong, ["language", "name", "posts_per_page", "time_zone"]);
    site.send(Method::PUT, "/site", &token, r#"{"theme":"dark"}"#).await.problem(400);
    let stale = site.send_with(Method::PUT, "/site", &token, &[("if-match", "\"7\"")], r#"{"name":"New"}"#).await;
    assert_eq!(stale.problem(412)["current_version"], 0);
    site.ask(Method::PUT, "/api/v1/site", &[("content-type", "application/json")], "{}").await.problem(401);
    let editor = site.token("ed", Role::Editor).await;
    site.send(Method::PUT, "/site", &editor, r#"{"name":""}"#).await.problem(403);
    assert_eq!(site.blog.site().name, "Lithair Blog");
}

#[tokio::test]
async fn settings_have_just_the_described_members() {
    let site = Site::new().await;
    let document = site.get("/api/v1/openapi.json").await.json();
    let answer = site.get("/api/v1/site").await.json();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(keys(&document["components"]["schemas"]["Site"]["properties"]), keys(&answer));
}

#[tokio::test]
async fn looks_navigation_and_stylesheet_are_settings_too() {
    let site = Site::new().await;
    let token = site.token("ada", Role::Admin).await;
    let navigation = json!([{ "label": "About", "address": "/about" }]);
    let body = json!({ "accent": "#A00", "footer": "Hello.", "logo": "/a.png", "navigation": navigation, "custom_css": "a{}" });
    let changed = site.send(Method::PUT, "/site", &token, body.to_string()).await.json();
    assert_eq!((&changed["accent"], &changed["navigation"]), (&json!("#aa0000"), &navigation));
    assert_eq!(
        (&changed["logo"], &changed["custom_css"], &changed["version"]),
        (&json!("/a.png"), &json!("a{}"), &json!(3))
    );
    let emptied = site.send(Method::PUT, "/site", &token, r#"{"accent":"","logo":"","navigation":[]}"#).await.json();
    assert_eq!(
        (&emptied["accent"], &emptied["logo"], &emptied["footer"]),
        (&Value::Null, &Value::Null, &json!("Hello."))
    );
    let wrong = json!({ "accent": "red", "icon": "x", "navigation": [{ "label": "", "address": "/" }] }).to_string();
    let problem = site.send(Method::PUT, "/site", &token, wrong).await.problem(400);
    let named: Vec<&String> = problem["errors"].as_object().unwrap().keys().collect();
    assert_eq!(named, ["accent", "icon", "navigation"]);
}
