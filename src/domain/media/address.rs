//! What a picture's address says about it.
//!
//! The end of a picture's address has its size in it, as in `harbour.1600x900.jpg`. So a text is rendered from nothing but
//! itself: no page asks a table how large its pictures are, and stored renderings stay right whatever is uploaded later.

use super::Picture;
use crate::domain::slugify;

/// The widths in which smaller copies of a picture are made, in pixels; only those below its own.
pub const VARIANT_WIDTHS: [u32; 4] = [480, 960, 1440, 2160];

/// How wide a picture is shown: the measure of a text, or the whole of a narrow screen.
pub const SIZES: &str = "(min-width: 40rem) 38rem, 100vw";

/// What the address of every file begins with.
pub const PATH_PREFIX: &str = "/media/";
const HASH_CHARS: usize = 64;
/// The most characters that a file's own name keeps in its address.
const STEM_CHARS_MAX: usize = 80;
const ANIMATED: &str = "animated";

/// The address of a file.
pub fn path(hash: &str, file_name: &str) -> String {
    format!("{PATH_PREFIX}{hash}/{file_name}")
}

/// The address of a smaller copy of a picture.
pub fn variant_path(hash: &str, width: u32, stem: &str) -> String {
    format!("{PATH_PREFIX}{hash}/{width}/{stem}.webp")
}

/// The widths of the smaller copies that a picture has.
pub fn variant_widths(width: u32) -> impl Iterator<Item = u32> {
    VARIANT_WIDTHS.into_iter().filter(move |variant| *variant < width)
}

/// The end of a file's address: its own name without folders and whatever an address would have to escape, its size
/// where that is known, and the ending that belongs to its content.
pub fn file_name(name: &str, picture: Option<Picture>, extension: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let own = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let mut safe = slugify(own, STEM_CHARS_MAX);
    safe.retain(|character| character.is_ascii());
    let safe = safe.trim_matches('-');
    let stem = if safe.is_empty() { "file" } else { safe };
    match picture {
        Some(Picture { width, height, is_animated: false }) => format!("{stem}.{width}x{height}.{extension}"),
        Some(Picture { width, height, is_animated: true }) => {
            format!("{stem}.{width}x{height}.{ANIMATED}.{extension}")
        }
        None => format!("{stem}.{extension}"),
    }
}

/// The part of an address that is the file's own name.
pub fn file_stem(path: &str) -> &str {
    let file_name = path.rsplit('/').next().unwrap_or_default();
    file_name.split('.').next().unwrap_or_default()
}

/// A picture of the site's own, as its address describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureAddress<'a> {
    /// What names its bytes.
    pub hash: &'a str,
    /// The end of its address up to its size.
    pub stem: &'a str,
    /// What the address says of its size.
    pub picture: Picture,
    /// The ending that belongs to its content.
    pub extension: &'a str,
}

impl<'a> PictureAddress<'a> {
    /// Reads an address; none where it is no picture of ours, or has no size in it.
    pub fn parse(path: &'a str) -> Option<Self> {
        let (hash, file_name) = path.strip_prefix(PATH_PREFIX)?.split_once('/')?;
        if !is_hash(hash) || !file_name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)) {
            return None;
        }
        let (rest, extension) = file_name.rsplit_once('.')?;
        let still = rest.strip_suffix(ANIMATED).and_then(|rest| rest.strip_suffix('.'));
        let (stem, size) = still.unwrap_or(rest).rsplit_once('.')?;
        let (width, height) = size.split_once('x')?;
        let (width, height) = (side(width)?, side(height)?);
        Some(Self { hash, stem, picture: Picture { width, height, is_animated: still.is_some() }, extension })
    }

    /// The widths of its smaller copies.
    pub fn variant_widths(&self) -> impl Iterator<Item = u32> {
        let is_copied = has_variants(self.extension) && !self.picture.is_animated;
        variant_widths(self.picture.width).filter(move |_| is_copied)
    }

    /// The value of `srcset`; none where there are no smaller copies. A picture that is not much wider than its widest
    /// copy stands there too.
    pub fn srcset(&self) -> Option<String> {
        let mut entries: Vec<String> = self
            .variant_widths()
            .map(|width| format!("{} {width}w", variant_path(self.hash, width, self.stem)))
            .collect();
        if entries.is_empty() {
            return None;
        }
        let Self { hash, stem, extension, picture: Picture { width, height, .. } } = self;
        if VARIANT_WIDTHS.last().is_some_and(|widest| width <= widest) {
            entries.push(format!("/media/{hash}/{stem}.{width}x{height}.{extension} {width}w"));
        }
        Some(entries.join(", "))
    }
}

/// Whether smaller copies are made of pictures with that ending: a GIF is mostly small or moves, and an SVG has no pixels.
pub fn has_variants(extension: &str) -> bool {
    matches!(extension, "jpg" | "png" | "webp")
}

/// Whether that is the name of a file's bytes.
pub fn is_hash(text: &str) -> bool {
    text.len() == HASH_CHARS && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// A side in pixels, as [`file_name`] writes it.
fn side(text: &str) -> Option<u32> {
    let is_plain = (1..=5).contains(&text.len()) && !text.starts_with('0');
    if is_plain && text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}
