//! Bold, italic, struck and code: delimiters around words, put there and taken away.

use std::ops::Range;

use blog::rich::longest_run;

use super::Edit;
use super::line::parse;

/// What words can be marked as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// `**strong**`
    Bold,
    /// `*emphasis*`
    Italic,
    /// `~~struck~~`
    Struck,
    /// `` `code` ``
    Code,
}

impl Mark {
    fn delimiter(self) -> &'static str {
        match self {
            Self::Bold => "**",
            Self::Italic => "*",
            Self::Struck => "~~",
            Self::Code => "`",
        }
    }

    fn character(self) -> char {
        match self {
            Self::Bold | Self::Italic => '*',
            Self::Struck => '~',
            Self::Code => '`',
        }
    }

    /// Whether so many of its characters on both sides make the mark: three asterisks are bold and italic at once.
    fn is_in(self, run: usize) -> bool {
        match self {
            Self::Bold | Self::Struck => run >= 2,
            Self::Italic => run % 2 == 1,
            Self::Code => run == 1,
        }
    }
}

/// Marks what is selected, or the word at the cursor; takes the mark away where it is there already.
pub fn toggle(text: &str, selection: Range<usize>, mark: Mark) -> Edit {
    let cursor = selection.is_empty().then_some(selection.start);
    let words = if cursor.is_some() { word_at(text, selection.start) } else { trimmed(text, selection) };
    let inner = &text[words.clone()];
    let length = mark.delimiter().len();
    let keep = |before: usize, inner: &str| match cursor {
        Some(cursor) => {
            let cursor = before + (cursor - words.start).min(inner.len());
            cursor..cursor
        }
        None => before..before + inner.len(),
    };
    if mark.is_in(run_around(text, &words, mark.character())) {
        let range = words.start - length..words.end + length;
        return Edit { range, text: inner.to_owned(), selection: keep(0, inner) };
    }
    if let Some(bare) = bare(inner, mark) {
        return Edit { range: words, text: bare.to_owned(), selection: 0..bare.len() };
    }
    if inner.contains('\n') {
        let lines = each_line(inner, mark);
        let selection = 0..lines.len();
        return Edit { range: words, text: lines, selection };
    }
    let marked = marked(inner, mark);
    let before = (marked.len() - inner.len()) / 2;
    let selection = keep(before, inner);
    Edit { range: words, text: marked, selection }
}

/// What is selected without the white space at its ends, which no delimiter may stand beside.
fn trimmed(text: &str, selection: Range<usize>) -> Range<usize> {
    let selected = &text[selection.clone()];
    let start = selection.start + (selected.len() - selected.trim_start().len());
    start..start + selected.trim().len()
}

fn word_at(text: &str, cursor: usize) -> Range<usize> {
    let is_inside = |character: char| character.is_alphanumeric() || matches!(character, '_' | '\'' | '’');
    let start = text[..cursor].trim_end_matches(is_inside).len();
    let end = text.len() - text[cursor..].trim_start_matches(is_inside).len();
    start..end
}

/// How many of the characters stand on both sides.
fn run_around(text: &str, words: &Range<usize>, character: char) -> usize {
    let before = &text[..words.start];
    let after = &text[words.end..];
    let before = before.len() - before.trim_end_matches(character).len();
    let after = after.len() - after.trim_start_matches(character).len();
    before.min(after)
}

/// What is marked, without its delimiters, where they are part of it.
fn bare(inner: &str, mark: Mark) -> Option<&str> {
    let character = mark.character();
    let before = inner.len() - inner.trim_start_matches(character).len();
    let after = inner.len() - inner.trim_end_matches(character).len();
    let length = mark.delimiter().len();
    let is_marked = before < inner.len() && mark.is_in(before.min(after));
    is_marked.then(|| &inner[length..inner.len() - length])
}

fn marked(inner: &str, mark: Mark) -> String {
    if mark == Mark::Code && inner.contains('`') {
        let delimiter = "`".repeat(longest_run(inner, '`') + 1);
        return format!("{delimiter} {inner} {delimiter}");
    }
    let delimiter = mark.delimiter();
    format!("{delimiter}{inner}{delimiter}")
}

/// No mark reaches over a paragraph's end, so that each line gets its own.
fn each_line(inner: &str, mark: Mark) -> String {
    let contents = || inner.split('\n').map(|line| parse(line).content.trim()).filter(|content| !content.is_empty());
    let is_already = contents().all(|content| bare(content, mark).is_some());
    let line = |line: &str| {
        let content = parse(line).content.trim_end();
        let before = line.trim_end().len() - content.len();
        match bare(content, mark) {
            _ if content.is_empty() => line.to_owned(),
            Some(bare) if is_already => format!("{}{bare}", &line[..before]),
            Some(_) => line.to_owned(),
            None => format!("{}{}", &line[..before], marked(content, mark)),
        }
    };
    inner.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use super::*;

    fn bold(text: &str, selection: Range<usize>) -> Edit {
        toggle(text, selection, Mark::Bold)
    }

    fn italic(text: &str, selection: Range<usize>) -> Edit {
        toggle(text, selection, Mark::Italic)
    }

    fn code(text: &str, selection: Range<usize>) -> Edit {
        toggle(text, selection, Mark::Code)
    }

    #[test]
    fn what_is_selected_is_marked_and_bare_again() {
        check("a ‹b› c", bold, "a **‹b›** c");
        check("a **‹b›** c", bold, "a ‹b› c");
        check("a ‹**b**› c", bold, "a ‹b› c");
        check("a‹ b ›c", bold, "a **‹b›** c");
        check("‹霧が出た›", italic, "*‹霧が出た›*");
    }

    #[test]
    fn bold_and_italic_keep_apart() {
        check("**‹b›**", italic, "***‹b›***");
        check("***‹b›***", italic, "**‹b›**");
        check("***‹b›***", bold, "*‹b›*");
        check("*‹b›*", bold, "***‹b›***");
    }

    #[test]
    fn the_word_at_the_cursor_is_meant() {
        check("one tw‹›o three", bold, "one **tw‹›o** three");
        check("one **tw‹›o** three", bold, "one tw‹›o three");
        check("one ‹› two", bold, "one **‹›** two");
        check("one **‹›** two", bold, "one ‹› two");
        check("it’s‹›", italic, "*it’s‹›*");
    }

    #[test]
    fn every_line_is_marked_by_itself() {
        check("‹- one\n\n- two›", bold, "‹- **one**\n\n- **two**›");
        check("‹- **one**\n\n- **two**›", bold, "‹- one\n\n- two›");
        check("‹> one\n**two**›", bold, "‹> **one**\n**two**›");
    }

    #[test]
    fn code_may_hold_the_character_of_code() {
        check("‹x›", code, "`‹x›`");
        check("`‹x›`", code, "‹x›");
        check("‹a ` b›", code, "`` ‹a ` b› ``");
    }
}
