//! `/comments/feed.xml` and `/posts/{slug}/comments/feed.xml`: the newest comments, as Atom (RFC 4287).

use std::io;

use app::readers::address;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use blog::domain::Timestamp;
use blog::domain::comment::{Closure, DiscussionPolicy, FeedComment};
use blog::domain::views::SiteView;
use blog::service::Lookup;
use blog::service::cache::Dependencies;
use blog::text::Text;
use quick_xml::events::BytesText;

use super::address::{Address, ascii};
use super::answer::{Answer, Reader};
use super::xml::{self, Xml, allowed, element};
use crate::AppState;
use crate::error::Failure;

const CONTENT_TYPE: HeaderValue = HeaderValue::from_static("application/atom+xml; charset=utf-8");

/// What a feed is of.
struct Source<'a> {
    title: String,
    /// The page that shows the same.
    page: String,
    /// Where the feed itself is.
    path: &'a str,
}

/// Comments on every post.
pub async fn all(State(state): State<AppState>, reader: Reader) -> Response {
    let make = async |address: &Address<'_>, dependencies: &mut Dependencies| {
        let site = state.blog.site();
        if site.comments == DiscussionPolicy::Off {
            return Err(Failure::new(StatusCode::NOT_FOUND));
        }
        let comments = state.blog.comment_feed(dependencies).await?;
        let title = Text::in_language(&site.language).comments_feed_of(&site.name);
        answer(&site, &Source { title, page: "/".to_owned(), path: &address.path }, &comments)
    };
    reader.answer_now(&state, make).await
}

/// Comments on one post.
pub async fn of_post(State(state): State<AppState>, reader: Reader) -> Response {
    let make = async |address: &Address<'_>, dependencies: &mut Dependencies| {
        let missing = || Failure::new(StatusCode::NOT_FOUND);
        let slug = address.segment(1);
        let target = match state.blog.comment_target(slug).await? {
            Lookup::Found(target) if target.closure != Some(Closure::Site) => target,
            Lookup::Moved(path) => {
                return Ok(Answer::Moved(app::readers::comments::post_feed_path(&path)));
            }
            Lookup::Gone => return Err(Failure::new(StatusCode::GONE)),
            Lookup::Found(_) | Lookup::Missing => return Err(missing()),
        };
        let comments = state.blog.post_comment_feed(target.post_id, dependencies).await?;
        let site = state.blog.site();
        let title = Text::in_language(&site.language).comments_feed_of(&target.title);
        answer(&site, &Source { title, page: address::post(slug), path: &address.path }, &comments)
    };
    reader.answer_now(&state, make).await
}

fn answer(site: &SiteView, source: &Source<'_>, comments: &[FeedComment]) -> Result<Answer, Failure> {
    let document = atom(site, source, comments).map_err(|_| Failure::new(StatusCode::INTERNAL_SERVER_ERROR))?;
    Ok(Answer::document(CONTENT_TYPE, document))
}

fn atom(site: &SiteView, source: &Source<'_>, comments: &[FeedComment]) -> io::Result<String> {
    let mut xml = xml::document()?;
    let own = format!("{}{}", site.base_url, source.path);
    xml.create_element("feed")
        .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
        .with_attribute(("xml:lang", site.language.as_str()))
        .write_inner_content(|xml| {
            element(xml, "id", &own)?;
            element(xml, "title", &source.title)?;
            link(xml, "alternate", "text/html", &format!("{}{}", site.base_url, ascii(&source.page)))?;
            link(xml, "self", "application/atom+xml", &own)?;
            element(xml, "updated", &newest(comments).to_string())?;
            comments.iter().try_for_each(|comment| entry(xml, site, comment))
        })?;
    Ok(xml::finish(xml))
}

/// A feed must say when it changed; one without entries never has.
fn newest(comments: &[FeedComment]) -> Timestamp {
    comments.iter().map(updated_at).max().unwrap_or_default()
}

fn updated_at(comment: &FeedComment) -> Timestamp {
    comment.said.edited_at.unwrap_or(comment.said.written_at)
}

fn entry(xml: &mut Xml, site: &SiteView, comment: &FeedComment) -> io::Result<()> {
    let text = Text::in_language(&site.language);
    let said = &comment.said;
    let name = if said.name.is_empty() { text.comment_nameless() } else { &said.name };
    let address = format!("{}{}", site.base_url, ascii(&comment.path));
    xml.create_element("entry").write_inner_content(|xml| {
        // Its identifier is its own, wherever the site moves.
        element(xml, "id", &format!("urn:uuid:{}", comment.id))?;
        element(xml, "title", &text.comment_by(name, &comment.post_title))?;
        link(xml, "alternate", "text/html", &address)?;
        element(xml, "published", &said.written_at.to_string())?;
        element(xml, "updated", &updated_at(comment).to_string())?;
        xml.create_element("author").write_inner_content(|xml| {
            element(xml, "name", name)?;
            said.website.iter().try_for_each(|website| element(xml, "uri", &ascii(website)))
        })?;
        let content = xml.create_element("content").with_attribute(("type", "html"));
        content.write_text_content(BytesText::new(&allowed(&said.html)))?;
        Ok(())
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
