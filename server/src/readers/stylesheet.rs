//! Stylesheets that follow from the site's settings: its accent colour, and CSS of its own.

use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use blog::service::cache::{Dependencies, Dependency};

use super::address::Address;
use super::answer::{Answer, Reader};
use super::view::View;
use crate::AppState;
use crate::error::Failure;

const CSS: HeaderValue = HeaderValue::from_static("text/css; charset=utf-8");

/// The stylesheet of the site, as it is or as it was, at that address. The address has a hash of the content, so
/// whoever has it once may keep it for as long as `caching` says.
pub async fn stylesheet(state: &AppState, reader: Reader, caching: HeaderValue) -> Response {
    let make = async |view: &View<'_>, address: &Address<'_>, dependencies: &mut Dependencies| {
        dependencies.add(Dependency::Site);
        let site = view.site();
        let found = site.stylesheets.iter().find(|stylesheet| stylesheet.address == address.path);
        let found = found.ok_or(Failure::new(StatusCode::NOT_FOUND))?;
        Ok(Answer::Document { content_type: CSS, body: found.css.clone() })
    };
    let is_past = reader.query().contains("at=");
    let mut response = reader.answer(state, make).await;
    if !is_past && matches!(response.status(), StatusCode::OK | StatusCode::NOT_MODIFIED) {
        response.headers_mut().insert(CACHE_CONTROL, caching);
    }
    response
}
