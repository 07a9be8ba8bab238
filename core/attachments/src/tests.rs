//! Files as strangers send them.

mod names;
mod pictures;
mod receiving;

use crate::{Accepts, Arrived, Arriving, Attachments, ReceiveError};
use bytes::Bytes;
use futures::{TryStreamExt, stream};
use image::{DynamicImage, ImageFormat, RgbImage};
use std::{convert::Infallible, io::Cursor};
use usher_model::FileId;

/// The file of the stories.
const FILE: FileId = FileId::from_bytes([7; 16]);

async fn receive(files: &Attachments, name: &str, bytes: &[u8]) -> Result<Arrived, ReceiveError> {
    // In pieces, as they come over a network.
    let pieces: Vec<_> = bytes.chunks(1_000).map(|piece| Ok::<_, Infallible>(Bytes::copy_from_slice(piece))).collect();
    files.receive(arriving(name), stream::iter(pieces)).await
}

const fn arriving(name: &str) -> Arriving<'_> {
    Arriving { id: FILE, name, most_bytes: 1_000_000, accepts: Accepts::Everything }
}

/// The bytes that are kept; none where there are none.
async fn kept(files: &Attachments) -> Option<Vec<u8>> {
    let content = files.open(FILE).await.expect("the store works")?;
    let pieces: Vec<Bytes> = content.stream.try_collect().await.expect("the bytes can be read");
    let bytes = pieces.concat();
    assert_eq!(bytes.len() as u64, content.bytes);
    Some(bytes)
}

/// A picture whose left half is red and whose right half is blue.
fn halves(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, _| if x < width / 2 { [255, 0, 0] } else { [0, 0, 255] }.into()).into()
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("it can be encoded");
    bytes.into_inner()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
