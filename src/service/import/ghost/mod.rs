//! Ghost's export: the tables of its database as JSON.
//!
//! - `export`: the rows. `lexical`, `mobiledoc`, `html`: what a post's text may be kept in. `cards`: the blocks in it.

mod cards;
mod export;
mod html;
pub mod lexical;
pub mod mobiledoc;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};

use self::export::{LEFT_OUT, LinkRow, MetaRow, NamedRow, PostRow, SettingRow, Tables};
use super::foreign::{Item, State};
use super::links::OldSite;
use super::markup::{Converted, Footnotes, convert, plain_text};
use super::media::{self, MediaSource};
use super::plan::Redirect;
use super::report::Problem;
use super::site::{Profile, Site};
use super::source::Reading;
use crate::domain::{Handle, Label};

pub use export::is_export;

/// What Ghost writes for its own address.
const OWN_ADDRESS: &str = "__GHOST_URL__";

/// Settings that have no place here, or that people choose anew.
const SETTINGS_LEFT: [&str; 10] = [
    "logo",
    "icon",
    "cover_image",
    "accent_color",
    "navigation",
    "secondary_navigation",
    "announcement_content",
    "codeinjection_head",
    "codeinjection_foot",
    "codeinjection_styles",
];

/// What a file says besides its posts.
#[derive(Default)]
struct Export {
    tags: HashMap<String, NamedRow>,
    users: HashMap<String, NamedRow>,
    /// Numbers of tags and authors, by the post's.
    post_tags: HashMap<String, Vec<String>>,
    post_authors: HashMap<String, Vec<String>>,
    meta: HashMap<String, MetaRow>,
    settings: HashMap<String, String>,
    /// How many rows there are of what is left out.
    left_out: Vec<(&'static str, usize)>,
}

/// Reads an export.
pub fn read(text: &str, reading: &Reading<'_>) -> Site {
    let tables = Tables::read(text);
    let mut site = Site::default();
    if let Some((line, reason)) = &tables.broken {
        site.report.fail([Problem::at(reading.file, *line, reason.as_str())]);
        // A post comes in once: better not at all than without its authors and tags, which another run would not bring.
        if !(tables.has("posts") && tables.has("posts_tags") && tables.has("tags") && tables.has("users")) {
            let reason = "the file ends before the authors and tags of its posts: none of them comes in";
            site.report.fail([Problem::of(reading.file, reason)]);
            return site;
        }
    }
    let export = Export::of(&tables);
    site.profile = export.profile(reading.file);
    let metas = tables.rows::<MetaRow>("posts").map(Result::unwrap_or_default);
    for (index, (row, meta)) in tables.rows::<PostRow>("posts").zip(metas).enumerate() {
        match row {
            Ok(row) => {
                let meta = export.meta.get(&row.id.0).unwrap_or(&meta);
                site.add(export.item(&row, meta, reading), reading.file);
            }
            Err(reason) => {
                site.report.found += 1;
                site.report.fail([Problem::of(reading.file, format!("post number {}: {reason}", index + 1))]);
            }
        }
    }
    site.redirects = export.redirects(&site, reading.file);
    site.report.notices.extend(export.notices().into_iter().map(|notice| Problem::of(reading.file, notice)));
    let old = OldSite::new(reading.site);
    let source = MediaSource { options: reading.media, old: &old, folders: &["images"], file: reading.file };
    media::find(&source, &[], &mut site);
    site.old = old;
    site
}

impl Export {
    fn of(tables: &Tables<'_>) -> Self {
        let named = |table: &str| -> HashMap<String, NamedRow> {
            tables.good_rows::<NamedRow>(table).into_iter().map(|row| (row.id.0.clone(), row)).collect()
        };
        let links = |table: &str| -> HashMap<String, Vec<String>> {
            let mut rows: Vec<LinkRow> = tables.good_rows(table);
            rows.sort_by_key(|row| row.sort_order.unwrap_or(0));
            let mut links: HashMap<String, Vec<String>> = HashMap::new();
            for row in rows {
                links.entry(row.post_id.0).or_default().push(row.tag_id.0);
            }
            links
        };
        let setting = |row: SettingRow| match row.value? {
            serde_json::Value::String(value) => Some((row.key, value)),
            _ => None,
        };
        Self {
            tags: named("tags"),
            users: named("users"),
            post_tags: links("posts_tags"),
            post_authors: links("posts_authors"),
            meta: tables
                .good_rows::<MetaRow>("posts_meta")
                .into_iter()
                .map(|row| (row.post_id.0.clone(), row))
                .collect(),
            settings: tables.good_rows::<SettingRow>("settings").into_iter().filter_map(setting).collect(),
            left_out: LEFT_OUT.into_iter().map(|(table, name)| (name, tables.count(table))).collect(),
        }
    }

    fn setting(&self, key: &str) -> &str {
        self.settings.get(key).map_or("", String::as_str).trim()
    }

    fn profile(&self, file: &str) -> Option<Profile> {
        let language = [self.setting("locale"), self.setting("default_locale"), self.setting("lang")];
        (!self.setting("title").is_empty()).then(|| Profile {
            name: self.setting("title").to_owned(),
            description: self.setting("description").to_owned(),
            language: language.into_iter().find(|language| !language.is_empty()).map(str::to_owned),
            time_zone: Some(self.setting("timezone")).filter(|zone| !zone.is_empty()).map(str::to_owned),
            place: file.to_owned(),
            line: 1,
        })
    }

    fn item(&self, row: &PostRow, meta: &MetaRow, reading: &Reading<'_>) -> Item {
        let own = |text: &Option<String>| text.as_deref().unwrap_or_default().replace(OWN_ADDRESS, "");
        let title = row.title.clone().unwrap_or_default();
        let is_page = row.kind.as_deref().map_or(row.page.0, |kind| kind == "page");
        let mut item = Item {
            source: format!("ghost:{}", row.uuid.as_ref().unwrap_or(&row.id.0)),
            name: format!("post {} {title:?}", row.id.0),
            slug: row.slug.clone().unwrap_or_default(),
            is_page,
            excerpt: row.custom_excerpt.clone().or_else(|| meta.meta_description.clone()).unwrap_or_default(),
            cover: if row.feature_image.is_some() { own(&row.feature_image) } else { own(&row.image) },
            cover_alt: own(&meta.feature_image_alt),
            canonical_url: row.canonical_url.clone().unwrap_or_default(),
            social_title: own(&first(&[&meta.og_title, &meta.twitter_title, &meta.meta_title])),
            social_description: own(&first(&[&meta.og_description, &meta.twitter_description])),
            created_at: row.created_at.as_ref().and_then(export::Date::instant),
            updated_at: row.updated_at.as_ref().and_then(export::Date::instant).filter(|at| *at <= reading.now),
            is_pinned: row.featured.0 && !is_page,
            feed_id: row.id.0.clone(),
            title,
            ..Item::default()
        };
        if item.social_title == item.title {
            item.social_title.clear();
        }
        if !item.slug.is_empty() {
            item.old_addresses.push(format!("/{}", item.slug));
        }
        state(row, reading, &mut item);
        self.people_and_tags(row, &mut item);
        let converted = text(row);
        item.body = converted.markdown;
        item.tell_all(converted.notices);
        if let Some(caption) = meta.feature_image_caption.as_deref().filter(|caption| !caption.trim().is_empty()) {
            item.tell(format!(
                "the caption of its cover is left out: {:?}",
                super::text::cut(&plain_text(caption), 120)
            ));
        }
        if first(&[&row.codeinjection_head, &row.codeinjection_foot]).is_some() {
            item.tell("code that was added to its page is left out");
        }
        let image = own(&first(&[&meta.og_image, &meta.twitter_image]));
        if !image.is_empty() && image != item.cover {
            item.tell(format!("its own image for cards of links is left out: {image}"));
        }
        item
    }

    fn people_and_tags(&self, row: &PostRow, item: &mut Item) {
        let authors = self.post_authors.get(&row.id.0).cloned();
        let authors = authors.unwrap_or_else(|| row.author_id.iter().map(|id| id.0.clone()).collect());
        item.authors = authors.iter().filter_map(|id| self.users.get(id)?.name.clone()).collect();
        let tags = self.post_tags.get(&row.id.0).map(Vec::as_slice).unwrap_or_default();
        let mut internal = Vec::new();
        for tag in tags.iter().filter_map(|id| self.tags.get(id)) {
            let name = tag.name.clone().unwrap_or_default();
            if name.starts_with('#') || tag.visibility.as_deref() == Some("internal") {
                internal.push(name);
            } else if !name.trim().is_empty() && !item.tags.contains(&name) {
                item.tags.push(name);
            }
        }
        if !internal.is_empty() {
            item.tell(format!("internal tags are left out: {}", internal.join(", ")));
        }
    }

    /// Lists and feeds, at Ghost's own addresses.
    fn redirects(&self, site: &Site, file: &str) -> Vec<Redirect> {
        let redirect = |from: String, to: String| Redirect::to_address(from, to, file);
        let mut redirects = Vec::new();
        let shown = site.pages.iter().filter(|page| page.is_published);
        let (mut tags, mut authors) = (BTreeSet::new(), BTreeSet::new());
        for page in shown {
            tags.extend(page.draft.tags.iter().map(Label::slug));
            authors.extend(page.draft.authors.iter().flatten().map(|author| author.handle.as_str().to_owned()));
        }
        let sorted = |rows: &HashMap<String, NamedRow>| {
            let mut rows: Vec<(String, String)> =
                rows.values().filter_map(|row| Some((row.slug.clone()?, row.name.clone()?))).collect();
            rows.sort();
            rows
        };
        for (slug, name) in sorted(&self.tags) {
            let Some(label) = Label::parse(&name).ok().map(|label| label.slug()).filter(|label| tags.contains(label))
            else {
                continue;
            };
            redirects.push(redirect(format!("/tag/{slug}"), format!("/tags/{label}")));
        }
        for (slug, name) in sorted(&self.users) {
            let handle = Handle::from_name(&name);
            if authors.contains(handle.as_str()) {
                redirects.push(redirect(format!("/author/{slug}"), format!("/authors/{}", handle.as_str())));
            }
        }
        let feeds: Vec<Redirect> = redirects.iter().filter_map(|list| list.of_feed("rss")).collect();
        redirects.push(redirect("/rss".to_owned(), "/rss.xml".to_owned()));
        redirects.extend(feeds);
        redirects
    }

    fn notices(&self) -> Vec<String> {
        let is_said = |key: &&&str| !matches!(self.setting(key), "" | "[]");
        let left: Vec<&str> = SETTINGS_LEFT.iter().filter(is_said).copied().collect();
        let settings = (!left.is_empty()).then(|| format!("settings that are left out: {}", left.join(", ")));
        let rows = self.left_out.iter().filter(|(_, count)| *count > 0);
        let rows = rows.map(|(name, count)| format!("left out: {count} {name}"));
        let describes = |rows: &HashMap<String, NamedRow>| rows.values().any(NamedRow::says_more);
        let tags = describes(&self.tags).then(|| "what tags say besides their names is left out".to_owned());
        let users = "what authors say of themselves, and their pictures, is left out: they come in by their names";
        let users = describes(&self.users).then(|| users.to_owned());
        settings.into_iter().chain(rows).chain(tags).chain(users).collect()
    }
}

/// Who may read it: what was not for everybody is for nobody but its writers.
fn state(row: &PostRow, reading: &Reading<'_>, item: &mut Item) {
    let at = row.published_at.as_ref().and_then(export::Date::instant);
    let visibility = row.visibility.as_deref().unwrap_or("public");
    match row.status.as_deref().unwrap_or("draft") {
        _ if visibility != "public" => item.tell(format!("it was for {visibility} alone: it becomes a draft")),
        "published" | "scheduled" => {
            item.published_at = at;
            item.state = match at {
                Some(at) if at > reading.now => State::Scheduled(at),
                _ => State::Published,
            };
        }
        "draft" => {}
        "sent" => item.tell("it was sent as a letter alone: it becomes a draft"),
        other => item.tell(format!("its status {other:?} is unknown: it becomes a draft")),
    }
}

/// The text, from what Ghost's editor keeps, or else from what readers were shown.
fn text(row: &PostRow) -> Converted {
    let given = |text: &Option<String>| {
        text.as_deref().filter(|text| !text.trim().is_empty()).map(|text| text.replace(OWN_ADDRESS, ""))
    };
    let mut broken = Vec::new();
    type Reader = fn(&str) -> Result<Vec<crate::rich::Node>, String>;
    let sources: [(Option<String>, Reader); 3] = [
        (given(&row.lexical), lexical::tree),
        (given(&row.mobiledoc), mobiledoc::tree),
        (given(&row.html), |html| Ok(html::tree(html))),
    ];
    for (text, read) in sources {
        let Some(text) = text else { continue };
        match read(&text) {
            Ok(nodes) => {
                let mut converted = convert(&nodes, &Footnotes::new());
                converted.notices.splice(..0, broken);
                return converted;
            }
            Err(reason) => broken.push(reason),
        }
    }
    Converted { markdown: given(&row.markdown).unwrap_or_default(), notices: broken }
}

fn first(texts: &[&Option<String>]) -> Option<String> {
    texts.iter().find_map(|text| text.as_deref().filter(|text| !text.trim().is_empty())).map(str::to_owned)
}
