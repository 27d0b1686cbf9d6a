//! Feeds: the newest posts of the site, or of one of its lists, in full; and the newest comments.

mod atom;
pub(super) mod comments;
mod json;
mod rss;

use app::readers::address::{self, FeedFormat};
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use blog::domain::Timestamp;
use blog::domain::views::{AuthorView, Feed, FeedEntry, LabelView, ListKind, SiteView};
use blog::service::Lookup;
use blog::service::cache::Dependencies;

use super::address::{Address, ascii};
use super::answer::{Answer, Reader};
use super::pages::{elsewhere_than, label};
use super::view::View;
use crate::AppState;
use crate::error::Failure;

/// `/feed.xml`, `/rss.xml`, `/feed.json`.
pub async fn of_site(State(state): State<AppState>, reader: Reader) -> Response {
    let make = async |address: &Address<'_>, dependencies: &mut Dependencies| {
        feed(&state, address, address.segment(0), ListKind::Home, dependencies).await
    };
    reader.answer_document(&state, make).await
}

/// `/tags/{slug}/feed.xml` and so on.
pub async fn of_tag(State(state): State<AppState>, reader: Reader) -> Response {
    let make = async |address: &Address<'_>, dependencies: &mut Dependencies| {
        feed(&state, address, address.segment(2), ListKind::Tag(label(address)), dependencies).await
    };
    reader.answer_document(&state, make).await
}

/// `/categories/{slug}/feed.xml` and so on.
pub async fn of_category(State(state): State<AppState>, reader: Reader) -> Response {
    let make = async |address: &Address<'_>, dependencies: &mut Dependencies| {
        feed(&state, address, address.segment(2), ListKind::Category(label(address)), dependencies).await
    };
    reader.answer_document(&state, make).await
}

/// `/authors/{handle}/feed.xml` and so on.
pub async fn of_author(State(state): State<AppState>, reader: Reader) -> Response {
    let make = async |address: &Address<'_>, dependencies: &mut Dependencies| {
        let LabelView { slug: handle, label: name } = label(address);
        feed(&state, address, address.segment(2), ListKind::Author(AuthorView { handle, name }), dependencies).await
    };
    reader.answer_document(&state, make).await
}

/// `/series/{slug}/feed.xml` and so on.
pub async fn of_series(State(state): State<AppState>, reader: Reader) -> Response {
    let make = async |address: &Address<'_>, dependencies: &mut Dependencies| {
        feed(&state, address, address.segment(2), ListKind::Series(label(address)), dependencies).await
    };
    reader.answer_document(&state, make).await
}

async fn feed(
    state: &AppState,
    address: &Address<'_>,
    file_name: &str,
    kind: ListKind,
    dependencies: &mut Dependencies,
) -> Result<Answer, Failure> {
    let view = View::now(&state.blog, None);
    let Some(format) = FeedFormat::of_file_name(file_name) else { return elsewhere_than(&view, address).await };
    match state.blog.feed(kind, dependencies).await? {
        Lookup::Found(feed) => {
            let site = state.blog.site();
            let document = match format {
                FeedFormat::Atom => atom::document(&site, &feed),
                FeedFormat::Rss => rss::document(&site, &feed),
                FeedFormat::Json => json::document(&site, &feed),
            };
            let document = document.map_err(|_| Failure::new(StatusCode::INTERNAL_SERVER_ERROR))?;
            Ok(Answer::Document { content_type: content_type(format), body: document })
        }
        Lookup::Moved(path) => Ok(Answer::Moved(format!("{path}/{file_name}"))),
        Lookup::Gone | Lookup::Missing => elsewhere_than(&view, address).await,
    }
}

fn content_type(format: FeedFormat) -> HeaderValue {
    let content_type = format!("{}; charset=utf-8", format.content_type());
    HeaderValue::try_from(content_type).unwrap_or(HeaderValue::from_static("text/plain"))
}

/// What a feed says of itself, the same in every format.
struct About {
    title: String,
    description: String,
    /// The page that shows the same.
    page: String,
    /// Where it is itself.
    address: String,
}

impl About {
    fn new(site: &SiteView, feed: &Feed, format: FeedFormat) -> Self {
        let title = app::readers::feed_title(site, &feed.kind);
        let description = app::readers::feed_description(site, &feed.kind);
        let (page, address) = (address::list(&feed.kind, 1), address::feed(&feed.kind, format));
        Self { description, ..Self::of(site, title, &page, &address) }
    }

    /// A feed of that title, at that path, of what the page at another path shows.
    fn of(site: &SiteView, title: String, page: &str, path: &str) -> Self {
        Self { title, description: String::new(), page: whole(site, page), address: whole(site, path) }
    }
}

/// A feed must say when it changed; one without entries never has.
fn changed_at(entries: &[FeedEntry]) -> Timestamp {
    entries.iter().map(|entry| entry.page.summary.updated_at).max().unwrap_or_default()
}

/// The whole address of a path of the site, in letters that every format carries; a whole address stays as it is.
fn whole(site: &SiteView, path: &str) -> String {
    if path.starts_with('/') { format!("{}{}", site.base_url, ascii(path)) } else { ascii(path).into_owned() }
}
