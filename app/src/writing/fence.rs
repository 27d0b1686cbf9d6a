//! Blocks of code between fences.

use std::ops::Range;

use blog::rich::fence_around;

use super::insert::block;
use super::{Edit, lines_of};

/// A fence is at least so long.
const FENCE_CHARS_MIN: usize = 3;

/// Whether a place lies in a block of code.
pub fn is_inside(text: &str, place: usize) -> bool {
    let mut open: Option<(char, usize)> = None;
    let mut begins_at = 0;
    for line in text.split('\n') {
        let ends_at = begins_at + line.len();
        if begins_at > place {
            break;
        }
        let before = open;
        open = match (open, fence(line)) {
            (None, Some((character, length, _))) => Some((character, length)),
            (Some((character, length)), Some((other, long, ""))) if other == character && long >= length => None,
            (open, _) => open,
        };
        if place <= ends_at {
            // The fences themselves are no code.
            return before.is_some() && open.is_some();
        }
        begins_at = ends_at + 1;
    }
    open.is_some()
}

/// A line's fence: its character, its length, and what stands behind it.
fn fence(line: &str) -> Option<(char, usize, &str)> {
    let rest = line.trim_start_matches([' ', '>']);
    let character = rest.chars().next().filter(|character| matches!(character, '`' | '~'))?;
    let behind = rest.trim_start_matches(character);
    let length = rest.len() - behind.len();
    (length >= FENCE_CHARS_MIN && !behind.contains('`')).then(|| (character, length, behind.trim()))
}

/// Puts the selected lines between fences, or begins an empty block where nothing is selected.
pub fn code_block(text: &str, selection: Range<usize>) -> Edit {
    if selection.is_empty() {
        let fence = "`".repeat(FENCE_CHARS_MIN);
        let inside = fence.len() + 1;
        return block(text, selection.end, &format!("{fence}\n\n{fence}"), inside..inside);
    }
    let range = lines_of(text, &selection);
    let code = &text[range.clone()];
    let fence = fence_around(code);
    let written = format!("{fence}\n{code}\n{fence}");
    let inside = fence.len() + 1;
    Edit { range, text: written, selection: inside..inside + code.len() }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, marked};
    use super::*;

    #[test]
    fn code_is_known_as_such() {
        let cases = [
            ("‹›plain", false),
            ("```\nco‹›de\n```", true),
            ("```rust\nco‹›de", true),
            ("```\ncode\n```\nplain‹›", false),
            ("````\n```\nstill‹› code\n````", true),
            ("~~~\n```\nstill‹› code", true),
            ("``‹›`\ncode\n```", false),
            ("> ```\n> co‹›de\n> ```", true),
        ];
        for (from, expected) in cases {
            let (text, selection) = marked(from);
            assert_eq!(is_inside(&text, selection.start), expected, "{from}");
        }
    }

    #[test]
    fn lines_become_code() {
        check("‹let x = 1;›", code_block, "```\n‹let x = 1;›\n```");
        check("‹```\nnested\n```›", code_block, "````\n‹```\nnested\n```›\n````");
        check("‹›", code_block, "```\n‹›\n```");
        check("text‹›", code_block, "text\n\n```\n‹›\n```");
    }
}
