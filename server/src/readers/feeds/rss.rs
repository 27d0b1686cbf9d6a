//! RSS 2.0 (rssboard.org/rss-specification), with the modules for whole texts (`content`), authors without a mail address
//! (`dc`) and the feed's own address (`atom`).

use std::io;

use app::readers::address::FeedFormat;
use blog::domain::views::{Feed, FeedEntry, SiteView};
use quick_xml::events::BytesText;

use super::{About, changed_at, whole};
use crate::readers::xml::{self, Xml, allowed, element};

pub(super) fn document(site: &SiteView, feed: &Feed) -> io::Result<String> {
    let mut xml = xml::document()?;
    xml.create_element("rss")
        .with_attribute(("version", "2.0"))
        .with_attribute(("xmlns:atom", "http://www.w3.org/2005/Atom"))
        .with_attribute(("xmlns:content", "http://purl.org/rss/1.0/modules/content/"))
        .with_attribute(("xmlns:dc", "http://purl.org/dc/elements/1.1/"))
        .write_inner_content(|xml| {
            xml.create_element("channel").write_inner_content(|xml| channel(xml, site, feed))?;
            Ok(())
        })?;
    Ok(xml::finish(xml))
}

fn channel(xml: &mut Xml, site: &SiteView, feed: &Feed) -> io::Result<()> {
    let about = About::new(site, feed, FeedFormat::Rss);
    element(xml, "title", &about.title)?;
    element(xml, "link", &about.page)?;
    // The one that every channel must have: a site that says nothing of itself has its name.
    element(xml, "description", if about.description.is_empty() { &about.title } else { &about.description })?;
    element(xml, "language", site.language.as_str())?;
    element(xml, "lastBuildDate", &changed_at(&feed.entries).to_http_date())?;
    xml.create_element("atom:link")
        .with_attribute(("rel", "self"))
        .with_attribute(("type", FeedFormat::Rss.content_type()))
        .with_attribute(("href", about.address.as_str()))
        .write_empty()?;
    feed.entries.iter().try_for_each(|one| item(xml, site, one))
}

fn item(xml: &mut Xml, site: &SiteView, entry: &FeedEntry) -> io::Result<()> {
    let post = &entry.page;
    let summary = &post.summary;
    xml.create_element("item").write_inner_content(|xml| {
        element(xml, "title", &summary.title)?;
        element(xml, "link", &whole(site, &summary.path))?;
        xml.create_element("guid")
            .with_attribute(("isPermaLink", "false"))
            .write_text_content(BytesText::new(&allowed(&post.feed_id)))?;
        // An HTTP date is one of those of RFC 822 that RSS asks for.
        element(xml, "pubDate", &summary.published_at.to_http_date())?;
        summary.authors.iter().try_for_each(|author| element(xml, "dc:creator", &author.name))?;
        post.category.iter().chain(&summary.tags).try_for_each(|tag| element(xml, "category", &tag.label))?;
        element(xml, "description", &summary.excerpt)?;
        if let Some(enclosure) = &entry.enclosure {
            xml.create_element("enclosure")
                .with_attribute(("url", enclosure.url.as_str()))
                .with_attribute(("length", enclosure.length_bytes.to_string().as_str()))
                .with_attribute(("type", enclosure.content_type.as_str()))
                .write_empty()?;
        }
        element(xml, "content:encoded", &post.html)
    })?;
    Ok(())
}
