//! Who visitors are, and what they are linked to.

use super::{all, one};
use crate::{SqliteStore, fault::Fault, rows};
use sqlx::Row;
use usher_model::{RecordId, RecordLink, VisitorId, VisitorRecord};
use usher_store::{LinkStore, MAX_LINKS, StoreError, columns, sql};

#[async_trait::async_trait]
impl LinkStore for SqliteStore {
    async fn visitor_record(&self, visitor: VisitorId) -> Result<Option<VisitorRecord>, StoreError> {
        let query = sqlx::query(sql::links::OF_VISITOR.sqlite).bind(visitor.to_bytes().to_vec());
        one(&self.readers, query, rows::visitor_record).await
    }

    async fn visitors_of(
        &self,
        record: &RecordId,
        after: Option<VisitorId>,
        limit: u32,
    ) -> Result<Vec<VisitorId>, StoreError> {
        let query = sqlx::query(sql::links::VISITORS.sqlite)
            .bind(record.as_str().to_owned())
            .bind(after.map_or([0; 16], VisitorId::to_bytes).to_vec())
            .bind(i64::from(limit));
        all(&self.readers, query, |row| {
            let bytes: Vec<u8> = row.try_get("visitor").map_err(Fault::from)?;
            Ok(VisitorId::from_bytes(columns::id16("visitor_records", "visitor", &bytes)?))
        })
        .await
    }

    async fn links_of(&self, record: &RecordId) -> Result<Vec<RecordLink>, StoreError> {
        let query = sqlx::query(sql::links::LINKS.sqlite).bind(record.as_str().to_owned()).bind(i64::from(MAX_LINKS));
        all(&self.readers, query, rows::link).await
    }
}
