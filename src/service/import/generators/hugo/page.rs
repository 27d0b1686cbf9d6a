//! What one text of Hugo's means.

use jiff::civil::DateTime;

use super::super::fields::{Document, Fields};
use super::super::moment::Moment;
use super::super::permalink::{Names, expand};
use super::super::{
    Times, begin, categorise, date, from_html, named, rooted, serialise, settle, shortcodes, with_base,
};
use super::{Hugo, Text};
use crate::service::import::address::{absolute, split_date};
use crate::service::import::foreign::Item;
use crate::service::import::front_matter::Malformed;
use crate::service::import::page::Place;
use crate::service::import::text::{before_more, title_from_name};

impl Hugo {
    /// Reads a text.
    ///
    /// # Errors
    /// Where and how its front matter is broken.
    pub fn item(&self, text: Text, content: &str) -> Result<Item, Malformed> {
        let Text { place, is_html, .. } = text;
        let document = Document::parse(content)?;
        let fields = self.fields(&place, &document);
        let mut item = begin(place.clone(), &document, &fields);
        let dated = split_date(&place.name);
        let (times, local) = self.times(&mut item, &document, named(dated.date, &self.config.zone));
        item.is_page =
            times.date.is_none() || place.section.is_empty() || fields.text(&["type"]).as_deref() == Some("page");
        if times.date.is_none() && !place.section.is_empty() {
            item.tell("no date: it becomes a page beside the blog");
        }
        if item.title.is_empty() {
            item.title = fields.text(&["linktitle"]).unwrap_or_else(|| {
                item.tell("no title: it is named after its file");
                title_from_name(dated.name)
            });
        }
        self.label(&mut item, &document, &fields);
        self.picture(&mut item, &fields);
        self.body(&mut item, &place, &document, is_html);
        self.place(&mut item, &place, &fields, local);
        let is_draft = fields.flag("draft") == Some(true) || fields.flag("published") == Some(false);
        let is_hidden = self.is_hidden(&mut item, &fields);
        settle(
            &mut item,
            times,
            is_draft || is_hidden,
            self.now,
            document.line_of_any(&["date", "publishdate", "expirydate"]),
        );
        item.language = place.language;
        Ok(item)
    }

    fn times(&self, item: &mut Item, document: &Document<'_>, named: Option<Moment>) -> (Times, Option<DateTime>) {
        const PUBLISH: [&str; 3] = ["publishdate", "pubdate", "published"];
        let zone = &self.config.zone;
        let publish = document.fields.date(&PUBLISH, zone).unwrap_or_default();
        let shown = date(item, document, &["date"], zone).or(publish).or(named);
        item.updated_at =
            date(item, document, &["lastmod", "modified"], zone).map(|date| date.at).filter(|at| *at <= self.now);
        let unpublish = date(item, document, &["expirydate", "unpublishdate"], zone);
        let times = Times {
            date: shown.map(|date| date.at),
            publish_at: publish.map(|date| date.at),
            unpublish_at: unpublish.map(|date| date.at),
        };
        (times, shown.map(|date| date.local))
    }

    /// Whether it was at no address of its own, whatever its state.
    fn is_hidden(&self, item: &mut Item, fields: &Fields) -> bool {
        let build =
            ["build", "_build"].into_iter().map(|name| fields.table(name)).find(|table| table.names().next().is_some());
        let build = build.unwrap_or_default();
        let is_no = |name: &str| {
            build.flag(name) == Some(false)
                || build.text(&[name]).is_some_and(|when| matches!(when.as_str(), "never" | "link"))
        };
        if fields.flag("headless") == Some(true) || is_no("render") {
            item.tell("it had no page of its own: it becomes a draft");
            return true;
        }
        if is_no("list") {
            item.tell("it was in no list; here it is in all of them");
        }
        false
    }

    fn label(&self, item: &mut Item, document: &Document<'_>, fields: &Fields) {
        categorise(item, fields.texts(&["categories", "category"]));
        serialise(item, fields, &["series_order", "weight"], document.line_of("series"));
        if item.authors.is_empty() {
            item.authors.extend(self.author.clone());
        }
        for taxonomy in self.config.other_taxonomies() {
            let terms = fields.texts(&[&taxonomy]);
            if !terms.is_empty() {
                item.tell_at(document.line_of(&taxonomy), format!("its {taxonomy} are left out: {}", terms.join(", ")));
            }
        }
    }

    fn picture(&self, item: &mut Item, fields: &Fields) {
        let names = ["cover", "image", "images", "featured_image", "featuredimage", "feature_image", "thumbnail"];
        let cover = fields.table("cover");
        let picture = cover.text(&["image", "src"]);
        let picture = picture.or_else(|| names.iter().find_map(|name| fields.texts(&[name]).into_iter().next()));
        item.cover = picture.map(|picture| rooted(picture, &self.served)).unwrap_or_default();
        item.cover_alt =
            cover.text(&["alt"]).or_else(|| fields.text(&["cover_alt", "image_alt", "imagealt"])).unwrap_or_default();
    }

    fn body(&self, item: &mut Item, place: &Place, document: &Document<'_>, is_html: bool) {
        let (text, line) = (document.parts.body, document.parts.body_line);
        if is_html {
            if text.contains("{{<") || text.contains("{{%") {
                item.tell_at(line, "its shortcodes stay as they are written");
            }
            item.body = from_html(item, text, line);
        } else {
            let follow = |target: &str| self.reference(place, target);
            item.body = shortcodes::to_markdown(text, line, &follow, &mut item.notices);
        }
        if item.excerpt.is_empty() {
            item.excerpt = before_more(&item.body).unwrap_or_default();
        }
    }

    /// The address that it had, those before, and the slug that it would like to have.
    fn place(&self, item: &mut Item, place: &Place, fields: &Fields, local: Option<DateTime>) {
        let address = self.address(item, place, fields, local);
        let Some(folded) = absolute(&address) else {
            item.old_addresses.push(address);
            item.slug = place.name.clone();
            return;
        };
        let last = folded.rsplit('/').next().unwrap_or_default();
        let is_file = self.config.has_ugly_urls() || (fields.has("url") && last.contains('.'));
        item.slug = fields.text(&["slug"]).unwrap_or_else(|| last.trim_end_matches(".html").to_owned());
        if !self.config.base_url.is_empty() {
            item.feed_id = format!("{}{folded}{}", self.config.base_url, if is_file { "" } else { "/" });
        }
        // Texts lead to it with the path that the site had on its host, and without.
        let mut addresses = with_base(&self.config.base_path, &folded);
        addresses.reverse();
        let beside = folded.rsplit_once('/').map_or("", |(folder, _)| folder);
        for alias in fields.texts(&["aliases", "alias"]) {
            let alias = if alias.starts_with('/') { alias } else { format!("{beside}/{alias}") };
            addresses.extend(with_base(&self.config.base_path, &alias));
        }
        item.old_addresses = addresses;
    }

    fn address(&self, item: &mut Item, place: &Place, fields: &Fields, local: Option<DateTime>) -> String {
        let urlize = |name: &str| self.config.urlize(name);
        let slug = fields.text(&["slug"]).map(|slug| urlize(&slug));
        let filename = if place.name == "index" { String::new() } else { urlize(&place.name) };
        let names = Names {
            date: local,
            title: urlize(&item.title),
            slug: slug.clone().unwrap_or_else(|| urlize(&item.title)),
            slug_or_filename: slug.unwrap_or_else(|| filename.clone()),
            filename,
            folders: place.section.split('/').filter(|part| !part.is_empty()).map(urlize).collect(),
            ..Names::default()
        };
        let expanded = |item: &mut Item, pattern: &str| {
            let address = expand(pattern, &names);
            if address.is_none() {
                item.tell(format!("the address {pattern:?} can't be told"));
            }
            address
        };
        let prefix = self.config.prefix(place.language.as_ref());
        let written =
            fields.text(&["url"]).map(|url| if url.contains(':') { expanded(item, &url).unwrap_or(url) } else { url });
        let path = match written {
            Some(url) => return format!("/{}", url.trim_start_matches('/').trim_end_matches("index.html")),
            None => self.config.pattern(place.section.split('/').next().unwrap_or_default()),
        };
        let path = path.and_then(|pattern| expanded(item, &pattern));
        let path = path.unwrap_or_else(|| format!("{}/{}", names.folders.join("/"), names.slug_or_filename));
        let path = format!("{prefix}/{}", path.trim_matches('/'));
        let is_ugly = self.config.has_ugly_urls() && !path.ends_with('/');
        if is_ugly { format!("{path}.html") } else { path }
    }
}
