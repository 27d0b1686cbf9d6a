//! What the settings of a site of Jekyll's say.

use std::path::Path;

use super::super::fields::Fields;
use super::super::{base_path, read_fields};
use super::{DRAFTS, POSTS, Shelf};
use crate::domain::TimeZone;
use crate::service::import::address::split_folder;
use crate::service::import::report::Problem;
use crate::service::import::site::{Folder, Profile};

/// The names of the settings file.
const NAMES: [&str; 3] = ["_config.yml", "_config.yaml", "_config.toml"];
/// What is no text of the site, besides whatever begins with `_`.
const NO_TEXTS: [&str; 8] =
    ["README", "LICENSE", "CHANGELOG", "CONTRIBUTING", "CODE_OF_CONDUCT", "404", "SECURITY", "AGENTS"];
/// What a site is made with, and not of.
const LEFT_OUT: [&str; 4] = ["node_modules", "vendor", "_site", "_cache"];
/// Settings that mean a thing to readers, and have no place here or are chosen anew.
const LEFT: [&str; 4] = ["logo", "navigation", "header_pages", "navbar-links"];

/// A site's settings.
pub struct Config {
    fields: Fields,
    /// The site's own address, with the path that it had on its host; empty where it isn't said.
    pub base_url: String,
    /// That path.
    pub base_path: String,
    /// The zone that dates are counted in.
    pub zone: TimeZone,
    /// What ends the summary in a text.
    pub separator: Option<String>,
    /// Authors' names, by what texts call them.
    authors: Fields,
}

/// Whether a folder is a site of Jekyll's.
pub fn is_site(root: &Path) -> bool {
    NAMES.iter().any(|name| root.join(name).is_file()) || root.join(POSTS).is_dir()
}

/// Reads the settings.
pub fn read(site: &mut Folder, root: &Path) -> Config {
    let fields = NAMES.iter().find_map(|name| read_fields(site, root, name)).unwrap_or_default();
    let authors = ["_data/authors.yml", "_data/authors.yaml", "_data/authors.json"];
    let authors = authors.iter().find_map(|name| read_fields(site, root, name)).unwrap_or_default();
    Config::new(fields, authors)
}

impl Config {
    fn new(fields: Fields, authors: Fields) -> Self {
        let base_path = base_path(&fields.text(&["baseurl"]).unwrap_or_default());
        let url = fields.text(&["url"]).filter(|url| url.contains("://"));
        let base_url = url.map(|url| format!("{}{base_path}", url.trim_end_matches('/'))).unwrap_or_default();
        let zone = fields.text(&["timezone"]).and_then(|zone| TimeZone::parse(&zone).ok()).unwrap_or_default();
        let separator = fields.text(&["excerpt_separator"]);
        Self { base_url, base_path, zone, separator, authors, fields }
    }

    /// What the site says of itself.
    pub fn profile(&self) -> Option<Profile> {
        Some(Profile {
            name: self.fields.text(&["title", "name"])?,
            description: self.fields.text(&["description", "tagline"]).unwrap_or_default(),
            language: self.fields.text(&["lang", "locale", "language"]),
            time_zone: self.fields.text(&["timezone"]),
            place: NAMES[0].to_owned(),
            line: 1,
        })
    }

    /// Who wrote what names nobody.
    pub fn author(&self) -> Option<String> {
        let author = self.fields.table("author").text(&["name"]);
        author.or_else(|| self.fields.texts(&["author"]).into_iter().next()).map(|author| self.name_of(author))
    }

    /// An author's name, whatever texts call them by.
    pub fn name_of(&self, author: String) -> String {
        self.authors.table(&author.to_lowercase()).text(&["name", "display_name"]).unwrap_or(author)
    }

    /// Where a file stands in the site, by its path; none where it is nothing that readers were given.
    pub fn shelf(&self, path: &str) -> Option<Shelf> {
        let (folder, name) = split_folder(path);
        let folders: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
        let excluded = self.fields.texts(&["exclude"]);
        let is_excluded = |one: &String| {
            let one = one.trim_start_matches('/').trim_end_matches(['/', '*']);
            !one.is_empty() && path.strip_prefix(one).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if folders.iter().any(|part| LEFT_OUT.contains(part)) || excluded.iter().any(is_excluded) {
            return None;
        }
        if folders.contains(&POSTS) {
            return Some(Shelf::Post);
        }
        if folders.contains(&DRAFTS) {
            return Some(Shelf::Draft);
        }
        let hidden = folders.iter().find(|part| part.starts_with('_'));
        match hidden {
            Some(folder) => Some(Shelf::Collection(folder.trim_start_matches('_').to_owned())),
            None if name.starts_with('_') => None,
            None => {
                let stem = name.split('.').next().unwrap_or_default();
                (!folders.is_empty() || !NO_TEXTS.contains(&stem)).then_some(Shelf::Page)
            }
        }
    }

    /// Whether readers were given the texts of a collection; none where there is no such collection.
    pub fn is_shown(&self, collection: &str) -> Option<bool> {
        let collections = self.fields.table("collections");
        let is_named =
            collections.has(collection) || self.fields.texts(&["collections"]).iter().any(|one| one == collection);
        is_named.then(|| collections.table(collection).flag("output") == Some(true))
    }

    /// The folder that collections are in.
    pub fn collections_folder(&self) -> String {
        self.fields.text(&["collections_dir"]).map(|folder| folder.trim_matches('/').to_owned()).unwrap_or_default()
    }

    /// What the site says of addresses.
    pub fn pattern(&self, shelf: &Shelf) -> String {
        let collections = self.fields.table("collections");
        let of_collection = |name: &str| collections.table(name).text(&["permalink"]);
        let of_site = || self.fields.text(&["permalink"]).unwrap_or_else(|| "date".to_owned());
        match shelf {
            Shelf::Post | Shelf::Draft => of_collection("posts").unwrap_or_else(of_site),
            Shelf::Page => of_site(),
            Shelf::Collection(name) => {
                let is_pretty = of_site() == "pretty" || of_site().ends_with('/');
                let usual = if is_pretty { "/:collection/:path/" } else { "/:collection/:path:output_ext" };
                of_collection(name).unwrap_or_else(|| usual.to_owned())
            }
        }
    }

    /// Settings that hold for every text of a kind or in a folder, the last and so the strongest first.
    pub fn defaults(&self, path: &str, shelf: &Shelf) -> Vec<Fields> {
        let holds = |scope: &Fields| {
            let folder = scope.text(&["path"]).unwrap_or_default();
            let folder = folder.trim_matches('/');
            let is_kind = scope.text(&["type"]).is_none_or(|named| named == shelf.kind());
            // A pattern is read as the folder in front of it.
            let folder = folder.split('*').next().unwrap_or_default().trim_end_matches('/');
            let is_below = |rest: &str| rest.is_empty() || rest.starts_with('/');
            is_kind && (folder.is_empty() || path.strip_prefix(folder).is_some_and(is_below))
        };
        let matching = self.fields.tables("defaults").into_iter().filter(|entry| holds(&entry.table("scope")));
        let mut values: Vec<Fields> = matching.map(|entry| entry.table("values")).collect();
        values.reverse();
        values
    }

    /// The addresses of lists that the plugin for archives made: the kind of list, and the pattern.
    pub fn archives(&self) -> Vec<(&'static str, String)> {
        let archives = self.fields.table("jekyll-archives");
        let is_any = archives.names().next().is_some();
        let patterns = archives.table("permalinks");
        let usual = [("tags", "tag", "/tag/:name/"), ("categories", "category", "/category/:name/")];
        let lists = usual.into_iter().filter(|_| is_any);
        lists.map(|(list, key, usual)| (list, patterns.text(&[key]).unwrap_or_else(|| usual.to_owned()))).collect()
    }

    /// What is to be told of the settings.
    pub fn notices(&self) -> Vec<Problem> {
        let left: Vec<&str> = LEFT.into_iter().filter(|name| self.fields.has(name)).collect();
        let reason = format!("settings that are left out: {}", left.join(", "));
        if left.is_empty() { Vec::new() } else { vec![Problem::of(NAMES[0], reason)] }
    }
}
