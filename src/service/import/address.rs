//! Addresses and names, by Zola's rules: where a page was, what its file's name says, where a link leads.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde::Deserialize;

use super::front_matter::Date;
use crate::domain::Language;
use crate::domain::post::rules::ADDRESS_CHARS_MAX;

/// How Zola makes a part of an address of a name (`slugify.paths` in its settings).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Slugify {
    /// Lower-case ASCII.
    #[default]
    On,
    /// Without what some file system refuses.
    Safe,
    /// As it is.
    Off,
}

impl Slugify {
    /// Applies the rule.
    pub fn apply(self, name: &str) -> String {
        match self {
            Self::On => slug::slugify(name),
            Self::Safe => name.trim_end_matches([' ', '.']).replace(['<', '>', ':', '"', '/', '\\', '|', '?', '*'], ""),
            Self::Off => name.to_owned(),
        }
    }
}

/// What a file's or folder's name says of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DatedName<'n> {
    /// The date in front.
    pub date: Option<Date>,
    /// The rest.
    pub name: &'n str,
}

/// Splits `2020-01-02-name`, `2020-01-02_name` or `2020-01-02T03:04:05Z-name`.
pub fn split_date(name: &str) -> DatedName<'_> {
    let undated = DatedName { date: None, name };
    let Some(day) = name.get(..10).filter(|day| is_day(day)) else { return undated };
    let rest = &name[day.len()..];
    let time_bytes = if rest.starts_with('T') { time_bytes(rest) } else { Some(0) };
    let Some((date, behind)) = time_bytes.and_then(|bytes| Some((name.get(..10 + bytes)?, rest.get(bytes..)?))) else {
        return undated;
    };
    let behind = behind.strip_prefix(' ').unwrap_or(behind);
    let rest = behind.strip_prefix(['-', '_']).filter(|rest| !rest.is_empty());
    match (Date::parse(date), rest) {
        (Some(date), Some(name)) => DatedName { date: Some(date), name },
        _ => undated,
    }
}

fn is_day(text: &str) -> bool {
    text.bytes().enumerate().all(|(index, byte)| match index {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    })
}

/// The length of `T03:04:05.6+02:00` at the text's beginning.
fn time_bytes(text: &str) -> Option<usize> {
    let seconds_end = "T00:00:00".len();
    let fraction = text
        .get(seconds_end..)?
        .strip_prefix('.')
        .map_or(0, |digits| 1 + digits.bytes().take_while(u8::is_ascii_digit).count());
    match text.get(seconds_end + fraction..)?.chars().next()? {
        'Z' => Some(seconds_end + fraction + 1),
        '+' | '-' => Some(seconds_end + fraction + "+00:00".len()),
        _ => None,
    }
}

/// The date in an address such as `news/2023/12/15/title`.
pub fn date_in_path(path: &str) -> Option<Date> {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    segments.windows(3).find_map(|window| {
        let [year, month, day] = window else { return None };
        let is_date = year.len() == 4 && month.len() <= 2 && day.len() <= 2;
        is_date.then(|| Date::parse(&format!("{year}-{month:0>2}-{day:0>2}")))?
    })
}

/// An address as redirects are kept: from the root, without a slash at the end.
/// Nothing for the root itself, for what climbs out, and for what no address can hold.
pub fn absolute(path: &str) -> Option<String> {
    let refused = |character: char| character.is_control() || matches!(character, '?' | '#' | '\\');
    if path.chars().any(refused) || path.chars().count() > ADDRESS_CHARS_MAX {
        return None;
    }
    let joined = join("", path)?;
    if joined.is_empty() { None } else { Some(format!("/{joined}")) }
}

/// The names of the numbers by which WordPress tells its posts apart at one address.
const NUMBER_NAMES: [&str; 3] = ["p", "page_id", "attachment_id"];

/// An address of WordPress's that a number tells apart, such as `/?p=12`, in the one form in which it is kept.
pub fn numbered(address: &str) -> Option<String> {
    let (path, query) = address.split_once('?')?;
    numbered_address(path, query)
}

/// The same for an address that is in two parts already.
pub fn numbered_address(path: &str, query: &str) -> Option<String> {
    let is_number = |text: &str| (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let (name, number) = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(name, number)| NUMBER_NAMES.contains(name) && is_number(number))?;
    let folder = absolute(path).unwrap_or_default();
    Some(format!("{folder}/?{name}={number}"))
}

/// A path seen from a folder, without `.` and `..`; nothing where it climbs out.
pub fn join(folder: &str, path: &str) -> Option<String> {
    let mut segments: Vec<&str> = folder.split('/').filter(|segment| !segment.is_empty()).collect();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()?),
            name => segments.push(name),
        }
    }
    Some(segments.join("/"))
}

/// A destination's path, its escapes undone.
pub fn decode(path: &str) -> Cow<'_, str> {
    percent_decode_str(path).decode_utf8().unwrap_or(Cow::Borrowed(path))
}

/// The folder of a path and the last part.
pub fn split_folder(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// Splits `name.fr` where `fr` is a language: one of those that the site declares, or, where it declares none,
/// one that has a code of two letters.
pub fn split_language<'n>(name: &'n str, declared: &[String]) -> (&'n str, Option<Language>) {
    let language = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).and_then(|(stem, code)| {
        let is_known = if declared.is_empty() { is_assigned(code) } else { declared.iter().any(|known| known == code) };
        is_known.then(|| Language::parse(code).ok())?.map(|language| (stem, language))
    });
    language.map_or((name, None), |(stem, language)| (stem, Some(language)))
}

/// Whether a tag begins with a code of ISO 639-1. Names such as `node.js` or `main.rs` don't end in one.
fn is_assigned(tag: &str) -> bool {
    const CODES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da \
        de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii \
        ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn \
        mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si \
        sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi \
        yo za zh zu";
    let primary = tag.split('-').next().unwrap_or_default();
    primary.len() == 2 && CODES.split_ascii_whitespace().any(|code| code == primary)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_their_dates() {
        let cases = [
            ("2020-01-02-title", Some("2020-01-02T00:00:00Z"), "title"),
            ("2020-01-02_two words", Some("2020-01-02T00:00:00Z"), "two words"),
            ("2020-01-02 - spaced", Some("2020-01-02T00:00:00Z"), " spaced"),
            ("2020-01-02T03:04:05Z-title", Some("2020-01-02T03:04:05Z"), "title"),
            ("2020-01-02T03:04:05.5+02:00_title", Some("2020-01-02T01:04:05.500Z"), "title"),
            ("2020-13-02-title", None, "2020-13-02-title"),
            ("2020-01-02", None, "2020-01-02"),
            ("2020-01-02-", None, "2020-01-02-"),
            ("2020-01-02title", None, "2020-01-02title"),
            ("2020-01-02Tea-title", None, "2020-01-02Tea-title"),
            ("2020-01-0é-title", None, "2020-01-0é-title"),
            ("title", None, "title"),
        ];
        for (name, date, rest) in cases {
            let dated = split_date(name);
            assert_eq!(dated.date.map(|date| date.0.to_string()).as_deref(), date, "{name}");
            assert_eq!(dated.name, rest, "{name}");
        }
    }

    #[test]
    fn paths_tell_their_dates() {
        let cases = [
            ("2023/12/15/2024-Edition-CFP", Some("2023-12-15T00:00:00Z")),
            ("/inside-rust/2023/1/5/title/", Some("2023-01-05T00:00:00Z")),
            ("2023/13/15/title", None),
            ("news/2023/12", None),
            ("title", None),
        ];
        for (path, date) in cases {
            assert_eq!(date_in_path(path).map(|date| date.0.to_string()).as_deref(), date, "{path}");
        }
    }

    #[test]
    fn addresses_are_folded() {
        let cases = [
            ("2020/01/02/title", Some("/2020/01/02/title")),
            ("/title/", Some("/title")),
            ("//a///b/./c/../d.html", Some("/a/b/d.html")),
            ("", None),
            ("/", None),
            ("../a", None),
            ("a/../../b", None),
            ("a?b", None),
            ("a\nb", None),
        ];
        for (path, expected) in cases {
            assert_eq!(absolute(path).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn numbers_tell_addresses_apart() {
        let cases = [
            ("/?p=12", Some("/?p=12")),
            ("?page_id=3&x=1", Some("/?page_id=3")),
            ("/blog/?a=b&p=4", Some("/blog/?p=4")),
            ("/?p=x", None),
            ("/?p=", None),
            ("/?q=12", None),
            ("/p=12", None),
        ];
        for (address, expected) in cases {
            assert_eq!(numbered(address).as_deref(), expected, "{address}");
        }
    }

    #[test]
    fn languages_are_told_from_other_suffixes() {
        let cases = [
            ("name.fr", "", "name", Some("fr")),
            ("name.pt-BR", "", "name", Some("pt-BR")),
            ("node.js", "", "node.js", None),
            ("1.49.0-prerelease", "", "1.49.0-prerelease", None),
            (".fr", "", ".fr", None),
            ("name.fr", "de", "name.fr", None),
            ("name.tlh", "tlh", "name", Some("tlh")),
        ];
        for (name, declared, stem, language) in cases {
            let declared: Vec<String> = declared.split_whitespace().map(str::to_owned).collect();
            let (seen, found) = split_language(name, &declared);
            assert_eq!((seen, found.as_ref().map(Language::as_str)), (stem, language), "{name}");
        }
    }

    #[test]
    fn names_become_addresses() {
        assert_eq!(Slugify::On.apply("Été à Paris_2.0"), "ete-a-paris-2-0");
        assert_eq!(Slugify::Safe.apply("A b: c?."), "A b c?".replace('?', ""));
        assert_eq!(Slugify::Off.apply("A b"), "A b");
    }
}
