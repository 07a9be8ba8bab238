//! Which records a layout shows beside a chat, found in bounded steps.

use super::value;
use crate::{
    Engine,
    records::{associate::closeness, beside::Beheld, linked::with_records, recognise::VISITOR, upsert::by_id},
};
use std::cmp::Ordering;
use usher_model::{Context, LinkState, RecordKey, Session, Value};
use usher_records::relation_key;
use usher_ruleset::{Layout, LayoutSection, Object, RelationSide, RuleSet, SortOrder, Through};
use usher_store::{RecordsOf, StoreError, StoredRecord};

/// Related records that are looked at to find those that are shown: what is behind them counts as more.
const MOST_RELATED: usize = 2_000;
/// Records that are read at once.
const STEP: u32 = 500;

/// The records of a section.
#[derive(Debug, Clone, Default)]
pub(super) struct Gathered {
    pub records: Vec<StoredRecord>,
    pub more: bool,
}

impl Engine {
    /// The records of each section. A section that begins at another one's records comes after it, wherever it stands.
    pub(super) async fn gather(
        &self,
        set: &RuleSet,
        layout: &Layout,
        session: &Session,
        beheld: &mut Beheld,
    ) -> Result<Vec<Gathered>, StoreError> {
        let bound = self.store.visitor_record(session.visitor).await?;
        let mut linked = Vec::new();
        beheld.visitor(session.visitor);
        if let Some(bound) = &bound {
            if let Some(object) = set.objects.get(VISITOR) {
                beheld.record(&object.id, &bound.record);
            }
            let mut links = self.store.links_of(&bound.record).await?;
            links.retain(|link| link.state == LinkState::Linked);
            links.sort_by_key(closeness);
            linked = with_records(&*self.store, links).await?;
        }
        let mut found: Vec<Option<Gathered>> = vec![None; layout.sections.len()];
        // The rules hold no circle: each round finds one more at least.
        for _ in 0..layout.sections.len() {
            for (at, section) in layout.sections.iter().enumerate() {
                if found[at].is_some() {
                    continue;
                }
                let Some(object) = set.objects.get(&section.object) else { continue };
                // The closest first: what is linked to the visitor, then what that leads to.
                let own = bound.as_ref().filter(|_| section.object.as_str() == VISITOR);
                let mut records: Vec<StoredRecord> = if let Some(own) = own {
                    by_id(&*self.store, &object.id, std::iter::once(&own.record)).await?.into_values().collect()
                } else {
                    let of = linked.iter().filter(|(link, _)| link.object == section.object);
                    of.map(|(_, record)| record.clone()).collect()
                };
                let mut more = false;
                if let Some(through) = &section.through {
                    let start = layout.sections.iter().zip(&found);
                    let mut start = start.filter(|(other, _)| other.object == through.object);
                    let Some(start) = start.find_map(|(_, found)| found.clone()) else { continue };
                    let mut related = self.related(object, through, &start.records, beheld).await?;
                    related.records.retain(|record| !records.iter().any(|linked| linked.id == record.id));
                    records.extend(related.records);
                    more = related.more;
                }
                let mut gathered = Gathered { records, more };
                gathered.records.retain(|record| record.deleted_at.is_none());
                for record in &gathered.records {
                    beheld.record(&object.id, &record.id);
                }
                if let Some(filter) = &section.filter {
                    gathered.records.retain(|record| {
                        filter.eval(&Context::of_facts(&self.facts_of_record(object, &record.content)))
                    });
                }
                sort(object, section, &mut gathered.records);
                let most = section.most as usize;
                gathered.more |= gathered.records.len() > most;
                gathered.records.truncate(most);
                found[at] = Some(gathered);
            }
        }
        Ok(found.into_iter().map(Option::unwrap_or_default).collect())
    }

    async fn related(
        &self,
        object: &Object,
        through: &Through,
        start: &[StoredRecord],
        beheld: &mut Beheld,
    ) -> Result<Gathered, StoreError> {
        let mut records = Vec::new();
        match through.side {
            RelationSide::Start => {
                let ids = start.iter().filter_map(|one| one.content.relations.get(through.relation.as_str())).flatten();
                let mut names: Vec<_> = ids.map(|id| (object.id.clone(), id.clone())).collect();
                names.sort();
                names.dedup();
                let more = names.len() > MOST_RELATED;
                names.truncate(MOST_RELATED);
                for (object, id) in &names {
                    beheld.record(object, id);
                }
                for page in names.chunks(STEP as usize) {
                    records.extend(self.store.records(page).await?);
                }
                Ok(Gathered { records, more })
            }
            RelationSide::End => {
                for one in start {
                    // Whatever comes to lead here is among them.
                    beheld.record(&one.object, &one.id);
                    let key = RecordKey { field: relation_key(&through.relation), value: one.id.as_str().to_owned() };
                    let mut after = 0;
                    loop {
                        if records.len() >= MOST_RELATED {
                            return Ok(Gathered { records, more: true });
                        }
                        let of = RecordsOf::Key(object.id.clone(), key.clone());
                        let page = self.store.walk_records(of, after, STEP).await?;
                        let is_last = page.len() < STEP as usize;
                        after = page.last().map_or(after, |last| last.number);
                        records.extend(page);
                        if is_last {
                            break;
                        }
                    }
                }
                Ok(Gathered { records, more: false })
            }
        }
    }
}

fn sort(object: &Object, section: &LayoutSection, records: &mut [StoredRecord]) {
    let Some((field, order)) = &section.sort else { return };
    // Records without a value come last, whichever end is first.
    records.sort_by(|a, b| match (value(object, a, field), value(object, b, field)) {
        (Some(a), Some(b)) if *order == SortOrder::Descending => compare(&b, &a),
        (Some(a), Some(b)) => compare(&a, &b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    });
}

fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Float(a), Value::Float(b)) => a.total_cmp(b),
        #[expect(clippy::cast_precision_loss, reason = "only the order of numbers beyond 2^53 is lost")]
        (Value::Int(a), Value::Float(b)) => (*a as f64).total_cmp(b),
        #[expect(clippy::cast_precision_loss, reason = "only the order of numbers beyond 2^53 is lost")]
        (Value::Float(a), Value::Int(b)) => a.total_cmp(&(*b as f64)),
        _ => Ordering::Equal,
    }
}
