//! Pictures made anew: decoded within limits, turned the right way up, and encoded again.
//!
//! Owns what may be decoded at all. Only pixels pass: what cameras and programs write beside them (places, dates, names,
//! colour profiles, whole other files behind the end) does not. An animated GIF stays animated; of other animations the
//! first frame is kept.

mod animated;

use crate::sniffed::PictureFormat;
use image::{
    DynamicImage, ImageDecoder, ImageError, Limits,
    codecs::{
        jpeg::JpegDecoder, jpeg::JpegEncoder, png::PngDecoder, png::PngEncoder, webp::WebPDecoder, webp::WebPEncoder,
    },
};
use std::io::Cursor;

/// Most pixels of a picture: what a good camera makes, and at four bytes each the most memory that one may take.
pub const MAX_PIXELS: u64 = 40_000_000;
/// Most pixels of all frames of an animation together: they pass one after another, so they cost time and not memory.
pub const MAX_FRAME_PIXELS: u64 = 250_000_000;

/// Most memory that decoding one picture takes.
const MAX_DECODED_BYTES: u64 = MAX_PIXELS * 4;
/// Pixels of a picture that takes one of the decoders' places; a larger one takes more.
const PIXELS_A_PLACE: u64 = 10_000_000;
/// Quality of JPEG from 1 to 100: above it files grow faster than anybody sees.
const JPEG_QUALITY: u8 = 88;

/// A picture that holds nothing but pixels.
#[derive(Debug)]
pub(crate) struct Made {
    pub bytes: Vec<u8>,
    pub format: PictureFormat,
    /// Width and height.
    pub pixels: (u32, u32),
}

/// Why a picture is not made.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum PictureError {
    TooLarge { limit: u64 },
    Unreadable { reason: String },
}

impl From<ImageError> for PictureError {
    fn from(error: ImageError) -> Self {
        match error {
            ImageError::Limits(_) => Self::TooLarge { limit: MAX_PIXELS },
            other => Self::Unreadable { reason: other.to_string() },
        }
    }
}

/// How many of the decoders' places a picture takes, by its head.
pub(crate) fn weight(bytes: &[u8], format: PictureFormat) -> Result<u32, PictureError> {
    let (width, height) = match format {
        PictureFormat::Gif => return animated::weight(bytes),
        PictureFormat::Png => png(bytes)?.dimensions(),
        PictureFormat::Jpeg => JpegDecoder::new(Cursor::new(bytes))?.dimensions(),
        PictureFormat::Webp => WebPDecoder::new(Cursor::new(bytes))?.dimensions(),
    };
    places(width, height)
}

/// Makes a picture anew.
pub(crate) fn make_anew(bytes: &[u8], format: PictureFormat) -> Result<Made, PictureError> {
    let cursor = Cursor::new(bytes);
    match format {
        PictureFormat::Gif => animated::make_anew(bytes),
        PictureFormat::Png => {
            let picture = upright(png(bytes)?)?;
            encoded(&picture, PictureFormat::Png)
        }
        PictureFormat::Jpeg => encoded(&upright(JpegDecoder::new(cursor)?)?, PictureFormat::Jpeg),
        PictureFormat::Webp => {
            let picture = upright(WebPDecoder::new(cursor)?)?;
            // There is no encoder for lossy WebP here, and a photograph without loss would be many times as large.
            let photograph = is_lossy(bytes) && !picture.color().has_alpha();
            encoded(&picture, if photograph { PictureFormat::Jpeg } else { PictureFormat::Webp })
        }
    }
}

/// The places that a picture of this size takes.
fn places(width: u32, height: u32) -> Result<u32, PictureError> {
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 {
        return Err(PictureError::Unreadable { reason: "it has no pixels".to_owned() });
    }
    if pixels > MAX_PIXELS {
        return Err(PictureError::TooLarge { limit: MAX_PIXELS });
    }
    Ok(u32::try_from(pixels.div_ceil(PIXELS_A_PLACE)).unwrap_or(u32::MAX))
}

/// The decoder of a PNG. It refuses whatever it holds too much of by one word, so the size is looked at first.
fn png(bytes: &[u8]) -> Result<PngDecoder<Cursor<&[u8]>>, PictureError> {
    if let Some([b'I', b'H', b'D', b'R', w0, w1, w2, w3, h0, h1, h2, h3]) = bytes.get(12..24) {
        places(u32::from_be_bytes([*w0, *w1, *w2, *w3]), u32::from_be_bytes([*h0, *h1, *h2, *h3]))?;
    }
    let broken = |error: ImageError| PictureError::Unreadable { reason: error.to_string() };
    PngDecoder::with_limits(Cursor::new(bytes), limits()).map_err(broken)
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    limits
}

/// Decodes, and turns as the camera says it was held.
fn upright(mut decoder: impl ImageDecoder) -> Result<DynamicImage, PictureError> {
    let (width, height) = decoder.dimensions();
    places(width, height)?;
    if decoder.total_bytes() > MAX_DECODED_BYTES {
        return Err(PictureError::TooLarge { limit: MAX_PIXELS });
    }
    decoder.set_limits(limits())?;
    // What a camera says wrongly of how it was held is no reason to lose the picture.
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn encoded(picture: &DynamicImage, format: PictureFormat) -> Result<Made, PictureError> {
    let mut bytes = Vec::new();
    match format {
        PictureFormat::Jpeg => picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY))?,
        PictureFormat::Webp => picture.write_with_encoder(WebPEncoder::new_lossless(&mut bytes))?,
        PictureFormat::Png | PictureFormat::Gif => picture.write_with_encoder(PngEncoder::new(&mut bytes))?,
    }
    Ok(Made { bytes, format, pixels: (picture.width(), picture.height()) })
}

/// Whether a WebP holds a picture compressed with loss, as photographs are. Its chunks bear names of four letters.
fn is_lossy(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(12..).unwrap_or_default();
    while let [a, b, c, d, l0, l1, l2, l3, body @ ..] = rest {
        match &[*a, *b, *c, *d] {
            b"VP8 " => return true,
            b"VP8L" | b"ANMF" => return false,
            _ => {}
        }
        let length = usize::try_from(u32::from_le_bytes([*l0, *l1, *l2, *l3])).unwrap_or(usize::MAX);
        // Chunks begin at even places.
        rest = body.get(length.saturating_add(length % 2)..).unwrap_or_default();
    }
    false
}
