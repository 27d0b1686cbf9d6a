//! Files of every kind, good, broken and hostile, made as they are needed: for tests here and of the server.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

/// A picture with something to see on it, so that its copies are not empty.
pub fn picture(width: u32, height: u32) -> DynamicImage {
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| {
        Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, ((x ^ y) & 0xff) as u8])
    }))
}

/// The same in a format.
pub fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture(width, height).write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

/// A PNG of that size.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    encoded(width, height, ImageFormat::Png)
}

/// A JPEG of that size.
pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    encoded(width, height, ImageFormat::Jpeg)
}

/// A PNG through which the page shines.
pub fn transparent_png(width: u32, height: u32) -> Vec<u8> {
    let picture = RgbaImage::from_fn(width, height, |x, y| Rgba([x as u8, y as u8, 0, (x & 0xff) as u8]));
    let mut bytes = Vec::new();
    picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
    bytes
}

/// A GIF of so many frames, with a comment in it.
pub fn gif(frames: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    {
        let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
        encoder.set_repeat(image::codecs::gif::Repeat::Infinite).unwrap();
        for frame in 0..frames {
            let picture = RgbaImage::from_pixel(20, 10, Rgba([(frame * 40 % 256) as u8, 0, 0, 255]));
            encoder.encode_frame(image::Frame::new(picture)).unwrap();
        }
    }
    let end = bytes.pop();
    bytes.extend(b"\x21\xfe\x0fnear 48.85 2.35\x00");
    bytes.extend(end);
    bytes
}

/// A PNG's chunk.
pub fn png_chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut chunk = (content.len() as u32).to_be_bytes().to_vec();
    chunk.extend(name);
    chunk.extend(content);
    let sum = crc(&chunk[4..]);
    chunk.extend(sum.to_be_bytes());
    chunk
}

fn crc(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
        }
    }
    !sum
}

/// A PNG whose header says that it has that size, and that has hardly any content.
pub fn png_that_claims(width: u32, height: u32) -> Vec<u8> {
    let mut header = width.to_be_bytes().to_vec();
    header.extend(height.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend(png_chunk(b"IHDR", &header));
    bytes.extend(png_chunk(b"IDAT", b"\x78\x9c\x03\0\0\0\0\x01"));
    bytes.extend(png_chunk(b"IEND", b""));
    bytes
}

/// What tells where a picture was made, and that the camera was held that way (1 is upright).
pub fn exif(orientation: u8) -> Vec<u8> {
    // Two entries: the orientation, and a pointer to the place's own directory with one text in it.
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    tiff.extend(b"\x01\x12\0\x03\0\0\0\x01\0");
    tiff.extend([orientation, 0, 0]);
    tiff.extend(b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x26");
    tiff.extend([0; 4]);
    tiff.extend(b"\0\x01\0\x1b\0\x02\0\0\0\x12\0\0\0\x38\0\0\0\0");
    tiff.extend(b"GPS 48.8566 2.3522");
    tiff
}

/// A JPEG that says where it was made, in Exif, in XMP, in a comment and behind its end; with a colour profile.
pub fn jpeg_with_place(width: u32, height: u32, orientation: u8) -> Vec<u8> {
    let plain = jpeg(width, height);
    let segment = |marker: u8, content: &[u8]| {
        let mut segment = vec![0xff, marker];
        segment.extend((content.len() as u16 + 2).to_be_bytes());
        segment.extend(content);
        segment
    };
    let mut bytes = plain[..2].to_vec();
    bytes.extend(segment(0xe1, &[b"Exif\0\0".as_slice(), &exif(orientation)].concat()));
    bytes.extend(segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>GPS 48.8566</x:xmpmeta>"));
    bytes.extend(segment(0xe2, b"ICC_PROFILE\0\x01\x01a profile of colours"));
    bytes.extend(segment(0xfe, b"near GPS 48.8566"));
    bytes.extend(&plain[2..]);
    bytes.extend(b"<script>alert('GPS 48.8566')</script>");
    bytes
}

/// A PNG that says where it was made, in Exif and in a text.
pub fn png_with_place() -> Vec<u8> {
    let plain = png(40, 30);
    let mut bytes = plain[..33].to_vec();
    bytes.extend(png_chunk(b"eXIf", &exif(6)));
    bytes.extend(png_chunk(b"tEXt", b"Comment\0GPS 48.8566"));
    bytes.extend(&plain[33..]);
    bytes.extend(b"<script>alert('GPS 48.8566')</script>");
    bytes
}

/// A WebP that says where it was made, in Exif and XMP.
pub fn webp_with_place() -> Vec<u8> {
    let plain = encoded(40, 30, ImageFormat::WebP);
    let mut header = vec![0b1100, 0, 0, 0];
    header.extend(&39u32.to_le_bytes()[..3]);
    header.extend(&29u32.to_le_bytes()[..3]);
    let mut chunks = Vec::new();
    let mut add = |name: &[u8; 4], content: &[u8]| {
        chunks.extend(name);
        chunks.extend((content.len() as u32).to_le_bytes());
        chunks.extend(content);
        chunks.extend(vec![0; content.len() % 2]);
    };
    add(b"VP8X", &header);
    add(b"VP8L", &plain[20..]);
    add(b"EXIF", &exif(6));
    add(b"XMP ", b"<x:xmpmeta>GPS 48.8566</x:xmpmeta>");
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((chunks.len() as u32 + 4).to_le_bytes());
    bytes.extend(b"WEBP");
    bytes.extend(chunks);
    bytes
}

/// A drawing that tries everything.
pub const HOSTILE_SVG: &str = r##"<?xml version="1.0"?>
<!DOCTYPE svg [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 120 40" onload="alert(1)">
  <script>alert(2)</script>
  <style>@import url(https://evil.example/a.css); rect { fill: url(https://evil.example/b) }</style>
  <foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><iframe src="https://evil.example/"/></body></foreignObject>
  <image href="https://evil.example/c.png" width="1" height="1"/>
  <image href="data:image/png;base64,R1BTIDQ4Ljg1NjY=" width="1" height="1"/>
  <use xlink:href="https://evil.example/d.svg#e"/>
  <a href="javascript:alert(3)"><rect id="kept" width="10" height="10" onclick="alert(4)"/></a>
  <set attributeName="onmouseover" to="alert(5)"/>
</svg>"##;

/// Files that are refused, with what is wrong with each.
pub fn hostile() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let whole = jpeg(300, 200);
    vec![
        ("empty.png", Vec::new(), "Must not be empty."),
        (
            "page.png",
            b"<!doctype html><script>alert(1)</script>".to_vec(),
            "Must be one of: JPEG, PNG, GIF, WebP, SVG.",
        ),
        ("truncated.jpg", whole[..whole.len() / 2].to_vec(), "damaged"),
        ("header.jpg", whole[..20].to_vec(), "damaged"),
        ("broken.png", [&png(40, 30)[..60], &[0; 40]].concat(), "damaged"),
        ("wide.png", png_that_claims(30_000, 4), "at most 20000 pixels on a side"),
        ("high.png", png_that_claims(4, 30_000), "at most 20000 pixels on a side"),
        ("bomb.png", png_that_claims(19_000, 19_000), "at most 50 million pixels"),
        ("less-than-it-says.png", png_that_claims(400, 300), "damaged"),
        ("bomb.gif", b"GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;".to_vec(), "on a side"),
        ("page.svg", b"<html><svg xmlns=\"http://www.w3.org/2000/svg\"/></html>".to_vec(), "Must be one of"),
        ("unclosed.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"><rect>".to_vec(), "damaged"),
        ("laughs.svg", laughs(), "damaged"),
    ]
}

/// A drawing whose entities would fill any memory.
fn laughs() -> Vec<u8> {
    let mut text = String::from("<?xml version=\"1.0\"?><!DOCTYPE svg [<!ENTITY l0 \"ha\">");
    for level in 1..12 {
        let inner = format!("&l{};", level - 1).repeat(10);
        text.push_str(&format!("<!ENTITY l{level} \"{inner}\">"));
    }
    text.push_str("]><svg xmlns=\"http://www.w3.org/2000/svg\"><text>&l11;</text></svg>");
    text.into_bytes()
}
