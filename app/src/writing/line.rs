//! A line of Markdown: what stands before its content, and turning whole lines into something else.

use std::ops::Range;

use super::{Edit, lines_of};

/// What a line begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// Nothing.
    None,
    /// `#` to `######`.
    Heading(usize),
    /// `-`, `*` or `+`.
    Bullet(char),
    /// `1.` or `1)`.
    Number(u32, char),
    /// `- [ ]` or `- [x]`.
    Task(char),
}

impl Marker {
    /// The marker with the space behind it.
    pub fn write(self) -> String {
        match self {
            Self::None => String::new(),
            Self::Heading(level) => format!("{} ", "#".repeat(level)),
            Self::Bullet(bullet) => format!("{bullet} "),
            Self::Number(number, delimiter) => format!("{number}{delimiter} "),
            Self::Task(bullet) => format!("{bullet} [ ] "),
        }
    }
}

/// A line in its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// Spaces and the `>` of quotes.
    pub prefix: &'a str,
    /// What makes it a heading or a list's entry.
    pub marker: Marker,
    /// The rest.
    pub content: &'a str,
}

/// Takes a line apart.
pub fn parse(line: &str) -> Line<'_> {
    let rest = line.trim_start_matches([' ', '\t', '>']);
    let prefix = &line[..line.len() - rest.len()];
    let (marker, content) =
        heading(rest).or_else(|| bullet(rest)).or_else(|| number(rest)).unwrap_or((Marker::None, rest));
    Line { prefix, marker, content }
}

fn heading(rest: &str) -> Option<(Marker, &str)> {
    let content = rest.trim_start_matches('#');
    let level = rest.len() - content.len();
    let is_heading = (1..=6).contains(&level) && (content.is_empty() || content.starts_with(' '));
    is_heading.then(|| (Marker::Heading(level), content.trim_start()))
}

fn bullet(rest: &str) -> Option<(Marker, &str)> {
    let bullet = rest.chars().next().filter(|bullet| matches!(bullet, '-' | '*' | '+'))?;
    let content = rest[1..].strip_prefix(' ')?;
    let task = ["[ ]", "[x]", "[X]"].into_iter().find_map(|task| content.strip_prefix(task));
    match task {
        Some(content) if content.is_empty() => Some((Marker::Task(bullet), content)),
        Some(content) if content.starts_with(' ') => Some((Marker::Task(bullet), &content[1..])),
        _ => Some((Marker::Bullet(bullet), content)),
    }
}

fn number(rest: &str) -> Option<(Marker, &str)> {
    let digits = rest.find(|character: char| !character.is_ascii_digit())?;
    let number = rest[..digits].parse().ok()?;
    let delimiter = rest[digits..].chars().next().filter(|delimiter| matches!(delimiter, '.' | ')'))?;
    let content = rest[digits + 1..].strip_prefix(' ')?;
    Some((Marker::Number(number, delimiter), content))
}

/// Makes the selected lines headings of that level; lines that are just this become plain.
pub fn toggle_heading(text: &str, selection: Range<usize>, level: usize) -> Edit {
    let lines = lines_of(text, &selection);
    let is_already = written(&text[lines]).all(|line| parse(line).marker == Marker::Heading(level));
    let marker = if is_already { Marker::None } else { Marker::Heading(level) };
    rewrite(text, &selection, |line| {
        let Line { prefix, content, .. } = parse(line);
        format!("{prefix}{}{content}", marker.write())
    })
}

/// Puts the selected lines into a quote, or takes them out of one.
pub fn toggle_quote(text: &str, selection: Range<usize>) -> Edit {
    let lines = lines_of(text, &selection);
    let is_already = !text[lines.clone()].is_empty() && written(&text[lines]).all(|line| line.starts_with('>'));
    rewrite(text, &selection, |line| match line.strip_prefix('>') {
        Some(rest) if is_already => rest.strip_prefix(' ').unwrap_or(rest).to_owned(),
        _ if is_already => line.to_owned(),
        _ if line.is_empty() && !selection.is_empty() => ">".to_owned(),
        _ => format!("> {line}"),
    })
}

/// The lines that have something written in them, or else the one that there is.
pub(super) fn written(lines: &str) -> impl Iterator<Item = &str> {
    let has_words = !lines.trim().is_empty();
    lines.split('\n').filter(move |line| !has_words || !line.trim().is_empty())
}

/// Writes the selected lines anew. A cursor stays where it is in the line's content; a selection becomes the lines.
pub(super) fn rewrite(text: &str, selection: &Range<usize>, mut write: impl FnMut(&str) -> String) -> Edit {
    let range = lines_of(text, selection);
    let written = text[range.clone()].split('\n').map(&mut write).collect::<Vec<_>>().join("\n");
    let selection = if selection.is_empty() {
        // A line's beginning changes, its end doesn't.
        let behind = range.end - selection.end;
        let cursor = written.len().saturating_sub(behind);
        let cursor = written.floor_char_boundary(cursor);
        cursor..cursor
    } else {
        0..written.len()
    };
    Edit { range, text: written, selection }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use super::*;

    #[test]
    fn lines_are_taken_apart() {
        let cases = [
            ("plain", "", Marker::None, "plain"),
            ("## Two", "", Marker::Heading(2), "Two"),
            ("#hash", "", Marker::None, "#hash"),
            ("####### seven", "", Marker::None, "####### seven"),
            ("- one", "", Marker::Bullet('-'), "one"),
            ("  * two", "  ", Marker::Bullet('*'), "two"),
            ("> - three", "> ", Marker::Bullet('-'), "three"),
            ("- [ ] to do", "", Marker::Task('-'), "to do"),
            ("+ [x] done", "", Marker::Task('+'), "done"),
            ("- [link](a)", "", Marker::Bullet('-'), "[link](a)"),
            ("12) twelve", "", Marker::Number(12, ')'), "twelve"),
            ("1.5 metres", "", Marker::None, "1.5 metres"),
            ("99999999999. many", "", Marker::None, "99999999999. many"),
            ("---", "", Marker::None, "---"),
            ("", "", Marker::None, ""),
        ];
        for (line, prefix, marker, content) in cases {
            assert_eq!(parse(line), Line { prefix, marker, content }, "{line}");
        }
    }

    #[test]
    fn headings_come_go_and_change_their_level() {
        let two = |text: &str, selection| toggle_heading(text, selection, 2);
        check("Fo‹›g", two, "## Fo‹›g");
        check("## Fo‹›g", two, "Fo‹›g");
        check("### ‹Fog›\nmore", two, "‹## Fog›\nmore");
        check("- ‹›Fog", two, "## ‹›Fog");
        check("a\n‹›\nb", two, "a\n## ‹›\nb");
        check("## ‹›", two, "‹›");
    }

    #[test]
    fn quotes_come_and_go() {
        check("‹one\n\ntwo›", toggle_quote, "‹> one\n>\n> two›");
        check("‹> one\n>\n> two›", toggle_quote, "‹one\n\ntwo›");
        check("霧が‹›出た", toggle_quote, "> 霧が‹›出た");
        check("‹›", toggle_quote, "> ‹›");
        check("> o‹›ne", toggle_quote, "o‹›ne");
    }
}
