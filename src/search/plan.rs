//! What finds a text: in the index, and in the text itself.

use std::ops::Range;

use super::query::{Item, Query, Sought};
use super::words::{Word, words};
use super::{STEM_MARK, Stemmer};

/// As much of a text is looked through by ourselves, in bytes.
const TEXT_BYTES_MAX: usize = 256 * 1024;

/// What a text is to have, and what not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// All of these, or any.
    pub wanted: Vec<Pattern>,
    /// None of these.
    pub unwanted: Vec<Pattern>,
    /// Whether one that is wanted is enough.
    pub is_any_enough: bool,
}

/// What finds one of the things that somebody looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// Words that follow each other, or a stem; any of these will do.
    alternatives: Vec<Vec<String>>,
    in_tags: bool,
    /// Whether nothing but just these words will do.
    is_quoted: bool,
    /// Whether the last word of each may go on.
    goes_on: bool,
}

/// Where a pattern was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where in the text, in bytes.
    pub range: Range<usize>,
    /// The place of the pattern among those that are wanted.
    pub pattern: usize,
}

impl Plan {
    /// What finds what is looked for in texts of some languages (by their codes). The last word may be any of the
    /// longer ones that begin with it.
    pub fn of(query: &Query, languages: &[String], beginning: &[String]) -> Self {
        let stemmers: Vec<Stemmer> = languages.iter().filter_map(|code| Stemmer::of(code)).collect();
        let mut wanted: Vec<Pattern> = query.wanted.iter().map(|item| Pattern::of(item, &stemmers)).collect();
        if let Some(last) = wanted.last_mut() {
            last.alternatives.extend(beginning.iter().map(|word| vec![word.clone()]));
        }
        // Of what is not wanted, nothing but the very words: who rules out “released” may want “releases”.
        let unwanted = query.unwanted.iter().map(|item| Pattern::of(item, &[])).collect();
        Self { wanted, unwanted, is_any_enough: false }
    }

    /// The same with any single word being enough; `None` where there is but one.
    pub fn any_word(&self) -> Option<Self> {
        let mut wanted: Vec<Pattern> = self.wanted.iter().flat_map(Pattern::words).collect();
        wanted.truncate(32);
        (wanted.len() > 1).then(|| Self { wanted, unwanted: self.unwanted.clone(), is_any_enough: true })
    }

    /// The expression of FTS5. Words are in quotes and have neither quotes nor operators in them.
    pub fn expression(&self) -> String {
        let wanted: Vec<String> = self.wanted.iter().map(Pattern::expression).collect();
        let mut expression = format!("({})", wanted.join(if self.is_any_enough { " OR " } else { " AND " }));
        for pattern in &self.unwanted {
            expression = format!("({expression} NOT {})", pattern.expression());
        }
        expression
    }

    /// Where in a text in the stemmer's language things are that are wanted.
    pub fn find(&self, text: &str, stemmer: Option<Stemmer>) -> Vec<Found> {
        find(&self.wanted, text, stemmer)
    }

    /// Whether a text has what is wanted, and not what isn't, in its title, its tags or itself.
    pub fn finds(&self, title: &str, tags: &str, body: &str, stemmer: Option<Stemmer>) -> bool {
        let has = |patterns: &[Pattern]| -> Vec<bool> {
            let mut has = vec![false; patterns.len()];
            for (text, is_tags) in [(title, false), (tags, true), (body, false)] {
                for found in find(patterns, text, stemmer) {
                    has[found.pattern] |= is_tags || !patterns[found.pattern].in_tags;
                }
            }
            has
        };
        let (wanted, unwanted) = (has(&self.wanted), has(&self.unwanted));
        let is_wanted = if self.is_any_enough { wanted.contains(&true) } else { !wanted.contains(&false) };
        is_wanted && !unwanted.contains(&true)
    }
}

impl Pattern {
    fn of(item: &Item, stemmers: &[Stemmer]) -> Self {
        let (in_tags, is_quoted) = (item.in_tags, item.is_quoted);
        let mut pattern = Self { alternatives: Vec::new(), in_tags, is_quoted, goes_on: false };
        match &item.sought {
            Sought::Word { typed, folded } => {
                pattern.add(folded.clone());
                for stemmer in stemmers {
                    pattern.add(format!("{STEM_MARK}{}", stemmer.stem(typed)));
                }
            }
            Sought::Phrase { words, goes_on } => {
                pattern.alternatives.push(words.clone());
                pattern.goes_on = *goes_on;
            }
            Sought::Character(character) => {
                pattern.add(character.clone());
                pattern.add(format!("{STEM_MARK}{character}"));
            }
        }
        pattern
    }

    fn add(&mut self, word: String) {
        let alternative = vec![word];
        if alternative[0].trim_start_matches(STEM_MARK).chars().next().is_some()
            && !self.alternatives.contains(&alternative)
        {
            self.alternatives.push(alternative);
        }
    }

    /// Whether it is a word in any of its forms.
    pub fn is_word(&self) -> bool {
        self.alternatives.iter().all(|words| words.len() == 1)
    }

    /// Each of its words by itself, but for those that somebody wants together.
    fn words(&self) -> Vec<Self> {
        if self.is_word() || self.is_quoted {
            return vec![self.clone()];
        }
        let alone = |word: &String| Self { alternatives: vec![vec![word.clone()]], goes_on: false, ..self.clone() };
        self.alternatives.iter().flatten().map(alone).collect()
    }

    /// The expression of FTS5.
    pub fn expression(&self) -> String {
        let end = if self.goes_on { "\"*" } else { "\"" };
        let alternatives: Vec<String> =
            self.alternatives.iter().map(|words| format!("\"{}{end}", words.join(" "))).collect();
        let columns = if self.in_tags { "{tags} : " } else { "" };
        format!("{columns}({})", alternatives.join(" OR "))
    }

    /// What finds each of its words by itself, wherever it stands: the index looks at the places of words in every text
    /// that has all of these.
    pub fn word_expressions(&self) -> Vec<String> {
        let everywhere = |alternatives| Self { alternatives, in_tags: false, ..self.clone() }.expression();
        match self.is_word() {
            true => vec![everywhere(self.alternatives.clone())],
            false => self.alternatives.iter().flatten().map(|word| everywhere(vec![vec![word.clone()]])).collect(),
        }
    }

    /// Whether places of words decide, and not only which words a text has.
    pub fn is_placed(&self) -> bool {
        self.in_tags || !self.is_word()
    }

    /// Whether one of the words is there, and where the match ends.
    fn end_at(&self, words: &[Word], text: &str, stemmer: Option<Stemmer>) -> Option<usize> {
        self.alternatives.iter().find_map(|wanted| {
            let here = words.get(..wanted.len())?;
            let last = wanted.len() - 1;
            let mut end = here.last()?.range.end;
            for (place, (wanted, word)) in wanted.iter().zip(here).enumerate() {
                let is_it = match wanted.strip_prefix(STEM_MARK) {
                    // Most words are told apart by their first letter.
                    Some(stem) if !stem.starts_with(word.folded.chars().next()?) => false,
                    Some(_) => {
                        end = word.first.as_ref().map_or(end, |first| first.end);
                        word.stem(text, stemmer).as_ref() == Some(wanted)
                    }
                    None if self.goes_on && place == last => word.folded.starts_with(wanted.as_str()),
                    None => word.folded == *wanted,
                };
                if !is_it {
                    return None;
                }
            }
            Some(end)
        })
    }
}

fn find(patterns: &[Pattern], text: &str, stemmer: Option<Stemmer>) -> Vec<Found> {
    let text = &text[..text.floor_char_boundary(TEXT_BYTES_MAX)];
    let words = words(text);
    let mut found = Vec::new();
    for (place, word) in words.iter().enumerate() {
        for (pattern, wanted) in patterns.iter().enumerate() {
            if let Some(end) = wanted.end_at(&words[place..], text, stemmer) {
                found.push(Found { range: word.range.start..end, pattern });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(typed: &str, languages: &[&str]) -> Plan {
        let languages: Vec<String> = languages.iter().map(ToString::to_string).collect();
        Plan::of(&Query::of(typed).unwrap(), &languages, &[])
    }

    #[test]
    fn a_word_is_looked_for_in_its_forms_by_the_languages_of_the_site() {
        let cases = [
            ("releases", &["en"][..], r#"(("releases" OR "†releas"))"#),
            ("café", &[], r#"(("cafe"))"#),
            ("run \"was running\"", &["en", "fr"], r#"(("run" OR "†run") AND ("was running"))"#),
            ("nationale", &["en", "fr"], r#"(("nationale" OR "†national"))"#),
            ("-bad good", &["en"], r#"((("good" OR "†good")) NOT ("bad"))"#),
            ("tag:rust 書", &[], r#"({tags} : ("rust") AND ("書" OR "†書"))"#),
        ];
        for (typed, languages, expression) in cases {
            assert_eq!(plan(typed, languages).expression(), expression, "{typed}");
        }
    }

    #[test]
    fn texts_are_found_as_the_index_finds_them() {
        let cases = [
            ("releases", "en", "It was released.", true),
            ("releases", "", "It was released.", false),
            ("\"releases\"", "en", "It was released.", false),
            ("cafe", "fr", "Deux cafés", true),
            ("cafés", "fr", "un café", true),
            ("strasse", "de", "Die Straße", true),
            ("released -it", "en", "It was released.", false),
            ("東京", "", "ここは東京です", true),
            ("京", "", "ここは東京です", true),
            ("東 京", "", "東の京", true),
            ("東京", "", "東の京", false),
            ("tag:title", "en", "no tag", false),
            ("tag:tagged title", "en", "", true),
            ("-tagged title", "en", "", false),
        ];
        for (typed, language, body, is_found) in cases {
            let plan = plan(typed, &[language]);
            assert_eq!(plan.finds("A title", "tagged", body, Stemmer::of(language)), is_found, "{typed}: {body}");
        }
    }
}
