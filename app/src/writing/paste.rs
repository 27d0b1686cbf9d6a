//! What becomes of what is pasted.

use std::ops::Range;

use blog::rich::{self, Formatted, Node};

use super::{Edit, fence, insert};

/// What is on the clipboard.
#[derive(Clone, Debug, Default)]
pub struct Pasted {
    /// As plain text.
    pub plain: String,
    /// As formatted text.
    pub rich: Vec<Node>,
    /// Whether there are pictures.
    pub has_images: bool,
    /// Whether its writer asked for plain text.
    pub is_plain_wanted: bool,
}

/// What is done with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The browser does what it always does.
    Leave,
    /// Nothing is pasted: the text would be too long.
    Refuse {
        /// How many characters it would have.
        chars: usize,
    },
    /// The pictures are uploaded.
    Upload,
    /// This is written instead.
    Write {
        /// What is written.
        edit: Edit,
        /// Whether it was formatted text.
        is_converted: bool,
    },
}

/// Decides what becomes of what is pasted over what is selected.
pub fn decide(pasted: &Pasted, text: &str, selection: Range<usize>, chars_max: usize) -> Outcome {
    if pasted.has_images && pasted.plain.trim().is_empty() {
        return Outcome::Upload;
    }
    if let Some(chars) = too_long(&pasted.plain, text, &selection, chars_max) {
        return Outcome::Refuse { chars };
    }
    if pasted.is_plain_wanted || fence::is_inside(text, selection.start) {
        return Outcome::Leave;
    }
    let plain = pasted.plain.trim();
    if is_address(plain) {
        let selected = text[selection.clone()].trim();
        let is_label = !selected.is_empty() && !selected.contains('\n') && !is_address(selected);
        if !is_label {
            return Outcome::Leave;
        }
        return Outcome::Write { edit: insert::link(text, selection, "", plain), is_converted: false };
    }
    let Some(markdown) = rich::to_markdown(&pasted.rich, &Formatted) else { return Outcome::Leave };
    match too_long(&markdown, text, &selection, chars_max) {
        Some(chars) => Outcome::Refuse { chars },
        None => Outcome::Write { edit: place(text, selection, markdown), is_converted: true },
    }
}

/// Whether an address that is pasted over what is selected would be a paragraph of its own, and takes the place of no words:
/// those would be its text.
pub fn is_paragraph(text: &str, selection: Range<usize>) -> bool {
    let selected = text[selection.clone()].trim();
    let is_blank = |line: Option<&str>| line.is_none_or(|line| line.trim().is_empty());
    let (mut above, mut below) = (text[..selection.start].rsplit('\n'), text[selection.end..].split('\n'));
    let is_alone = [above.next(), below.next(), above.next(), below.next()].into_iter().all(is_blank);
    is_alone && (selected.is_empty() || is_address(selected))
}

/// How many characters there would be, where these are too many.
fn too_long(pasted: &str, text: &str, selection: &Range<usize>, chars_max: usize) -> Option<usize> {
    if text.len() + pasted.len() <= chars_max {
        return None;
    }
    let chars = text.chars().count() - text[selection.clone()].chars().count() + pasted.chars().count();
    (chars > chars_max).then_some(chars)
}

/// Several blocks stand apart from the line that they are pasted into.
fn place(text: &str, selection: Range<usize>, markdown: String) -> Edit {
    let is_block = markdown.contains('\n') || markdown.starts_with('#');
    let before = text[..selection.start].rsplit('\n').next().unwrap_or_default();
    let after = text[selection.end..].split('\n').next().unwrap_or_default();
    let begin = if is_block && !before.trim().is_empty() { "\n\n" } else { "" };
    let end = if is_block && !after.trim().is_empty() { "\n\n" } else { "" };
    Edit::behind(selection, format!("{begin}{markdown}{end}"))
}

/// Whether a text is a single address on the web.
pub fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        rest.len() > 2 && !text.contains(|character: char| character.is_whitespace() || "<>\"".contains(character))
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_address_is_a_paragraph_only_where_it_stands_alone_and_replaces_no_words() {
        let cases = [
            ("|", true),
            ("above\n\n|\n\nbelow", true),
            ("above\n|\n\nbelow", false),
            ("some |words", false),
            ("above\n\n[the words]\n\nbelow", false),
            ("above\n\n[https://example.org/old]\n\nbelow", true),
            ("above\n\n[ ]\n\nbelow", true),
            ("above\n[two\nlines]", false),
        ];
        for (marked, expected) in cases {
            let text = marked.replace(['|', '[', ']'], "");
            let start = marked.find(['|', '[']).unwrap();
            let end = marked.find(']').map_or(start, |end| end - 1);
            assert_eq!(super::is_paragraph(&text, start..end), expected, "{marked:?}");
        }
    }

    use super::super::tests::{edited, marked};
    use super::*;
    use blog::rich::Element;

    fn bold(words: &str) -> Vec<Node> {
        let children = vec![Node::Text(words.to_owned())];
        vec![Node::Element(Element { name: "b".to_owned(), attributes: Vec::new(), children })]
    }

    fn outcome(pasted: &Pasted, from: &str) -> Outcome {
        let (text, selection) = marked(from);
        decide(pasted, &text, selection, 40)
    }

    fn written(pasted: &Pasted, from: &str) -> String {
        let (text, selection) = marked(from);
        match decide(pasted, &text, selection, 40) {
            Outcome::Write { edit, .. } => edited(&text, &edit),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn an_address_over_words_makes_them_a_link() {
        let address = Pasted { plain: "https://a.example/b".into(), ..Pasted::default() };
        assert_eq!(written(&address, "see ‹this›."), "see [this](https://a.example/b)‹›.");
        assert_eq!(outcome(&address, "‹›"), Outcome::Leave);
        assert_eq!(outcome(&address, "‹https://c.example›"), Outcome::Leave);
        assert_eq!(outcome(&address, "```\n‹this›\n```"), Outcome::Leave);
        let words = Pasted { plain: "https://a.example and more".into(), ..Pasted::default() };
        assert_eq!(outcome(&words, "‹this›"), Outcome::Leave);
    }

    #[test]
    fn formatted_text_becomes_markdown_unless_its_writer_wants_none() {
        let rich = Pasted { plain: "fog".into(), rich: bold("fog"), ..Pasted::default() };
        assert_eq!(written(&rich, "a ‹b› c"), "a **fog**‹› c");
        assert_eq!(outcome(&Pasted { is_plain_wanted: true, ..rich.clone() }, "‹›"), Outcome::Leave);
        assert_eq!(outcome(&rich, "```\n‹›\n```"), Outcome::Leave);
        assert_eq!(outcome(&Pasted { plain: "fog".into(), ..Pasted::default() }, "‹›"), Outcome::Leave);
    }

    #[test]
    fn what_would_be_cut_off_is_refused_whole() {
        let long = Pasted { plain: "é".repeat(41), ..Pasted::default() };
        assert_eq!(outcome(&long, "‹›"), Outcome::Refuse { chars: 41 });
        assert_eq!(outcome(&Pasted { is_plain_wanted: true, ..long }, "‹›"), Outcome::Refuse { chars: 41 });
        let fits = Pasted { plain: "é".repeat(40), ..Pasted::default() };
        assert_eq!(outcome(&fits, "‹›"), Outcome::Leave);
        assert_eq!(outcome(&fits, "a‹›"), Outcome::Refuse { chars: 41 });
        assert_eq!(outcome(&fits, "‹a›"), Outcome::Leave);
    }

    #[test]
    fn pictures_are_uploaded_unless_there_are_words() {
        let picture = Pasted { has_images: true, ..Pasted::default() };
        assert_eq!(outcome(&picture, "‹›"), Outcome::Upload);
        // Word processors put a picture of the words beside them.
        assert_eq!(outcome(&Pasted { plain: "words".into(), ..picture }, "‹›"), Outcome::Leave);
    }
}
