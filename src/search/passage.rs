//! The part of a text that shows best what was found in it.

use super::plan::Found;
use crate::domain::views::SnippetPart;

/// The length of a passage in bytes, so that scripts with wide characters get fewer of them.
const PASSAGE_BYTES: usize = 280;
/// As much comes before the first that was found.
const BEFORE_BYTES: usize = 80;
/// Places that are weighed; a text may be nothing but what is looked for.
const FOUND_MAX: usize = 2_000;

/// A passage of a text around what was found there, cut into pieces that match and pieces that don't. Of a text in which
/// nothing was found, its beginning.
pub fn passage(text: &str, found: &[Found]) -> Vec<SnippetPart> {
    let found = &found[..found.len().min(FOUND_MAX)];
    let shown = best(found);
    let begin = shown.first().map_or(0, |first| beginning(text, first.range.start));
    let least = shown.iter().map(|found| found.range.end).max().unwrap_or(0);
    let end = ending(text, begin, least);
    let mut parts = Parts { text, parts: Vec::new(), at: begin };
    if begin > 0 {
        parts.parts.push(SnippetPart { text: "…".to_owned(), is_match: false });
    }
    for found in found.iter().filter(|found| found.range.start >= begin && found.range.end <= end) {
        parts.push_match(found.range.start, found.range.end);
    }
    parts.push(end, false);
    if end < text.len() {
        parts.parts.push(SnippetPart { text: "…".to_owned(), is_match: false });
    }
    joined(parts.parts)
}

/// What is found within one passage: the most different things, then the most, then the first.
fn best(found: &[Found]) -> &[Found] {
    let (mut best, mut best_worth) = (&found[..0], (0, 0));
    let mut end = 0;
    for (begin, first) in found.iter().enumerate() {
        end = end.max(begin);
        let is_near = |other: &Found| other.range.end <= first.range.start + PASSAGE_BYTES - BEFORE_BYTES;
        while found.get(end).is_some_and(is_near) {
            end += 1;
        }
        let within = &found[begin..end.max(begin + 1)];
        let things = within.iter().fold(0_u64, |things, found| things | 1 << (found.pattern % 64)).count_ones();
        if (things, within.len()) > best_worth {
            (best, best_worth) = (within, (things, within.len()));
        }
    }
    best
}

/// Where a passage begins that shows what is there: at a sentence's or a word's beginning, where there is one.
fn beginning(text: &str, first: usize) -> usize {
    let from = text.floor_char_boundary(first.saturating_sub(BEFORE_BYTES));
    if from == 0 {
        return 0;
    }
    let before = &text[from..first];
    let sentence = before.rfind(['.', '!', '?', '。', '！', '？']);
    let after = |at: usize| {
        let rest =
            before[at..].trim_start_matches(|character: char| !character.is_whitespace() && character.is_ascii());
        let rest = rest.strip_prefix(['。', '！', '？']).unwrap_or(rest);
        first - rest.trim_start().len()
    };
    match sentence.or_else(|| before.find(char::is_whitespace)) {
        Some(at) => after(at),
        None => from,
    }
}

/// Where it ends: at a word's end, where there is one, and behind what it shows.
fn ending(text: &str, begin: usize, least: usize) -> usize {
    let most = text.floor_char_boundary((begin + PASSAGE_BYTES).max(least));
    if most == text.len() {
        return most;
    }
    match text[least.max(begin)..most].rfind(char::is_whitespace) {
        Some(space) => least.max(begin) + space,
        None => most.max(least),
    }
}

struct Parts<'t> {
    text: &'t str,
    parts: Vec<SnippetPart>,
    at: usize,
}

impl Parts<'_> {
    /// A match that overlaps the one before goes on with it.
    fn push_match(&mut self, begin: usize, end: usize) {
        self.push(begin, false);
        self.push(end, true);
    }

    fn push(&mut self, end: usize, is_match: bool) {
        if end > self.at {
            self.parts.push(SnippetPart { text: self.text[self.at..end].to_owned(), is_match });
            self.at = end;
        }
    }
}

/// Pieces of one kind that follow each other are one.
fn joined(parts: Vec<SnippetPart>) -> Vec<SnippetPart> {
    let mut joined: Vec<SnippetPart> = Vec::with_capacity(parts.len());
    for part in parts {
        match joined.last_mut() {
            Some(last) if last.is_match == part.is_match => last.text.push_str(&part.text),
            _ => joined.push(part),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::super::{Plan, Query, Stemmer};
    use super::*;

    /// What is found stands in brackets.
    fn shown(text: &str, typed: &str, language: &str) -> String {
        let plan = Plan::of(&Query::of(typed).unwrap(), &[language.to_owned()], &[]);
        let parts = passage(text, &plan.find(text, Stemmer::of(language)));
        parts.iter().map(|part| if part.is_match { format!("[{}]", part.text) } else { part.text.clone() }).collect()
    }

    #[test]
    fn what_was_found_is_marked_in_the_text_itself() {
        let cases = [
            ("Un Café à Paris, deux cafés.", "cafe", "fr", "Un [Café] à Paris, deux [cafés]."),
            ("It was released in the old release.", "Releases", "en", "It was [released] in the old [release]."),
            ("ここは東京タワーです。", "東京タワー", "ja", "ここは[東京タワー]です。"),
            ("書く人が書を読む", "書", "ja", "[書]く人が[書]を読む"),
            ("上海和北京都很大", "北京", "zh", "上海和[北京]都很大"),
            ("Die STRASSE und die Straße", "strasse", "de", "Die [STRASSE] und die [Straße]"),
            ("of the people, by the people", "\"the people\"", "en", "of [the people], by [the people]"),
            ("Nothing here", "elsewhere", "en", "Nothing here"),
            ("<b>&amp;</b> bold", "bold", "en", "<b>&amp;</b> [bold]"),
        ];
        for (text, typed, language, expected) in cases {
            assert_eq!(shown(text, typed, language), expected, "{typed}");
        }
    }

    #[test]
    fn a_passage_shows_the_place_with_the_most() {
        let filler = "Some words that say nothing at all. ".repeat(30);
        let text = format!("One boat. {filler}The harbour has a boat in it, and more. {filler}");
        let shown = shown(&text, "harbour boat", "en");
        assert!(shown.starts_with("…"), "{shown}");
        assert!(shown.contains("The [harbour] has a [boat] in it"), "{shown}");
        assert!(shown.ends_with('…') && shown.len() < PASSAGE_BYTES + 20, "{shown}");
    }

    #[test]
    fn any_text_gives_a_passage() {
        let long = "港".repeat(5_000);
        assert!(shown(&long, "港", "ja").len() < 3 * PASSAGE_BYTES);
        let endless = format!("{} needle {}", "x".repeat(10_000), "y".repeat(10_000));
        assert!(shown(&endless, "needle", "en").contains("[needle]"));
        assert_eq!(shown("", "needle", "en"), "");
    }
}
