//! The roster as one decision sees it.

use super::{Roster, Row, day_start};
use std::{cell::RefCell, collections::HashMap, sync::Arc};
use usher_model::{AgentId, Candidate, GroupId, Timestamp};
use usher_routing::RosterView;
use usher_ruleset::{Channel, Group};

/// The roster as one decision sees it.
pub(crate) struct View<'a> {
    pub(super) roster: &'a Roster,
    pub(super) now: Timestamp,
    /// Of each group that was asked.
    pub(super) cursors_seen: RefCell<HashMap<GroupId, Option<AgentId>>>,
}

impl View<'_> {
    /// The cursor that the decision was made on.
    pub(crate) fn cursor_seen(&self, group: &GroupId) -> Option<AgentId> {
        self.cursors_seen.borrow().get(group).cloned().flatten()
    }
}

impl RosterView for View<'_> {
    fn candidates(&self, group: &Group, channel: Option<&Channel>) -> Vec<Candidate> {
        let bound = channel.and_then(|channel| Some((&channel.id, channel.capacity?)));
        let state = self.roster.lock();
        // Only right after a reload that brings a new time zone is its day not read yet.
        let today = state.received.get(&day_start(self.now, &group.time_zone));
        let nobody = Row::default();
        let candidate = |agent: &Arc<usher_model::Agent>| {
            let row = state.agents.get(&agent.id).unwrap_or(&nobody);
            let capacity = group.capacity_of(agent);
            Candidate {
                agent: Arc::clone(agent),
                load: row.load + row.reserved,
                capacity,
                received_today: today.and_then(|counts| counts.get(&agent.id)).copied().unwrap_or(0),
                last_assigned: row.last_assigned,
                refusal: row.refusal(self.now, capacity, bound),
            }
        };
        group.members.iter().map(candidate).collect()
    }

    fn cursor(&self, group: &GroupId) -> Option<AgentId> {
        let at = self.roster.lock().cursors.get(group).cloned();
        self.cursors_seen.borrow_mut().insert(group.clone(), at.clone());
        at
    }
}
