//! What the settings of a site of Hugo's say.

use std::path::Path;

use super::super::fields::Fields;
use super::super::{base_path, read_fields};
use crate::domain::{Language, TimeZone};
use crate::service::import::report::Problem;
use crate::service::import::site::{Folder, Profile, read_text};

/// The names of the settings file, without their ends; the present one last, because it has the last word.
const NAMES: [&str; 2] = ["config", "hugo"];
/// What the settings file may be written in.
const ENDS: [&str; 4] = ["toml", "yaml", "yml", "json"];
/// The folder of settings in parts.
const PARTS: &str = "config/_default";
/// What lists of terms are called where nobody says otherwise, or in most themes.
const TAXONOMIES: [&str; 4] = ["tags", "categories", "series", "authors"];
/// The sections of posts where nobody says otherwise.
const MAIN_SECTIONS: [&str; 5] = ["posts", "post", "blog", "articles", "article"];
/// Settings that mean a thing to readers, and have no place here or are chosen anew.
const LEFT: [&str; 2] = ["menus", "menu"];

/// A site's settings.
pub struct Config {
    fields: Fields,
    /// The file that they are in, or one of them.
    file: String,
    /// The site's own address, without a slash at its end.
    pub base_url: String,
    /// What stands before every address: a site may be below the root of its host.
    pub base_path: String,
    /// The zone of dates that don't say it.
    pub zone: TimeZone,
    /// The language of texts that name none.
    pub language: String,
}

/// Whether a folder is a site of Hugo's.
pub fn is_site(root: &Path) -> bool {
    let has = |name: &str| root.join(name).is_file();
    let is_named = ENDS.iter().any(|end| has(&format!("hugo.{end}")));
    let is_not_toml = || ENDS.iter().filter(|end| **end != "toml").any(|end| has(&format!("config.{end}")));
    // Zola's settings once had that name as well.
    let is_toml = || {
        let config = read_text(&root.join("config.toml")).and_then(|text| Fields::parse("config.toml", &text));
        config.is_ok_and(|config| config.has("baseurl") || config.has("languagecode"))
    };
    let has_settings = || is_not_toml() || root.join(PARTS).is_dir() || root.join("archetypes").is_dir() || is_toml();
    is_named || (root.join("content").is_dir() && has_settings())
}

/// Reads the settings, in one file or in parts.
pub fn read(site: &mut Folder, root: &Path) -> Config {
    let (mut fields, mut file) = (Fields::default(), PARTS.to_owned());
    for name in NAMES {
        for end in ENDS {
            let name = format!("{name}.{end}");
            if let Some(read) = read_fields(site, root, &name) {
                fields.merge(read);
                file = name;
            }
        }
    }
    let entries = root.join(PARTS).read_dir().into_iter().flatten();
    let mut parts: Vec<String> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    parts.sort();
    for part in parts {
        let Some((stem, end)) = part.rsplit_once('.') else { continue };
        if ENDS.contains(&end) {
            let read = read_fields(site, root, &format!("{PARTS}/{part}")).unwrap_or_default();
            // What has a language in its name says the same of that one alone.
            let (name, language) = stem.split_once('.').map_or((stem, None), |(name, code)| (name, Some(code)));
            let read = if NAMES.contains(&name) { read } else { read.under(name) };
            fields.merge(match language {
                Some(code) => read.under(code).under("languages"),
                None => read,
            });
        }
    }
    Config::new(fields, file)
}

impl Config {
    fn new(mut fields: Fields, file: String) -> Self {
        let language = fields.text(&["defaultcontentlanguage"]).unwrap_or_else(|| "en".to_owned()).to_lowercase();
        let own = fields.table("languages").table(&language);
        fields.fill(&own);
        let base_url = fields.text(&["baseurl"]).unwrap_or_default().trim_end_matches('/').to_owned();
        let zone = fields.text(&["timezone"]).and_then(|zone| TimeZone::parse(&zone).ok()).unwrap_or_default();
        Self { base_path: base_path(&base_url), base_url, zone, language, file, fields }
    }

    /// What the site says of itself.
    pub fn profile(&self) -> Option<Profile> {
        let params = self.fields.table("params");
        let language = self.fields.text(&["locale", "languagecode"]);
        Some(Profile {
            name: self.fields.text(&["title"])?,
            description: params
                .text(&["description"])
                .or_else(|| self.fields.text(&["description"]))
                .unwrap_or_default(),
            language: language.or_else(|| self.fields.text(&["defaultcontentlanguage"])),
            time_zone: self.fields.text(&["timezone"]),
            place: self.file.clone(),
            line: 1,
        })
    }

    /// Who wrote what names nobody.
    pub fn author(&self) -> Option<String> {
        let params = self.fields.table("params");
        params.texts(&["author"]).into_iter().next().or_else(|| self.fields.texts(&["author"]).into_iter().next())
    }

    /// The folders of texts, each with its language where it is of one alone, the innermost first.
    pub fn contents(&self) -> Vec<(String, Option<String>)> {
        let languages = self.fields.table("languages");
        let own = |code: &str| Some((languages.table(code).text(&["contentdir"])?, Some(code.to_owned())));
        let base = self.fields.text(&["contentdir"]).filter(|_| !languages.table(&self.language).has("contentdir"));
        let mut contents: Vec<(String, Option<String>)> = languages.names().filter_map(own).collect();
        contents.push((base.unwrap_or_else(|| "content".to_owned()), None));
        for (folder, _) in &mut contents {
            *folder = folder.trim_start_matches("./").trim_end_matches('/').to_owned();
        }
        contents.sort_by_key(|(folder, _)| std::cmp::Reverse(folder.len()));
        contents
    }

    /// The folders of files that are served as they are.
    pub fn static_folders(&self) -> Vec<String> {
        let named = self.fields.texts(&["staticdir"]);
        let named = if named.is_empty() { vec!["static".to_owned()] } else { named };
        named.into_iter().chain([self.fields.text(&["assetdir"]).unwrap_or_else(|| "assets".to_owned())]).collect()
    }

    /// The languages that files may name.
    pub fn languages(&self) -> Vec<String> {
        self.fields.table("languages").names().map(str::to_owned).collect()
    }

    /// What addresses of a language begin with.
    pub fn prefix(&self, language: Option<&Language>) -> String {
        match language {
            Some(language) => format!("/{}", language.as_str().to_lowercase()),
            None if self.fields.flag("defaultcontentlanguageinsubdir") == Some(true) => format!("/{}", self.language),
            None => String::new(),
        }
    }

    /// What lists of terms are called.
    pub fn taxonomies(&self) -> Vec<String> {
        let table = self.fields.table("taxonomies");
        let named: Vec<String> = table.names().filter_map(|singular| table.text(&[singular])).collect();
        TAXONOMIES.iter().map(|name| (*name).to_owned()).chain(named).collect()
    }

    /// Lists of terms that have no place here.
    pub fn other_taxonomies(&self) -> Vec<String> {
        let mut others = self.taxonomies();
        others.retain(|name| !TAXONOMIES.contains(&name.as_str()) && name != "author");
        others
    }

    /// Whether a section is just that of the posts, and says nothing of them.
    pub fn is_main(&self, section: &str) -> bool {
        let named = self.fields.table("params").texts(&["mainsections"]);
        let named = if named.is_empty() { self.fields.texts(&["mainsections"]) } else { named };
        MAIN_SECTIONS.contains(&section) || named.iter().any(|main| main == section)
    }

    /// The pattern of addresses in a section.
    pub fn pattern(&self, section: &str) -> Option<String> {
        let permalinks = self.fields.table("permalinks");
        let section = if section.is_empty() { "/" } else { section };
        permalinks.table("page").text(&[section]).or_else(|| permalinks.text(&[section]))
    }

    /// Whether addresses end with `.html`.
    pub fn has_ugly_urls(&self) -> bool {
        self.fields.flag("uglyurls") == Some(true)
    }

    /// How Hugo makes a part of an address of a name.
    pub fn urlize(&self, name: &str) -> String {
        let name =
            if self.fields.flag("disablepathtolower") == Some(true) { name.to_owned() } else { name.to_lowercase() };
        urlize(&name)
    }

    /// What is to be told of the settings.
    pub fn notices(&self) -> Vec<Problem> {
        let left: Vec<&str> = LEFT.into_iter().filter(|name| self.fields.has(name)).collect();
        let reason = format!("settings that are left out: {}", left.join(", "));
        if left.is_empty() { Vec::new() } else { vec![Problem::of(&self.file, reason)] }
    }

    /// Reports name the content folder's files alone.
    pub fn missing_content(&self) -> Problem {
        let folders: Vec<String> = self.contents().into_iter().map(|(folder, _)| folder).collect();
        Problem::of(&folders.join(", "), "there is no such folder")
    }
}

/// Spaces become one hyphen, where there is none already, and what no address of Hugo's holds goes.
fn urlize(name: &str) -> String {
    let is_kept = |character: char| character.is_alphanumeric() || "./_-+~@".contains(character);
    let mut path = String::with_capacity(name.len());
    let mut is_apart = false;
    for character in name.trim().chars() {
        if is_kept(character) {
            if std::mem::take(&mut is_apart) && character != '-' {
                path.push('-');
            }
            path.push(character);
        } else if character.is_whitespace() && !path.is_empty() && !path.ends_with('-') {
            is_apart = true;
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_parts_of_addresses() {
        let cases = [
            ("my post", "my-post"),
            ("a - b", "a-b"),
            ("a -- b", "a--b"),
            (" what's  up? ", "whats-up"),
            ("été_1.0", "été_1.0"),
            ("C#", "C"),
            ("?! a", "a"),
        ];
        for (name, expected) in cases {
            assert_eq!(urlize(name), expected, "{name}");
        }
    }

    #[test]
    fn folders_of_texts_are_those_of_languages_and_the_others() {
        let config = |text: &str| Config::new(Fields::parse("hugo.toml", text).unwrap(), "hugo.toml".to_owned());
        let contents = |text: &str| config(text).contents();
        assert_eq!(contents(""), [("content".to_owned(), None)]);
        let text = "title = 'A'\n[languages.en]\ncontentDir = 'content/en'\n[languages.fr]\ncontentDir = './content.fr/'\n\
            title = 'B'\n";
        let expected = [("content/en", Some("en")), ("content.fr", Some("fr")), ("content", None)];
        assert_eq!(contents(text), expected.map(|(folder, code)| (folder.to_owned(), code.map(str::to_owned))));
        assert_eq!(config(text).profile().unwrap().name, "A");
        let config = config("defaultContentLanguage = 'fr'\n[languages.fr]\ntitle = 'B'\nlanguageCode = 'fr-CA'");
        let profile = config.profile().unwrap();
        assert_eq!((profile.name.as_str(), profile.language.as_deref()), ("B", Some("fr-CA")));
    }
}
