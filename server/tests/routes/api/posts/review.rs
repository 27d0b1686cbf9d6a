//! `/api/v1/posts/{id}/submission` and `/api/v1/posts/{id}/review`.

use axum::http::Method;
use blog::domain::Role;
use serde_json::json;

use crate::site::Site;

#[tokio::test]
async fn a_post_is_submitted_returned_and_taken_back() {
    let site = Site::new().await;
    let (joan, grace) = (site.token("joan", Role::Contributor).await, site.token("grace", Role::Editor).await);
    let created = site.send(Method::POST, "/posts", &joan, r#"{"title": "Fog"}"#).await.json();
    assert_eq!(created["review"], json!(null));
    let path = format!("/posts/{}", created["id"].as_str().unwrap());
    let (submission, review) = (format!("{path}/submission"), format!("{path}/review"));

    let submitted = site.send(Method::PUT, &submission, &joan, "").await;
    assert_eq!(submitted.header("etag"), "\"2\"");
    let expected = json!({ "handle": "joan", "name": "joan’s name" });
    assert_eq!(submitted.json()["review"]["by"], expected);
    assert_eq!(
        (&submitted.json()["review"]["state"], &submitted.json()["review"]["note"]),
        (&json!("submitted"), &json!(null))
    );
    assert_eq!(site.send(Method::PUT, &submission, &joan, "").await.header("etag"), "\"2\"", "again changes nothing");

    site.send(Method::PUT, &review, &joan, r#"{"note": "Why?"}"#).await.problem(403);
    let problem = site.send(Method::PUT, &review, &grace, r#"{"note": " "}"#).await.problem(400);
    assert_eq!(problem["errors"]["note"][0], "Must not be empty.");
    site.send(Method::PUT, &review, &grace, r#"{"verdict": "no"}"#).await.problem(400);
    let returned = site.send(Method::PUT, &review, &grace, r#"{"note": "Why?"}"#).await.json();
    assert_eq!((&returned["review"]["state"], &returned["review"]["note"]), (&json!("returned"), &json!("Why?")));
    assert_eq!(site.send(Method::GET, &path, &joan, "").await.json()["review"]["by"]["handle"], "grace");
    // Somebody who saw the text before it was returned has missed nothing of it.
    let changed =
        site.send_with(Method::PUT, &path, &joan, &[("if-match", "\"1\"")], r#"{"title": "Thick fog"}"#).await;
    assert_eq!(changed.status.as_u16(), 200);

    site.send(Method::PUT, &submission, &joan, "").await;
    site.send(Method::DELETE, &submission, &grace, "").await.problem(403);
    let withdrawn = site.send(Method::DELETE, &submission, &joan, "").await.json();
    assert_eq!(withdrawn["review"], json!(null));
    let problem = site.send(Method::PUT, &review, &grace, r#"{"note": "Why?"}"#).await.problem(400);
    assert!(problem["errors"]["note"][0].as_str().unwrap().contains("not in review any more"));
    let events = site.send(Method::GET, &format!("{path}/events"), &joan, "").await.json();
    let kinds: Vec<_> =
        events["events"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect();
    let expected =
        ["PostCreated", "PostSubmitted", "PostReturned", "PostEdited", "PostSubmitted", "PostSubmissionWithdrawn"];
    assert_eq!(kinds, expected);
}

#[tokio::test]
async fn readers_learn_nothing_of_a_review() {
    let site = Site::new().await;
    let (ann, grace) = (site.token("ann", Role::Author).await, site.token("grace", Role::Editor).await);
    let live = site.send(Method::POST, "/posts", &ann, r#"{"title": "Fog", "status": "published"}"#).await.json();
    let path = format!("/posts/{}", live["id"].as_str().unwrap());
    let refused = site.send(Method::PUT, &format!("{path}/submission"), &ann, "").await.problem(400);
    assert!(refused["errors"]["submission"][0].as_str().unwrap().contains("nothing to review"));
    site.send(Method::PUT, &path, &ann, r#"{"title": "Thick fog"}"#).await;
    site.send(Method::PUT, &format!("{path}/submission"), &ann, "").await;
    site.send(Method::PUT, &format!("{path}/review"), &grace, r#"{"note": "Why?"}"#).await;
    assert_eq!(site.send(Method::GET, &path, &ann, "").await.json()["review"]["note"], "Why?");
    let mary = site.token("mary", Role::Author).await;
    for seen in [site.send(Method::GET, &path, &mary, "").await, site.get(&format!("/api/v1{path}")).await] {
        assert_eq!((&seen.json()["review"], &seen.json()["title"]), (&json!(null), &json!("Fog")));
    }
    for path in ["submission", "review"] {
        let body = if path == "review" { r#"{"note": "x"}"# } else { "" };
        let address = format!("/posts/{}/{path}", live["id"].as_str().unwrap());
        site.send(Method::PUT, &address, &mary, body).await.problem(403);
        assert_eq!(
            site.ask(Method::PUT, &format!("/api/v1{address}"), &[("content-type", "application/json")], body)
                .await
                .status
                .as_u16(),
            401
        );
    }
}
