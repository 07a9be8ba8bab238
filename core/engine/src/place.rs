//! One decision, from facts to a placement ready for the store: routing decides, the roster reserves, and the entries
//! that the decision writes into the transcript are made.

use crate::{Engine, prompt::Telling, roster::Reservation};
use std::sync::Arc;
use usher_bus::{Notice, Topic};
use usher_model::{
    Body, Context, Decision, DecisionCause, DecisionId, DecisionRecord, Event, Facts, HookEvent, Locale, Message,
    Records, RuleId, Session, SessionId, SessionState, Visitor,
};
use usher_routing::{Decided, DecisionInput, Router};
use usher_ruleset::Rule;
use usher_store::{CursorMove, Lost, Placement, Slot, StoreError, SystemEntry};

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
}

/// A decision with its slot reserved, not yet in the database.
pub(crate) struct Planned {
    pub placement: Placement,
    pub state: SessionState,
    pub rule: Option<RuleId>,
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
            let decided = decide(&router, &DecisionInput { context, roster: &view });
            let mut reservation = None;
            let mut slot = None;
            let mut cursor = None;
            if let (Decision::Assign { agent, .. }, Some(capacity)) = (&decided.decision, decided.slot) {
                cursor = decided.took_turn.map(|turn| CursorMove {
                    group: turn.group,
                    from: view.cursor_seen(),
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
            };
            let entries = entries_for(&router, decided.rule.as_ref(), &decided.decision, subject, &context);
            let events = events_for(subject, &decided.decision);
            let hooks = self.runs_for(router.ruleset(), Some(subject.session), events, now);
            return Planned {
                state: state_of(decided.decision),
                rule: decided.rule,
                placement: Placement { record, slot, cursor, entries, hooks },
                reservation,
            };
        }
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

/// What hooks are told of a decision: an opening is told first, with the message that opened it.
fn events_for(subject: &Subject<'_>, decision: &Decision) -> Vec<HookEvent> {
    let mut events = Vec::new();
    if let Some(text) = subject.opened_with {
        events.push(HookEvent::SessionOpened { text: text.to_owned() });
        events.push(HookEvent::MessagePosted { agent: None, text: text.to_owned() });
    }
    match decision {
        Decision::Assign { group, agent } => {
            events.push(HookEvent::SessionAssigned { group: Some(group.clone()), agent: agent.clone() });
        }
        Decision::Queue { group, reason } => {
            events.push(HookEvent::SessionQueued { group: group.clone(), reason: *reason });
        }
        Decision::Unmatched => {}
    }
    events
}

fn entries_for(
    router: &Router,
    rule: Option<&RuleId>,
    decision: &Decision,
    subject: &Subject<'_>,
    context: &Context<'_>,
) -> Vec<SystemEntry> {
    let event = match decision {
        Decision::Assign { group, agent } => Event::Assigned { group: Some(group.clone()), agent: agent.clone() },
        Decision::Queue { group, reason } => Event::Queued { group: group.clone(), reason: *reason },
        Decision::Unmatched => Event::Unmatched,
    };
    let mut entries = vec![SystemEntry { body: Body::Event { event } }];
    if let Decision::Assign { group, agent } = decision {
        let set = router.ruleset();
        let rule = rule.and_then(|id| set.rules.iter().find(|rule| rule.id == *id));
        let (group, agent) = (Some(group), Some(agent));
        let telling = Telling { set, locale: subject.locale, visitor: subject.visitor.name.as_deref(), agent, group };
        if let Some(prompt) = rule.and_then(|rule| rule.welcome.as_ref())
            && let Some(text) = telling.render(prompt, context)
        {
            entries.push(SystemEntry { body: Body::Prompt { prompt: prompt.clone(), text } });
        }
    }
    entries
}
