//! `/sitemap.xml`, its parts, and `/robots.txt`: for search engines.

use std::io;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use blog::domain::Timestamp;
use blog::service::cache::Dependencies;
use blog::store::sitemap::SitemapEntry;

use super::address::{Address, ascii, canonical_number};
use super::answer::{Answer, Reader};
use super::xml::{self, Xml, element};
use crate::AppState;
use crate::error::Failure;

const CONTENT_TYPE: HeaderValue = HeaderValue::from_static("application/xml; charset=utf-8");
const NAMESPACE: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");

/// Every address, or the parts in which there are all of them (sitemaps.org).
pub async fn sitemap(State(state): State<AppState>, reader: Reader) -> Response {
    let make = async |_: &Address<'_>, dependencies: &mut Dependencies| {
        let sitemap = state.blog.sitemap(1, dependencies).await?.ok_or(Failure::new(StatusCode::NOT_FOUND))?;
        let base_url = &state.blog.site().base_url;
        written(if sitemap.parts == 1 { urls(base_url, &sitemap.entries) } else { index(base_url, sitemap.parts) })
    };
    reader.answer_document(&state, make).await
}

/// `/sitemaps/{number}.xml`: a part of the addresses of a large site.
pub async fn part(State(state): State<AppState>, reader: Reader) -> Response {
    let make = async |address: &Address<'_>, dependencies: &mut Dependencies| {
        let number = address.segment(1).strip_suffix(".xml").and_then(canonical_number);
        let sitemap = match number {
            Some(number) => state.blog.sitemap(number.into(), dependencies).await?,
            None => None,
        };
        let sitemap = sitemap.ok_or(Failure::new(StatusCode::NOT_FOUND))?;
        written(urls(&state.blog.site().base_url, &sitemap.entries))
    };
    reader.answer_document(&state, make).await
}

fn written(document: io::Result<String>) -> Result<Answer, Failure> {
    let document = document.map_err(|_| Failure::new(StatusCode::INTERNAL_SERVER_ERROR))?;
    Ok(Answer::Document { content_type: CONTENT_TYPE, body: document })
}

/// What search engines may read: everything but the writers' pages.
pub async fn robots(State(state): State<AppState>, reader: Reader) -> Response {
    let make = async |_: &Address<'_>, _: &mut Dependencies| {
        let base_url = &state.blog.site().base_url;
        let text = format!("User-agent: *\nDisallow: /admin\n\nSitemap: {base_url}/sitemap.xml\n");
        Ok(Answer::Document { content_type: HeaderValue::from_static("text/plain; charset=utf-8"), body: text })
    };
    reader.answer_document(&state, make).await
}

fn urls(base_url: &str, entries: &[SitemapEntry]) -> io::Result<String> {
    let mut xml = xml::document()?;
    xml.create_element("urlset")
        .with_attribute(NAMESPACE)
        .write_inner_content(|xml| entries.iter().try_for_each(|entry| url(xml, base_url, entry)))?;
    Ok(xml::finish(xml))
}

fn url(xml: &mut Xml, base_url: &str, entry: &SitemapEntry) -> io::Result<()> {
    xml.create_element("url").write_inner_content(|xml| {
        element(xml, "loc", &format!("{base_url}{}", ascii(&entry.path)))?;
        // A site without posts has not changed yet.
        if entry.updated_at == Timestamp::default() {
            return Ok(());
        }
        element(xml, "lastmod", &entry.updated_at.to_string())
    })?;
    Ok(())
}

fn index(base_url: &str, parts: u64) -> io::Result<String> {
    let mut xml = xml::document()?;
    xml.create_element("sitemapindex").with_attribute(NAMESPACE).write_inner_content(|xml| {
        (1..=parts).try_for_each(|part| {
            let address = format!("{base_url}/sitemaps/{part}.xml");
            xml.create_element("sitemap").write_inner_content(|xml| element(xml, "loc", &address))?;
            Ok(())
        })
    })?;
    Ok(xml::finish(xml))
}
