//! What machines that nobody knows say, as text.

use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, WINDOWS_1252};

use super::Fetched;

/// A page names its encoding within so many bytes (HTML's standard).
const PRESCAN_BYTES: usize = 1_024;

/// What was fetched of a page as text, up to a whole letter.
pub(in crate::service) fn decode_start(mut fetched: Fetched) -> String {
    if fetched.is_cut {
        // A letter that was cut in two would make all others look like another encoding's.
        let whole = fetched.body.iter().rposition(u8::is_ascii);
        fetched.body.truncate(whole.map_or(0, |last| last + 1));
    }
    decode(&fetched.body, &fetched.content_type)
}

/// A page's bytes as text. Many pages name an encoding that is not theirs: what reads as UTF-8 is that, and what names none
/// that fits is what browsers take for it.
fn decode(bytes: &[u8], content_type: &str) -> String {
    let declared = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let declared = declared.or_else(|| named_encoding(content_type.as_bytes()));
    let declared = declared.or_else(|| named_encoding(&bytes[..bytes.len().min(PRESCAN_BYTES)]));
    match (declared, std::str::from_utf8(bytes)) {
        (declared, Ok(text)) if declared != Some(ISO_2022_JP) => text.trim_start_matches('\u{feff}').to_owned(),
        (None, _) => WINDOWS_1252.decode(bytes).0.into_owned(),
        (Some(declared), _) if declared == UTF_8 => WINDOWS_1252.decode(bytes).0.into_owned(),
        (Some(declared), _) => declared.decode(bytes).0.into_owned(),
    }
}

/// The encoding that is named after `charset=`.
fn named_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    const NAME: &[u8] = b"charset=";
    let at = bytes.windows(NAME.len()).position(|window| window.eq_ignore_ascii_case(NAME))?;
    let rest = bytes[at + NAME.len()..].trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"-_.:+".contains(byte));
    Encoding::for_label(&rest[..end.unwrap_or(rest.len())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_whatever_it_says_of_its_letters() {
        let latin =
            |text: &str| text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect::<Vec<_>>();
        for (bytes, content_type, expected) in [
            ("é".as_bytes().to_vec(), "text/html; charset=utf-8", "é"),
            ("é".as_bytes().to_vec(), "text/html; charset=iso-8859-1", "é"),
            (latin("é"), "text/html; charset=\"ISO-8859-1\"", "é"),
            (latin("é"), "text/html; charset=utf-8", "é"),
            (latin("é"), "text/html", "é"),
            (latin("<meta charset=windows-1251>\u{ff}"), "text/html", "<meta charset=windows-1251>я"),
            (vec![0x1b, b'$', b'B', b'$', b'"', 0x1b, b'(', b'B'], "text/html; charset=iso-2022-jp", "あ"),
            (vec![0xff, 0xfe, b'a', 0], "text/html", "a"),
            (vec![0xef, 0xbb, 0xbf, b'a'], "text/html", "a"),
        ] {
            assert_eq!(decode(&bytes, content_type), expected, "{content_type}");
        }
    }
}
