//! Taking out of a picture what isn't the picture, without decoding it: where it was made and with what, comments,
//! thumbnails, editors' notes, and whatever follows its end. Colour profiles stay, and how the camera was held.
//!
//! Each format is a chain of parts that say what they are and how long. Parts that are known to belong to the picture are
//! copied as they are, and all others left out.

use image::ImageFormat;
use image::metadata::Orientation;

/// The picture without metadata; none where the chain of its parts breaks off before its end.
pub fn strip(bytes: &[u8], format: ImageFormat) -> Option<Vec<u8>> {
    match format {
        ImageFormat::Jpeg => jpeg(bytes),
        ImageFormat::Png => png(bytes),
        ImageFormat::Gif => gif(bytes),
        ImageFormat::WebP => webp(bytes),
        _ => None,
    }
}

/// ITU T.81, Annex B: segments that begin with a marker. Those of applications are left out, but for colour profiles and
/// Adobe's note on how colours are coded.
fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    const START: u8 = 0xd8;
    const END: u8 = 0xd9;
    const SCAN: u8 = 0xda;
    const EXIF: u8 = 0xe1;
    let mut kept = vec![0xff, START];
    let mut orientation = None;
    let mut rest = bytes.get(2..)?;
    loop {
        // Any number of fill bytes may stand before a marker.
        let fill = rest.iter().take_while(|byte| **byte == 0xff).count();
        let marker = *rest.get(fill)?;
        if fill == 0 {
            return None;
        }
        rest = rest.get(fill + 1..)?;
        match marker {
            END => {
                kept.extend([0xff, END]);
                return Some(kept);
            }
            // Markers without content: restarts, and one for arithmetic coding.
            0xd0..=0xd7 | 0x01 => {
                kept.extend([0xff, marker]);
                continue;
            }
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes(*rest.first_chunk()?));
        let content = rest.get(2..length)?;
        if marker == EXIF {
            orientation = content.strip_prefix(b"Exif\0\0").and_then(Orientation::from_exif_chunk);
        }
        if belongs_to_jpeg(marker, content) {
            kept.extend([0xff, marker]);
            kept.extend(rest.get(..length)?);
        }
        rest = rest.get(length..)?;
        if marker == SCAN {
            let end = rest.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7))?;
            kept.extend(rest.get(..end)?);
            rest = rest.get(end..)?;
        }
        // It takes the place of what said more.
        if let Some(held) = orientation.take().filter(|held| *held != Orientation::NoTransforms) {
            let exif = exif(held);
            let length = u16::try_from(exif.len() + 8).ok()?;
            kept.extend([0xff, EXIF]);
            kept.extend(length.to_be_bytes());
            kept.extend(b"Exif\0\0");
            kept.extend(exif);
        }
    }
}

fn belongs_to_jpeg(marker: u8, content: &[u8]) -> bool {
    match marker {
        // JFIF's own segment, where no thumbnail is in it.
        0xe0 => content.starts_with(b"JFIF\0") && content.len() == 14,
        0xe2 => content.starts_with(b"ICC_PROFILE\0"),
        0xee => content.starts_with(b"Adobe"),
        // Other applications' segments, what is reserved for extensions, comments.
        0xe1 | 0xe3..=0xed | 0xef..=0xfe => false,
        _ => true,
    }
}

/// The PNG specification, chapters 5 and 11: chunks with a name and a sum.
fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    const KEPT: [&[u8; 4]; 17] = [
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"bKGD",
        b"hIST", b"pHYs", b"acTL", b"fcTL", b"fdAT",
    ];
    let mut kept = bytes.get(..8)?.to_vec();
    let mut rest = bytes.get(8..)?;
    loop {
        let length = usize::try_from(u32::from_be_bytes(*rest.first_chunk()?)).ok()?;
        let whole = length.checked_add(12)?;
        let chunk = rest.get(..whole)?;
        let name: &[u8; 4] = chunk.get(4..8)?.first_chunk()?;
        if name == b"eXIf" {
            let held = Orientation::from_exif_chunk(chunk.get(8..8 + length)?);
            if let Some(held) = held.filter(|held| *held != Orientation::NoTransforms) {
                kept.extend(png_chunk(*b"eXIf", &exif(held))?);
            }
        } else if KEPT.contains(&name) {
            kept.extend(chunk);
        }
        if name == b"IEND" {
            return Some(kept);
        }
        rest = rest.get(whole..)?;
    }
}

/// A chunk of a PNG.
fn png_chunk(name: [u8; 4], content: &[u8]) -> Option<Vec<u8>> {
    let mut chunk = u32::try_from(content.len()).ok()?.to_be_bytes().to_vec();
    chunk.extend(name);
    chunk.extend(content);
    let mut sum = flate2::Crc::new();
    sum.update(chunk.get(4..)?);
    chunk.extend(sum.sum().to_be_bytes());
    Some(chunk)
}

/// RFC 9649: chunks in a frame that says how long all of them are, and which there are.
fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    const KEPT: [&[u8; 4]; 7] = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
    const EXIF_FLAG: u8 = 0b1000;
    const XMP_FLAG: u8 = 0b0100;
    let end = usize::try_from(u32::from_le_bytes(*bytes.get(4..8)?.first_chunk()?)).ok()?.checked_add(8)?;
    let mut rest = bytes.get(12..end)?;
    let mut kept = bytes.get(..12)?.to_vec();
    let (mut flags_at, mut held) = (None, None);
    while !rest.is_empty() {
        let length = usize::try_from(u32::from_le_bytes(*rest.get(4..8)?.first_chunk()?)).ok()?;
        // A chunk of odd length is filled up; some writers forget it behind the last.
        let whole = length.checked_add(8)?.checked_add(length % 2)?.min(rest.len());
        let chunk = rest.get(..whole)?;
        let content = chunk.get(8..)?.get(..length)?;
        let name: &[u8; 4] = chunk.first_chunk()?;
        if name == b"EXIF" {
            let tiff = content.strip_prefix(b"Exif\0\0").unwrap_or(content);
            held = Orientation::from_exif_chunk(tiff).filter(|held| *held != Orientation::NoTransforms);
        } else if KEPT.contains(&name) {
            if name == b"VP8X" {
                flags_at = Some(kept.len() + 8);
            }
            kept.extend(chunk);
            kept.resize(kept.len() + kept.len() % 2, 0);
        }
        rest = rest.get(whole..)?;
    }
    if let Some(flags) = flags_at.and_then(|at| kept.get_mut(at)) {
        *flags &= !(EXIF_FLAG | XMP_FLAG);
        if let Some(held) = held {
            *flags |= EXIF_FLAG;
            let exif = exif(held);
            kept.extend(b"EXIF");
            kept.extend(u32::try_from(exif.len()).ok()?.to_le_bytes());
            kept.extend(exif);
        }
    }
    let length = u32::try_from(kept.len().checked_sub(8)?).ok()?;
    kept.get_mut(4..8)?.copy_from_slice(&length.to_le_bytes());
    Some(kept)
}

/// A WebP that an encoder made, with a colour profile.
pub fn with_profile(webp: &[u8], profile: &[u8], (width, height): (u32, u32)) -> Option<Vec<u8>> {
    const PROFILE_FLAG: u8 = 0b10_0000;
    let (frame, mut chunks) = webp.split_at_checked(12)?;
    let mut header = [0; 10];
    if chunks.starts_with(b"VP8X") {
        header = *chunks.get(8..18)?.first_chunk()?;
        chunks = chunks.get(18..)?;
    } else {
        // Sides less one, in three bytes each.
        header[4..7].copy_from_slice(width.checked_sub(1)?.to_le_bytes().first_chunk::<3>()?);
        header[7..].copy_from_slice(height.checked_sub(1)?.to_le_bytes().first_chunk::<3>()?);
    }
    header[0] |= PROFILE_FLAG;
    let mut kept = frame.to_vec();
    for (name, content) in [(b"VP8X", header.as_slice()), (b"ICCP", profile)] {
        kept.extend(name);
        kept.extend(u32::try_from(content.len()).ok()?.to_le_bytes());
        kept.extend(content);
        kept.resize(kept.len() + kept.len() % 2, 0);
    }
    kept.extend(chunks);
    let length = u32::try_from(kept.len().checked_sub(8)?).ok()?;
    kept.get_mut(4..8)?.copy_from_slice(&length.to_le_bytes());
    Some(kept)
}

/// The GIF89a specification: blocks of blocks. Comments go, texts that nothing shows any more, and all extensions of
/// applications but the one that says how often an animation repeats.
fn gif(bytes: &[u8]) -> Option<Vec<u8>> {
    let header = 13 + colours(*bytes.get(10)?);
    let mut kept = bytes.get(..header)?.to_vec();
    let mut rest = bytes.get(header..)?;
    loop {
        match *rest.first()? {
            0x3b => {
                kept.push(0x3b);
                return Some(kept);
            }
            0x2c => {
                let data = 10 + colours(*rest.get(9)?) + 1;
                let whole = data + blocks(rest.get(data..)?)?;
                kept.extend(rest.get(..whole)?);
                rest = rest.get(whole..)?;
            }
            0x21 => {
                let whole = 2 + blocks(rest.get(2..)?)?;
                let extension = rest.get(..whole)?;
                let repeats = extension.get(3..14).is_some_and(|name| name == b"NETSCAPE2.0" || name == b"ANIMEXTS1.0");
                if extension[1] == 0xf9 || (extension[1] == 0xff && repeats) {
                    kept.extend(extension);
                }
                rest = rest.get(whole..)?;
            }
            // Some writers fill up with nothing.
            0 => rest = rest.get(1..)?,
            _ => return None,
        }
    }
}

/// How long a table of colours is that these flags announce.
fn colours(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 0x07) + 1) }
}

/// How long a chain of blocks is, with the empty one at its end.
fn blocks(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}

/// The smallest Exif there is (TIFF 6.0): one entry, which says how the camera was held.
fn exif(held: Orientation) -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.push(held.to_exif());
    tiff.extend([0; 6]);
    tiff
}
