//! Changes where a text's links and images point, and not one other byte of it.
//!
//! The parser says where a link stands; where its destination stands inside follows from CommonMark's grammar. A place
//! is taken only when the parser, given what was found there, reads the very destination it read in the text. Anything
//! stranger (a destination on a line of its own inside a quote) stays as it was.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Parser, Tag};

use super::draft::OPTIONS;
use super::tag::{self, Piece, escape, unescape};

/// What a destination is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DestinationKind {
    /// A link, in Markdown or as `href`.
    Link,
    /// An image or other media, in Markdown or as `src` or `poster`.
    Image,
    /// A reference definition (`[label]: destination`), which links and images may share.
    Definition,
}

/// A destination to write at a place.
struct Edit {
    place: Range<usize>,
    text: String,
}

/// The Markdown with other destinations: `rewrite` is asked for each (inline, in a reference definition, in raw HTML),
/// and what it answers is written instead, escaped as the place needs.
pub fn rewrite_destinations(
    markdown: &str,
    mut rewrite: impl FnMut(&str, DestinationKind) -> Option<String>,
) -> String {
    let mut edits = edits(markdown, &mut rewrite);
    edits.sort_by_key(|edit| edit.place.start);
    let mut written = 0;
    let mut rewritten = String::with_capacity(markdown.len());
    for edit in edits {
        // No two places overlap in a text that the parser read; if they ever did, the first is right.
        let Some(between) = markdown.get(written..edit.place.start) else { continue };
        rewritten.push_str(between);
        rewritten.push_str(&edit.text);
        written = edit.place.end;
    }
    rewritten.push_str(&markdown[written..]);
    rewritten
}

/// A link or image whose end has not come yet.
struct Open {
    kind: DestinationKind,
    /// The destination, where it is written inside the link itself.
    destination: Option<String>,
    range: Range<usize>,
    /// Where what is inside the brackets ends, as far as it was read.
    inner_end: usize,
}

fn edits(markdown: &str, rewrite: &mut impl FnMut(&str, DestinationKind) -> Option<String>) -> Vec<Edit> {
    let mut events = Parser::new_ext(markdown, OPTIONS).into_offset_iter();
    let mut edits = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    for (event, range) in events.by_ref() {
        match &event {
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                open.push(opened(DestinationKind::Link, *link_type, dest_url, range));
                continue;
            }
            Event::Start(Tag::Image { link_type, dest_url, .. }) => {
                open.push(opened(DestinationKind::Image, *link_type, dest_url, range));
                continue;
            }
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => {
                raw_edits(markdown, range.clone(), rewrite, &mut edits)
            }
            _ => {}
        }
        if matches!(event, Event::End(pulldown_cmark::TagEnd::Link | pulldown_cmark::TagEnd::Image))
            && let Some(link) = open.pop()
        {
            edits.extend(inline_edit(markdown, &link, rewrite));
        }
        if let Some(around) = open.last_mut() {
            around.inner_end = around.inner_end.max(range.end);
        }
    }
    for (_, definition) in events.reference_definitions().iter() {
        let place = definition_place(markdown, definition.span.clone(), &definition.dest);
        edits.extend(
            place.and_then(|place| markdown_edit(place, &definition.dest, DestinationKind::Definition, rewrite)),
        );
    }
    edits
}

fn opened(kind: DestinationKind, link_type: LinkType, destination: &str, range: Range<usize>) -> Open {
    let bracket = if kind == DestinationKind::Image { 2 } else { 1 };
    Open {
        kind,
        destination: (link_type == LinkType::Inline).then(|| destination.to_owned()),
        inner_end: range.start + bracket,
        range,
    }
}

fn inline_edit(
    markdown: &str,
    link: &Open,
    rewrite: &mut impl FnMut(&str, DestinationKind) -> Option<String>,
) -> Option<Edit> {
    let destination = link.destination.as_deref()?;
    let rest = markdown.get(link.inner_end..link.range.end)?;
    let bracket = rest.trim_ascii_start().strip_prefix("](")?;
    let begin = link.range.end - bracket.trim_ascii_start().len();
    let place = place_at(markdown, begin..link.range.end, destination)?;
    markdown_edit(place, destination, link.kind, rewrite)
}

/// Where a reference definition has its destination.
fn definition_place(markdown: &str, span: Range<usize>, destination: &str) -> Option<Range<usize>> {
    let definition = markdown.get(span.clone())?;
    let mut escaped = false;
    let label_end = definition.find(|character| {
        let ends = character == ']' && !escaped;
        escaped = character == '\\' && !escaped;
        ends
    })?;
    let rest = definition[label_end..].strip_prefix("]:")?;
    place_at(markdown, span.end - rest.trim_ascii_start().len()..span.end, destination)
}

/// The place of the destination that begins a range, if the parser reads it as the one it should be.
fn place_at(markdown: &str, range: Range<usize>, destination: &str) -> Option<Range<usize>> {
    let rest = markdown.get(range.clone())?;
    let length = if rest.starts_with('<') { rest.find('>')? + 1 } else { bare_length(rest) };
    (read_back(&rest[..length]).as_deref() == Some(destination)).then_some(range.start..range.start + length)
}

/// The length of a destination without angle brackets: to white space or the `)` that closes the link.
fn bare_length(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (place, character) in rest.char_indices() {
        match character {
            _ if character.is_ascii_whitespace() || character.is_ascii_control() => return place,
            _ if escaped => {}
            '(' => depth += 1,
            ')' if depth == 0 => return place,
            ')' => depth -= 1,
            _ => {}
        }
        escaped = character == '\\' && !escaped;
    }
    rest.len()
}

/// The destination that the parser reads in what stands between a link's parentheses.
fn read_back(written: &str) -> Option<String> {
    Parser::new(&format!("[x]({written})")).find_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.to_string()),
        _ => None,
    })
}

fn markdown_edit(
    place: Range<usize>,
    destination: &str,
    kind: DestinationKind,
    rewrite: &mut impl FnMut(&str, DestinationKind) -> Option<String>,
) -> Option<Edit> {
    let text = markdown_destination(&rewrite(destination, kind)?);
    Some(Edit { place, text })
}

/// A destination as Markdown can hold it anywhere, in tables too: what ends one is percent-encoded, and an `&` that
/// might begin an entity is one.
fn markdown_destination(destination: &str) -> String {
    let mut text = String::with_capacity(destination.len());
    for character in destination.chars() {
        match character {
            '&' => text.push_str("&amp;"),
            '(' | ')' | '<' | '>' | '\\' | '|' | '"' | '`' | '[' | ']' | '*' | ' ' => {
                text.push_str(&format!("%{:02X}", u32::from(character)));
            }
            _ if character.is_ascii_control() => text.push_str(&format!("%{:02X}", u32::from(character))),
            _ => text.push(character),
        }
    }
    text
}

/// Edits of `src`, `poster` and `href` in raw HTML.
fn raw_edits(
    markdown: &str,
    range: Range<usize>,
    rewrite: &mut impl FnMut(&str, DestinationKind) -> Option<String>,
    edits: &mut Vec<Edit>,
) {
    let Some(html) = markdown.get(range.clone()) else { return };
    for (piece, place) in tag::pieces(html) {
        let Piece::Open { name, attributes } = piece else { continue };
        let attributes_begin = range.start + place.start + 1 + name.len();
        for attribute in tag::attributes(attributes).filter(|attribute| !attribute.place.is_empty()) {
            let kind = match attribute.name.to_ascii_lowercase().as_str() {
                "href" => DestinationKind::Link,
                "src" | "poster" => DestinationKind::Image,
                _ => continue,
            };
            if let Some(destination) = rewrite(&unescape(attribute.value), kind) {
                let place = attributes_begin + attribute.place.start..attributes_begin + attribute.place.end;
                edits.push(Edit { place, text: format!("\"{}\"", escape(&destination)) });
            }
        }
    }
}
