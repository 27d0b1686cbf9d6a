//! What holds for any text at all, checked against a browser's rules for reading HTML.

#![allow(clippy::panic, reason = "to panic is how a check says no")]

use std::collections::HashSet;

use ammonia::{Builder, UrlRelative};

use super::tag::{self, Piece};
use super::{LABELS_EN, render, rewrite_destinations};

/// Every statement that must hold of a rendering.
///
/// # Panics
/// When one does not.
pub fn assert_sound(markdown: &str) {
    let rendered = render(markdown, &LABELS_EN);
    let html = &rendered.html;
    let tokens = tokens(html);
    assert_eq!(tokens, self::tokens(&read_by_a_browser(html)), "another tree than was written, for {markdown:?}");

    let mut ids = HashSet::new();
    let mut levels = Vec::new();
    for (tag, attributes) in tokens.iter().map(|(tag, attributes)| (tag.as_str(), attributes)) {
        for (name, value) in attributes {
            assert!(name != "style" && !name.starts_with("on"), "{name} in {html}");
            assert!(name != "id" || ids.insert(value), "{value} twice in {html}");
        }
        if let Some(level) = tag.strip_prefix('h').and_then(|level| level.parse::<u8>().ok()) {
            levels.push(level);
        }
        assert!(!["script", "style", "iframe", "form", "svg"].contains(&tag), "{tag} in {html}");
    }
    let steps = std::iter::once(&1).chain(&levels).zip(&levels);
    assert!(
        steps.into_iter().all(|(before, level)| *level >= 2 && *level <= before + 1),
        "{levels:?} for {markdown:?}"
    );
    let told: Vec<u8> = rendered.headings.iter().map(|heading| heading.level).collect();
    assert_eq!(told, levels, "for {markdown:?}");
    assert_eq!(rewrite_destinations(markdown, |_, _| None), markdown);
}

/// Tags and texts with attributes in one order and entities read, neighbouring texts joined.
fn tokens(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut tokens: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for (piece, _) in tag::pieces(html) {
        // Browsers drop a line's end that follows `<pre>`.
        let after_pre = tokens.last().is_some_and(|(name, _)| name == "pre");
        let token = match piece {
            Piece::Open { name, attributes } => {
                let mut attributes: Vec<(String, String)> = tag::attributes(attributes)
                    .map(|attribute| (attribute.name.to_owned(), tag::unescape(attribute.value).into_owned()))
                    .collect();
                attributes.sort();
                (name.to_owned(), attributes)
            }
            Piece::Close { name } => (format!("/{name}"), Vec::new()),
            Piece::Text(text) if after_pre => {
                (format!("={}", tag::unescape(text.trim_start_matches('\n'))), Vec::new())
            }
            Piece::Text(text) => (format!("={}", tag::unescape(text)), Vec::new()),
            Piece::Other => panic!("a comment in {html}"),
        };
        if token.0 != "=" {
            tokens.push(token);
        }
    }
    tokens
}

/// The HTML after a browser's parser took it in, with all that the renderer may write let through.
fn read_by_a_browser(html: &str) -> String {
    const ATTRIBUTES: [&str; 41] = [
        "alt",
        "aria-label",
        "checked",
        "cite",
        "class",
        "colspan",
        "controls",
        "data-language",
        "datetime",
        "decoding",
        "default",
        "dir",
        "disabled",
        "headers",
        "height",
        "href",
        "hreflang",
        "id",
        "kind",
        "label",
        "lang",
        "loading",
        "loop",
        "muted",
        "name",
        "open",
        "poster",
        "preload",
        "reversed",
        "role",
        "rowspan",
        "scope",
        "span",
        "src",
        "srclang",
        "start",
        "tabindex",
        "title",
        "type",
        "value",
        "width",
    ];
    let tags: HashSet<&str> = super::sanitise::TAGS.into_iter().chain(super::maths::TAGS).collect();
    let attributes = ATTRIBUTES.into_iter().chain(super::maths::ATTRIBUTES).collect();
    let mut browser = Builder::empty();
    browser.tags(tags).generic_attributes(attributes).link_rel(None).url_relative(UrlRelative::PassThrough);
    browser.url_schemes(["http", "https", "mailto"].into());
    browser.clean(html).to_string()
}
