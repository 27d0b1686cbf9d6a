//! Lists: lines become entries, and Enter goes on with the next one.

use std::ops::Range;

use super::line::{Line, Marker, parse, rewrite, written};
use super::{Edit, fence, lines_of};

/// A kind of list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// With a dash before each entry.
    Bullets,
    /// With a number before each entry.
    Numbers,
    /// With a box before each entry.
    Tasks,
}

impl ListKind {
    fn has(self, marker: Marker) -> bool {
        match self {
            Self::Bullets => matches!(marker, Marker::Bullet(_)),
            Self::Numbers => matches!(marker, Marker::Number(..)),
            Self::Tasks => matches!(marker, Marker::Task(_)),
        }
    }

    fn marker(self, number: u32) -> Marker {
        match self {
            Self::Bullets => Marker::Bullet('-'),
            Self::Numbers => Marker::Number(number, '.'),
            Self::Tasks => Marker::Task('-'),
        }
    }
}

/// Makes the selected lines a list of that kind; lines that are just this become plain.
pub fn toggle_list(text: &str, selection: Range<usize>, kind: ListKind) -> Edit {
    let lines = lines_of(text, &selection);
    let is_single = !text[lines.clone()].contains('\n');
    let is_already = written(&text[lines]).all(|line| kind.has(parse(line).marker));
    let mut number = 0;
    rewrite(text, &selection, |line| {
        let Line { prefix, content, .. } = parse(line);
        if is_already {
            return format!("{prefix}{content}");
        }
        if line.trim().is_empty() && !is_single {
            return line.to_owned();
        }
        number += 1;
        format!("{prefix}{}{content}", kind.marker(number).write())
    })
}

/// What Enter writes in a list or a quote: the next entry's beginning. In an entry that is empty it ends the list. None
/// where Enter is just a line's end.
pub fn continue_list(text: &str, cursor: usize) -> Option<Edit> {
    let line_range = lines_of(text, &(cursor..cursor));
    let Line { prefix, marker, content } = parse(&text[line_range.clone()]);
    let next = match marker {
        Marker::None | Marker::Heading(_) if prefix.contains('>') => Marker::None,
        Marker::None | Marker::Heading(_) => return None,
        Marker::Number(number, delimiter) => Marker::Number(number.saturating_add(1), delimiter),
        marker => marker,
    };
    let begins_at = line_range.end - content.len();
    if cursor < begins_at || fence::is_inside(text, cursor) {
        return None;
    }
    if content.trim().is_empty() {
        return Some(Edit::behind(line_range, String::new()));
    }
    Some(Edit::behind(cursor..cursor, format!("\n{prefix}{}", next.write())))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, edited, marked};
    use super::*;

    #[test]
    fn lines_become_lists_and_plain_again() {
        let bullets = |text: &str, selection| toggle_list(text, selection, ListKind::Bullets);
        let numbers = |text: &str, selection| toggle_list(text, selection, ListKind::Numbers);
        let tasks = |text: &str, selection| toggle_list(text, selection, ListKind::Tasks);
        check("‹one\ntwo›", bullets, "‹- one\n- two›");
        check("‹- one\n- two›", bullets, "‹one\ntwo›");
        check("‹- one\n\n- two›", numbers, "‹1. one\n\n2. two›");
        check("‹1. one\n2. two›", tasks, "‹- [ ] one\n- [ ] two›");
        check("‹- [x] done›", tasks, "‹done›");
        check("‹›", tasks, "- [ ] ‹›");
        check("> o‹›ne", bullets, "> - o‹›ne");
        check("## T‹›wo", bullets, "- T‹›wo");
    }

    #[test]
    fn enter_goes_on_with_a_list() {
        let cases = [
            ("- one‹›", Some("- one\n- ‹›")),
            ("9. nine‹›", Some("9. nine\n10. ‹›")),
            ("  - [x] done‹›", Some("  - [x] done\n  - [ ] ‹›")),
            ("- on‹›e", Some("- on\n- ‹›e")),
            ("> quoted‹›", Some("> quoted\n> ‹›")),
            ("> - both‹›", Some("> - both\n> - ‹›")),
            // An empty entry is the list's end.
            ("- one\n- ‹›", Some("- one\n‹›")),
            ("> one\n> ‹›", Some("> one\n‹›")),
            ("1. one\n2. ‹›\nmore", Some("1. one\n‹›\nmore")),
            ("plain‹›", None),
            ("## Heading‹›", None),
            // Before the marker a line is only pushed down.
            ("‹›- one", None),
            ("```\n- code‹›\n```", None),
        ];
        for (from, to) in cases {
            let (text, selection) = marked(from);
            let edit = continue_list(&text, selection.start);
            assert_eq!(edit.map(|edit| edited(&text, &edit)).as_deref(), to, "{from}");
        }
    }
}
