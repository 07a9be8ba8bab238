//! Records are stored under their ids: sent again they change nothing, and what is not named stays as it is.

use super::shape_of;
use crate::Engine;
use std::collections::{HashMap, HashSet};
use usher_model::{ObjectId, RecordContent, RecordId, Timestamp};
use usher_records::{CallingCode, MAX_RECORD_BYTES, Problem, ProblemCode, RecordChange, apply, keys_of};
use usher_ruleset::{Object, RuleSet};
use usher_store::{
    MAX_RECORD_BATCH, RecordShape, RecordStore, RecordWritten, StoreError, StoredRecord, WriteRecord, WriteRecords,
};

/// How often a record is tried that others write at the same moment.
const TRIES: usize = 8;

/// A record that is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no record `{record}` of `{object}`")]
pub struct NoSuchRecord {
    /// Of which object.
    pub object: String,
    /// Which one.
    pub record: String,
}

/// A record as somebody sends it.
#[derive(Debug, Clone)]
pub struct SentRecord {
    /// Its id in the CRM.
    pub id: String,
    /// What is to change, or all that is wrong with it.
    pub change: Result<RecordChange, Vec<Problem>>,
}

/// What became of a record that was sent.
#[derive(Debug, Clone, PartialEq)]
pub enum Upserted {
    /// It is new.
    Created {
        /// The number of the change.
        change: i64,
    },
    /// It was there, and holds something else now.
    Updated {
        /// The number of the change.
        change: i64,
    },
    /// It was there, and held all that already.
    Unchanged {
        /// The number of its latest change.
        change: i64,
    },
    /// It is not stored.
    Refused(Vec<Problem>),
}

/// Stores records of one object, each for itself: what is wrong with one does not keep the others. The answers stand in
/// the order of the records.
///
/// # Errors
/// When the database fails. Sending all again is safe.
pub async fn upsert_records(
    store: &(dyn RecordStore + Send + Sync),
    set: &RuleSet,
    object: &Object,
    sent: Vec<SentRecord>,
    at: Timestamp,
) -> Result<Vec<Upserted>, StoreError> {
    begin_shape(store, set, object).await?;
    let mut answers: Vec<Option<Upserted>> = vec![None; sent.len()];
    let mut open: Vec<(usize, RecordId, RecordChange)> = Vec::with_capacity(sent.len());
    let mut named: HashSet<RecordId> = HashSet::with_capacity(sent.len());
    for (place, SentRecord { id, change }) in sent.into_iter().enumerate() {
        match (id.parse::<RecordId>(), change) {
            (Err(error), change) => {
                let mut problems = vec![Problem::of("id", ProblemCode::BadId, error.to_string())];
                problems.extend(change.err().unwrap_or_default());
                answers[place] = Some(Upserted::Refused(problems));
            }
            (Ok(_), Err(problems)) => answers[place] = Some(Upserted::Refused(problems)),
            (Ok(id), Ok(_)) if !named.insert(id.clone()) => {
                let message = format!("the record `{id}` stands here before; send it once");
                answers[place] = Some(Upserted::Refused(vec![Problem::of("id", ProblemCode::Twice, message)]));
            }
            (Ok(id), Ok(change)) => open.push((place, id, change)),
        }
    }
    for batch in open.chunks(MAX_RECORD_BATCH) {
        write(store, set, object, batch, at, &mut answers).await?;
    }
    let contended = || {
        let message = "others changed this record time after time; send it again";
        Upserted::Refused(vec![Problem::of_record(ProblemCode::Contended, message)])
    };
    Ok(answers.into_iter().map(|answer| answer.unwrap_or_else(contended)).collect())
}

async fn write(
    store: &(dyn RecordStore + Send + Sync),
    set: &RuleSet,
    object: &Object,
    batch: &[(usize, RecordId, RecordChange)],
    at: Timestamp,
    answers: &mut [Option<Upserted>],
) -> Result<(), StoreError> {
    let code = CallingCode(set.workspace.calling_code.as_deref());
    for _ in 0..TRIES {
        let open: Vec<_> = batch.iter().filter(|(place, ..)| answers[*place].is_none()).collect();
        if open.is_empty() {
            return Ok(());
        }
        let there = by_id(store, &object.id, open.iter().map(|(_, id, _)| id)).await?;
        let (mut records, mut places) = (Vec::with_capacity(open.len()), Vec::with_capacity(open.len()));
        for (place, id, change) in open {
            let stored = there.get(id);
            let live = stored.filter(|stored| stored.deleted_at.is_none());
            let before = live.map(|stored| stored.content.clone()).unwrap_or_default();
            let content = apply(&before, change);
            if let Some(live) = live.filter(|_| content == before) {
                answers[*place] = Some(Upserted::Unchanged { change: live.change });
                continue;
            }
            if let Some(problem) = too_large(&content) {
                answers[*place] = Some(Upserted::Refused(vec![problem]));
                continue;
            }
            let keys = keys_of(object, &content, code);
            let seen = stored.map(|stored| stored.change);
            records.push(WriteRecord { object: object.id.clone(), id: id.clone(), seen, content: Some(content), keys });
            places.push((*place, live.is_some()));
        }
        let written = store.write_records(WriteRecords { records, at, ..WriteRecords::default() }).await?;
        for ((place, was_there), written) in places.into_iter().zip(written) {
            if let RecordWritten::Stored { change } = written {
                let answer = if was_there { Upserted::Updated { change } } else { Upserted::Created { change } };
                answers[place] = Some(answer);
            }
        }
    }
    Ok(())
}

/// Notes what the keys are made by, where nothing of the object was ever stored: there is nothing to make anew then.
async fn begin_shape(
    store: &(dyn RecordStore + Send + Sync),
    set: &RuleSet,
    object: &Object,
) -> Result<(), StoreError> {
    if store.record_shapes().await?.iter().any(|shape| shape.object == object.id) {
        return Ok(());
    }
    let shape = RecordShape { object: object.id.clone(), shape: shape_of(set, object), reached: None };
    store.set_record_shape(shape).await
}

pub(super) async fn by_id(
    store: &(dyn RecordStore + Send + Sync),
    object: &ObjectId,
    ids: impl Iterator<Item = &RecordId>,
) -> Result<HashMap<RecordId, StoredRecord>, StoreError> {
    let names: Vec<_> = ids.map(|id| (object.clone(), id.clone())).collect();
    Ok(store.records(&names).await?.into_iter().map(|record| (record.id.clone(), record)).collect())
}

pub(super) fn too_large(content: &RecordContent) -> Option<Problem> {
    let bytes = serde_json::to_string(content).map_or(usize::MAX, |text| text.len());
    if bytes <= MAX_RECORD_BYTES {
        return None;
    }
    let message = format!("the record would have {bytes} bytes; at most {MAX_RECORD_BYTES} are stored");
    Some(Problem::of_record(ProblemCode::TooLarge, message))
}

impl Engine {
    pub(super) async fn begin_record_shape(&self, set: &RuleSet, object: &Object) -> Result<(), StoreError> {
        begin_shape(&*self.store, set, object).await
    }

    /// Stores records of an object: see [`upsert_records`].
    ///
    /// # Errors
    /// When the database fails. Sending all again is safe.
    pub async fn upsert_records(
        &self,
        set: &RuleSet,
        object: &Object,
        sent: Vec<SentRecord>,
    ) -> Result<Vec<Upserted>, StoreError> {
        let parsed = |sent: &SentRecord| Some((sent.id.parse::<RecordId>().ok()?, sent.change.clone().ok()?));
        let changes: Vec<_> = sent.iter().map(parsed).collect();
        let upserted = upsert_records(&*self.store, set, object, sent, self.clock.now()).await?;
        for (change, upserted) in changes.iter().zip(&upserted) {
            if let (Some((id, change)), Upserted::Created { .. } | Upserted::Updated { .. }) = (change, upserted) {
                self.tell_of_record(set, &object.id, id, change);
            }
        }
        Ok(upserted)
    }

    /// Deletes a record. Whether it was there; doing it again changes nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_record(&self, object: &ObjectId, id: &RecordId) -> Result<bool, StoreError> {
        for _ in 0..TRIES {
            let there = by_id(&*self.store, object, std::iter::once(id)).await?;
            let Some(stored) = there.get(id).filter(|stored| stored.deleted_at.is_none()) else { return Ok(false) };
            let (object, id) = (object.clone(), id.clone());
            let record = WriteRecord { object, id, seen: Some(stored.change), content: None, keys: Vec::new() };
            let write = WriteRecords { records: vec![record], at: self.clock.now(), ..WriteRecords::default() };
            if let [RecordWritten::Stored { .. }] = self.write_records(write).await?.as_slice() {
                return Ok(true);
            }
        }
        Err(StoreError::Busy { waiting: TRIES })
    }
}
