//! What keys are made by: the match keys, the name, the owner, the relations, the types of their fields, and the country of numbers.
//! When an edit of the rules changes that, the keys of all records are made anew, a few at every beat. Until then nothing
//! is looked for by them.

use crate::Engine;
use serde_json::json;
use std::collections::BTreeMap;
use usher_model::ObjectId;
use usher_records::{CallingCode, keys_of};
use usher_ruleset::{Object, RuleSet};
use usher_store::{MAX_RECORD_BATCH, RecordShape, RecordStore, RecordsOf, StoreError, WriteRecord, WriteRecords};

/// Pages of records whose keys are made anew at one beat: a fraction of a second.
const PAGES: usize = 4;

/// How the keys of the objects stand.
#[derive(Debug)]
pub(crate) struct Keys(BTreeMap<ObjectId, bool>);

impl Keys {
    pub async fn read(store: &(dyn RecordStore + Send + Sync), set: &RuleSet) -> Result<Self, StoreError> {
        let stored = store.record_shapes().await?;
        let is_ready = |object: &Object| {
            stored.iter().find(|shape| shape.object == object.id).is_none_or(|shape| is_done(set, object, shape))
        };
        Ok(Self(set.objects.iter().map(|(id, object)| (id.clone(), is_ready(object))).collect()))
    }

    /// Whether an object's records can be looked for by their keys.
    pub fn are_ready(&self, object: &ObjectId) -> bool {
        self.0.get(object).copied().unwrap_or_default()
    }
}

/// What the keys of an object's records are made by, in words.
pub(crate) fn shape_of(set: &RuleSet, object: &Object) -> String {
    let fields = object.match_keys.iter().chain(object.owner_field.as_ref());
    let fields: Vec<_> = fields.map(|id| (id, object.field(id).map(|field| field.kind.word()))).collect();
    let relations: Vec<_> = object.relations.keys().collect();
    let name = object.field(&object.name_field).map(|field| (&field.id, field.kind.word()));
    json!({ "fields": fields, "name": name, "relations": relations, "calling_code": set.workspace.calling_code })
        .to_string()
}

fn is_done(set: &RuleSet, object: &Object, stored: &RecordShape) -> bool {
    stored.reached.is_none() && stored.shape == shape_of(set, object)
}

impl Engine {
    /// Makes keys anew that an edit of the rules made stale, a few pages of them.
    ///
    /// # Errors
    /// When the database fails; what was to do is still to do.
    pub async fn renew_record_keys(&self) -> Result<(), StoreError> {
        let rules = self.rules();
        let set = rules.ruleset();
        let stored = self.store.record_shapes().await?;
        for shape in stored {
            let Some(object) = set.objects.get(&shape.object) else { continue };
            if is_done(set, object, &shape) {
                continue;
            }
            let wanted = shape_of(set, object);
            let mut reached = shape.reached.filter(|_| shape.shape == wanted).unwrap_or_default();
            for _ in 0..PAGES {
                let Some(last) = self.renew_page(set, object, reached).await? else {
                    let done = RecordShape { object: object.id.clone(), shape: wanted, reached: None };
                    tracing::info!(object = %object.id, "all records are found by their new keys");
                    return self.store.set_record_shape(done).await;
                };
                reached = last;
            }
            let so_far = RecordShape { object: object.id.clone(), shape: wanted, reached: Some(reached) };
            return self.store.set_record_shape(so_far).await;
        }
        Ok(())
    }

    /// Makes the keys of one page anew. The last record of it; none where there was none.
    async fn renew_page(&self, set: &RuleSet, object: &Object, after: i64) -> Result<Option<i64>, StoreError> {
        let code = CallingCode(set.workspace.calling_code.as_deref());
        let limit = u32::try_from(MAX_RECORD_BATCH).unwrap_or(u32::MAX);
        let page = self.store.walk_records(RecordsOf::All(object.id.clone()), after, limit).await?;
        let Some(last) = page.last().map(|record| record.number) else { return Ok(None) };
        let records = page.into_iter().map(|record| WriteRecord {
            keys: keys_of(object, &record.content, code),
            object: record.object,
            id: record.id,
            seen: Some(record.change),
            content: Some(record.content),
        });
        // A record that moved meanwhile was written by somebody who knows these rules, or is read again by the next edit's
        // round: on one node there is one rule set.
        let write = WriteRecords { records: records.collect(), at: self.clock.now(), ..WriteRecords::default() };
        self.write_records(write).await?;
        Ok(Some(last))
    }
}
