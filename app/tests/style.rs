//! What can be checked of the stylesheet without a browser: contrast in light and dark, and that no file is forgotten.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "Tests say what must hold by panicking.")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, iter};

use blog::domain::site::Accent;

/// WCAG 2.2, success criterion 1.4.3: text.
const TEXT: f64 = 4.5;
/// WCAG 2.2, success criterion 1.4.11: outlines of controls, focus rings.
const OUTLINE: f64 = 3.0;

/// Every foreground with what it may lie on. A colour of the palette that is in no pair fails the test, too.
const PAIRS: &[(&str, &[&str], f64)] = &[
    ("ink", &["paper", "surface", "sunken", "accent-wash", "mark"], TEXT),
    ("ink", &["danger-wash", "warning-wash", "success-wash"], TEXT),
    ("ink-muted", &["paper", "surface", "sunken"], TEXT),
    ("accent", &["paper", "surface", "sunken", "accent-wash"], TEXT),
    ("accent", &["danger-wash", "warning-wash", "success-wash"], TEXT),
    ("accent-strong", &["paper", "surface", "sunken", "accent-wash"], TEXT),
    ("on-accent", &["accent", "accent-strong"], TEXT),
    ("danger", &["paper", "surface", "sunken", "danger-wash"], TEXT),
    ("on-danger", &["danger"], TEXT),
    ("warning", &["paper", "surface", "warning-wash"], TEXT),
    ("success", &["paper", "surface", "success-wash"], TEXT),
    ("line-strong", &["paper", "surface", "sunken"], OUTLINE),
    ("focus", &["paper", "surface", "sunken"], OUTLINE),
];

/// Divides without telling anything, so nobody needs to see it.
const DECORATION: &str = "line";

#[test]
fn every_pair_of_colours_has_the_contrast_it_needs() {
    check_pairs(&palette(), "as it is");
}

fn check_pairs(palette: &BTreeMap<String, [[u8; 3]; 2]>, what: &str) {
    for (foreground, backgrounds, contrast_min) in PAIRS {
        for background in *backgrounds {
            let (front, back) = (&palette[*foreground], &palette[*background]);
            for (scheme, index) in [("light", 0), ("dark", 1)] {
                let contrast = contrast(front[index], back[index]);
                assert!(contrast >= *contrast_min, "{what}: {foreground} on {background} in {scheme}: {contrast:.2}");
            }
        }
    }
}

#[test]
fn whatever_accent_is_chosen_every_pair_has_the_contrast_it_needs() {
    for accent in ["#000000", "#ffffff", "#ff0000", "#ffff00", "#0000ff", "#00ff00", "#808080", "#0a6355", "#c71585"] {
        let mut palette = palette();
        let shades = Accent::parse(accent).unwrap().shades();
        let derived = [
            ("accent", shades.accent),
            ("accent-strong", shades.strong),
            ("accent-wash", shades.wash),
            ("on-accent", shades.on_accent),
        ];
        palette.extend(derived.map(|(name, pair)| (name.to_owned(), pair.map(|color| color.0))));
        palette.insert("focus".to_owned(), [shades.accent[0].0, palette["focus"][1]]);
        check_pairs(&palette, accent);
    }
}

#[test]
fn every_colour_is_in_a_pair() {
    let paired: Vec<&str> = PAIRS
        .iter()
        .flat_map(|(foreground, backgrounds, _)| iter::once(foreground).chain(*backgrounds))
        .copied()
        .collect();
    for name in palette().keys() {
        assert!(name == DECORATION || paired.contains(&name.as_str()), "{name}");
    }
}

#[test]
fn contrast_is_that_of_the_standard() {
    assert!((contrast([0, 0, 0], [255, 255, 255]) - 21.0).abs() < 1e-9);
    assert!((contrast([119, 119, 119], [255, 255, 255]) - 4.478).abs() < 1e-3);
}

#[test]
fn every_style_file_is_in_the_bundle_once() {
    let bundle = fs::read_to_string(style_dir().join("bundle.txt")).unwrap();
    for folder in ["", "components/"] {
        for entry in fs::read_dir(style_dir().join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let listed = bundle.lines().filter(|line| *line == format!("{folder}{name}")).count();
            assert!(!name.ends_with(".css") || listed == 1, "{folder}{name} is listed {listed} times");
        }
    }
}

fn style_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../style")
}

/// The colours of `tokens.css` by name, in light and dark.
fn palette() -> BTreeMap<String, [[u8; 3]; 2]> {
    let tokens = fs::read_to_string(style_dir().join("tokens.css")).unwrap();
    tokens.lines().filter_map(|line| line.trim().strip_prefix("--color-")).map(color).collect()
}

/// Reads `name: light-dark(#rrggbb, #rrggbb);`, the one form that colours have.
fn color(declaration: &str) -> (String, [[u8; 3]; 2]) {
    let (name, value) = declaration.split_once(": light-dark(").unwrap();
    let (light, dark) = value.strip_suffix(");").and_then(|value| value.split_once(", ")).unwrap();
    (name.to_owned(), [light, dark].map(channels))
}

fn channels(hex: &str) -> [u8; 3] {
    let number = u32::from_str_radix(hex.strip_prefix('#').unwrap(), 16).unwrap();
    assert_eq!(hex.len(), 7, "{hex}");
    let [_, red, green, blue] = number.to_be_bytes();
    [red, green, blue]
}

/// WCAG 2.2's contrast ratio.
fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// WCAG 2.2's relative luminance.
fn luminance(channels: [u8; 3]) -> f64 {
    let [red, green, blue] = channels.map(|channel| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}
