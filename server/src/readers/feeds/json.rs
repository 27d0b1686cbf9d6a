//! JSON Feed 1.1 (jsonfeed.org/version/1.1).

use std::io;

use app::readers::address::{self, FeedFormat};
use blog::domain::views::{AuthorView, Enclosure, Feed, FeedEntry, SiteView};
use serde::Serialize;

use super::{About, whole};

#[derive(Serialize)]
struct Document<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    feed_url: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<String>,
    language: &'a str,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    url: String,
    title: &'a str,
    content_html: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    summary: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    date_published: String,
    date_modified: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
    language: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment<'a>>,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
    url: String,
}

#[derive(Serialize)]
struct Attachment<'a> {
    url: &'a str,
    mime_type: &'a str,
    size_in_bytes: u64,
}

pub(super) fn document(site: &SiteView, feed: &Feed) -> io::Result<String> {
    let about = About::new(site, feed, FeedFormat::Json);
    let document = Document {
        version: "https://jsonfeed.org/version/1.1",
        title: &about.title,
        home_page_url: &about.page,
        feed_url: &about.address,
        description: &about.description,
        icon: site.icon.as_deref().map(|icon| whole(site, icon)),
        language: site.language.as_str(),
        items: feed.entries.iter().map(|entry| item(site, entry)).collect(),
    };
    Ok(serde_json::to_string(&document)?)
}

fn item<'a>(site: &'a SiteView, entry: &'a FeedEntry) -> Item<'a> {
    let post = &entry.page;
    let summary = &post.summary;
    Item {
        id: &post.feed_id,
        url: whole(site, &summary.path),
        title: &summary.title,
        content_html: &post.html,
        summary: &summary.excerpt,
        image: summary.cover.as_deref().map(|cover| whole(site, cover)),
        date_published: summary.published_at.to_string(),
        date_modified: summary.updated_at.to_string(),
        authors: summary.authors.iter().map(|one| author(site, one)).collect(),
        tags: post.category.iter().chain(&summary.tags).map(|tag| tag.label.as_str()).collect(),
        language: summary.language.as_ref().unwrap_or(&site.language).as_str(),
        attachments: entry.enclosure.iter().map(attachment).collect(),
    }
}

fn author<'a>(site: &SiteView, author: &'a AuthorView) -> Author<'a> {
    Author { name: &author.name, url: whole(site, &address::author(&author.handle)) }
}

fn attachment(enclosure: &Enclosure) -> Attachment<'_> {
    Attachment { url: &enclosure.url, mime_type: &enclosure.content_type, size_in_bytes: enclosure.length_bytes }
}
