//! CRM records: written by compare-and-set, found by id and by key, and told as a feed of changes.

use crate::StoreError;
use usher_model::{ObjectId, RecordContent, RecordId, RecordKey, Timestamp};

/// Most records of one write: a transaction that others wait for only briefly.
pub const MAX_RECORD_BATCH: usize = 500;

/// A record as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredRecord {
    /// Its place among all records, given when it was first stored.
    pub number: i64,
    /// Of which object.
    pub object: ObjectId,
    /// Its id in the CRM.
    pub id: RecordId,
    /// What it holds; nothing where it was deleted.
    pub content: RecordContent,
    /// First stored, or stored again after it was deleted.
    pub created_at: Timestamp,
    /// Last changed.
    pub updated_at: Timestamp,
    /// When it was deleted.
    pub deleted_at: Option<Timestamp>,
    /// The number of its latest change.
    pub change: i64,
}

/// A record to write.
#[derive(Debug, Clone, PartialEq)]
pub struct WriteRecord {
    /// Of which object.
    pub object: ObjectId,
    /// Which one.
    pub id: RecordId,
    /// The change that the writer saw; none where there was no such record at all.
    pub seen: Option<i64>,
    /// What it holds from now on; none to delete it.
    pub content: Option<RecordContent>,
    /// What it is found by from now on.
    pub keys: Vec<RecordKey>,
}

/// Who bore a key when the writer decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyGuard {
    /// Of which object.
    pub object: ObjectId,
    /// The key.
    pub key: RecordKey,
    /// The numbers of the first who bore it, at most `limit`.
    pub seen: Vec<i64>,
    /// How many were looked at.
    pub limit: u32,
}

/// Records to write in one transaction.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WriteRecords {
    /// Which, [`MAX_RECORD_BATCH`] at most, each once.
    pub records: Vec<WriteRecord>,
    /// Nothing is written where one of these no longer holds.
    pub guards: Vec<KeyGuard>,
    /// When.
    pub at: Timestamp,
}

/// How writing one record went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordWritten {
    /// It is stored, by this change.
    Stored {
        /// Its number.
        change: i64,
    },
    /// It is not what the writer saw, or a guard no longer holds: read it again.
    Moved,
}

/// Where to look for records of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordsOf {
    /// Among all.
    All(ObjectId),
    /// Among those that bear a key.
    Key(ObjectId, RecordKey),
}

/// What the keys of an object's records were made by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordShape {
    /// Of which object.
    pub object: ObjectId,
    /// The fields, their types and whatever else decides on keys, in the engine's words.
    pub shape: String,
    /// The last record that was looked at since; none where all were.
    pub reached: Option<i64>,
}

/// CRM records.
#[async_trait::async_trait]
pub trait RecordStore {
    /// Writes records, each where it is what the writer saw, and answers for each in their order.
    ///
    /// # Errors
    /// When the database fails; then nothing is written.
    async fn write_records(&self, write: WriteRecords) -> Result<Vec<RecordWritten>, StoreError>;

    /// Records by object and id, in no order, deleted ones too.
    ///
    /// # Errors
    /// When the database fails.
    async fn records(&self, ids: &[(ObjectId, RecordId)]) -> Result<Vec<StoredRecord>, StoreError>;

    /// Records behind a number, upwards, at most `limit`. Deleted ones are not among them.
    ///
    /// # Errors
    /// When the database fails.
    async fn walk_records(&self, of: RecordsOf, after: i64, limit: u32) -> Result<Vec<StoredRecord>, StoreError>;

    /// Records of all objects by their latest change, behind a change, upwards, at most `limit`; deleted ones too.
    ///
    /// # Errors
    /// When the database fails.
    async fn record_changes(&self, after: i64, limit: u32) -> Result<Vec<StoredRecord>, StoreError>;

    /// What the keys of all objects were made by.
    ///
    /// # Errors
    /// When the database fails.
    async fn record_shapes(&self) -> Result<Vec<RecordShape>, StoreError>;

    /// Notes what the keys of an object are made by, and how far.
    ///
    /// # Errors
    /// When the database fails.
    async fn set_record_shape(&self, shape: RecordShape) -> Result<(), StoreError>;
}
