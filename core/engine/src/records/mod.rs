//! CRM records: written, found, told, and looked up for conditions and scripts.
//!
//! Owns the way from what somebody sends to what is stored. What values are, and when two are the same, is the crate
//! `records`'.

mod associate;
mod beside;
mod find;
mod linked;
mod query;
mod recognise;
mod shape;
mod source;
mod upsert;
mod workbench;

pub use find::{BearingRecord, FindError, FindPlace, FoundByText};
pub use linked::{HandLink, LinkError, LinkedRecords, VisitorLinks};
pub use query::{BadQuery, FoundRecords, RecordQuery};
pub use source::{NoRecords, RecordSource, RecordsError};
pub use upsert::{NoSuchRecord, SentRecord, Upserted, upsert_records};
pub use workbench::{EditError, EditedRecord, RecordEdit, ShownRecord, ShownSection, Workbench};

pub(crate) use beside::Beside;
pub(crate) use recognise::Told;
pub(crate) use shape::{Keys, shape_of};
