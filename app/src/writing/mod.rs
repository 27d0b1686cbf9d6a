//! What the editor does to a text, without a browser: each function takes a text and what is selected in it, and says
//! what to write instead of which part. The islands read fields and write into them; everything else is here.

pub mod emphasis;
pub mod fence;
pub mod insert;
pub mod line;
pub mod lists;
pub mod paste;
pub mod styles;
pub mod tool;
pub mod upload;

use std::ops::Range;

/// A part of a text that is written anew. Places are counted in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub range: Range<usize>,
    /// What stands there then.
    pub text: String,
    /// What of that is selected then.
    pub selection: Range<usize>,
}

impl Edit {
    /// Writes something, and leaves the cursor behind it.
    pub fn behind(range: Range<usize>, text: String) -> Self {
        let selection = text.len()..text.len();
        Self { range, text, selection }
    }
}

/// The whole lines that are touched by what is selected, without the last one's end. A line at whose very beginning a
/// selection ends is not meant.
pub(crate) fn lines_of(text: &str, selection: &Range<usize>) -> Range<usize> {
    let start = text[..selection.start].rfind('\n').map_or(0, |end| end + 1);
    let last = match text[selection.clone()].strip_suffix('\n') {
        Some(before) if !before.is_empty() => selection.end - 1,
        _ => selection.end,
    };
    let end = text[last..].find('\n').map_or(text.len(), |end| last + end);
    start..end
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A text in which `‹` and `›` stand around what is selected.
    pub(crate) fn marked(marked: &str) -> (String, Range<usize>) {
        let start = marked.find('‹').unwrap();
        let end = marked.find('›').unwrap() - '‹'.len_utf8();
        (marked.replace(['‹', '›'], ""), start..end)
    }

    /// The text after an edit, marked in the same way.
    pub(crate) fn edited(text: &str, edit: &Edit) -> String {
        let selected = &edit.text[edit.selection.clone()];
        let (before, after) = (&edit.text[..edit.selection.start], &edit.text[edit.selection.end..]);
        format!("{}{before}‹{selected}›{after}{}", &text[..edit.range.start], &text[edit.range.end..])
    }

    /// Edits the first text and expects the second.
    pub(crate) fn check(from: &str, edit: impl Fn(&str, Range<usize>) -> Edit, to: &str) {
        let (text, selection) = marked(from);
        assert_eq!(edited(&text, &edit(&text, selection)), to, "from {from}");
    }

    #[test]
    fn lines_are_taken_whole() {
        let (text, selection) = marked("one\nt‹wo\nthr›ee\nfour");
        assert_eq!(&text[lines_of(&text, &selection)], "two\nthree");
        let (text, selection) = marked("one\n‹two\n›three");
        assert_eq!(&text[lines_of(&text, &selection)], "two");
        let (text, selection) = marked("one\n‹›\nthree");
        assert_eq!(&text[lines_of(&text, &selection)], "");
        let (text, selection) = marked("one‹\n›three");
        assert_eq!(&text[lines_of(&text, &selection)], "one\nthree");
    }
}
