//! What a picture that somebody brings costs the server.
//!
//! ```text
//! media make FILE WIDTH HEIGHT    a JPEG of that size with something to see on it
//! media measure FILE              what looking at a file and making its copies takes, as one line of JSON
//! ```
//!
//! `jpegtran -progressive` makes a progressive one of a JPEG. The memory is the most that the process ever had, with the
//! file itself; so each file has a process of its own.

use std::path::Path;
use std::time::Instant;

use blog::service::pictures::{MediaLimits, check, variants};
use image::{Rgb, RgbImage};
use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["make", file, width, height] => make(Path::new(file), width.parse()?, height.parse()?),
        ["measure", file] => {
            println!("{}", measure(Path::new(file))?);
            Ok(())
        }
        _ => Err("usage: media make FILE WIDTH HEIGHT | measure FILE".into()),
    }
}

/// Slow waves of colour under fine grain: a photograph's bytes come to about as many.
fn make(file: &Path, width: u32, height: u32) -> Outcome<()> {
    let wave = |place: u32, length: f32| ((place as f32 / length).sin() * 90.0) as i32 + 120;
    let mut grain: u32 = 1;
    let picture = RgbImage::from_fn(width, height, |x, y| {
        // Xorshift: the same grain every time.
        grain ^= grain << 13;
        grain ^= grain >> 17;
        grain ^= grain << 5;
        let noise = (grain % 24) as i32;
        let byte = |value: i32| u8::try_from((value + noise).clamp(0, 255)).unwrap_or_default();
        Rgb([byte(wave(x, 400.0)), byte(wave(y, 300.0)), byte(wave(x + y, 700.0))])
    });
    Ok(picture.save(file)?)
}

fn measure(file: &Path) -> Outcome<Value> {
    let (bytes, limits) = (std::fs::read(file)?, MediaLimits { bytes_max: u64::MAX, ..MediaLimits::default() });
    let began = Instant::now();
    let checked = check(&bytes, &limits).map_err(|rule| format!("{rule:?}"))?;
    let look_seconds = began.elapsed().as_secs_f64();
    let peak_look_bytes = peak_bytes()?;
    let began = Instant::now();
    let made = variants(&checked.bytes, &limits);
    let copies_seconds = began.elapsed().as_secs_f64();
    let copies: Vec<_> = made.iter().map(|variant| json!([variant.width, variant.bytes.len()])).collect();
    Ok(json!({
        "bytes": bytes.len(),
        "width": checked.picture.map(|picture| picture.width),
        "height": checked.picture.map(|picture| picture.height),
        "look_seconds": look_seconds,
        "copies_seconds": copies_seconds,
        "copies": copies,
        "peak_look_bytes": peak_look_bytes,
        "peak_bytes": peak_bytes()?,
    }))
}

/// The most memory that the process had so far (`VmHWM` of Linux, which counts in kibibytes).
fn peak_bytes() -> Outcome<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse::<u64>()? * 1024)
}
