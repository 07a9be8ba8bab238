//! CRM records: written, found, told, and looked up for conditions and scripts.
//!
//! Owns the way from what somebody sends to what is stored. What values are, and when two are the same, is the crate
//! `records`'.

mod query;
mod shape;
mod source;
mod upsert;

pub use query::{BadQuery, FoundRecords, RecordQuery};
pub use source::{NoRecords, RecordSource, RecordsError};
pub use upsert::{SentRecord, Upserted, upsert_records};

pub(crate) use shape::{Keys, shape_of};
