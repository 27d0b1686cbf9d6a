//! What somebody typed, left out, and was told is saved; and what must hold of it at the end.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

use super::island::{Autosaved, version};
use super::page::{Fields, value};

/// A word that somebody typed; nobody types one twice.
pub type Word = String;

/// Fields in which people type words.
pub const TYPED: [&str; 4] = ["body", "title", "excerpt", "tags"];

/// The words in a text: a letter for who typed it, and a number.
pub fn words(text: &str) -> BTreeSet<Word> {
    let is_typed = |word: &&str| {
        let mut characters = word.chars();
        characters.next().is_some_and(|letter| "ab".contains(letter))
            && characters.next().is_some_and(|digit| digit.is_ascii_digit())
    };
    text.split(|character: char| !character.is_alphanumeric()).filter(is_typed).map(str::to_owned).collect()
}

/// The words in a form.
pub fn words_of(fields: &Fields) -> BTreeSet<Word> {
    TYPED.iter().flat_map(|name| words(value(fields, name))).collect()
}

/// A version of a post, as the API's events tell it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Version {
    pub number: u64,
    pub kind: String,
    pub handle: String,
    pub is_autosave: bool,
    pub title: String,
    pub body: String,
    pub excerpt: String,
    pub tags: Vec<String>,
}

impl Version {
    /// Every version of a post, from its events.
    pub fn all(events: &[Value]) -> Vec<Self> {
        let mut current = Self::default();
        let fold = |event: &Value| {
            let payload = &event["payload"];
            let content = if payload["content"].is_object() { &payload["content"] } else { payload };
            let fields =
                [("title", &mut current.title), ("body", &mut current.body), ("excerpt", &mut current.excerpt)];
            for (name, field) in fields {
                match content.get(name) {
                    Some(Value::String(text)) => field.clone_from(text),
                    Some(Value::Null) if name == "excerpt" && payload.get("content").is_none() => field.clear(),
                    _ => {}
                }
            }
            if let Some(Value::Array(tags)) = content.get("tags") {
                current.tags = tags.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            }
            current.number = event["stream_version"].as_u64().unwrap();
            current.handle = event["handle"].as_str().unwrap_or_default().to_owned();
            current.is_autosave = payload["autosave"] == true;
            current.kind = event["kind"].as_str().unwrap().to_owned();
            current.clone()
        };
        events.iter().map(fold).collect()
    }

    pub fn words(&self) -> BTreeSet<Word> {
        let texts = [&self.title, &self.body, &self.excerpt].map(String::as_str).into_iter();
        texts.chain(self.tags.iter().map(String::as_str)).flat_map(words).collect()
    }

    /// Whether it is what that form says, to the byte.
    fn is(&self, fields: &Fields) -> bool {
        let tags = value(fields, "tags").split(',').map(str::trim).filter(|tag| !tag.is_empty());
        self.body == value(fields, "body")
            && self.title == value(fields, "title").trim()
            && self.excerpt == value(fields, "excerpt").trim()
            && self.tags.iter().map(String::as_str).eq(tags)
    }
}

/// Something that the server said it has.
#[derive(Clone, Debug)]
enum Told {
    /// This form, as that version.
    As(u64, Fields),
    /// This form.
    Saved(Fields),
    /// What this form brought, together with what others had.
    Merged(Fields),
}

/// What one person did.
#[derive(Debug, Default)]
pub struct Ledger {
    pub typed: BTreeSet<Word>,
    /// Deleted by hand, not chosen, not brought back, or typed in the moment in which the browser died.
    pub left_out: BTreeSet<Word>,
    told: Vec<Told>,
    story: Vec<String>,
}

impl Ledger {
    pub fn note(&mut self, what: impl fmt::Display) {
        self.story.push(what.to_string());
    }

    pub fn note_autosaved(&mut self, autosaved: Autosaved) {
        self.note(format_args!("autosaved as {}", autosaved.version));
        self.told.push(Told::As(autosaved.version, autosaved.fields));
    }

    pub fn note_saved(&mut self, fields: &Fields, is_merged: bool) {
        self.note(format_args!("saved{}", if is_merged { " and merged" } else { "" }));
        self.told.push(if is_merged { Told::Merged(fields.clone()) } else { Told::Saved(fields.clone()) });
    }

    /// How often the server said that it has something.
    pub fn answers(&self) -> usize {
        self.told.len()
    }

    /// What was done, for whoever looks for a mistake.
    pub fn story(&self) -> String {
        self.story.join("\n  ")
    }

    /// Whether everything that the server said it has is there.
    ///
    /// # Errors
    /// What is not.
    pub fn check_answers(&self, versions: &[Version]) -> Result<(), String> {
        for told in &self.told {
            let is_there = match told {
                Told::As(number, fields) => {
                    versions.iter().any(|version| version.number == *number && version.is(fields))
                }
                Told::Saved(fields) => versions.iter().any(|version| version.is(fields)),
                Told::Merged(fields) => {
                    let base = versions.iter().find(|known| known.number == version(fields));
                    let base = base.map(Version::words).unwrap_or_default();
                    let brought: BTreeSet<Word> =
                        words_of(fields).into_iter().filter(|word| !base.contains(word)).collect();
                    let kept: BTreeSet<Word> = brought.difference(&self.left_out).cloned().collect();
                    versions.iter().any(|version| version.words().is_superset(&kept))
                }
            };
            if !is_there {
                return Err(format!("was said to be saved, and no version has it: {told:#?}"));
            }
        }
        Ok(())
    }
}
