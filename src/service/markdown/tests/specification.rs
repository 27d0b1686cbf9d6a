//! The examples of CommonMark 0.31.2 and of GitHub's extensions, as their specifications have them.
//!
//! They stand in the tests of pulldown-cmark, whose source cargo has wherever this is built; their licence (CC-BY-SA) would
//! not fit ours, so there is no copy here. Both sides pass the sanitiser, and what a page has beside a text's own elements is
//! left out: ids, labels, frames, colours, and by which number a heading begins.

use std::path::PathBuf;
use std::process::Command;

use super::super::tag::{Piece, attribute, pieces, unescape};
use super::super::{LABELS_EN, render, sanitise};

/// Attributes that pages have and examples don't.
const OURS: [&str; 12] = [
    "aria-label",
    "class",
    "data-language",
    "decoding",
    "disabled",
    "id",
    "loading",
    "role",
    "scope",
    "tabindex",
    "type",
    "checked",
];

/// Examples of CommonMark that come out otherwise, and why.
const EXCEPTIONS: [(&[usize], &str); 7] = [
    (&[602, 606, 608, 611, 612], "bare addresses are links, as GitHub's autolinks are"),
    (
        &[148, 187, 344, 476, 477, 494, 613, 614, 615, 616, 630, 631, 642, 643],
        "what an author's HTML leaves open ends with the block around it, where browsers open it again behind that",
    ),
    (&[191], "what can't stand in an author's table ends it, where browsers move it in front of the table"),
    (&[156, 157, 158], "a tag that never ends is text that people see, and not nothing"),
    (&[171, 629], "the content of a textarea or of CDATA is no text for readers"),
    (&[475], "an image without a description says that it has none"),
    (&[623], "a paragraph of nothing but end tags is no paragraph"),
];

/// Examples of tables that come out otherwise, and why.
const TABLE_EXCEPTIONS: [(&[usize], &str); 1] =
    [(&[8], "a table without rows has no empty body, as GitHub's has none")];

#[test]
fn the_examples_of_commonmark() {
    let examples = examples("spec.rs");
    assert_eq!(examples.len(), 652, "CommonMark 0.31.2 has so many");
    check(&examples, &EXCEPTIONS);
}

#[test]
fn the_examples_of_githubs_extensions() {
    let files: [(&str, usize, &[_]); 3] =
        [("gfm_table.rs", 9, &TABLE_EXCEPTIONS), ("gfm_strikethrough.rs", 3, &[]), ("gfm_tasklist.rs", 2, &[])];
    for (file, count, exceptions) in files {
        let examples = examples(file);
        assert_eq!(examples.len(), count, "{file}");
        check(&examples, exceptions);
    }
}

/// What the two other extensions say, in our own examples: bare addresses are links, and some tags are shown as text or
/// not at all.
#[test]
fn bare_addresses_are_links() {
    let cases = [
        ("www.example.org", "<a href=\"http://www.example.org\">www.example.org</a>"),
        ("https://example.org/a?b=c.", "<a href=\"https://example.org/a?b=c\">https://example.org/a?b=c</a>."),
        ("(www.example.org/a_(b))", "(<a href=\"http://www.example.org/a_(b)\">www.example.org/a_(b)</a>)"),
        ("ada@example.org", "<a href=\"mailto:ada@example.org\">ada@example.org</a>"),
        ("ftp.example.org", "ftp.example.org"),
        ("`www.example.org`", "<code>www.example.org</code>"),
        ("<title>x</title> <style>y</style>", ""),
    ];
    for (markdown, expected) in cases {
        let expected = if expected.is_empty() { String::new() } else { format!("<p>{expected}</p>") };
        assert_eq!(render(markdown, &LABELS_EN).html.trim(), expected, "{markdown}");
    }
}

fn check(examples: &[(String, String)], exceptions: &[(&[usize], &str)]) {
    let mut wrong = Vec::new();
    for (number, (markdown, expected)) in (1..).zip(examples) {
        let ours = shape(&render(markdown, &LABELS_EN).html);
        let theirs = shape(&sanitise::sanitise(expected));
        let is_exception = exceptions.iter().any(|(numbers, _)| numbers.contains(&number));
        if (ours == theirs) == is_exception {
            wrong.push(format!("{number}: {markdown:?}\n  ours   {ours:?}\n  theirs {theirs:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} examples are, or are no longer, exceptions:\n{}", wrong.len(), wrong.join("\n"));
}

/// Tags and texts, without what pages add; white space between elements is none.
fn shape(html: &str) -> Vec<String> {
    let mut shape: Vec<String> = Vec::new();
    let (mut in_permalink, mut in_code) = (false, 0_usize);
    for (piece, _) in pieces(html) {
        match piece {
            Piece::Open { name: "a", attributes } if attribute(attributes, "class") == Some("permalink") => {
                in_permalink = true;
            }
            Piece::Close { name: "a" } if in_permalink => in_permalink = false,
            Piece::Open { name: "span" | "div", .. } | Piece::Close { name: "span" | "div" } => {}
            Piece::Open { name, attributes } => {
                in_code += usize::from(name == "pre");
                let mut kept: Vec<String> = super::super::tag::attributes(attributes)
                    .filter(|attribute| !OURS.contains(&attribute.name))
                    .map(|attribute| format!("{}={}", attribute.name, readable(&unescape(attribute.value))))
                    .collect();
                kept.sort();
                shape.push(format!("<{} {}", leveled(name), kept.join(" ")));
            }
            Piece::Close { name } => {
                in_code = in_code.saturating_sub(usize::from(name == "pre"));
                shape.push(format!("</{}", leveled(name)));
            }
            Piece::Text(text) => {
                let text = unescape(text);
                let text =
                    if in_code > 0 { text.into_owned() } else { text.split_whitespace().collect::<Vec<_>>().join(" ") };
                match shape.last_mut().filter(|last| last.starts_with('=')) {
                    // Code has a tag around each colour.
                    Some(before) if in_code > 0 => before.push_str(&text),
                    Some(before) => *before = format!("{before} {text}").trim_end().to_owned(),
                    None if text.trim().is_empty() => {}
                    None => shape.push(format!("={text}")),
                }
            }
            Piece::Other => {}
        }
    }
    shape
}

/// Addresses may be written with their letters or with those letters' codes.
fn readable(value: &str) -> String {
    percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned()
}

/// Headings of a page begin at the second level.
fn leveled(name: &str) -> &str {
    if matches!(name.as_bytes(), [b'h', b'1'..=b'6']) { "heading" } else { name }
}

/// Markdown and HTML of the examples in a file of pulldown-cmark's.
fn examples(file: &str) -> Vec<(String, String)> {
    let path = pulldown_cmark().join("tests/suite").join(file);
    let source = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    source
        .split("let original = ")
        .skip(1)
        .map(|example| {
            let (original, rest) = example.split_once("let expected = ").expect("what it becomes");
            (literal(original), literal(rest))
        })
        .collect()
}

/// What a raw string says.
fn literal(source: &str) -> String {
    let (_, rest) = source.split_once("r##\"").expect("a raw string");
    rest.split_once("\"##").expect("its end").0.to_owned()
}

/// Where cargo has the source of pulldown-cmark.
fn pulldown_cmark() -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--format-version", "1", "--locked", "--offline", "--features", "ssr"]);
    let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo runs where its tests run");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let package = packages.iter().find(|package| package["name"] == "pulldown-cmark").expect("it is a dependency");
    PathBuf::from(package["manifest_path"].as_str().expect("a path")).parent().expect("a folder").to_owned()
}
