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
