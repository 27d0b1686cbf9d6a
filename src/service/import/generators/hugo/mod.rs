//! A folder in Hugo's layout (<https://gohugo.io>).
//!
//! - `config`: what its settings say. `page`: what one text means. `lists`: sections and terms, which have no texts here.

mod config;
mod lists;
mod page;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::super::address::{join, split_folder};
use super::super::front_matter::Malformed;
use super::super::links::OldSite;
use super::super::page::Place;
use super::super::report::Problem;
use super::super::site::{AssetPlace, Folder, leads_inside, read_text};
use super::fields::{Document, Fields};
use super::served;
use crate::domain::{Language, Timestamp};

use self::config::Config;
pub use self::config::is_site;

/// Texts that Hugo reads, and that are neither Markdown nor HTML.
const OTHER_TEXTS: [&str; 6] = ["adoc", "asciidoc", "org", "rst", "pdc", "pandoc"];

/// What is known of a site before its texts are read.
struct Hugo {
    config: Config,
    author: Option<String>,
    now: Timestamp,
    /// Paths of texts, by the names that they are referred to by.
    names: HashMap<String, String>,
    /// The images that are served as they are.
    served: HashSet<String>,
    /// What the lists around texts say of these, by the lists' folders.
    cascades: HashMap<String, Vec<Fields>>,
}

/// A file with a text.
struct Text {
    place: Place,
    file: PathBuf,
    is_html: bool,
}

/// Reads a site's folder.
pub fn read(site: &mut Folder, root: &Path, now: Timestamp) {
    let config = config::read(site, root);
    site.profile = config.profile();
    site.old = OldSite::new(Some(config.base_url.as_str()).filter(|base| base.contains("://")));
    site.report.notices.extend(config.notices());
    for folder in config.static_folders() {
        site.read_assets(root, &folder);
    }
    let texts = find_texts(site, &config, root);
    let author = config.author();
    let (names, served) = (names(&texts), served(site));
    let mut hugo = Hugo { config, author, now, names, served, cascades: HashMap::new() };
    hugo.read_lists(site, &texts);
    for text in texts.into_iter().filter(|text| !text.place.is_section()) {
        site.report.found += 1;
        let source = text.place.source.clone();
        let page = read_text(&text.file)
            .and_then(|content| hugo.item(text, &content))
            .map_err(|Malformed { line, reason }| vec![Problem::at(&source, line, reason)])
            .and_then(|item| item.into_page(&source));
        site.keep(page);
    }
    hugo.redirect_terms(site);
}

/// The texts below the content folders, pages before their translations.
fn find_texts(site: &mut Folder, config: &Config, root: &Path) -> Vec<Text> {
    let contents = config.contents();
    let languages = config.languages();
    let is_inner = |folder: &str| {
        contents.iter().any(|(other, _)| folder.strip_prefix(other.as_str()).is_some_and(|rest| rest.starts_with('/')))
    };
    let mut texts = Vec::new();
    let mut is_any_there = false;
    for (base, _) in contents.iter().filter(|(folder, _)| !is_inner(folder)) {
        let folder = root.join(base);
        if !folder.is_dir() || !leads_inside(&folder, root) {
            continue;
        }
        is_any_there = true;
        for (path, file) in site.walk(&folder, root) {
            // Paths are seen from the folder of most texts; those of others have the folder's name.
            let source = if contents.last().is_some_and(|(last, _)| last == base) {
                path.clone()
            } else {
                format!("{base}/{path}")
            };
            let whole = format!("{base}/{path}");
            let of_language = contents.iter().find_map(|(folder, code)| {
                Some((whole.strip_prefix(folder.as_str())?.strip_prefix('/')?.to_owned(), code.as_deref()))
            });
            let (inner, code) = of_language.unwrap_or((path, None));
            add(site, &mut texts, Found { source, inner, code, file }, config, &languages);
        }
    }
    if !is_any_there {
        site.report.notices.push(config.missing_content());
    }
    texts.sort_by_cached_key(|text| (text.place.sort_key(), text.place.source.clone()));
    texts
}

/// A file below a content folder.
struct Found<'c> {
    /// What names it for ever.
    source: String,
    /// Its path in the folder of its language.
    inner: String,
    code: Option<&'c str>,
    file: PathBuf,
}

fn add(site: &mut Folder, texts: &mut Vec<Text>, found: Found<'_>, config: &Config, languages: &[String]) {
    let Found { source, inner, code, file } = found;
    let (stem, end) = inner.rsplit_once('.').unwrap_or((&inner, ""));
    match end.to_ascii_lowercase().as_str() {
        end @ ("md" | "markdown" | "mdown" | "html" | "htm") => {
            let place = Place::new(&format!("{stem}.md"), languages);
            let language = code.and_then(|code| Language::parse(code).ok()).or(place.language.clone());
            let language = language.filter(|language| !language.as_str().eq_ignore_ascii_case(&config.language));
            let folder = split_folder(&source).0.to_owned();
            texts.push(Text {
                place: Place { source, folder, language, ..place },
                file,
                is_html: end.starts_with("htm"),
            });
        }
        end if OTHER_TEXTS.contains(&end) => {
            site.report.notices.push(Problem::of(&source, "left out: it is neither Markdown nor HTML"));
        }
        _ => site.add_asset(file, AssetPlace::Content(source)),
    }
}

/// What texts are referred to by: their paths with and without an end, and their names where these are alone.
fn names(texts: &[Text]) -> HashMap<String, String> {
    let mut names: HashMap<String, String> = HashMap::new();
    let mut ambiguous = Vec::new();
    for Text { place, .. } in texts {
        let path = &place.source;
        let stem = path.rsplit_once('.').map_or(path.as_str(), |(stem, _)| stem);
        names.insert(path.clone(), path.clone());
        names.entry(stem.to_owned()).or_insert_with(|| path.clone());
        if (place.is_bundle || place.is_section()) && !place.folder.is_empty() {
            names.entry(place.folder.clone()).or_insert_with(|| path.clone());
        }
        for name in [split_folder(path).1.to_owned(), place.name.clone()] {
            match names.get(&name) {
                Some(known) if known != path => ambiguous.push(name),
                Some(_) => {}
                None => drop(names.insert(name, path.clone())),
            }
        }
    }
    // A name that two texts have leads to neither, unless it is the whole path of one.
    for name in ambiguous {
        if names.get(&name).is_some_and(|path| *path != name) {
            names.remove(&name);
        }
    }
    names
}

impl Hugo {
    /// Where a reference leads, in the form in which links lead to files.
    fn reference(&self, place: &Place, target: &str) -> Option<String> {
        let (path, fragment) = target.split_at(target.find('#').unwrap_or(target.len()));
        if path.is_empty() {
            return Some(fragment.to_owned());
        }
        let path = path.trim_matches('/');
        let beside = join(&place.folder, path);
        let known = [beside.as_deref(), Some(path)].into_iter().flatten().find_map(|name| self.names.get(name));
        Some(format!("@/{}{fragment}", known?))
    }

    /// What a file's front matter says, and what the lists around it say of it where it says nothing.
    fn fields(&self, place: &Place, document: &Document<'_>) -> Fields {
        let mut fields = document.fields.clone();
        // What themes read stands among the others, or below `params`.
        fields.fill(&document.fields.table("params"));
        let mut around = Some(place.section.as_str());
        while let Some(folder) = around {
            for cascade in self.cascades.get(folder).into_iter().flatten() {
                fields.fill(cascade);
                fields.fill(&cascade.table("params"));
            }
            around = (!folder.is_empty()).then(|| split_folder(folder).0);
        }
        fields
    }
}
