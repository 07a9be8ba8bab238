//! Which facts are told of a visitor's records.

use std::sync::Arc;
use usher_model::ObjectId;

/// A fact that is the value of a record's field: `account.level` of the most closely linked account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordFact {
    /// The fact's name.
    pub fact: Arc<str>,
    /// Of which object.
    pub object: ObjectId,
    /// The field of its record.
    pub field: RecordField,
}

/// Where a record keeps a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordField {
    /// As its name.
    Name,
    /// As the agent in charge.
    Owner,
    /// Among its other fields.
    Field(Arc<str>),
}
