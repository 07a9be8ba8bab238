//! Looking for a record by what somebody types: a telephone number or an address in whatever form, or a whole name.
//!
//! Answered from the index alone, by the keys that records have: a part of a name finds nobody, and no search walks through
//! a million records.

use super::Keys;
use crate::Engine;
use usher_model::Value;
use usher_records::{CallingCode, key_of, name_key, normal};
use usher_ruleset::{Object, RuleSet};
use usher_store::{RecordsOf, StoreError, StoredRecord};

/// Records that one request looks at.
const MOST_LOOKED_AT: usize = 200;

/// Where to go on: which of the fields, and behind which record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FindPlace {
    /// Of the fields that are looked at, in their order.
    pub field: usize,
    /// The number of the last record that was looked at.
    pub after: i64,
}

/// A record that bears a text.
#[derive(Debug, Clone, PartialEq)]
pub struct BearingRecord {
    /// The record.
    pub record: StoredRecord,
    /// The fields that the text is the value of.
    pub fields: Vec<String>,
}

/// A page of records.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundByText {
    /// Those that bear the text.
    pub records: Vec<BearingRecord>,
    /// Where to go on; none where all were looked at.
    pub next: Option<FindPlace>,
}

/// Why records cannot be looked for.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// The rules say since a moment what records are found by, and the keys are still being made.
    #[error("what records are found by is being made anew; try again shortly")]
    NotReady,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Engine {
    /// Records of an object of which a match key or the name is a text, however it is written.
    ///
    /// # Errors
    /// While the keys are made anew, or when the database fails.
    pub async fn find_records(
        &self,
        set: &RuleSet,
        object: &Object,
        text: &str,
        from: FindPlace,
        limit: usize,
    ) -> Result<FoundByText, FindError> {
        if !Keys::read(&*self.store, set).await?.are_ready(&object.id) {
            return Err(FindError::NotReady);
        }
        let code = CallingCode(set.workspace.calling_code.as_deref());
        let text = Value::from(text);
        let bears = |record: &StoredRecord, field: &str| {
            let (Some(info), Some(value)) = (object.field(field), record.content.fields.get(field)) else {
                return false;
            };
            normal(&info.kind, &text, code).is_some_and(|wanted| normal(&info.kind, value, code) == Some(wanted))
        };
        let fields = searched(object);
        let (mut records, mut looked_at): (Vec<BearingRecord>, usize) = (Vec::new(), 0);
        for (at, field) in fields.iter().enumerate().skip(from.field) {
            let mut after = if at == from.field { from.after } else { 0 };
            let is_key = object.match_keys.iter().any(|key| key == field);
            let key = if is_key { key_of(object, field, &text, code) } else { name_key(object, &text, code) };
            let Some(key) = key else { continue };
            loop {
                let room = u32::try_from(limit - records.len() + 1).unwrap_or(u32::MAX);
                let of = RecordsOf::Key(object.id.clone(), key.clone());
                let page = self.store.walk_records(of, after, room).await?;
                let is_last = page.len() < room as usize;
                for record in page {
                    if records.len() == limit || looked_at == MOST_LOOKED_AT {
                        return Ok(FoundByText { records, next: Some(FindPlace { field: at, after }) });
                    }
                    (after, looked_at) = (record.number, looked_at + 1);
                    // Who bears it in an earlier field too stood there.
                    let bearing: Vec<&str> = fields.iter().copied().filter(|field| bears(&record, field)).collect();
                    if bearing.first() == Some(field) {
                        let fields = bearing.into_iter().map(str::to_owned).collect();
                        records.push(BearingRecord { record, fields });
                    }
                }
                if is_last {
                    break;
                }
            }
        }
        Ok(FoundByText { records, next: None })
    }
}

/// The fields that are looked at: the match keys, then the name.
fn searched(object: &Object) -> Vec<&str> {
    let mut fields: Vec<&str> = object.match_keys.iter().map(String::as_str).collect();
    if !fields.contains(&object.name_field.as_str()) {
        fields.push(&object.name_field);
    }
    fields
}
