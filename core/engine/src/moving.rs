//! A session that is there already goes on: it is decided again, placed by compare-and-set, and told about.
//!
//! Owns the one way by which a session changes hands, whatever the cause: a drain, a reload, an agent who does not answer
//! or leaves, a transfer, an admin's choice. Must not know when that is due.

use crate::{
    Engine,
    config::GIVER_RESTS,
    facts::{set_record_facts, set_time},
    identity::set_identity_facts,
    place::{Goal, HandCheck, Planned, QueueSeen, Step, Subject},
};
use std::sync::Arc;
use usher_bus::{Notice, Topic};
use usher_model::{
    AgentId, ClientId, DecisionCause, GroupId, Message, Party, Records, Release, Routed, Session, SessionState,
    Timestamp,
};
use usher_ruleset::RuleSet;
use usher_store::{Lost, PlaceOutcome, QueuePlace, StoreError};

/// What is to become of a session.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Move<'a> {
    pub cause: DecisionCause,
    pub aim: Aim<'a>,
    /// The person who wants it, where it is one.
    pub by: Option<&'a AgentId>,
    /// What that person has to say about it.
    pub note: Option<&'a str>,
    /// The name that person gave the request: what was moved under it is not moved again.
    pub name: Option<&'a ClientId>,
    /// Why whoever has it loses it.
    pub release: Option<Release>,
    /// Who is left out; none leaves that as the session says.
    pub missed: Option<&'a [AgentId]>,
}

/// Where a session is to go, as far as whoever moves it knows.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Aim<'a> {
    /// Where the first rule that matches leads, unless a person chose its group.
    FirstRule,
    /// Where it is: within its rule, or the group that a person chose.
    OwnPlace,
    /// The line of where it is, whoever has room.
    Line,
    /// Another group.
    Group(&'a GroupId),
    /// An agent.
    Agent(&'a AgentId, HandCheck),
}

/// What became of a session that was to be moved.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "one is handed over a move, and the large one is the common one")]
pub(crate) enum Moved {
    /// It is placed.
    Placed {
        /// As stored.
        session: Session,
        /// How many sessions in a row whoever had it has missed, where that was why.
        misses: Option<u32>,
    },
    /// It waits as before: a decision that says the same again is not worth a row.
    Same,
    /// The agent whom a person chose cannot take it.
    Unable,
    /// Somebody else placed, moved or closed it.
    Gone,
}

impl<'a> Move<'a> {
    /// A move that nobody in particular wants.
    pub(crate) const fn of(cause: DecisionCause, aim: Aim<'a>) -> Self {
        Self { cause, aim, by: None, note: None, name: None, release: None, missed: None }
    }
}

impl Engine {
    /// Moves a session on, as it stands; tried again where something else moved at the same moment.
    pub(crate) async fn move_session(&self, session: &Session, step: &Move<'_>) -> Result<Moved, StoreError> {
        let waits = |state: &SessionState| matches!(state, SessionState::Queued { .. } | SessionState::Unmatched);
        let mut session = session.clone();
        let from = session.state.clone();
        loop {
            // One that waits may wait elsewhere by now; whoever loses it must still have it.
            if !(waits(&from) && waits(&session.state)) && session.state != from {
                return Ok(Moved::Gone);
            }
            // Whoever has written meanwhile has answered.
            if step.cause == DecisionCause::Missed && session.answer_by.is_none_or(|by| by > self.clock.now()) {
                return Ok(Moved::Gone);
            }
            let Some(mut planned) = self.plan_again(&session, step).await? else { return Ok(Moved::Gone) };
            if waits(&session.state) && planned.state == session.state && planned.rule == session.rule {
                return Ok(Moved::Same);
            }
            if matches!(step.cause, DecisionCause::Drained | DecisionCause::Reloaded | DecisionCause::Identified)
                && !is_news(&session.state, &planned.state)
            {
                // It waits in the same queue; transcript and hooks were told so already.
                planned.placement.entries.clear();
                planned.placement.hooks.clear();
            }
            match self.store.place_session(planned.placement.clone(), session.version).await {
                Ok(PlaceOutcome::Placed { session: placed, messages, misses, .. }) => {
                    self.settle(&mut planned, Ok(())).await?;
                    // Also where the same agent has it anew: the reservation counted that as one more.
                    if let Some(agent) = session.state.slot() {
                        self.roster.freed(agent, &session.channel);
                    }
                    self.publish_moved(&session, &placed, messages);
                    self.wake_hooks();
                    return Ok(Moved::Placed { session: placed, misses });
                }
                Ok(PlaceOutcome::Lost(lost)) => {
                    self.settle(&mut planned, Err(Some(lost))).await?;
                    if lost == Lost::Slot && matches!(step.aim, Aim::Agent(..)) {
                        return Ok(Moved::Unable);
                    }
                }
                Err(error) => {
                    self.settle(&mut planned, Err(None)).await?;
                    return Err(error);
                }
            }
            match self.store.session(session.id).await? {
                Some(fresh) => session = fresh,
                None => return Ok(Moved::Gone),
            }
            // The same request may have come twice at the same moment.
            if let Some(name) = step.name
                && self.store.message_under(session.id, &Party::System, name).await?.is_some()
            {
                return Ok(Moved::Gone);
            }
        }
    }

    /// Tells everybody concerned that a session was moved: also those who had it before, and those who wait with it.
    pub(crate) fn publish_moved(&self, before: &Session, placed: &Session, messages: Vec<Message>) {
        self.publish_session(placed, messages);
        if let Some(agent) = before.state.slot()
            && placed.state.slot() != Some(agent)
        {
            self.bus.publish(&Topic::Agent(agent.clone()), Notice::Session(Arc::new(placed.clone())));
        }
        for state in [&before.state, &placed.state] {
            if let SessionState::Queued { group, .. } = state {
                self.line_changed(group);
            }
        }
        if let SessionState::Queued { group, .. } = &placed.state {
            self.roster.note_waiting(group);
        }
    }

    /// Decides again on the facts the session was last decided on, at the time that is now.
    async fn plan_again(&self, session: &Session, step: &Move<'_>) -> Result<Option<Planned>, StoreError> {
        let Some(latest) = self.store.latest_decision(session.id).await? else { return Ok(None) };
        let Some(visitor) = self.store.visitor(session.visitor).await? else { return Ok(None) };
        let router = self.rules();
        let set = router.ruleset();
        let mut facts = latest.facts;
        set_time(&mut facts, self.clock.now(), &set.workspace.time_zone);
        let goal = goal(set, session, step.aim);
        // Within its rule a session keeps the records it was matched with; decided from the first rule, it gets those of
        // now, or keeps the old ones where they cannot be had.
        let records: Records = match goal {
            Goal::FirstRule => self.records_of(visitor.id).await.unwrap_or(latest.records),
            _ => latest.records,
        };
        // A proof may have come since. Without one the facts stay as they were decided on.
        if matches!(goal, Goal::FirstRule)
            && let Some(identity) = self.identity_of(&visitor).await?
        {
            set_identity_facts(&mut facts, set, Some(&identity));
            if let Some(name) = &visitor.name {
                facts.set("visitor.name", name.as_str());
            }
        }
        set_record_facts(&mut facts, &set.record_facts, &records);
        let waits = match &session.state {
            SessionState::Queued { group, .. } => Some((group, self.clock.now().since(waiting_since(session)))),
            _ => None,
        };
        let mut queue = QueueSeen::default();
        if let (Goal::Rule(rule), Some((group, _))) = (goal, waits)
            && rule.overflow.as_ref().is_some_and(|overflow| overflow.longer_than.is_some())
        {
            queue = self.queue_seen(group, QueuePlace::of(session)).await?;
            queue.others = queue.others.saturating_sub(1); // Itself.
        }
        let subject = |queue| Subject {
            session: session.id,
            visitor: &visitor,
            facts: &facts,
            records: &records,
            locale: &visitor.locale,
            cause: step.cause,
            opened_with: None,
            waits,
            queue,
            step: Step {
                goal,
                by: step.by,
                note: step.note,
                name: step.name,
                missed: step.missed.unwrap_or_else(|| self.left_out(set, session)),
                known_to: None,
                before: Some(session),
                decided: Some(latest.id),
                release: step.release,
            },
        };
        let planned = self.plan(&subject(queue));
        if let SessionState::Queued { group, .. } = &planned.state
            && is_news(&session.state, &planned.state)
        {
            // The place in another line is told, so it has to be known.
            let group = group.clone();
            drop(planned);
            let queue = self.queue_seen(&group, QueuePlace::of(session)).await?;
            return Ok(Some(self.plan(&subject(queue))));
        }
        Ok(Some(planned))
    }
}

impl Engine {
    /// Who is left out of a session. One that waits in line does so for others than whoever gave it away, as long as there
    /// are any.
    fn left_out<'a>(&self, set: &RuleSet, session: &'a Session) -> &'a [AgentId] {
        let SessionState::Queued { group, .. } = &session.state else { return &session.missed };
        let now = self.clock.now();
        let rests = now.since(waiting_since(session)) < GIVER_RESTS;
        let others =
            || set.groups.get(group).is_some_and(|found| self.roster.is_there_but(found, &session.missed, now));
        if rests || others() { &session.missed } else { &[] }
    }
}

/// Where a session that begins again goes: where it was, if the rules still have that.
pub(crate) fn home<'a>(set: &'a RuleSet, session: &'a Session) -> Goal<'a> {
    goal(set, session, Aim::OwnPlace)
}

/// Since when a session waits in the line that it is in.
pub(crate) fn waiting_since(session: &Session) -> Timestamp {
    session.queued_at.unwrap_or(session.opened_at)
}

/// Where an aim leads by the rules that serve.
fn goal<'a>(set: &'a RuleSet, session: &'a Session, aim: Aim<'a>) -> Goal<'a> {
    let own = session.rule.as_ref().and_then(|id| set.rule(id));
    let here = session.state.group().filter(|group| set.groups.contains_key(*group));
    // The rules choose for what they brought here, also where it flowed over to another group since.
    let by_rule = own.filter(|_| session.routed == Routed::ByRules);
    match (aim, here) {
        (Aim::Group(group), _) => Goal::Group(group, own),
        (Aim::Agent(agent, check), _) => Goal::Agent(agent, group_of(set, here, agent), check, own),
        (Aim::FirstRule, Some(group)) if session.routed == Routed::ByHand => Goal::Group(group, own),
        (Aim::FirstRule, _) | (Aim::OwnPlace | Aim::Line, None) => Goal::FirstRule,
        (Aim::OwnPlace, Some(group)) => match (by_rule, session.routed) {
            (Some(rule), _) => Goal::Rule(rule),
            (None, Routed::ByRules) => Goal::FirstRule,
            (None, Routed::ByHand) => Goal::Group(group, own),
        },
        (Aim::Line, Some(group)) => match by_rule {
            Some(rule) => Goal::Line(&rule.group, Some(rule), Routed::ByRules),
            None => Goal::Line(group, own, session.routed),
        },
    }
}

/// The group that an agent serves a session in: where it is, if the agent is of that group, else the agent's first.
pub(crate) fn group_of<'a>(set: &'a RuleSet, here: Option<&'a GroupId>, agent: &AgentId) -> Option<&'a GroupId> {
    let has = |group: &GroupId| set.groups.get(group).is_some_and(|found| found.has(agent));
    here.filter(|group| has(group)).or_else(|| set.groups.keys().find(|group| has(group)))
}

/// Whether a step is news to the transcript: another place than before, not only another reason to wait.
fn is_news(from: &SessionState, to: &SessionState) -> bool {
    match (from, to) {
        (SessionState::Queued { group: before, .. }, SessionState::Queued { group: after, .. }) => before != after,
        _ => true,
    }
}
