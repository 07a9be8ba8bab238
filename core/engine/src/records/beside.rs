//! Who was shown which records beside a chat: so that an open workbench is told to read again when one of them changes.
//!
//! A hint, and no more: whoever was told is forgotten until the workbench is read again, so that a thousand changes are one
//! hint, and writers wait for nobody. What only another process writes, such as an import, is not heard of.

use super::recognise::VISITOR;
use crate::Engine;
use std::{
    collections::{BTreeMap, HashMap, HashSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use usher_bus::{Notice, Topic};
use usher_model::{Agent, AgentId, ObjectId, RecordId, Session, SessionId, VisitorId};
use usher_records::RecordChange;
use usher_ruleset::RuleSet;
use usher_store::{RecordWritten, StoreError, WriteRecords};

/// Records of all workbenches that are remembered, some tens of megabytes; of more, those who read first are told, and
/// forgotten.
const MOST_REMEMBERED: usize = 100_000;
/// Records of one workbench that are remembered.
const MOST_BEHELD: usize = 500;
/// Changes that are remembered for those who read at that very moment.
const MOST_RECENT: usize = 1_024;

/// What can change.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Thing {
    /// Who a visitor is.
    Visitor(VisitorId),
    /// A record; of a visitor's, also what it is linked to.
    Record(ObjectId, RecordId),
}

/// What one workbench shows, or would show.
#[derive(Debug, Default)]
pub(crate) struct Beheld(HashSet<Thing>);

impl Beheld {
    pub fn visitor(&mut self, visitor: VisitorId) {
        self.0.insert(Thing::Visitor(visitor));
    }

    pub fn record(&mut self, object: &ObjectId, record: &RecordId) {
        if self.0.len() < MOST_BEHELD {
            self.0.insert(Thing::Record(object.clone(), record.clone()));
        }
    }
}

/// A moment in the row of changes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment(u64);

/// Somebody's workbench.
type View = (AgentId, SessionId);

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Beside(Mutex<Table>);

#[derive(Debug, Default)]
struct Table {
    /// Who is shown a thing.
    viewers: HashMap<Thing, Vec<View>>,
    /// What is shown, and since when in the row of views.
    views: HashMap<View, (u64, HashSet<Thing>)>,
    order: BTreeMap<u64, View>,
    /// Things of all views together.
    remembered: usize,
    next: u64,
    recent: VecDeque<Thing>,
    changes: u64,
}

impl Beside {
    /// The present moment: what changes from now on is noticed by whoever hands it back.
    pub fn now(&self) -> Moment {
        Moment(self.table().changes)
    }

    /// Remembers what somebody is shown. Who is to be told at once: somebody whose view changed since, and somebody who is
    /// remembered no more.
    fn remember(&self, view: View, beheld: Beheld, since: Moment) -> Vec<View> {
        let mut table = self.table();
        table.forget(&view);
        let missed = table.changes - since.0;
        let known = u64::try_from(table.recent.len()).unwrap_or(u64::MAX);
        let mut since = table.recent.iter().rev().take(usize::try_from(missed).unwrap_or(usize::MAX));
        if missed > known || since.any(|thing| beheld.0.contains(thing)) {
            return vec![view];
        }
        let mut told = Vec::new();
        while table.remembered + beheld.0.len() > MOST_REMEMBERED {
            let Some(oldest) = table.order.values().next().cloned() else { break };
            table.forget(&oldest);
            told.push(oldest);
        }
        table.remembered += beheld.0.len();
        let place = table.next;
        table.next += 1;
        for thing in &beheld.0 {
            table.viewers.entry(thing.clone()).or_default().push(view.clone());
        }
        table.order.insert(place, view.clone());
        table.views.insert(view, (place, beheld.0));
        told
    }

    /// Notes changes. Who is to be told.
    fn changed(&self, things: Vec<Thing>) -> Vec<View> {
        let mut table = self.table();
        let mut told = Vec::new();
        for thing in things {
            for view in table.viewers.get(&thing).cloned().unwrap_or_default() {
                table.forget(&view);
                told.push(view);
            }
            if table.recent.len() == MOST_RECENT {
                table.recent.pop_front();
            }
            table.recent.push_back(thing);
            table.changes += 1;
        }
        told
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    fn forget(&mut self, view: &View) {
        let Some((place, things)) = self.views.remove(view) else { return };
        self.order.remove(&place);
        self.remembered -= things.len();
        for thing in things {
            if let Some(viewers) = self.viewers.get_mut(&thing) {
                viewers.retain(|other| other != view);
                if viewers.is_empty() {
                    self.viewers.remove(&thing);
                }
            }
        }
    }
}

impl Engine {
    /// Remembers what an agent is shown beside a session.
    pub(super) fn behold(&self, agent: &Agent, session: &Session, beheld: Beheld, since: Moment) {
        let told = self.beside.remember((agent.id.clone(), session.id), beheld, since);
        self.tell_viewers(told);
    }

    /// Writes records, and tells those who are shown what changed.
    pub(super) async fn write_records(&self, write: WriteRecords) -> Result<Vec<RecordWritten>, StoreError> {
        let rules = self.rules();
        let set = rules.ruleset();
        let is_whole = write.is_whole();
        let records: Vec<Vec<Thing>> = write
            .records
            .iter()
            .map(|record| {
                let relations = record.content.iter().flat_map(|content| &content.relations);
                touched(set, &record.object, &record.id, relations)
            })
            .collect();
        let links = write.links.iter().filter_map(|link| Some(Thing::Record(visitor_object(set)?, link.of.clone())));
        let whole: Vec<Thing> =
            links.chain(write.bind.iter().map(|bind| Thing::Visitor(bind.binding.visitor))).collect();
        let written = self.store.write_records(write).await?;
        if is_whole && written.contains(&RecordWritten::Moved) {
            return Ok(written);
        }
        let is_stored = |written: &RecordWritten| matches!(written, RecordWritten::Stored { .. });
        let stored = records.into_iter().zip(&written).filter(|(_, written)| is_stored(written));
        self.tell_of(stored.flat_map(|(things, _)| things).chain(whole).collect());
        Ok(written)
    }

    /// Tells those who are shown a record that was written, or what it leads to.
    pub(super) fn tell_of_record(&self, set: &RuleSet, object: &ObjectId, id: &RecordId, change: &RecordChange) {
        self.tell_of(touched(set, object, id, &change.relations));
    }

    fn tell_of(&self, things: Vec<Thing>) {
        self.tell_viewers(self.beside.changed(things));
    }

    fn tell_viewers(&self, views: impl IntoIterator<Item = View>) {
        for (agent, session) in views {
            self.bus.publish(&Topic::Agent(agent), Notice::Workbench { session });
        }
    }
}

/// A record, and those that it leads to: what is shown of them may list it.
fn touched<'r>(
    set: &RuleSet,
    object: &ObjectId,
    id: &RecordId,
    relations: impl IntoIterator<Item = (&'r Arc<str>, &'r Vec<RecordId>)>,
) -> Vec<Thing> {
    let mut things = vec![Thing::Record(object.clone(), id.clone())];
    for (relation, ids) in relations {
        let relation = set.objects.get(object).and_then(|object| object.relations.get(&**relation));
        let Some(relation) = relation else { continue };
        things.extend(ids.iter().map(|id| Thing::Record(relation.object.clone(), id.clone())));
    }
    things
}

fn visitor_object(set: &RuleSet) -> Option<ObjectId> {
    set.objects.get(VISITOR).map(|object| object.id.clone())
}

#[cfg(test)]
mod tests {
    //! Who is told of what, without a database.

    use super::{Beheld, Beside, MOST_BEHELD, MOST_RECENT, MOST_REMEMBERED, Thing, View};
    use usher_model::{SeededEntropy, SessionId, Timestamp};

    fn account(id: usize) -> Thing {
        Thing::Record("account".parse().expect("an id"), format!("acc-{id}").parse().expect("an id"))
    }

    fn of(ids: impl IntoIterator<Item = usize>) -> Beheld {
        let mut beheld = Beheld::default();
        for id in ids {
            let Thing::Record(object, record) = account(id) else { continue };
            beheld.record(&object, &record);
        }
        beheld
    }

    fn views(count: usize) -> Vec<View> {
        let entropy = SeededEntropy::new(7);
        let session = || SessionId::new(Timestamp::from_millis(1), &entropy);
        (0..count).map(|_| ("ben".parse().expect("an id"), session())).collect()
    }

    #[test]
    fn what_changes_while_somebody_reads_is_told_at_once() {
        let (beside, views) = (Beside::default(), views(3));
        let since = beside.now();
        assert_eq!(beside.changed(vec![account(1)]), []);
        assert_eq!(beside.remember(views[0].clone(), of([1]), since), [views[0].clone()]);
        assert_eq!(beside.remember(views[1].clone(), of([2]), since), []);
        // Who was told is forgotten, who was not is remembered still.
        assert_eq!(beside.changed(vec![account(1), account(2), account(2)]), [views[1].clone()]);
        // Of more changes than are remembered, any may have been of this.
        let since = beside.now();
        beside.changed((0..=MOST_RECENT).map(|id| account(id + 9)).collect());
        assert_eq!(beside.remember(views[2].clone(), of([1]), since), [views[2].clone()]);
    }

    #[test]
    fn so_much_is_remembered_and_no_more() {
        let most = MOST_REMEMBERED / MOST_BEHELD;
        let (beside, views) = (Beside::default(), views(most + 1));
        for view in &views[..most] {
            assert_eq!(beside.remember(view.clone(), of(0..2 * MOST_BEHELD), beside.now()), []);
        }
        assert_eq!(beside.remember(views[0].clone(), of(0..MOST_BEHELD), beside.now()), [], "in place of its own");
        let told = beside.remember(views[most].clone(), of(0..MOST_BEHELD), beside.now());
        assert_eq!(told, [views[1].clone()], "who read first");
        assert_eq!(beside.changed(vec![account(0)]).len(), most);
        let table = beside.table();
        assert_eq!((table.remembered, table.order.len(), table.viewers.len()), (0, 0, 0));
    }
}
