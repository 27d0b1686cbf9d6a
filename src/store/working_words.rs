//! Which words working copies have, for those who write them.
//!
//! Readers' search ranks and shows passages; this only says which posts have a word in their title or text, drafts included,
//! and has to cost little, since it changes with every save. So it keeps neither texts nor places, and this file cuts texts
//! into words for the index and for what is looked for alike, which is also why no expression can be unsound.

use rusqlite::{Connection, params};

use super::{StoreError, execute, signed};
use crate::domain::fold_text;
use crate::domain::post::Post;

/// Characters of a word that count: nobody types more of it, but data in a text may have no spaces at all.
const WORD_CHARS_MAX: usize = 64;
/// Words that are looked for at once.
const WORDS_MAX: usize = 16;
/// A beginning shorter than this is taken for a word: too many words begin with it.
const BEGINNING_CHARS_MIN: usize = 3;

/// Writes down the words of a post's working copy; none of one that was purged.
///
/// # Errors
/// When SQLite fails.
pub fn project(connection: &Connection, sequence: u64, post: &Post) -> Result<(), StoreError> {
    if post.is_purged {
        execute(connection, "delete from working_words where rowid = ?", [signed(sequence)])?;
        return Ok(());
    }
    let mut text = String::with_capacity(post.working.title.len() + post.working.body.len() + 2);
    push_words(&mut text, &post.working.title);
    push_words(&mut text, &post.working.body);
    execute(
        connection,
        "insert or replace into working_words (rowid, words) values (?, ?)",
        params![signed(sequence), text],
    )?;
    Ok(())
}

/// Lets go of all words.
///
/// # Errors
/// When SQLite fails.
pub fn forget_all(connection: &Connection) -> Result<(), StoreError> {
    execute(connection, "insert into working_words (working_words) values ('delete-all')", [])?;
    Ok(())
}

/// What was typed as an expression of FTS5: every word must be there, and the last may be the beginning of a longer one.
/// `None` where there is no word in it.
pub fn expression(typed: &str) -> Option<String> {
    let mut text = String::new();
    push_words(&mut text, typed);
    let words: Vec<&str> = text.split_whitespace().take(WORDS_MAX).collect();
    let last = words.last()?;
    let can_begin = last.chars().count() >= BEGINNING_CHARS_MIN && !typed.ends_with(char::is_whitespace);
    let quoted = words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" ");
    Some(if can_begin { quoted + "*" } else { quoted })
}

/// Appends the words of a text in lower case and without accents, with spaces between them. Where words have none between
/// them, each character is one.
fn push_words(words: &mut String, text: &str) {
    let mut length = 0;
    for character in fold_text(text).chars() {
        if is_word_alone(character) {
            words.extend([' ', character, ' ']);
            length = 0;
        } else if !character.is_alphanumeric() {
            words.push(' ');
            length = 0;
        } else if length < WORD_CHARS_MAX {
            words.push(character);
            length += 1;
        }
    }
    words.push(' ');
}

/// Chinese and Japanese characters.
fn is_word_alone(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anything_typed_becomes_a_sound_expression_or_none() {
        let long = "x".repeat(70);
        let cut = format!("\"{}\"*", "x".repeat(64));
        let cases = [
            ("Harbour", Some("\"harbour\"*")),
            ("the harbour ", Some("\"the\" \"harbour\"")),
            ("at", Some("\"at\"")),
            ("Été à l’Île", Some("\"ete\" \"a\" \"l\" \"ile\"*")),
            ("well-known C++", Some("\"well\" \"known\" \"c\"")),
            ("a\"b* OR (c) NOT d:e ^f", Some("\"a\" \"b\" \"or\" \"c\" \"not\" \"d\" \"e\" \"f\"")),
            ("書く", Some("\"書\" \"く\"")),
            ("a\0b", Some("\"a\" \"b\"")),
            (long.as_str(), Some(cut.as_str())),
            ("!!! \"\"", None),
            ("", None),
        ];
        for (typed, expected) in cases {
            assert_eq!(expression(typed).as_deref(), expected, "{typed:?}");
        }
        let many = expression(&"word ".repeat(100)).unwrap();
        assert_eq!(many.split(' ').count(), WORDS_MAX);
    }
}
