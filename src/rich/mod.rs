//! Formatted text from elsewhere as Markdown: what a web page, a word processor or a mail put on the clipboard, and what
//! other engines keep their posts in.
//!
//! Whoever has it hands over a small tree; here it becomes headings, emphasis, links, lists, quotes, code, tables and
//! images by address. Scripts, styles and looks are left behind. What a source means by an element of its own is in its
//! [`Rules`].

mod blocks;
mod inline;
mod list;
mod quote;
mod table;

pub use inline::{Marks, of as words, plain};
pub use quote::{destination, escape_brackets, fence_around, longest_run};

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
    /// Those that mean something where it comes from.
    pub attributes: Vec<(&'static str, String)>,
    /// What is in it.
    pub children: Vec<Node>,
}

/// The attributes that mean something in any formatted text.
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

    /// Whether its name is one of these.
    pub fn is_one_of(&self, names: &[&str]) -> bool {
        names.contains(&self.name.as_str())
    }
}

/// What a source means by elements for which there is no rule here, or another one.
pub trait Rules {
    /// Whether an element stands by itself, and [`Rules::block`] knows what it says.
    fn is_block(&self, _element: &Element) -> bool {
        false
    }

    /// The Markdown of such an element; empty where nothing of it is kept.
    fn block(&self, _element: &Element, _marks: Marks<'_>) -> String {
        String::new()
    }

    /// The Markdown of an element among words; none where the usual rule holds.
    fn inline(&self, _element: &Element, _marks: Marks<'_>) -> Option<String> {
        None
    }

    /// Whether a reader could follow that address: scripts and places on the writer's own machine are none.
    fn leads_somewhere(&self, address: &str) -> bool {
        let begins = |scheme: &str| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
        ["http://", "https://", "mailto:", "tel:", "/"].into_iter().any(begins)
    }
}

/// Text as any program may put it on the clipboard.
#[derive(Clone, Copy, Debug)]
pub struct Formatted;

impl Rules for Formatted {}

/// Markdown that says the same; none where there is nothing but plain text, which the clipboard has as such.
pub fn to_markdown(nodes: &[Node], rules: &dyn Rules) -> Option<String> {
    if !is_rich(nodes) {
        return None;
    }
    let markdown = blocks(nodes, Marks::none(rules));
    (!markdown.is_empty()).then_some(markdown)
}

/// Everything in it, as blocks with empty lines between them.
pub fn blocks(nodes: &[Node], marks: Marks<'_>) -> String {
    blocks::of(nodes, marks)
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
                || list::is_word_entry(element, &Formatted)
                || is_rich(&element.children)
        }
    })
}

#[cfg(test)]
mod tests;
