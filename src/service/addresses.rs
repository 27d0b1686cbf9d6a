//! Addresses of pictures from before they said how large a picture is. Texts that have them are read as if they had the
//! present ones, so that what is rendered follows from a text alone all the same, and is kept under what it was made from.

use std::borrow::Cow;

use memchr::memmem::Finder;

use crate::domain::media::{self, PATH_PREFIX, PictureAddress, is_hash};

/// An address in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unsized<'t> {
    /// Where it stands, in bytes.
    start: usize,
    end: usize,
    /// What names the picture.
    pub hash: &'t str,
}

/// The addresses in a text that don't say how large a picture is.
pub(super) fn unsized_in(text: &str) -> Vec<Unsized<'_>> {
    let finder = Finder::new(PATH_PREFIX);
    finder.find_iter(text.as_bytes()).filter_map(|start| unsized_at(text, start)).collect()
}

fn unsized_at(text: &str, start: usize) -> Option<Unsized<'_>> {
    let (hash, rest) = text.get(start + PATH_PREFIX.len()..)?.split_once('/')?;
    let is_name = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.');
    let name = &rest[..rest.find(|character| !is_name(character)).unwrap_or(rest.len())];
    let end = start + PATH_PREFIX.len() + hash.len() + 1 + name.len();
    // What goes on is the address of a copy.
    let is_whole = is_hash(hash) && name.contains('.') && !rest[name.len()..].starts_with('/');
    (is_whole && PictureAddress::parse(&text[start..end]).is_none()).then_some(Unsized { start, end, hash })
}

/// The text with the present addresses of those pictures, by the ends of them that are known.
pub(super) fn with_sizes<'t>(
    text: &'t str,
    found: &[Unsized<'_>],
    file_name: impl Fn(&str) -> Option<String>,
) -> Cow<'t, str> {
    let mut written = String::new();
    let mut done = 0;
    for Unsized { start, end, hash } in found {
        let path = file_name(hash).map(|name| media::path(hash, &name));
        if let Some(path) = path.filter(|path| PictureAddress::parse(path).is_some()) {
            written.push_str(&text[done..*start]);
            written.push_str(&path);
            done = *end;
        }
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    written.push_str(&text[done..]);
    Cow::Owned(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_addresses_are_read_as_the_present_ones() {
        let hash = "0123456789abcdef".repeat(4);
        let other = "f".repeat(64);
        let cases = [
            ("![a](/media/H/a.png) and /media/H/a.png", "![a](/media/H/a.7x3.png) and /media/H/a.7x3.png"),
            ("![a](https://blog.example.org/media/H/old-name.png)", "![a](https://blog.example.org/media/H/a.7x3.png)"),
            ("![a](/media/H/a.7x3.png)", "![a](/media/H/a.7x3.png)"),
            ("![a](/media/H/480/a.webp)", "![a](/media/H/480/a.webp)"),
            ("![a](/media/O/a.svg)", "![a](/media/O/a.svg)"),
            ("/media/H/ /media/short/a.png /media/H", "/media/H/ /media/short/a.png /media/H"),
        ];
        for (text, expected) in cases {
            let with_hashes = |text: &str| text.replace('H', &hash).replace('O', &other);
            let text = with_hashes(text);
            let name = |named: &str| (named == hash).then(|| "a.7x3.png".to_owned());
            assert_eq!(with_sizes(&text, &unsized_in(&text), name), with_hashes(expected));
        }
    }
}
