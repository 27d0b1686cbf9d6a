//! What is put into a text: links, images, tables, footnotes, rules.

use std::ops::Range;

use blog::rich::{destination, escape_brackets};

use super::Edit;

/// How the columns of a table are set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Alignment {
    /// As the text is.
    #[default]
    Start,
    /// In the middle.
    Center,
    /// At the end.
    End,
}

/// The most rows and columns that a table begins with.
pub const TABLE_SIDE_MAX: usize = 50;

/// A block of its own behind the line at `place`, with empty lines around it. `selection` is what of the block is
/// selected then. A line that is empty gives the block its place.
pub fn block(text: &str, place: usize, block: &str, selection: Range<usize>) -> Edit {
    let line_start = text[..place].rfind('\n').map_or(0, |end| end + 1);
    let line_end = text[place..].find('\n').map_or(text.len(), |end| place + end);
    let is_empty = text[line_start..line_end].trim().is_empty();
    let range = if is_empty { line_start..line_end } else { line_end..line_end };
    let before = match &text[..range.start] {
        "" => "",
        before if before.ends_with("\n\n") => "",
        before if before.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    let after = match &text[range.end..] {
        "" => "",
        after if after.starts_with("\n\n") => "",
        after if after.starts_with('\n') => "\n",
        _ => "\n\n",
    };
    let selection = selection.start + before.len()..selection.end + before.len();
    Edit { range, text: format!("{before}{block}{after}"), selection }
}

/// A line across the text.
pub fn rule(text: &str, selection: Range<usize>) -> Edit {
    let edit = block(text, selection.end, "---", 3..3);
    if text[edit.range.end..].is_empty() {
        // What is typed next is a paragraph, and would make what stands before the rule a heading without this.
        return Edit::behind(edit.range, edit.text + "\n\n");
    }
    edit
}

/// A link. What is selected is its text; else `title` is.
pub fn link(text: &str, selection: Range<usize>, title: &str, address: &str) -> Edit {
    let selected = text[selection.clone()].trim();
    let label = if selected.is_empty() { escape_brackets(title) } else { selected.to_owned() };
    let written = format!("[{label}]({})", destination(address));
    if label.is_empty() {
        return Edit { range: selection, text: written, selection: 1..1 };
    }
    Edit::behind(selection, written)
}

/// An image.
pub fn image(alternative: &str, address: &str) -> String {
    format!("![{}]({})", escape_brackets(alternative), destination(address))
}

/// The address that somebody typed, where it is one and no words.
pub fn typed_address(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let is_one = !typed.is_empty() && !typed.contains(char::is_whitespace);
    let begins = |prefixes: &[&str]| is_one && prefixes.iter().any(|prefix| typed.starts_with(prefix));
    if begins(&["https://", "http://", "mailto:", "/", "#"]) {
        return Some(typed.to_owned());
    }
    begins(&["www."]).then(|| format!("https://{typed}"))
}

/// A table with a row of headings; the first heading is selected.
pub fn table(
    text: &str,
    selection: Range<usize>,
    rows: usize,
    columns: usize,
    alignment: Alignment,
    heading: &str,
) -> Edit {
    let (rows, columns) = (rows.clamp(1, TABLE_SIDE_MAX), columns.clamp(1, TABLE_SIDE_MAX));
    let row = |cell: &dyn Fn(usize) -> String| {
        let cells = (1..=columns).map(cell).collect::<Vec<_>>().join(" | ");
        format!("| {cells} |")
    };
    let headings = row(&|number| format!("{heading} {number}"));
    let below = match alignment {
        Alignment::Start => "---",
        Alignment::Center => ":-:",
        Alignment::End => "--:",
    };
    let width = heading.chars().count() + 2;
    let mut lines = vec![headings, row(&|_| below.to_owned())];
    lines.extend((0..rows).map(|_| row(&|_| " ".repeat(width))));
    let first = 2..2 + heading.len() + 2;
    block(text, selection.end, &lines.join("\n"), first)
}

/// A reference to a footnote behind what is selected, and then, in the text with it, the footnote at the end, where the
/// cursor is left.
pub fn footnote(text: &str, selection: Range<usize>) -> [Edit; 2] {
    let number = next_footnote(text);
    let reference = Edit::behind(selection.end..selection.end, format!("[^{number}]"));
    let length = text.len() + reference.text.len();
    let is_after_note = text.trim_end().rsplit('\n').next().is_some_and(is_note);
    let between = match (is_after_note, text) {
        _ if selection.end == text.len() => "\n\n",
        (true, text) if text.ends_with('\n') => "",
        (true, _) => "\n",
        (false, text) if text.ends_with("\n\n") => "",
        (false, text) if text.ends_with('\n') => "\n",
        (false, _) => "\n\n",
    };
    [reference, Edit::behind(length..length, format!("{between}[^{number}]: "))]
}

/// The first number that no footnote has.
pub fn next_footnote(text: &str) -> u32 {
    let numbers: std::collections::HashSet<u32> =
        text.split("[^").skip(1).filter_map(|rest| rest.split(']').next()?.parse().ok()).collect();
    (1..).find(|number| !numbers.contains(number)).unwrap_or(1)
}

fn is_note(line: &str) -> bool {
    line.strip_prefix("[^").is_some_and(|rest| rest.split_once("]:").is_some_and(|(label, _)| !label.contains(']')))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, edited, marked};
    use super::*;

    #[test]
    fn blocks_stand_alone() {
        let rule = |text: &str, selection: Range<usize>| block(text, selection.end, "---", 3..3);
        check("‹›", rule, "---‹›");
        check("one‹›", rule, "one\n\n---‹›");
        check("o‹›ne\ntwo", rule, "one\n\n---‹›\n\ntwo");
        check("one\n\n‹›\n\ntwo", rule, "one\n\n---‹›\n\ntwo");
        check("one\n‹›\ntwo", rule, "one\n\n---‹›\n\ntwo");
        check("one‹›", super::rule, "one\n\n---\n\n‹›");
    }

    #[test]
    fn links_take_what_is_selected() {
        check("see ‹this›", |text, at| link(text, at, "Fog", "/posts/fog"), "see [this](/posts/fog)‹›");
        check("see ‹›", |text, at| link(text, at, "Fog [draft]", "/posts/fog"), "see [Fog \\[draft\\]](/posts/fog)‹›");
        check("‹›", |text, at| link(text, at, "", "https://example.org"), "[‹›](https://example.org)");
        check("‹a›", |text, at| link(text, at, "", "/a b(c)"), "[a](</a b(c)>)‹›");
        assert_eq!(image("A ship\nat sea", "/media/1/ship.webp"), "![A ship at sea](/media/1/ship.webp)");
    }

    #[test]
    fn addresses_are_told_from_words() {
        let cases = [
            ("https://a.example", Some("https://a.example")),
            (" /posts/fog ", Some("/posts/fog")),
            ("#fog", Some("#fog")),
            ("www.a.example", Some("https://www.a.example")),
            ("fog", None),
            ("/ or words", None),
            ("", None),
        ];
        for (typed, expected) in cases {
            assert_eq!(typed_address(typed).as_deref(), expected, "{typed}");
        }
    }

    #[test]
    fn tables_are_built() {
        check(
            "‹›",
            |text, at| table(text, at, 1, 2, Alignment::End, "Column"),
            "| ‹Column 1› | Column 2 |\n| --: | --: |\n|          |          |",
        );
        let (text, selection) = marked("‹›");
        let huge = table(&text, selection, usize::MAX, 0, Alignment::Start, "C");
        assert_eq!(huge.text.lines().count(), TABLE_SIDE_MAX + 2);
    }

    #[test]
    fn footnotes_take_the_first_free_number() {
        let cases = [
            ("Fog‹›", "Fog[^1]\n\n[^1]: ‹›"),
            ("Fog‹›.", "Fog[^1].\n\n[^1]: ‹›"),
            ("Fog‹›.\n", "Fog[^1].\n\n[^1]: ‹›"),
            ("Fog[^1] and ‹mist›.\n\n[^1]: One.", "Fog[^1] and mist[^2].\n\n[^1]: One.\n[^2]: ‹›"),
            ("a[^2] b‹› c[^note]\n\n[^note]: N.\n", "a[^2] b[^1] c[^note]\n\n[^note]: N.\n[^1]: ‹›"),
        ];
        for (from, to) in cases {
            let (mut text, selection) = marked(from);
            let [reference, note] = footnote(&text, selection);
            text.replace_range(reference.range, &reference.text);
            assert_eq!(edited(&text, &note), to, "{from}");
        }
    }
}
