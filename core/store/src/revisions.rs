//! Archived rule sources: a decision can be explained for as long as it is stored.

use crate::StoreError;
use usher_model::{Revision, Timestamp};

/// Archived revisions.
#[async_trait::async_trait]
pub trait RevisionStore {
    /// Archives the sources of a revision, in the engine's own encoding. Archiving one again only notes that it went
    /// live again.
    ///
    /// # Errors
    /// When the database fails.
    async fn archive_revision(&self, revision: Revision, sources: Vec<u8>, at: Timestamp) -> Result<(), StoreError>;

    /// The sources of an archived revision.
    ///
    /// # Errors
    /// When the database fails.
    async fn revision_sources(&self, revision: &Revision) -> Result<Option<Vec<u8>>, StoreError>;

    /// The revision that went live last: what a restart over a broken tree serves.
    ///
    /// # Errors
    /// When the database fails.
    async fn latest_revision(&self) -> Result<Option<Revision>, StoreError>;
}
