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

/// The last byte of the character that begins there.
fn end_of_char(text: &str, begin: usize) -> usize {
    text[begin..].chars().next().map_or(begin, |character| begin + character.len_utf8() - 1)
}
