//! Import of sites that are made by Hugo or Jekyll.
//!
//! - `fields`, `moment`: front matter and settings in TOML, YAML or JSON. `permalink`: patterns of addresses.
//! - `hugo`, `jekyll`: which files there are, and what they say. `shortcodes`, `liquid`: their texts as Markdown.
//!
//! Each file becomes a [`foreign::Item`](super::foreign::Item), which then goes the way of every other.

mod fields;
mod hugo;
mod jekyll;
mod liquid;
mod moment;
mod permalink;
mod rewriting;
mod shortcodes;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::path::Path;

use self::fields::{Document, Fields};
use self::moment::Moment;
use super::foreign::{Item, State};
use super::front_matter::{Date, Malformed};
use super::markup::convert_html;
use super::page::{PageLines, Place};
use super::report::Problem;
use super::site::{AssetPlace, Folder, leads_inside, read_text};
use crate::domain::{TimeZone, Timestamp};

pub(super) use self::hugo::{is_site as is_hugo, read as read_hugo};
pub(super) use self::jekyll::{is_site as is_jekyll, read as read_jekyll};

/// When a text is to be read.
#[derive(Clone, Copy, Debug, Default)]
struct Times {
    /// The date that it shows.
    date: Option<Timestamp>,
    /// From when on, where that is another.
    publish_at: Option<Timestamp>,
    /// Until when.
    unpublish_at: Option<Timestamp>,
}

/// The item that a file becomes, without anything that only one of the generators has.
fn begin(place: Place, document: &Document<'_>, fields: &Fields) -> Item {
    let lines = lines(document);
    Item {
        source: place.source.clone(),
        line: document.parts.front_line,
        title: fields.text(&["title"]).unwrap_or_default(),
        excerpt: fields.text(&["summary", "description", "excerpt"]).unwrap_or_default(),
        tags: fields.texts(&["tags", "tag"]),
        authors: fields.texts(&["authors", "author"]),
        canonical_url: fields.text(&["canonicalurl", "canonical_url", "canonical"]).unwrap_or_default(),
        are_comments_closed: fields.flag("comments") == Some(false) || fields.flag("disablecomments") == Some(true),
        is_pinned: fields.flag("pinned").or(fields.flag("pin")) == Some(true),
        own_file: Some((place, lines)),
        ..Item::default()
    }
}

/// Says who may read a text, by what its file says of it.
fn settle(item: &mut Item, times: Times, is_draft: bool, now: Timestamp, line: usize) {
    item.published_at = times.date;
    let from = [times.publish_at, times.date].into_iter().flatten().max().filter(|at| *at > now);
    if times.unpublish_at.is_some_and(|at| at <= from.unwrap_or(now)) {
        item.tell_at(line, "it was to be seen no longer: it becomes a draft");
    } else if is_draft {
        item.state = State::Draft;
    } else if let Some(from) = from {
        item.tell_at(line, "its date lies in the future: it is scheduled");
        item.state = State::Scheduled(from);
    } else {
        item.state = State::Published;
    }
    item.unpublish_at = times.unpublish_at;
}

/// The categories of a post: the first, and the others as tags.
fn categorise(item: &mut Item, categories: Vec<String>) {
    let mut categories = categories.into_iter();
    item.category = categories.next();
    for other in categories {
        if !item.tags.contains(&other) {
            item.tags.push(other);
        }
    }
}

/// The series that a post is a part of; here it is part of one alone.
fn serialise(item: &mut Item, fields: &Fields, numbers: &[&str], line: usize) {
    let mut series = fields.texts(&["series"]).into_iter();
    item.series = series.next().map(|series| (series, fields.number(numbers)));
    if series.len() > 0 {
        item.tell_at(line, format!("other series are left out: {}", series.collect::<Vec<_>>().join(", ")));
    }
}

/// A date that a file says; what is none is told.
fn date(item: &mut Item, document: &Document<'_>, names: &[&str], zone: &TimeZone) -> Option<Moment> {
    document.fields.date(names, zone).unwrap_or_else(|wrong| {
        item.tell_at(document.line_of_any(names), format!("not a date: {wrong:?}"));
        None
    })
}

/// The date in a file's name, which is one of the site's zone.
fn named(date: Option<Date>, zone: &TimeZone) -> Option<Moment> {
    Moment::parse(date?.0.to_string().trim_end_matches('Z'), zone)
}

/// A text in HTML as Markdown.
fn from_html(item: &mut Item, html: &str, line: usize) -> String {
    let converted = convert_html(html);
    converted.notices.into_iter().for_each(|notice| item.tell_at(line, notice));
    converted.markdown
}

/// An address and the same below the path that the site had on its host; texts lead to either.
fn with_base(base_path: &str, address: &str) -> Vec<String> {
    let rooted = format!("/{}", address.trim_start_matches('/'));
    match base_path {
        "" => vec![rooted],
        base => vec![format!("{base}{rooted}"), rooted],
    }
}

/// The path in a site's own address, such as `/blog`; empty at the root of its host.
fn base_path(url: &str) -> String {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    Some(path.trim_matches('/')).filter(|path| !path.is_empty()).map(|path| format!("/{path}")).unwrap_or_default()
}

/// A picture that is named as it stands below the root, though without the slash that would say so.
fn rooted(picture: String, served: &HashSet<String>) -> String {
    let path = picture.trim_start_matches("./");
    if served.contains(path) { format!("/{path}") } else { picture }
}

/// The paths of the images that are served as they are.
fn served(site: &Folder) -> HashSet<String> {
    let path = |place: &AssetPlace| match place {
        AssetPlace::Static(path) => Some(path.clone()),
        AssetPlace::Content(_) | AssetPlace::Old { .. } => None,
    };
    site.assets.iter().filter_map(|asset| path(&asset.place)).collect()
}

/// Reads a file of settings, if there is one of that name; one that is broken is told.
fn read_fields(site: &mut Folder, root: &Path, name: &str) -> Option<Fields> {
    let file = root.join(name);
    if !file.is_file() || !leads_inside(&file, root) {
        return None;
    }
    let fields = read_text(&file).and_then(|text| Fields::parse(name, &text));
    let told = fields.map_err(|Malformed { line, reason }| site.report.notices.push(Problem::at(name, line, reason)));
    told.ok()
}

fn lines(document: &Document<'_>) -> PageLines {
    PageLines {
        title: document.line_of("title"),
        path: document.line_of_any(&["url", "permalink"]),
        slug: document.line_of("slug"),
        aliases: document.line_of_any(&["aliases", "redirect_from"]),
        cover: document.line_of_any(&["cover", "image", "images", "featured_image"]),
        body: document.parts.body_line,
    }
}
