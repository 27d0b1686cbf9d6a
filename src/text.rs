//! Every sentence of the interface, in every language: one catalogue, checked by the compiler.
//!
//! A sentence that lacks a language does not compile, nor does one that names an argument it hasn't got.

use crate::domain::{Language, Rule};

/// The sentences in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// English.
    English,
    /// French.
    French,
}

impl Text {
    /// Every language of the interface, with its tag and its own name.
    pub const ALL: [(Self, &'static str, &'static str); 2] =
        [(Self::English, "en", "English"), (Self::French, "fr", "Français")];

    /// The interface's language for a site or text in that language; English where there is no better one.
    pub fn in_language(language: &Language) -> Self {
        let primary = language.as_str().split('-').next().unwrap_or_default();
        Self::ALL.into_iter().find(|(_, tag, _)| *tag == primary).map_or(Self::English, |(text, ..)| text)
    }

    /// The tag of the language (BCP 47).
    pub const fn language_tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }
}

/// Declares sentences: `name: "English", "French";`, or with arguments
/// `name(count: u64): "{count} …", "{count} …";`, or by number
/// `name(count): "singular" | "plural", "singular" | "plural";`.
macro_rules! catalogue {
    ($($rest:tt)*) => {
        impl Text {
            catalogue_entries! { $($rest)* }
        }
    };
}

macro_rules! catalogue_entries {
    () => {};
    ($name:ident: $english:literal, $french:literal; $($rest:tt)*) => {
        #[doc = $english]
        pub const fn $name(self) -> &'static str {
            match self {
                Self::English => $english,
                Self::French => $french,
            }
        }
        catalogue_entries! { $($rest)* }
    };
    ($name:ident($count:ident): $one:literal | $many:literal, $un:literal | $des:literal; $($rest:tt)*) => {
        #[doc = $many]
        pub fn $name(self, $count: u64) -> String {
            match self {
                Self::English if $count == 1 => format!($one),
                Self::English => format!($many),
                Self::French if $count < 2 => format!($un),
                Self::French => format!($des),
            }
        }
        catalogue_entries! { $($rest)* }
    };
    ($name:ident($($argument:ident: $type:ty),+): $english:literal, $french:literal; $($rest:tt)*) => {
        #[doc = $english]
        pub fn $name(self, $($argument: $type),+) -> String {
            match self {
                Self::English => format!($english),
                Self::French => format!($french),
            }
        }
        catalogue_entries! { $($rest)* }
    };
}

impl Text {
    /// What is said of a field that breaks a rule.
    pub fn rule(self, rule: &Rule) -> String {
        match rule {
            Rule::Required => self.rule_required().to_owned(),
            Rule::TooLong { chars_max } => self.rule_too_long(*chars_max),
            Rule::TooShort { chars_min } => self.rule_too_short(*chars_min),
            Rule::TooMany { entries_max } => self.rule_too_many(*entries_max),
            Rule::ControlCharacter => self.rule_control_character().to_owned(),
            Rule::NotASlug => self.rule_not_a_slug().to_owned(),
            Rule::Reserved => self.rule_reserved().to_owned(),
            Rule::Taken => self.rule_taken().to_owned(),
            Rule::NotADate => self.rule_not_a_date().to_owned(),
            Rule::InTheFuture => self.rule_in_the_future().to_owned(),
            Rule::NotAnAddress => self.rule_not_an_address().to_owned(),
            Rule::NotALanguage => self.rule_not_a_language().to_owned(),
            Rule::NotOneOf { values } => self.rule_not_one_of(values),
        }
    }
}

// Constraints.
catalogue! {
    rule_required: "Must not be empty.", "Ne doit pas être vide.";
    rule_too_long(chars_max: usize):
        "Too long: at most {chars_max} characters.",
        "Trop long : au plus {chars_max} caractères.";
    rule_too_short(chars_min: usize):
        "Too short: at least {chars_min} characters.",
        "Trop court : au moins {chars_min} caractères.";
    rule_too_many(entries_max: usize):
        "Too many: at most {entries_max}.",
        "Trop nombreux : au plus {entries_max}.";
    rule_control_character:
        "Contains a control character.",
        "Contient un caractère de contrôle.";
    rule_not_a_slug:
        "Use letters, digits, hyphens, underscores and single dots only.",
        "N’utilisez que des lettres, des chiffres, des traits d’union, des tirets bas et des points isolés.";
    rule_reserved:
        "The site uses this address itself; choose another.",
        "Le site utilise lui-même cette adresse ; choisissez-en une autre.";
    rule_taken:
        "Already taken; choose another.",
        "Déjà pris ; choisissez-en un autre.";
    rule_not_a_date:
        "Not a date and time, such as 2026-01-31T12:00:00Z.",
        "Ce n’est pas une date et une heure, comme 2026-01-31T12:00:00Z.";
    rule_in_the_future:
        "Lies in the future; a post can be published as of now or earlier.",
        "Dans le futur ; un article peut être publié à la date d’aujourd’hui ou avant.";
    rule_not_an_address:
        "Not an address that begins with https:// or http://.",
        "Ce n’est pas une adresse qui commence par https:// ou http://.";
    rule_not_a_language:
        "Not a language tag, such as en or pt-BR.",
        "Ce n’est pas un code de langue, comme fr ou pt-BR.";
    rule_not_one_of(values: &str):
        "Must be one of: {values}.",
        "Doit être l’une de ces valeurs : {values}.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_language_speaks() {
        for (tag, text) in [("fr-CA", Text::French), ("en", Text::English), ("de", Text::English)] {
            assert_eq!(Text::in_language(&Language::parse(tag).unwrap()), text, "{tag}");
        }
    }
}
