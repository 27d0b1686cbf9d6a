//! What people type.

use std::ops::Range;

use super::words::{Word, words};

/// More of what was typed is not looked at.
const TYPED_BYTES_MAX: usize = 1_000;
/// Things that are looked for at once.
const ITEMS_MAX: usize = 16;
/// Words of a phrase.
const PHRASE_WORDS_MAX: usize = 64;
/// A beginning shorter than this is taken for a word: too many words begin with it.
const BEGINNING_CHARS_MIN: usize = 4;

const OPENING_QUOTES: [char; 5] = ['"', '“', '„', '«', '「'];
const CLOSING_QUOTES: [char; 5] = ['"', '”', '“', '»', '」'];

/// What somebody looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    typed: String,
    pub(super) wanted: Vec<Item>,
    pub(super) unwanted: Vec<Item>,
}

/// One thing that a text is to have, or not to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    /// Where in what was typed it is.
    pub range: Range<usize>,
    /// Whether a tag is to have it.
    pub in_tags: bool,
    /// Whether it was typed in quotes.
    pub is_quoted: bool,
    pub sought: Sought,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sought {
    /// A word in any of its forms: as it was typed, and folded.
    Word { typed: String, folded: String },
    /// Words that follow each other, just so; the last one may go on.
    Phrase { words: Vec<String>, goes_on: bool },
    /// One character of a script without spaces.
    Character(String),
}

impl Query {
    /// Reads what was typed: words, `"phrases"`, `-exclusions`, `tag:names`. Whatever else it is, it is taken for words.
    /// `None` where nothing is to be found.
    pub fn of(typed: &str) -> Option<Self> {
        let typed = &typed[..typed.floor_char_boundary(TYPED_BYTES_MAX)];
        let mut query = Self { typed: typed.to_owned(), wanted: Vec::new(), unwanted: Vec::new() };
        let mut at = 0;
        while let Some(begin) = typed[at..].find(|character: char| !character.is_whitespace()).map(|skip| at + skip) {
            let mut piece = Piece::of(typed, begin);
            at = piece.end;
            let items = if piece.is_unwanted { &mut query.unwanted } else { &mut query.wanted };
            if items.len() < ITEMS_MAX {
                items.extend(piece.item());
            }
        }
        (!query.wanted.is_empty()).then_some(query)
    }

    /// What its last word begins with, where that may be the beginning of a longer one.
    pub fn beginning(&self) -> Option<&str> {
        let last = self.wanted.last()?;
        match &last.sought {
            Sought::Word { folded, .. }
                if folded.chars().count() >= BEGINNING_CHARS_MIN && last.range.end == self.typed.len() =>
            {
                Some(folded)
            }
            _ => None,
        }
    }

    /// The words that can be misspelt, folded, by their places among what is wanted.
    pub fn words(&self) -> impl Iterator<Item = (usize, &str)> {
        self.wanted.iter().enumerate().filter_map(|(place, item)| match &item.sought {
            Sought::Word { folded, .. } => Some((place, folded.as_str())),
            _ => None,
        })
    }

    /// What was typed with other words at some places, which are in their order.
    pub fn with_words(&self, words: &[(usize, String)]) -> String {
        let mut text = self.typed.clone();
        for (place, word) in words.iter().rev() {
            if let Some(item) = self.wanted.get(*place) {
                text.replace_range(item.range.clone(), word);
            }
        }
        text
    }
}

/// A piece of what was typed, up to white space or the end of its quotes.
struct Piece<'t> {
    content: &'t str,
    begin: usize,
    end: usize,
    is_unwanted: bool,
    in_tags: bool,
    is_quoted: bool,
}

impl<'t> Piece<'t> {
    fn of(typed: &'t str, begin: usize) -> Self {
        let mut rest = &typed[begin..];
        let without_minus = rest.strip_prefix('-').filter(|rest| !rest.starts_with(char::is_whitespace));
        let is_unwanted = without_minus.is_some();
        rest = without_minus.unwrap_or(rest);
        let in_tags = rest.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("tag:"));
        rest = if in_tags { &rest[4..] } else { rest };
        let quoted = rest.strip_prefix(OPENING_QUOTES);
        let content = quoted.unwrap_or(rest);
        let length = match quoted {
            Some(content) => content.find(CLOSING_QUOTES),
            None => content.find(char::is_whitespace),
        };
        let begin = typed.len() - content.len();
        let content = &content[..length.unwrap_or(content.len())];
        let closing = typed[begin + content.len()..].chars().next().filter(|_| quoted.is_some());
        let end = begin + content.len() + closing.map_or(0, char::len_utf8);
        Self { content, begin, end, is_unwanted, in_tags, is_quoted: quoted.is_some() }
    }

    fn item(&mut self) -> Option<Item> {
        let mut words = words(self.content);
        words.truncate(PHRASE_WORDS_MAX);
        if !self.is_quoted {
            without_elision(&mut words, self.content);
        }
        let (first, last) = (words.first()?, words.last()?);
        let range = self.begin + first.range.start..self.begin + last.range.end;
        let sought = match words.as_slice() {
            [word] if word.first.is_some() => Sought::Character(word.folded.clone()),
            [word] if !self.is_quoted => {
                Sought::Word { typed: self.content[word.range.clone()].to_owned(), folded: word.folded.clone() }
            }
            _ => phrase(words),
        };
        Some(Item { range, in_tags: self.in_tags, is_quoted: self.is_quoted, sought })
    }
}

/// French writes articles at words, English possession: who looks for the one word looks for the other as well.
fn without_elision(words: &mut Vec<Word>, content: &str) {
    let [first, second] = words.as_slice() else { return };
    if !matches!(content.get(first.range.end..second.range.start), Some("'" | "’")) {
        return;
    }
    if second.folded == "s" {
        words.truncate(1);
    } else if matches!(first.folded.as_str(), "c" | "d" | "j" | "l" | "m" | "n" | "qu" | "s" | "t") {
        words.remove(0);
    }
}

/// In a text, the last character of a run without spaces is followed by something else, which is not so here.
fn phrase(mut words: Vec<Word>) -> Sought {
    let mut goes_on = false;
    if let [.., before, last] = words.as_slice()
        && last.first.as_ref().is_some_and(|first| first.is_last)
    {
        if before.first.as_ref().is_some_and(|first| !first.is_last) {
            words.pop();
        } else {
            goes_on = true;
        }
    }
    Sought::Phrase { words: words.into_iter().map(|word| word.folded).collect(), goes_on }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(items: &[Item]) -> Vec<String> {
        items
            .iter()
            .map(|item| {
                let sought = match &item.sought {
                    Sought::Word { folded, .. } => folded.clone(),
                    Sought::Phrase { words, goes_on } => {
                        format!("[{}{}]", words.join(" "), if *goes_on { "*" } else { "" })
                    }
                    Sought::Character(character) => format!("({character})"),
                };
                if item.in_tags { format!("tag:{sought}") } else { sought }
            })
            .collect()
    }

    #[test]
    fn anything_typed_is_read() {
        let cases = [
            ("Rust  async ", &["rust", "async"][..], &[][..]),
            ("\"exactly this\" -not -\"not that\"", &["[exactly this]"], &["not", "[not that]"]),
            ("“curly quotes” «rue du Port»", &["[curly quotes]", "[rue du port]"], &[]),
            ("\"never closed", &["[never closed]"], &[]),
            ("\"word\" OR (other) NOT a:b*", &["[word]", "or", "other", "not", "[a b]"], &[]),
            ("tag:Rust TAG:\"C plus\"", &["tag:rust", "tag:[c plus]"], &[]),
            ("well-known 1.90 – - --", &["[well known]", "[1 90]"], &[]),
            ("l’amour d'Été the author's don't", &["amour", "ete", "the", "author", "[don t]"], &[]),
            ("東京タワー 書 Tokyo東京 2026年", &["[東京 京タ タワ ワー]", "(書)", "[tokyo 東京]", "[2026 年*]"], &[]),
            ("東京", &["[東京]"], &[]),
            ("東京。大阪", &["[東京 京 大阪]"], &[]),
        ];
        for (typed, wanted, unwanted) in cases {
            let query = Query::of(typed).unwrap();
            assert_eq!(
                (shown(&query.wanted), shown(&query.unwanted)),
                (wanted.iter().map(ToString::to_string).collect(), unwanted.iter().map(ToString::to_string).collect()),
                "{typed}"
            );
        }
        for typed in ["", "  ", "!!! \"\"", "-only -this", "🦀", "\u{0}", "tag:"] {
            assert_eq!(Query::of(typed), None, "{typed:?}");
        }
        assert_eq!(Query::of(&"word ".repeat(500)).unwrap().wanted.len(), ITEMS_MAX);
    }

    #[test]
    fn the_last_word_may_begin_a_longer_one() {
        let cases = [
            ("the owner", Some("owner")),
            ("the owner ", None),
            ("the", None),
            ("\"the owner\"", None),
            ("été génér", Some("gener")),
            ("東京", None),
        ];
        for (typed, beginning) in cases {
            assert_eq!(Query::of(typed).unwrap().beginning(), beginning, "{typed}");
        }
    }

    #[test]
    fn a_misspelt_word_is_replaced_where_it_stands() {
        let query = Query::of("  the (compier) \"at night\" eror -tag:x").unwrap();
        assert_eq!(query.words().collect::<Vec<_>>(), [(0, "the"), (1, "compier"), (3, "eror")]);
        let words = [(1, "compiler".to_owned()), (3, "error".to_owned())];
        assert_eq!(query.with_words(&words), "  the (compiler) \"at night\" error -tag:x");
    }
}
