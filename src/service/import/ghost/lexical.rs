//! Lexical, in which Ghost's present editor keeps texts: a tree in JSON.

use serde_json::Value;

use super::super::markup::own;
use super::cards::card;
use crate::rich::{DEPTH_MAX, Node};

/// Bits of a text's format, and the elements that say the same, the outermost first.
const FORMATS: [(u64, &str); 8] =
    [(1, "strong"), (2, "em"), (4, "s"), (8, "u"), (128, "mark"), (32, "sub"), (64, "sup"), (16, "code")];

/// Nodes of the editor alone.
const QUIET: [&str; 4] = ["zwnj", "at-link-search", "tk", "tab"];

/// Reads a text.
///
/// # Errors
/// How the JSON is broken.
pub fn tree(text: &str) -> Result<Vec<Node>, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| format!("its text (Lexical) is broken: {error}"))?;
    let root = value.get("root").ok_or("its text (Lexical) has no root")?;
    Ok(children(root, 0))
}

fn children(value: &Value, depth: usize) -> Vec<Node> {
    let children = value.get("children").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    children.iter().flat_map(|child| node(child, depth + 1)).collect()
}

fn node(value: &Value, depth: usize) -> Vec<Node> {
    if depth > DEPTH_MAX {
        return Vec::new();
    }
    let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
    let kind = text("type");
    let around =
        |name: &str, attributes: &[(&'static str, &str)]| vec![own::element(name, attributes, children(value, depth))];
    match kind {
        "text" | "extended-text" => formatted(text("text"), value.get("format").and_then(Value::as_u64).unwrap_or(0)),
        "linebreak" => vec![own::element("br", &[], Vec::new())],
        "paragraph" => around("p", &[]),
        "heading" | "extended-heading" => {
            let name = Some(text("tag")).filter(|tag| ["h1", "h2", "h3", "h4", "h5", "h6"].contains(tag));
            around(name.unwrap_or("h2"), &[])
        }
        "quote" | "extended-quote" | "aside" => around("blockquote", &[]),
        "link" | "autolink" | "at-link" => around("a", &[("href", text("url"))]),
        "list" => {
            let start = value.get("start").and_then(Value::as_u64).unwrap_or(1).to_string();
            let name = if text("listType") == "number" || text("tag") == "ol" { "ol" } else { "ul" };
            if name == "ol" { around(name, &[("start", &start)]) } else { around(name, &[]) }
        }
        "listitem" => vec![entry(value, children(value, depth))],
        _ if QUIET.contains(&kind) => Vec::new(),
        _ => card(kind, value).unwrap_or_else(|| unknown(kind, children(value, depth))),
    }
}

/// A list's entry; one with nothing but a list in it is how Lexical sets that list deeper, and its own list has no such entry.
fn entry(value: &Value, mut children: Vec<Node>) -> Node {
    if let [Node::Element(list)] = children.as_slice()
        && list.is_one_of(&["ul", "ol"])
    {
        return children.remove(0);
    }
    if let Some(is_checked) = value.get("checked").and_then(Value::as_bool) {
        let checked = if is_checked { "checked" } else { "" };
        children.insert(0, own::element("input", &[("type", "checkbox"), ("checked", checked)], Vec::new()));
    }
    own::element("li", &[], children)
}

fn formatted(text: &str, format: u64) -> Vec<Node> {
    let around = |node: Node, (bit, name): &(u64, &str)| {
        if format & bit == 0 { node } else { own::element(name, &[], vec![node]) }
    };
    vec![FORMATS.iter().rev().fold(own::text(text), around)]
}

/// What is not known of comes in as the words in it.
pub(super) fn unknown(kind: &str, mut children: Vec<Node>) -> Vec<Node> {
    let what = if children.is_empty() { "is left out" } else { "comes in as what can be read of it" };
    children.push(own::lost(&format!("the card {kind:?}, of which nothing is known, {what}")));
    children
}
