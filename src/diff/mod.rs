//! What differs between two texts, in words; and what becomes of two people's changes of one text.
//!
//! - This module: [`changes`], lines first and then the words of the lines that differ.
//! - [`merge`]: two texts that come from a third. [`origin`]: whose words a text has.

pub mod merge;
pub mod origin;

use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};
use unicode_segmentation::UnicodeSegmentation;

/// Lines that have less in common than this share of their words were written anew, not changed here and there: told word
/// by word, such a change would only be harder to read.
const ALIKE_MIN: f64 = 0.3;

/// A stretch of a text that became another, as ranges of bytes. One of them may be empty, both never are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where it was.
    pub old: Range<usize>,
    /// Where it is.
    pub new: Range<usize>,
}

/// What became of a text, in its order. Between the changes both texts are the same.
///
/// It takes time in proportion to the texts, but for texts that are made to be slow: Histogram diff, which falls back to
/// Myers' with a bound.
pub fn changes(old: &str, new: &str) -> Vec<Change> {
    let (old_lines, new_lines) = (Tokens::lines(old), Tokens::lines(new));
    let mut changes = Vec::new();
    for lines in differing(&old_lines, &new_lines, true) {
        let (was, is) = (old_lines.range(&lines.old), new_lines.range(&lines.new));
        if was.is_empty() || is.is_empty() {
            changes.push(Change { old: was, new: is });
        } else {
            changes.extend(changed_words(&old[was.clone()], &new[is.clone()], was.start, is.start));
        }
    }
    changes
}

/// The words that changed in a stretch; the whole stretch where little of it stayed.
fn changed_words(old: &str, new: &str, old_start: usize, new_start: usize) -> Vec<Change> {
    let (old_words, new_words) = (Tokens::words(old), Tokens::words(new));
    let differing = differing(&old_words, &new_words, false);
    let removed: usize = differing.iter().map(|change| old_words.count_words(&change.old)).sum();
    let added: usize = differing.iter().map(|change| new_words.count_words(&change.new)).sum();
    let all = old_words.count_words(&(0..old_words.len())) + new_words.count_words(&(0..new_words.len()));
    if ((all - removed - added) as f64) < ALIKE_MIN * all as f64 {
        return vec![Change { old: old_start..old_start + old.len(), new: new_start..new_start + new.len() }];
    }
    let mut joined: Vec<Change> = Vec::with_capacity(differing.len());
    for change in differing {
        match joined.last_mut() {
            // With nothing but spaces between them, they are one change.
            Some(last) if old_words.count_words(&(last.old.end..change.old.start)) == 0 => {
                (last.old.end, last.new.end) = (change.old.end, change.new.end);
            }
            _ => joined.push(change),
        }
    }
    let shifted = |range: Range<usize>, start: usize| range.start + start..range.end + start;
    let changes = joined.into_iter().map(|change| Change {
        old: shifted(old_words.range(&change.old), old_start),
        new: shifted(new_words.range(&change.new), new_start),
    });
    changes.collect()
}

/// What differs, as ranges of tokens.
fn differing(old: &Tokens<'_>, new: &Tokens<'_>, are_lines: bool) -> Vec<Change> {
    let mut input = InternedInput::default();
    input.update_before(old.tokens.iter().copied());
    input.update_after(new.tokens.iter().copied());
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    if are_lines {
        diff.postprocess_lines(&input);
    } else {
        diff.postprocess_no_heuristic(&input);
    }
    let range = |range: Range<u32>| range.start as usize..range.end as usize;
    diff.hunks().map(|hunk| Change { old: range(hunk.before), new: range(hunk.after) }).collect()
}

/// A text in parts that make it up without a gap.
struct Tokens<'t> {
    tokens: Vec<&'t str>,
    /// Where each begins, and where the last ends.
    starts: Vec<usize>,
}

impl<'t> Tokens<'t> {
    fn lines(text: &'t str) -> Self {
        Self::of(text.split_inclusive('\n'))
    }

    /// Words and what stands between them, by UAX #29: a Chinese or Japanese character is a word of its own.
    fn words(text: &'t str) -> Self {
        Self::of(text.split_word_bounds())
    }

    fn of(parts: impl Iterator<Item = &'t str>) -> Self {
        let tokens: Vec<&str> = parts.collect();
        let mut starts = Vec::with_capacity(tokens.len() + 1);
        let end = tokens.iter().fold(0, |start, token| {
            starts.push(start);
            start + token.len()
        });
        starts.push(end);
        Self { tokens, starts }
    }

    fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The bytes of some tokens.
    fn range(&self, tokens: &Range<usize>) -> Range<usize> {
        self.starts[tokens.start]..self.starts[tokens.end]
    }

    /// How many tokens of a range are no mere space.
    fn count_words(&self, tokens: &Range<usize>) -> usize {
        self.tokens[tokens.clone()].iter().filter(|token| !token.trim().is_empty()).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(old: &str, new: &str) -> Vec<(String, String)> {
        let changes = changes(old, new);
        changes.into_iter().map(|change| (old[change.old].to_owned(), new[change.new].to_owned())).collect()
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(old, new)| ((*old).to_owned(), (*new).to_owned())).collect()
    }

    #[test]
    fn words_that_changed_are_told_and_no_more() {
        type Case<'c> = (&'c str, &'c str, &'c [(&'c str, &'c str)]);
        let cases: [Case<'_>; 8] = [
            ("", "", &[]),
            ("The same.\n", "The same.\n", &[]),
            ("", "All new.\n", &[("", "All new.\n")]),
            ("All gone.\n", "", &[("All gone.\n", "")]),
            ("A cat sat on the mat.\n", "A dog sat on the mat.\n", &[("cat", "dog")]),
            ("One line.\nTwo lines.\n", "One line.\nBetween.\nTwo lines.\n", &[("", "Between.\n")]),
            // Written anew: told as a whole.
            (
                "A cat sat here.\n",
                "Nobody knows why ships sail.\n",
                &[("A cat sat here.\n", "Nobody knows why ships sail.\n")],
            ),
            ("霧が出た。船は待つ。", "霧が晴れた。船は待つ。", &[("出", "晴れ")]),
        ];
        for (old, new, expected) in cases {
            assert_eq!(told(old, new), pairs(expected), "{old:?} {new:?}");
        }
    }

    #[test]
    fn words_beside_each_other_are_one_change() {
        let told = told("We will meet at the old harbour at noon.\n", "We will meet at a new pier at noon.\n");
        assert_eq!(told, pairs(&[("the old harbour", "a new pier")]));
    }
}
