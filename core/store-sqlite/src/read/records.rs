//! CRM records.

use super::all;
use crate::{
    SqliteStore,
    command::{Command, Note},
    rows,
};
use serde_json::json;
use usher_model::{ObjectId, RecordId};
use usher_store::{RecordShape, RecordStore, RecordWritten, RecordsOf, StoreError, StoredRecord, WriteRecords, sql};

#[async_trait::async_trait]
impl RecordStore for SqliteStore {
    async fn write_records(&self, write: WriteRecords) -> Result<Vec<RecordWritten>, StoreError> {
        self.writer.ask(write, |ask| Command::WriteRecords(Box::new(ask))).await
    }

    async fn records(&self, ids: &[(ObjectId, RecordId)]) -> Result<Vec<StoredRecord>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let names: Vec<_> = ids.iter().map(|(object, id)| (object.as_str(), id.as_str())).collect();
        all(&self.readers, sqlx::query(sql::records::THESE.sqlite).bind(json!(names).to_string()), rows::record).await
    }

    async fn walk_records(&self, of: RecordsOf, after: i64, limit: u32) -> Result<Vec<StoredRecord>, StoreError> {
        let (text, object, key) = match of {
            RecordsOf::All(object) => (sql::records::WALK.sqlite, object, None),
            RecordsOf::Key(object, key) => (sql::records::WALK_KEY.sqlite, object, Some(key)),
        };
        let query = sqlx::query(text).bind(object.as_str().to_owned()).bind(after).bind(i64::from(limit));
        let query = match key {
            Some(key) => query.bind(key.field).bind(key.value),
            None => query,
        };
        all(&self.readers, query, rows::record).await
    }

    async fn record_changes(&self, after: i64, limit: u32) -> Result<Vec<StoredRecord>, StoreError> {
        let query = sqlx::query(sql::records::CHANGES.sqlite).bind(after).bind(i64::from(limit));
        all(&self.readers, query, rows::record).await
    }

    async fn record_shapes(&self) -> Result<Vec<RecordShape>, StoreError> {
        all(&self.readers, sqlx::query(sql::records::SHAPES.sqlite), rows::record_shape).await
    }

    async fn set_record_shape(&self, shape: RecordShape) -> Result<(), StoreError> {
        self.writer.note(Note::SetRecordShape(shape)).await
    }
}
