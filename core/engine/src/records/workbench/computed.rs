//! What plug-ins compute of the records that are shown.

use crate::{Engine, facts::set_record_facts};
use std::sync::Arc;
use usher_model::{Compute, Context, Facts, Records, Session, Value};
use usher_records::{facts_of, value_of};
use usher_ruleset::{Object, RuleSet};
use usher_store::{StoreError, StoredRecord};

/// Values that plug-ins compute for one view: what is behind them stays empty, so that a layout holds nobody up.
const MOST_COMPUTED: usize = 200;

/// Section, record, field.
pub(super) type Place = (usize, usize, usize);

/// A value that a plug-in is asked for.
pub(super) struct Wanted {
    pub compute: Arc<dyn Compute>,
    pub record: StoredRecord,
    pub place: Place,
}

impl Engine {
    /// What plug-ins make of records, each told of its own.
    pub(super) async fn computed(
        &self,
        set: &RuleSet,
        session: &Session,
        mut wanted: Vec<Wanted>,
    ) -> Result<Vec<(Place, Option<Value>)>, StoreError> {
        wanted.truncate(MOST_COMPUTED);
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let decided = self.store.latest_decision(session.id).await?;
        let mut facts = decided.map(|decided| decided.facts).unwrap_or_default();
        let records = self.records_of(session.visitor).await.unwrap_or_default();
        set_record_facts(&mut facts, &set.record_facts, &records);
        let told: Vec<_> = wanted
            .iter()
            .map(|wanted| match set.objects.get(&wanted.record.object) {
                Some(object) => told_of(object, &wanted.record, &facts, &records),
                None => (facts.clone(), records.clone()),
            })
            .collect();
        let (clock, now, seed) = (Arc::clone(&self.clock), self.clock.now(), self.entropy.seed());
        let work = move || {
            let elapsed = || clock.monotonic();
            let each = wanted.into_iter().zip(&told);
            each.map(|(wanted, (facts, records))| {
                let context = Context { facts, records, now, seed, elapsed: &elapsed, failures: None };
                // A failure is counted where scripts are run, and leaves its place empty.
                (wanted.place, wanted.compute.call(&context).result.ok().flatten())
            })
            .collect()
        };
        Ok(tokio::task::spawn_blocking(work).await.unwrap_or_default())
    }
}

/// The facts and records with this record before others of its object.
fn told_of(object: &Object, record: &StoredRecord, facts: &Facts, records: &Records) -> (Facts, Records) {
    let mut facts = facts.clone();
    for (field, value) in facts_of(object, &record.content).iter() {
        facts.set(field, value.clone());
    }
    let mut told = Records::NONE;
    told.add(object.id.as_str(), value_of(object, &record.id, &record.content));
    for (other, all) in records.iter() {
        let others = all.iter().filter(|one| other != object.id.as_str() || *one.id != *record.id.as_str());
        others.for_each(|one| told.add(other, one.clone()));
    }
    (facts, told)
}
