//! What the stories share: a small company, and shorthands for what they do again and again.

use super::Backend;
use crate::{
    AcceptOffer, AttemptResult, CloseSession, Closed, CursorMove, DeliveryAttempt, FinishHook, NewDelivery, NewHookRun,
    NewVisitor, OpenOutcome, OpenSession, PlaceOutcome, Placement, PlannedEffect, PostMessage, PostOutcome, Posted,
    RosterRow, Slot, SlotCheck, Store, SystemEntry, Take,
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use usher_model::{
    AgentId, Availability, Body, ClientId, CloseCause, Decision, DecisionCause, DecisionId, DecisionRecord, DeliveryId,
    Effect, Entropy, Event, Facts, FileId, GroupId, HookEvent, HookRunId, Message, Party, QueueReason, Records,
    Revision, Routed, SeededEntropy, Session, SessionId, Timestamp, Visitor, VisitorId,
};

/// When the stories happen.
pub const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

/// A store, and what ids are made of.
pub struct World {
    pub store: Arc<dyn Store>,
    entropy: SeededEntropy,
    /// Each thing is made a millisecond after the one before, so that ids are in order.
    ticks: AtomicU64,
}

impl World {
    pub async fn new(backend: &dyn Backend) -> Self {
        Self { store: backend.open().await, entropy: SeededEntropy::new(7), ticks: AtomicU64::new(0) }
    }

    pub fn later(&self) -> Timestamp {
        NOW.after(Duration::from_millis(self.ticks.fetch_add(1, Ordering::SeqCst)))
    }

    pub fn visitor_named(&self, token_hash: [u8; 32]) -> NewVisitor {
        let at = self.later();
        let visitor = Visitor {
            id: VisitorId::new(at, &self.entropy),
            channel: id("mall"),
            origin: "https://shop.example.com".to_owned(),
            name: None,
            locale: "zh-CN".parse().expect("a locale"),
            created_at: at,
            blocked_until: None,
        };
        NewVisitor { visitor, token_hash }
    }

    pub async fn visitor(&self) -> VisitorId {
        let (first, second) = (self.entropy.bytes16(), self.entropy.bytes16());
        let mut token_hash = [0; 32];
        token_hash[..16].copy_from_slice(&first);
        token_hash[16..].copy_from_slice(&second);
        let new = self.visitor_named(token_hash);
        let id = new.visitor.id;
        self.store.create_visitor(new).await.expect("a visitor is remembered");
        id
    }

    pub fn file_id(&self) -> FileId {
        FileId::new(self.later(), &self.entropy)
    }

    /// An agent who is online, and present for an hour.
    pub async fn agent(&self, name: &str) -> AgentId {
        let agent: AgentId = id(name);
        self.store.set_availability(agent.clone(), Availability::Online, NOW, Vec::new()).await.expect("online");
        self.store.renew_presence(vec![agent.clone()], hour()).await.expect("present");
        agent
    }

    pub async fn roster_row(&self, agent: &AgentId) -> RosterRow {
        let roster = self.store.roster().await.expect("the roster");
        roster.into_iter().find(|row| row.agent == *agent).expect("the agent is in the roster")
    }

    pub fn opening(&self, visitor: VisitorId, decision: Decision) -> OpenSession {
        let at = self.later();
        let session = SessionId::new(at, &self.entropy);
        let placement = self.placement(session, decision);
        OpenSession {
            session: Session::begin(session, visitor, id("mall"), at),
            // Each session is opened by a message of its own.
            first: post(session, Party::Visitor, &session.to_string(), "hello"),
            placement,
            ends: None,
        }
    }

    /// A decision on a session; an assignment takes a slot of three, and is told in the transcript.
    pub fn placement(&self, session: SessionId, decision: Decision) -> Placement {
        let at = self.later();
        let (slot, event) = match &decision {
            Decision::Assign { group, agent } => {
                (Some(slot(agent, 3)), Event::Assigned { group: group.clone(), agent: agent.clone(), by: None })
            }
            Decision::Queue { group, reason } => (None, Event::Queued { group: group.clone(), reason: *reason }),
            Decision::Unmatched => (None, Event::Unmatched),
        };
        Placement {
            record: DecisionRecord {
                id: DecisionId::new(at, &self.entropy),
                session,
                at,
                cause: DecisionCause::Opened,
                revision: Revision::new("00112233445566778899aabbccddeeff"),
                facts: Facts::default(),
                records: Records::NONE,
                failures: Vec::new(),
                seed: u64::MAX,
                rule: Some(id("vip")),
                by: None,
                decision,
                candidates: Vec::new(),
                strategies: Vec::new(),
                shadow: None,
            },
            slot,
            cursor: None,
            entries: vec![SystemEntry::new(Body::Event { event })],
            hooks: Vec::new(),
            take: Take::Owns,
            answer_by: None,
            missed: Vec::new(),
            routed: Routed::ByRules,
            queue_limit: None,
        }
    }

    /// A decision on a session that has a cause of its own.
    pub fn placement_because(&self, cause: DecisionCause, session: SessionId, decision: Decision) -> Placement {
        let placement = self.placement(session, decision);
        Placement { record: DecisionRecord { cause, ..placement.record }, ..placement }
    }

    /// An agent is asked, and has until a moment to accept.
    pub fn offering(&self, cause: DecisionCause, session: SessionId, agent: &AgentId, by: Timestamp) -> Placement {
        let placement = self.placement_because(cause, session, assign(agent));
        let event = Event::Offered { group: id("care"), agent: agent.clone() };
        let entries = vec![SystemEntry::new(Body::Event { event })];
        Placement { take: Take::Asked, answer_by: Some(by), entries, ..placement }
    }

    /// A session that an agent is asked to take.
    pub async fn open_offered(&self, agent: &AgentId, by: Timestamp) -> Session {
        let mut opening = self.opening(self.visitor().await, assign(agent));
        opening.placement = self.offering(DecisionCause::Opened, opening.session.id, agent, by);
        self.open_as(opening).await
    }

    /// A session that an agent has, who was to write before now.
    pub async fn open_unanswered(&self, agent: &AgentId) -> Session {
        let mut opening = self.opening(self.visitor().await, assign(agent));
        opening.placement.answer_by = Some(NOW);
        self.open_as(opening).await
    }

    pub fn accepting(&self, session: SessionId, agent: &AgentId) -> AcceptOffer {
        let at = self.later();
        let event = Event::Assigned { group: Some(id("care")), agent: agent.clone(), by: None };
        AcceptOffer {
            session,
            agent: agent.clone(),
            at,
            name: DecisionId::new(at, &self.entropy),
            entries: vec![SystemEntry::new(Body::Event { event })],
            hooks: Vec::new(),
        }
    }

    pub async fn place(&self, placement: Placement, expected_version: i64) -> PlaceOutcome {
        self.store.place_session(placement, expected_version).await.expect("the store answers")
    }

    /// Places a session that nobody competes for.
    pub async fn placed(&self, placement: Placement, expected_version: i64) -> Session {
        match self.place(placement, expected_version).await {
            PlaceOutcome::Placed { session, .. } => session,
            other @ PlaceOutcome::Lost(_) => panic!("the session should have been placed, but: {other:?}"),
        }
    }

    pub async fn load(&self, agent: &AgentId) -> u32 {
        self.roster_row(agent).await.load
    }

    pub async fn open(&self, decision: Decision) -> Session {
        let opening = self.opening(self.visitor().await, decision);
        self.open_as(opening).await
    }

    pub async fn open_as(&self, opening: OpenSession) -> Session {
        match self.store.open_session(opening).await.expect("the store answers") {
            OpenOutcome::Opened { session, .. } => session,
            other => panic!("the session should have been opened, but: {other:?}"),
        }
    }

    pub async fn session(&self, session: SessionId) -> Session {
        self.store.session(session).await.expect("the store answers").expect("the session is there")
    }

    pub async fn close(&self, session: SessionId) -> Session {
        let close = CloseSession {
            session,
            cause: CloseCause::Visitor,
            at: self.later(),
            owned_by: None,
            quiet_since: None,
            farewell: None,
            hooks: Vec::new(),
        };
        match self.store.close_session(close).await.expect("the store answers") {
            Closed::Now { session, .. } => session,
            other => panic!("the session should have ended, but: {other:?}"),
        }
    }

    /// A run of `mood/<hook>` that comes after all before it.
    pub fn run(&self, hook: &str, session: Option<SessionId>) -> NewHookRun {
        let at = self.later();
        NewHookRun {
            id: HookRunId::new(at, &self.entropy),
            hook: id(&format!("mood/{hook}")),
            session,
            event: HookEvent::MessagePosted { agent: None, text: hook.to_owned() },
            at,
        }
    }

    /// A run of its own, stored with a message of the visitor.
    pub async fn stored_run(&self, hook: &str, session: SessionId) -> NewHookRun {
        let run = self.run(hook, Some(session));
        let mut message = post(session, Party::Visitor, &run.id.to_string(), "hello");
        message.hooks.push(run.clone());
        stored(self.store.post(message).await.expect("the store answers"));
        run
    }

    pub fn finish(&self, run: &NewHookRun, effects: Vec<Effect>) -> FinishHook {
        FinishHook {
            run: run.id,
            hook: run.hook.clone(),
            session: run.session,
            effects: effects
                .into_iter()
                .map(|effect| PlannedEffect {
                    prompt_text: matches!(effect, Effect::SendPrompt { .. }).then(|| "Please wait.".to_owned()),
                    effect,
                })
                .collect(),
            deliveries: Vec::new(),
            at: self.later(),
        }
    }

    pub fn delivery(&self, body: &str) -> NewDelivery {
        self.delivery_to("pager", body)
    }

    pub fn delivery_to(&self, webhook: &str, body: &str) -> NewDelivery {
        let at = self.later();
        NewDelivery { id: DeliveryId::new(at, &self.entropy), webhook: id(webhook), body: body.to_owned(), at }
    }

    /// Notes a try of a call.
    pub async fn attempt(&self, call: &NewDelivery, attempts: u32, result: AttemptResult) {
        let status = matches!(result, AttemptResult::Delivered).then_some(204);
        let (delivery, webhook, at) = (call.id, call.webhook.clone(), self.later());
        let attempt = DeliveryAttempt { delivery, webhook, at, attempts, status, result };
        self.store.record_attempt(attempt).await.expect("the store answers");
    }

    /// Notes that a call failed and is due again at a moment.
    pub async fn fail(&self, call: &NewDelivery, attempts: u32, due_at: Timestamp) {
        self.attempt(call, attempts, AttemptResult::Failed { error: "no".to_owned(), due_at }).await;
    }

    /// The runs that are due by the end of the stories.
    pub async fn due(&self) -> Vec<NewHookRun> {
        let due = self.store.due_hooks(hour(), 1_000).await.expect("the store answers");
        assert_eq!(due.unreadable, []);
        due.runs.into_iter().map(|due| due.run).collect()
    }

    pub async fn say(&self, session: SessionId, sender: Party, name: &str, text: &str) -> PostOutcome {
        self.store.post(post(session, sender, name, text)).await.expect("the store answers")
    }
}

/// An hour after the stories begin.
pub fn hour() -> Timestamp {
    NOW.after(Duration::from_hours(1))
}

pub fn id<T: std::str::FromStr>(text: &str) -> T
where
    T::Err: std::fmt::Debug,
{
    text.parse().expect("an id")
}

pub fn assign(agent: &AgentId) -> Decision {
    Decision::Assign { group: Some(id("care")), agent: agent.clone() }
}

/// A slot of an agent who is able to serve.
pub fn slot(agent: &AgentId, capacity: u32) -> Slot {
    Slot { agent: agent.clone(), check: SlotCheck::Able { capacity, channel: None } }
}

pub fn queue(group: &str) -> Decision {
    Decision::Queue { group: id(group), reason: QueueReason::Busy }
}

pub fn turn(from: Option<&AgentId>, to: &AgentId) -> CursorMove {
    CursorMove { group: id::<GroupId>("care"), from: from.cloned(), to: to.clone() }
}

pub fn post(session: SessionId, sender: Party, name: &str, text: &str) -> PostMessage {
    PostMessage {
        session,
        sender,
        client_id: ClientId::try_from(name.to_owned()).expect("a client id"),
        body: Body::text(text),
        at: NOW,
        hooks: Vec::new(),
    }
}

pub fn stored(outcome: PostOutcome) -> Posted {
    match outcome {
        PostOutcome::Stored(posted) => posted,
        other => panic!("the message should have been stored, but: {other:?}"),
    }
}

pub fn seqs(messages: &[Message]) -> Vec<i64> {
    messages.iter().map(|message| message.seq).collect()
}
