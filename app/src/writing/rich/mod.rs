//! Formatted text from elsewhere as Markdown: what a web page, a word processor or a mail put on the clipboard.
//!
//! The browser reads the HTML and hands over a small tree; here it becomes headings, emphasis, links, lists, quotes, code,
//! tables and images by address. Scripts, styles and looks are left behind.

mod blocks;
mod inline;
mod list;
mod styles;
mod table;

pub use styles::{SET_ASIDE, set_styles_aside};

/// An element or a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// Characters between tags.
    Text(String),
    /// What stands between two tags.
    Element(Element),
}

/// An element, with what of it means something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// Its name in lower case.
    pub name: String,
    /// Those of [`ATTRIBUTES`] that it has.
    pub attributes: Vec<(&'static str, String)>,
    /// What is in it.
    pub children: Vec<Node>,
}

/// The attributes that mean something.
pub const ATTRIBUTES: [&str; 9] = ["href", "src", "alt", "class", "style", "align", "start", "type", "checked"];

/// More elements than that inside one another are not looked into.
pub const DEPTH_MAX: usize = 100;

impl Element {
    /// An attribute's value.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| *own == name).map(|(_, value)| value.as_str())
    }

    /// The value that its own style gives a property, in lower case and without space.
    fn style(&self, property: &str) -> Option<String> {
        self.attribute("style")?.split(';').find_map(|declaration| {
            let (own, value) = declaration.split_once(':')?;
            own.trim().eq_ignore_ascii_case(property).then(|| value.trim().to_ascii_lowercase())
        })
    }

    fn is_one_of(&self, names: &[&str]) -> bool {
        names.contains(&self.name.as_str())
    }
}

/// Markdown that says the same; none where there is nothing but plain text, which the clipboard has as such.
pub fn to_markdown(nodes: &[Node]) -> Option<String> {
    if !is_rich(nodes) {
        return None;
    }
    let markdown = blocks::of(nodes, inline::Marks::default());
    (!markdown.is_empty()).then_some(markdown)
}

/// Elements that formatting is made of.
const RICH: [&str; 24] = [
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "strong",
    "b",
    "em",
    "i",
    "del",
    "s",
    "strike",
    "ul",
    "ol",
    "blockquote",
    "pre",
    "code",
    "kbd",
    "samp",
    "table",
    "hr",
    "a",
    "img",
];

/// What is left behind with everything in it.
const LEFT_BEHIND: [&str; 14] = [
    "script", "style", "head", "title", "meta", "link", "template", "noscript", "svg", "iframe", "object", "select",
    "textarea", "button",
];

fn is_rich(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| match node {
        Node::Text(_) => false,
        // Editors of code colour each word, and mean nothing by it.
        Node::Element(element) if element.style("white-space").is_some_and(|value| value.starts_with("pre")) => {
            element.is_one_of(&["pre", "code"])
        }
        Node::Element(element) if element.is_one_of(&LEFT_BEHIND) => false,
        Node::Element(element) if element.is_one_of(&["b", "strong"]) => {
            inline::is_bold(element) == Some(true) || is_rich(&element.children)
        }
        Node::Element(element) if element.name == "a" && element.attribute("href").is_none() => {
            is_rich(&element.children)
        }
        Node::Element(element) => {
            element.is_one_of(&RICH)
                || inline::is_bold(element) == Some(true)
                || inline::is_italic(element) == Some(true)
                || list::is_word_entry(element)
                || is_rich(&element.children)
        }
    })
}

#[cfg(test)]
mod tests;
