//! HTML that is balanced while it is written: whatever an author leaves open, closes twice or nests without end,
//! every element ends before the one around it does.
//!
//! This is no sanitiser (`sanitise` is); it is what lets the sanitiser's parser, which follows the rules of browsers,
//! work in bounded time: those rules copy an unclosed `<b>` into every paragraph that follows, look through all open
//! elements at every tag, and move what stands between a table's cells one by one.

use super::sanitise::{self, LINE_ATTRIBUTE};
use super::tag::{self, Piece};

/// More elements than that inside one another are left out; their text stays.
const DEPTH_MAX: usize = 64;

/// More attributes than that on one tag are left out.
const ATTRIBUTES_MAX: usize = 32;

/// A longer value is left out with its attribute.
const ATTRIBUTE_BYTES_MAX: usize = 16 * 1024;

/// Longer text is parted.
const TEXT_BYTES_MAX: usize = 4 * 1024;

const VOID: [&str; 9] = ["br", "col", "hr", "img", "input", "source", "track", "wbr", "area"];

/// Elements whose content is no text for readers, and would show as such when only their tags were dropped.
const OPAQUE: [&str; 14] = [
    "script",
    "style",
    "textarea",
    "title",
    "xmp",
    "iframe",
    "noembed",
    "noframes",
    "plaintext",
    "template",
    "svg",
    "math",
    "select",
    "object",
];

/// Where only parts of a table may stand.
const TABLE_FRAME: [&str; 6] = ["table", "thead", "tbody", "tfoot", "tr", "colgroup"];

const TABLE_PARTS: [&str; 9] = ["thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup", "col"];

/// Elements that end an open paragraph.
const BLOCKS: [&str; 24] = [
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "div",
    "dl",
    "figure",
    "figcaption",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "ul",
];

/// Elements that no block may stand in.
const PHRASE_HOLDERS: [&str; 7] = ["p", "h1", "h2", "h3", "h4", "h5", "h6"];

/// HTML's rules for end tags that may be left out: a tag, the open elements it ends, and what shields those.
const IMPLIED_ENDS: [(&[&str], &[&str], &[&str]); 7] = [
    (&["a"], &["a"], &[]),
    (&["li"], &["li"], &["ul", "ol"]),
    (&["dt", "dd"], &["dt", "dd"], &["dl"]),
    (&["rt", "rp"], &["rt", "rp"], &["ruby"]),
    (&["td", "th"], &["td", "th", "caption"], &["table"]),
    (&["tr"], &["tr", "td", "th", "caption", "colgroup"], &["table"]),
    (&["thead", "tbody", "tfoot"], &["thead", "tbody", "tfoot", "tr", "caption", "colgroup"], &["table"]),
];

/// HTML under way.
#[derive(Default)]
pub(super) struct Flow {
    html: String,
    open: Vec<Element>,
    /// The author's element whose content is left out.
    skipped: Option<String>,
    /// How much text was written since the last tag.
    text_bytes: usize,
    /// The line at which the next element of Markdown's begins, where that is to be said.
    line: Option<usize>,
}

enum Element {
    /// From Markdown, which always closes what it opens; `written` unless it lies too deep.
    Markdown { name: &'static str, written: bool },
    /// From a tag in the text, which may never be closed.
    Author { name: String },
}

impl Flow {
    /// Has the next element of Markdown's say at which line it begins.
    pub(super) fn mark_line(&mut self, line: usize) {
        self.line = Some(line);
    }

    /// Opens an element of Markdown's. `attributes` is empty, or begins with a space.
    pub(super) fn open(&mut self, name: &'static str, attributes: &str) {
        self.enter(name);
        let written = self.open.len() < DEPTH_MAX;
        if written {
            self.write_tag_with_line(name, attributes);
        }
        self.open.push(Element::Markdown { name, written });
    }

    /// Closes the innermost element of Markdown's, and whatever an author left open in it.
    pub(super) fn close(&mut self) {
        self.skipped = None;
        while let Some(element) = self.open.pop() {
            let from_markdown = matches!(element, Element::Markdown { .. });
            self.write_end(&element);
            if from_markdown {
                return;
            }
        }
    }

    /// Writes an element of Markdown's that has no content.
    pub(super) fn void(&mut self, name: &'static str, attributes: &str) {
        self.enter(name);
        self.write_tag_with_line(name, attributes);
    }

    /// Writes text.
    pub(super) fn text(&mut self, text: &str) {
        if self.skipped.is_none() {
            self.leave_table(text);
            self.write_text(&tag::escape(text));
        }
    }

    /// Writes HTML of an author's.
    pub(super) fn raw(&mut self, html: &str) {
        for (piece, _) in tag::pieces(html) {
            match piece {
                Piece::Close { name } => self.raw_close(&name.to_ascii_lowercase()),
                Piece::Open { .. } | Piece::Text(_) if self.skipped.is_some() => {}
                Piece::Open { name, attributes } => self.raw_open(name.to_ascii_lowercase(), attributes),
                Piece::Text(text) => {
                    self.leave_table(text);
                    self.write_text(&text.replace('<', "&lt;"));
                }
                Piece::Other => {}
            }
        }
    }

    /// Whether an author's element of one of these names is open.
    pub(super) fn is_inside(&self, names: &[&str]) -> bool {
        self.open
            .iter()
            .take(DEPTH_MAX)
            .any(|element| matches!(element, Element::Author { name } if names.contains(&name.as_str())))
    }

    /// Closes what is still open and gives the HTML.
    pub(super) fn finish(mut self) -> String {
        while let Some(element) = self.open.pop() {
            self.write_end(&element);
        }
        self.html
    }

    fn raw_open(&mut self, name: String, attributes: &str) {
        if OPAQUE.contains(&name.as_str()) {
            self.skipped = Some(name);
            return;
        }
        if !sanitise::keeps(&name) {
            return;
        }
        self.enter(&name);
        if is_heading(&name) && self.is_in_heading() {
            return;
        }
        if VOID.contains(&name.as_str()) {
            self.write_tag(&name, &first_attributes(attributes));
        } else if self.open.len() < DEPTH_MAX {
            self.write_tag(&name, &first_attributes(attributes));
            self.open.push(Element::Author { name });
        }
    }

    fn raw_close(&mut self, name: &str) {
        if let Some(skipped) = &self.skipped {
            if skipped == name {
                self.skipped = None;
            }
            return;
        }
        self.close_author(name);
    }

    /// Ends what may not stand around an element that is about to be written.
    fn enter(&mut self, name: &str) {
        self.skipped = None;
        if TABLE_PARTS.contains(&name) {
            self.end_implied(name);
            return;
        }
        self.leave_table(name);
        self.end_implied(name);
        if BLOCKS.contains(&name) {
            for holder in PHRASE_HOLDERS {
                self.close_author(holder);
            }
        }
    }

    /// Whether a heading is open around markup that a new one could not end.
    fn is_in_heading(&self) -> bool {
        self.open.iter().take(DEPTH_MAX).any(|element| match element {
            Element::Markdown { name, .. } => is_heading(name),
            Element::Author { name } => is_heading(name),
        })
    }

    fn end_implied(&mut self, name: &str) {
        let Some((_, ended, shields)) = IMPLIED_ENDS.iter().find(|(names, ..)| names.contains(&name)) else { return };
        let outermost = self
            .authors()
            .take_while(|open| !shields.contains(open))
            .enumerate()
            .filter(|(_, open)| ended.contains(open))
            .last();
        if let Some((depth, _)) = outermost {
            self.close_authors(depth + 1);
        }
    }

    /// Ends a table when something other than its parts or white space comes between them.
    fn leave_table(&mut self, content: &str) {
        if content.trim_ascii().is_empty() {
            return;
        }
        while self.authors().next().is_some_and(|open| TABLE_FRAME.contains(&open)) {
            self.close_authors(1);
        }
    }

    /// The names of an author's open elements, from the inside out, up to one of Markdown's.
    fn authors(&self) -> impl Iterator<Item = &str> {
        self.open.iter().rev().map_while(|element| match element {
            Element::Author { name } => Some(name.as_str()),
            Element::Markdown { .. } => None,
        })
    }

    /// Closes an author's innermost element of that name, and what is open in it.
    fn close_author(&mut self, name: &str) {
        let depth = self.authors().position(|open| open == name);
        if let Some(depth) = depth {
            self.close_authors(depth + 1);
        }
    }

    fn close_authors(&mut self, count: usize) {
        for element in self.open.split_off(self.open.len() - count).iter().rev() {
            self.write_end(element);
        }
    }

    /// Writes escaped text. Long text is parted by comments, which the sanitiser takes out again: its serialiser looks
    /// through what is left of a text at every `&` and at every letter beyond ASCII.
    fn write_text(&mut self, mut text: &str) {
        while self.text_bytes + text.len() > TEXT_BYTES_MAX {
            let from = text.floor_char_boundary(TEXT_BYTES_MAX.saturating_sub(self.text_bytes));
            let costly = |character: char| character == '&' || !character.is_ascii();
            let Some(length) = text[from..].find(costly) else { break };
            self.html.push_str(&text[..from + length]);
            self.html.push_str("<!---->");
            self.text_bytes = 0;
            text = &text[from + length..];
        }
        self.html.push_str(text);
        self.text_bytes += text.len();
    }

    fn write_tag_with_line(&mut self, name: &str, attributes: &str) {
        match self.line.take() {
            Some(line) => self.write_tag(name, &format!("{attributes} {LINE_ATTRIBUTE}=\"{line}\"")),
            None => self.write_tag(name, attributes),
        }
    }

    fn write_tag(&mut self, name: &str, attributes: &str) {
        self.text_bytes = 0;
        self.html.push('<');
        self.html.push_str(name);
        self.html.push_str(attributes);
        self.html.push('>');
    }

    fn write_end(&mut self, element: &Element) {
        let name = match element {
            Element::Markdown { name, written: true } => name,
            Element::Markdown { written: false, .. } => return,
            Element::Author { name } => name.as_str(),
        };
        self.text_bytes = 0;
        self.html.push_str("</");
        self.html.push_str(name);
        self.html.push('>');
    }
}

fn is_heading(name: &str) -> bool {
    matches!(name.as_bytes(), [b'h', b'1'..=b'6'])
}

/// An attribute of a tag, with the space before it; nothing when the value is too long.
pub(super) fn attribute(name: &str, value: &str) -> String {
    if value.len() > ATTRIBUTE_BYTES_MAX { String::new() } else { format!(" {name}=\"{}\"", tag::escape(value)) }
}

/// An author's attributes, their entities kept.
fn first_attributes(attributes: &str) -> String {
    tag::attributes(attributes)
        .filter(|attribute| attribute.value.len() <= ATTRIBUTE_BYTES_MAX)
        .take(ATTRIBUTES_MAX)
        .fold(String::new(), |tag, attribute| {
            tag + &format!(" {}=\"{}\"", attribute.name, attribute.value.replace('"', "&quot;"))
        })
}
