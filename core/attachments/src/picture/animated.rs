//! GIF made anew, frame by frame, after [`weight`] found its frames to be few enough: palettes, pixels, delays and the number of rounds pass; comments and what programs add
//! do not. The pixels keep their palette, so nothing is lost and the file hardly grows.

use super::{MAX_FRAME_PIXELS, MAX_PIXELS, Made, PictureError, places};
use crate::sniffed::PictureFormat;
use gif::{ColorOutput, DecodeOptions, Decoder, DecodingError, Encoder, EncodingError, Frame, MemoryLimit};
use std::{io::Cursor, num::NonZeroU64};

/// The places it takes: one frame is in memory at a time. The sizes of all frames are added up without unpacking any.
pub(super) fn weight(bytes: &[u8]) -> Result<u32, PictureError> {
    let mut options = options();
    options.skip_frame_decoding(true);
    let mut decoder = options.read_info(Cursor::new(bytes)).map_err(|error| refused(&error))?;
    let places = places(decoder.width().into(), decoder.height().into())?;
    let mut pixels = 0_u64;
    while let Some(frame) = next(&mut decoder)? {
        pixels += u64::from(frame.width) * u64::from(frame.height);
        if pixels > MAX_FRAME_PIXELS {
            return Err(PictureError::TooLarge { limit: MAX_FRAME_PIXELS });
        }
    }
    Ok(places)
}

pub(super) fn make_anew(bytes: &[u8]) -> Result<Made, PictureError> {
    let mut decoder = options().read_info(Cursor::new(bytes)).map_err(|error| refused(&error))?;
    let (width, height) = (decoder.width(), decoder.height());
    let palette = decoder.global_palette().unwrap_or_default().to_vec();
    let broken = |error: EncodingError| PictureError::Unreadable { reason: error.to_string() };
    let mut encoder = Encoder::new(Vec::new(), width, height, &palette).map_err(broken)?;
    let mut frames = 0_u64;
    while let Some(frame) = next(&mut decoder)? {
        let mut frame = frame.clone();
        let mut buffer = vec![0; decoder.buffer_size()];
        decoder.read_into_buffer(&mut buffer).map_err(|error| refused(&error))?;
        frame.buffer = buffer.into();
        // Its lines are in order now, whatever order they came in.
        frame.interlaced = false;
        if frames == 0 {
            // How often it goes round is known by the first frame, and stands before it.
            encoder.set_repeat(decoder.repeat()).map_err(broken)?;
        }
        encoder.write_frame(&frame).map_err(broken)?;
        frames += 1;
    }
    if frames == 0 {
        return Err(PictureError::Unreadable { reason: "it has no pixels".to_owned() });
    }
    let bytes = encoder.into_inner().map_err(broken)?;
    Ok(Made { bytes, format: PictureFormat::Gif, pixels: (width.into(), height.into()) })
}

fn next<'a>(decoder: &'a mut Decoder<Cursor<&[u8]>>) -> Result<Option<&'a Frame<'static>>, PictureError> {
    match decoder.next_frame_info() {
        // Many programs forget to write the end.
        Err(DecodingError::UnexpectedEof) => Ok(None),
        other => other.map_err(|error| refused(&error)),
    }
}

fn options() -> DecodeOptions {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::Indexed);
    options.check_frame_consistency(true);
    options.set_memory_limit(MemoryLimit::Bytes(NonZeroU64::new(MAX_PIXELS).unwrap_or(NonZeroU64::MAX)));
    options
}

fn refused(error: &DecodingError) -> PictureError {
    match error {
        DecodingError::MemoryLimit => PictureError::TooLarge { limit: MAX_PIXELS },
        other => PictureError::Unreadable { reason: other.to_string() },
    }
}
