//! `/api/v1/openapi.json`.

use axum::http::Method;
use serde_json::Value;

use crate::site::Site;

#[tokio::test]
async fn every_described_operation_is_there_and_no_other() {
    let site = Site::new().await;
    let document = site.get("/api/v1/openapi.json").await.json();
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.contains_key("/posts/{id}/publication"));
    for (path, operations) in paths {
        let address =
            format!("/api/v1{}", path.replace("{id}", "00000000-0000-0000-0000-000000000000").replace("{hash}", "00"));
        for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE] {
            let is_described = operations.get(method.as_str().to_lowercase()).is_some();
            let status = site.ask(method.clone(), &address, &[], "").await.status.as_u16();
            assert_eq!(status != 405, is_described, "{method} {path}: {status}");
        }
    }
}

#[tokio::test]
async fn a_post_has_just_the_described_members() {
    let site = Site::new().await;
    let post = site.published("Hello").await;
    let document = site.get("/api/v1/openapi.json").await.json();
    let answer = site.get(&format!("/api/v1/posts/{}", post.id)).await.json();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<std::collections::BTreeSet<_>>();
    assert_eq!(keys(&document["components"]["schemas"]["Post"]["properties"]), keys(&answer));
}
