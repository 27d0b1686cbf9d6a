//! Front matter: the block of TOML (`+++`) or YAML (`---`) at the head of a file.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::domain::Timestamp;

/// A file, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts<'t> {
    /// The block's language.
    pub format: Format,
    /// The block, without the lines that mark its ends.
    pub front: &'t str,
    /// The line of the block's first line, counted from 1.
    pub front_line: usize,
    /// What follows the block.
    pub body: &'t str,
    /// The line of the body's first line.
    pub body_line: usize,
}

/// What a block is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Between `+++` lines.
    Toml,
    /// Between `---` lines.
    Yaml,
}

/// Where a file is broken, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: String,
}

/// A page's settings, as far as they mean something here. Unknown ones are nobody's mistake.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PageFront {
    /// The title, in plain text.
    pub title: Option<String>,
    /// The summary.
    pub description: Option<String>,
    /// The summary, under another engine's name for it.
    pub summary: Option<String>,
    /// The date it shows.
    pub date: Option<Date>,
    /// Whether readers must not see it.
    pub draft: Option<bool>,
    /// Whether Zola makes a page of it.
    pub render: Option<bool>,
    /// The last part of its address.
    pub slug: Option<String>,
    /// Its whole address.
    pub path: Option<String>,
    /// Addresses it had before.
    pub aliases: Option<Vec<String>>,
    /// Who wrote it.
    pub authors: Option<Vec<String>>,
    /// Its tags, under another engine's name for them.
    pub tags: Option<Vec<String>>,
    /// Its categories, under another engine's name for them.
    pub categories: Option<Vec<String>>,
    /// Its tags and categories.
    pub taxonomies: Option<Taxonomies>,
    /// What themes read.
    pub extra: Option<Extra>,
}

/// The taxonomies that mean something here.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Taxonomies {
    /// Tags.
    pub tags: Option<Vec<String>>,
    /// Categories.
    pub categories: Option<Vec<String>>,
    /// Who wrote it.
    pub authors: Option<Vec<String>>,
    /// The series that it is a part of.
    pub series: Option<Vec<String>>,
}

/// What widespread themes agree on. Each theme defines its own keys and types, so nothing here is an error.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Extra {
    author: Loose,
    cover: Loose,
    cover_image: Loose,
    image: Loose,
    og_image: Loose,
    canonical_url: Loose,
    cover_alt: Loose,
    image_alt: Loose,
    series: Loose,
    series_order: Loose,
}

impl Extra {
    /// Who wrote it.
    pub fn author(&self) -> Option<&str> {
        self.author.text()
    }

    /// The address of its cover image.
    pub fn cover(&self) -> Option<&str> {
        [&self.cover, &self.cover_image, &self.image, &self.og_image].into_iter().find_map(Loose::text)
    }

    /// What the cover image shows.
    pub fn cover_alt(&self) -> Option<&str> {
        [&self.cover_alt, &self.image_alt].into_iter().find_map(Loose::text)
    }

    /// The series that it is a part of.
    pub fn series(&self) -> Option<&str> {
        self.series.text()
    }

    /// Which part of the series it is.
    pub fn series_order(&self) -> Option<u32> {
        self.series_order.number()
    }

    /// Where it was published first.
    pub fn canonical_url(&self) -> Option<&str> {
        self.canonical_url.text().filter(|address| address.starts_with("https://") || address.starts_with("http://"))
    }
}

/// A text or a number, or something that means nothing here.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Loose {
    Text(String),
    Number(u32),
    Other(de::IgnoredAny),
}

impl Default for Loose {
    fn default() -> Self {
        Self::Other(de::IgnoredAny)
    }
}

impl Loose {
    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            Self::Number(_) | Self::Other(_) => None,
        }
    }

    fn number(&self) -> Option<u32> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
            Self::Other(_) => None,
        }
    }
}

/// A section's settings, as far as they mean something here.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SectionFront {
    /// Its title, in plain text.
    pub title: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// Whether readers must not see it, nor what it holds.
    pub draft: Option<bool>,
    /// Addresses it had before.
    pub aliases: Option<Vec<String>>,
}

/// A date, or a date and time: TOML's own kind, or a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date(pub Timestamp);

const NOT_A_DATE: &str = "not a date, such as 2026-01-31 or 2026-01-31T12:00:00Z";

impl Date {
    /// Reads RFC 3339; without an offset the time counts as UTC, without a time the day's first instant is meant.
    pub fn parse(text: &str) -> Option<Self> {
        // The shorter form comes last: what reads a date alone passes over a time behind it.
        let local = || Timestamp::from_local(text).or_else(|_| Timestamp::from_date(text));
        text.parse().or_else(|_| local()).map(Self).ok()
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DateVisitor)
    }
}

struct DateVisitor;

impl<'de> Visitor<'de> for DateVisitor {
    type Value = Date;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a date")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Date, E> {
        Date::parse(text).ok_or_else(|| E::custom(NOT_A_DATE))
    }

    /// The toml crate hands its own dates on as a map, which only its own type can read.
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Date, A::Error> {
        let date = toml::value::Datetime::deserialize(MapAccessDeserializer::new(map))
            .map_err(|_| de::Error::custom(NOT_A_DATE))?;
        self.visit_str(&date.to_string())
    }
}

/// Takes a file apart.
///
/// # Errors
/// When the block is missing or has no end.
pub fn split(text: &str) -> Result<Parts<'_>, Malformed> {
    let mut lines = Lines { rest: text.strip_prefix('\u{feff}').unwrap_or(text), number: 0 };
    let format = loop {
        match lines.next().map(str::trim) {
            Some("+++") => break Format::Toml,
            Some("---") => break Format::Yaml,
            Some("") => {}
            Some(_) | None => {
                return Err(Malformed { line: lines.number.max(1), reason: "no front matter (+++ or ---)".into() });
            }
        }
    };
    let (opened_at, front) = (lines.number, lines.rest);
    let marker = if format == Format::Toml { "+++" } else { "---" };
    loop {
        let front_bytes = front.len() - lines.rest.len();
        match lines.next() {
            Some(line) if line.trim_end() == marker => {
                let (front, front_line) = (&front[..front_bytes], opened_at + 1);
                return Ok(Parts { format, front, front_line, body: lines.rest, body_line: lines.number + 1 });
            }
            Some(_) => {}
            None => {
                let reason = format!("the front matter that begins here has no closing {marker}");
                return Err(Malformed { line: opened_at, reason });
            }
        }
    }
}

/// Lines with their numbers, and what is left behind them.
struct Lines<'t> {
    rest: &'t str,
    number: usize,
}

impl<'t> Iterator for Lines<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        if self.rest.is_empty() {
            return None;
        }
        let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
        self.rest = rest;
        self.number += 1;
        Some(line)
    }
}

impl Parts<'_> {
    /// Reads the block.
    ///
    /// # Errors
    /// When it breaks its language's rules, or a setting has the wrong type.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, Malformed> {
        match self.format {
            Format::Toml => parse_toml(self.front),
            Format::Yaml => parse_yaml(self.front),
        }
        .map_err(|malformed| Malformed { line: malformed.line + self.front_line - 1, ..malformed })
    }

    /// The line of a setting, or of the block's beginning where the setting can't be seen.
    pub fn line_of(&self, key: &str) -> usize {
        let is_it = |line: &str| {
            line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(['=', ':']))
        };
        self.front_line + self.front.lines().position(is_it).unwrap_or(0)
    }
}

/// Reads TOML; the lines of errors are counted from the text's beginning.
///
/// # Errors
/// As [`Parts::parse`].
pub fn parse_toml<T: DeserializeOwned>(text: &str) -> Result<T, Malformed> {
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        Malformed { line: before.matches('\n').count() + 1, reason: one_line(error.message()) }
    })
}

/// Reads YAML; the lines of errors are counted from the text's beginning.
///
/// # Errors
/// As [`Parts::parse`].
fn parse_yaml<T: DeserializeOwned>(text: &str) -> Result<T, Malformed> {
    // The library's own limits stay on: they are what stops aliases that multiply.
    parse_yaml_with(text, serde_saphyr::options! { with_snippet: false })
}

/// The same where `no` and `y` are words, as tags may be: only `true` and `false` are neither.
///
/// # Errors
/// As [`Parts::parse`].
pub fn parse_loose_yaml<T: DeserializeOwned>(text: &str) -> Result<T, Malformed> {
    parse_yaml_with(text, serde_saphyr::options! { with_snippet: false, strict_booleans: true })
}

fn parse_yaml_with<T: DeserializeOwned>(text: &str, options: serde_saphyr::Options) -> Result<T, Malformed> {
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let line = error.location().and_then(|location| usize::try_from(location.line()).ok()).unwrap_or(1);
        let message = error.to_string();
        // The position is told beside the reason, and seen from the file's beginning.
        let reason = message.rsplit_once(" at line ").map_or(message.as_str(), |(reason, _)| reason);
        Malformed { line: line.max(1), reason: one_line(reason) }
    })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    type Line<'t> = (usize, &'t str);

    fn check(text: &str, expected: Result<(Format, &str, usize), Line<'_>>) {
        match (split(text), expected) {
            (Ok(parts), Ok(expected)) => assert_eq!((parts.format, parts.body, parts.body_line), expected, "{text:?}"),
            (Err(malformed), Err((line, reason))) => {
                assert_eq!(malformed.line, line, "{text:?}");
                assert!(malformed.reason.contains(reason), "{text:?}: {}", malformed.reason);
            }
            (seen, _) => panic!("{text:?}: {seen:?}"),
        }
    }

    #[test]
    fn files_are_taken_apart() {
        check("+++\ntitle = 'a'\n+++\nBody\n", Ok((Format::Toml, "Body\n", 4)));
        check("---\r\ntitle: a\r\n---\r\nBody", Ok((Format::Yaml, "Body", 4)));
        check("\u{feff}\n+++\n+++", Ok((Format::Toml, "", 4)));
        check("+++\n+++\n---\nrule", Ok((Format::Toml, "---\nrule", 3)));
        check("", Err((1, "no front matter")));
        check("# Title\n", Err((1, "no front matter")));
        check("\n\ntext +++\n", Err((3, "no front matter")));
        check("+++\ntitle = 'a'\n\nBody\n", Err((1, "no closing +++")));
        check("\n---\ntitle: a\n+++\n", Err((2, "no closing ---")));
    }

    fn check_front(text: &str, expected: Result<&str, Line<'_>>) {
        let seen = split(text).and_then(|parts| parts.parse::<PageFront>());
        match (&seen, expected) {
            (Ok(front), Ok(title)) => assert_eq!(front.title.as_deref(), Some(title), "{text:?}"),
            (Err(malformed), Err((line, reason))) => {
                assert_eq!(malformed.line, line, "{text:?}: {}", malformed.reason);
                assert!(malformed.reason.contains(reason), "{text:?}: {}", malformed.reason);
                assert!(!malformed.reason.contains('\n'));
            }
            _ => panic!("{text:?}: {seen:?}"),
        }
    }

    #[test]
    fn settings_are_read_and_wrong_ones_named_with_their_line() {
        check_front("+++\ntitle = 'A'\nunknown = 5\n+++\n", Ok("A"));
        check_front("+++\ntitle = 'A'\n[extra]\ncover = 5\ncolour = { deep = [1] }\n+++\n", Ok("A"));
        check_front("+++\n# first\ntitle = 5\n+++\n", Err((3, "expected a string")));
        check_front("+++\ntitle = 'A'\ntags = 'one'\n+++\n", Err((3, "expected a sequence")));
        check_front("+++\ntitle = 'A'\ndraft = 'no'\n+++\n", Err((3, "expected a boolean")));
        check_front("+++\ntitle = 'A'\naliases = [\n  'a',\n  5,\n]\n+++\n", Err((5, "expected a string")));
        check_front("+++\ntitle = 'A'\ndate = 'soon'\n+++\n", Err((3, "not a date")));
        check_front("+++\ntitle = 'A'\ndate = 12:00:00\n+++\n", Err((3, "not a date")));
        check_front("+++\ntitle = 'A'\ndate = { year = 5 }\n+++\n", Err((3, "not a date")));
        check_front("+++\ntitle = = 'A'\n+++\n", Err((2, "=")));
        check_front("---\ntitle: A\nother: [1, {a: b}]\ntags:\n---\n", Ok("A"));
        check_front("---\n\ntitle: A\ntags: one\n---\n", Err((4, "sequence")));
        check_front("---\ntitle: A\ndate: soon\n---\n", Err((3, "not a date")));
        check_front("---\ntitle: \"A\n---\n", Err((2, "quote")));
        check_front("---\n- A\n---\n", Err((2, "mapping")));
    }

    #[test]
    fn aliases_that_multiply_are_refused() {
        let mut text = "---\ntitle: A\na0: &a0 [x]\n".to_owned();
        for level in 1..12 {
            let before = format!("*a{}, ", level - 1).repeat(9);
            text.push_str(&format!("a{level}: &a{level} [{}]\n", before.trim_end_matches(", ")));
        }
        text.push_str("---\n");
        let malformed = split(&text).and_then(|parts| parts.parse::<PageFront>()).unwrap_err();
        assert!(malformed.line > 2, "{malformed:?}");
    }

    #[test]
    fn dates_of_every_kind_are_read() {
        let cases = [
            ("+++\ndate = 2020-01-02\n+++", "2020-01-02T00:00:00Z"),
            ("+++\ndate = 2020-01-02T03:04:05\n+++", "2020-01-02T03:04:05Z"),
            ("+++\ndate = 2020-01-02T03:04:05+02:00\n+++", "2020-01-02T01:04:05Z"),
            ("+++\ndate = '2020-01-02'\n+++", "2020-01-02T00:00:00Z"),
            ("---\ndate: 2020-01-02\n---", "2020-01-02T00:00:00Z"),
            ("---\ndate: 2020-01-02 03:04:05\n---", "2020-01-02T03:04:05Z"),
            ("---\ndate: '2020-01-02T03:04:05Z'\n---", "2020-01-02T03:04:05Z"),
        ];
        for (text, expected) in cases {
            let front: PageFront = split(text).unwrap().parse().unwrap();
            assert_eq!(front.date.map(|date| date.0.to_string()).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn settings_are_found_by_their_line() {
        let parts = split("\n+++\ntitle = 'A'\n\n[taxonomies]\n tags=[]\n+++\n").unwrap();
        assert_eq!((parts.line_of("title"), parts.line_of("tags"), parts.line_of("slug")), (3, 6, 3));
    }
}
