//! The rules that commands declare on their fields, and what is said when one is broken.
//!
//! A rule is a value, so that the same declaration checks a request, sets a form field's attributes and
//! describes the API. Checking does no I/O and reports every field at once.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// What a field broke. The catalogue of texts has the sentence for each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rule {
    /// Something must be given.
    Required,
    /// At most this many characters.
    TooLong {
        /// The most characters that are taken.
        chars_max: usize,
    },
    /// At least this many characters.
    TooShort {
        /// The fewest characters that are taken.
        chars_min: usize,
    },
    /// At most this many entries.
    TooMany {
        /// The most entries that are taken.
        entries_max: usize,
    },
    /// Control characters have no place here (line breaks neither, in a field of one line).
    ControlCharacter,
    /// Letters, digits, `-`, `_` and single dots between them.
    NotASlug,
    /// Commas stand between names there.
    Comma,
    /// The site uses that address itself.
    Reserved,
    /// Another post, page or account has it.
    Taken,
    /// Not a date and time.
    NotADate,
    /// Neither a date and time nor a position in the log.
    NotAMoment,
    /// A post can't have been published later than now.
    InTheFuture,
    /// What is to happen lies behind.
    InThePast,
    /// A post can't be taken from readers before they are given it.
    NotAfterPublication,
    /// Not the password there is.
    WrongPassword,
    /// Nobody could look after the site any more.
    LastAdmin,
    /// Readers see the post just as it is.
    NothingToReview,
    /// The post waits for no editor.
    NotInReview,
    /// Not an `http` or `https` address.
    NotAnAddress,
    /// It is no address for letters.
    NotAnEmail,
    /// Not a language tag such as `en` or `pt-BR` (BCP 47).
    NotALanguage,
    /// Not a colour such as `#0a6355`.
    NotAColor,
    /// Neither a path of the site nor an address with a scheme that links may have.
    NotALink,
    /// One entry of several breaks a rule.
    OfEntry {
        /// Which, from 1.
        entry: usize,
        /// What it breaks.
        rule: Box<Rule>,
    },
    /// Not a time zone's name in the IANA database.
    NotATimeZone,
    /// At least and at most so much.
    NotBetween {
        /// The least that is taken.
        least: u32,
        /// The most that is taken.
        most: u32,
    },
    /// A file with more bytes than are taken.
    TooManyBytes {
        /// The most bytes that are taken.
        bytes_max: u64,
    },
    /// A picture that is too long on a side.
    TooWide {
        /// The most pixels on a side.
        side_pixels_max: u32,
    },
    /// A picture with more pixels than are taken.
    TooManyPixels {
        /// The most pixels that are taken.
        pixels_max: u64,
    },
    /// A file that is not whole, or not what it says it is.
    Damaged,
    /// A file that posts show.
    InUse,
    /// The same was said there before.
    SaidAlready,
    /// Not one of the values that are known.
    NotOneOf {
        /// The values that are known, with commas between them.
        values: Cow<'static, str>,
    },
}

/// One field and the rule it broke.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// The field's name in JSON and in forms.
    pub field: Cow<'static, str>,
    /// What it broke.
    pub rule: Rule,
}

/// Every field's error, in the order of the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// A single field's error.
    pub fn one(field: &'static str, rule: Rule) -> Self {
        Self(vec![Violation { field: field.into(), rule }])
    }

    /// Notes one more.
    pub fn add(&mut self, field: &'static str, rule: Rule) {
        self.0.push(Violation { field: field.into(), rule });
    }

    /// Notes all of others.
    pub fn extend(&mut self, others: impl IntoIterator<Item = Self>) {
        self.0.extend(others.into_iter().flat_map(|others| others.0));
    }

    /// Takes the value, or notes what was wrong with it.
    pub fn take<T>(&mut self, field: &'static str, result: Result<T, Rule>) -> Option<T> {
        result.map_err(|rule| self.add(field, rule)).ok()
    }

    /// Every one, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Violation> {
        self.0.iter()
    }

    /// The first rule that the field broke.
    pub fn of(&self, field: &str) -> Option<&Rule> {
        self.0.iter().find(|violation| violation.field == field).map(|violation| &violation.rule)
    }

    /// Whether nothing was wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(formatter, "{separator}{}: {:?}", violation.field, violation.rule)?;
        }
        Ok(())
    }
}

/// What a text must be like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextRule {
    /// The field's name in JSON and in forms.
    pub field: &'static str,
    /// Whether white space alone is refused.
    pub required: bool,
    /// The fewest characters of a text that is given.
    pub chars_min: usize,
    /// The most characters (Unicode scalar values).
    pub chars_max: usize,
    /// Whether line breaks are allowed.
    pub multiline: bool,
}

impl TextRule {
    /// A text of one line that may be left empty.
    pub const fn line(field: &'static str, chars_max: usize) -> Self {
        Self { field, required: false, chars_min: 0, chars_max, multiline: false }
    }

    /// A text of any number of lines that may be left empty.
    pub const fn lines(field: &'static str, chars_max: usize) -> Self {
        Self { field, required: false, chars_min: 0, chars_max, multiline: true }
    }

    /// The same, but something must be given.
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// The same, but with at least so many characters.
    pub const fn chars_min(self, chars_min: usize) -> Self {
        Self { chars_min, ..self }
    }

    /// Checks a text.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn check(&self, text: &str) -> Result<(), Rule> {
        if self.required && text.trim().is_empty() {
            return Err(Rule::Required);
        }
        if text.len() > self.chars_max && text.chars().count() > self.chars_max {
            return Err(Rule::TooLong { chars_max: self.chars_max });
        }
        if !text.is_empty() && text.chars().count() < self.chars_min {
            return Err(Rule::TooShort { chars_min: self.chars_min });
        }
        if text.chars().any(|character| self.refuses(character)) {
            return Err(Rule::ControlCharacter);
        }
        Ok(())
    }

    fn refuses(&self, character: char) -> bool {
        character.is_control() && !(self.multiline && matches!(character, '\n' | '\r' | '\t'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_checked_against_every_part_of_its_rule() {
        let line = TextRule::line("title", 5).required();
        let body = TextRule::lines("body", 5);
        let cases = [
            (line, "ab", Ok(())),
            (line, "  ", Err(Rule::Required)),
            (line, "ééééé", Ok(())),
            (line, "éééééé", Err(Rule::TooLong { chars_max: 5 })),
            (line, "a\nb", Err(Rule::ControlCharacter)),
            (line, "a\0b", Err(Rule::ControlCharacter)),
            (line.chars_min(3), "ab", Err(Rule::TooShort { chars_min: 3 })),
            (body, "", Ok(())),
            (body, "a\r\n\tb", Ok(())),
            (body, "a\u{7f}b", Err(Rule::ControlCharacter)),
        ];
        for (rule, text, expected) in cases {
            assert_eq!(rule.check(text), expected, "{text:?}");
        }
    }
}
