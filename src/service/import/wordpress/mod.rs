//! WordPress's export: RSS with WordPress's own elements (WXR), in its versions 1.0 to 1.2.
//!
//! - `xml`: its elements, one after the other. `item`: what one of them means. `text`, `shortcodes`: its HTML.

mod item;
pub mod shortcodes;
#[cfg(test)]
mod tests;
mod text;
pub mod xml;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use self::item::{Attachment, Kind};
use self::xml::Xml;
use super::foreign::Item;
use super::links::OldSite;
use super::markup::plain_text;
use super::media::{self, MediaSource, name_of};
use super::own::AboutMedia;
use super::page::Place;
use super::plan::Redirect;
use super::report::Problem;
use super::site::{AssetPlace, Profile, Site};
use super::source::Reading;
use crate::domain::post::PostKind;
use crate::domain::{Handle, Label};

/// What WordPress calls the category of whatever has none.
const NO_CATEGORY: &str = "uncategorized";

/// What a file says besides its posts.
#[derive(Debug, Default)]
struct Export {
    title: String,
    description: String,
    language: String,
    /// The site's address, without a slash at the end.
    base: String,
    /// Authors' names, by what they sign in with.
    authors: BTreeMap<String, String>,
    /// Categories, by the parts of their addresses.
    categories: BTreeMap<String, Term>,
    /// Tags' names, by the parts of their addresses.
    tags: BTreeMap<String, String>,
    attachments: HashMap<String, Attachment>,
    /// Blocks that several posts show, by their numbers.
    reusable: HashMap<String, String>,
    /// Posts and pages, as they were read.
    items: Vec<Xml>,
    /// The titles of pages, by their numbers.
    titles: HashMap<String, String>,
    /// Whether lists of categories or tags said more than their names.
    has_descriptions: bool,
    /// Whether the site has an icon.
    has_icon: bool,
    /// How many there are of every other kind.
    others: BTreeMap<String, usize>,
    /// Fields that plugins and people added to posts.
    fields: BTreeSet<String>,
    /// Notes that other sites link to a post.
    pings: usize,
    /// Comments that were spam or in the trash.
    thrown_comments: usize,
}

/// A category.
#[derive(Debug, Default)]
struct Term {
    id: String,
    name: String,
    parent: String,
}

/// Whether a file begins like such an export.
pub fn is_export(beginning: &str) -> bool {
    beginning.contains("wordpress.org/export/")
}

/// Reads an export.
pub fn read(text: &str, reading: &Reading<'_>) -> Site {
    let mut export = Export::default();
    let broken = xml::read_channel(text, |element| export.take(element));
    let mut site = Site::default();
    for (line, reason) in broken {
        site.report.fail([Problem::at(reading.file, line, reason)]);
    }
    let own = Some(export.base.as_str()).filter(|base| !base.is_empty()).or(reading.site);
    let old = OldSite::new(own.into_iter().chain(export.attachments.values().map(|one| one.url.as_str())));
    site.profile = export.profile(reading.file);
    for element in &export.items {
        let item = item::read(element, &export, reading);
        if element.child("wp:status") == "trash" {
            let place = Place::of_item(&item.source, reading.file, &item.name);
            site.report.notices.push(place.problem(item.line, "in the trash: left out"));
        } else {
            site.add(item, reading.file);
        }
    }
    site.redirects = export.redirects(&site, reading);
    site.report.notices.extend(export.notices().into_iter().map(|notice| Problem::of(reading.file, notice)));
    let attachments: Vec<&str> = export.attachments.values().map(|one| one.url.as_str()).collect();
    let source = MediaSource { options: reading.media, old: &old, folders: &["uploads", "files"], file: reading.file };
    media::find(&source, &attachments, &mut site);
    export.describe(&mut site);
    site.old = old;
    site
}

impl Export {
    fn take(&mut self, element: Xml) {
        match element.name.as_str() {
            "title" => self.title = element.text.trim().to_owned(),
            "description" => self.description = element.text.trim().to_owned(),
            "language" => self.language = element.text.trim().to_owned(),
            "wp:base_blog_url" => self.base = element.text.trim().trim_end_matches('/').to_owned(),
            "link" if self.base.is_empty() => self.base = element.text.trim().trim_end_matches('/').to_owned(),
            "wp:author" => {
                let login = element.child("wp:author_login").to_owned();
                let name = [element.child("wp:author_display_name"), &login].into_iter().find(|name| !name.is_empty());
                let name = name.unwrap_or_default().to_owned();
                self.authors.insert(login, name);
            }
            "image" => self.has_icon = true,
            "wp:category" => {
                self.has_descriptions |= !element.child("wp:category_description").is_empty();
                let term = Term {
                    id: element.child("wp:term_id").to_owned(),
                    name: element.child("wp:cat_name").to_owned(),
                    parent: element.child("wp:category_parent").to_owned(),
                };
                self.categories.insert(element.child("wp:category_nicename").to_owned(), term);
            }
            "wp:tag" => {
                self.has_descriptions |= !element.child("wp:tag_description").is_empty();
                let name = element.child("wp:tag_name").to_owned();
                self.tags.insert(element.child("wp:tag_slug").to_owned(), name);
            }
            "item" => self.take_item(element),
            _ => {}
        }
    }

    fn take_item(&mut self, element: Xml) {
        match Kind::of(&element) {
            kind @ (Kind::Post | Kind::Page) => {
                if matches!(kind, Kind::Page) {
                    let title = plain_text(element.child("title"));
                    self.titles.insert(element.child("wp:post_id").to_owned(), title);
                }
                for comment in element.children("wp:comment") {
                    match (comment.child("wp:comment_type"), comment.child("wp:comment_approved")) {
                        ("pingback" | "trackback", _) => self.pings += 1,
                        (_, "1" | "0") => {}
                        _ => self.thrown_comments += 1,
                    }
                }
                let names = element.children("wp:postmeta").map(|meta| meta.child("wp:meta_key"));
                self.fields.extend(names.filter(|name| item::is_field(name)).map(str::to_owned));
                self.items.push(element);
            }
            Kind::Attachment => {
                self.attachments.insert(element.child("wp:post_id").to_owned(), Attachment::of(&element));
            }
            Kind::Block => {
                let content = element.verbatim("content:encoded").to_owned();
                self.reusable.insert(element.child("wp:post_id").to_owned(), content);
            }
            Kind::Nothing => {}
            Kind::Other(name) => *self.others.entry(name).or_default() += 1,
        }
    }

    fn profile(&self, file: &str) -> Option<Profile> {
        (!self.title.is_empty()).then(|| Profile {
            name: self.title.clone(),
            description: self.description.clone(),
            language: Some(self.language.clone()).filter(|language| !language.is_empty()),
            time_zone: None,
            place: file.to_owned(),
            line: 1,
        })
    }

    /// The path that the site had on its machine; empty at its root.
    fn folder(&self) -> &str {
        let behind = self.base.split_once("://").map_or("", |(_, rest)| rest);
        behind.find('/').map_or("", |slash| &behind[slash..])
    }

    /// Lists and feeds, at the addresses that WordPress gives them where nobody chose others.
    fn redirects(&self, site: &Site, reading: &Reading<'_>) -> Vec<Redirect> {
        let folder = self.folder();
        let redirect = |from: String, to: String| Redirect::to_address(from, to, reading.file);
        let mut redirects = Vec::new();
        let shown = site.pages.iter().filter(|page| page.is_published);
        let (mut categories, mut tags, mut authors) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut dates: BTreeSet<(i16, i8)> = BTreeSet::new();
        for page in shown {
            if let Some(at) = page.draft.published_at.filter(|_| page.draft.kind == Some(PostKind::Post)) {
                let (year, month, _) = reading.zone.date(at);
                dates.insert((year, month));
            }
            categories.extend(page.draft.category.iter().map(Label::slug));
            tags.extend(page.draft.tags.iter().map(Label::slug));
            authors.extend(page.draft.authors.iter().flatten().map(|author| author.handle.as_str().to_owned()));
        }
        let leads = |name: &str, is_tag: bool| {
            let slug = Label::parse(name).ok()?.slug();
            let first = if is_tag { None } else { categories.contains(&slug).then(|| format!("/categories/{slug}")) };
            first.or_else(|| tags.contains(&slug).then(|| format!("/tags/{slug}")))
        };
        for (nicename, term) in &self.categories {
            if let Some(to) = leads(&term.name, false) {
                redirects.push(redirect(format!("{folder}/category/{}", self.path_of(nicename)), to));
            }
        }
        for (slug, name) in &self.tags {
            if let Some(to) = leads(name, true) {
                redirects.push(redirect(format!("{folder}/tag/{}", super::address::decode(slug)), to));
            }
        }
        for (login, name) in &self.authors {
            let handle = Handle::from_name(name);
            if authors.contains(handle.as_str()) {
                let nicename = crate::domain::slugify(login, 60);
                redirects
                    .push(redirect(format!("{folder}/author/{nicename}"), format!("/authors/{}", handle.as_str())));
            }
        }
        let feeds: Vec<Redirect> = redirects.iter().filter_map(|list| list.of_feed("feed")).collect();
        redirects.push(redirect(format!("{folder}/feed"), "/rss.xml".to_owned()));
        redirects.extend(feeds);
        redirects.extend(dates.iter().map(|(year, month)| {
            redirect(format!("{folder}/{year:04}/{month:02}"), format!("/archive/{year:04}/{month:02}"))
        }));
        let years: BTreeSet<i16> = dates.into_iter().map(|(year, _)| year).collect();
        redirects.extend(
            years.into_iter().map(|year| redirect(format!("{folder}/{year:04}"), format!("/archive/{year:04}"))),
        );
        redirects
    }

    /// A category's part of the address, with those around it.
    fn path_of(&self, nicename: &str) -> String {
        const DEPTH_MAX: usize = 8;
        let mut parts = vec![super::address::decode(nicename).into_owned()];
        let mut current = nicename;
        while let Some(term) =
            self.categories.get(current).filter(|term| !term.parent.is_empty() && parts.len() < DEPTH_MAX)
        {
            parts.insert(0, super::address::decode(&term.parent).into_owned());
            current = &term.parent;
        }
        parts.join("/")
    }

    /// Pictures keep their titles and what is said for those who don't see them.
    fn describe(&self, site: &mut Site) {
        let path = |url: &str| {
            let behind = url.split_once("://").map_or(url, |(_, rest)| rest);
            behind.find('/').map(|slash| super::address::decode(&behind[slash..]).into_owned())
        };
        let known: HashMap<String, &Attachment> =
            self.attachments.values().filter_map(|one| Some((path(&one.url)?, one))).collect();
        for asset in &mut site.assets {
            let AssetPlace::Old { addresses, .. } = &asset.place else { continue };
            let found = addresses.iter().find_map(|address| Some((address, *known.get(address)?)));
            asset.about = found.map(|(address, attachment)| AboutMedia {
                file: name_of(address),
                name: if attachment.title.is_empty() { name_of(address) } else { attachment.title.clone() },
                alt: attachment.alternative.clone(),
                added_at: None,
            });
        }
    }

    fn notices(&self) -> Vec<String> {
        let mut notices: Vec<String> =
            self.others.iter().map(|(kind, count)| format!("{count} of the type {kind:?} are left out")).collect();
        if !self.fields.is_empty() {
            let names: Vec<&str> = self.fields.iter().map(String::as_str).take(50).collect();
            notices.push(format!("fields that were added to posts are left out: {}", names.join(", ")));
        }
        if self.pings > 0 {
            notices.push(format!("{} notes of other sites (pingbacks, trackbacks) are left out", self.pings));
        }
        if self.has_descriptions {
            notices.push("what lists of categories and tags said besides their names is left out".to_owned());
        }
        if self.has_icon {
            notices.push("settings that are left out: the site's icon".to_owned());
        }
        if self.thrown_comments > 0 {
            notices.push(format!("{} comments that were spam or in the trash are left out", self.thrown_comments));
        }
        notices
    }
}

/// The categories and tags of a post: the first category, or the one that is called the main one, and all others as tags.
fn labels(element: &Xml, export: &Export, primary: Option<&str>, item: &mut Item) {
    let of_domain =
        |domain: &'static str| element.children("category").filter(move |one| one.attribute("domain") == domain);
    let mut categories: Vec<&Xml> = of_domain("category")
        .filter(|one| one.attribute("nicename") != NO_CATEGORY && !one.text.trim().is_empty())
        .collect();
    let is_primary = |one: &&Xml| {
        let term = export.categories.get(one.attribute("nicename"));
        primary.is_some_and(|id| term.is_some_and(|term| term.id == id))
    };
    let first = categories.iter().position(is_primary).unwrap_or(0);
    if item.is_page {
        categories.clear();
    }
    if first < categories.len() {
        item.category = Some(categories.remove(first).text.trim().to_owned());
    }
    let names = categories.iter().map(|one| one.text.trim()).chain(of_domain("post_tag").map(|one| one.text.trim()));
    for name in names.filter(|name| !name.is_empty()) {
        if !item.tags.iter().any(|known| known == name) {
            item.tags.push(name.to_owned());
        }
    }
    if !categories.is_empty() {
        let others: Vec<&str> = categories.iter().map(|one| one.text.trim()).collect();
        item.tell(format!("its other categories become tags: {}", others.join(", ")));
    }
    if let Some(format) = of_domain("post_format").next() {
        item.tell(format!("its format is left out: {}", format.text.trim()));
    }
}
