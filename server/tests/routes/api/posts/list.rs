//! `GET /api/v1/posts`.

use axum::http::Method;
use blog::domain::Role;
use blog::domain::post::PostInput;
use serde_json::Value;

use crate::site::Site;

fn titles(list: &Value) -> Vec<&str> {
    list["posts"].as_array().unwrap().iter().map(|post| post["title"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn lists_are_filtered_and_cut_into_pages() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Admin).await;
    site.post(PostInput { title: "Draft".into(), ..PostInput::default() }).await;
    for number in 1..=3 {
        let date = format!("2026-01-0{number}T00:00:00Z");
        let tags = if number == 2 { vec!["Rust".to_owned()] } else { Vec::new() };
        let (title, status) = (format!("Post {number}"), Some("published".to_owned()));
        site.post(PostInput { title, status, tags, published_at: Some(date), ..PostInput::default() }).await;
    }
    let everybody = site.get("/api/v1/posts").await.json();
    assert_eq!(titles(&everybody), ["Post 3", "Post 2", "Post 1"]);
    let cases: [(&str, &[&str]); 4] = [
        ("?status=draft", &["Draft"]),
        ("?status=published&tag=rust", &["Post 2"]),
        ("?tag=Rust", &["Post 2"]),
        ("?q=post+2", &["Post 2"]),
    ];
    for (query, expected) in cases {
        let list = site.send(Method::GET, &format!("/posts{query}"), &token, "").await.json();
        assert_eq!(titles(&list), expected, "{query}");
    }
    let first = site.get("/api/v1/posts?limit=2").await.json();
    assert_eq!(titles(&first), ["Post 3", "Post 2"]);
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = site.get(&format!("/api/v1/posts?limit=2&cursor={cursor}")).await.json();
    assert_eq!(titles(&second), ["Post 1"]);
    assert_eq!(second["next_cursor"], Value::Null);
}

#[tokio::test]
async fn a_query_that_cannot_be_used_is_refused() {
    let site = Site::new().await;
    let cases = ["limit=0", "limit=101", "limit=x", "status=secret", "at=yesterday", "cursor=nonsense", "colour=red"];
    for query in cases {
        let problem = site.get(&format!("/api/v1/posts?{query}")).await.problem(400);
        let field = query.split('=').next().unwrap();
        assert!(problem["errors"][field].is_array(), "{problem}");
    }
}
