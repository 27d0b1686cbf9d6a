//! Ids of headings, unique in their text, and how links find them.

use std::collections::{HashMap, HashSet};

use super::sanitise::RESERVED_ID_PREFIX;

/// Longer headings get ids of so many characters.
const ID_CHARS_MAX: usize = 100;

/// The ids of one text.
#[derive(Default)]
pub(super) struct Anchors {
    taken: HashSet<String>,
    /// The number that the next heading of the same text gets.
    next: HashMap<String, u32>,
    /// Ids by their letters and digits alone.
    loose: HashMap<String, String>,
}

impl Anchors {
    /// Takes an id that the author chose, unless it is taken.
    pub(super) fn claim(&mut self, id: &str) -> bool {
        let free = self.taken.insert(id.to_owned());
        if free {
            self.remember(id);
        }
        free
    }

    /// Makes an id of a heading's text.
    pub(super) fn of_heading(&mut self, text: &str) -> String {
        let base = slug(text);
        let next = self.next.entry(base.clone()).or_insert(0);
        let id = loop {
            let id = if *next == 0 { base.clone() } else { format!("{base}-{next}") };
            *next += 1;
            if self.taken.insert(id.clone()) {
                break id;
            }
        };
        self.remember(&id);
        id
    }

    /// The id that a link's fragment means, where it is not one itself. Site generators differ in how they write a
    /// heading's punctuation (`whats-new`, `what-s-new`), and imported texts link in all those ways.
    pub(super) fn meant_by(&self, fragment: &str) -> Option<&str> {
        if self.taken.contains(fragment) {
            return None;
        }
        self.loose.get(&letters_and_digits(fragment)).map(String::as_str)
    }

    fn remember(&mut self, id: &str) {
        let key = letters_and_digits(id);
        if !key.is_empty() {
            self.loose.entry(key).or_insert_with(|| id.to_owned());
        }
    }
}

/// GitHub's way: lower case, white space to hyphens, other punctuation left out, letters of any script kept.
fn slug(text: &str) -> String {
    let slug: String = text
        .trim()
        .chars()
        .flat_map(char::to_lowercase)
        .filter_map(|character| match character {
            ' ' => Some('-'),
            '-' | '_' => Some(character),
            _ => character.is_alphanumeric().then_some(character),
        })
        .take(ID_CHARS_MAX)
        .collect();
    if slug.starts_with(char::is_alphanumeric) && !slug.starts_with(RESERVED_ID_PREFIX) {
        slug
    } else if slug.trim_matches(['-', '_']).is_empty() {
        "section".to_owned()
    } else {
        format!("section-{}", slug.trim_start_matches(['-', '_']))
    }
}

fn letters_and_digits(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
