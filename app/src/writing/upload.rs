//! Images under way: what stands in the text for them until they are there.

use std::ops::Range;

use blog::rich::escape_brackets;

use super::line::{Marker, parse};
use super::{Edit, insert, lines_of};

/// What stands for an image until it is there: no other part of the text is the same.
pub fn placeholder(text: &str, uploading: &str, name: &str) -> String {
    let name = escape_brackets(name);
    let first = format!("![{uploading} {name}…]()");
    let others = (2..).map(|number| format!("![{uploading} {name} ({number})…]()"));
    std::iter::once(first.clone())
        .chain(others)
        .find(|placeholder| !text.contains(placeholder.as_str()))
        .unwrap_or(first)
}

/// Puts placeholders where something is selected: by themselves, unless the line is a list's, a quote's or a table's.
pub fn insert_placeholders(text: &str, selection: Range<usize>, placeholders: &[String]) -> Edit {
    let line = parse(&text[lines_of(text, &(selection.start..selection.start))]);
    let stands_in_line = line.marker != Marker::None || !line.prefix.is_empty() || line.content.starts_with('|');
    if stands_in_line {
        return Edit::behind(selection, placeholders.join(" "));
    }
    let blocks = placeholders.join("\n\n");
    let edit = insert::block(text, selection.end, &blocks, blocks.len()..blocks.len());
    Edit { selection: edit.text.len()..edit.text.len(), ..edit }
}

/// Writes something else where a placeholder stands, and what was selected stays so. None where it is gone.
pub fn replace(text: &str, selection: &Range<usize>, placeholder: &str, with: &str) -> Option<(Edit, Range<usize>)> {
    let start = text.find(placeholder)?;
    Some(replace_range(selection, start..start + placeholder.len(), with))
}

/// Takes a placeholder away, and the empty line that came with it.
pub fn remove(text: &str, selection: &Range<usize>, placeholder: &str) -> Option<(Edit, Range<usize>)> {
    let start = text.find(placeholder)?;
    let end = start + placeholder.len();
    let (before, after) = (&text[..start], &text[end..]);
    let is_last_on_line = after.is_empty() || after.starts_with('\n');
    let range = if is_last_on_line && before.ends_with("\n\n") {
        start - 2..end
    } else if before.is_empty() && after.starts_with("\n\n") {
        start..end + 2
    } else {
        start..end
    };
    Some(replace_range(selection, range, ""))
}

fn replace_range(selection: &Range<usize>, range: Range<usize>, with: &str) -> (Edit, Range<usize>) {
    let place = |place: usize| {
        if place <= range.start {
            place
        } else if place >= range.end {
            place - range.len() + with.len()
        } else {
            range.start + with.len()
        }
    };
    let selected = place(selection.start)..place(selection.end);
    (Edit::behind(range, with.to_owned()), selected)
}

/// The Markdown for an image that is there. Without a description, its name says at least something.
pub fn markdown(alternative: &str, name: &str, path: &str) -> String {
    let alternative = if alternative.trim().is_empty() { described_by_name(name) } else { alternative.to_owned() };
    insert::image(&alternative, path)
}

/// A name's words: `ship_at-sea.jpg` is a ship at sea. Names that cameras give say nothing.
fn described_by_name(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let words = stem.replace(['_', '-'], " ");
    let letters = words.chars().filter(|character| character.is_alphabetic()).count();
    let digits = words.chars().filter(char::is_ascii_digit).count();
    let is_given = ["img", "dsc", "image", "pxl", "screenshot", "photo"]
        .into_iter()
        .any(|prefix| words.trim().to_lowercase().starts_with(prefix));
    if is_given || digits > letters { String::new() } else { words.trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, marked};
    use super::*;

    #[test]
    fn placeholders_differ() {
        assert_eq!(placeholder("", "Uploading", "a.png"), "![Uploading a.png…]()");
        let text = "![Uploading a.png…]() ![Uploading a.png (2)…]()";
        assert_eq!(placeholder(text, "Uploading", "a.png"), "![Uploading a.png (3)…]()");
        assert_eq!(placeholder("", "Uploading", "a]b.png"), "![Uploading a\\]b.png…]()");
    }

    #[test]
    fn images_stand_by_themselves_but_in_a_list() {
        let one = |text: &str, selection| insert_placeholders(text, selection, &["P".to_owned(), "Q".to_owned()]);
        check("‹›", one, "P\n\nQ‹›");
        check("wo‹›rds", one, "words\n\nP\n\nQ‹›");
        check("- ‹›", one, "- P Q‹›");
        check("| a ‹› |", one, "| a P Q‹› |");
    }

    #[test]
    fn what_was_selected_stays_so() {
        let cases = [
            ("a‹b› P c", Some("a‹b› [long] c")),
            ("a P ‹c›", Some("a [long] ‹c›")),
            ("a P ‹›", Some("a [long] ‹›")),
            ("gone‹›", None),
        ];
        for (from, expected) in cases {
            let replaced = edited(from, |text, selection| replace(text, selection, "P", "[long]"));
            assert_eq!(replaced.as_deref(), expected, "{from}");
        }
    }

    #[test]
    fn a_placeholder_goes_as_it_came() {
        let cases = [
            ("P‹›", Some("‹›")),
            ("words\n\nP‹›", Some("words‹›")),
            ("words\n\nP\n\nmore‹›", Some("words\n\nmore‹›")),
            ("P\n\n‹more›", Some("‹more›")),
            ("- a P b‹›", Some("- a  b‹›")),
            ("gone‹›", None),
        ];
        for (from, expected) in cases {
            let removed = edited(from, |text, selection| remove(text, selection, "P"));
            assert_eq!(removed.as_deref(), expected, "{from}");
        }
    }

    /// The text with its selection marked, after an edit beside it.
    fn edited(from: &str, edit: impl FnOnce(&str, &Range<usize>) -> Option<(Edit, Range<usize>)>) -> Option<String> {
        let (mut text, selection) = marked(from);
        edit(&text, &selection).map(|(edit, selected)| {
            text.replace_range(edit.range, &edit.text);
            format!("{}‹{}›{}", &text[..selected.start], &text[selected.clone()], &text[selected.end..])
        })
    }

    #[test]
    fn a_name_describes_an_image_where_it_can() {
        assert_eq!(markdown("", "ship_at-sea.jpg", "/m/1"), "![ship at sea](/m/1)");
        assert_eq!(markdown("A ship", "x.jpg", "/m/1"), "![A ship](/m/1)");
        for name in ["IMG_2041.jpg", "20260131_1200.jpg", "image.png", "a1b2c3d4e5f6789.png"] {
            assert_eq!(markdown("", name, "/m/1"), "![](/m/1)", "{name}");
        }
    }
}
