//! The CRM records that belong to a visitor, as conditions and scripts read them.

use crate::{AgentId, Value};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, str::FromStr, sync::Arc};

/// One record: an account, a contact, a lead, a work order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its id in the CRM.
    pub id: Arc<str>,
    /// Its name, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Arc<str>>,
    /// The agent in charge of it, by id; not necessarily one who is in the directory still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<AgentId>,
    /// Its other fields.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<Arc<str>, Value>,
}

/// Longest id of a record, in bytes: those of the CRMs we know have up to 64.
pub const MAX_RECORD_ID_BYTES: usize = 128;

/// A record's id in the CRM it came from. Of one object no two records have the same.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RecordId(Arc<str>);

/// A text that cannot be a record's id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is not the id of a record: use 1 to {MAX_RECORD_ID_BYTES} bytes, without control characters and without spaces \
     around it"
)]
pub struct BadRecordId;

impl RecordId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RecordId {
    type Err = BadRecordId;
    fn from_str(given: &str) -> Result<Self, BadRecordId> {
        let fits = (1..=MAX_RECORD_ID_BYTES).contains(&given.len())
            && given.trim().len() == given.len()
            && !given.chars().any(char::is_control);
        if fits { Ok(Self(given.into())) } else { Err(BadRecordId) }
    }
}

impl TryFrom<String> for RecordId {
    type Error = BadRecordId;
    fn try_from(given: String) -> Result<Self, BadRecordId> {
        given.parse()
    }
}

impl From<RecordId> for String {
    fn from(id: RecordId) -> Self {
        id.0.as_ref().to_owned()
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

/// What is stored of a record: values of fields, also of such as its object no longer has, and the records that it leads
/// to, by relation.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RecordContent {
    /// Values by the field's id.
    pub fields: BTreeMap<Arc<str>, Value>,
    /// Ids by the relation's id.
    pub relations: BTreeMap<Arc<str>, Vec<RecordId>>,
}

/// What records are found by: a field and the normal form of its value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordKey {
    /// The field's id; of a relation `@` and its id.
    pub field: String,
    /// The normal form.
    pub value: String,
}

/// How a value about a visitor came to be known: what it may be trusted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// A signature that the visitor cannot forge vouches for it.
    Proven,
    /// The embedding site says so, in a way that could be replayed or forged.
    Asserted,
    /// The visitor typed it.
    Typed,
    /// It was concluded from something else.
    Inferred,
}

impl Provenance {
    /// All of them, the most trusted first.
    pub const ALL: [Self; 4] = [Self::Proven, Self::Asserted, Self::Typed, Self::Inferred];

    /// Its word in rules.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Proven => "proven",
            Self::Asserted => "asserted",
            Self::Typed => "typed",
            Self::Inferred => "inferred",
        }
    }
}

/// A visitor's records by the id of their object, such as `account`, `contact`, `lead`, `case`. Of each object the one
/// most closely linked comes first.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Records(BTreeMap<Arc<str>, Vec<Record>>);

impl Records {
    /// No records: an anonymous visitor has none.
    pub const NONE: Self = Self(BTreeMap::new());

    /// Adds a record behind those of the same object.
    pub fn add(&mut self, object: &str, record: Record) {
        self.0.entry(object.into()).or_default().push(record);
    }
    /// All records of an object, the most closely linked first.
    pub fn of(&self, object: &str) -> &[Record] {
        self.0.get(object).map_or(&[], Vec::as_slice)
    }
    /// The most closely linked record of an object.
    pub fn first(&self, object: &str) -> Option<&Record> {
        self.of(object).first()
    }
    /// Whether there is none at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// Objects in order of their ids, with their records.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[Record])> {
        self.0.iter().map(|(object, records)| (object.as_ref(), records.as_slice()))
    }
}
