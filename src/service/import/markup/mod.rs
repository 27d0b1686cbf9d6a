//! What other engines keep their posts in, as Markdown.
//!
//! ```text
//! HTML ──────────────┐
//! Ghost's Lexical ───┼─► tree ─ rules ─► Markdown, and what of it could not be carried
//! Ghost's mobiledoc ─┘
//! ```
//!
//! - `html`: HTML as a tree, in time in proportion to its length, however it is nested.
//! - `own`: elements of the tree that HTML does not have: cards, callouts, embedded pages.
//! - `rules`: what becomes of elements that formatted text in general has no Markdown for.
//! - `images`, `addresses`: where what is shown in a text is.
//! - `raw`: those that stay HTML, because Markdown can't say them and the renderer's allow-list keeps them.

mod addresses;
pub mod html;
mod images;
pub mod own;
mod raw;
mod rules;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use crate::rich::{Marks, Node, blocks};

use self::rules::Carrying;
pub use self::rules::has_class;

/// A text, and what is to be told of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Converted {
    /// The text in Markdown.
    pub markdown: String,
    /// What of it did not come with it, each once.
    pub notices: Vec<String>,
}

/// Footnotes that a text refers to by names of its own, in HTML.
pub type Footnotes = HashMap<String, String>;

/// The Markdown of a tree.
pub fn convert(nodes: &[Node], footnotes: &Footnotes) -> Converted {
    let rules = Carrying::new(nodes, footnotes);
    let mut markdown = blocks(nodes, Marks::none(&rules));
    for note in rules.notes() {
        markdown.push_str("\n\n");
        markdown.push_str(&note);
    }
    if !markdown.is_empty() {
        markdown.push('\n');
    }
    Converted { markdown, notices: rules.into_notices() }
}

/// The Markdown of HTML.
pub fn convert_html(text: &str) -> Converted {
    convert(&html::tree(text), &Footnotes::new())
}

/// The words of HTML without any markup, white space folded.
pub fn plain_text(text: &str) -> String {
    let mut plain = String::new();
    push_plain(&html::tree(text), &mut plain);
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn push_plain(nodes: &[Node], plain: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) => plain.push_str(text),
            Node::Element(element) if element.is_one_of(&[html::COMMENT, "script", "style", "svg"]) => {}
            Node::Element(element) => {
                let is_inline = element.is_one_of(&["a", "b", "i", "em", "strong", "span", "code", "u", "s", "mark"]);
                if !is_inline {
                    plain.push(' ');
                }
                push_plain(&element.children, plain);
                if !is_inline {
                    plain.push(' ');
                }
            }
        }
    }
}
