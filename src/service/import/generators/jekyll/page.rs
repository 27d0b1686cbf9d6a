//! What one text of Jekyll's means.

use super::super::fields::{Document, Fields};
use super::super::liquid::{self, Liquid};
use super::super::moment::Moment;
use super::super::permalink::{Names, expand};
use super::super::shortcodes::fenced;
use super::super::{Times, begin, categorise, date, from_html, named, rooted, serialise, settle, with_base};
use super::{DRAFTS, Jekyll, POSTS, Shelf, Text};
use crate::service::import::address::{absolute, split_date, split_folder};
use crate::service::import::foreign::Item;
use crate::service::import::front_matter::Malformed;
use crate::service::import::page::Place;
use crate::service::import::text::{before_more, title_from_name};
use crate::service::markdown::escape;

impl Jekyll {
    /// Reads a text.
    ///
    /// # Errors
    /// Where and how its front matter is broken.
    pub fn item(&self, text: Text, content: &str) -> Result<Item, Malformed> {
        let Text { place, shelf, is_html, .. } = text;
        let document = Document::parse(content)?;
        let mut fields = document.fields.clone();
        self.config.defaults(&place.source, &shelf).iter().for_each(|defaults| fields.fill(defaults));
        let mut item = begin(place.clone(), &document, &fields);
        let dated = split_date(&place.name);
        let zone = &self.config.zone;
        let moment = date(&mut item, &document, &["date"], zone)
            .or(named(dated.date, zone))
            .map(|moment| moment.seen_from(zone));
        item.is_page = match &shelf {
            Shelf::Post | Shelf::Draft => false,
            Shelf::Page => true,
            Shelf::Collection(_) => moment.is_none(),
        };
        if item.title.is_empty() {
            item.tell("no title: it is named after its file");
            item.title = title_from_name(dated.name);
        }
        self.label(&mut item, &document, &fields, &shelf);
        self.picture(&mut item, &fields);
        self.body(&mut item, &document, &fields, is_html);
        self.place(&mut item, &document, &fields, Standing { place: &place, shelf: &shelf, name: dated.name, moment });
        let is_undated = shelf == Shelf::Post && moment.is_none();
        if is_undated {
            item.tell("neither its name nor its front matter has a date: it becomes a draft");
        }
        let is_draft = is_undated
            || shelf == Shelf::Draft
            || fields.flag("published") == Some(false)
            || fields.flag("draft") == Some(true);
        item.updated_at = date(&mut item, &document, &["last_modified_at", "modified_date", "updated"], zone)
            .map(|moment| moment.at)
            .filter(|at| *at <= self.now);
        let times = Times { date: moment.map(|moment| moment.at).filter(|_| !item.is_page), ..Times::default() };
        settle(&mut item, times, is_draft, self.now, document.line_of("date"));
        Ok(item)
    }

    fn label(&self, item: &mut Item, document: &Document<'_>, fields: &Fields, shelf: &Shelf) {
        item.tags = words(fields, "tag", "tags");
        let mut categories = self.folders_around(&item.source, shelf);
        categories.extend(words(fields, "category", "categories"));
        if let (Shelf::Collection(name), true) = (shelf, categories.is_empty()) {
            categories.push(title_from_name(name));
        }
        categorise(item, categories);
        serialise(item, fields, &["series_order", "part"], document.line_of("series"));
        item.authors =
            std::mem::take(&mut item.authors).into_iter().map(|author| self.config.name_of(author)).collect();
        if item.authors.is_empty() {
            item.authors.extend(self.author.clone());
        }
    }

    /// The folders around `_posts`, which are categories as well.
    fn folders_around(&self, path: &str, shelf: &Shelf) -> Vec<String> {
        if !matches!(shelf, Shelf::Post | Shelf::Draft) {
            return Vec::new();
        }
        let collections = self.config.collections_folder();
        let path = path.strip_prefix(&collections).unwrap_or(path);
        let around = path.split('/').take_while(|part| *part != POSTS && *part != DRAFTS);
        around.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    fn picture(&self, item: &mut Item, fields: &Fields) {
        let (image, header) = (fields.table("image"), fields.table("header"));
        let picture = image
            .text(&["path", "src", "url"])
            .or_else(|| fields.text(&["image", "cover", "cover_image", "featured_image", "thumbnail"]))
            .or_else(|| header.text(&["image", "overlay_image", "teaser"]));
        let picture = picture.map(|picture| rooted(picture, &self.served)).unwrap_or_default();
        item.cover = self.without_base(picture);
        item.cover_alt = image.text(&["alt"]).or_else(|| fields.text(&["image_alt", "cover_alt"])).unwrap_or_default();
    }

    /// A picture's address without the path that the site had on its host.
    fn without_base(&self, picture: String) -> String {
        match picture.strip_prefix(&self.config.base_path) {
            Some(rest) if rest.starts_with('/') => rest.to_owned(),
            _ => picture,
        }
    }

    fn body(&self, item: &mut Item, document: &Document<'_>, fields: &Fields, is_html: bool) {
        let (text, line) = (document.parts.body, document.parts.body_line);
        let (post, file) = (|name: &str| self.post(name), |path: &str| Some(self.file(path)));
        let liquid = Liquid { post: &post, file: &file, code: if is_html { preformatted } else { fenced } };
        let settled = liquid::settle(text, line, liquid, &mut item.notices);
        item.body = if is_html { from_html(item, &settled, line) } else { settled };
        if item.excerpt.is_empty() {
            let separator = fields.text(&["excerpt_separator"]).or_else(|| self.config.separator.clone());
            let before = separator.filter(|separator| item.body.contains(separator.as_str()));
            let marked = before.map(|separator| item.body.replacen(&separator, "<!-- more -->", 1));
            item.excerpt = marked.and_then(|marked| before_more(&marked)).unwrap_or_default();
        }
    }

    /// The address that it had, those before, and the slug that it would like to have.
    fn place(&self, item: &mut Item, document: &Document<'_>, fields: &Fields, standing: Standing<'_>) {
        let Standing { place, shelf, name, moment } = standing;
        let folder = split_folder(&place.source).0;
        let slug = fields.text(&["slug"]);
        let is_index = name == "index" && *shelf == Shelf::Page;
        item.slug = match &slug {
            Some(slug) => slug.clone(),
            None if is_index => {
                Some(split_folder(folder).1).filter(|name| !name.is_empty()).unwrap_or("home").to_owned()
            }
            None => name.to_owned(),
        };
        let title = slug.unwrap_or_else(|| name.to_owned());
        let names = Names {
            date: moment.map(|moment| moment.local),
            title: hyphenate(&title, "._~!$&'()+,;=@"),
            slug: slugify(&title),
            filename: name.to_owned(),
            folders: self.folders(item, place, fields, shelf),
            collection: shelf.kind().to_owned(),
            output_ext: ".html",
            ..Names::default()
        };
        let pattern = fields.text(&["permalink"]).unwrap_or_else(|| self.config.pattern(shelf));
        let pattern = if is_index { "/:path/" } else { style(&pattern, shelf) };
        let Some(address) = expand(pattern, &names) else {
            // A draft without a date was never at an address.
            if *shelf != Shelf::Draft && moment.is_some() {
                item.tell_at(document.line_of("permalink"), format!("the address {pattern:?} can't be told"));
            }
            return;
        };
        let Some(folded) = absolute(address.strip_suffix("/index.html").unwrap_or(&address)) else { return };
        if !self.config.base_url.is_empty() && *shelf == Shelf::Post {
            // What the plugin for feeds calls an entry: its address, with its name in the place of the last part.
            let around = folded.rsplit_once('/').map_or("", |(around, _)| around);
            item.feed_id = format!("{}{around}/{title}", self.config.base_url);
        }
        let base = &self.config.base_path;
        let mut addresses = with_base(base, &folded);
        addresses.reverse();
        // Servers answered without the end as well.
        addresses.extend(folded.strip_suffix(".html").into_iter().flat_map(|stem| with_base(base, stem)));
        addresses.extend(fields.texts(&["redirect_from"]).iter().flat_map(|from| with_base(base, from)));
        item.old_addresses = addresses;
        if fields.has("redirect_to") {
            item.tell_at(document.line_of("redirect_to"), "it led to another address: it comes in as a text");
        }
    }

    /// What addresses have before the name: the folder of a page, the categories of a post.
    fn folders(&self, item: &Item, place: &Place, fields: &Fields, shelf: &Shelf) -> Vec<String> {
        match shelf {
            Shelf::Post | Shelf::Draft => {
                let mut categories = self.folders_around(&item.source, shelf);
                categories.extend(words(fields, "category", "categories"));
                categories.iter().map(|category| category.to_lowercase()).collect()
            }
            Shelf::Page => {
                split_folder(&place.source).0.split('/').map(str::to_owned).filter(|part| !part.is_empty()).collect()
            }
            Shelf::Collection(_) => {
                let stem = place.source.rsplit_once('.').map_or(place.source.as_str(), |(stem, _)| stem);
                stem.split('/').skip_while(|part| !part.starts_with('_')).skip(1).map(str::to_owned).collect()
            }
        }
    }
}

/// Where a text stands, and when it was written.
#[derive(Clone, Copy)]
struct Standing<'s> {
    place: &'s Place,
    shelf: &'s Shelf,
    /// Its file's name without the date.
    name: &'s str,
    moment: Option<Moment>,
}

/// The pattern behind the name of a style.
fn style<'p>(pattern: &'p str, shelf: &Shelf) -> &'p str {
    match (shelf, pattern) {
        (Shelf::Page, "pretty") => "/:path/:basename/",
        (Shelf::Page, "date" | "ordinal" | "weekdate" | "none") => "/:path/:basename:output_ext",
        // What holds for posts says of pages only whether they have an end.
        (Shelf::Page, own) if [":title", ":year", ":categories"].iter().any(|name| own.contains(name)) => {
            if own.ends_with('/') { "/:path/:basename/" } else { "/:path/:basename:output_ext" }
        }
        (_, "date") => "/:categories/:year/:month/:day/:title:output_ext",
        (_, "pretty") => "/:categories/:year/:month/:day/:title/",
        (_, "ordinal") => "/:categories/:year/:y_day/:title:output_ext",
        (_, "none") => "/:categories/:title:output_ext",
        (_, "weekdate") => "/:categories/:year/W:week/:short_day/:title:output_ext",
        (_, own) => own,
    }
}

/// How Jekyll makes a part of an address of a name.
pub fn slugify(text: &str) -> String {
    hyphenate(text, "").to_lowercase()
}

/// Letters and digits, those characters, and one hyphen for whatever stands between.
fn hyphenate(text: &str, kept: &str) -> String {
    let is_kept = |character: char| character.is_alphanumeric() || kept.contains(character);
    let words: Vec<&str> = text.split(|character| !is_kept(character)).filter(|word| !word.is_empty()).collect();
    words.join("-")
}

/// What one name says as a whole, and then those of a list, or the words between spaces or commas.
fn words(fields: &Fields, one: &str, many: &str) -> Vec<String> {
    let mut words = fields.texts(&[one]);
    match fields.get(&[many]) {
        Some(serde_json::Value::String(text)) => {
            let separator = |one: char| if text.contains(',') { one == ',' } else { one.is_whitespace() };
            words.extend(text.split(separator).map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()));
        }
        _ => words.extend(fields.texts(&[many])),
    }
    words
}

/// Code in a text that is HTML.
fn preformatted(language: &str, code: &str) -> String {
    let language: String = language.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("<pre><code class=\"language-{language}\">{}</code></pre>", escape(code.trim_matches(['\n', '\r'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_parts_of_addresses() {
        assert_eq!(slugify("C# & Ruby: Été"), "c-ruby-été");
        assert_eq!(hyphenate("First  Steps_v1.2", "._"), "First-Steps_v1.2");
    }

    #[test]
    fn labels_are_lists_words_or_one_as_a_whole() {
        let cases = [
            ("categories: sea land", vec!["sea", "land"]),
            ("categories: sea side, land", vec!["sea side", "land"]),
            ("categories: [Sea side, 5]", vec!["Sea side", "5"]),
            ("category: Sea side\ncategories:\n  - land", vec!["Sea side", "land"]),
            ("category: [a, b]", vec!["a", "b"]),
            ("title: x", vec![]),
        ];
        for (text, expected) in cases {
            let fields = Fields::parse("a.yml", text).unwrap();
            assert_eq!(words(&fields, "category", "categories"), expected, "{text}");
        }
    }
}
