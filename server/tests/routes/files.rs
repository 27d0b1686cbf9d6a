//! Forms with files, and files to be sent in them.

use axum::http::Method;

use crate::site::{Answer, Site};

#[expect(dead_code, reason = "each test needs some of them")]
#[path = "../../../src/service/pictures/fixtures.rs"]
mod fixtures;

pub use fixtures::*;

/// A form with that content; each part has its headers and its bytes.
pub fn form(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (disposition, bytes) in parts {
        body.extend(format!("--limit\r\nContent-Disposition: form-data; {disposition}\r\n\r\n").into_bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--limit--\r\n");
    body
}

/// A form with files under their names.
pub fn files(files: &[(&str, &[u8])]) -> Vec<u8> {
    let parts: Vec<(String, &[u8])> = files
        .iter()
        .map(|(name, bytes)| (format!("name=\"file\"; filename=\"{name}\"\r\nContent-Type: image/png"), *bytes))
        .collect();
    form(&parts.iter().map(|(disposition, bytes)| (disposition.as_str(), *bytes)).collect::<Vec<_>>())
}

/// Sends a form to the library as somebody who signed in, or as nobody with an empty cookie.
pub async fn upload(site: &Site, cookie: &str, accept: &str, body: Vec<u8>) -> Answer {
    let headers = [
        ("content-type", "multipart/form-data; boundary=limit"),
        ("cookie", cookie),
        ("accept", accept),
        ("origin", "https://blog.example.org"),
    ];
    site.ask(Method::POST, "/admin/media", &headers, body).await
}
