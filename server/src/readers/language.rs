//! The language that the interface speaks to a reader: what their browser asks for, where the interface speaks it.

use std::borrow::Cow;
use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use blog::text::Text;

use crate::config::InterfaceLanguage;
use crate::{AppState, accept};

/// People name a handful of languages; whatever comes after so many says nothing.
const RANGES_MAX: usize = 32;

/// What [`preferred`] says of the request.
#[derive(Clone, Copy, Debug)]
pub struct PreferredLanguage(pub Option<Text>);

impl FromRequestParts<AppState> for PreferredLanguage {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Self(preferred(state, &parts.headers)))
    }
}

/// The language that a request asks for, where that isn't the one in which the site speaks by itself.
pub fn preferred(state: &AppState, request: &HeaderMap) -> Option<Text> {
    if state.config.interface_language == InterfaceLanguage::Site {
        return None;
    }
    let asked = asked(request)?;
    (asked != Text::in_language(&state.blog.site().language)).then_some(asked)
}

/// What the page of that address is kept under in a language; `None` is the site's own. No address has a space in it.
pub(super) fn key_in(key: &str, language: Option<Text>) -> Cow<'_, str> {
    language.map_or(Cow::Borrowed(key), |text| format!("{key} {}", text.language_tag()).into())
}

/// The language of the interface with the highest quality, the first of several (RFC 9110, section 12.5.4). A range
/// means its language whatever country it names, and `*` leaves the choice to the site.
fn asked(request: &HeaderMap) -> Option<Text> {
    let lists = request.get_all(ACCEPT_LANGUAGE).into_iter().filter_map(|list| list.to_str().ok());
    let ranges = lists.flat_map(|list| list.split(',')).take(RANGES_MAX);
    let mut best: Option<(Text, f32)> = None;
    for (text, quality) in ranges.filter_map(range) {
        if quality > best.map_or(0.0, |(_, quality)| quality) {
            best = Some((text, quality));
        }
    }
    best.map(|(text, _)| text)
}

/// A language of the interface with its quality; nothing where it is another, or where nobody can read it.
fn range(range: &str) -> Option<(Text, f32)> {
    let (tag, quality) = accept::entry(range);
    let quality: f32 = quality.map_or(Ok(1.0), str::parse).ok()?;
    let text = Text::matching(tag)?;
    (0.0..=1.0).contains(&quality).then_some((text, quality))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn the_language_with_the_highest_quality_is_spoken() {
        let cases = [
            ("fr", Some(Text::French)),
            ("FR-ca", Some(Text::French)),
            ("en-GB,en;q=0.9,fr;q=0.8", Some(Text::English)),
            ("de-DE, de;q=0.9, fr;q=0.8, en;q=0.7", Some(Text::French)),
            ("en;q=0.5, fr ; Q = 0.7", Some(Text::French)),
            ("fr;q=0.5,en;q=0.5", Some(Text::French)),
            ("fr;q=0", None),
            ("fr;q=2, en;q=x", None),
            ("fr;q=NaN", None),
            ("frankish", None),
            ("de, *", None),
            ("*", None),
            ("", None),
            (";;,,=;q", None),
        ];
        for (header, expected) in cases {
            let headers = HeaderMap::from_iter([(ACCEPT_LANGUAGE, HeaderValue::from_static(header))]);
            assert_eq!(asked(&headers), expected, "{header:?}");
        }
        let unreadable = HeaderMap::from_iter([(ACCEPT_LANGUAGE, HeaderValue::from_bytes(b"fr\xe9").unwrap())]);
        assert_eq!(asked(&unreadable), None);
        assert_eq!(asked(&HeaderMap::new()), None);
    }

    #[test]
    fn the_sites_own_language_needs_no_key_of_its_own() {
        assert_eq!(key_in("/posts/a", None), "/posts/a");
        assert_eq!(key_in("/posts/a", Some(Text::French)), "/posts/a fr");
    }
}
