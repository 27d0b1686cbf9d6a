//! What is kept of good files, and what is said of broken and hostile ones.

use image::ImageFormat;

use super::fixtures::*;
use super::*;
use crate::text::Text;

fn checked(bytes: &[u8]) -> Checked {
    check(bytes, &MediaLimits::default()).unwrap()
}

fn size(checked: &Checked) -> Option<(u32, u32, bool)> {
    checked.picture.map(|Picture { width, height, is_animated }| (width, height, is_animated))
}

fn holds(bytes: &[u8], part: &str) -> bool {
    bytes.windows(part.len()).any(|window| window == part.as_bytes())
}

#[test]
fn pictures_are_taken_with_their_size() {
    let cases = [
        (png(30, 20), "image/png", "png", Some((30, 20, false))),
        (transparent_png(30, 20), "image/png", "png", Some((30, 20, false))),
        (jpeg(30, 20), "image/jpeg", "jpg", Some((30, 20, false))),
        (encoded(30, 20, ImageFormat::WebP), "image/webp", "webp", Some((30, 20, false))),
        (gif(1), "image/gif", "gif", Some((20, 10, false))),
        (gif(3), "image/gif", "gif", Some((20, 10, true))),
        (HOSTILE_SVG.as_bytes().to_vec(), "image/svg+xml", "svg", Some((120, 40, false))),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), "image/svg+xml", "svg", None),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg' width='1e9' height='50%' viewBox='0,0 7.6 3'/>".to_vec(),
            "image/svg+xml",
            "svg",
            Some((8, 3, false)),
        ),
    ];
    for (bytes, content_type, extension, expected) in cases {
        let checked = checked(&bytes);
        assert_eq!((checked.content_type, checked.extension, size(&checked)), (content_type, extension, expected));
        let again = check(&checked.bytes, &MediaLimits::default()).unwrap();
        assert_eq!(again, checked, "what is kept is kept as it is");
    }
}

#[test]
fn hostile_files_are_refused_with_a_reason() {
    for (name, bytes, expected) in hostile() {
        let rule = check(&bytes, &MediaLimits::default()).expect_err(name);
        let sentence = Text::English.rule(&rule);
        assert!(sentence.contains(expected), "{name}: {sentence}");
    }
}

#[test]
fn the_limits_are_those_of_the_settings() {
    let limits = MediaLimits { bytes_max: 100, pixels_max: 500 };
    assert_eq!(check(&[0; 101], &limits), Err(Rule::TooManyBytes { bytes_max: 100 }));
    let limits = MediaLimits { bytes_max: 10_000, ..limits };
    assert_eq!(check(&png(30, 20), &limits), Err(Rule::TooManyPixels { pixels_max: 500 }));
    assert!(check(&png(25, 20), &limits).is_ok());
    // Twenty frames of 200 pixels are fewer than sixteen pictures of 500; fifty are more.
    assert!(check(&gif(20), &limits).is_ok());
    assert_eq!(check(&gif(50), &limits), Err(Rule::TooManyPixels { pixels_max: 500 }));
}

#[test]
fn no_place_stays_in_a_picture() {
    for (name, bytes) in [
        ("jpeg", jpeg_with_place(40, 30, 6)),
        ("png", png_with_place()),
        ("webp", webp_with_place()),
        ("gif", gif(2)),
        ("svg", HOSTILE_SVG.as_bytes().to_vec()),
    ] {
        assert!(
            ["GPS", "48.85", "R1BTIDQ4Ljg1NjY"].iter().any(|place| holds(&bytes, place)),
            "{name}: nothing is tested"
        );
        let kept = checked(&bytes).bytes;
        for part in ["GPS", "48.85", "xmpmeta", "<script", "R1BTIDQ4Ljg1NjY"] {
            assert!(!holds(&kept, part), "{name}: {part}");
        }
    }
    assert!(holds(&checked(&jpeg_with_place(40, 30, 1)).bytes, "a profile of colours"));
    assert!(holds(&checked(&gif(2)).bytes, "NETSCAPE2.0"), "it would not repeat any more");
}

#[test]
fn a_picture_is_shown_as_the_camera_was_held() {
    assert_eq!(size(&checked(&jpeg_with_place(40, 30, 1))), Some((40, 30, false)));
    for (name, bytes) in [("jpeg", jpeg_with_place(40, 30, 6)), ("png", png_with_place()), ("webp", webp_with_place())]
    {
        assert_eq!(size(&checked(&bytes)), Some((30, 40, false)), "{name}");
    }
}

#[test]
fn pixels_are_kept_to_the_last_bit() {
    for (name, bytes) in [("jpeg", jpeg_with_place(64, 48, 1)), ("png", png_with_place()), ("webp", webp_with_place())]
    {
        let kept = checked(&bytes).bytes;
        let pixels = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().into_rgb8();
        assert!(pixels(&bytes) == pixels(&kept), "{name}");
    }
}

#[test]
fn a_drawing_keeps_what_is_harmless_alone() {
    let Checked { bytes, .. } = checked(HOSTILE_SVG.as_bytes());
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains("id=\"kept\""), "{text}");
    let parts = [
        "<script",
        "alert(1)",
        "alert(2)",
        "alert(3)",
        "alert(4)",
        "onload",
        "onclick",
        "onmouseover",
        "foreignObject",
        "iframe",
        "@import",
        "ENTITY",
        "url(http",
        "href=\"http",
        "href=\"data",
        "javascript",
    ];
    for part in parts {
        assert!(!text.contains(part), "{part}: {text}");
    }
}

#[test]
fn smaller_copies_are_made_of_what_stands_still() {
    let limits = MediaLimits::default();
    let sizes = |bytes: &[u8]| {
        let variants = variants(bytes, &limits);
        let size = |variant: &Variant| {
            let picture = image::load_from_memory_with_format(&variant.bytes, ImageFormat::WebP).unwrap();
            assert_eq!(picture.width(), variant.width);
            (picture.width(), picture.height())
        };
        variants.iter().map(size).collect::<Vec<_>>()
    };
    assert_eq!(sizes(&jpeg(1000, 500)), [(960, 480), (480, 240)]);
    assert_eq!(sizes(&transparent_png(600, 2)), [(480, 2)]);
    assert_eq!(sizes(&checked(&jpeg_with_place(30, 600, 6)).bytes), [(480, 24)]);
    assert_eq!(sizes(&png(480, 300)), []);
    assert_eq!(sizes(HOSTILE_SVG.as_bytes()), []);
    assert_eq!(sizes(b"\xff\xd8\xff"), []);
}

#[test]
fn a_copy_has_the_colours_of_its_original() {
    let mut profile = vec![0; 200];
    profile[16..20].copy_from_slice(b"RGB ");
    let plain = jpeg(500, 10);
    let content = [b"ICC_PROFILE\0\x01\x01".as_slice(), &profile].concat();
    let mut bytes = plain[..2].to_vec();
    bytes.extend([0xff, 0xe2]);
    bytes.extend((content.len() as u16 + 2).to_be_bytes());
    bytes.extend(content);
    bytes.extend(&plain[2..]);
    let variants = variants(&bytes, &MediaLimits::default());
    assert!(holds(&variants[0].bytes, "ICCP") && holds(&variants[0].bytes, "RGB "));
    assert!(image::load_from_memory_with_format(&variants[0].bytes, ImageFormat::WebP).is_ok());
}

#[test]
fn what_is_taken_out_of_a_copy_of_any_length_breaks_nothing() {
    for bytes in [jpeg_with_place(40, 30, 6), png_with_place(), webp_with_place(), gif(2)] {
        for length in (0..bytes.len()).step_by(5) {
            let _ = check(&bytes[..length], &MediaLimits::default());
        }
    }
}
