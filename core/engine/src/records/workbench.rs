//! What an agent is shown of the CRM beside a chat: the fields that the first layout whose scope fits names, and nothing
//! else.

use super::{associate::closeness, linked::with_records, recognise::VISITOR, upsert::by_id};
use crate::{Engine, facts::set_record_facts};
use std::{cmp::Ordering, sync::Arc};
use usher_model::{Compute, Context, Facts, LinkState, Records, Role, Session, Value};
use usher_records::{facts_of, relation_key, value_of};
use usher_ruleset::{Layout, LayoutField, LayoutSection, Object, RelationSide, RuleSet, SortOrder, Through};
use usher_store::{RecordsOf, StoreError, StoredRecord};

/// Related records that are looked at to find those that are shown.
const MOST_RELATED: u32 = 200;
/// Values that plug-ins compute for one view: what is behind them stays empty, so that a layout holds nobody up.
const MOST_COMPUTED: usize = 200;

/// What stands beside a chat.
#[derive(Debug, Clone)]
pub struct Workbench {
    /// Which layout.
    pub layout: Arc<Layout>,
    /// The records of each of its sections, in their order.
    pub sections: Vec<Vec<ShownRecord>>,
}

/// What is shown of one record: a value for each field of the section, in their order; none where there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownRecord(pub Vec<Option<Value>>);

impl Engine {
    /// What somebody of a role is shown beside a session; none where no layout is for it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn workbench(&self, role: Role, session: &Session) -> Result<Option<Workbench>, StoreError> {
        let rules = self.rules();
        let set = rules.ruleset();
        let Some(layout) = set.layouts.iter().find(|layout| is_for(layout, role, session)) else { return Ok(None) };
        let found = self.section_records(set, layout, session).await?;
        let mut sections: Vec<Vec<ShownRecord>> = Vec::with_capacity(found.len());
        let mut computed = Vec::new();
        for (at, (section, records)) in layout.sections.iter().zip(&found).enumerate() {
            let Some(object) = set.objects.get(&section.object) else {
                sections.push(Vec::new());
                continue;
            };
            let mut rows = Vec::with_capacity(records.len());
            for (row, record) in records.iter().enumerate() {
                let mut values = Vec::with_capacity(section.fields.len());
                for (column, field) in section.fields.iter().enumerate() {
                    values.push(match field {
                        LayoutField::Field(field) => shown(object, record, field),
                        LayoutField::Computed { compute, .. } => {
                            computed.push(Wanted {
                                compute: Arc::clone(compute),
                                record: record.clone(),
                                place: (at, row, column),
                            });
                            None
                        }
                    });
                }
                rows.push(ShownRecord(values));
            }
            sections.push(rows);
        }
        computed.truncate(MOST_COMPUTED);
        if !computed.is_empty() {
            for ((at, row, column), value) in self.computed(set, session, computed).await? {
                if let Some(place) = sections.get_mut(at).and_then(|rows| rows.get_mut(row)?.0.get_mut(column)) {
                    *place = value;
                }
            }
        }
        Ok(Some(Workbench { layout: Arc::clone(layout), sections }))
    }

    /// The records of each section. A section that begins at another one's records comes after it, wherever it stands.
    async fn section_records(
        &self,
        set: &RuleSet,
        layout: &Layout,
        session: &Session,
    ) -> Result<Vec<Vec<StoredRecord>>, StoreError> {
        let bound = self.store.visitor_record(session.visitor).await?;
        let mut linked = Vec::new();
        if let Some(bound) = &bound {
            let mut links = self.store.links_of(&bound.record).await?;
            links.retain(|link| link.state == LinkState::Linked);
            links.sort_by_key(closeness);
            linked = with_records(&*self.store, links).await?;
        }
        let mut found: Vec<Option<Vec<StoredRecord>>> = vec![None; layout.sections.len()];
        // The rules hold no circle: each round finds one more at least.
        for _ in 0..layout.sections.len() {
            for (at, section) in layout.sections.iter().enumerate() {
                if found[at].is_some() {
                    continue;
                }
                let Some(object) = set.objects.get(&section.object) else { continue };
                let mut records = match &section.through {
                    Some(through) => {
                        let start = layout.sections.iter().zip(&found);
                        let mut start = start.filter(|(other, _)| other.object == through.object);
                        let Some(start) = start.find_map(|(_, found)| found.clone()) else { continue };
                        self.related(object, through, &start).await?
                    }
                    None if section.object.as_str() == VISITOR => match &bound {
                        Some(bound) => {
                            let ids = std::iter::once(&bound.record);
                            by_id(&*self.store, &object.id, ids).await?.into_values().collect()
                        }
                        None => Vec::new(),
                    },
                    None => {
                        let of = linked.iter().filter(|(link, _)| link.object == section.object);
                        of.map(|(_, record)| record.clone()).collect()
                    }
                };
                records.retain(|record| record.deleted_at.is_none());
                sort(object, section, &mut records);
                records.truncate(section.most as usize);
                found[at] = Some(records);
            }
        }
        Ok(found.into_iter().map(Option::unwrap_or_default).collect())
    }

    async fn related(
        &self,
        object: &Object,
        through: &Through,
        start: &[StoredRecord],
    ) -> Result<Vec<StoredRecord>, StoreError> {
        match through.side {
            RelationSide::Start => {
                let ids = start.iter().filter_map(|one| one.content.relations.get(through.relation.as_str())).flatten();
                let mut names: Vec<_> = ids.map(|id| (object.id.clone(), id.clone())).collect();
                names.sort();
                names.dedup();
                names.truncate(MOST_RELATED as usize);
                self.store.records(&names).await
            }
            RelationSide::End => {
                let mut records = Vec::new();
                for one in start {
                    let field = relation_key(&through.relation);
                    let key = usher_model::RecordKey { field, value: one.id.as_str().to_owned() };
                    let of = RecordsOf::Key(object.id.clone(), key);
                    records.extend(self.store.walk_records(of, 0, MOST_RELATED).await?);
                }
                Ok(records)
            }
        }
    }

    /// What plug-ins make of records, each told of its own.
    async fn computed(
        &self,
        set: &RuleSet,
        session: &Session,
        wanted: Vec<Wanted>,
    ) -> Result<Vec<(Place, Option<Value>)>, StoreError> {
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

/// Section, record, field.
type Place = (usize, usize, usize);

/// A value that a plug-in is asked for.
struct Wanted {
    compute: Arc<dyn Compute>,
    record: StoredRecord,
    place: Place,
}

fn is_for(layout: &Layout, role: Role, session: &Session) -> bool {
    layout.channels.as_ref().is_none_or(|channels| channels.contains(&session.channel))
        && layout.groups.as_ref().is_none_or(|all| session.state.group().is_some_and(|group| all.contains(group)))
        && layout.roles.as_ref().is_none_or(|roles| roles.contains(&role))
}

/// A field's value, where it is what the field holds today.
fn shown(object: &Object, record: &StoredRecord, field: &str) -> Option<Value> {
    facts_of(object, &record.content).get(&format!("{}.{field}", object.id)).cloned()
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

fn sort(object: &Object, section: &LayoutSection, records: &mut [StoredRecord]) {
    let Some((field, order)) = &section.sort else { return };
    // Records without a value come last, whichever end is first.
    records.sort_by(|a, b| match (shown(object, a, field), shown(object, b, field)) {
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
