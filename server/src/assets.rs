//! Files that pages link to: built into the binary, and served from memory.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderValue, VARY};
use axum::response::Response;
use axum::routing::get;
use blog::service::cache::page::Effort;
use blog::service::cache::{Page, Rendered};

use crate::config::Config;
use crate::readers::{self, Reader};
use crate::{AppState, respond, security};

mod built {
    include!(concat!(env!("OUT_DIR"), "/assets.rs"));
}

pub use built::{FAVICON, ISLANDS_AVAILABLE, STYLESHEET};

/// What `cargo leptos watch` sets: the folder whose files change while the program runs.
const WATCHED_ROOT: &str = "LEPTOS_SITE_ROOT";

/// The address has a hash of the content: another content has another address.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// The address stays when the content changes.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("public, no-cache");

/// The files' routes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/assets/{*name}", get(asset))
        .route("/pkg/{*name}", get(package))
        .method_not_allowed_fallback(readers::only_reading)
}

/// What readers' pages link to.
pub fn for_pages() -> &'static app::readers::Assets {
    static ASSETS: LazyLock<app::readers::Assets> =
        LazyLock::new(|| app::readers::Assets { stylesheet: STYLESHEET.to_owned(), favicon: FAVICON.to_owned() });
    &ASSETS
}

/// Every file by its address, as complete responses.
#[derive(Debug)]
pub struct AssetPages {
    pages: HashMap<&'static str, Arc<Page>>,
    /// The folder of islands that are being worked on.
    watched: Option<PathBuf>,
}

impl AssetPages {
    /// The files that were built in, with the headers that the settings ask for.
    pub fn new(config: &Config) -> Self {
        let hashed = built::HASHED.iter().map(|(address, content)| (*address, *content, FOR_EVER));
        let package = built::PACKAGE.iter().map(|(address, content)| (*address, *content, ASK_AGAIN));
        let pages = hashed
            .chain(package)
            .map(|(address, content, caching)| (address, Arc::new(page(address, content.into(), caching, config))))
            .collect();
        Self { pages, watched: std::env::var_os(WATCHED_ROOT).map(PathBuf::from) }
    }

    fn get(&self, address: &str) -> Option<Arc<Page>> {
        self.pages.get(address).cloned()
    }
}

async fn asset(State(state): State<AppState>, reader: Reader) -> Response {
    match state.assets.get(reader.path()) {
        Some(page) => respond::page(&page, reader.headers()).await,
        None => readers::stylesheet(&state, reader, FOR_EVER).await,
    }
}

async fn package(State(state): State<AppState>, reader: Reader) -> Response {
    match watched(&state, reader.path()).await {
        Some(page) => respond::page(&page, reader.headers()).await,
        None => asset(State(state), reader).await,
    }
}

/// A file of the islands as it is on disk now, while somebody works on them.
async fn watched(state: &AppState, address: &str) -> Option<Arc<Page>> {
    let root = state.assets.watched.as_ref()?;
    let name = address.strip_prefix("/pkg/").filter(|name| !name.contains(['/', '\\', '%']))?;
    let content = tokio::fs::read(root.join("pkg").join(name)).await.ok()?;
    Some(Arc::new(page(address, content.into(), ASK_AGAIN, &state.config)))
}

fn page(address: &str, content: bytes::Bytes, caching: HeaderValue, config: &Config) -> Page {
    let mut headers = HeaderMap::new();
    security::insert_common(&mut headers, config);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type(address)));
    headers.insert(CONTENT_SECURITY_POLICY, security::SVG_POLICY);
    headers.insert(CACHE_CONTROL, caching);
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    Page::new(Rendered {
        status: StatusCode::OK,
        headers,
        body: content,
        last_modified: None,
        is_cacheable: true,
        // Whoever tries something out waits for the first answer, and nobody loads it over a slow line.
        effort: if cfg!(debug_assertions) { Effort::Quick } else { Effort::Best },
    })
}

fn content_type(address: &str) -> &'static str {
    match address.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "ico" => "image/x-icon",
        "js" => "text/javascript; charset=utf-8",
        "json" | "webmanifest" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}
