//! Drawings, without whatever could run, load or look like something else.

use svg_hush::Filter;

use super::SIDE_PIXELS_MAX;
use crate::domain::Rule;
use crate::domain::media::Picture;

/// What the allow-list keeps of a drawing, and how large it says it is. Elements, attributes and addresses that are not
/// known to be harmless go: scripts, handlers, foreign objects, whatever is loaded from elsewhere, embedded pictures too,
/// whose metadata nobody looks at.
///
/// # Errors
/// When it is not well-formed, or nothing remains of it.
pub fn sanitise(bytes: &[u8]) -> Result<(Vec<u8>, Option<Picture>), Rule> {
    let mut clean = Vec::with_capacity(bytes.len());
    Filter::new().filter(bytes, &mut clean).map_err(|_| Rule::Damaged)?;
    let text = std::str::from_utf8(&clean).map_err(|_| Rule::Damaged)?;
    let picture = size(text);
    Ok((clean, picture))
}

/// The size on the screen of a drawing that says one: by `width` and `height`, or by its `viewBox`.
fn size(text: &str) -> Option<Picture> {
    let root = text.split_once("<svg")?.1.split_once('>')?.0;
    let own = attribute(root, "width").and_then(pixels).zip(attribute(root, "height").and_then(pixels));
    let (width, height) = own.or_else(|| {
        let mut parts = attribute(root, "viewBox")?.split([' ', ',']).filter(|part| !part.is_empty()).skip(2);
        pixels(parts.next()?).zip(pixels(parts.next()?))
    })?;
    Some(Picture { width, height, is_animated: false })
}

/// An attribute's value, as the filter writes it: in double quotes.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag;
    while let Some((before, value)) = rest.split_once("=\"") {
        let (value, behind) = value.split_once('"')?;
        if before.trim_start() == name {
            return Some(value);
        }
        rest = behind;
    }
    None
}

/// A length in pixels; none in another unit.
fn pixels(text: &str) -> Option<u32> {
    let number: f64 = text.trim().trim_end_matches("px").parse().ok()?;
    let rounded = number.round();
    // The comparison is false for what is no number.
    if rounded >= 1.0 && rounded <= f64::from(SIDE_PIXELS_MAX) { Some(rounded as u32) } else { None }
}
