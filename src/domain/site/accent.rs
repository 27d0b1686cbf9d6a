//! The accent colour: one that an admin chooses, and what it becomes so that everything in it can be read.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::Rule;

/// WCAG 2.2, success criterion 1.4.3: text.
const CONTRAST_MIN: f64 = 4.5;
/// What accents lie on in light and in dark, besides their own wash: those of `style/tokens.css` that are nearest to them.
const BACKGROUNDS: [[Color; 5]; 2] = [
    [
        Color([0xfb, 0xfa, 0xf6]),
        Color([0xff, 0xff, 0xff]),
        Color([0xf1, 0xef, 0xe8]),
        Color([0xfb, 0xe9, 0xe7]),
        Color([0xe5, 0xf2, 0xe3]),
    ],
    [
        Color([0x15, 0x17, 0x16]),
        Color([0x1d, 0x20, 0x1f]),
        Color([0x21, 0x25, 0x23]),
        Color([0x3a, 0x1f, 0x1d]),
        Color([0x1b, 0x32, 0x20]),
    ],
];
/// What is written on the accent, in light and in dark.
const ON_ACCENT: [Color; 2] = [WHITE, Color([0x0d, 0x1a, 0x17])];
const WHITE: Color = Color([0xff, 0xff, 0xff]);
const BLACK: Color = Color([0, 0, 0]);

/// A colour of sRGB, eight bits a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color(pub [u8; 3]);

/// A site's accent colour, as it was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accent(Color);

/// What becomes of an accent. Each has its value in light and in dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shades {
    /// Links, the main button, what is current.
    pub accent: [Color; 2],
    /// The same, when somebody points at it.
    pub strong: [Color; 2],
    /// The ground for what is chosen.
    pub wash: [Color; 2],
    /// What is written on the accent.
    pub on_accent: [Color; 2],
}

impl Accent {
    /// Checks a colour that somebody typed: `#0a6355`, or `#0a6` for short, in any case.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        let digits = text.trim().strip_prefix('#').ok_or(Rule::NotAColor)?;
        let digits = match digits.len() {
            3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
            _ => digits.to_owned(),
        };
        let is_hexadecimal = digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let number = u32::from_str_radix(&digits, 16).ok().filter(|_| is_hexadecimal).ok_or(Rule::NotAColor)?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Self(Color([red, green, blue])))
    }

    /// The colour as it was chosen.
    pub const fn color(self) -> Color {
        self.0
    }

    /// The accent in light and in dark, no further from the chosen colour than contrast asks for.
    pub fn shades(self) -> Shades {
        let light = readable(self.0, BLACK, wash_in_light, &BACKGROUNDS[0]);
        let dark = readable(self.0, WHITE, wash_in_dark, &BACKGROUNDS[1]);
        Shades {
            accent: [light, dark],
            strong: [light.mixed(BLACK, 30), dark.mixed(WHITE, 45)],
            wash: [wash_in_light(light), wash_in_dark(dark)],
            on_accent: ON_ACCENT,
        }
    }

    /// The stylesheet that gives the site its accent.
    pub fn stylesheet(self) -> String {
        let Shades { accent, strong, wash, on_accent } = self.shades();
        let pair = |[light, dark]: [Color; 2]| format!("light-dark({light}, {dark})");
        format!(
            ":root {{\n  --color-accent: {};\n  --color-accent-strong: {};\n  --color-accent-wash: {};\n  \
             --color-on-accent: {};\n  --color-focus: light-dark({}, #ffd166);\n}}\n",
            pair(accent),
            pair(strong),
            pair(wash),
            pair(on_accent),
            accent[0],
        )
    }
}

/// The nearest to a colour, on the way to another, that can be read on all of these and on its own wash.
fn readable(color: Color, end: Color, wash: fn(Color) -> Color, backgrounds: &[Color]) -> Color {
    let is_readable = |candidate: &Color| {
        let contrasts = backgrounds.iter().copied().chain([wash(*candidate)]);
        contrasts.map(|background| candidate.contrast(background)).all(|contrast| contrast >= CONTRAST_MIN)
    };
    (0..=100).map(|percent| color.mixed(end, percent)).find(is_readable).unwrap_or(end)
}

fn wash_in_light(accent: Color) -> Color {
    accent.mixed(WHITE, 88)
}

fn wash_in_dark(accent: Color) -> Color {
    accent.mixed(BACKGROUNDS[1][0], 82)
}

impl Color {
    /// The colour so many hundredths of the way to another.
    fn mixed(self, other: Self, percent: u16) -> Self {
        let mix = |(one, other): (u8, u8)| {
            let sum = u16::from(one) * (100 - percent) + u16::from(other) * percent;
            u8::try_from((sum + 50) / 100).unwrap_or(u8::MAX)
        };
        let [red, green, blue] = self.0;
        let [other_red, other_green, other_blue] = other.0;
        Self([mix((red, other_red)), mix((green, other_green)), mix((blue, other_blue))])
    }

    /// The contrast ratio of WCAG 2.2.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// The relative luminance of WCAG 2.2.
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|channel| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl From<Color> for Accent {
    fn from(color: Color) -> Self {
        Self(color)
    }
}

impl fmt::Display for Color {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(formatter, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl fmt::Display for Accent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for Accent {
    type Err = Rule;

    fn from_str(text: &str) -> Result<Self, Rule> {
        Self::parse(text)
    }
}

impl Serialize for Accent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Accent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|_| serde::de::Error::custom("not a colour"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read() {
        let cases = [
            ("#0A6355", Some("#0a6355")),
            (" #0a6 ", Some("#00aa66")),
            ("0a6355", None),
            ("#0a63", None),
            ("#éé", None),
            ("#+12345", None),
            ("red", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(Accent::parse(text).ok().map(|accent| accent.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn what_can_be_read_stays_as_it_was_chosen() {
        let [light, _] = Accent::parse("#0a6355").unwrap().shades().accent;
        assert_eq!(light.to_string(), "#0a6355");
        let [_, dark] = Accent::parse("#ffd166").unwrap().shades().accent;
        assert_eq!(dark.to_string(), "#ffd166");
    }

    #[test]
    fn every_colour_becomes_one_that_can_be_read() {
        for red in (0..=255).step_by(51) {
            for green in (0..=255).step_by(51) {
                for blue in (0..=255).step_by(51) {
                    let accent = Accent(Color([red, green, blue]));
                    let Shades { accent: shades, strong, wash, on_accent } = accent.shades();
                    for scheme in 0..2 {
                        for background in BACKGROUNDS[scheme].iter().copied().chain([wash[scheme]]) {
                            assert!(shades[scheme].contrast(background) >= CONTRAST_MIN, "{accent} on {background}");
                            assert!(strong[scheme].contrast(background) >= CONTRAST_MIN, "{accent} on {background}");
                        }
                        assert!(on_accent[scheme].contrast(shades[scheme]) >= CONTRAST_MIN, "on {accent}");
                        assert!(on_accent[scheme].contrast(strong[scheme]) >= CONTRAST_MIN, "on {accent}");
                    }
                }
            }
        }
    }
}
