//! Cards: a paragraph that is one link, dressed with the picture, title, description and host of where it leads.
//!
//! In Markdown a card is plain: `[![](/media/…/picture.webp) **Title** Description example.org](https://example.org/)`.
//! Any engine shows it as a link, and a card can do nothing that a link can't.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::draft::OPTIONS;
use super::tag::{Piece, attribute, unescape};

/// Begins the title of what is there to be watched.
const PLAY: char = '▶';

/// A longer address is none that somebody pasted.
const URL_BYTES_MAX: usize = 2_048;

/// What a card says, as plain text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardText<'a> {
    /// Where it leads: `http` or `https`.
    pub url: &'a str,
    /// What is there.
    pub title: &'a str,
    /// What that is about; empty where nobody knows.
    pub description: &'a str,
    /// The address of its picture on this site.
    pub picture: Option<&'a str>,
    /// Whether it is there to be watched.
    pub is_video: bool,
}

/// A card as Markdown: one line, in which nothing but the link is markup, whatever the texts are.
pub fn card_markdown(card: &CardText<'_>) -> String {
    let mut line = "[".to_owned();
    if let Some(picture) = card.picture {
        line.push_str(&format!("![]({}) ", destination(picture)));
    }
    line.push_str("**");
    if card.is_video {
        line.extend([PLAY, ' ']);
    }
    line.push_str(&format!("{}**", literal(card.title.trim_start_matches([PLAY, ' ']))));
    for part in [card.description, host_of(card.url).unwrap_or_default()].into_iter().filter(|part| !part.is_empty()) {
        line.push_str(&format!(" {}", literal(part)));
    }
    line.push_str(&format!("]({})", destination(card.url)));
    line
}

/// Text on one line that Markdown takes as it stands. Characters that turn the direction of writing or can't be seen are
/// left out: the text comes from somewhere else, and would change what stands around it.
fn literal(text: &str) -> String {
    let words = text.split_whitespace().map(|word| {
        word.chars().filter(|character| !is_invisible(*character)).fold(String::new(), |mut word, character| {
            if "\\`*_[]<>&~|".contains(character) {
                word.push('\\');
            }
            word.push(character);
            word
        })
    });
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// An address that ends where it should, and in which nothing is read as an entity.
fn destination(url: &str) -> String {
    let url = url.replace('\\', "%5C").replace('(', "%28").replace(')', "%29").replace('<', "%3C").replace('>', "%3E");
    if url.contains(';') { url.replace('&', "&amp;") } else { url }
}

/// The machine that an address names, without `www.` and the port.
pub fn host_of(url: &str) -> Option<&str> {
    let authority = url.split_once("://")?.1.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    let host = host.map_or(authority, |(host, _)| host);
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then_some(host)
}

/// The paragraphs of a text that are an address and nothing else: where it stands, and the address.
pub fn lone_links(markdown: &str) -> Vec<(Range<usize>, &str)> {
    let paragraphs = Parser::new_ext(markdown, OPTIONS).into_offset_iter().filter_map(|(event, range)| match event {
        Event::Start(Tag::Paragraph) => Some(range),
        _ => None,
    });
    let lone = paragraphs.filter_map(|range| {
        let source = markdown.get(range.clone())?;
        let begin = range.start + (source.len() - source.trim_start().len());
        let source = source.trim();
        let url = source.strip_prefix('<').and_then(|source| source.strip_suffix('>')).unwrap_or(source);
        is_url(url).then(|| (begin..begin + source.len(), url))
    });
    lone.collect()
}

fn is_url(text: &str) -> bool {
    let begins = |prefix: &str| text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    let is_plain = |character: char| !character.is_whitespace() && !"<>\"`".contains(character);
    text.len() <= URL_BYTES_MAX && (begins("http://") || begins("https://")) && text.chars().all(is_plain)
}

/// A card in sanitised HTML; texts and attributes are as they stand there.
pub(super) struct Card<'a> {
    /// The attributes of the link.
    pub link: &'a str,
    /// Those of the picture.
    pub picture: Option<&'a str>,
    pub is_video: bool,
    pub title: &'a str,
    /// Empty where there is none.
    pub description: &'a str,
    /// Empty for a place on this site.
    pub host: &'a str,
    /// How many pieces it is made of, its paragraph's end included.
    pub pieces: usize,
}

impl<'a> Card<'a> {
    /// The card that a paragraph is, given what follows the paragraph's tag: one link around a picture and a bold title,
    /// or around a bold title and a text that ends with the name of where it leads, which nobody writes by chance.
    pub(super) fn in_paragraph(pieces: &[Piece<'a>]) -> Option<Self> {
        let mut rest = pieces;
        let Piece::Open { name: "a", attributes: link } = next(&mut rest)? else { return None };
        let href = attribute(link, "href")?;
        if attribute(link, "class").is_some() {
            return None;
        }
        let picture = match rest.first()? {
            Piece::Open { name: "img", attributes } if attribute(attributes, "src").is_some() => Some(*attributes),
            _ => None,
        };
        if picture.is_some() {
            next(&mut rest)?;
            rest = if matches!(rest.first()?, Piece::Text(text) if text.trim().is_empty()) { &rest[1..] } else { rest };
        }
        let Piece::Open { name: "strong", .. } = next(&mut rest)? else { return None };
        let Piece::Text(title) = next(&mut rest)? else { return None };
        let Piece::Close { name: "strong" } = next(&mut rest)? else { return None };
        let mut about = "";
        if let Piece::Text(text) = rest.first()? {
            about = text.trim();
            next(&mut rest)?;
        }
        let Piece::Close { name: "a" } = next(&mut rest)? else { return None };
        let Piece::Close { name: "p" } = next(&mut rest)? else { return None };
        let host = host_in(href);
        let (description, last) = about.rsplit_once(char::is_whitespace).unwrap_or(("", about));
        let names_host = !host.is_empty() && unescape(last) == unescape(host);
        if picture.is_none() && !names_host {
            return None;
        }
        let name = title.trim_start_matches([PLAY, ' ']);
        Some(Self {
            link,
            picture,
            is_video: title.starts_with(PLAY),
            title: if name.is_empty() { title } else { name },
            description: if names_host { description.trim_end() } else { about },
            host,
            pieces: pieces.len() - rest.len(),
        })
    }
}

/// The host in an attribute's value, in which nothing but `&` is written in another way than it is.
fn host_in(href: &str) -> &str {
    let is_web = ["http://", "https://"].into_iter().any(|scheme| href.starts_with(scheme));
    if is_web { host_of(href).unwrap_or_default() } else { "" }
}

fn next<'a>(rest: &mut &[Piece<'a>]) -> Option<Piece<'a>> {
    let (piece, after) = rest.split_first()?;
    *rest = after;
    Some(*piece)
}
