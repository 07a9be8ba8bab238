//! The CRM records that belong to a visitor, as conditions and scripts read them.

use crate::{AgentId, Value};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

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
