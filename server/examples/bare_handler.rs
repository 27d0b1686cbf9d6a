//! The least that axum can do: one handler that returns the bytes of a file. `script/bench` measures it beside the
//! blog, so that the two figures come from one machine and one moment.

use std::net::SocketAddr;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use bytes::Bytes;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(address), Some(file)) = (arguments.next(), arguments.next()) else {
        return Err("usage: bare_handler ADDRESS FILE".into());
    };
    let address: SocketAddr = address.parse()?;
    let body = Bytes::from(std::fs::read(file)?);
    let handler = move || {
        let body = body.clone();
        async move { ([(CONTENT_TYPE, "text/html; charset=utf-8")], body) }
    };
    let listener = tokio::net::TcpListener::bind(address).await?;
    axum::serve(listener, Router::new().route("/{*path}", get(handler.clone())).route("/", get(handler))).await?;
    Ok(())
}
