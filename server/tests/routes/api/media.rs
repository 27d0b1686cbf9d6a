//! `/api/v1/media`, `/api/v1/media/{hash}` and its tombstone.

use axum::http::Method;
use blog::domain::Role;
use serde_json::{Value, json};

use crate::files::{files, form, hostile, png};
use crate::site::{Answer, Site};

async fn site() -> (Site, String) {
    let site = Site::new().await;
    let token = site.token("ada", Role::Author).await;
    (site, token)
}

async fn add(site: &Site, token: &str, body: Vec<u8>) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "multipart/form-data; boundary=limit")];
    site.ask(Method::POST, "/api/v1/media", &headers, body).await
}

#[tokio::test]
async fn a_file_is_added_and_found_at_its_location() {
    let (site, token) = site().await;
    let boat = png(30, 20);
    let body = form(&[("name=\"alt\"", b"A boat"), ("name=\"file\"; filename=\"boat.png\"", &boat)]);
    let added = add(&site, &token, body).await;
    assert_eq!(added.status, 201, "{}", added.text());
    let location = added.header("location").to_owned();
    let read = site.send(Method::GET, location.trim_start_matches("/api/v1"), &token, "").await;
    assert_eq!(read.json(), added.json());
    assert_eq!((added.json()["alt"].as_str(), added.json()["used_by"].as_u64()), (Some("A boat"), Some(0)));

    let document = site.get("/api/v1/openapi.json").await.json();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<std::collections::BTreeSet<_>>();
    assert_eq!(keys(&document["components"]["schemas"]["Media"]["properties"]), keys(&added.json()));
}

#[tokio::test]
async fn files_are_described_deleted_and_brought_back() {
    let (site, token) = site().await;
    let hash =
        add(&site, &token, files(&[("boat.png", &png(30, 20))])).await.json()["hash"].as_str().unwrap().to_owned();
    let (path, tombstone) = (format!("/media/{hash}"), format!("/media/{hash}/tombstone"));
    let described = site.send(Method::PUT, &path, &token, json!({ "name": "Boat", "alt": "Red" }).to_string()).await;
    assert_eq!((described.json()["name"].as_str(), described.json()["alt"].as_str()), (Some("Boat"), Some("Red")));
    let refused = site.send(Method::PUT, &path, &token, json!({ "name": "", "alt": "a\u{7}" }).to_string()).await;
    assert_eq!(refused.problem(400)["errors"].as_object().unwrap().len(), 2);

    assert_eq!(site.send(Method::DELETE, &path, &token, "").await.status, 204);
    site.send(Method::DELETE, &path, &token, "").await.problem(410);
    let trash = site.send(Method::GET, "/media?filter=trash", &token, "").await.json();
    assert_eq!(trash["media"].as_array().unwrap().len(), 1);
    let restored = site.send(Method::DELETE, &tombstone, &token, "").await;
    assert_eq!((restored.status.as_u16(), &restored.json()["deleted_at"]), (200, &Value::Null));
    site.send(Method::GET, "/media/00", &token, "").await.problem(404);
    site.send(Method::GET, &format!("/media/{}", "0".repeat(64)), &token, "").await.problem(404);
}

#[tokio::test]
async fn lists_are_leafed_through_and_searched() {
    let (site, token) = site().await;
    for number in 1..=5 {
        let name = if number % 2 == 0 { "Crane.png" } else { "Boât.png" };
        assert_eq!(add(&site, &token, files(&[(name, &png(30, number))])).await.status, 201);
    }
    let (mut seen, mut address) = (Vec::new(), "/media?limit=2".to_owned());
    loop {
        let page = site.send(Method::GET, &address, &token, "").await.json();
        seen.extend(page["media"].as_array().unwrap().iter().map(|media| media["height"].as_u64().unwrap()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        address = format!("/media?limit=2&cursor={cursor}");
    }
    let mut all = seen.clone();
    all.sort_unstable();
    assert_eq!((seen.len(), all), (5, vec![1, 2, 3, 4, 5]), "{seen:?}");
    let found = site.send(Method::GET, "/media?q=BOAT+png", &token, "").await.json();
    assert_eq!(found["media"].as_array().unwrap().len(), 3);
    for query in ["limit=0", "filter=lost", "cursor=x", "colour=red"] {
        site.send(Method::GET, &format!("/media?{query}"), &token, "").await.problem(400);
    }
}

#[tokio::test]
async fn nobody_in_particular_finds_no_file() {
    let (site, token) = site().await;
    let hash =
        add(&site, &token, files(&[("boat.png", &png(30, 20))])).await.json()["hash"].as_str().unwrap().to_owned();
    for (method, path) in [
        (Method::GET, "/api/v1/media".to_owned()),
        (Method::GET, "/api/v1/media?q=boat".to_owned()),
        (Method::GET, format!("/api/v1/media/{hash}")),
        (Method::DELETE, format!("/api/v1/media/{hash}")),
        (Method::POST, "/api/v1/media".to_owned()),
    ] {
        site.ask(method, &path, &[], "").await.problem(401);
    }
}

#[tokio::test]
async fn what_cannot_be_taken_is_told_why() {
    let (site, token) = site().await;
    for (name, bytes, expected) in hostile() {
        let problem = add(&site, &token, files(&[(name, &bytes)])).await.problem(400);
        let sentence = problem["errors"]["file"][0].as_str().unwrap();
        assert!(sentence.contains(expected), "{name}: {sentence}");
    }
    add(&site, &token, files(&[])).await.problem(400);
    add(&site, &token, files(&[("a.png", &png(30, 20)), ("b.png", &png(31, 20))])).await.problem(400);
    add(&site, &token, form(&[("name=\"alt\"", b"\x07"), ("name=\"file\"; filename=\"a.png\"", &png(30, 20))]))
        .await
        .problem(400);
}
