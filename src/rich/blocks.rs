//! Paragraphs and what else stands by itself.

use super::inline::{self, Marks};
use super::quote::fence_around;
use super::{Element, LEFT_BEHIND, Node, Rules, list, table};

/// A part of the text that stands by itself.
pub(super) struct Block {
    pub text: String,
    /// Whether it follows one of its kind without an empty line between them.
    pub is_tight: bool,
}

/// Elements that stand by themselves.
const BLOCKS: [&str; 34] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
];

/// Everything in it, as blocks with empty lines between them.
pub fn of(nodes: &[Node], marks: Marks<'_>) -> String {
    join(blocks(nodes, marks))
}

pub(super) fn join(blocks: Vec<Block>) -> String {
    let mut joined = String::new();
    let mut is_after_tight = false;
    for Block { text, is_tight } in blocks {
        if !joined.is_empty() {
            joined.push_str(if is_tight && is_after_tight { "\n" } else { "\n\n" });
        }
        joined.push_str(&text);
        is_after_tight = is_tight;
    }
    joined
}

pub(super) fn blocks(nodes: &[Node], marks: Marks<'_>) -> Vec<Block> {
    let mut found = Vec::new();
    // Words that no element of their own holds are paragraphs as well.
    let mut loose: Vec<Node> = Vec::new();
    for node in nodes {
        match node {
            Node::Element(element) if marks.rules.is_block(element) => {
                found.extend(paragraphs(&std::mem::take(&mut loose), marks));
                found.push(Block { text: marks.rules.block(element, marks), is_tight: false });
            }
            Node::Element(element) if element.is_one_of(&LEFT_BEHIND) => {}
            Node::Element(element) if stands_alone(element, marks.rules) => {
                found.extend(paragraphs(&std::mem::take(&mut loose), marks));
                found.extend(block(element, marks));
            }
            node => loose.push(node.clone()),
        }
    }
    found.extend(paragraphs(&loose, marks));
    found.retain(|block| !block.text.trim().is_empty());
    found
}

/// Whether an element is a block, or only wraps blocks as some word processors do.
pub(super) fn stands_alone(element: &Element, rules: &dyn Rules) -> bool {
    element.is_one_of(&BLOCKS) || rules.is_block(element) || holds_block(element, rules)
}

pub(super) fn holds_block(element: &Element, rules: &dyn Rules) -> bool {
    element.children.iter().any(|child| matches!(child, Node::Element(child) if stands_alone(child, rules)))
}

fn block(element: &Element, marks: Marks<'_>) -> Vec<Block> {
    let one = |text: String| vec![Block { text, is_tight: false }];
    match element.name.as_str() {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            let level = usize::from(element.name.as_bytes()[1] - b'0');
            // A heading is bold as it is.
            let words = inline::of(&element.children, Marks { bold: true, ..marks }).replace('\n', " ");
            let words = words.trim();
            if words.is_empty() { Vec::new() } else { one(format!("{} {words}", "#".repeat(level))) }
        }
        "hr" => one("---".to_owned()),
        "pre" => one(code(element)),
        "blockquote" => {
            let quoted = of(&element.children, marks);
            let line = |line: &str| if line.is_empty() { ">".to_owned() } else { format!("> {line}") };
            if quoted.is_empty() {
                Vec::new()
            } else {
                one(quoted.split('\n').map(line).collect::<Vec<_>>().join("\n"))
            }
        }
        "ul" | "ol" => one(list::of(element, marks)),
        "table" => table::of(element, marks),
        _ if list::is_word_entry(element, marks.rules) => vec![list::word_entry(element, marks)],
        _ => {
            let inside = Marks {
                // What wraps blocks may say how all of their words look.
                bold: marks.bold || inline::is_bold(element) == Some(true) && element.name != "b",
                ..marks
            };
            blocks(&element.children, if holds_block(element, marks.rules) { marks } else { inside })
        }
    }
}

fn code(element: &Element) -> String {
    let code = inline::plain(&element.children);
    let code = code.trim_end_matches('\n').strip_prefix('\n').unwrap_or(code.trim_end_matches('\n'));
    let fence = fence_around(code);
    format!("{fence}{}\n{code}\n{fence}", language(element).unwrap_or_default())
}

/// The language that highlighters note in a class.
fn language(element: &Element) -> Option<String> {
    let own = element.attribute("class").into_iter().flat_map(str::split_ascii_whitespace).find_map(|class| {
        ["language-", "lang-", "highlight-source-"].into_iter().find_map(|prefix| class.strip_prefix(prefix))
    });
    own.map(str::to_owned).or_else(|| {
        element.children.iter().find_map(|child| match child {
            Node::Element(child) if child.name == "code" => language(child),
            _ => None,
        })
    })
}

/// Words as paragraphs: two line breaks end one, as mails have it.
fn paragraphs(nodes: &[Node], marks: Marks<'_>) -> Vec<Block> {
    let words = inline::of(nodes, marks);
    let paragraph = |paragraph: &str| {
        let lines = paragraph.split('\n').map(str::trim).filter(|line| !line.is_empty());
        let text = lines.map(escape_beginning).collect::<Vec<_>>().join("\\\n");
        Block { text, is_tight: false }
    };
    words.split("\n\n").map(paragraph).collect()
}

/// A line that begins like a heading, a list or a quote is none for that.
pub(super) fn escape_beginning(line: &str) -> String {
    let digits = line.len() - line.trim_start_matches(|character: char| character.is_ascii_digit()).len();
    if digits > 0 && line[digits..].starts_with(['.', ')']) && line[digits + 1..].starts_with(' ') {
        return format!("{}\\{}", &line[..digits], &line[digits..]);
    }
    let is_list = line.starts_with(['-', '+']) && (line.len() == 1 || line[1..].starts_with([' ', '-']));
    let is_marked = line.starts_with(['#', '>']) || is_list || line.starts_with("===") || line.starts_with("~~~");
    if is_marked { format!("\\{line}") } else { line.to_owned() }
}
