//! XML as WordPress writes it, one child of the channel at a time.
//!
//! Nothing is resolved but characters by number and the five entities that XML itself has: what a document type declares
//! is never looked at, so that no entity can grow. Where the XML is broken, reading goes on with the next item.

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// More elements than that inside one another are not looked into.
const DEPTH_MAX: usize = 16;

/// An element with what is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Xml {
    /// Its name with its prefix, as `wp:post_id`.
    pub name: String,
    /// Its attributes.
    pub attributes: Vec<(String, String)>,
    /// Its text, in one piece.
    pub text: String,
    /// The elements in it.
    pub children: Vec<Xml>,
    /// The line of its beginning, counted from 1.
    pub line: usize,
}

impl Xml {
    /// The text of the first child of that name, trimmed; empty where there is none.
    pub fn child(&self, name: &str) -> &str {
        self.children.iter().find(|child| child.name == name).map_or("", |child| child.text.trim())
    }

    /// The text of the first child of that name as it stands.
    pub fn verbatim(&self, name: &str) -> &str {
        self.children.iter().find(|child| child.name == name).map_or("", |child| &child.text)
    }

    /// The children of that name.
    pub fn children(&self, name: &str) -> impl Iterator<Item = &Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// An attribute's value; empty where there is none.
    pub fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }
}

/// What is the matter at a line.
pub type Broken = (usize, String);

/// Hands over every element that stands in the channel, in order, and says where the file is broken.
pub fn read_channel(text: &str, mut take: impl FnMut(Xml)) -> Vec<Broken> {
    let mut broken = Vec::new();
    let mut lines = Lines { text, position: 0, line: 1 };
    let mut begin = 0;
    let mut is_inside = false;
    while let Err((position, reason)) = read_part(text, begin, is_inside, &mut lines, &mut take, &mut broken) {
        broken.push((lines.of(position.max(begin)), reason));
        // Whatever stands before the next item can't be told apart any more.
        let Some(next) = text.get(position..).and_then(|rest| rest.find("<item>")) else { break };
        begin = position + next;
        is_inside = true;
    }
    broken
}

/// Reads from a place on, up to the end or to where the XML is broken.
fn read_part(
    text: &str,
    begin: usize,
    mut is_inside: bool,
    lines: &mut Lines<'_>,
    take: &mut impl FnMut(Xml),
    broken: &mut Vec<Broken>,
) -> Result<(), (usize, String)> {
    let mut reader = Reader::from_str(&text[begin..]);
    // The second part begins within elements that it never saw begin.
    reader.config_mut().allow_unmatched_ends = true;
    reader.config_mut().allow_dangling_amp = true;
    let mut open: Vec<Xml> = Vec::new();
    let mut ignored_depth = 0_usize;
    loop {
        let position = begin + usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = reader.read_event().map_err(|error| {
            let what = open.first().map(|element| format!(" in {}", called(element))).unwrap_or_default();
            (begin + usize::try_from(reader.error_position()).unwrap_or_default().max(1), format!("{error}{what}"))
        })?;
        match event {
            Event::Start(tag) if ignored_depth > 0 || open.len() >= DEPTH_MAX => {
                ignored_depth += 1;
                drop(tag);
            }
            Event::Start(tag) if is_inside => open.push(begun(&tag, lines.of(position))),
            Event::Start(tag) => is_inside = tag.name().as_ref() == "channel",
            Event::Empty(tag) if is_inside && ignored_depth == 0 => {
                close(begun(&tag, lines.of(position)), &mut open, take)
            }
            Event::End(_) if ignored_depth > 0 => ignored_depth -= 1,
            Event::End(_) => match open.pop() {
                Some(element) => close(element, &mut open, take),
                // The channel's own end, and that of what is around it.
                None => is_inside = false,
            },
            Event::Text(part) => push(&mut open, &part.xml10_content()),
            Event::CData(part) => push(&mut open, &part.xml10_content()),
            Event::GeneralRef(reference) => push(&mut open, &resolved(&reference)),
            Event::DocType(_) => {
                broken.push((lines.of(position), "a document type: what it declares is not looked at".to_owned()));
            }
            Event::Eof => {
                return match open.first() {
                    Some(element) => Err((text.len(), format!("the file ends within {}", called(element)))),
                    None => Ok(()),
                };
            }
            _ => {}
        }
    }
}

fn begun(tag: &BytesStart<'_>, line: usize) -> Xml {
    let mut attributes = tag.attributes();
    let attributes = attributes.with_checks(false).flatten().map(|attribute| {
        // A value with an entity of a document type's stays as it is written.
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        let value = value.map_or_else(|_| attribute.value.to_string(), |value| value.into_owned());
        (attribute.key.as_ref().to_owned(), value)
    });
    let attributes = attributes.collect();
    Xml { name: tag.name().as_ref().to_owned(), attributes, line, ..Xml::default() }
}

fn close(element: Xml, open: &mut [Xml], take: &mut impl FnMut(Xml)) {
    match open.last_mut() {
        Some(around) => around.children.push(element),
        None => take(element),
    }
}

fn push(open: &mut [Xml], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

/// An entity that XML itself does not have stays as it is written.
fn resolved(reference: &BytesRef<'_>) -> String {
    match (reference.resolve_char_ref(), reference.as_ref()) {
        (Ok(Some(character)), _) => character.to_string(),
        (_, "amp") => "&".to_owned(),
        (_, "lt") => "<".to_owned(),
        (_, "gt") => ">".to_owned(),
        (_, "quot") => "\"".to_owned(),
        (_, "apos") => "'".to_owned(),
        (_, name) => format!("&{name};"),
    }
}

/// What a broken element is called, as far as it was read.
fn called(element: &Xml) -> String {
    let id = element.child("wp:post_id");
    let title = element.child("title");
    match (id, title) {
        ("", "") => format!("<{}>", element.name),
        ("", title) => format!("the item {title:?}"),
        (id, title) => format!("the item {id} {title:?}"),
    }
}

/// Counts lines on the way through a text.
struct Lines<'t> {
    text: &'t str,
    position: usize,
    line: usize,
}

impl Lines<'_> {
    fn of(&mut self, position: usize) -> usize {
        let position = position.min(self.text.len());
        if let Some(passed) = self.text.as_bytes().get(self.position..position) {
            self.line += passed.iter().filter(|byte| **byte == b'\n').count();
            self.position = position;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<Xml>, Vec<Broken>) {
        let mut elements = Vec::new();
        let broken = read_channel(text, |element| elements.push(element));
        (elements, broken)
    }

    fn shown(elements: &[Xml]) -> Vec<String> {
        elements.iter().map(|element| format!("{}:{} {}", element.line, element.name, element.child("title"))).collect()
    }

    #[test]
    fn elements_of_the_channel_come_with_their_lines() {
        let (elements, broken) = read(
            "<?xml version='1.0'?>\n<rss><channel>\n<title>A &amp; B&#33;</title>\n<item a='1&lt;2'><title><![CDATA[x < y]]></title>\n</item>\n<item/></channel></rss>",
        );
        assert_eq!(broken, []);
        assert_eq!(shown(&elements), ["3:title ", "4:item x < y", "6:item "]);
        assert_eq!((elements[0].text.as_str(), elements[1].attribute("a")), ("A & B!", "1<2"));
    }

    #[test]
    fn what_is_broken_stops_no_other() {
        let item = |title: &str| format!("<item><title>{title}</title></item>\n");
        let text =
            format!("<rss><channel>\n{}<item><title>b</title><x></y></item>\n{}<item><title>d", item("a"), item("c"));
        let (elements, broken) = read(&text);
        assert_eq!(shown(&elements), ["2:item a", "4:item c"]);
        assert_eq!(broken.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3, 5]);
        assert!(broken[1].1.contains("ends within"), "{broken:?}");
    }

    #[test]
    fn entities_of_a_document_type_are_not_resolved() {
        let (elements, broken) = read(
            "<!DOCTYPE rss [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'><!ENTITY f SYSTEM 'file:///etc/passwd'>]>\n\
             <rss><channel><item><title>&b;&f;&#99999999999;</title></item></channel></rss>",
        );
        assert_eq!(shown(&elements), ["2:item &b;&f;&#99999999999;"]);
        assert_eq!(broken.len(), 1);
    }

    #[test]
    fn depth_has_an_end() {
        let deep = format!(
            "<rss><channel>{}{}<item><title>after</title></item></channel></rss>",
            "<a>".repeat(50_000),
            "</a>".repeat(50_000)
        );
        let (elements, broken) = read(&deep);
        assert_eq!((elements.len(), broken), (2, vec![]));
    }
}
