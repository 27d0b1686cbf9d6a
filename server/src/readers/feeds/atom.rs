//! Atom (RFC 4287).

use std::io;

use app::readers::address::{self, FeedFormat};
use blog::domain::Timestamp;
use blog::domain::views::{AuthorView, Enclosure, Feed, FeedEntry, SiteView};
use quick_xml::events::BytesText;

use super::{About, changed_at, whole};
use crate::readers::xml::{self, Xml, allowed, element};

pub(super) fn document(site: &SiteView, feed: &Feed) -> io::Result<String> {
    let about = About::new(site, feed, FeedFormat::Atom);
    written(site, &about, &about.page, changed_at(&feed.entries), |xml| {
        if !about.description.is_empty() {
            element(xml, "subtitle", &about.description)?;
        }
        if let Some(icon) = &site.icon {
            element(xml, "icon", &whole(site, icon))?;
        }
        // An entry that names no author has the feed's (section 4.2.1).
        xml.create_element("author").write_inner_content(|xml| element(xml, "name", &site.name))?;
        feed.entries.iter().try_for_each(|one| entry(xml, site, one))
    })
}

/// A feed with what every feed has, by what is said of it, its identifier and when it changed.
pub(super) fn written(
    site: &SiteView,
    about: &About,
    id: &str,
    changed_at: Timestamp,
    rest: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<String> {
    let mut xml = xml::document()?;
    xml.create_element("feed")
        .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
        .with_attribute(("xml:lang", site.language.as_str()))
        .write_inner_content(|xml| {
            element(xml, "id", id)?;
            element(xml, "title", &about.title)?;
            link(xml, "alternate", "text/html", &about.page)?;
            link(xml, "self", FeedFormat::Atom.content_type(), &about.address)?;
            element(xml, "updated", &changed_at.to_string())?;
            rest(xml)
        })?;
    Ok(xml::finish(xml))
}

fn entry(xml: &mut Xml, site: &SiteView, entry: &FeedEntry) -> io::Result<()> {
    let post = &entry.page;
    let summary = &post.summary;
    let language = summary.language.as_ref().unwrap_or(&site.language);
    xml.create_element("entry").with_attribute(("xml:lang", language.as_str())).write_inner_content(|xml| {
        element(xml, "id", &post.feed_id)?;
        element(xml, "title", &summary.title)?;
        link(xml, "alternate", "text/html", &whole(site, &summary.path))?;
        element(xml, "published", &summary.published_at.to_string())?;
        element(xml, "updated", &summary.updated_at.to_string())?;
        summary.authors.iter().try_for_each(|one| author(xml, site, one))?;
        for tag in post.category.iter().chain(&summary.tags) {
            let term = xml.create_element("category").with_attribute(("term", tag.slug.as_str()));
            term.with_attribute(("label", allowed(&tag.label).as_ref())).write_empty()?;
        }
        entry.enclosure.iter().try_for_each(|one| enclosure(xml, one))?;
        element(xml, "summary", &summary.excerpt)?;
        html_content(xml, &post.html)
    })?;
    Ok(())
}

fn author(xml: &mut Xml, site: &SiteView, author: &AuthorView) -> io::Result<()> {
    xml.create_element("author").write_inner_content(|xml| {
        element(xml, "name", &author.name)?;
        element(xml, "uri", &whole(site, &address::author(&author.handle)))
    })?;
    Ok(())
}

/// What an entry says, as escaped HTML.
pub(super) fn html_content(xml: &mut Xml, html: &str) -> io::Result<()> {
    let content = xml.create_element("content").with_attribute(("type", "html"));
    content.write_text_content(BytesText::new(&allowed(html)))?;
    Ok(())
}

pub(super) fn link(xml: &mut Xml, relation: &str, content_type: &str, address: &str) -> io::Result<()> {
    xml.create_element("link")
        .with_attribute(("rel", relation))
        .with_attribute(("type", content_type))
        .with_attribute(("href", address))
        .write_empty()?;
    Ok(())
}

fn enclosure(xml: &mut Xml, enclosure: &Enclosure) -> io::Result<()> {
    xml.create_element("link")
        .with_attribute(("rel", "enclosure"))
        .with_attribute(("type", enclosure.content_type.as_str()))
        .with_attribute(("length", enclosure.length_bytes.to_string().as_str()))
        .with_attribute(("href", enclosure.url.as_str()))
        .write_empty()?;
    Ok(())
}
