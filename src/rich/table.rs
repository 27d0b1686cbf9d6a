//! Tables.

use super::blocks::{Block, blocks};
use super::inline::{self, Marks};
use super::{Element, Node};

/// A table; what only uses one for its layout comes out as the blocks that are in it.
pub(super) fn of(element: &Element, marks: Marks<'_>) -> Vec<Block> {
    let mut rows: Vec<&Element> = Vec::new();
    rows_of(element, &mut rows);
    let columns = rows.iter().map(|row| cells(row).count()).max().unwrap_or_default();
    let is_layout = columns < 2 || rows.iter().any(|row| cells(row).any(|cell| holds(cell, "table")));
    if is_layout {
        return rows.iter().flat_map(|row| cells(row)).flat_map(|cell| blocks(&cell.children, marks)).collect();
    }
    let line = |row: &Element| {
        let mut written: Vec<String> = cells(row).map(|cell| content(cell, marks)).collect();
        written.resize(columns, String::new());
        format!("| {} |", written.join(" | "))
    };
    let Some((head, body)) = rows.split_first() else { return Vec::new() };
    let mut below: Vec<&str> = cells(head).map(alignment).collect();
    below.resize(columns, "---");
    let mut lines = vec![line(head), format!("| {} |", below.join(" | "))];
    lines.extend(body.iter().map(|row| line(row)));
    vec![Block { text: lines.join("\n"), is_tight: false }]
}

fn rows_of<'a>(element: &'a Element, rows: &mut Vec<&'a Element>) {
    for child in &element.children {
        match child {
            Node::Element(child) if child.name == "tr" => rows.push(child),
            Node::Element(child) if child.is_one_of(&["thead", "tbody", "tfoot"]) => rows_of(child, rows),
            _ => {}
        }
    }
}

fn cells(row: &Element) -> impl Iterator<Item = &Element> {
    row.children.iter().filter_map(|child| match child {
        Node::Element(child) if child.is_one_of(&["td", "th"]) => Some(child),
        _ => None,
    })
}

fn holds(element: &Element, name: &str) -> bool {
    element
        .children
        .iter()
        .any(|child| matches!(child, Node::Element(child) if child.name == name || holds(child, name)))
}

/// A cell has one line; a heading is bold as it is.
fn content(cell: &Element, marks: Marks<'_>) -> String {
    let marks = Marks { bold: marks.bold || cell.name == "th", ..marks };
    let words = inline::of(&spaced(&cell.children), marks);
    words.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// Paragraphs in a cell follow each other with a space between them.
fn spaced(nodes: &[Node]) -> Vec<Node> {
    nodes.iter().flat_map(|node| [node.clone(), Node::Text(" ".to_owned())]).take(nodes.len() * 2).collect()
}

fn alignment(cell: &Element) -> &'static str {
    let set = cell.style("text-align").or_else(|| cell.attribute("align").map(str::to_ascii_lowercase));
    match set.as_deref() {
        Some("center") => ":-:",
        Some("right" | "end") => "--:",
        _ => "---",
    }
}
