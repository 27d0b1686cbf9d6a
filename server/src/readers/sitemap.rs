//! `/sitemap.xml` and `/robots.txt`: for search engines.

use std::io;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use blog::domain::Timestamp;
use blog::service::cache::Dependencies;

use super::address::{Address, ascii};
use super::answer::{Answer, Reader};
use super::xml::{self, Xml, element};
use crate::AppState;
use crate::error::Failure;

/// Every address (sitemaps.org).
pub async fn sitemap(State(state): State<AppState>, reader: Reader) -> Response {
    let make = async |_: &Address<'_>, dependencies: &mut Dependencies| {
        let (entries, series) = state.blog.sitemap(dependencies).await?;
        let series: Vec<String> = series.iter().map(|slug| app::readers::address::series(slug)).collect();
        let lists = ["/", "/archive"].into_iter().chain(series.iter().map(String::as_str)).map(|path| (path, None));
        let texts = entries.iter().map(|entry| (entry.path.as_str(), Some(entry.updated_at)));
        let document = urls(&state.blog.site().base_url, lists.chain(texts));
        let document = document.map_err(|_| Failure::new(StatusCode::INTERNAL_SERVER_ERROR))?;
        Ok(Answer::document(HeaderValue::from_static("application/xml; charset=utf-8"), document))
    };
    reader.answer_now(&state, make).await
}

/// What search engines may read: everything but the writers' pages and what a search finds.
pub async fn robots(State(state): State<AppState>, reader: Reader) -> Response {
    let make = async |_: &Address<'_>, _: &mut Dependencies| {
        let base_url = &state.blog.site().base_url;
        let text = format!("User-agent: *\nDisallow: /admin\nDisallow: /search\n\nSitemap: {base_url}/sitemap.xml\n");
        Ok(Answer::document(HeaderValue::from_static("text/plain; charset=utf-8"), text))
    };
    reader.answer_now(&state, make).await
}

fn urls<'a>(base_url: &str, addresses: impl Iterator<Item = (&'a str, Option<Timestamp>)>) -> io::Result<String> {
    let mut xml = xml::document()?;
    let mut addresses = addresses;
    xml.create_element("urlset")
        .with_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"))
        .write_inner_content(|xml| addresses.try_for_each(|(path, changed_at)| url(xml, base_url, path, changed_at)))?;
    Ok(xml::finish(xml))
}

fn url(xml: &mut Xml, base_url: &str, path: &str, changed_at: Option<Timestamp>) -> io::Result<()> {
    xml.create_element("url").write_inner_content(|xml| {
        element(xml, "loc", &format!("{base_url}{}", ascii(path)))?;
        changed_at.map_or(Ok(()), |at| element(xml, "lastmod", &at.to_string()))
    })?;
    Ok(())
}
