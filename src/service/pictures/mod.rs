//! Pictures that people bring: what they are is found in their content, and what is kept of them is safe to show.
//!
//! ```text
//! bytes ─ kind ─► JPEG, PNG, GIF, WebP ─ size, from the header ─ metadata taken out ─ decoded once, to see that it can be
//!            └──► SVG ─ what the allow-list keeps
//! ```
//!
//! Nothing is decoded whose header says that it is too large; so no file takes more than [`PIXEL_BYTES_MAX`] bytes for each
//! of the pixels that a picture may have. What is kept is never longer than what came, but for an SVG's spelling.

#[cfg(test)]
pub(crate) mod fixtures;
mod kind;
mod metadata;
mod raster;
mod svg;
#[cfg(test)]
mod tests;

pub use raster::{PIXEL_BYTES_MAX, Variant, variants};

use self::kind::Kind;
use crate::domain::Rule;
use crate::domain::media::Picture;

/// The most pixels on a side. Browsers and graphics cards give up not far above.
pub const SIDE_PIXELS_MAX: u32 = 20_000;

/// What is taken.
const KINDS: &str = "JPEG, PNG, GIF, WebP, SVG";

/// How large a file may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MediaLimits {
    /// Its bytes.
    pub bytes_max: u64,
    /// Its pixels; [`PIXEL_BYTES_MAX`] bytes of memory are needed for each while a picture is looked at, besides two copies
    /// of the file. One is looked at at a time.
    pub pixels_max: u64,
}

impl Default for MediaLimits {
    fn default() -> Self {
        Self { bytes_max: 32 * 1024 * 1024, pixels_max: 50_000_000 }
    }
}

/// A file that was looked at, with nothing in it that isn't the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// What is kept of it.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub content_type: &'static str,
    /// The ending of names that belongs to it.
    pub extension: &'static str,
    /// How large it is; an SVG need not say.
    pub picture: Option<Picture>,
}

/// How large a picture is that was taken before that was recorded, and the ending of names that belongs to it; none where
/// it can't be decoded.
pub fn measure(bytes: &[u8], limits: &MediaLimits) -> Option<(Picture, &'static str)> {
    let kind = kind::of(bytes)?;
    let Kind::Raster(format) = kind else { return None };
    raster::check_size(bytes, format, limits).ok()?;
    Some((raster::look_at(bytes, format, limits).ok()?, kind.extension()))
}

/// Looks at a file, and takes out of it what isn't the picture. It takes the time that decoding takes.
///
/// # Errors
/// Why it can't be taken.
pub fn check(bytes: &[u8], limits: &MediaLimits) -> Result<Checked, Rule> {
    if bytes.is_empty() {
        return Err(Rule::Required);
    }
    if bytes.len() as u64 > limits.bytes_max {
        return Err(Rule::TooManyBytes { bytes_max: limits.bytes_max });
    }
    let kind = kind::of(bytes).ok_or(Rule::NotOneOf { values: KINDS.into() })?;
    let (bytes, picture) = match kind {
        Kind::Svg => svg::sanitise(bytes)?,
        Kind::Raster(format) => {
            raster::check_size(bytes, format, limits)?;
            let bytes = metadata::strip(bytes, format).ok_or(Rule::Damaged)?;
            let picture = raster::look_at(&bytes, format, limits)?;
            (bytes, Some(picture))
        }
    };
    Ok(Checked { bytes, content_type: kind.content_type(), extension: kind.extension(), picture })
}
