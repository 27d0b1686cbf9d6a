//! `Idempotency-Key` on whatever changes a post.

use axum::http::Method;
use blog::domain::Role;
use serde_json::json;

use crate::site::{Answer, Site};

/// Sends a request under a key, as somebody.
async fn send(site: &Site, token: &str, key: &str, (method, path, body): (Method, &str, &str)) -> Answer {
    site.send_with(method, path, token, &[("idempotency-key", key)], body.to_owned()).await
}

#[track_caller]
fn assert_same(first: &Answer, again: &Answer) {
    assert_eq!((again.status, again.text()), (first.status, first.text()));
    for header in ["location", "etag", "content-type", "cache-control"] {
        assert_eq!(again.header(header), first.header(header), "{header}");
    }
}

#[tokio::test]
async fn a_request_that_is_sent_again_is_answered_as_before_whatever_happened_since() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Admin).await;
    let body = json!({ "title": "Hello", "status": "published" }).to_string();
    let creation = || (Method::POST, "/posts", body.as_str());
    let created = send(&site, &token, "\"create\"", creation()).await;
    assert_eq!(created.status.as_u16(), 201);
    let post = format!("/posts/{}", created.json()["id"].as_str().unwrap());
    let (publication, tombstone) = (format!("{post}/publication"), format!("{post}/tombstone"));
    let text = json!({ "title": "Hello", "body": "More" }).to_string();
    let changes = [
        (Method::PUT, post.as_str(), text.as_str()),
        (Method::PUT, &publication, ""),
        (Method::DELETE, &publication, ""),
        (Method::DELETE, &post, ""),
        (Method::DELETE, &tombstone, ""),
    ];
    let mut answers = Vec::new();
    for (number, change) in changes.iter().enumerate() {
        let answer = send(&site, &token, &format!("change-{number}"), change.clone()).await;
        assert!(answer.status.is_success(), "{change:?}: {}", answer.text());
        // Sent again at once, and once more when everything has happened.
        assert_same(&answer, &send(&site, &token, &format!("change-{number}"), change.clone()).await);
        answers.push(answer);
    }
    let version = site.send(Method::GET, &post, &token, "").await.json()["version"].clone();
    assert_same(&created, &send(&site, &token, "create", creation()).await);
    for (number, (change, answer)) in changes.iter().zip(&answers).enumerate() {
        assert_same(answer, &send(&site, &token, &format!("change-{number}"), change.clone()).await);
    }
    assert_eq!(site.send(Method::GET, &post, &token, "").await.json()["version"], version, "nothing was written");
    assert_eq!(site.get("/api/v1/posts").await.json()["posts"].as_array().map(Vec::len), Some(0));
}

#[tokio::test]
async fn a_version_that_was_replaced_since_refuses_no_repetition() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Admin).await;
    let post = site.published("Hello").await;
    let path = format!("/posts/{}", post.id);
    let put = async || {
        let headers = [("if-match", "\"2\", \"77\""), ("idempotency-key", "k")];
        let body = json!({ "title": "Second" }).to_string();
        site.send_with(Method::PUT, &path, &token, &headers, body).await
    };
    let first = put().await;
    assert_eq!(first.status.as_u16(), 200);
    assert_same(&first, &put().await);
    site.send(Method::DELETE, &path, &token, "").await;
    assert_same(&first, &put().await);
}

#[tokio::test]
async fn a_key_belongs_to_one_request_of_one_person() {
    let site = Site::new().await;
    let (ann, ben) = (site.token("ann", Role::Admin).await, site.token("ben", Role::Admin).await);
    let (one, two) = (json!({ "title": "One" }).to_string(), json!({ "title": "Two" }).to_string());
    let first = send(&site, &ann, "k", (Method::POST, "/posts", &one)).await;
    let path = format!("/posts/{}", first.json()["id"].as_str().unwrap());
    for other in [(Method::POST, "/posts", &two), (Method::PUT, &path, &one), (Method::DELETE, &path, &one)] {
        let problem = send(&site, &ann, "k", (other.0, other.1, other.2.as_str())).await.problem(422);
        assert!(problem["detail"].as_str().unwrap().contains("another request"), "{problem}");
    }
    let others = send(&site, &ben, "k", (Method::POST, "/posts", &two)).await;
    assert_eq!(others.json()["title"], "Two");
    for malformed in ["", "two words", "\""] {
        send(&site, &ann, malformed, (Method::POST, "/posts", &one)).await.problem(400);
    }
    let anonymous = site.ask(Method::POST, "/api/v1/posts", &[("idempotency-key", "k")], one).await;
    anonymous.problem(401);
}

#[tokio::test]
async fn a_refusal_is_not_remembered() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Admin).await;
    let taken = site.published("Taken").await;
    let body = json!({ "title": "Other", "slug": "taken" }).to_string();
    send(&site, &token, "k", (Method::POST, "/posts", &body)).await.problem(400);
    let freed = json!({ "title": "Taken", "slug": "free" }).to_string();
    site.send(Method::DELETE, &format!("/posts/{}/publication", taken.id), &token, "").await;
    site.send(Method::PUT, &format!("/posts/{}", taken.id), &token, freed).await;
    let other = json!({ "title": "Other", "slug": "other" }).to_string();
    assert_eq!(send(&site, &token, "k", (Method::POST, "/posts", &other)).await.status.as_u16(), 201);
}

#[tokio::test]
async fn two_at_the_same_time_are_carried_out_once() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Admin).await;
    let body = json!({ "title": "Hello" }).to_string();
    let post = || send(&site, &token, "k", (Method::POST, "/posts", &body));
    let (a, b, c) = tokio::join!(post(), post(), post());
    assert_eq!(a.status.as_u16(), 201);
    assert_same(&a, &b);
    assert_same(&a, &c);
    let all = site.send(Method::GET, "/posts", &token, "").await.json();
    assert_eq!(all["posts"].as_array().unwrap().len(), 1);
}
