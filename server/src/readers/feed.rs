//! `/feed.xml`: the newest posts in full, as Atom (RFC 4287).

use std::io;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use blog::domain::Timestamp;
use blog::domain::views::{AuthorView, PostPage, SiteView};
use blog::service::cache::Dependencies;
use quick_xml::events::BytesText;

use super::address::{Address, ascii};
use super::answer::{Answer, Reader};
use super::xml::{self, Xml, allowed, element};
use crate::AppState;
use crate::error::Failure;

const CONTENT_TYPE: HeaderValue = HeaderValue::from_static("application/atom+xml; charset=utf-8");

/// The feed.
pub async fn feed(State(state): State<AppState>, reader: Reader) -> Response {
    let make = async |address: &Address<'_>, dependencies: &mut Dependencies| {
        let posts = state.blog.feed(dependencies).await?;
        let document = atom(&state.blog.site(), &address.path, &posts);
        let document = document.map_err(|_| Failure::new(StatusCode::INTERNAL_SERVER_ERROR))?;
        Ok(Answer::document(CONTENT_TYPE, document))
    };
    reader.answer_now(&state, make).await
}

fn atom(site: &SiteView, path: &str, posts: &[PostPage]) -> io::Result<String> {
    let mut xml = xml::document()?;
    let home = format!("{}/", site.base_url);
    xml.create_element("feed")
        .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
        .with_attribute(("xml:lang", site.language.as_str()))
        .write_inner_content(|xml| {
            element(xml, "id", &home)?;
            element(xml, "title", &site.name)?;
            if !site.description.is_empty() {
                element(xml, "subtitle", &site.description)?;
            }
            link(xml, "alternate", "text/html", &home)?;
            link(xml, "self", "application/atom+xml", &format!("{}{path}", site.base_url))?;
            element(xml, "updated", &newest(posts).to_string())?;
            posts.iter().try_for_each(|post| entry(xml, site, post))
        })?;
    Ok(xml::finish(xml))
}

/// A feed must say when it changed; one without entries never has.
fn newest(posts: &[PostPage]) -> Timestamp {
    posts.iter().map(|post| post.summary.updated_at).max().unwrap_or_default()
}

fn entry(xml: &mut Xml, site: &SiteView, post: &PostPage) -> io::Result<()> {
    let summary = &post.summary;
    let address = format!("{}{}", site.base_url, ascii(&summary.path));
    let language = summary.language.as_ref().unwrap_or(&site.language);
    xml.create_element("entry").with_attribute(("xml:lang", language.as_str())).write_inner_content(|xml| {
        element(xml, "id", &post.feed_id)?;
        element(xml, "title", &summary.title)?;
        link(xml, "alternate", "text/html", &address)?;
        element(xml, "published", &summary.published_at.to_string())?;
        element(xml, "updated", &summary.updated_at.to_string())?;
        summary.authors.iter().try_for_each(|one| author(xml, site, one))?;
        for tag in post.category.iter().chain(&summary.tags) {
            let term = xml.create_element("category").with_attribute(("term", tag.slug.as_str()));
            term.with_attribute(("label", allowed(&tag.label).as_ref())).write_empty()?;
        }
        element(xml, "summary", &summary.excerpt)?;
        // Addresses in the text are relative to the post's own page.
        xml.create_element("content")
            .with_attribute(("type", "html"))
            .with_attribute(("xml:base", address.as_str()))
            .write_text_content(BytesText::new(&allowed(&post.html)))?;
        Ok(())
    })?;
    Ok(())
}

fn author(xml: &mut Xml, site: &SiteView, author: &AuthorView) -> io::Result<()> {
    let address = format!("{}{}", site.base_url, ascii(&app::readers::address::author(&author.handle)));
    xml.create_element("author").write_inner_content(|xml| {
        element(xml, "name", &author.name)?;
        element(xml, "uri", &address)
    })?;
    Ok(())
}

fn link(xml: &mut Xml, relation: &str, content_type: &str, address: &str) -> io::Result<()> {
    xml.create_element("link")
        .with_attribute(("rel", relation))
        .with_attribute(("type", content_type))
        .with_attribute(("href", address))
        .write_empty()?;
    Ok(())
}
