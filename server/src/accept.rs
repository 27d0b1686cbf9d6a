//! What a request takes, as the lists of `Accept` and of headers like it say (RFC 9110, section 12.5).

use axum::http::HeaderMap;
use axum::http::header::ACCEPT;

/// Whether one of these media types is named, whatever its quality.
pub fn names(request: &HeaderMap, media_types: &[&str]) -> bool {
    let lists = request.get_all(ACCEPT).into_iter().filter_map(|list| list.to_str().ok());
    let mut named = lists.flat_map(|list| list.split(',')).map(|one| entry(one).0);
    named.any(|named| media_types.iter().any(|wanted| named.eq_ignore_ascii_case(wanted)))
}

/// What an entry of such a list names, and its quality as it is written.
pub fn entry(entry: &str) -> (&str, Option<&str>) {
    let (name, parameters) = entry.split_once(';').unwrap_or((entry, ""));
    let quality = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then(|| value.trim())
    });
    (name.trim(), quality)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_media_type_is_named_by_its_whole_name() {
        let cases = [
            ("application/json", true),
            ("text/html, Application/JSON;q=0.1", true),
            ("application/json-seq", false),
            ("*/*", false),
            ("", false),
        ];
        for (header, expected) in cases {
            let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(header))]);
            assert_eq!(names(&headers, &["application/json"]), expected, "{header}");
        }
    }

    #[test]
    fn an_entry_has_a_quality_where_it_is_written() {
        let cases =
            [(" br ", ("br", None)), ("br;q=0.5", ("br", Some("0.5"))), ("a/b; c=d ; Q = 1", ("a/b", Some("1")))];
        for (text, expected) in cases {
            assert_eq!(entry(text), expected, "{text}");
        }
    }
}
