//! What everybody reads: pages, feeds, sitemap, media. Whole answers are kept in the page cache; a hit is looked up
//! and sent, past every layer.

pub(crate) mod address;
mod answer;
mod comments;
mod feeds;
mod language;
mod media;
mod pages;
mod preview;
mod sitemap;
mod stylesheet;
mod view;
mod webmention;
mod xml;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use crate::AppState;
use crate::error::Failure;

pub use answer::{Reader, ReaderHeaders, error_page};
pub use language::preferred as preferred_language;
pub use stylesheet::stylesheet;

/// The readers' routes.
pub fn routes(state: &AppState) -> Router<AppState> {
    comments::routes(state)
        .merge(webmention::routes())
        .route("/", get(pages::home))
        .route("/page/{number}", get(pages::home))
        .route("/posts/{slug}", get(pages::post))
        .route("/tags/{slug}", get(pages::tag))
        .route("/tags/{slug}/page/{number}", get(pages::tag))
        .route("/tags/{slug}/{file_name}", get(feeds::of_tag))
        .route("/categories/{slug}", get(pages::category))
        .route("/categories/{slug}/page/{number}", get(pages::category))
        .route("/categories/{slug}/{file_name}", get(feeds::of_category))
        .route("/authors/{handle}", get(pages::author))
        .route("/authors/{handle}/page/{number}", get(pages::author))
        .route("/authors/{handle}/{file_name}", get(feeds::of_author))
        .route("/series/{slug}", get(pages::series))
        .route("/series/{slug}/page/{number}", get(pages::series))
        .route("/series/{slug}/{file_name}", get(feeds::of_series))
        .route("/archive", get(pages::archive))
        .route("/archive/page/{number}", get(pages::archive))
        .route("/archive/{year}", get(pages::archive_year))
        .route("/archive/{year}/page/{number}", get(pages::archive_year))
        .route("/archive/{year}/{month}", get(pages::archive_month))
        .route("/archive/{year}/{month}/page/{number}", get(pages::archive_month))
        .route("/search", get(pages::search))
        .route("/feed.xml", get(feeds::of_site))
        .route("/rss.xml", get(feeds::of_site))
        .route("/feed.json", get(feeds::of_site))
        .route("/comments/feed.xml", get(feeds::comments::all))
        .route("/posts/{slug}/comments/feed.xml", get(feeds::comments::of_post))
        .route("/sitemap.xml", get(sitemap::sitemap))
        .route("/sitemaps/{file_name}", get(sitemap::part))
        .route("/robots.txt", get(sitemap::robots))
        .route("/media/{hash}/{name}", get(media::media))
        .route("/media/{hash}/{width}/{name}", get(media::variant))
        .route("/preview/{secret}", get(preview::preview))
        .route("/{slug}", get(pages::page))
        .fallback(pages::elsewhere)
        .method_not_allowed_fallback(only_reading)
}

/// Answers every method but those that read.
pub async fn only_reading(State(state): State<AppState>, reader: Reader) -> Response {
    reader.answer_directly(&state, async |_| Err(Failure::new(StatusCode::METHOD_NOT_ALLOWED))).await
}
