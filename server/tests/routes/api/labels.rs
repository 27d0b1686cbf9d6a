//! `/api/v1/labels/{taxonomy}` and `/api/v1/labels/{taxonomy}/{slug}`.

use axum::http::Method;
use blog::domain::Role;
use blog::domain::post::PostInput;
use serde_json::{Value, json};

use crate::site::Site;

async fn site() -> (Site, String) {
    let site = Site::new().await;
    let token = site.token("ada", Role::Editor).await;
    for (title, tag) in [("Fog", "Rust"), ("Mist", "Go"), ("Rain", "Zig")] {
        let (tags, status) = (vec![tag.to_owned()], Some("published".to_owned()));
        site.post(PostInput { title: title.into(), tags, status, ..PostInput::default() }).await;
    }
    (site, token)
}

#[tokio::test]
async fn labels_are_listed_page_by_page() {
    let (site, token) = site().await;
    let get = async |path: &str| site.send(Method::GET, path, &token, "").await;
    let first = get("/labels/tags?limit=2").await.json();
    let slugs =
        |page: &Value| page["labels"].as_array().unwrap().iter().map(|it| it["slug"].clone()).collect::<Vec<_>>();
    assert_eq!(slugs(&first), ["go", "rust"]);
    let cursor = first["next_cursor"].as_str().unwrap();
    let last = get(&format!("/labels/tags?limit=2&cursor={cursor}")).await.json();
    assert_eq!((slugs(&last), &last["next_cursor"]), (vec![json!("zig")], &Value::Null));
    assert_eq!(slugs(&get("/labels/tags?q=US").await.json()), ["rust"]);
    get("/labels/tags?limit=0").await.problem(400);
    get("/labels/tags?colour=red").await.problem(400);
    get("/labels/colours").await.problem(404);
    assert_eq!(get("/labels/series").await.json(), json!({ "labels": [], "next_cursor": null }));

    let label = get("/labels/tags/rust").await.json();
    let expected = json!({ "slug": "rust", "name": "Rust", "path": "/tags/rust", "posts": 1, "published": 1 });
    assert_eq!(label, expected);
    let document = site.get("/api/v1/openapi.json").await.json();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<std::collections::BTreeSet<_>>();
    assert_eq!(keys(&document["components"]["schemas"]["Label"]["properties"]), keys(&label));
}

#[tokio::test]
async fn labels_are_renamed_brought_together_and_deleted() {
    let (site, token) = site().await;
    let put = async |path: &str, body: Value| site.send(Method::PUT, path, &token, body.to_string()).await;
    let renamed = put("/labels/tags/rust", json!({ "name": "Crab" })).await;
    assert_eq!((renamed.status.as_u16(), renamed.json()["path"].as_str()), (200, Some("/tags/crab")));
    put("/labels/tags/rust", json!({ "name": "Crab" })).await.problem(404);
    let refused = put("/labels/tags/crab", json!({ "name": "go" })).await.problem(400);
    assert!(refused["errors"]["name"].is_array(), "{refused}");
    assert_eq!(put("/labels/tags/crab", json!({ "name": "go", "merge": true })).await.json()["posts"], 2);
    assert_eq!(site.get("/tags/rust").await.header("location"), "/tags/go");
    assert_eq!(site.send(Method::DELETE, "/labels/tags/go", &token, "").await.status, 204);
    site.send(Method::DELETE, "/labels/tags/go", &token, "").await.problem(404);
    assert_eq!(site.get("/tags/go").await.status, 404);

    let author = site.token("eve", Role::Author).await;
    for method in [Method::GET, Method::DELETE] {
        site.send(method, "/labels/tags/zig", &author, "").await.problem(403);
    }
    site.send(Method::GET, "/labels/tags", &author, "").await.problem(403);
    site.get("/api/v1/labels/tags").await.problem(401);
}
