//! Bytes by id.

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{ObjectStore, ObjectStoreExt, memory::InMemory, path::Path};
use std::{fmt, sync::Arc};
use tokio::sync::Semaphore;
use usher_model::FileId;

/// Files received at once on this node: what each holds in memory is bounded, so their number must be.
const MOST_ARRIVING: usize = 256;
/// Pictures decoded at once, by weight: see `picture::weight`.
pub(crate) const DECODERS: u32 = 4;
/// Bytes that are gathered before they are written to a store over a network: the least that S3 takes as one part.
const PART_BYTES: usize = 5 * 1024 * 1024;

/// The bytes of all files, in an object store.
#[derive(Debug, Clone)]
pub struct Attachments {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) part_bytes: usize,
    pub(crate) arriving: Arc<Semaphore>,
    pub(crate) decoders: Arc<Semaphore>,
}

/// The bytes of one file.
pub struct Content {
    /// How many there are.
    pub bytes: u64,
    /// They themselves, piece by piece.
    pub stream: BoxStream<'static, Result<Bytes, StorageError>>,
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Content").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

/// The object store failed.
#[derive(Debug, thiserror::Error)]
#[error("the store of files failed: {0}")]
pub struct StorageError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl StorageError {
    pub(crate) fn of(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self(Box::new(error))
    }
}

impl Attachments {
    /// Files in an object store over a network. Where an upload of several parts is cut off by the end of a process, the
    /// store itself must forget the parts: such stores have a rule for that.
    pub fn in_store(store: Arc<dyn ObjectStore>) -> Self {
        Self::over(store, PART_BYTES)
    }

    /// Files in memory, gone when the last handle is: for trying things out.
    pub fn in_memory() -> Self {
        Self::over(Arc::new(InMemory::new()), PART_BYTES)
    }

    pub(crate) fn over(store: Arc<dyn ObjectStore>, part_bytes: usize) -> Self {
        Self {
            store,
            part_bytes,
            arriving: Arc::new(Semaphore::new(MOST_ARRIVING)),
            decoders: Arc::new(Semaphore::new(DECODERS as usize)),
        }
    }

    /// Opens a file; none where its bytes are not there.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn open(&self, id: FileId) -> Result<Option<Content>, StorageError> {
        match self.store.get(&key(id)).await {
            Ok(found) => {
                let bytes = found.meta.size;
                Ok(Some(Content { bytes, stream: found.into_stream().map_err(StorageError::of).boxed() }))
            }
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(StorageError::of(error)),
        }
    }

    /// Removes a file's bytes, also those that came only halfway. Removing what is not there is no mistake.
    ///
    /// # Errors
    /// When the store fails: some of them may still be there.
    pub async fn remove(&self, id: FileId) -> Result<(), StorageError> {
        for key in [unfinished(id), key(id)] {
            match self.store.delete(&key).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(StorageError::of(error)),
            }
        }
        Ok(())
    }
}

/// Where a file's bytes are: nothing but the id tells, so no name can lead elsewhere. The last digits of an id are random
/// and spread the files over 256 folders.
pub(crate) fn key(id: FileId) -> Path {
    let name = id.to_string();
    let spread = name[name.len() - 2..].to_owned();
    Path::from_iter(["kept".to_owned(), spread, name])
}

/// Where a picture's bytes are until it is made anew. They are never handed out.
pub(crate) fn unfinished(id: FileId) -> Path {
    Path::from_iter(["unfinished".to_owned(), id.to_string()])
}
