//! One decision, from facts to a placement ready for the store: routing decides, the roster reserves, and the entries
//! that the decision writes into the transcript are made.

mod goal;

pub(crate) use goal::{Goal, HandCheck, Step, take_of};

use crate::{Engine, roster::Reservation, telling};
use goal::{answer, by_hand, in_line, queue_limit};
use std::{sync::Arc, time::Duration};
use usher_bus::{Notice, Topic};
use usher_model::{
    AgentId, CloseCause, Context, Decision, DecisionCause, DecisionId, DecisionRecord, Facts, GroupId, HookEvent,
    Locale, Message, Records, RuleId, Session, SessionId, SessionState, Visitor,
};
use usher_routing::{DecisionInput, Line, Past};
use usher_ruleset::{Hold, Rule};
use usher_store::{CursorMove, Lost, Placement, QueuePlace, Slot, SlotCheck, StoreError, Take};

/// What is decided on.
pub(crate) struct Subject<'a> {
    pub session: SessionId,
    pub visitor: &'a Visitor,
    pub facts: &'a Facts,
    pub records: &'a Records,
    pub locale: &'a Locale,
    pub cause: DecisionCause,
    /// What the visitor wrote first, where the session is just being opened.
    pub opened_with: Option<&'a str>,
    /// The group whose queue it waits in already, and for how long.
    pub waits: Option<(&'a GroupId, Duration)>,
    /// Who else waits in the queue of the group that its rule leads to.
    pub queue: QueueSeen,
    /// Where it goes, and what is known of its past.
    pub step: Step<'a>,
}

impl<'a> Subject<'a> {
    /// A session as it stands, on what it was last decided on: to tell its visitor something.
    pub(crate) fn again(session: &'a Session, visitor: &'a Visitor, latest: &'a DecisionRecord) -> Self {
        Self {
            session: session.id,
            visitor,
            facts: &latest.facts,
            records: &latest.records,
            locale: &visitor.locale,
            cause: latest.cause,
            opened_with: None,
            waits: None,
            queue: QueueSeen::default(),
            step: Step { before: Some(session), ..Step::default() },
        }
    }
}

/// How long a queue is, as far as it was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct QueueSeen {
    /// How many others wait.
    pub others: u32,
    /// How many of them come before the session.
    pub ahead: u32,
    /// How long the session will wait, where that can be told.
    pub wait: Option<Duration>,
}

/// A decision with its slot reserved, not yet in the database.
pub(crate) struct Planned {
    pub placement: Placement,
    pub state: SessionState,
    pub rule: Option<RuleId>,
    /// Why the session is over as it opens, where it is.
    pub ends: Option<CloseCause>,
    reservation: Option<Reservation>,
}

impl Engine {
    /// Decides where a session goes.
    pub(crate) fn plan(&self, subject: &Subject<'_>) -> Planned {
        // One rule set a decision, whatever goes live meanwhile.
        let router = self.rules();
        let set = router.ruleset();
        loop {
            let now = self.clock.now();
            let seed = self.entropy.seed();
            let view = self.roster.view(now);
            let elapsed = || self.clock.monotonic();
            let (facts, records) = (subject.facts, subject.records);
            let context = Context { facts, records, now, seed, elapsed: &elapsed, failures: None };
            let line = Line {
                waits_for: subject.waits.map(|(group, _)| group),
                waited: subject.waits.map_or(Duration::ZERO, |(_, waited)| waited),
                others: subject.queue.others,
            };
            let step = &subject.step;
            let past = Past { channel: Some(&subject.visitor.channel), missed: step.missed, known_to: step.known_to };
            let input = DecisionInput { context, roster: &view, line, past };
            let decided = match step.goal {
                Goal::FirstRule => router.decide(&input),
                Goal::Rule(rule) => router.place(rule, &input),
                Goal::Group(group, own) => router.place_in(group, own, &input),
                Goal::Line(group, own, _) => in_line(group, own),
                Goal::Agent(agent, group, check, own) => by_hand(set, agent, group, check, own),
            };
            let mut reservation = None;
            let mut slot = None;
            let mut cursor = None;
            if let Decision::Assign { agent, .. } = &decided.decision {
                cursor = decided.took_turn.map(|turn| CursorMove {
                    from: view.cursor_seen(&turn.group),
                    group: turn.group,
                    to: turn.agent,
                });
                let check = match decided.slot {
                    Some(capacity) => {
                        let channel = set.channels.get(&subject.visitor.channel);
                        let channel = channel.and_then(|found| Some((found.id.clone(), found.capacity?)));
                        SlotCheck::Able { capacity, channel }
                    }
                    None => SlotCheck::ByHand,
                };
                let taken = Slot { agent: agent.clone(), check };
                let reserved = self.roster.reserve(&taken, &subject.visitor.channel, cursor.clone(), now);
                match (reserved, step.goal) {
                    (Some(reserved), _) => reservation = Some(reserved),
                    // Whom a person chose cannot take it: the store says so, and why is found out then.
                    (None, Goal::Agent(..)) => {}
                    // Somebody was faster, who therefore got on: this loop cannot starve everybody.
                    (None, _) => continue,
                }
                slot = Some(taken);
            }
            let record = DecisionRecord {
                id: DecisionId::after(step.decided, now, &*self.entropy),
                session: subject.session,
                at: now,
                cause: subject.cause,
                revision: router.ruleset().revision.clone(),
                facts: facts.clone(),
                records: records.clone(),
                failures: decided.failures,
                seed,
                rule: decided.rule.clone(),
                by: step.by.cloned(),
                decision: decided.decision.clone(),
                candidates: decided.candidates,
                strategies: decided.strategies,
                shadow: decided.shadow,
            };
            let rule = decided.rule.as_ref().and_then(|id| set.rule(id));
            let ends = ends(rule, &decided.decision, subject.cause);
            let answer = answer(set, &decided.decision, subject, now);
            let told = telling::Told { rule, decision: &decided.decision, take: answer.take, ends };
            let entries = telling::entries(set, &told, subject, &context);
            let events = events_for(subject, &decided.decision, answer.take, ends);
            let hooks = self.runs_for(set, Some(subject.session), events, now);
            let placement = Placement {
                queue_limit: queue_limit(set, &decided.decision, &step.goal, subject.cause),
                missed: missed(subject, slot.is_some()).to_vec(),
                routed: step.goal.routed(),
                take: answer.take,
                answer_by: answer.by,
                record,
                slot,
                cursor,
                entries,
                hooks,
            };
            let state = placement.state();
            return Planned { state, rule: decided.rule, ends, placement, reservation };
        }
    }

    /// How many others wait in a group's queue, and how many of them before a place in it.
    pub(crate) async fn queue_seen(&self, group: &GroupId, place: QueuePlace) -> Result<QueueSeen, StoreError> {
        let others = self.store.queue_length(group, None).await?;
        let ahead = if others == 0 { 0 } else { self.store.queue_length(group, Some(place)).await? };
        let wait = self.wait_at(group, ahead + 1).await?;
        Ok(QueueSeen { others, ahead, wait })
    }

    /// Settles the reservation of a plan after the store answered, and reads what was lost anew.
    pub(crate) async fn settle(
        &self,
        planned: &mut Planned,
        outcome: Result<(), Option<Lost>>,
    ) -> Result<(), StoreError> {
        if let Some(reservation) = planned.reservation.take()
            && outcome.is_ok()
        {
            reservation.commit();
        }
        match outcome {
            Err(Some(Lost::Cursor)) => {
                if let Some(step) = &planned.placement.cursor {
                    let cursors = self.store.cursors().await?;
                    self.roster.adopt_cursor(&step.group, cursors);
                }
            }
            Err(Some(Lost::Slot)) => self.refresh_roster().await?,
            Ok(()) | Err(Some(Lost::State | Lost::Full) | None) => {}
        }
        Ok(())
    }

    /// Tells everybody concerned that a session changed and what was written, after the commit.
    pub(crate) fn publish_session(&self, session: &Session, messages: Vec<Message>) {
        for message in messages {
            self.bus.publish(&Topic::Session(session.id), Notice::Message(Arc::new(message)));
        }
        self.hint_notices(session);
        let session = Arc::new(session.clone());
        let mut topics = vec![Topic::Visitor(session.visitor)];
        match &session.state {
            SessionState::Assigned { agent, .. }
            | SessionState::Offered { agent, .. }
            | SessionState::Closed { agent: Some(agent), .. } => topics.push(Topic::Agent(agent.clone())),
            _ => {}
        }
        for topic in topics {
            self.bus.publish(&topic, Notice::Session(Arc::clone(&session)));
        }
    }
}

/// Who is left out from now on. With somebody it is whoever did not answer; in line, whoever gave it to the line, lest it
/// come straight back: the line is for everybody else, also for who missed it.
fn missed<'a>(subject: &Subject<'a>, has_somebody: bool) -> &'a [AgentId] {
    let given = matches!(subject.cause, DecisionCause::Transferred | DecisionCause::ByHand);
    let waits = subject.waits.is_some();
    match (has_somebody, subject.step.before) {
        (true, _) if given => &[],
        (true, _) => subject.step.missed,
        (false, _) if given => subject.step.missed,
        (false, Some(before)) if waits => &before.missed,
        (false, _) => &[],
    }
}

/// Why a session is over as it opens: nobody takes it, and its rule lets it not wait. One that waits already is never
/// sent away, whatever changes meanwhile.
pub(crate) fn ends(rule: Option<&Rule>, decision: &Decision, cause: DecisionCause) -> Option<CloseCause> {
    let Decision::Queue { reason, .. } = decision else { return None };
    let begins = matches!(cause, DecisionCause::Opened | DecisionCause::Reopened);
    let closes = begins && rule?.waiting.hold(*reason) == Hold::Closes;
    closes.then_some(CloseCause::NotHeld)
}

/// What hooks are told of a decision: an opening is told first, with the message that opened it.
fn events_for(subject: &Subject<'_>, decision: &Decision, take: Take, ends: Option<CloseCause>) -> Vec<HookEvent> {
    let mut events = Vec::new();
    if let Some(text) = subject.opened_with {
        events.push(HookEvent::SessionOpened { text: text.to_owned() });
        events.push(HookEvent::MessagePosted { agent: None, text: text.to_owned() });
    }
    if let Some(before) = subject.step.before
        && matches!(subject.cause, DecisionCause::Transferred | DecisionCause::ByHand)
    {
        let (to_agent, to_group) = match decision {
            Decision::Assign { group, agent } => (Some(agent.clone()), group.clone()),
            Decision::Queue { group, .. } => (None, Some(group.clone())),
            Decision::Unmatched => (None, None),
        };
        events.push(HookEvent::SessionTransferred {
            from_agent: before.state.owner().cloned(),
            from_group: before.state.group().cloned(),
            to_agent,
            to_group,
        });
    }
    match decision {
        // Who is only asked has it once accepted.
        Decision::Assign { .. } if take == Take::Asked => {}
        Decision::Assign { group, agent } => {
            events.push(HookEvent::SessionAssigned { group: group.clone(), agent: agent.clone() });
        }
        // Nobody waits where the session is over as it opens.
        Decision::Queue { .. } if ends.is_some() => {}
        Decision::Queue { group, reason } => {
            events.push(HookEvent::SessionQueued { group: group.clone(), reason: *reason });
        }
        Decision::Unmatched => {}
    }
    events.extend(ends.map(|cause| HookEvent::SessionClosed { cause }));
    events
}
