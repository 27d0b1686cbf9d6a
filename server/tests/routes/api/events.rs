//! `GET /api/v1/events` and `GET /api/v1/events.jsonl`.

use axum::http::Method;
use blog::domain::Role;
use serde_json::{Value, json};

use crate::site::Site;

async fn positions(site: &Site, path: &str, token: &str) -> (Vec<u64>, Value) {
    let page = site.send(Method::GET, path, token, "").await.json();
    let events = page["events"].as_array().unwrap();
    (events.iter().map(|event| event["global_position"].as_u64().unwrap()).collect(), page["next_before"].clone())
}

#[tokio::test]
async fn editors_read_what_happened_and_others_do_not() {
    let site = Site::new().await;
    site.published("Hello").await;
    for (handle, role, status) in [
        ("cat", Role::Contributor, 403),
        ("ben", Role::Author, 403),
        ("eve", Role::Editor, 200),
        ("ann", Role::Admin, 200),
    ] {
        let token = site.token(handle, role).await;
        for path in ["/events", "/events.jsonl"] {
            let answer = site.send(Method::GET, path, &token, "").await;
            assert_eq!(answer.status.as_u16(), status, "{handle} {path}");
        }
    }
    site.get("/api/v1/events").await.problem(401);
    site.get("/api/v1/events.jsonl").await.problem(401);
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Admin).await;
    for title in ["One", "Two", "Three"] {
        site.published(title).await;
    }
    let (all, end) = positions(&site, "/events", &token).await;
    assert_eq!(end, Value::Null);
    assert!(all.is_sorted_by(|one, next| *one == next + 1) && all.last() == Some(&1), "{all:?}");
    let (mut read, mut path) = (Vec::new(), "/events?limit=2".to_owned());
    loop {
        let (page, next) = positions(&site, &path, &token).await;
        read.extend(page);
        let Some(before) = next.as_u64() else { break };
        path = format!("/events?limit=2&before={before}");
    }
    assert_eq!(read, all);
}

#[tokio::test]
async fn filters_leave_what_was_asked_for() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Admin).await;
    site.published("By the operator").await;
    site.send(Method::POST, "/posts", &token, json!({ "title": "By Ann" }).to_string()).await;
    let by_ann = site.send(Method::GET, "/events?actor=ann&kind=PostCreated", &token, "").await.json();
    assert_eq!(by_ann["events"].as_array().unwrap().len(), 1);
    let event = &by_ann["events"][0];
    assert_eq!((&event["handle"], &event["payload"]["content"]["title"]), (&json!("ann"), &json!("By Ann")));
    assert!(event["changes"].as_array().unwrap().contains(&json!("title")));
    let stream = event["stream_id"].as_str().unwrap();
    assert_eq!(positions(&site, &format!("/events?stream={stream}"), &token).await.0.len(), 1);
    assert_eq!(positions(&site, "/events?to=2000-01-01T00:00:00Z", &token).await.0, [0; 0]);
    assert_eq!(positions(&site, "/events?from=9999-01-01T00:00:00Z", &token).await.0, [0; 0]);
    for wrong in ["before=x", "limit=0", "limit=101", "from=yesterday", "colour=red"] {
        site.send(Method::GET, &format!("/events?{wrong}"), &token, "").await.problem(400);
    }
}

#[tokio::test]
async fn an_export_has_every_event_and_no_secret() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Admin).await;
    site.published("Hello").await;
    let export = site.send(Method::GET, "/events.jsonl", &token, "").await;
    assert_eq!(export.header("content-type"), "application/jsonl");
    assert_eq!(export.header("cache-control"), "private, no-store");
    let lines: Vec<Value> = export.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let page = site.send(Method::GET, "/events", &token, "").await.json();
    assert_eq!(Value::from(lines), page["events"]);
    assert!(!export.text().contains("argon2") && !export.text().contains("hash"));
}

#[tokio::test]
async fn what_was_sealed_reads_as_before() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Admin).await;
    for title in ["One", "Two", "Three"] {
        site.published(title).await;
    }
    let addresses = ["/events", "/events?kind=PostPublished", "/events?limit=2&before=6", "/events.jsonl"];
    let mut before = Vec::new();
    for address in addresses {
        before.push(site.send(Method::GET, address, &token, "").await.text().to_owned());
    }
    site.seal().await;
    site.published("Four, in a row of its own").await;
    for (address, before) in addresses.iter().zip(&before) {
        let path = if address.contains("before") {
            (*address).to_owned()
        } else {
            format!("{address}{}before=9", if address.contains('?') { '&' } else { '?' })
        };
        let sealed = site.send(Method::GET, &path, &token, "").await;
        assert_eq!(sealed.text(), before, "{path}");
    }
}
