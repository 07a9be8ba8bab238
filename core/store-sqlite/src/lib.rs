//! The embedded store: one SQLite file, one group-committing writer.
//!
//! Owns the file, its connections and the order of writes. All writes go to one task, which puts whatever waits into one
//! transaction and answers after the commit; reads run beside it on snapshots. Must not decide anything about routing.

mod apply;
mod checkpoint;
mod command;
mod fault;
mod memory;
mod open;
mod plan;
mod read;
mod rows;
mod writer;

pub use open::Options;

use sqlx::SqlitePool;
use std::path::Path;
use usher_model::Epoch;
use usher_store::{Store, StoreError};

/// The store in one file.
#[derive(Debug)]
pub struct SqliteStore {
    epoch: Epoch,
    writer: writer::Writer,
    readers: SqlitePool,
}

impl SqliteStore {
    /// Opens the store, and makes it where there is none: the file is readable by its owner only. The folder must be
    /// there.
    ///
    /// # Errors
    /// When the file cannot be opened or migrated, or where commits would not survive a power loss.
    pub async fn open(path: &Path, options: Options) -> Result<Self, StoreError> {
        open::open(path, options).await
    }

    /// Opens a new store in memory, empty and gone when it is closed: for trying things out. What it acknowledges
    /// survives nothing.
    ///
    /// # Errors
    /// When it cannot be made.
    pub async fn open_in_memory(options: Options) -> Result<Self, StoreError> {
        memory::open(options).await
    }
}

#[async_trait::async_trait]
impl Store for SqliteStore {
    fn epoch(&self) -> Epoch {
        self.epoch
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.writer.note(command::Note::Touch).await
    }

    async fn close(&self) {
        self.writer.close().await;
        self.readers.close().await;
    }
}
