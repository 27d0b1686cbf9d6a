//! Mobiledoc, in which Ghost's editor kept texts before: sections of markers, in JSON.

use serde_json::Value;

use super::super::markup::own;
use super::cards::card;
use super::lexical::unknown;
use crate::rich::{DEPTH_MAX, Element, Node};

const MARKUP_SECTION: u64 = 1;
const IMAGE_SECTION: u64 = 2;
const LIST_SECTION: u64 = 3;
const CARD_SECTION: u64 = 10;

/// Elements that words may be marked with.
const MARKUPS: [&str; 14] =
    ["a", "b", "code", "del", "em", "i", "mark", "s", "small", "strong", "sub", "sup", "u", "strike"];

/// Reads a text.
///
/// # Errors
/// How it is broken.
pub fn tree(text: &str) -> Result<Vec<Node>, String> {
    let document: Value =
        serde_json::from_str(text).map_err(|error| format!("its text (mobiledoc) is broken: {error}"))?;
    let sections = document.get("sections").and_then(Value::as_array).ok_or("its text (mobiledoc) has no sections")?;
    Ok(sections.iter().flat_map(|section| self::section(section, &document)).collect())
}

fn section(section: &Value, document: &Value) -> Vec<Node> {
    let name = |index: usize| section.get(index).and_then(Value::as_str).unwrap_or_default();
    match section.get(0).and_then(Value::as_u64) {
        Some(MARKUP_SECTION) => {
            let tag = match name(1) {
                tag @ ("p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "aside") => tag,
                "pull-quote" => "blockquote",
                _ => "p",
            };
            let tag = if tag == "aside" { "blockquote" } else { tag };
            vec![own::element(tag, &[], markers(section.get(2), document))]
        }
        Some(IMAGE_SECTION) => vec![own::figure(&[("src", name(1))], Vec::new())],
        Some(LIST_SECTION) => {
            let entries = section.get(2).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            let entry = |entry: &Value| own::element("li", &[], markers(Some(entry), document));
            let tag = if name(1) == "ol" { "ol" } else { "ul" };
            vec![own::element(tag, &[], entries.iter().map(entry).collect())]
        }
        Some(CARD_SECTION) => {
            let card_of = |index: u64| document.get("cards")?.get(usize::try_from(index).ok()?);
            let Some(found) = section.get(1).and_then(Value::as_u64).and_then(card_of) else { return Vec::new() };
            let kind = found.get(0).and_then(Value::as_str).unwrap_or_default();
            card(kind, found.get(1).unwrap_or(&Value::Null)).unwrap_or_else(|| unknown(kind, Vec::new()))
        }
        _ => vec![own::lost("a section of a kind that is not known is left out")],
    }
}

/// Words with what marks them: each marker opens some markups, and closes some of those that are open.
fn markers(markers: Option<&Value>, document: &Value) -> Vec<Node> {
    let markers = markers.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut top: Vec<Node> = Vec::new();
    let mut open: Vec<Element> = Vec::new();
    for marker in markers {
        let opened = marker.get(1).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        for index in opened {
            if open.len() < DEPTH_MAX {
                open.push(markup(index, document));
            }
        }
        let words = words(marker, document);
        open.last_mut().map_or(&mut top, |element| &mut element.children).extend(words);
        for _ in 0..marker.get(2).and_then(Value::as_u64).unwrap_or(0).min(DEPTH_MAX as u64) {
            close(&mut top, &mut open);
        }
    }
    while !open.is_empty() {
        close(&mut top, &mut open);
    }
    top
}

fn close(top: &mut Vec<Node>, open: &mut Vec<Element>) {
    if let Some(element) = open.pop() {
        open.last_mut().map_or(top, |around| &mut around.children).push(Node::Element(element));
    }
}

fn markup(index: &Value, document: &Value) -> Element {
    let found = index.as_u64().and_then(|index| document.get("markups")?.get(usize::try_from(index).ok()?));
    let name = found.and_then(|markup| markup.get(0)?.as_str()).filter(|name| MARKUPS.contains(name)).unwrap_or("span");
    let attributes = found.and_then(|markup| markup.get(1)?.as_array()).map(Vec::as_slice).unwrap_or_default();
    let href = attributes.chunks_exact(2).find(|pair| pair[0].as_str() == Some("href"));
    let href = href.and_then(|pair| pair[1].as_str()).map(|href| ("href", href.to_owned()));
    Element { name: name.to_owned(), attributes: href.into_iter().collect(), children: Vec::new() }
}

/// A marker's words: text, or an atom, of which Ghost has one for line breaks.
fn words(marker: &Value, document: &Value) -> Vec<Node> {
    if marker.get(0).and_then(Value::as_u64) != Some(1) {
        return marker.get(3).and_then(Value::as_str).map(own::text).into_iter().collect();
    }
    let index = marker.get(3).and_then(Value::as_u64).and_then(|index| usize::try_from(index).ok());
    let atom = index.and_then(|index| document.get("atoms")?.get(index));
    match atom.and_then(|atom| atom.get(0)?.as_str()) {
        Some("soft-return") => vec![own::element("br", &[], Vec::new())],
        _ => atom.and_then(|atom| atom.get(1)?.as_str()).map(own::text).into_iter().collect(),
    }
}
