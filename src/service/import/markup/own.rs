//! Elements of the tree that HTML does not have. Every engine has its own way to say these, and all are read as the same.

use crate::rich::{Element, Node};

/// A link that is shown with a title and a description (`href`, `title`, `alt`, `src`).
pub const CARD: &str = "x-card";
/// A page of another site that was shown in its place (`href`, `title`).
pub const EMBED: &str = "x-embed";
/// A remark that is set apart (`title` is the sign before it).
pub const CALLOUT: &str = "x-callout";
/// Text that is Markdown already.
pub const MARKDOWN: &str = "x-markdown";
/// What could not be carried and has nothing to be read (`title` is what is told of it).
pub const LOST: &str = "x-lost";

/// An element with these attributes.
pub fn element(name: &str, attributes: &[(&'static str, &str)], children: Vec<Node>) -> Node {
    let attributes = attributes.iter().filter(|(_, value)| !value.trim().is_empty());
    let attributes = attributes.map(|(name, value)| (*name, (*value).to_owned())).collect();
    Node::Element(Element { name: name.to_owned(), attributes, children })
}

/// Text.
pub fn text(text: &str) -> Node {
    Node::Text(text.to_owned())
}

/// A note in the report, in the place of what is lost.
pub fn lost(what: &str) -> Node {
    element(LOST, &[("title", what)], Vec::new())
}

/// An image with its caption, if it has one.
pub fn figure(image: &[(&'static str, &str)], caption: Vec<Node>) -> Node {
    let image = element("img", image, Vec::new());
    let mut children = vec![image];
    if !caption.is_empty() {
        children.push(element("figcaption", &[], caption));
    }
    element("figure", &[], children)
}
