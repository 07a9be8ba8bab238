//! Limits, sniffing, and what is left of what is refused.

use super::{FILE, arriving, encoded, halves, kept, receive};
use crate::{Accepts, Arriving, Attachments, ReceiveError};
use bytes::Bytes;
use futures::{StreamExt, stream};
use image::ImageFormat;
use std::{
    convert::Infallible,
    io,
    sync::atomic::{AtomicUsize, Ordering},
};

#[tokio::test]
async fn a_file_is_kept_as_it_came_and_removed_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    for files in [Attachments::in_memory(), Attachments::in_folder(folder.path()).expect("a store")] {
        // More than one part of either store, and not a whole number of them.
        let bytes: Vec<u8> = (0..999_999_u32).map(|n| (n % 251) as u8).collect();
        let arrived = receive(&files, "numbers.bin", &bytes).await.expect("it is kept");
        assert_eq!((arrived.name.as_str(), arrived.bytes, arrived.pixels), ("numbers.bin", 999_999, None));
        assert_eq!(kept(&files).await, Some(bytes));
        files.remove(FILE).await.expect("it is removed");
        assert_eq!(kept(&files).await, None);
        files.remove(FILE).await.expect("removing it again is no mistake");
    }
}

/// The type that a name or a client claims counts for nothing.
#[tokio::test]
async fn types_are_told_by_bytes() {
    let png = encoded(&halves(4, 4), ImageFormat::Png);
    let cases: &[(&str, &[u8], &str, &str)] = &[
        ("page.html", &png, "image/png", "page.html.png"),
        ("photo.jpg", &png, "image/png", "photo.png"),
        ("photo.png", b"<!DOCTYPE html><script>alert(1)</script>", "text/html", "photo.png"),
        ("photo.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "text/plain", "photo.png"),
        ("photo.png", b"%PDF-1.7\n1 0 obj", "application/pdf", "photo.png"),
        ("photo.png", b"MZ\x90\x00\x03\x00\x00\x00", "application/vnd.microsoft.portable-executable", "photo.png"),
        ("notes", "Grüße".as_bytes(), "text/plain", "notes"),
        ("x.png", b"\x00\x01\x02\x03", "application/octet-stream", "x.png"),
        // Words that begin as pictures do are words.
        ("gif.txt", b"GIF is a format of pictures", "application/octet-stream", "gif.txt"),
    ];
    for (name, bytes, media, named) in cases {
        let files = Attachments::in_memory();
        let arrived = receive(&files, name, bytes).await.expect("it is kept");
        assert_eq!((arrived.media, arrived.name.as_str()), (*media, *named));
        assert_eq!(arrived.pixels.is_some(), media.starts_with("image/"), "{media}");
    }
}

#[tokio::test]
async fn what_may_be_sent_is_decided_by_bytes_too() {
    let png = encoded(&halves(4, 4), ImageFormat::Png);
    for (accepts, bytes, refused) in [
        (Accepts::Pictures, png.as_slice(), None),
        (Accepts::Pictures, b"%PDF-1.7".as_slice(), Some("application/pdf")),
        (Accepts::Downloads, b"%PDF-1.7".as_slice(), None),
        (Accepts::Downloads, png.as_slice(), Some("image/png")),
    ] {
        let files = Attachments::in_memory();
        let piece = stream::iter([Ok::<_, Infallible>(Bytes::copy_from_slice(bytes))]);
        let outcome = files.receive(Arriving { accepts, ..arriving("a") }, piece).await;
        match (outcome, refused) {
            (Ok(_), None) => {}
            (Err(ReceiveError::TypeNotAllowed { media }), Some(expected)) => assert_eq!(media, expected),
            (other, _) => panic!("{accepts:?} answers {other:?}"),
        }
        assert_eq!(kept(&files).await.is_some(), refused.is_none());
    }
}

/// The stream is not asked for more once the limit is passed, and nothing stays.
#[tokio::test]
async fn a_limit_stops_while_bytes_still_come() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = Attachments::in_folder(folder.path()).expect("a store");
    for (first, limit) in [(b"plain".to_vec(), 1_000_000), (encoded(&halves(4, 4), ImageFormat::Png), 300_000)] {
        let asked = AtomicUsize::new(0);
        let endless = stream::iter([first]).chain(stream::repeat(vec![b'x'; 10_000])).map(|piece| {
            asked.fetch_add(1, Ordering::SeqCst);
            Ok::<_, Infallible>(Bytes::from(piece))
        });
        let outcome = files.receive(Arriving { most_bytes: limit, ..arriving("endless") }, endless).await;
        assert!(matches!(outcome, Err(ReceiveError::TooLarge { limit: told }) if told == limit), "{outcome:?}");
        assert_eq!(asked.load(Ordering::SeqCst) as u64, limit / 10_000 + 1, "asked for more than the limit");
        assert_eq!(files_in(folder.path()), 0, "something stays of what was refused");
    }
    let exact = vec![b'x'; 50];
    let arriving = Arriving { most_bytes: 50, ..arriving("exact") };
    let piece = stream::iter([Ok::<_, Infallible>(Bytes::from(exact))]);
    assert_eq!(files.receive(arriving, piece).await.expect("it just fits").bytes, 50);
}

#[tokio::test]
async fn what_is_cut_off_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = Attachments::in_folder(folder.path()).expect("a store");
    for whole in [20_usize, 100_000, 700_000] {
        let pieces = [Ok(Bytes::from(vec![b'x'; whole])), Err(io::Error::other("the line broke"))];
        let outcome = files.receive(arriving("half"), stream::iter(pieces)).await;
        let Err(ReceiveError::CutOff { reason }) = outcome else { panic!("{outcome:?}") };
        assert_eq!(reason, "the line broke");
        assert_eq!(files_in(folder.path()), 0);
    }
    let nothing = files.receive(arriving("empty"), stream::empty::<Result<Bytes, Infallible>>()).await;
    assert!(matches!(nothing, Err(ReceiveError::Empty)), "{nothing:?}");
}

/// A process that dies while it writes leaves a piece that nobody names; the next life removes it.
#[tokio::test]
async fn a_new_life_sweeps_what_the_last_one_was_writing() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = Attachments::in_folder(folder.path()).expect("a store");
    receive(&files, "whole", b"whole").await.expect("it is kept");
    let half = folder.path().join("kept/ab/00000000-0000-0000-0000-0000000000ab#1");
    std::fs::create_dir_all(half.parent().expect("a folder")).expect("a folder");
    std::fs::write(&half, "half").expect("a file");
    drop(files);
    let again = Attachments::in_folder(folder.path()).expect("a store");
    assert!(!half.exists());
    assert_eq!(kept(&again).await, Some(b"whole".to_vec()));
}

fn files_in(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).expect("it can be read");
    entries
        .map(|entry| entry.expect("an entry").path())
        .map(|path| if path.is_dir() { files_in(&path) } else { 1 })
        .sum()
}
