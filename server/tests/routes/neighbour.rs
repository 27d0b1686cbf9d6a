//! Another site on this machine, whose pages are linked to.

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::Html;
use axum::routing::get;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\
    \x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82";

/// Its address; it goes on until the test ends.
pub async fn neighbour() -> String {
    let article = "<title>An *article*</title><meta property=og:image content=/picture.png>";
    let router = Router::new()
        .route("/article", get(async move || Html(article)))
        .route("/picture.png", get(async || ([(CONTENT_TYPE, "image/png")], PNG)))
        .route("/gone", get(async || StatusCode::NOT_FOUND));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}
