//! Archived rule sources.

use super::one;
use crate::{SqliteStore, command::Note};
use sqlx::Row;
use usher_model::{Revision, Timestamp};
use usher_store::{RevisionStore, StoreError, sql};

#[async_trait::async_trait]
impl RevisionStore for SqliteStore {
    async fn archive_revision(&self, revision: Revision, sources: Vec<u8>, at: Timestamp) -> Result<(), StoreError> {
        self.writer.note(Note::ArchiveRevision { revision, sources, at }).await
    }

    async fn revision_sources(&self, revision: &Revision) -> Result<Option<Vec<u8>>, StoreError> {
        let query = sqlx::query(sql::revisions::SOURCES.sqlite).bind(revision.as_str().to_owned());
        one(&self.readers, query, |row| Ok(row.try_get("sources")?)).await
    }

    async fn latest_revision(&self) -> Result<Option<Revision>, StoreError> {
        let query = sqlx::query(sql::revisions::LATEST.sqlite);
        one(&self.readers, query, |row| Ok(Revision::new(row.try_get("revision")?))).await
    }
}
