//! A message comes in: from a visitor, who may open a session by it, or from the agent who owns the session.

use crate::{
    Engine, MessageText, OwnSession, Page, SentFiles, UserAgent,
    identity::ProofCheck,
    opening::{Beginning, Opening},
};
use std::sync::Arc;
use usher_bus::{Notice, Topic};
use usher_model::{
    AgentId, Body, ClientId, Facts, FormId, HookEvent, Locale, Party, Seq, SessionId, Timestamp, Visitor,
};
use usher_store::{PostMessage, PostOutcome, Posted, StoreError};

/// A visitor's message.
#[derive(Debug, Clone)]
pub struct VisitorPost {
    /// Where to; none posts to the open session, or opens one.
    pub session: Option<OwnSession>,
    /// The widget's name for it.
    pub client_id: ClientId,
    /// What it says.
    pub text: MessageText,
    /// What it takes along; without words there is at least one.
    pub files: SentFiles,
    /// The page the visitor is on.
    pub page: Page,
    /// The language the visitor reads now.
    pub locale: Locale,
    /// The visitor's browser.
    pub agent: UserAgent,
}

/// What an agent's message says: words, or files, or both.
#[derive(Debug, Clone)]
pub struct Said {
    /// The words.
    pub text: MessageText,
    /// What it takes along; without words there is at least one.
    pub files: SentFiles,
}

impl From<MessageText> for Said {
    fn from(text: MessageText) -> Self {
        Self { text, files: SentFiles::default() }
    }
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
    /// A chat begins with a form in the visitor's channel, and the visitor has none that goes on.
    #[error("a chat begins with the form `{form}` here; fill it in first")]
    FormRequired {
        /// Which form.
        form: FormId,
    },
    /// The visitor may not write.
    #[error("you cannot write here at the moment")]
    Blocked,
    /// The channel asks for a proof of who the visitor is.
    #[error("prove first who you are: this channel requires it")]
    IdentityRequired,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a message has to pass that opens a session.
#[derive(Debug, Clone)]
pub(crate) struct Door {
    /// The form that is asked for in its place.
    pub form: Option<FormId>,
    /// Whether the visitor has to have proved who it is.
    pub proof: ProofCheck,
}

impl Engine {
    /// Stores a visitor's message, in the open session or in a new one that it opens.
    ///
    /// # Errors
    /// When it cannot be stored; posting it again under the same name is safe.
    pub async fn post_as_visitor(&self, visitor: &Visitor, post: VisitorPost) -> Result<Receipt, PostError> {
        let asks = self.asks_first(visitor);
        self.post_with_facts(visitor, post, Door { form: asks, proof: ProofCheck::ByChannel }, &Facts::default()).await
    }

    /// The same with facts in place of those that are gathered: what a test says of a visitor need not follow from any
    /// page. A session is not opened by a message where a form is asked for.
    pub(crate) async fn post_with_facts(
        &self,
        visitor: &Visitor,
        post: VisitorPost,
        door: Door,
        given: &Facts,
    ) -> Result<Receipt, PostError> {
        if !self.rules().ruleset().channels.contains_key(&visitor.channel) {
            return Err(PostError::ChannelGone);
        }
        if self.may_not_write(visitor).await? {
            return Err(PostError::Blocked);
        }
        if let Some(own) = post.session {
            let done = self.post(self.message_for(own.id(), &post)).await;
            if !matches!(done, Err(PostError::SessionClosed)) {
                return done;
            }
            if !self.comes_back_to(own).await? {
                // A visitor is blocked by ending its session: whoever was connected before is told so here.
                return if self.is_blocked_now(visitor.id).await? { Err(PostError::Blocked) } else { done };
            }
        }
        loop {
            match self.store.latest_session_of(visitor.id).await? {
                Some(session) if session.state.is_open() => {
                    return self.post(self.message_for(session.id, &post)).await;
                }
                // The message may be a repetition whose first acknowledgement got lost before the session closed.
                Some(session) => {
                    match self.post(self.message_for(session.id, &post)).await {
                        Err(PostError::SessionClosed) => {}
                        done => return done,
                    }
                    if self.may_reopen(&session)
                        && let Some(own) = OwnSession::of(visitor, &session)
                    {
                        match self.reopen(visitor, own, &post, door.proof).await? {
                            Some(Opening::Opened(receipt)) => return Ok(receipt),
                            // It is open again, or elsewhere: look again.
                            Some(Opening::Elsewhere(_)) | None => continue,
                            Some(Opening::Blocked) => return Err(PostError::Blocked),
                            Some(Opening::Unproven) => return Err(PostError::IdentityRequired),
                        }
                    }
                }
                None => {}
            }
            if let Some(form) = door.form.clone() {
                return Err(PostError::FormRequired { form });
            }
            let elsewhere = match self.open(visitor, &Beginning::with(&post, door.proof), given).await? {
                Opening::Opened(receipt) => return Ok(receipt),
                Opening::Elsewhere(session) => session,
                Opening::Blocked => return Err(PostError::Blocked),
                Opening::Unproven => return Err(PostError::IdentityRequired),
            };
            match self.post(self.message_for(elsewhere, &post)).await {
                Err(PostError::SessionClosed) => {}
                done => return done,
            }
        }
    }

    /// The form that a chat begins with in the visitor's channel, where one is asked for.
    pub(crate) fn asks_first(&self, visitor: &Visitor) -> Option<FormId> {
        let rules = self.rules();
        let set = rules.ruleset();
        Some(set.pre_chat_of(set.channels.get(&visitor.channel)?)?.id.clone())
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
        says: impl Into<Said>,
    ) -> Result<Receipt, PostError> {
        let Said { text, files } = says.into();
        let (at, text) = (self.clock.now(), text.into_string());
        let event = HookEvent::MessagePosted { agent: Some(agent.clone()), text: text.clone() };
        let hooks = self.runs_for(self.rules().ruleset(), Some(session), [event], at);
        let (sender, body) = (Party::Agent(agent.clone()), body_of(text, files));
        self.post(PostMessage { session, sender, client_id, body, at, hooks }).await
    }

    /// Whether a visitor who writes to this session, which is over, comes back to it: to the latest one only.
    async fn comes_back_to(&self, own: OwnSession) -> Result<bool, StoreError> {
        let Some(session) = self.store.session(own.id()).await? else { return Ok(false) };
        let latest = self.store.latest_session_of(session.visitor).await?;
        Ok(latest.is_some_and(|latest| latest.id == session.id) && self.may_reopen(&session))
    }

    pub(crate) fn message_for(&self, session: SessionId, post: &VisitorPost) -> PostMessage {
        let (at, text) = (self.clock.now(), post.text.as_str().to_owned());
        let event = HookEvent::MessagePosted { agent: None, text: text.clone() };
        let hooks = self.runs_for(self.rules().ruleset(), Some(session), [event], at);
        let (sender, client_id) = (Party::Visitor, post.client_id.clone());
        PostMessage { session, sender, client_id, body: body_of(text, post.files.clone()), at, hooks }
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
}

/// What a message says.
pub(crate) fn body_of(text: String, files: SentFiles) -> Body {
    if files.is_empty() { Body::text(text) } else { Body::Files { text, files: files.into_refs() } }
}
