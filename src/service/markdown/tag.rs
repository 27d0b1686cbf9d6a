//! Splits HTML into tags and text, by the shape of the tags alone: it builds no tree, and takes any input in one go.
//!
//! A `<` that begins no complete tag is text, so whoever writes the pieces out again can escape it.

use std::borrow::Cow;
use std::ops::Range;

/// A piece of HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Characters between the tags, with their entities.
    Text(&'a str),
    /// A start tag: its name as written, and everything between the name and the `>`.
    Open { name: &'a str, attributes: &'a str },
    /// An end tag.
    Close { name: &'a str },
    /// A comment, a declaration or a processing instruction.
    Other,
}

/// The pieces of a text, with their places in it.
pub(super) struct Pieces<'a> {
    html: &'a str,
    position: usize,
}

/// Splits HTML into its pieces.
pub(super) fn pieces(html: &str) -> Pieces<'_> {
    Pieces { html, position: 0 }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = (Piece<'a>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.position;
        let rest = self.html.get(start..).filter(|rest| !rest.is_empty())?;
        let (piece, length) = markup(rest).unwrap_or_else(|scanned| text(rest, scanned));
        self.position = start + length;
        Some((piece, start..self.position))
    }
}

/// The places and values of a tag's attributes, entities and quotes as they stand.
pub(super) struct Attributes<'a> {
    text: &'a str,
    position: usize,
}

/// One attribute of a tag.
pub(super) struct Attribute<'a> {
    pub name: &'a str,
    /// The value between its quotes, entities kept.
    pub value: &'a str,
    /// Where the value stands, quotes included; empty where there is none.
    pub place: Range<usize>,
}

/// The attributes in what stands between a tag's name and its `>`.
pub(super) fn attributes(text: &str) -> Attributes<'_> {
    Attributes { text, position: 0 }
}

/// The value of the attribute of that name.
pub(super) fn attribute<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    attributes(text).find(|attribute| attribute.name.eq_ignore_ascii_case(name)).map(|attribute| attribute.value)
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let between = |character: char| character.is_ascii_whitespace() || character == '/';
        let start = skip(self.text, self.position, between);
        let end = skip(self.text, start, is_attribute_name);
        if start == end {
            return None;
        }
        let equals = skip(self.text, end, |character| character.is_ascii_whitespace());
        let (value, place) = if self.text[equals..].starts_with('=') {
            let begin = skip(self.text, equals + 1, |character| character.is_ascii_whitespace());
            value_at(self.text, begin)?
        } else {
            ("", end..end)
        };
        self.position = place.end;
        Some(Attribute { name: &self.text[start..end], value, place })
    }
}

/// Escapes what would end a text or an attribute's value, in the way serialised HTML does.
pub(in crate::service) fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"']) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            _ => escaped.push(character),
        }
    }
    Cow::Owned(escaped)
}

/// Undoes [`escape`], and reads the few entities that serialised HTML holds.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    const ENTITIES: [(&str, &str); 6] =
        [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", "\u{a0}")];
    let Some(mut next) = text.find('&') else { return Cow::Borrowed(text) };
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        plain.push_str(&rest[..next]);
        rest = &rest[next..];
        let (entity, character) =
            ENTITIES.into_iter().find(|(entity, _)| rest.starts_with(entity)).unwrap_or(("&", "&"));
        plain.push_str(character);
        rest = &rest[entity.len()..];
        let Some(found) = rest.find('&') else { break };
        next = found;
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// The text that goes on at least to `from`.
fn text(rest: &str, from: usize) -> (Piece<'_>, usize) {
    let length = rest[from..].find('<').map_or(rest.len(), |offset| from + offset);
    (Piece::Text(&rest[..length]), length)
}

/// The tag or comment that the text begins with, and its length. Where there is none: how far it was looked for, which
/// then is text for good, because to look there again for every `<` could take quadratic time.
fn markup(rest: &str) -> Result<(Piece<'_>, usize), usize> {
    let Some(inner) = rest.strip_prefix('<') else { return Err(0) };
    if inner.starts_with(['!', '?']) {
        return Ok((Piece::Other, declaration_length(rest)));
    }
    let (name_start, closing) = if inner.starts_with('/') { (2, true) } else { (1, false) };
    if !rest[name_start..].starts_with(|character: char| character.is_ascii_alphabetic()) {
        return Err(1);
    }
    let name_end = skip(rest, name_start, |character| character.is_ascii_alphanumeric() || character == '-');
    let attributes_end = attributes_end(rest, name_end)?;
    let name = &rest[name_start..name_end];
    let piece =
        if closing { Piece::Close { name } } else { Piece::Open { name, attributes: &rest[name_end..attributes_end] } };
    Ok((piece, attributes_end + 1))
}

/// The length of a comment or declaration. One without an end takes the rest, as in a browser: looking for it from
/// every later one again would take quadratic time.
fn declaration_length(rest: &str) -> usize {
    let end = if rest.starts_with("<!--") {
        "-->"
    } else if rest.starts_with("<![CDATA[") {
        "]]>"
    } else {
        ">"
    };
    rest.find(end).map_or(rest.len(), |offset| offset + end.len())
}

/// The place of the `>` that ends a tag whose name ends at `position`, or how far attributes were read without one.
fn attributes_end(rest: &str, position: usize) -> Result<usize, usize> {
    if !rest[position..]
        .starts_with(|character: char| character.is_ascii_whitespace() || matches!(character, '/' | '>'))
    {
        return Err(position);
    }
    let mut found = Attributes { text: rest, position };
    while found.next().is_some() {}
    let end = skip(rest, found.position, |character| character.is_ascii_whitespace() || character == '/');
    if rest[end..].starts_with('>') { Ok(end) } else { Err(end) }
}

/// The value that begins at a place, without and with its quotes.
fn value_at(text: &str, begin: usize) -> Option<(&str, Range<usize>)> {
    let rest = &text[begin..];
    if let Some(quote) = rest.chars().next().filter(|character| matches!(character, '"' | '\'')) {
        let length = rest[1..].find(quote)?;
        return Some((&rest[1..=length], begin..begin + length + 2));
    }
    let end = skip(text, begin, |character| {
        !character.is_ascii_whitespace() && !matches!(character, '"' | '\'' | '=' | '<' | '>' | '`')
    });
    (end > begin).then(|| (&text[begin..end], begin..end))
}

fn is_attribute_name(character: char) -> bool {
    !character.is_whitespace() && !character.is_control() && !matches!(character, '"' | '\'' | '>' | '/' | '=' | '<')
}

/// The first place at or after `position` whose character is not of that kind.
fn skip(text: &str, position: usize, kind: impl Fn(char) -> bool) -> usize {
    text[position..].find(|character| !kind(character)).map_or(text.len(), |offset| position + offset)
}
