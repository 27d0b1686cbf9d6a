//! The tables of an export, row by row: a row that is broken stops no other, and a file that is cut off still has those before.
//!
//! The file is only cut into its rows here, by its brackets and quotes; each row is then read by itself, and what of it means
//! nothing is not looked at, whatever numbers it has.

use std::collections::HashMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::domain::Timestamp;

/// The tables that mean something here.
const TABLES: [&str; 7] = ["posts", "posts_authors", "posts_meta", "posts_tags", "settings", "tags", "users"];

/// Tables that are left out, and what their rows are. Members are in a file of their own, but some exports have them.
pub const LEFT_OUT: [(&str, &str); 8] = [
    ("members", "members"),
    ("products", "tiers"),
    ("newsletters", "newsletters"),
    ("offers", "offers"),
    ("snippets", "snippets of the editor"),
    ("recommendations", "recommendations of other sites"),
    ("comments", "comments"),
    ("posts_revisions", "former versions of texts"),
];

/// So deep in the file tables are looked for: `{"db": [{"data": {"posts": […]}}]}`.
const DEPTH_MAX: usize = 6;

/// The rows of an export, each as it stands in the file.
#[derive(Debug, Default)]
pub struct Tables<'t> {
    rows: HashMap<&'static str, Vec<&'t str>>,
    /// Where and how the file is broken.
    pub broken: Option<(usize, String)>,
}

impl<'t> Tables<'t> {
    /// Reads a file.
    pub fn read(text: &'t str) -> Self {
        let mut walk = Walk { text, position: 0 };
        let mut tables = Self::default();
        if let Err(reason) = walk.level(&mut tables, DEPTH_MAX) {
            let read = text.as_bytes().get(..walk.position).unwrap_or(text.as_bytes());
            tables.broken = Some((read.iter().filter(|byte| **byte == b'\n').count() + 1, reason.to_owned()));
        }
        tables
    }

    /// Whether a table was there and whole.
    pub fn has(&self, table: &str) -> bool {
        self.rows.contains_key(table)
    }

    /// How many rows a table has.
    pub fn count(&self, table: &str) -> usize {
        self.rows.get(table).map_or(0, Vec::len)
    }

    /// The rows of a table, or how one of them is broken.
    pub fn rows<R: DeserializeOwned>(&self, table: &str) -> impl Iterator<Item = Result<R, String>> {
        let rows = self.rows.get(table).map(Vec::as_slice).unwrap_or_default();
        rows.iter().map(|row| serde_json::from_str(row).map_err(|error| error.to_string()))
    }

    /// The rows of a table that can be read.
    pub fn good_rows<R: DeserializeOwned>(&self, table: &str) -> Vec<R> {
        self.rows(table).filter_map(Result::ok).collect()
    }
}

/// Whether a file begins like such an export.
pub fn is_export(beginning: &str) -> bool {
    ["\"db\"", "\"data\"", "\"posts\""].iter().any(|name| beginning.contains(name))
}

/// A way through JSON, from value to value.
struct Walk<'t> {
    text: &'t str,
    position: usize,
}

type Broken = &'static str;

const ENDS: Broken = "the file ends before its last table does";
const NOT_JSON: Broken = "what follows here is not JSON";

impl<'t> Walk<'t> {
    /// An object that has tables, or that has an object or a list of objects that do.
    fn level(&mut self, tables: &mut Tables<'t>, depth: usize) -> Result<(), Broken> {
        match self.next()? {
            b'[' if depth > 0 => self.list(|walk| walk.level(tables, depth - 1)),
            b'{' if depth > 0 => self.object(|walk, key| {
                let table = TABLES.into_iter().chain(LEFT_OUT.map(|(table, _)| table)).find(|table| *table == key);
                match table {
                    Some(table) if walk.next()? == b'[' => {
                        let mut rows = Vec::new();
                        walk.list(|walk| walk.value().map(|row| rows.push(row)))?;
                        tables.rows.insert(table, rows);
                        Ok(())
                    }
                    _ if matches!(key, "db" | "data") => walk.level(tables, depth - 1),
                    _ => walk.value().map(drop),
                }
            }),
            _ => self.value().map(drop),
        }
    }

    fn list(&mut self, mut entry: impl FnMut(&mut Self) -> Result<(), Broken>) -> Result<(), Broken> {
        self.position += 1;
        if self.take(b']')? {
            return Ok(());
        }
        loop {
            entry(self)?;
            if self.take(b']')? {
                return Ok(());
            }
            if !self.take(b',')? {
                return Err(NOT_JSON);
            }
        }
    }

    fn object(&mut self, mut entry: impl FnMut(&mut Self, &'t str) -> Result<(), Broken>) -> Result<(), Broken> {
        self.position += 1;
        if self.take(b'}')? {
            return Ok(());
        }
        loop {
            if self.next()? != b'"' {
                return Err(NOT_JSON);
            }
            let key = self.value()?.trim_matches('"');
            if !self.take(b':')? {
                return Err(NOT_JSON);
            }
            entry(self, key)?;
            if self.take(b'}')? {
                return Ok(());
            }
            if !self.take(b',')? {
                return Err(NOT_JSON);
            }
        }
    }

    /// The first byte of what is next.
    fn next(&mut self) -> Result<u8, Broken> {
        let rest = &self.text.as_bytes()[self.position..];
        let space = rest.iter().position(|byte| !byte.is_ascii_whitespace()).ok_or(ENDS)?;
        self.position += space;
        Ok(rest[space])
    }

    /// Whether that is next; then it is passed.
    fn take(&mut self, wanted: u8) -> Result<bool, Broken> {
        let is_next = self.next()? == wanted;
        self.position += usize::from(is_next);
        Ok(is_next)
    }

    /// The next value as it stands: up to its closing bracket or quote, or to what ends a number or a word.
    fn value(&mut self) -> Result<&'t str, Broken> {
        self.next()?;
        let begin = self.position;
        let bytes = self.text.as_bytes();
        let (mut depth, mut is_quoted, mut is_escaped) = (0_usize, false, false);
        for (place, byte) in bytes.iter().enumerate().skip(begin) {
            let (was_quoted, was_escaped) = (is_quoted, std::mem::take(&mut is_escaped));
            match byte {
                _ if was_escaped => continue,
                b'\\' if was_quoted => is_escaped = true,
                b'"' => is_quoted = !was_quoted,
                _ if was_quoted => {}
                b'{' | b'[' => depth += 1,
                b'}' | b']' | b',' | b':' if depth == 0 => return self.ends_at(begin, place),
                b'}' | b']' => depth -= 1,
                byte if byte.is_ascii_whitespace() && depth == 0 => return self.ends_at(begin, place),
                _ => continue,
            }
            if depth == 0 && !is_quoted && matches!(byte, b'"' | b'}' | b']') {
                return self.ends_at(begin, place + 1);
            }
        }
        Err(ENDS)
    }

    fn ends_at(&mut self, begin: usize, end: usize) -> Result<&'t str, Broken> {
        self.position = end;
        self.text.get(begin..end).filter(|value| !value.is_empty()).ok_or(NOT_JSON)
    }
}

/// A number or a text, whichever the version of Ghost had.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(from = "IdOrNumber")]
pub struct Id(pub String);

#[derive(Deserialize)]
#[serde(untagged)]
enum IdOrNumber {
    Text(String),
    Number(u64),
}

impl From<IdOrNumber> for Id {
    fn from(id: IdOrNumber) -> Self {
        match id {
            IdOrNumber::Text(text) => Self(text),
            IdOrNumber::Number(number) => Self(number.to_string()),
        }
    }
}

/// A yes or no, as a number where SQLite kept it.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(from = "FlagOrNumber")]
pub struct Flag(pub bool);

#[derive(Deserialize)]
#[serde(untagged)]
enum FlagOrNumber {
    Flag(bool),
    Number(i64),
    Nothing(()),
}

impl From<FlagOrNumber> for Flag {
    fn from(flag: FlagOrNumber) -> Self {
        Self(matches!(flag, FlagOrNumber::Flag(true) | FlagOrNumber::Number(1)))
    }
}

/// An instant, in any of the ways in which versions of Ghost wrote it.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Date {
    /// RFC 3339, or the same without a zone.
    Text(String),
    /// Milliseconds since 1970.
    Milliseconds(i64),
}

impl Date {
    /// The instant; none where it is no date.
    pub fn instant(&self) -> Option<Timestamp> {
        match self {
            Self::Text(text) => text.parse().or_else(|_| Timestamp::from_local(text)).ok(),
            Self::Milliseconds(milliseconds) => {
                jiff::Timestamp::from_millisecond(*milliseconds).ok()?.to_string().parse().ok()
            }
        }
    }
}

/// A post or a page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PostRow {
    pub id: Id,
    pub uuid: Option<String>,
    pub title: Option<String>,
    pub slug: Option<String>,
    pub lexical: Option<String>,
    pub mobiledoc: Option<String>,
    pub html: Option<String>,
    pub markdown: Option<String>,
    pub feature_image: Option<String>,
    pub image: Option<String>,
    pub featured: Flag,
    pub page: Flag,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub status: Option<String>,
    pub visibility: Option<String>,
    pub created_at: Option<Date>,
    pub updated_at: Option<Date>,
    pub published_at: Option<Date>,
    pub custom_excerpt: Option<String>,
    pub codeinjection_head: Option<String>,
    pub codeinjection_foot: Option<String>,
    pub canonical_url: Option<String>,
    pub author_id: Option<Id>,
}

/// What search engines and other sites are told: a row of a table of its own since Ghost 3, and of the posts' before.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct MetaRow {
    pub post_id: Id,
    pub og_image: Option<String>,
    pub og_title: Option<String>,
    pub og_description: Option<String>,
    pub twitter_image: Option<String>,
    pub twitter_title: Option<String>,
    pub twitter_description: Option<String>,
    pub meta_title: Option<String>,
    pub meta_description: Option<String>,
    pub feature_image_alt: Option<String>,
    pub feature_image_caption: Option<String>,
}

/// A tag or an author.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct NamedRow {
    pub id: Id,
    pub name: Option<String>,
    pub slug: Option<String>,
    pub visibility: Option<String>,
    /// What is said of it besides.
    pub description: Option<String>,
    pub bio: Option<String>,
    pub website: Option<String>,
    pub feature_image: Option<String>,
    pub profile_image: Option<String>,
}

impl NamedRow {
    /// Whether its page said more than its name.
    pub fn says_more(&self) -> bool {
        let texts = [&self.description, &self.bio, &self.website, &self.feature_image, &self.profile_image];
        texts.into_iter().flatten().any(|text| !text.trim().is_empty())
    }
}

/// Which tag or author a post has.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LinkRow {
    pub post_id: Id,
    #[serde(alias = "author_id")]
    pub tag_id: Id,
    pub sort_order: Option<i64>,
}

/// A setting.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SettingRow {
    pub key: String,
    pub value: Option<serde_json::Value>,
}
