//! Texts cut into words.

use std::collections::HashMap;
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::fold::{fold, is_joiner};
use super::{STEM_MARK, Stemmer};

/// Characters of a word that count: nobody types more of it, but data in a text may have no spaces at all.
const WORD_CHARS_MAX: usize = 64;

/// A word of a text. Where there are no spaces, two characters that follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where in the text it is, in bytes.
    pub range: Range<usize>,
    /// The word as [`fold`] gives it.
    pub folded: String,
    /// Where there are no spaces: its first character.
    pub first: Option<First>,
}

/// The first of the two characters of a word of a script without spaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct First {
    /// Where in the text it ends, in bytes.
    pub end: usize,
    /// Its length in the folded word, in bytes.
    pub folded_bytes: usize,
    /// Whether no other follows it, so that the word is this character alone.
    pub is_last: bool,
}

impl Word {
    /// What stands for every form of the word in the index. A character of a script without spaces is found by that as
    /// well.
    pub fn stem(&self, text: &str, stemmer: Option<Stemmer>) -> Option<String> {
        let stem = match &self.first {
            Some(first) => self.folded.get(..first.folded_bytes)?.to_owned(),
            None => stemmer?.stem(text.get(self.range.clone())?),
        };
        (!stem.is_empty()).then(|| format!("{STEM_MARK}{stem}"))
    }
}

/// The words of a text, in their order.
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::with_capacity(text.len() / 6);
    let mut rest = text.char_indices().peekable();
    while let Some((begin, character)) = rest.next() {
        if !character.is_alphanumeric() {
            continue;
        }
        let is_spaced = !is_without_spaces(character);
        let mut end = begin + character.len_utf8();
        while let Some((at, next)) =
            rest.next_if(|(_, next)| goes_on(*next) || next.is_alphanumeric() && is_spaced != is_without_spaces(*next))
        {
            end = at + next.len_utf8();
        }
        if is_spaced {
            words.push(spaced(text, begin..end));
        } else {
            push_pairs(&mut words, text, begin..end);
        }
    }
    words
}

fn spaced(text: &str, range: Range<usize>) -> Word {
    let mut folded = fold(&text[range.clone()]);
    if let Some((end, _)) = folded.char_indices().nth(WORD_CHARS_MAX) {
        folded.truncate(end);
    }
    Word { range, folded, first: None }
}

/// Every two characters that follow each other, with their marks; the last one by itself.
fn push_pairs(words: &mut Vec<Word>, text: &str, run: Range<usize>) {
    let mut characters: Vec<(Range<usize>, String)> = Vec::new();
    for (at, character) in text[run.clone()].char_indices() {
        let (begin, end) = (run.start + at, run.start + at + character.len_utf8());
        match characters.last_mut() {
            Some((range, _)) if goes_on(character) => range.end = end,
            _ => characters.push((begin..end, String::new())),
        }
    }
    for (range, folded) in &mut characters {
        *folded = fold(&text[range.clone()]);
    }
    for (index, (range, folded)) in characters.iter().enumerate() {
        let next = characters.get(index + 1);
        let first = First { end: range.end, folded_bytes: folded.len(), is_last: next.is_none() };
        let (end, second) = next.map_or((range.end, ""), |(next, folded)| (next.end, folded.as_str()));
        words.push(Word { range: range.start..end, folded: format!("{folded}{second}"), first: Some(first) });
    }
}

/// Whether a character belongs to the one before it.
fn goes_on(character: char) -> bool {
    // Half-width kana have their voicing as characters of their own.
    is_combining_mark(character) || is_joiner(character) || matches!(character, '\u{ff9e}' | '\u{ff9f}')
}

/// Scripts that part no words, and Hangul, whose particles stand at the words they belong to.
const fn is_without_spaces(character: char) -> bool {
    matches!(character,
        '\u{e00}'..='\u{eff}' // Thai, Lao
        | '\u{1000}'..='\u{109f}' // Burmese
        | '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}' // Hangul
        | '\u{1780}'..='\u{17ff}' // Khmer
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{312f}' | '\u{31a0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}' // kana, Bopomofo
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}') // Han
}

/// A text as the index keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Indexed {
    /// Its words, with spaces between them.
    pub words: String,
    /// The stems of all words, and not only of those that are not their own: what is in more than half of all texts counts
    /// for nothing, and a word must never be worth less than its other forms.
    pub stems: String,
}

/// What the index keeps of a text that is in the stemmer's language.
pub fn indexed(text: &str, stemmer: Option<Stemmer>) -> Indexed {
    let mut indexed = Indexed { words: String::with_capacity(text.len()), stems: String::with_capacity(text.len()) };
    // A text has far fewer words than it says, and stems cost more than looking one up.
    let mut stems: HashMap<String, Option<String>> = HashMap::new();
    for word in words(text) {
        indexed.words.push_str(&word.folded);
        indexed.words.push(' ');
        let stem = match stems.get(&word.folded) {
            Some(known) => known.as_deref(),
            None => {
                let stem = word.stem(text, stemmer);
                stems.entry(word.folded).or_insert(stem).as_deref()
            }
        };
        if let Some(stem) = stem {
            indexed.stems.push_str(stem);
            indexed.stems.push(' ');
        }
    }
    indexed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_into_words() {
        let long = "x".repeat(70);
        let cut = "x".repeat(64);
        let cases = [
            ("Don’t panic!", &["don", "t", "panic"][..]),
            ("snake_case, v1.90", &["snake", "case", "v1", "90"]),
            ("cafe\u{301} crème", &["cafe", "creme"]),
            ("東京都", &["東京", "京都", "都"]),
            ("東京Tokyo2", &["東京", "京", "tokyo2"]),
            ("書く。", &["書く", "く"]),
            ("ｶﾞｲﾄﾞ", &["ガイ", "イド", "ド"]),
            ("학교에 가다", &["학교", "교에", "에", "가다", "다"]),
            ("ที่นี่", &["ที่นี่", "นี่"]),
            ("नमस्ते दुनिया", &["नमस्ते", "दुनिया"]),
            (long.as_str(), &[cut.as_str()]),
            ("— 🦀 …", &[]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            let words = words(text);
            assert_eq!(words.iter().map(|word| word.folded.as_str()).collect::<Vec<_>>(), expected, "{text}");
            for word in words {
                assert!(text.get(word.range.clone()).is_some(), "{text}: {word:?}");
            }
        }
    }

    #[test]
    fn all_forms_of_a_word_have_its_stem() {
        let english = Stemmer::of("en");
        let indexed = indexed("Running tests, the runner tested. 東京", english);
        assert_eq!(indexed.words, "running tests the runner tested 東京 京 ");
        assert_eq!(indexed.stems, "†run †test †the †runner †test †東 †京 ");
    }
}
