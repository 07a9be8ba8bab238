//! Waiting sessions get their turn: first in, first out, from this one place, whatever freed the slot.

use crate::{
    Engine,
    config::DRAIN_PAGE,
    facts::{set_record_facts, set_time},
    place::{Planned, QueueSeen, Subject},
};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};
use usher_model::{AgentId, DecisionCause, GroupId, Revision, Session, SessionState};
use usher_ruleset::{Group, RuleSet};
use usher_store::{PlaceOutcome, QueuePlace, SessionFilter, StoreError};

/// One lane a group: two drains of one group at once would only race for the same head of the queue.
#[derive(Default)]
pub(crate) struct Drains {
    lanes: Mutex<HashMap<GroupId, Arc<tokio::sync::Mutex<()>>>>,
}

impl Drains {
    fn lane(&self, group: &GroupId) -> Arc<tokio::sync::Mutex<()>> {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(lanes.entry(group.clone()).or_default())
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
                let is_due = self.serves(found) || {
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
    fn serves(&self, group: &Group) -> bool {
        let now = self.clock.now();
        group.hours.as_ref().is_none_or(|hours| hours.at(now).open) && self.roster.has_room(group, now)
    }

    /// Whether a session that waits in a line of this length may be given to the group that its rule flows over to. Only
    /// those are looked at while their own group can take nobody: a long line must not be decided anew for nothing.
    fn flows_over(&self, set: &RuleSet, session: &Session, length: u32) -> bool {
        let Some(rule) = session.rule.as_ref().and_then(|id| set.rule(id)) else { return true };
        let waited = self.clock.now().since(session.opened_at);
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
        let router = self.rules();
        let set = router.ruleset();
        let is_member = |group: &Group| group.members.iter().any(|member| member.id == *agent);
        let (own, others): (Vec<_>, Vec<_>) = set.groups.values().partition(|group| is_member(group));
        let helped = others.into_iter().filter(|group| {
            self.roster.may_wait(&group.id) && overflow_groups(set, &group.id).iter().any(|helper| is_member(helper))
        });
        for group in own.into_iter().filter(|group| self.roster.may_wait(&group.id)).chain(helped) {
            self.drain_after(&group.id).await;
        }
    }

    /// Drains every group.
    pub(crate) async fn drain_all(&self) {
        let router = self.rules();
        for group in router.ruleset().groups.keys() {
            self.drain_after(group).await;
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
        let mut requeued = HashSet::new();
        for id in waiting {
            let Some(session) = self.store.session(id).await? else { continue };
            // One that cannot be decided must not keep the others waiting.
            if let Err(error) = self.look_at(&session, DecisionCause::Reloaded).await {
                tracing::error!(%error, session = %id, "a session could not be decided anew");
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
                self.drain_after(group).await;
            }
            SessionState::Unmatched => {
                tracing::warn!(session = %session.id, channel = %session.channel, "no rule matched a session");
            }
            SessionState::Assigned { .. } | SessionState::Closed { .. } => {}
        }
    }

    async fn look_at(&self, session: &Session, cause: DecisionCause) -> Result<Fate, StoreError> {
        let mut session = session.clone();
        loop {
            if !matches!(session.state, SessionState::Queued { .. } | SessionState::Unmatched) {
                return Ok(Fate::Gone);
            }
            let Some(mut planned) = self.plan_again(&session, cause, QueueSeen::default()).await? else {
                return Ok(Fate::Gone);
            };
            if let SessionState::Queued { group, .. } = &planned.state
                && group_changes(&session.state, &planned.state)
            {
                // The place in another line is told, so it has to be known.
                let queue = self.queue_seen(group, QueuePlace::of(&session)).await?;
                let Some(informed) = self.plan_again(&session, cause, queue).await? else { return Ok(Fate::Gone) };
                planned = informed;
            }
            if planned.state == session.state && planned.rule == session.rule {
                // Nothing changed, and nothing was reserved: a decision that says the same again is not worth a row.
                return Ok(Fate::StillWaits);
            }
            if !group_changes(&session.state, &planned.state) {
                // It waits in the same queue; transcript and hooks were told so already.
                planned.placement.entries.clear();
                planned.placement.hooks.clear();
            }
            match self.store.place_session(planned.placement.clone(), session.version).await {
                Ok(PlaceOutcome::Placed { session: placed, messages }) => {
                    self.settle(&mut planned, Ok(())).await?;
                    self.publish_session(&placed, messages);
                    self.wake_hooks();
                    if let SessionState::Queued { group, .. } = &placed.state {
                        self.roster.note_waiting(group);
                    }
                    return Ok(if planned.is_assignment() { Fate::Assigned } else { Fate::StillWaits });
                }
                Ok(PlaceOutcome::Lost(lost)) => self.settle(&mut planned, Err(Some(lost))).await?,
                Err(error) => {
                    self.settle(&mut planned, Err(None)).await?;
                    return Err(error);
                }
            }
            match self.store.session(session.id).await? {
                Some(fresh) => session = fresh,
                None => return Ok(Fate::Gone),
            }
        }
    }

    /// Decides again on the facts the session was opened with, at the time that is now.
    async fn plan_again(
        &self,
        session: &Session,
        cause: DecisionCause,
        seen: QueueSeen,
    ) -> Result<Option<Planned>, StoreError> {
        let Some(latest) = self.store.latest_decision(session.id).await? else { return Ok(None) };
        let Some(visitor) = self.store.visitor(session.visitor).await? else { return Ok(None) };
        let router = self.rules();
        let set = router.ruleset();
        let mut facts = latest.facts;
        set_time(&mut facts, self.clock.now(), &set.workspace.time_zone);
        // Within its rule a session keeps the records it was matched with; decided from the first rule, it gets those of
        // now, or keeps the old ones where they cannot be had.
        let records = match cause {
            DecisionCause::Drained => latest.records,
            _ => self.records_of(visitor.id).await.unwrap_or(latest.records),
        };
        set_record_facts(&mut facts, &set.record_facts, &records);
        let same_rule = session.rule.as_ref().filter(|_| cause == DecisionCause::Drained).and_then(|id| set.rule(id));
        let waits = match &session.state {
            SessionState::Queued { group, .. } => Some((group, self.clock.now().since(session.opened_at))),
            _ => None,
        };
        let queue = match (same_rule.and_then(|rule| rule.overflow.as_ref()?.longer_than), waits) {
            (Some(_), Some((group, _))) => {
                let mut queue = self.queue_seen(group, QueuePlace::of(session)).await?;
                queue.others = queue.others.saturating_sub(1); // Itself.
                queue
            }
            _ => seen,
        };
        let subject = Subject {
            session: session.id,
            visitor: &visitor,
            facts: &facts,
            records: &records,
            locale: &visitor.locale,
            cause,
            opened_with: None,
            waits,
            queue,
        };
        Ok(Some(match same_rule {
            Some(rule) => self.plan_within(rule, &subject),
            None => self.plan(&subject),
        }))
    }
}

/// The groups that sessions of a group flow over to, by whichever rule.
fn overflow_groups(set: &RuleSet, group: &GroupId) -> Vec<Arc<Group>> {
    let rules = set.rules.iter().filter(|rule| rule.group == *group);
    let names: BTreeSet<&GroupId> = rules.filter_map(|rule| Some(&rule.overflow.as_ref()?.group)).collect();
    names.into_iter().filter_map(|name| set.groups.get(name)).cloned().collect()
}

/// Whether a step is news to the transcript: another place than before, not only another reason to wait.
fn group_changes(from: &SessionState, to: &SessionState) -> bool {
    match (from, to) {
        (SessionState::Queued { group: before, .. }, SessionState::Queued { group: after, .. }) => before != after,
        _ => true,
    }
}
