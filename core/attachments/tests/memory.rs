//! The most memory that receiving a large file takes: a part of it, not the file.

use bytes::Bytes;
use futures::{StreamExt, stream};
use peak_alloc::PeakAlloc;
use std::convert::Infallible;
use usher_attachments::{Accepts, Arriving, Attachments, ReceiveError};
use usher_model::FileId;

#[global_allocator]
static PEAK: PeakAlloc = PeakAlloc;

/// Sixty-four times more than may be held.
const FILE_BYTES: u64 = 128 * 1024 * 1024;
const MOST_HELD: usize = 2 * 1024 * 1024;

#[tokio::test]
async fn a_large_file_passes_through_little_memory() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = Attachments::in_folder(folder.path()).expect("a store");
    for (name, most_bytes) in [("whole", FILE_BYTES), ("too large", FILE_BYTES - 1)] {
        let pieces = stream::repeat(()).take(usize::try_from(FILE_BYTES / 16_384).expect("a number"));
        let pieces = pieces.map(|()| Ok::<_, Infallible>(Bytes::from(vec![b'x'; 16_384])));
        PEAK.reset_peak_usage();
        let before = PEAK.current_usage();
        let arriving = Arriving { id: FileId::from_bytes([1; 16]), name, most_bytes, accepts: Accepts::Everything };
        let outcome = files.receive(arriving, pieces).await;
        let held = PEAK.peak_usage() - before;
        match outcome {
            Ok(arrived) => assert_eq!(arrived.bytes, FILE_BYTES),
            Err(refused) => assert!(matches!(refused, ReceiveError::TooLarge { .. }), "{refused:?}"),
        }
        assert!(held < MOST_HELD, "{name}: {held} bytes were held");
    }
}
