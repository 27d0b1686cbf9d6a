//! Pictures of pixels: looked at within bounds, and made smaller.

use std::io::Cursor;

use fast_image_resize::images::Image;
use fast_image_resize::pixels::{U8x3, U8x4};
use fast_image_resize::{PixelTrait, ResizeOptions, Resizer};
use image::codecs::gif::GifDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{AnimationDecoder, ColorType, DynamicImage, ImageDecoder, ImageFormat, ImageReader, ImageResult, Limits};

use super::metadata::with_profile;
use super::{MediaLimits, SIDE_PIXELS_MAX};
use crate::domain::Rule;
use crate::domain::media::{Picture, variant_widths};

/// Bytes of memory that a pixel takes at most while a picture is looked at, whatever it is made of. A decoder of JPEG keeps
/// two bytes for each of four colours of a progressive one, and writes four; one of PNG writes four colours of two bytes
/// each, of which four bytes are made; one of an animation has a picture, a frame and a copy of four each.
pub const PIXEL_BYTES_MAX: u64 = 12;
/// How much of that the result of decoding may take: what an image's own decoder promises.
const RESULT_BYTES_MAX: u64 = 8;
/// All frames of an animation together may have so many times the pixels that a picture may have.
const ANIMATION_FACTOR: u64 = 16;
/// Where lossy WebP looks like its original and is a third of its size.
const QUALITY: f32 = 78.0;

/// A smaller copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// In pixels.
    pub width: u32,
    /// The copy, as WebP.
    pub bytes: Vec<u8>,
}

/// Refuses what its header says is too large, before anything of it is decoded.
///
/// # Errors
/// When it is, or there is no header.
pub fn check_size(bytes: &[u8], format: ImageFormat, limits: &MediaLimits) -> Result<(), Rule> {
    let (width, height) = size_in_header(bytes, format).ok_or(Rule::Damaged)?;
    if width == 0 || height == 0 {
        return Err(Rule::Damaged);
    }
    if width.max(height) > SIDE_PIXELS_MAX {
        return Err(Rule::TooWide { side_pixels_max: SIDE_PIXELS_MAX });
    }
    if u64::from(width) * u64::from(height) > limits.pixels_max {
        return Err(Rule::TooManyPixels { pixels_max: limits.pixels_max });
    }
    Ok(())
}

fn size_in_header(bytes: &[u8], format: ImageFormat) -> Option<(u32, u32)> {
    ImageReader::with_format(Cursor::new(bytes), format).into_dimensions().ok()
}

/// Decodes a picture to see that it can be, every frame of it, and says how large it is shown.
///
/// # Errors
/// When it can't be decoded within the limits.
pub fn look_at(bytes: &[u8], format: ImageFormat, limits: &MediaLimits) -> Result<Picture, Rule> {
    let frames = check_frames(bytes, format, limits)?;
    let (width, height) = if frames == 0 {
        let shown = decode(bytes, format, limits).map_err(|error| rule(&error, limits))?.picture;
        (shown.width(), shown.height())
    } else {
        size_in_header(bytes, format).ok_or(Rule::Damaged)?
    };
    Ok(Picture { width, height, is_animated: frames > 1 })
}

/// Decodes the frames of what may be an animation, and counts them; 0 for what is none.
fn check_frames(bytes: &[u8], format: ImageFormat, limits: &MediaLimits) -> Result<u64, Rule> {
    let damaged = |_| Rule::Damaged;
    let source = Cursor::new(bytes);
    let frames = match format {
        ImageFormat::Gif => {
            let mut decoder = GifDecoder::new(source).map_err(damaged)?;
            decoder.set_limits(memory(limits)).map_err(damaged)?;
            decoder.into_frames()
        }
        ImageFormat::WebP => {
            let mut decoder = WebPDecoder::new(source).map_err(damaged)?;
            if !decoder.has_animation() {
                return Ok(0);
            }
            decoder.set_limits(memory(limits)).map_err(damaged)?;
            decoder.into_frames()
        }
        ImageFormat::Png => {
            let decoder = PngDecoder::with_limits(source, memory(limits)).map_err(damaged)?;
            if !decoder.is_apng().map_err(damaged)? {
                return Ok(0);
            }
            decoder.apng().map_err(damaged)?.into_frames()
        }
        _ => return Ok(0),
    };
    let (mut count, mut pixels) = (0, 0);
    for frame in frames {
        let frame = frame.map_err(|error| rule(&error, limits))?;
        count += 1;
        pixels += u64::from(frame.buffer().width()) * u64::from(frame.buffer().height());
        if pixels > limits.pixels_max.saturating_mul(ANIMATION_FACTOR) {
            return Err(Rule::TooManyPixels { pixels_max: limits.pixels_max });
        }
    }
    if count == 0 { Err(Rule::Damaged) } else { Ok(count) }
}

/// A picture as it is shown: turned as its maker held the camera.
struct Decoded {
    picture: DynamicImage,
    /// What its colours mean, where that is not what they usually do.
    profile: Option<Vec<u8>>,
}

fn decode(bytes: &[u8], format: ImageFormat, limits: &MediaLimits) -> ImageResult<Decoded> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(memory(limits));
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    // A profile of other colours than red, green and blue means nothing once these are made of them.
    let profile = decoder.icc_profile().ok().flatten().filter(|profile| profile.get(16..20) == Some(b"RGB "));
    // Before it is turned, which takes a second picture.
    let mut picture = in_bytes(DynamicImage::from_decoder(decoder)?);
    picture.apply_orientation(orientation);
    Ok(Decoded { picture, profile })
}

/// The picture with a byte for each of its colours.
fn in_bytes(picture: DynamicImage) -> DynamicImage {
    match picture.color() {
        ColorType::L8 | ColorType::La8 | ColorType::Rgb8 | ColorType::Rgba8 => picture,
        color if color.has_alpha() => picture.into_rgba8().into(),
        _ => picture.into_rgb8().into(),
    }
}

fn memory(limits: &MediaLimits) -> Limits {
    let mut memory = Limits::default();
    memory.max_image_width = Some(SIDE_PIXELS_MAX);
    memory.max_image_height = Some(SIDE_PIXELS_MAX);
    memory.max_alloc = Some(limits.pixels_max.saturating_mul(RESULT_BYTES_MAX));
    memory
}

fn rule(error: &image::ImageError, limits: &MediaLimits) -> Rule {
    match error {
        image::ImageError::Limits(_) => Rule::TooManyPixels { pixels_max: limits.pixels_max },
        _ => Rule::Damaged,
    }
}

/// The smaller copies of a picture, the widest first; none of what moves or can't be decoded. Each is made from the one
/// before it, so that the large original is gone through once.
pub fn variants(bytes: &[u8], limits: &MediaLimits) -> Vec<Variant> {
    let Some(super::kind::Kind::Raster(format)) = super::kind::of(bytes) else { return Vec::new() };
    let Ok(Decoded { picture, profile }) = decode(bytes, format, limits) else { return Vec::new() };
    let mut larger = Pixels::of(picture);
    let mut widths: Vec<u32> = variant_widths(larger.width).collect();
    widths.reverse();
    let mut resizer = Resizer::new();
    let mut made = Vec::with_capacity(widths.len());
    for width in widths {
        let Some(smaller) = larger.resized(&mut resizer, width) else { break };
        let Some(bytes) = smaller.to_webp(profile.as_deref()) else { break };
        made.push(Variant { width, bytes });
        larger = smaller;
    }
    made
}

/// A picture in memory: a byte for each of red, green, blue, and alpha where it has any.
struct Pixels {
    width: u32,
    height: u32,
    has_alpha: bool,
    bytes: Vec<u8>,
}

impl Pixels {
    fn of(picture: DynamicImage) -> Self {
        let (width, height, has_alpha) = (picture.width(), picture.height(), picture.color().has_alpha());
        let bytes = if has_alpha { picture.into_rgba8().into_raw() } else { picture.into_rgb8().into_raw() };
        Self { width, height, has_alpha, bytes }
    }

    fn resized(&mut self, resizer: &mut Resizer, width: u32) -> Option<Self> {
        let height = (u64::from(self.height) * u64::from(width)).div_ceil(u64::from(self.width));
        let height = u32::try_from(height).ok()?.max(1);
        let bytes = match self.has_alpha {
            true => self.resized_bytes::<U8x4>(resizer, width, height)?,
            false => self.resized_bytes::<U8x3>(resizer, width, height)?,
        };
        Some(Self { width, height, has_alpha: self.has_alpha, bytes })
    }

    /// `Resizer::resize` would be compiled for each of thirteen kinds of pixels, which takes minutes.
    fn resized_bytes<P: PixelTrait>(&mut self, resizer: &mut Resizer, width: u32, height: u32) -> Option<Vec<u8>> {
        let source = Image::from_slice_u8(self.width, self.height, &mut self.bytes, P::pixel_type()).ok()?;
        let mut target = Image::new(width, height, P::pixel_type());
        let (pixels, mut resized) = (source.typed_image::<P>()?, target.typed_image_mut::<P>()?);
        resizer.resize_typed(&pixels, &mut resized, &ResizeOptions::new()).ok()?;
        Some(target.into_vec())
    }

    fn to_webp(&self, profile: Option<&[u8]>) -> Option<Vec<u8>> {
        let encoder = if self.has_alpha {
            webpx::Encoder::new_rgba(&self.bytes, self.width, self.height)
        } else {
            webpx::Encoder::new_rgb(&self.bytes, self.width, self.height)
        };
        let webp = encoder.quality(QUALITY).encode(webpx::Unstoppable).ok()?;
        match profile {
            Some(profile) => with_profile(&webp, profile, (self.width, self.height)),
            None => Some(webp),
        }
    }
}
