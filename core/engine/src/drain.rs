//! Waiting sessions get their turn: first in, first out, from this one place, whatever freed the slot.

use crate::{
    Engine,
    config::{DRAIN_PAGE, OVERFLOW_BEAT},
    moving::{Aim, Move, Moved, waiting_since},
};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};
use usher_model::{AgentId, DecisionCause, GroupId, Revision, Session, SessionId, SessionState, Timestamp};
use usher_ruleset::{Group, RuleSet};
use usher_store::{QueuePlace, SessionFilter, StoreError};

/// One lane a group: two drains of one group at once would only race for the same head of the queue.
#[derive(Default)]
pub(crate) struct Drains {
    lanes: Mutex<HashMap<GroupId, Arc<tokio::sync::Mutex<()>>>>,
    seen: Mutex<HashMap<GroupId, Seen>>,
}

/// How a group stood when the time was last looked at.
struct Seen {
    is_open: bool,
    at: Timestamp,
}

impl Drains {
    fn lane(&self, group: &GroupId) -> Arc<tokio::sync::Mutex<()>> {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(lanes.entry(group.clone()).or_default())
    }

    /// Whether the time alone may let somebody out of a group's line: it has just opened, or sessions flow over from it
    /// and that was not looked at for a while.
    fn is_due(&self, group: &GroupId, is_open: bool, flows: bool, now: Timestamp) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let before = seen.entry(group.clone()).or_insert(Seen { is_open: false, at: Timestamp::default() });
        let opened = is_open && !before.is_open;
        let looked = now < before.at || now.since(before.at) >= OVERFLOW_BEAT;
        let due = opened || (flows && looked);
        before.is_open = is_open;
        if due {
            before.at = now;
        }
        due
    }
}

/// What became of a waiting session that was looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Assigned,
    StillWaits,
    /// It was placed, closed or moved by somebody else.
    Gone,
}

impl Engine {
    /// Places the waiting sessions of a group, highest priority first, then oldest first, as far as there is room. One whom the strategies cannot
    /// place keeps its place and lets the next be tried.
    pub(crate) async fn drain(&self, group: &GroupId) -> Result<(), StoreError> {
        let lane = self.drains.lane(group);
        let _turn = lane.lock().await;
        // Marked until the queue was seen empty. Whoever queues drains afterwards, behind this lane, so that a mark
        // that is taken away here too early is put back there.
        self.roster.note_waiting(group);
        let mut after: Option<QueuePlace> = None;
        let mut somebody_waits = false;
        loop {
            let router = self.rules();
            let Some(found) = router.ruleset().groups.get(group) else { return Ok(()) };
            let helpers = overflow_groups(router.ruleset(), group);
            if !self.serves(found) && !helpers.iter().any(|helper| self.serves(helper)) {
                return Ok(());
            }
            let length = self.store.queue_length(group, None).await?;
            let page = self.store.queue(group, after, DRAIN_PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(QueuePlace::of(last));
            for session in page {
                let is_due = if self.serves(found) {
                    // Where only those have room who have enough of its channel, looking at it would be for nothing.
                    let channel = router.ruleset().channels.get(&session.channel);
                    let bound = channel.and_then(|channel| Some((&channel.id, channel.capacity?)));
                    let now = self.clock.now();
                    let takes = |group: &Group| self.roster.has_room(group, bound, now);
                    bound.is_none() || takes(found) || helpers.iter().any(|helper| takes(helper))
                } else {
                    if !helpers.iter().any(|helper| self.serves(helper)) {
                        return Ok(());
                    }
                    self.flows_over(router.ruleset(), &session, length)
                };
                let fate =
                    if is_due { self.look_at(&session, DecisionCause::Drained).await } else { Ok(Fate::StillWaits) };
                // One that cannot be decided must not keep the others waiting.
                somebody_waits |= fate.unwrap_or_else(|error| {
                    tracing::error!(%error, session = %session.id, "a waiting session could not be looked at");
                    Fate::StillWaits
                }) == Fate::StillWaits;
            }
        }
        // A priority that changed meanwhile may have moved somebody past the pages that were read.
        if !somebody_waits && self.store.queue(group, None, 1).await?.is_empty() {
            self.roster.note_empty(group);
        }
        Ok(())
    }

    /// Whether anybody of a group could be given a session now.
    pub(crate) fn serves(&self, group: &Group) -> bool {
        let now = self.clock.now();
        group.is_open(now) && self.roster.has_room(group, None, now)
    }

    /// Whether a session that waits in a line of this length may be given to the group that its rule flows over to. Only
    /// those are looked at while their own group can take nobody: a long line must not be decided anew for nothing.
    fn flows_over(&self, set: &RuleSet, session: &Session, length: u32) -> bool {
        let Some(rule) = session.rule.as_ref().and_then(|id| set.rule(id)) else { return true };
        if rule.group != *session.state.group().unwrap_or(&rule.group) {
            return false; // A person brought it here, so nothing leads it on.
        }
        let waited = self.clock.now().since(waiting_since(session));
        rule.overflow.as_ref().is_some_and(|overflow| {
            overflow.after.is_some_and(|after| waited >= after)
                || overflow.longer_than.is_some_and(|most| length.saturating_sub(1) > most)
        })
    }

    /// Drains a group after something else was done, which stands whatever becomes of this: what could not be drained is
    /// tried again at the next slow beat.
    pub(crate) async fn drain_after(&self, group: &GroupId) {
        if let Err(error) = self.drain(group).await {
            tracing::error!(%error, %group, "a queue could not be drained");
        }
    }

    /// Drains the groups that an agent serves in, and then those whose sessions flow over to one of them.
    pub(crate) async fn drain_for(&self, agent: &AgentId) {
        self.drain_for_but(agent, None).await;
    }

    /// The same, but for one group.
    pub(crate) async fn drain_others_for(&self, agent: &AgentId, but: &GroupId) {
        self.drain_for_but(agent, Some(but)).await;
    }

    async fn drain_for_but(&self, agent: &AgentId, but: Option<&GroupId>) {
        let router = self.rules();
        let set = router.ruleset();
        let (own, others): (Vec<_>, Vec<_>) = set.groups.values().partition(|group| group.has(agent));
        let helped = others.into_iter().filter(|group| {
            self.roster.may_wait(&group.id) && overflow_groups(set, &group.id).iter().any(|helper| helper.has(agent))
        });
        let own = own.into_iter().filter(|group| self.roster.may_wait(&group.id));
        for group in own.chain(helped).filter(|group| Some(&group.id) != but) {
            self.drain_after(&group.id).await;
        }
        // Sessions come before left messages.
        self.give_left_for(agent).await;
    }

    /// Drains what the time alone changes: groups whose hours have begun, and lines from which sessions flow over after a
    /// while. Called by every tick; it asks the database only about groups in which somebody may wait.
    pub(crate) async fn drain_due(&self) {
        let router = self.rules();
        let set = router.ruleset();
        let now = self.clock.now();
        for (id, group) in &set.groups {
            if !self.roster.may_wait(id) {
                continue;
            }
            let is_open = group.is_open(now);
            let flows = set
                .rules
                .iter()
                .filter(|rule| rule.group == *id)
                .any(|rule| rule.overflow.as_ref().is_some_and(|overflow| overflow.after.is_some()));
            if self.drains.is_due(id, is_open, flows, now) {
                self.drain_after(id).await;
            }
        }
    }

    /// Drains every group.
    pub(crate) async fn drain_all(&self) {
        let router = self.rules();
        for group in router.ruleset().groups.keys() {
            self.drain_after(group).await;
        }
        for group in router.ruleset().groups.keys() {
            self.give_left_after(group).await;
        }
    }

    /// Decides anew, from the first rule, on everything that waits or that no rule matched: another rule set is live.
    /// Owned sessions are left alone.
    pub(crate) async fn redecide_waiting(&self) -> Result<(), StoreError> {
        let mut waiting = Vec::new();
        for filter in [SessionFilter::Queued, SessionFilter::Unmatched] {
            let mut before = None;
            loop {
                let page = self.store.sessions(filter.clone(), before, DRAIN_PAGE).await?;
                let Some(last) = page.last() else { break };
                before = Some(last.id);
                waiting.extend(page.into_iter().map(|session| session.id));
            }
        }
        waiting.sort_unstable(); // Ids are in order of time: oldest first.
        self.redecide(waiting).await
    }

    /// Tries again what could not be decided anew when other rules went live: its group may be gone by now, and then
    /// nothing else would look at it.
    pub(crate) async fn redecide_left_over(&self) -> Result<(), StoreError> {
        let left_over = std::mem::take(&mut *self.undecided.lock().unwrap_or_else(PoisonError::into_inner));
        self.redecide(left_over.into_iter().collect()).await
    }

    async fn redecide(&self, waiting: Vec<SessionId>) -> Result<(), StoreError> {
        let mut requeued = HashSet::new();
        for id in waiting {
            let Some(session) = self.store.session(id).await? else { continue };
            // One that cannot be decided must not keep the others waiting.
            if let Err(error) = self.look_at(&session, DecisionCause::Reloaded).await {
                tracing::error!(%error, session = %id, "a session could not be decided anew");
                self.undecided.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
            }
            // One that waits elsewhere now may have missed a slot there between its decision and its commit.
            if let Some(SessionState::Queued { group, .. }) = self.store.session(id).await?.map(|fresh| fresh.state) {
                requeued.insert(group);
            }
        }
        for group in requeued {
            self.drain_after(&group).await;
        }
        Ok(())
    }

    /// What a session needs right after it was placed: one that waits is looked at once more, because a slot may have
    /// freed between the decision and the commit, when nobody saw it in the queue. Where other rules went live meanwhile,
    /// it missed being decided anew with the others.
    pub(crate) async fn look_after(&self, session: &Session, decided_by: &Revision) {
        let waits = matches!(session.state, SessionState::Queued { .. } | SessionState::Unmatched);
        if waits
            && *decided_by != self.rules().ruleset().revision
            && let Err(error) = self.look_at(session, DecisionCause::Reloaded).await
        {
            tracing::error!(%error, session = %session.id, "a session could not be decided anew");
        }
        // It may have been moved just now.
        let state = match self.store.session(session.id).await {
            Ok(Some(fresh)) => fresh.state,
            Ok(None) | Err(_) => session.state.clone(),
        };
        match &state {
            SessionState::Queued { group, .. } => {
                self.roster.note_waiting(group);
                self.line_changed(group);
                self.drain_after(group).await;
            }
            SessionState::Unmatched => {
                tracing::warn!(session = %session.id, channel = %session.channel, "no rule matched a session");
            }
            SessionState::Assigned { .. } | SessionState::Offered { .. } | SessionState::Closed { .. } => {}
        }
    }

    /// Looks at a session that waits: decides again, and places it where that is news.
    async fn look_at(&self, session: &Session, cause: DecisionCause) -> Result<Fate, StoreError> {
        if !matches!(session.state, SessionState::Queued { .. } | SessionState::Unmatched) {
            return Ok(Fate::Gone);
        }
        let aim = if cause == DecisionCause::Reloaded { Aim::FirstRule } else { Aim::OwnPlace };
        Ok(match self.move_session(session, &Move::of(cause, aim)).await? {
            Moved::Placed { session, .. } if session.state.slot().is_some() => Fate::Assigned,
            Moved::Placed { .. } | Moved::Same => Fate::StillWaits,
            Moved::Unable | Moved::Gone => Fate::Gone,
        })
    }
}

/// The groups that sessions of a group flow over to, by whichever rule.
pub(crate) fn overflow_groups(set: &RuleSet, group: &GroupId) -> Vec<Arc<Group>> {
    let rules = set.rules.iter().filter(|rule| rule.group == *group);
    let names: BTreeSet<&GroupId> = rules.filter_map(|rule| Some(&rule.overflow.as_ref()?.group)).collect();
    names.into_iter().filter_map(|name| set.groups.get(name)).cloned().collect()
}
