//! The stories that every backend must pass.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{path::PathBuf, sync::Arc};
use tempfile::TempDir;
use usher_model::Epoch;
use usher_store::{Store, conformance::Backend};
use usher_store_sqlite::{Options, SqliteStore};

struct File {
    path: PathBuf,
    _folder: TempDir,
}

impl File {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { path: folder.path().join("usher.db"), _folder: folder }
    }
}

#[async_trait::async_trait]
impl Backend for File {
    async fn open(&self) -> Arc<dyn Store> {
        let options = Options { epoch_if_new: Epoch::from_bytes([5; 16]) };
        Arc::new(SqliteStore::open(&self.path, options).await.unwrap())
    }
}

/// Empty whenever it is opened.
struct Memory;

#[async_trait::async_trait]
impl Backend for Memory {
    async fn open(&self) -> Arc<dyn Store> {
        let options = Options { epoch_if_new: Epoch::from_bytes([5; 16]) };
        Arc::new(SqliteStore::open_in_memory(options).await.unwrap())
    }
}

usher_store::conformance_tests!(File::new());

mod in_memory {
    use super::Memory;

    usher_store::conformance_tests!(passing Memory);
}
