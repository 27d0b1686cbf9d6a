//! XML, as far as the feed and the sitemap need it.

use std::borrow::Cow;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

/// A document that is written into memory.
pub type Xml = Writer<Vec<u8>>;

/// A document, begun with its declaration.
///
/// # Errors
/// Never in fact: memory takes every byte.
pub fn document() -> io::Result<Xml> {
    let mut xml = Writer::new(Vec::new());
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    Ok(xml)
}

/// An element that holds text alone.
///
/// # Errors
/// Never in fact: memory takes every byte.
pub fn element(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(&allowed(text)))?;
    Ok(())
}

/// The text without the characters that XML can't hold, not even escaped (XML 1.0, production 2).
pub fn allowed(text: &str) -> Cow<'_, str> {
    let is_allowed = |character: char| matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    if text.chars().all(is_allowed) { text.into() } else { text.chars().filter(|one| is_allowed(*one)).collect() }
}

/// The document's text.
pub fn finish(xml: Xml) -> String {
    String::from_utf8(xml.into_inner()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_what_xml_cannot_hold_is_left_out() {
        let mut xml = document().unwrap();
        element(&mut xml, "title", "a < b & \u{1}c\u{fffe}").unwrap();
        assert_eq!(finish(xml), "<?xml version=\"1.0\" encoding=\"utf-8\"?><title>a &lt; b &amp; c</title>");
    }
}
