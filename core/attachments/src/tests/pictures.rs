//! Pictures: only pixels pass, and not too many.

use super::{contains, encoded, halves, kept, receive};
use crate::{Arrived, Attachments, MAX_FRAME_PIXELS, MAX_PIXELS, ReceiveError};
use gif::{Encoder, Frame, Repeat};
use image::{GenericImageView, ImageFormat};

const SECRET: &[u8] = b"52.5200N 13.4050E taken by Li";

/// The picture as it is kept.
async fn made(name: &str, bytes: &[u8]) -> (Arrived, Vec<u8>) {
    let files = Attachments::in_memory();
    let arrived = receive(&files, name, bytes).await.expect("it is kept");
    (arrived, kept(&files).await.expect("its bytes are kept"))
}

async fn refusal(bytes: &[u8]) -> ReceiveError {
    let files = Attachments::in_memory();
    let refused = receive(&files, "picture", bytes).await.expect_err("it is refused");
    assert_eq!(kept(&files).await, None);
    refused
}

#[tokio::test]
async fn a_photograph_loses_what_the_camera_wrote_and_stands_upright() {
    // Held so that the picture has to be turned by a quarter: left becomes top.
    let photograph = with_exif(&encoded(&halves(40, 20), ImageFormat::Jpeg), 6);
    assert!(contains(&photograph, SECRET));
    let (arrived, bytes) = made("photo.JPG", &photograph).await;
    assert_eq!((arrived.name.as_str(), arrived.media, arrived.pixels), ("photo.JPG", "image/jpeg", Some((20, 40))));
    for gone in [SECRET, b"Exif", b"ICC_PROFILE", b"http://ns.adobe.com"] {
        assert!(!contains(&bytes, gone), "{:?} is still there", String::from_utf8_lossy(gone));
    }
    let picture = image::load_from_memory(&bytes).expect("a picture");
    let (top, bottom) = (picture.get_pixel(10, 5), picture.get_pixel(10, 35));
    assert!(top[0] > 200 && top[2] < 60, "the top is red, but is {top:?}");
    assert!(bottom[2] > 200 && bottom[0] < 60, "the bottom is blue, but is {bottom:?}");
}

#[tokio::test]
async fn other_files_hidden_in_a_picture_do_not_pass() {
    for (format, media) in [
        (ImageFormat::Png, "image/png"),
        (ImageFormat::Jpeg, "image/jpeg"),
        (ImageFormat::Gif, "image/gif"),
        (ImageFormat::WebP, "image/webp"),
    ] {
        let script = b"<script>alert(document.domain)</script>PK\x03\x04";
        let hiding = [encoded(&halves(30, 20), format), script.to_vec(), SECRET.to_vec()].concat();
        let (arrived, bytes) = made("two-in-one", &hiding).await;
        assert_eq!((arrived.media, arrived.pixels), (media, Some((30, 20))));
        assert!(!contains(&bytes, b"script") && !contains(&bytes, SECRET), "{media}");
        let again = image::load_from_memory(&bytes).expect("a picture");
        assert_eq!(again.dimensions(), (30, 20));
    }
    // A comment inside the picture is no pixel either.
    let mut gif = Vec::new();
    let mut encoder = Encoder::new(&mut gif, 1, 1, &[0, 0, 0]).expect("an encoder");
    encoder.write_raw_extension(gif::Extension::Comment.into(), &[SECRET]).expect("a comment");
    encoder.write_frame(&Frame::from_indexed_pixels(1, 1, vec![0], None)).expect("a frame");
    drop(encoder);
    assert!(contains(&gif, SECRET));
    assert!(!contains(&made("comment.gif", &gif).await.1, SECRET));
}

#[tokio::test]
async fn what_begins_like_a_picture_and_is_none_is_refused() {
    for begins in [
        b"GIF89a/*<svg/onload=alert(1)>*/=1;".as_slice(),
        b"\x89PNG\r\n\x1a\n<html><script>alert(1)</script>",
        b"\xff\xd8\xff\xe0<script>",
        b"RIFF\x10\x00\x00\x00WEBPVP8 <html>",
    ] {
        let refused = refusal(begins).await;
        // Words read as numbers may also tell of a very large picture.
        let expected = matches!(refused, ReceiveError::PictureUnreadable { .. } | ReceiveError::PictureTooLarge { .. });
        assert!(expected, "{refused:?}");
    }
    let whole = encoded(&halves(64, 64), ImageFormat::Png);
    let refused = refusal(&whole[..whole.len() / 2]).await;
    assert!(matches!(refused, ReceiveError::PictureUnreadable { .. }), "half a picture: {refused:?}");
}

/// Small files that would unpack to gigabytes are refused by what their heads say, or when a frame passes the limit.
#[tokio::test]
async fn bombs_are_refused() {
    let mut sized = encoded(&halves(8, 8), ImageFormat::Png);
    sized[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    let checksum = crc(&sized[12..29]);
    sized[29..33].copy_from_slice(&checksum.to_be_bytes());
    let mut jpeg = encoded(&halves(8, 8), ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|two| two == [0xff, 0xc0]).expect("a frame header");
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    let mut screen = encoded(&halves(8, 8), ImageFormat::Gif);
    screen[6..10].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    // Lossless, and 16,000 pixels each way.
    let webp = b"RIFF\x1e\x00\x00\x00WEBPVP8L\x11\x00\x00\x00\x2f\x7f\xfe\x9f\x0f\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00";
    for (what, bomb) in [("png", sized.as_slice()), ("jpeg", &jpeg), ("gif", &screen), ("webp", webp)] {
        let refused = refusal(bomb).await;
        assert!(matches!(refused, ReceiveError::PictureTooLarge { limit: MAX_PIXELS }), "{what}: {refused:?}");
    }

    // Four thousand frames of one colour: each is small, together they are not.
    let mut gif = Vec::new();
    let mut encoder = Encoder::new(&mut gif, 250, 250, &[0, 0, 0]).expect("an encoder");
    let mut frame = Frame::from_indexed_pixels(250, 250, vec![0; 62_500], None);
    frame.make_lzw_pre_encoded();
    for _ in 0..=MAX_FRAME_PIXELS / 62_500 {
        encoder.write_lzw_pre_encoded_frame(&frame).expect("a frame");
    }
    drop(encoder);
    assert!(gif.len() < 4_000_000, "{}", gif.len());
    let files = Attachments::in_memory();
    let arriving = crate::Arriving { most_bytes: 10_000_000, ..super::arriving("frames.gif") };
    let piece = futures::stream::iter([Ok::<_, std::convert::Infallible>(gif.into())]);
    let refused = files.receive(arriving, piece).await;
    assert!(matches!(refused, Err(ReceiveError::PictureTooLarge { limit: MAX_FRAME_PIXELS })), "{refused:?}");
}

#[tokio::test]
async fn an_animation_keeps_its_frames_its_pace_and_its_rounds() {
    let mut given = Vec::new();
    let mut encoder = Encoder::new(&mut given, 4, 2, &[255, 0, 0, 0, 0, 255]).expect("an encoder");
    encoder.set_repeat(Repeat::Infinite).expect("rounds");
    for (colour, delay) in [(0, 10), (1, 20), (0, 30)] {
        let pixels = vec![colour; 8];
        encoder.write_frame(&Frame { delay, ..Frame::from_indexed_pixels(4, 2, pixels, None) }).expect("a frame");
    }
    drop(encoder);
    let (_, bytes) = made("dance.gif", &given).await;
    let mut decoder = gif::DecodeOptions::new().read_info(bytes.as_slice()).expect("a gif");
    let mut told = Vec::new();
    while let Some(frame) = decoder.read_next_frame().expect("a frame") {
        told.push((frame.buffer[0], frame.delay));
    }
    assert_eq!(told, [(0, 10), (1, 20), (0, 30)]);
    assert_eq!(decoder.repeat(), Repeat::Infinite);
    assert_eq!(decoder.global_palette(), Some([255, 0, 0, 0, 0, 255].as_slice()));
}

/// A photograph with a block of EXIF that holds the orientation, and something secret behind it.
fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    exif.extend(SECRET);
    let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

/// The checksum of a PNG's chunk.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 })
    })
}
