//! Which words are forms of one: Snowball's algorithms.

use snowball_stemmers_rs::{Algorithm, Stemmer as Snowball};
use unicode_normalization::UnicodeNormalization;
use whatlang::{Detector, Lang, Script};

use super::fold::{fold, is_joiner};
use crate::domain::Language;

/// As much of a text shows its language.
const SAMPLE_CHARS_MAX: usize = 2_000;

/// Languages with a stemmer: their code (ISO 639-1), how they are told by their letters, and by which algorithm.
const LANGUAGES: [(&str, Lang, Algorithm); 28] = [
    ("en", Lang::Eng, Algorithm::English),
    ("fr", Lang::Fra, Algorithm::French),
    ("de", Lang::Deu, Algorithm::German),
    ("es", Lang::Spa, Algorithm::Spanish),
    ("it", Lang::Ita, Algorithm::Italian),
    ("pt", Lang::Por, Algorithm::Portuguese),
    ("nl", Lang::Nld, Algorithm::Dutch),
    ("sv", Lang::Swe, Algorithm::Swedish),
    ("no", Lang::Nob, Algorithm::Norwegian),
    ("da", Lang::Dan, Algorithm::Danish),
    ("fi", Lang::Fin, Algorithm::Finnish),
    ("et", Lang::Est, Algorithm::Estonian),
    ("lt", Lang::Lit, Algorithm::Lithuanian),
    ("hu", Lang::Hun, Algorithm::Hungarian),
    ("ro", Lang::Ron, Algorithm::Romanian),
    ("ca", Lang::Cat, Algorithm::Catalan),
    ("pl", Lang::Pol, Algorithm::Polish),
    ("cs", Lang::Ces, Algorithm::Czech),
    ("sr", Lang::Srp, Algorithm::Serbian),
    ("ru", Lang::Rus, Algorithm::Russian),
    ("el", Lang::Ell, Algorithm::Greek),
    ("hy", Lang::Hye, Algorithm::Armenian),
    ("tr", Lang::Tur, Algorithm::Turkish),
    ("ar", Lang::Ara, Algorithm::Arabic),
    ("hi", Lang::Hin, Algorithm::Hindi),
    ("ta", Lang::Tam, Algorithm::Tamil),
    ("id", Lang::Ind, Algorithm::Indonesian),
    ("eo", Lang::Epo, Algorithm::Esperanto),
];

/// What makes one of the forms of a word, in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stemmer(Algorithm);

impl Stemmer {
    /// That of a language by its code, as [`language_of`] gives it.
    pub fn of(code: &str) -> Option<Self> {
        LANGUAGES.iter().find(|(known, ..)| *known == code).map(|(_, _, algorithm)| Self(*algorithm))
    }

    /// The stem of a word of a text, as [`fold`] gives it. The algorithms want the word with its accents.
    pub fn stem(self, word: &str) -> String {
        let word: String = if word.is_ascii() {
            word.to_ascii_lowercase()
        } else {
            word.chars().filter(|character| !is_joiner(*character)).flat_map(char::to_lowercase).nfc().collect()
        };
        fold(&Snowball::create(self.0).stem(&word))
    }
}

/// The code of the language in which a text's words have their forms: the one that it says it is in, or else the one
/// that it reads like, so that it follows from the text alone. Empty where that is none with a stemmer.
///
/// What is too short to tell, in Latin letters, is taken for English, whose plural other languages share.
pub fn language_of(declared: Option<&Language>, text: &str) -> &'static str {
    if let Some(language) = declared {
        let primary = language.as_str().split('-').next().unwrap_or_default();
        let primary = if matches!(primary, "nb" | "nn") { "no" } else { primary };
        return LANGUAGES.iter().find(|(code, ..)| *code == primary).map_or("", |(code, ..)| code);
    }
    let end = text.char_indices().nth(SAMPLE_CHARS_MAX).map_or(text.len(), |(end, _)| end);
    match Detector::with_allowlist(allowed()).detect(&text[..end]) {
        // Other scripts leave few languages to choose from.
        Some(found) if found.is_reliable() || found.script() != Script::Latin => {
            LANGUAGES.iter().find(|(_, language, _)| *language == found.lang()).map_or("", |(code, ..)| code)
        }
        _ => "en",
    }
}

/// Those with a stemmer, and those that would be taken for one of them.
fn allowed() -> Vec<Lang> {
    let others = [Lang::Jpn, Lang::Cmn, Lang::Kor, Lang::Tha, Lang::Heb, Lang::Ukr, Lang::Bul, Lang::Pes, Lang::Vie];
    LANGUAGES.iter().map(|(_, language, _)| *language).chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        let cases = [
            ("en", "releases", "released"),
            ("en", "compiler", "compilers"),
            ("fr", "généralement", "générales"),
            ("fr", "chevaux", "cheval"),
            ("de", "Häuser", "Hauses"),
            ("es", "canciones", "canción"),
            ("it", "libri", "libro"),
            ("ru", "книги", "книга"),
            ("tr", "kitaplar", "kitap"),
        ];
        for (language, one, other) in cases {
            let stemmer = Stemmer::of(language).unwrap();
            assert_eq!(stemmer.stem(one), stemmer.stem(other), "{language}");
        }
        assert_eq!(Stemmer::of("ja"), None);
    }

    #[test]
    fn a_text_says_or_shows_its_language() {
        let cases = [
            ("The harbour lies behind the old town, and the boats come home in the evening.", "en"),
            ("Le port se trouve derrière la vieille ville, et les bateaux rentrent le soir.", "fr"),
            ("Der Hafen liegt hinter der alten Stadt, und am Abend kommen die Boote zurück.", "de"),
            ("El puerto está detrás de la ciudad vieja, y los barcos vuelven por la tarde.", "es"),
            ("Гавань лежит за старым городом, и лодки возвращаются вечером.", "ru"),
            ("港は古い町の裏にあり、夕方になると船が帰ってくる。", ""),
            ("港口在老城后面，傍晚船只回来。", ""),
            ("Hello", "en"),
            ("", "en"),
        ];
        for (text, code) in cases {
            assert_eq!(language_of(None, text), code, "{text}");
        }
        for (declared, code) in [("fr-CA", "fr"), ("nb", "no"), ("ja", ""), ("en", "en")] {
            let declared = Language::from_stored(declared);
            assert_eq!(language_of(Some(&declared), "Hello"), code);
        }
    }
}
