//! CRM records in columns.

use super::corrupt;
use crate::{RecordShape, StoreError, StoredRecord};
use usher_model::{RecordContent, RecordKey, Timestamp};

const TABLE: &str = "records";

/// A row of `records`.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct RecordRow {
    pub number: i64,
    pub object: String,
    pub id: String,
    pub fields: String,
    pub relations: String,
    pub created_at: i64,
    pub updated_at: i64,
    pub deleted_at: Option<i64>,
    pub change: i64,
}

impl RecordRow {
    /// Reads the record.
    pub fn decode(self) -> Result<StoredRecord, StoreError> {
        let wrong = |column, reason: &dyn std::fmt::Display| corrupt(TABLE, column, self.number, reason);
        Ok(StoredRecord {
            number: self.number,
            object: self.object.parse().map_err(|error| wrong("object", &error))?,
            id: self.id.parse().map_err(|error| wrong("id", &error))?,
            content: RecordContent {
                fields: serde_json::from_str(&self.fields).map_err(|error| wrong("fields", &error))?,
                relations: serde_json::from_str(&self.relations).map_err(|error| wrong("relations", &error))?,
            },
            created_at: Timestamp::from_micros(self.created_at),
            updated_at: Timestamp::from_micros(self.updated_at),
            deleted_at: self.deleted_at.map(Timestamp::from_micros),
            change: self.change,
        })
    }
}

/// What a write must know of a record that is there.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of its name")]
pub struct SeenRecordRow {
    pub number: i64,
    pub keys: String,
    pub change: i64,
}

impl SeenRecordRow {
    /// The keys that it has.
    pub fn keys(&self) -> Result<Vec<RecordKey>, StoreError> {
        let pairs: Vec<(String, String)> =
            serde_json::from_str(&self.keys).map_err(|error| corrupt(TABLE, "keys", self.number, error))?;
        Ok(pairs.into_iter().map(|(field, value)| RecordKey { field, value }).collect())
    }
}

/// Values and relations of a record, as they are stored.
pub fn content_texts(content: &RecordContent) -> (String, String) {
    let text = |value: serde_json::Result<String>| value.unwrap_or_else(|_| "{}".to_owned());
    (text(serde_json::to_string(&content.fields)), text(serde_json::to_string(&content.relations)))
}

/// A record's keys, as they stand beside it.
pub fn keys_text(keys: &[RecordKey]) -> String {
    serde_json::json!(keys.iter().map(|key| (&key.field, &key.value)).collect::<Vec<_>>()).to_string()
}

/// A row of `record_shapes`.
pub fn record_shape(object: &str, shape: String, reached: Option<i64>) -> Result<RecordShape, StoreError> {
    let id = object.parse().map_err(|error| corrupt("record_shapes", "object", object, error))?;
    Ok(RecordShape { object: id, shape, reached })
}
