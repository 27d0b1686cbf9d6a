//! `/comments/feed.xml` and `/posts/{slug}/comments/feed.xml`: the newest comments, as Atom (RFC 4287).

use std::io;

use app::readers::address::{self, FeedFormat};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use blog::domain::Timestamp;
use blog::domain::comment::{Closure, DiscussionPolicy, FeedComment};
use blog::domain::views::SiteView;
use blog::service::Lookup;
use blog::service::cache::Dependencies;
use blog::text::Text;

use super::{About, atom, content_type, whole};
use crate::AppState;
use crate::error::Failure;
use crate::readers::address::{Address, ascii};
use crate::readers::answer::{Answer, Reader};
use crate::readers::xml::{Xml, element};

/// Comments on every post.
pub async fn all(State(state): State<AppState>, reader: Reader) -> Response {
    let make = async |address: &Address<'_>, dependencies: &mut Dependencies| {
        let site = state.blog.site();
        if site.comments == DiscussionPolicy::Off {
            return Err(Failure::new(StatusCode::NOT_FOUND));
        }
        let comments = state.blog.comment_feed(dependencies).await?;
        let title = Text::in_language(&site.language).comments_feed_of(&site.name);
        answer(&site, &About::of(&site, title, "/", &address.path), &comments)
    };
    reader.answer_document(&state, make).await
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
        answer(&site, &About::of(&site, title, &address::post(slug), &address.path), &comments)
    };
    reader.answer_document(&state, make).await
}

fn answer(site: &SiteView, about: &About, comments: &[FeedComment]) -> Result<Answer, Failure> {
    // A feed without entries never changed.
    let changed_at = comments.iter().map(updated_at).max().unwrap_or_default();
    let entries = |xml: &mut Xml| comments.iter().try_for_each(|comment| entry(xml, site, comment));
    let document = atom::written(site, about, &about.address, changed_at, entries);
    let document = document.map_err(|_| Failure::new(StatusCode::INTERNAL_SERVER_ERROR))?;
    Ok(Answer::Document { content_type: content_type(FeedFormat::Atom), body: document })
}

fn updated_at(comment: &FeedComment) -> Timestamp {
    comment.said.edited_at.unwrap_or(comment.said.written_at)
}

fn entry(xml: &mut Xml, site: &SiteView, comment: &FeedComment) -> io::Result<()> {
    let text = Text::in_language(&site.language);
    let said = &comment.said;
    let name = if said.name.is_empty() { text.comment_nameless() } else { &said.name };
    xml.create_element("entry").write_inner_content(|xml| {
        // Its identifier is its own, wherever the site moves.
        element(xml, "id", &format!("urn:uuid:{}", comment.id))?;
        element(xml, "title", &text.comment_by(name, &comment.post_title))?;
        atom::link(xml, "alternate", "text/html", &whole(site, &comment.path))?;
        said.mention.iter().try_for_each(|mention| atom::link(xml, "via", "text/html", &ascii(&mention.source)))?;
        element(xml, "published", &said.written_at.to_string())?;
        element(xml, "updated", &updated_at(comment).to_string())?;
        xml.create_element("author").write_inner_content(|xml| {
            element(xml, "name", name)?;
            said.website.iter().try_for_each(|website| element(xml, "uri", &ascii(website)))
        })?;
        atom::html_content(xml, &said.html)
    })?;
    Ok(())
}
