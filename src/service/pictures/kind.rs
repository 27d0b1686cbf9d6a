//! What a file is, by how it begins. Its name says nothing.

use image::ImageFormat;

/// A kind of picture that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One of pixels.
    Raster(ImageFormat),
    /// A drawing.
    Svg,
}

impl Kind {
    /// Its media type.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Raster(format) => format.to_mime_type(),
            Self::Svg => "image/svg+xml",
        }
    }

    /// The ending of names that belongs to it.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Raster(format) => format.extensions_str().first().copied().unwrap_or("bin"),
            Self::Svg => "svg",
        }
    }
}

/// What a file is; none where it is nothing that is taken.
pub fn of(bytes: &[u8]) -> Option<Kind> {
    let begins = |start: &[u8]| bytes.starts_with(start);
    if begins(b"\x89PNG\r\n\x1a\n") {
        Some(Kind::Raster(ImageFormat::Png))
    } else if begins(b"\xff\xd8\xff") {
        Some(Kind::Raster(ImageFormat::Jpeg))
    } else if begins(b"GIF87a") || begins(b"GIF89a") {
        Some(Kind::Raster(ImageFormat::Gif))
    } else if begins(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some(Kind::Raster(ImageFormat::WebP))
    } else if is_svg(bytes) {
        Some(Kind::Svg)
    } else {
        None
    }
}

/// An SVG is XML whose first element is `svg`, behind a declaration, comments and a document type.
fn is_svg(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<?") {
            "?>"
        } else if rest.starts_with("<!DOCTYPE svg") {
            // Entities are declared within brackets.
            if rest.find('[').is_some_and(|bracket| rest.find('>').is_some_and(|end| bracket < end)) {
                "]>"
            } else {
                ">"
            }
        } else {
            return rest.starts_with("<svg") && rest.contains("http://www.w3.org/2000/svg");
        };
        let Some((_, behind)) = rest.split_once(end) else { return false };
        rest = behind.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_content() {
        let cases: [(&[u8], Option<&str>); 9] = [
            (b"\x89PNG\r\n\x1a\n....", Some("image/png")),
            (b"\xff\xd8\xff\xe0", Some("image/jpeg")),
            (b"RIFF\0\0\0\0WEBPVP8 ", Some("image/webp")),
            (b"<?xml version='1.0'?><!-- x --><svg xmlns=\"http://www.w3.org/2000/svg\"/>", Some("image/svg+xml")),
            (b"<html><svg xmlns=\"http://www.w3.org/2000/svg\"/></html>", None),
            (b"\0\0\0\x20ftypavif\0\0\0\0", None),
            (b"<!-- svg", None),
            (b"plain text", None),
            (b"", None),
        ];
        for (bytes, expected) in cases {
            let found = of(bytes).map(Kind::content_type);
            assert_eq!(found, expected, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
