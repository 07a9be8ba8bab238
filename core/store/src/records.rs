//! CRM records: written by compare-and-set, found by id and by key, and told as a feed of changes.

use crate::StoreError;
use usher_model::{ObjectId, RecordContent, RecordId, RecordKey, RecordLink, Timestamp, VisitorId, VisitorRecord};

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

/// Who a visitor is from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BindVisitor {
    /// Who.
    pub binding: VisitorRecord,
    /// The record that the writer saw the visitor to be; none for nobody.
    pub seen: Option<RecordId>,
}

/// Records to write in one transaction. With guards, a binding or links it is all or nothing: where one record is not what
/// the writer saw, or a guard no longer holds, or the visitor is somebody else by now, nothing is written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WriteRecords {
    /// Which, [`MAX_RECORD_BATCH`] at most, each once.
    pub records: Vec<WriteRecord>,
    /// Nothing is written where one of these no longer holds.
    pub guards: Vec<KeyGuard>,
    /// Who a visitor is.
    pub bind: Option<BindVisitor>,
    /// Links to set. What an agent said stays, unless an agent says otherwise.
    pub links: Vec<RecordLink>,
    /// When.
    pub at: Timestamp,
}

impl WriteRecords {
    /// Whether it is all or nothing.
    pub fn is_whole(&self) -> bool {
        !self.guards.is_empty() || self.bind.is_some() || !self.links.is_empty()
    }
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

/// Most links of one visitor's record that are read.
pub const MAX_LINKS: u32 = 200;

/// Who visitors are, and what they are linked to. Both are written with [`RecordStore::write_records`].
#[async_trait::async_trait]
pub trait LinkStore {
    /// Who a visitor is.
    ///
    /// # Errors
    /// When the database fails.
    async fn visitor_record(&self, visitor: VisitorId) -> Result<Option<VisitorRecord>, StoreError>;

    /// The visitors who are one record, in order of their ids behind one, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    async fn visitors_of(
        &self,
        record: &RecordId,
        after: Option<VisitorId>,
        limit: u32,
    ) -> Result<Vec<VisitorId>, StoreError>;

    /// The links of a visitor's record, [`MAX_LINKS`] at most, also those that hold no more.
    ///
    /// # Errors
    /// When the database fails.
    async fn links_of(&self, record: &RecordId) -> Result<Vec<RecordLink>, StoreError>;
}

/// CRM records.
#[async_trait::async_trait]
pub trait RecordStore {
    /// Writes records, each where it is what the writer saw, and answers for each in their order. Where it is all or nothing
    /// and nothing was written, at least one answer is [`RecordWritten::Moved`], even without records.
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
