//! Texts in another language than the page around them.

use blog::domain::Language;

/// What an element's `lang` and `dir` say: nothing where the text is in the page's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextLanguage<'a> {
    /// The language tag.
    pub lang: Option<&'a str>,
    /// The direction of writing.
    pub dir: Option<&'static str>,
}

impl<'a> TextLanguage<'a> {
    /// The language of a whole page.
    pub fn of_page(language: &'a Language) -> Self {
        Self { lang: Some(language.as_str()), dir: Some(direction(language)) }
    }

    /// The language of a text on a page in another; `None` is the page's own.
    pub fn of_text(language: Option<&'a Language>) -> Self {
        language.map_or(Self { lang: None, dir: None }, Self::of_page)
    }
}

fn direction(language: &Language) -> &'static str {
    if language.is_right_to_left() { "rtl" } else { "ltr" }
}
