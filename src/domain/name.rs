//! Names that appear in addresses: slugs, handles, tags, languages. Parsed at the edge, trusted inside.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::Rule;

const SLUG_CHARS_MAX: usize = 200;
const HANDLE_CHARS_MAX: usize = 64;
const LABEL_CHARS_MAX: usize = 100;
const LANGUAGE_CHARS_MAX: usize = 35;

/// First path segments of the site's own routes, which no page's address may take.
const RESERVED_SEGMENTS: [&str; 30] = [
    "admin",
    "api",
    "archive",
    "assets",
    "authors",
    "categories",
    "comments",
    "favicon.ico",
    "feed",
    "feed.json",
    "feed.xml",
    "healthz",
    "index.html",
    "login",
    "media",
    "metrics",
    "page",
    "pkg",
    "posts",
    "preview",
    "readyz",
    "robots.txt",
    "rss",
    "rss.xml",
    "search",
    "series",
    "sitemap.xml",
    "sitemaps",
    "tags",
    "webmention",
];

macro_rules! text_newtype {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// A text that was checked before it was stored.
            pub(crate) fn from_stored(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

text_newtype!(
    /// A post's part of its address: letters and digits of any script, `-`, `_` and single dots inside.
    /// The case is kept, but two slugs that differ in case alone are the same.
    Slug
);
text_newtype!(
    /// The part of a person's address: like a slug, in lower case.
    Handle
);
text_newtype!(
    /// A tag's or category's name as people read it; white space is folded. Its address is [`Label::slug`].
    Label
);
text_newtype!(
    /// A language tag (BCP 47), such as `en` or `pt-BR`.
    Language
);

impl Slug {
    /// Checks a slug that somebody typed.
    ///
    /// # Errors
    /// When it is empty, too long, or holds what an address may not.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        let slug: String = text.trim().nfc().collect();
        if slug.is_empty() {
            return Err(Rule::Required);
        }
        if slug.chars().count() > SLUG_CHARS_MAX {
            return Err(Rule::TooLong { chars_max: SLUG_CHARS_MAX });
        }
        let allowed = slug.chars().all(|character| character.is_alphanumeric() || matches!(character, '-' | '_' | '.'));
        if !allowed || slug.starts_with('.') || slug.ends_with('.') || slug.contains("..") {
            return Err(Rule::NotASlug);
        }
        Ok(Self(slug))
    }

    /// The slug that a title suggests; `untitled` where it has no letter or digit.
    pub fn from_title(title: &str) -> Self {
        let slug = slugify(title, SLUG_CHARS_MAX - 8);
        Self(if slug.is_empty() { "untitled".to_owned() } else { slug })
    }

    /// The same with `-2`, `-3`… behind it.
    pub fn numbered(&self, number: u32) -> Self {
        let room = SLUG_CHARS_MAX - 8;
        let stem: String = self.0.chars().take(room).collect();
        Self(format!("{}-{number}", stem.trim_end_matches(['.', '-'])))
    }

    /// What two slugs that count as the same have in common.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }

    /// Whether the site uses that first path segment itself.
    pub fn is_reserved(&self) -> bool {
        RESERVED_SEGMENTS.contains(&self.key().as_str())
    }
}

impl Handle {
    /// Checks a handle that somebody typed.
    ///
    /// # Errors
    /// When it is empty, too long, or holds anything but lower-case letters, digits, `-` and `_`.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        let handle: String = text.trim().to_lowercase().nfc().collect();
        if handle.is_empty() {
            return Err(Rule::Required);
        }
        if handle.chars().count() > HANDLE_CHARS_MAX {
            return Err(Rule::TooLong { chars_max: HANDLE_CHARS_MAX });
        }
        if !handle.chars().all(|character| character.is_alphanumeric() || matches!(character, '-' | '_')) {
            return Err(Rule::NotASlug);
        }
        Ok(Self(handle))
    }

    /// The handle that a name suggests; `anonymous` where it has no letter or digit.
    pub fn from_name(name: &str) -> Self {
        let handle = slugify(name, HANDLE_CHARS_MAX);
        Self(if handle.is_empty() { "anonymous".to_owned() } else { handle })
    }
}

impl Label {
    /// Checks a tag or category that somebody typed.
    ///
    /// # Errors
    /// When it is empty, too long, or has no letter or digit to make an address of.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        if text.chars().any(|character| character.is_control() && !character.is_whitespace()) {
            return Err(Rule::ControlCharacter);
        }
        let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if folded.is_empty() {
            return Err(Rule::Required);
        }
        if folded.chars().count() > LABEL_CHARS_MAX {
            return Err(Rule::TooLong { chars_max: LABEL_CHARS_MAX });
        }
        let label = Self(folded);
        if label.slug().is_empty() { Err(Rule::NotASlug) } else { Ok(label) }
    }

    /// Its part of an address, by which two labels count as the same. `C`, `C++` and `C#` stay apart.
    pub fn slug(&self) -> String {
        slugify(&self.0.replace('+', "plus").replace('#', "sharp"), SLUG_CHARS_MAX)
    }
}

impl Language {
    /// Checks a language tag that somebody typed, by its shape.
    ///
    /// # Errors
    /// When it hasn't the shape of a tag of BCP 47.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        let tag = text.trim();
        let mut subtags = tag.split('-');
        let primary = subtags.next().unwrap_or_default();
        let is_primary = (2..=8).contains(&primary.len()) && primary.bytes().all(|byte| byte.is_ascii_alphabetic());
        let are_subtags = subtags
            .all(|subtag| (1..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        if is_primary && are_subtags && tag.len() <= LANGUAGE_CHARS_MAX {
            Ok(Self(tag.to_owned()))
        } else {
            Err(Rule::NotALanguage)
        }
    }

    /// Whether the language is written from right to left, by its script or by the script it is usually written in.
    pub fn is_right_to_left(&self) -> bool {
        const RIGHT_TO_LEFT: [&str; 12] = ["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"];
        let lower = self.0.to_ascii_lowercase();
        let primary = lower.split('-').next().unwrap_or_default();
        if lower.contains("-latn") || lower.contains("-cyrl") {
            return false;
        }
        RIGHT_TO_LEFT.contains(&primary) || lower.contains("-arab") || lower.contains("-hebr")
    }
}

/// A text in lower case, without the accents of Latin letters: for comparing what people type.
pub fn fold_text(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let is_accent = |character: &char| ('\u{300}'..='\u{36f}').contains(character);
    text.nfd().filter(|character| !is_accent(character)).nfc().flat_map(char::to_lowercase).collect()
}

/// A text as part of an address: lower case, words joined by single hyphens, accents of Latin letters dropped,
/// letters and digits of every script kept, at most so many characters.
pub fn slugify(text: &str, chars_max: usize) -> String {
    let plain = fold_text(text);
    let mut slug = String::with_capacity(plain.len());
    for character in plain.chars() {
        if character.is_alphanumeric() {
            slug.push(character);
        } else if !matches!(character, '\'' | '’') && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let cut: String = slug.chars().take(chars_max).collect();
    cut.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_checked() {
        let cases = [
            ("Rust-1.0-alpha", Ok("Rust-1.0-alpha")),
            (" été ", Ok("été")),
            ("書く", Ok("書く")),
            ("", Err(Rule::Required)),
            ("../etc/passwd", Err(Rule::NotASlug)),
            ("a..b", Err(Rule::NotASlug)),
            (".hidden", Err(Rule::NotASlug)),
            ("a/b", Err(Rule::NotASlug)),
            ("a b", Err(Rule::NotASlug)),
            ("a%2e", Err(Rule::NotASlug)),
            ("<b>", Err(Rule::NotASlug)),
        ];
        for (text, expected) in cases {
            assert_eq!(Slug::parse(text).as_ref().map(Slug::as_str), expected.as_ref().copied(), "{text:?}");
        }
        assert_eq!(Slug::parse(&"a".repeat(201)), Err(Rule::TooLong { chars_max: 200 }));
    }

    #[test]
    fn titles_become_slugs() {
        let cases = [
            ("Hello, World!", "hello-world"),
            ("L'été à Paris", "lete-a-paris"),
            ("  --  ", "untitled"),
            ("日本語の記事が", "日本語の記事が"),
            ("Announcing Rust 1.0", "announcing-rust-1-0"),
        ];
        for (title, expected) in cases {
            assert_eq!(Slug::from_title(title).as_str(), expected, "{title:?}");
        }
        assert!(Slug::parse(Slug::from_title(&"x".repeat(10_000)).as_str()).is_ok());
    }

    #[test]
    fn reserved_segments_are_reserved_in_any_case() {
        assert!(Slug::parse("Admin").unwrap().is_reserved());
        assert!(!Slug::parse("about").unwrap().is_reserved());
    }

    #[test]
    fn labels_keep_their_look_and_differ_where_they_should() {
        let slug = |text: &str| Label::parse(text).map(|label| (label.to_string(), label.slug()));
        assert_eq!(slug("  Web   Dev "), Ok(("Web Dev".into(), "web-dev".into())));
        assert_eq!(slug("C++"), Ok(("C++".into(), "cplusplus".into())));
        assert_eq!(slug("C#"), Ok(("C#".into(), "csharp".into())));
        assert_eq!(slug("!!!"), Err(Rule::NotASlug));
    }

    #[test]
    fn languages_are_checked_by_shape() {
        for (text, is_language) in
            [("en", true), ("pt-BR", true), ("zh-Hant-TW", true), ("e", false), ("en_GB", false), ("\"><b>", false)]
        {
            assert_eq!(Language::parse(text).is_ok(), is_language, "{text}");
        }
        assert!(Language::parse("ar").unwrap().is_right_to_left());
        assert!(!Language::parse("fr").unwrap().is_right_to_left());
    }
}
