//! What is refused before anybody looks at what it says.

use std::convert::Infallible;

use axum::body::Body;
use axum::http::Method;
use blog::domain::Role;
use serde_json::json;

use crate::site::Site;

const UNKNOWN: &str = "00000000-0000-0000-0000-000000000000";

#[tokio::test]
async fn without_a_valid_token_nothing_is_changed() {
    let site = Site::new().await;
    let post = site.published("Hello").await;
    let (address, publication) =
        (format!("/api/v1/posts/{}", post.id), format!("/api/v1/posts/{}/publication", post.id));
    let body = || json!({ "title": "Changed" }).to_string();
    let operations = [
        (Method::POST, "/api/v1/posts"),
        (Method::PUT, address.as_str()),
        (Method::DELETE, address.as_str()),
        (Method::PUT, publication.as_str()),
    ];
    for (method, path) in operations {
        let json = ("content-type", "application/json");
        let missing = site.ask(method.clone(), path, &[json], body()).await;
        missing.problem(401);
        assert_eq!(missing.header("www-authenticate"), "Bearer realm=\"lithair-blog\"");
        for forged in ["Bearer forged", "Bearer ", "bearer 0123456789abcdef"] {
            let headers = [json, ("authorization", forged)];
            let answer = site.ask(method.clone(), path, &headers, body()).await;
            answer.problem(401);
            assert!(answer.header("www-authenticate").contains("invalid_token"), "{forged}");
        }
    }
    site.get_with("/api/v1/posts", &[("authorization", "Bearer forged")]).await.problem(401);
    assert_eq!(site.get(&address).await.json()["title"], "Hello");
}

#[tokio::test]
async fn a_body_has_to_be_json_and_not_too_large() {
    let site = Site::with(|config| config.body_bytes_max = 1_000).await;
    let token = site.token("ann", Role::Admin).await;
    let bearer = format!("Bearer {token}");
    let large = json!({ "title": "a", "body": "x".repeat(2_000) }).to_string();
    let streamed = || {
        let chunks: Vec<_> = large.as_bytes().chunks(100).map(|chunk| Ok::<_, Infallible>(chunk.to_vec())).collect();
        Body::from_stream(futures_util::stream::iter(chunks))
    };
    let cases: Vec<(&str, Body, u16)> = vec![
        ("application/json", "{".into(), 400),
        ("application/json", "".into(), 400),
        ("application/json", "[]".into(), 400),
        ("application/json", "\"text\"".into(), 400),
        ("application/json", vec![b'{', b'"', 0xff].into(), 400),
        ("application/json", "[".repeat(900).into(), 400),
        ("application/json; charset=utf-8", "{\"title\": \"a\"}".into(), 201),
        ("application/merge-patch+json", "{\"title\": \"a\"}".into(), 201),
        ("application/x-www-form-urlencoded", "title=a".into(), 415),
        ("text/plain", "{\"title\": \"a\"}".into(), 415),
        ("", "{\"title\": \"a\"}".into(), 415),
        ("application/json", large.clone().into(), 413),
        ("application/json", streamed(), 413),
    ];
    for (content_type, body, status) in cases {
        let headers = [("authorization", bearer.as_str()), ("content-type", content_type)];
        let answer = site.ask(Method::POST, "/api/v1/posts", &headers, body).await;
        assert_eq!(answer.status.as_u16(), status, "{content_type}: {}", answer.text());
        if status != 201 {
            assert!(answer.problem(status)["detail"].is_string());
        }
    }
    let sized = [("authorization", bearer.as_str()), ("content-type", "application/json"), ("content-length", "2000")];
    site.ask(Method::POST, "/api/v1/posts", &sized, large.clone()).await.problem(413);
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Admin).await;
    let body = || json!({ "title": "a" }).to_string();
    for id in ["1", "nonsense", UNKNOWN, "%ff", "..%2f", "%00"] {
        let path = format!("/posts/{id}");
        site.send(Method::GET, &path, &token, "").await.problem(404);
        site.send(Method::PUT, &path, &token, body()).await.problem(404);
        site.send(Method::DELETE, &path, &token, "").await.problem(404);
        site.send(Method::PUT, &format!("{path}/publication"), &token, "").await.problem(404);
        site.send(Method::DELETE, &format!("{path}/tombstone"), &token, "").await.problem(404);
        site.send(Method::GET, &format!("{path}/events"), &token, "").await.problem(404);
    }
    for path in ["", "/", "/nothing", "/posts/", "/v2"] {
        site.send(Method::GET, path, &token, "").await.problem(404);
    }
}

#[tokio::test]
async fn a_method_that_is_not_taken_names_those_that_are() {
    let site = Site::new().await;
    let answer = site.ask(Method::PATCH, "/api/v1/posts", &[], "").await;
    answer.problem(405);
    assert_eq!(answer.header("allow"), "GET,HEAD,POST");
}

#[tokio::test]
async fn a_session_counts_only_for_requests_from_this_site() {
    let site = Site::new().await;
    site.token("ann", Role::Admin).await;
    let cookie = site.cookie("ann").await;
    let send = |origin: &'static str| {
        let headers = [("cookie", cookie.as_str()), ("content-type", "application/json"), ("origin", origin)];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let site = &site;
        async move {
            let headers: Vec<(&str, &str)> =
                headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            site.ask(Method::POST, "/api/v1/posts", &headers, json!({ "title": "a" }).to_string()).await
        }
    };
    assert_eq!(send("https://blog.example.org").await.status.as_u16(), 201);
    for origin in ["https://evil.example", "null", "http://blog.example.org"] {
        let problem = send(origin).await.problem(403);
        let detail = problem["detail"].as_str().unwrap();
        for part in [origin, "https://blog.example.org", "LITHAIR_BASE_URL"] {
            assert!(detail.contains(part), "{detail}");
        }
    }
    let all = site.get_with("/api/v1/posts", &[("cookie", &cookie)]).await.json();
    assert_eq!(all["posts"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_session_ends_for_good() {
    let site = Site::new().await;
    site.token("ann", Role::Admin).await;
    let session = site.blog.sign_in("ann", "correct horse", "").await.unwrap().unwrap();
    let set = server::session::set_cookie(&site.config, &session);
    for attribute in ["__Host-lithair_session=", "; HttpOnly", "; SameSite=Lax", "; Secure", "; Path=/", "; Max-Age="] {
        assert!(set.contains(attribute), "{set}");
    }
    site.blog.sign_out(&session.token).await.unwrap();
    let headers = [("cookie", set.split(';').next().unwrap()), ("content-type", "application/json")];
    site.ask(Method::POST, "/api/v1/posts", &headers, json!({ "title": "a" }).to_string()).await.problem(401);
    assert!(server::session::clear_cookie(&site.config).contains("Max-Age=0"));
}

#[tokio::test]
async fn a_site_that_stops_says_when_to_come_back() {
    let site = Site::new().await;
    let token = site.token("ann", Role::Admin).await;
    site.blog.close().await;
    let answer = site.send(Method::POST, "/posts", &token, json!({ "title": "a" }).to_string()).await;
    let problem = answer.problem(answer.status.as_u16());
    assert!(answer.status.is_server_error());
    assert!(!problem.to_string().contains("pool"), "the inside of a fault is not shown: {problem}");
}
