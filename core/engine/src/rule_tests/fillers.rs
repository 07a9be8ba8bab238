//! What happened before a case: sessions that agents hold or held, and sessions that wait. They are real ones, written by
//! the store, so that slots, loads, counts of the day and queues are what they would be.

use super::world::token_hash;
use crate::facts::set_time;
use futures::future::try_join_all;
use std::time::Duration;
use usher_model::{
    AgentId, Availability, Body, ClientId, CloseCause, Decision, DecisionCause, DecisionId, DecisionRecord, Entropy,
    Facts, GroupId, Locale, Party, QueueReason, Records, RuleId, Session, SessionId, Timestamp, Visitor, VisitorId,
};
use usher_ruleset::{AgentGiven, Given, RuleSet};
use usher_store::{
    CloseSession, NewVisitor, OpenOutcome, OpenSession, Placement, PostMessage, Slot, SlotCheck, Store, StoreError,
};

/// Long enough ago to be another day in every time zone, be it one of 25 hours.
const BEFORE_TODAY: Duration = Duration::from_hours(26);
/// What days are counted by: every midnight of the world falls on the beginning of one, so that the beginning of the one
/// that a moment is in is of the same day.
const QUARTER_MICROS: i64 = 15 * 60 * 1_000_000;
/// How long an agent who is connected counts as present, until the engine renews it.
const LEASE: Duration = crate::PRESENCE_GRACE;
/// Sessions of a queue that are written at once.
const AT_ONCE: usize = 256;

/// Fills an empty store with what is given.
pub(super) struct Filling<'a> {
    pub set: &'a RuleSet,
    pub given: &'a Given,
    pub store: &'a dyn Store,
    pub entropy: &'a dyn Entropy,
}

impl Filling<'_> {
    pub async fn fill(&self) -> Result<(), StoreError> {
        for (agent, stands) in &self.given.agents {
            self.work(agent, *stands).await?;
        }
        for (group, waiting) in &self.given.queues {
            self.queue(group, *waiting).await?;
        }
        Ok(())
    }

    /// What an agent did so far, and how the agent stands now.
    async fn work(&self, agent: &AgentId, stands: AgentGiven) -> Result<(), StoreError> {
        let now = self.given.at;
        let today = Timestamp::from_micros(now.as_micros().div_euclid(QUARTER_MICROS) * QUARTER_MICROS);
        let before = now.before(BEFORE_TODAY);
        let of_today = stands.load.min(stands.received_today);
        let (held_before, closed_today) = (stands.load - of_today, stands.received_today - of_today);
        let group = self.group_of(agent);
        if let Some(group) = group.filter(|_| held_before + stands.received_today > 0) {
            // Only whoever is at work is given sessions.
            self.store.set_availability(agent.clone(), Availability::Online, before, Vec::new()).await?;
            for (at, count, stays) in
                [(before, held_before, Stays::Held), (today, closed_today, Stays::Over), (today, of_today, Stays::Held)]
            {
                self.store.renew_presence(vec![agent.clone()], at.after(Duration::from_millis(1))).await?;
                for _ in 0..count {
                    self.served(agent, group, at, stays).await?;
                }
            }
        }
        self.store.set_availability(agent.clone(), stands.availability, now, Vec::new()).await?;
        if stands.availability != Availability::Offline {
            self.store.renew_presence(vec![agent.clone()], now.after(LEASE)).await?;
        }
        Ok(())
    }

    async fn served(&self, agent: &AgentId, group: &GroupId, at: Timestamp, stays: Stays) -> Result<(), StoreError> {
        let decision = Decision::Assign { group: Some(group.clone()), agent: agent.clone() };
        let slot = Slot { agent: agent.clone(), check: SlotCheck::ByHand };
        let session = self.opened(at, at, (decision, None), Some(slot)).await?;
        if stays == Stays::Over {
            let (cause, owned_by) = (CloseCause::Agent, Some(agent.clone()));
            let close =
                CloseSession { session, cause, at, owned_by, quiet_since: None, farewell: None, hooks: Vec::new() };
            self.store.close_session(close).await?;
        }
        Ok(())
    }

    /// Sessions that came just now, one behind the other, by the first rule that leads to the group.
    async fn queue(&self, group: &GroupId, waiting: u32) -> Result<(), StoreError> {
        let rule = self.set.rules.iter().find(|rule| rule.group == *group).map(|rule| rule.id.clone());
        let places: Vec<u32> = (0..waiting).collect();
        for some in places.chunks(AT_ONCE) {
            let opening = some.iter().map(|place| {
                let opened = self.given.at.before(Duration::from_micros(u64::from(waiting - place)));
                let reason = QueueReason::Busy;
                let decision = Decision::Queue { group: group.clone(), reason };
                self.opened(opened, self.given.at, (decision, rule.clone()), None)
            });
            try_join_all(opening).await?;
        }
        Ok(())
    }

    async fn opened(
        &self,
        at: Timestamp,
        decided: Timestamp,
        (decision, rule): (Decision, Option<RuleId>),
        slot: Option<Slot>,
    ) -> Result<SessionId, StoreError> {
        let (id, visitor) = (SessionId::new(at, self.entropy), self.visitor(at));
        let record = DecisionRecord {
            id: DecisionId::new(at, self.entropy),
            session: id,
            at: decided.min(at),
            cause: DecisionCause::Opened,
            revision: self.set.revision.clone(),
            facts: self.facts(at),
            records: Records::NONE,
            failures: Vec::new(),
            seed: 0,
            rule,
            by: None,
            decision,
            candidates: Vec::new(),
            strategies: Vec::new(),
            shadow: None,
        };
        let session = Session::begin(id, visitor.id, visitor.channel.clone(), at);
        let first = PostMessage {
            session: id,
            sender: Party::Visitor,
            client_id: ClientId::try_from("first".to_owned()).expect("a short word of visible characters"),
            body: Body::text("Hello"),
            at,
            hooks: Vec::new(),
        };
        let placement = Placement::new(record, slot);
        let new = NewVisitor { visitor, token_hash: token_hash(self.entropy) };
        self.store.create_visitor(new).await?;
        match self.store.open_session(OpenSession { session, first, placement, ends: None }).await? {
            OpenOutcome::Opened { session, .. } => Ok(session.id),
            lost => Err(StoreError::Driver(format!("a session of the fixtures was not stored: {lost:?}").into())),
        }
    }

    fn visitor(&self, at: Timestamp) -> Visitor {
        let locale: Locale = self.set.workspace.default_locale.clone();
        let (id, channel) = (VisitorId::new(at, self.entropy), self.given.channel.clone());
        Visitor {
            id,
            channel,
            origin: "https://test.example".to_owned(),
            name: None,
            locale,
            created_at: at,
            blocked_until: None,
        }
    }

    fn facts(&self, at: Timestamp) -> Facts {
        let mut facts = Facts::default();
        facts.set("channel.id", self.given.channel.as_str());
        facts.set("session.first_message", "Hello");
        set_time(&mut facts, at, &self.set.workspace.time_zone);
        facts
    }

    /// A group that the agent serves in, or else any: load counts everywhere.
    fn group_of(&self, agent: &AgentId) -> Option<&GroupId> {
        let mut groups = self.set.groups.values();
        let own = groups.find(|group| group.has(agent));
        own.map(|group| &group.id).or_else(|| self.set.groups.keys().next())
    }
}

/// What became of a session that an agent was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stays {
    Held,
    Over,
}
