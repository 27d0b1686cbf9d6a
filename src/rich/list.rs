//! Lists, as the web has them and as word processors do.

use super::blocks::{Block, blocks, holds_block, join};
use super::inline::{self, Marks};
use super::{Element, Node, Rules};

/// A list's entries, with what lies in them below their first line.
pub fn of(element: &Element, marks: Marks<'_>) -> String {
    let is_numbered = element.name == "ol";
    let mut number: u32 = element.attribute("start").and_then(|start| start.parse().ok()).unwrap_or(1);
    let mut entries: Vec<String> = Vec::new();
    let mut is_loose = false;
    for child in &element.children {
        let Node::Element(child) = child else { continue };
        // Some put a list beside the entry that it belongs to.
        if child.is_one_of(&["ul", "ol"]) && !entries.is_empty() {
            let width = if is_numbered { 3 } else { 2 };
            let nested = indent(&of(child, marks), width);
            if let Some(last) = entries.last_mut() {
                last.push('\n');
                last.push_str(&" ".repeat(width));
                last.push_str(&nested);
            }
            continue;
        }
        let marker = if is_numbered { format!("{number}. ") } else { "- ".to_owned() };
        let width = marker.len();
        let content = blocks(&child.children, marks);
        let paragraphs = content.iter().filter(|block| !is_list(&block.text)).count();
        is_loose |= paragraphs > 1;
        let content = join(content.into_iter().map(|block| Block { is_tight: paragraphs < 2, ..block }).collect());
        if content.is_empty() {
            continue;
        }
        entries.push(format!("{marker}{}{}", task(child), indent(&content, width)));
        number = number.saturating_add(1);
    }
    entries.join(if is_loose { "\n\n" } else { "\n" })
}

fn is_list(text: &str) -> bool {
    text.starts_with("- ") || text.split_once(". ").is_some_and(|(number, _)| number.parse::<u32>().is_ok())
}

/// The box of a task.
fn task(entry: &Element) -> &'static str {
    let found = entry.children.iter().find_map(|child| match child {
        Node::Element(child) if child.name == "input" => Some(child),
        // It may stand in a paragraph or a label.
        Node::Element(child) if child.is_one_of(&["p", "label"]) => match child.children.first() {
            Some(Node::Element(child)) if child.name == "input" => Some(child),
            _ => None,
        },
        _ => None,
    });
    match found.filter(|found| found.attribute("type") == Some("checkbox")) {
        Some(found) if found.attribute("checked").is_some() => "[x] ",
        Some(_) => "[ ] ",
        None => "",
    }
}

fn indent(text: &str, width: usize) -> String {
    let line = |line: &str| if line.is_empty() { String::new() } else { format!("{}{line}", " ".repeat(width)) };
    let mut lines = text.split('\n');
    let first = lines.next().unwrap_or_default().to_owned();
    lines.map(line).fold(first, |indented, line| indented + "\n" + &line)
}

/// Whether that is an entry as Word writes it: a paragraph whose style names the list.
pub fn is_word_entry(element: &Element, rules: &dyn Rules) -> bool {
    element.name == "p"
        && element.style("mso-list").is_some_and(|value| value != "none")
        && !holds_block(element, rules)
}

/// Such an entry. Its marker is text of its own, which says what kind of list it is.
pub(super) fn word_entry(element: &Element, marks: Marks<'_>) -> Block {
    let level = element.style("mso-list").and_then(|list| {
        let level = list.split_ascii_whitespace().find_map(|word| word.strip_prefix("level"))?;
        level.parse::<usize>().ok()
    });
    let is_marker =
        |node: &Node| matches!(node, Node::Element(child) if child.style("mso-list").as_deref() == Some("ignore"));
    let marker: Vec<Node> = element.children.iter().filter(|node| is_marker(node)).cloned().collect();
    let content: Vec<Node> = element.children.iter().filter(|node| !is_marker(node)).cloned().collect();
    let is_numbered = inline::plain(&marker).trim().starts_with(|character: char| character.is_ascii_digit());
    let level = level.unwrap_or(1).clamp(1, 9);
    let words = inline::of(&content, marks).replace('\n', " ");
    let marker = if is_numbered { "1. " } else { "- " };
    Block { text: format!("{}{marker}{}", "   ".repeat(level - 1), words.trim()), is_tight: true }
}
