//! What stays HTML in a text: the renderer's allow-list keeps it, and Markdown has no way to say it.

use crate::rich::{Element, Node};
use crate::service::markdown::{escape, keeps};

/// The attributes that stay.
const KEPT: [&str; 22] = [
    "alt", "checked", "cite", "colspan", "controls", "datetime", "dir", "height", "href", "id", "lang", "loop", "open",
    "poster", "preload", "reversed", "rowspan", "scope", "src", "start", "title", "width",
];

const VOID: [&str; 6] = ["br", "hr", "img", "input", "source", "track"];

/// Elements that are left out with everything in them.
const LEFT_OUT: [&str; 9] =
    [super::html::COMMENT, "script", "style", "svg", "iframe", "object", "template", "textarea", "select"];

/// Elements of the renderer's allow-list that are left out all the same, with what is in them staying: they say nothing
/// without styles or a form, or are no longer HTML.
const UNWRAPPED: [&str; 16] = [
    "acronym", "aside", "center", "data", "details", "input", "picture", "rp", "rt", "ruby", "section", "span",
    "strike", "summary", "track", "tt",
];

/// HTML without an empty line, which would end it in Markdown.
pub fn html(nodes: &[Node]) -> String {
    let mut written = String::new();
    nodes.iter().for_each(|node| write(node, false, &mut written));
    written.trim().to_owned()
}

/// One element with what is in it.
pub fn element(element: &Element) -> String {
    let mut written = String::new();
    write_element(element, false, &mut written);
    written
}

fn write(node: &Node, is_verbatim: bool, written: &mut String) {
    match node {
        Node::Text(text) if is_verbatim => written.push_str(&escape(text).replace('\n', "&#10;")),
        Node::Text(text) => {
            let mut is_spaced = written.ends_with([' ', '\n']);
            for character in escape(text).chars() {
                let is_space = character.is_ascii_whitespace();
                if !(is_space && is_spaced) {
                    written.push(if is_space { ' ' } else { character });
                }
                is_spaced = is_space;
            }
        }
        Node::Element(element) => write_element(element, is_verbatim, written),
    }
}

fn write_element(element: &Element, is_verbatim: bool, written: &mut String) {
    if element.is_one_of(&LEFT_OUT) {
        return;
    }
    let is_verbatim = is_verbatim || element.name == "pre";
    let is_kept = keeps(&element.name) && !element.is_one_of(&UNWRAPPED);
    if is_kept {
        written.push_str(&tag(element));
    }
    if !element.is_one_of(&VOID) {
        element.children.iter().for_each(|child| write(child, is_verbatim, written));
        if is_kept {
            written.push_str(&format!("</{}>", element.name));
        }
    }
}

/// An element's start tag.
pub fn tag(element: &Element) -> String {
    let attributes = element.attributes.iter().filter(|(name, _)| KEPT.contains(name)).map(|(name, value)| {
        let value = value.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        if value.is_empty() { format!(" {name}") } else { format!(" {name}=\"{}\"", escape(&value)) }
    });
    format!("<{}{}>", element.name, attributes.collect::<String>())
}
