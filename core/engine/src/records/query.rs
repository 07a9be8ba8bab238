//! Looking for records: by id, by a filter in the language of rules, and by what changed.
//!
//! A filter that names a match key, the owner or nothing else that records are found by walks the records one after
//! another, so many at a time: a rare answer costs bounded steps, never one long request.

use super::Keys;
use crate::{Engine, config::MAX_PAGE_LIMIT};
use serde_json::{Map, Value as Json};
use usher_model::{ObjectId, RecordContent, RecordId};
use usher_records::{BadFilter, facts_of, read_filter};
use usher_ruleset::{Object, RuleSet};
use usher_store::{RecordsOf, StoreError, StoredRecord};

/// Records that are read at once.
const STEP: u32 = 500;
/// Records that one request looks at: a fraction of a second.
const MOST_LOOKED_AT: u32 = 5_000;

/// Which records.
#[derive(Debug, Clone)]
pub struct RecordQuery<'a> {
    /// What must hold of them.
    pub filter: &'a Map<String, Json>,
    /// The place to go on behind; 0 to begin.
    pub after: i64,
    /// At most so many.
    pub limit: u32,
}

/// A page of records.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundRecords {
    /// Those that fit, in the order in which they were first stored.
    pub records: Vec<StoredRecord>,
    /// The place to go on behind; none where all were looked at. A page may be short, or empty, and have one.
    pub next: Option<i64>,
}

/// Why records cannot be looked for.
#[derive(Debug, thiserror::Error)]
pub enum BadQuery {
    /// The filter cannot be used.
    #[error(transparent)]
    Filter(#[from] BadFilter),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Engine {
    /// Records of an object that a filter holds of.
    ///
    /// # Errors
    /// When the filter cannot be used, or the database fails.
    pub async fn query_records(
        &self,
        set: &RuleSet,
        object: &Object,
        query: RecordQuery<'_>,
    ) -> Result<FoundRecords, BadQuery> {
        let filter = read_filter(set, object, query.filter)?;
        let limit = query.limit.clamp(1, MAX_PAGE_LIMIT) as usize;
        let of = match &filter.key {
            Some(key) if Keys::read(&*self.store, set).await?.are_ready(&object.id) => {
                RecordsOf::Key(object.id.clone(), key.clone())
            }
            _ => RecordsOf::All(object.id.clone()),
        };
        let (mut records, mut after, mut looked_at) = (Vec::new(), query.after, 0);
        while looked_at < MOST_LOOKED_AT {
            let page = self.store.walk_records(of.clone(), after, STEP).await?;
            let is_last = page.len() < STEP as usize;
            looked_at += STEP;
            for record in page {
                after = record.number;
                if filter.holds(&self.facts_of_record(object, &record.content)) {
                    records.push(record);
                    if records.len() == limit {
                        return Ok(FoundRecords { records, next: Some(after) });
                    }
                }
            }
            if is_last {
                return Ok(FoundRecords { records, next: None });
            }
        }
        Ok(FoundRecords { records, next: Some(after) })
    }

    /// A record by its id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn record(&self, object: &ObjectId, id: &RecordId) -> Result<Option<StoredRecord>, StoreError> {
        let found = self.store.records(&[(object.clone(), id.clone())]).await?;
        Ok(found.into_iter().find(|record| record.deleted_at.is_none()))
    }

    /// What changed behind a change, of all objects, oldest first; deleted records too. Each record is told once, by its
    /// latest change.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn record_changes(&self, after: i64, limit: u32) -> Result<Vec<StoredRecord>, StoreError> {
        self.store.record_changes(after, limit.clamp(1, MAX_PAGE_LIMIT)).await
    }

    pub(super) fn facts_of_record(&self, object: &Object, content: &RecordContent) -> usher_model::Facts {
        let mut facts = facts_of(object, content);
        // What `within` is seen from.
        facts.set("time.now", self.clock.now().as_micros());
        facts
    }
}
