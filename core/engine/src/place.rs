//! One decision, from facts to a placement ready for the store: routing decides, the roster reserves, and the entries
//! that the decision writes into the transcript are made.

use crate::{Engine, roster::Reservation, telling};
use std::{sync::Arc, time::Duration};
use usher_bus::{Notice, Topic};
use usher_model::{
    CloseCause, Context, Decision, DecisionCause, DecisionId, DecisionRecord, Facts, GroupId, HookEvent, Locale,
    Message, Records, RuleId, Session, SessionId, SessionState, Visitor,
};
use usher_routing::{Decided, DecisionInput, Line, Router};
use usher_ruleset::{Hold, Rule};
use usher_store::{CursorMove, Lost, Placement, QueuePlace, Slot, StoreError};

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
}

/// How long a queue is, as far as it was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct QueueSeen {
    /// How many others wait.
    pub others: u32,
    /// How many of them come before the session.
    pub ahead: u32,
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
    /// Decides from the first rule.
    pub(crate) fn plan(&self, subject: &Subject<'_>) -> Planned {
        self.plan_by(subject, Router::decide)
    }

    /// Decides within one rule: its group and strategies.
    pub(crate) fn plan_within(&self, rule: &Rule, subject: &Subject<'_>) -> Planned {
        self.plan_by(subject, |router, input| router.place(rule, input))
    }

    fn plan_by(
        &self,
        subject: &Subject<'_>,
        decide: impl for<'r> Fn(&'r Router, &DecisionInput<'_>) -> Decided,
    ) -> Planned {
        // One rule set a decision, whatever goes live meanwhile.
        let router = self.rules();
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
            let decided = decide(&router, &DecisionInput { context, roster: &view, line });
            let mut reservation = None;
            let mut slot = None;
            let mut cursor = None;
            if let (Decision::Assign { agent, .. }, Some(capacity)) = (&decided.decision, decided.slot) {
                cursor = decided.took_turn.map(|turn| CursorMove {
                    from: view.cursor_seen(&turn.group),
                    group: turn.group,
                    to: turn.agent,
                });
                let Some(reserved) = self.roster.reserve(agent, capacity, cursor.clone(), now) else {
                    continue; // Somebody was faster, who therefore got on: this loop cannot starve everybody.
                };
                reservation = Some(reserved);
                slot = Some(Slot { agent: agent.clone(), capacity });
            }
            let record = DecisionRecord {
                id: DecisionId::new(now, &*self.entropy),
                session: subject.session,
                at: now,
                cause: subject.cause,
                revision: router.ruleset().revision.clone(),
                facts: facts.clone(),
                records: records.clone(),
                failures: decided.failures,
                seed,
                rule: decided.rule.clone(),
                decision: decided.decision.clone(),
                candidates: decided.candidates,
                strategies: decided.strategies,
                shadow: decided.shadow,
            };
            let rule = decided.rule.as_ref().and_then(|id| router.ruleset().rule(id));
            let ends = ends(rule, &decided.decision, subject.cause);
            let told = telling::Told { rule, decision: &decided.decision, ends };
            let entries = telling::entries(router.ruleset(), &told, subject, &context);
            let events = events_for(subject, &decided.decision, ends);
            let hooks = self.runs_for(router.ruleset(), Some(subject.session), events, now);
            return Planned {
                state: state_of(decided.decision),
                rule: decided.rule,
                ends,
                placement: Placement { record, slot, cursor, entries, hooks },
                reservation,
            };
        }
    }

    /// How many others wait in a group's queue, and how many of them before a place in it.
    pub(crate) async fn queue_seen(&self, group: &GroupId, place: QueuePlace) -> Result<QueueSeen, StoreError> {
        let others = self.store.queue_length(group, None).await?;
        let ahead = if others == 0 { 0 } else { self.store.queue_length(group, Some(place)).await? };
        Ok(QueueSeen { others, ahead })
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
            Ok(()) | Err(Some(Lost::State) | None) => {}
        }
        Ok(())
    }

    /// Tells everybody concerned that a session changed and what was written, after the commit.
    pub(crate) fn publish_session(&self, session: &Session, messages: Vec<Message>) {
        for message in messages {
            self.bus.publish(&Topic::Session(session.id), Notice::Message(Arc::new(message)));
        }
        let session = Arc::new(session.clone());
        let mut topics = vec![Topic::Visitor(session.visitor)];
        match &session.state {
            SessionState::Assigned { agent, .. } | SessionState::Closed { agent: Some(agent), .. } => {
                topics.push(Topic::Agent(agent.clone()));
            }
            _ => {}
        }
        for topic in topics {
            self.bus.publish(&topic, Notice::Session(Arc::clone(&session)));
        }
    }
}

impl Planned {
    pub(crate) fn is_assignment(&self) -> bool {
        matches!(self.state, SessionState::Assigned { .. })
    }
}

/// The state that a decision leads to.
pub(crate) fn state_of(decision: Decision) -> SessionState {
    match decision {
        Decision::Assign { group, agent } => SessionState::Assigned { group: Some(group), agent },
        Decision::Queue { group, reason } => SessionState::Queued { group, reason },
        Decision::Unmatched => SessionState::Unmatched,
    }
}

/// Why a session is over as it opens: nobody takes it, and its rule lets it not wait. One that waits already is never
/// sent away, whatever changes meanwhile.
pub(crate) fn ends(rule: Option<&Rule>, decision: &Decision, cause: DecisionCause) -> Option<CloseCause> {
    let Decision::Queue { reason, .. } = decision else { return None };
    let closes = cause == DecisionCause::Opened && rule?.waiting.hold(*reason) == Hold::Closes;
    closes.then_some(CloseCause::NotHeld)
}

/// What hooks are told of a decision: an opening is told first, with the message that opened it.
fn events_for(subject: &Subject<'_>, decision: &Decision, ends: Option<CloseCause>) -> Vec<HookEvent> {
    let mut events = Vec::new();
    if let Some(text) = subject.opened_with {
        events.push(HookEvent::SessionOpened { text: text.to_owned() });
        events.push(HookEvent::MessagePosted { agent: None, text: text.to_owned() });
    }
    match decision {
        Decision::Assign { group, agent } => {
            events.push(HookEvent::SessionAssigned { group: Some(group.clone()), agent: agent.clone() });
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
