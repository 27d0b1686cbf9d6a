//! Addresses as readers ask for them, and their one canonical form.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What is escaped in one segment of a path: all but what RFC 3986 calls unreserved.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
/// What is escaped in an address that is one already, but for letters of other scripts and for quotes.
const ADDRESS: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'\\').add(b'{').add(b'}');

/// A path that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address<'p> {
    /// The path in its canonical form; every way to escape it leads here.
    pub path: Cow<'p, str>,
    segments: Vec<Cow<'p, str>>,
}

impl<'p> Address<'p> {
    /// Reads a path; `None` where it is not UTF-8 behind its escapes, and so names nothing.
    pub fn parse(path: &'p str) -> Option<Self> {
        let decode = |segment: &'p str| percent_decode_str(segment).decode_utf8().ok();
        let segments: Vec<_> = path.trim_start_matches('/').split('/').map(decode).collect::<Option<_>>()?;
        let path = if path.contains('%') { Cow::Owned(encode(&segments)) } else { Cow::Borrowed(path) };
        Some(Self { path, segments })
    }

    /// A segment of the path without its escapes, counted from 0.
    pub fn segment(&self, index: usize) -> &str {
        self.segments.get(index).map_or("", |segment| segment)
    }

    /// The number of a list's page, at the end of the path: the first where none is given, `None` where it isn't a
    /// number as we write them.
    pub fn page_number(&self, prefix_segments: usize) -> Option<u32> {
        match self.segments.get(prefix_segments) {
            Some(segment) if segment == "page" => canonical_number(self.segment(prefix_segments + 1)),
            _ => Some(1),
        }
    }
}

/// A number from 1, without a sign or zeros before it.
pub fn canonical_number(text: &str) -> Option<u32> {
    text.parse().ok().filter(|number: &u32| *number > 0 && number.to_string() == text)
}

/// A path or address in the letters that headers and XML can carry.
pub fn ascii(address: &str) -> Cow<'_, str> {
    utf8_percent_encode(address, ADDRESS).into()
}

fn encode(segments: &[Cow<'_, str>]) -> String {
    segments.iter().fold(String::new(), |mut path, segment| {
        path.push('/');
        path.extend(utf8_percent_encode(segment, SEGMENT));
        path
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_escape_a_path_is_one_address() {
        let cases = [
            ("/posts/hello", Some("/posts/hello")),
            ("/posts/%68ello", Some("/posts/hello")),
            ("/posts/%e6%9b%b8", Some("/posts/%E6%9B%B8")),
            ("/posts/a%2Fb", Some("/posts/a%2Fb")),
            ("/search%3Fq=x", Some("/search%3Fq%3Dx")),
            ("/", Some("/")),
            ("/posts/%ff", None),
        ];
        for (path, expected) in cases {
            assert_eq!(Address::parse(path).map(|address| address.path.into_owned()).as_deref(), expected, "{path}");
        }
        assert_eq!(Address::parse("/posts/a%2Fb").unwrap().segment(1), "a/b");
    }

    #[test]
    fn pages_have_one_number_each() {
        let cases = [
            ("/", 0, Some(1)),
            ("/page/2", 0, Some(2)),
            ("/page/02", 0, None),
            ("/page/0", 0, None),
            ("/page/-1", 0, None),
            ("/page/99999999999", 0, None),
            ("/tags/page", 2, Some(1)),
            ("/tags/page/page/3", 2, Some(3)),
        ];
        for (path, prefix, expected) in cases {
            assert_eq!(Address::parse(path).unwrap().page_number(prefix), expected, "{path}");
        }
    }

    #[test]
    fn addresses_become_ascii_once() {
        assert_eq!(ascii("/posts/書く"), "/posts/%E6%9B%B8%E3%81%8F");
        assert_eq!(ascii("/posts/%E6%9B%B8?a=b#c"), "/posts/%E6%9B%B8?a=b#c");
    }
}
