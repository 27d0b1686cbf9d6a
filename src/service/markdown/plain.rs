//! Plain text: gathered without markup, counted, cut.

const EXCERPT_CHARS_MAX: usize = 200;

/// A cut goes back to the last space, but no further than that: some scripts have no spaces.
const EXCERPT_CHARS_MIN: usize = 140;

/// Text in which all white space is single spaces.
#[derive(Default)]
pub(super) struct Plain {
    text: String,
    space: bool,
}

impl Plain {
    /// Adds text as it goes on.
    pub(super) fn push(&mut self, text: &str) {
        for character in text.chars() {
            if character.is_whitespace() {
                self.space = true;
                continue;
            }
            if self.space && !self.text.is_empty() {
                self.text.push(' ');
            }
            self.space = false;
            self.text.push(character);
        }
    }

    /// Parts what comes from what was: a block or a line ends.
    pub(super) fn part(&mut self) {
        self.space = true;
    }

    /// The text so far.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// The text.
    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// The text, or its beginning up to a word's end with an ellipsis.
pub fn excerpt(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(EXCERPT_CHARS_MAX) else { return text.to_owned() };
    let least = text.char_indices().nth(EXCERPT_CHARS_MIN).map_or(0, |(least, _)| least);
    let cut = text[..=end_of_char(text, end)].rfind(' ').filter(|cut| *cut >= least).unwrap_or(end);
    let kept =
        text[..cut].trim_end_matches(|character: char| character.is_whitespace() || ",;:–—-(".contains(character));
    format!("{kept}…")
}

/// The number of words; each character of the scripts that part no words is one.
pub(super) fn word_count(text: &str) -> u32 {
    let mut count: u32 = 0;
    let mut in_word = false;
    for character in text.chars() {
        if stands_alone(character) {
            count = count.saturating_add(1);
            in_word = false;
        } else if character.is_whitespace() {
            in_word = false;
        } else if character.is_alphanumeric() && !in_word {
            count = count.saturating_add(1);
            in_word = true;
        }
    }
    count
}

/// The last byte of the character that begins there.
fn end_of_char(text: &str, begin: usize) -> usize {
    text[begin..].chars().next().map_or(begin, |character| begin + character.len_utf8() - 1)
}

/// Chinese characters and Japanese kana (Unicode's blocks, the rarer planes of ideographs included).
fn stands_alone(character: char) -> bool {
    matches!(character,
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}')
}
