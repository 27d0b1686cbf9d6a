//! Words and what marks them.

use super::quote::{destination, escape_brackets, longest_run};
use super::{Element, LEFT_BEHIND, Node, Rules};

/// What the elements around a text mark it as already, and what its source means by others.
#[derive(Clone, Copy)]
pub struct Marks<'r> {
    /// It is bold.
    pub bold: bool,
    /// It is italic.
    pub italic: bool,
    /// It is struck out.
    pub struck: bool,
    /// It is a link's.
    pub linked: bool,
    /// What its source means.
    pub rules: &'r dyn Rules,
}

impl<'r> Marks<'r> {
    /// Nothing marks it.
    pub fn none(rules: &'r dyn Rules) -> Self {
        Self { bold: false, italic: false, struck: false, linked: false, rules }
    }
}

/// Words as Markdown. White space is single spaces; a line break stays one.
pub fn of(nodes: &[Node], marks: Marks<'_>) -> String {
    let mut written = String::new();
    nodes.iter().for_each(|node| write(node, marks, &mut written));
    written
}

fn write(node: &Node, marks: Marks<'_>, written: &mut String) {
    match node {
        Node::Text(text) => push(written, &escape(&folded(text))),
        Node::Element(element) => match marks.rules.inline(element, marks) {
            Some(own) => push(written, &own),
            None => write_element(element, marks, written),
        },
    }
}

fn write_element(element: &Element, marks: Marks<'_>, written: &mut String) {
    match element.name.as_str() {
        _ if element.is_one_of(&LEFT_BEHIND) => {}
        "br" => {
            written.truncate(written.trim_end_matches(' ').len());
            written.push('\n');
        }
        "img" => written.push_str(&image(element, marks)),
        "code" | "kbd" | "samp" | "tt" => push(written, &code(element)),
        "input" => {}
        "a" => push(written, &link(element, marks)),
        _ => push(written, &marked(element, marks)),
    }
}

/// Two pieces of text never have more than one space between them.
fn push(written: &mut String, piece: &str) {
    let is_spaced = written.ends_with([' ', '\n']);
    written.push_str(if is_spaced { piece.trim_start_matches(' ') } else { piece });
}

fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars() {
        let character = if character.is_whitespace() { ' ' } else { character };
        if !(character == ' ' && folded.ends_with(' ')) && character != '\u{200b}' {
            folded.push(character);
        }
    }
    folded
}

/// Whether an element makes its words bold, or says that it doesn't.
pub fn is_bold(element: &Element) -> Option<bool> {
    match element.style("font-weight").as_deref() {
        Some("normal" | "lighter" | "inherit") => Some(false),
        Some("bold" | "bolder") => Some(true),
        Some(weight) => weight.parse::<u32>().ok().map(|weight| weight >= 600),
        None => element.is_one_of(&["b", "strong"]).then_some(true),
    }
}

/// Whether an element makes its words italic, or says that it doesn't.
pub fn is_italic(element: &Element) -> Option<bool> {
    match element.style("font-style").as_deref() {
        Some("normal") => Some(false),
        Some("italic" | "oblique") => Some(true),
        _ => element.is_one_of(&["i", "em", "cite", "dfn", "var"]).then_some(true),
    }
}

fn is_struck(element: &Element) -> bool {
    element.is_one_of(&["del", "s", "strike"])
        || element.style("text-decoration").is_some_and(|value| value.contains("line-through"))
}

fn marked(element: &Element, marks: Marks<'_>) -> String {
    let bold = is_bold(element) == Some(true) && !marks.bold;
    let italic = is_italic(element) == Some(true) && !marks.italic;
    let struck = is_struck(element) && !marks.struck;
    let inside =
        Marks { bold: marks.bold || bold, italic: marks.italic || italic, struck: marks.struck || struck, ..marks };
    let content = of(&element.children, inside);
    let delimiters = [(struck, "~~"), (bold, "**"), (italic, "*")];
    let delimiters: String =
        delimiters.into_iter().filter(|(is_on, _)| *is_on).map(|(_, delimiter)| delimiter).collect();
    around(&content, &delimiters)
}

/// Delimiters stand at words, never at the space beside them, and never around a line's end.
fn around(content: &str, delimiters: &str) -> String {
    if delimiters.is_empty() {
        return content.to_owned();
    }
    let closing: String = delimiters.chars().rev().collect();
    let line = |line: &str| {
        let words = line.trim();
        if words.is_empty() {
            return line.to_owned();
        }
        let start = line.len() - line.trim_start().len();
        let end = start + words.len();
        format!("{}{delimiters}{words}{closing}{}", &line[..start], &line[end..])
    };
    content.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

fn code(element: &Element) -> String {
    let text = folded(&plain(&element.children));
    let text = text.trim();
    if text.is_empty() {
        return String::new();
    }
    let delimiter = "`".repeat(longest_run(text, '`') + 1);
    if text.starts_with('`') || text.ends_with('`') {
        format!("{delimiter} {text} {delimiter}")
    } else {
        format!("{delimiter}{text}{delimiter}")
    }
}

fn link(element: &Element, marks: Marks<'_>) -> String {
    let content = of(&element.children, Marks { linked: true, ..marks });
    let address = element.attribute("href").map(str::trim).filter(|address| marks.rules.leads_somewhere(address));
    let Some(address) = address.filter(|_| !marks.linked) else { return content };
    let words = content.replace('\n', " ");
    let words = words.trim();
    if words.is_empty() {
        return String::new();
    }
    if plain(&element.children).trim() == address && address.contains("://") {
        return format!("<{address}>");
    }
    let spaces = |is_there: bool| if is_there { " " } else { "" };
    let (before, after) = (spaces(content.starts_with(' ')), spaces(content.ends_with(' ')));
    format!("{before}[{words}]({}){after}", destination(address))
}

fn image(element: &Element, marks: Marks<'_>) -> String {
    let address = element.attribute("src").map(str::trim).unwrap_or_default();
    let is_kept =
        marks.rules.leads_somewhere(address) && !address.starts_with("mailto:") && !address.starts_with("tel:");
    if !is_kept {
        return String::new();
    }
    format!("![{}]({})", escape_brackets(element.attribute("alt").unwrap_or_default()), destination(address))
}

/// The text alone, as it stands.
pub fn plain(nodes: &[Node]) -> String {
    nodes.iter().fold(String::new(), |plain, node| match node {
        Node::Text(text) => plain + text,
        Node::Element(element) if element.name == "br" => plain + "\n",
        Node::Element(element) if element.is_one_of(&LEFT_BEHIND) => plain,
        Node::Element(element) => plain + &self::plain(&element.children),
    })
}

/// Text that means nothing but itself.
fn escape(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut escaped = String::with_capacity(text.len());
    for (index, character) in characters.iter().enumerate() {
        let beside = |place: Option<usize>| place.and_then(|place| characters.get(place)).copied().unwrap_or(' ');
        let (before, after) = (beside(index.checked_sub(1)), beside(Some(index + 1)));
        let is_special = match character {
            '\\' | '*' | '[' | ']' | '`' => true,
            // Within a word it means nothing.
            '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
            '~' => before == '~' || after == '~',
            '<' => after.is_alphabetic() || matches!(after, '/' | '!' | '?'),
            '&' => after.is_ascii_alphabetic() || after == '#',
            _ => false,
        };
        if is_special {
            escaped.push('\\');
        }
        escaped.push(*character);
    }
    escaped
}
