//! A message comes in: from a visitor, who may open a session by it, or from the agent who owns the session.

use crate::{
    Engine, MessageText, OwnSession, Page, UserAgent,
    facts::{Known, gather, lay_over, set_record_facts},
    place::{Planned, QueueSeen, Subject},
};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;
use usher_bus::{Notice, Topic};
use usher_model::{
    AgentId, Body, ClientId, DecisionCause, Facts, GroupId, HookEvent, Locale, Party, Seq, Session, SessionId,
    SessionState, Timestamp, Visitor,
};
use usher_store::{OpenOutcome, OpenSession, PostMessage, PostOutcome, Posted, QueuePlace, StoreError};

/// Earlier sessions are counted up to here; rules only ask for few or many.
const MOST_EARLIER_SESSIONS: u32 = 100;

/// A visitor's message.
#[derive(Debug, Clone)]
pub struct VisitorPost {
    /// Where to; none posts to the open session, or opens one.
    pub session: Option<OwnSession>,
    /// The widget's name for it.
    pub client_id: ClientId,
    /// What it says.
    pub text: MessageText,
    /// The page the visitor is on.
    pub page: Page,
    /// The language the visitor reads now.
    pub locale: Locale,
    /// The visitor's browser.
    pub agent: UserAgent,
}

/// A message is stored: what the sender is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Whose transcript; it belongs to the sender.
    pub session: SessionId,
    /// Where in it.
    pub seq: Seq,
    /// When it was stored.
    pub at: Timestamp,
}

/// Why a message is not stored.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// The session is over.
    #[error("the session is closed")]
    SessionClosed,
    /// The agent does not own the session.
    #[error("the session is not yours")]
    NotOwner,
    /// There is no such session.
    #[error("there is no such session")]
    Missing,
    /// The same name stands for another message.
    #[error("client_id was used for another message before, the one at seq {seq}")]
    Conflict {
        /// Where that one is.
        seq: Seq,
    },
    /// The visitor's channel is gone from the rules.
    #[error("this chat is closed: its channel is no longer offered")]
    ChannelGone,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How opening a session went.
enum Opening {
    /// It is open.
    Opened(Receipt),
    /// The visitor opened one elsewhere in the meantime, as in another tab.
    Elsewhere(SessionId),
}

impl Engine {
    /// Stores a visitor's message, in the open session or in a new one that it opens.
    ///
    /// # Errors
    /// When it cannot be stored; posting it again under the same name is safe.
    pub async fn post_as_visitor(&self, visitor: &Visitor, post: VisitorPost) -> Result<Receipt, PostError> {
        if !self.rules().ruleset().channels.contains_key(&visitor.channel) {
            return Err(PostError::ChannelGone);
        }
        if let Some(session) = post.session {
            return self.post(self.message_for(session.id(), &post)).await;
        }
        loop {
            match self.store.latest_session_of(visitor.id).await? {
                Some(session) if session.state.is_open() => {
                    return self.post(self.message_for(session.id, &post)).await;
                }
                // The message may be a repetition whose first acknowledgement got lost before the session closed.
                Some(session) => match self.post(self.message_for(session.id, &post)).await {
                    Err(PostError::SessionClosed) => {}
                    done => return done,
                },
                None => {}
            }
            let elsewhere = match self.open(visitor, &post, &Facts::default()).await? {
                Opening::Opened(receipt) => return Ok(receipt),
                Opening::Elsewhere(session) => session,
            };
            match self.post(self.message_for(elsewhere, &post)).await {
                Err(PostError::SessionClosed) => {}
                done => return done,
            }
        }
    }

    /// Stores an agent's message.
    ///
    /// # Errors
    /// When it cannot be stored; posting it again under the same name is safe.
    pub async fn post_as_agent(
        &self,
        agent: &AgentId,
        session: SessionId,
        client_id: ClientId,
        text: MessageText,
    ) -> Result<Receipt, PostError> {
        let (at, text) = (self.clock.now(), text.into_string());
        let event = HookEvent::MessagePosted { agent: Some(agent.clone()), text: text.clone() };
        let hooks = self.runs_for(self.rules().ruleset(), Some(session), [event], at);
        let (sender, body) = (Party::Agent(agent.clone()), Body::Text { text });
        self.post(PostMessage { session, sender, client_id, body, at, hooks }).await
    }

    fn message_for(&self, session: SessionId, post: &VisitorPost) -> PostMessage {
        let (at, text) = (self.clock.now(), post.text.as_str().to_owned());
        let event = HookEvent::MessagePosted { agent: None, text: text.clone() };
        let hooks = self.runs_for(self.rules().ruleset(), Some(session), [event], at);
        let (sender, client_id) = (Party::Visitor, post.client_id.clone());
        PostMessage { session, sender, client_id, body: Body::Text { text }, at, hooks }
    }

    async fn post(&self, message: PostMessage) -> Result<Receipt, PostError> {
        let session = message.session;
        let wakes = !message.hooks.is_empty();
        match self.store.post(message).await? {
            PostOutcome::Stored(Posted { message, fresh }) => {
                let receipt = Receipt { session, seq: message.seq, at: message.at };
                if fresh {
                    if wakes {
                        self.wake_hooks();
                    }
                    metrics::counter!("messages_stored_total").increment(1);
                    self.bus.publish(&Topic::Session(session), Notice::Message(Arc::new(message)));
                }
                Ok(receipt)
            }
            PostOutcome::Conflict { seq } => Err(PostError::Conflict { seq }),
            PostOutcome::SessionClosed => Err(PostError::SessionClosed),
            PostOutcome::NotOwner => Err(PostError::NotOwner),
            PostOutcome::Missing => Err(PostError::Missing),
        }
    }

    /// Opens a session for a visitor who has none, with facts in place of those that are gathered: what a test says of a
    /// visitor need not follow from any page.
    pub(crate) async fn post_with_facts(
        &self,
        visitor: &Visitor,
        post: VisitorPost,
        given: &Facts,
    ) -> Result<Receipt, PostError> {
        match self.open(visitor, &post, given).await? {
            Opening::Opened(receipt) => Ok(receipt),
            Opening::Elsewhere(session) => self.post(self.message_for(session, &post)).await,
        }
    }

    /// Opens a session with its first message.
    async fn open(&self, visitor: &Visitor, post: &VisitorPost, given: &Facts) -> Result<Opening, StoreError> {
        let id = SessionId::new(self.clock.now(), &*self.entropy);
        let history = self.store.visitor_history(visitor.id, MOST_EARLIER_SESSIONS).await?;
        let records = self.records_of(visitor.id).await.unwrap_or_default();
        let known = Known {
            visitor,
            locale: &post.locale,
            history: &history,
            page: &post.page,
            agent: &post.agent,
            first_message: post.text.as_str(),
        };
        loop {
            let router = self.rules();
            let set = router.ruleset();
            let mut facts = gather(&known, self.clock.now(), &set.workspace.time_zone);
            set_record_facts(&mut facts, &set.record_facts, &records);
            lay_over(&mut facts, given, &set.catalogue);
            let subject = Subject {
                session: id,
                visitor,
                facts: &facts,
                records: &records,
                locale: &post.locale,
                cause: DecisionCause::Opened,
                opened_with: Some(post.text.as_str()),
                waits: None,
                queue: QueueSeen::default(),
            };
            let place = QueuePlace { priority: 0, opened_at: self.clock.now(), session: id };
            let mut planned = self.plan_opening(&subject, place).await?;
            let at = planned.placement.record.at;
            let open = OpenSession {
                session: Session {
                    id,
                    visitor: visitor.id,
                    channel: visitor.channel.clone(),
                    state: planned.state.clone(),
                    rule: planned.rule.clone(),
                    opened_at: at,
                    closed_at: None,
                    last_seq: 0,
                    visitor_read: 0,
                    agent_read: 0,
                    priority: 0,
                    tags: BTreeSet::new(),
                    fields: BTreeMap::new(),
                    version: 1,
                },
                first: PostMessage { at, hooks: Vec::new(), ..self.message_for(id, post) },
                placement: planned.placement.clone(),
                ends: planned.ends,
            };
            let outcome = self.store.open_session(open).await;
            match outcome {
                Ok(OpenOutcome::Opened { session, messages }) => {
                    self.settle(&mut planned, Ok(())).await?;
                    metrics::counter!("sessions_opened_total", "state" => session.state.word()).increment(1);
                    let first = messages.iter().find(|message| message.sender == Party::Visitor);
                    let seq = first.map_or(1, |first| first.seq);
                    self.publish_session(&session, messages);
                    self.wake_hooks();
                    self.look_after(&session, &planned.placement.record.revision).await;
                    return Ok(Opening::Opened(Receipt { session: id, seq, at }));
                }
                Ok(OpenOutcome::AlreadyOpen { session }) => {
                    self.settle(&mut planned, Err(None)).await?;
                    return Ok(Opening::Elsewhere(session));
                }
                Ok(OpenOutcome::Lost(lost)) => self.settle(&mut planned, Err(Some(lost))).await?,
                Err(error) => {
                    self.settle(&mut planned, Err(None)).await?;
                    return Err(error);
                }
            }
        }
    }

    /// Decides on a new session. It never overtakes those who wait in the group's queue already.
    async fn plan_opening(&self, subject: &Subject<'_>, place: QueuePlace) -> Result<Planned, StoreError> {
        let mut drained: HashSet<GroupId> = HashSet::new();
        loop {
            let router = self.rules();
            let planned = self.plan(subject);
            // The plan tells the group; where somebody may wait there, they are looked at before the slot is taken.
            let rule = planned.rule.as_ref().and_then(|id| router.ruleset().rule(id));
            let Some(rule) = rule else { return Ok(planned) };
            if self.roster.may_wait(&rule.group) && drained.insert(rule.group.clone()) {
                let group = rule.group.clone();
                drop(planned);
                self.drain_after(&group).await;
                continue;
            }
            if !matches!(planned.state, SessionState::Queued { .. }) {
                return Ok(planned);
            }
            // Only who has to wait needs to know how many do: then limits hold, and the place in line can be told.
            let queue = self.queue_seen(&rule.group, place).await?;
            return Ok(if queue == QueueSeen::default() { planned } else { self.plan(&Subject { queue, ..*subject }) });
        }
    }
}
