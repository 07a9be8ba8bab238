//! Taking back what was sent: whoever sent it may, for as long as the workspace says.
//!
//! The time alone bounds it, not the session's end and not who has the session now: a card number that a visitor sent by
//! mistake can be taken back though the agent just closed the chat, and a slip of an agent's pen though the session was
//! passed on a moment ago.

use crate::{Engine, OwnSession};
use std::{sync::Arc, time::Duration};
use usher_bus::{Notice, Topic};
use usher_model::{Agent, Party, Seq, SessionId};
use usher_store::{Recall, Recalled, StoreError};

/// Why something is not taken back.
#[derive(Debug, thiserror::Error)]
pub enum RecallError {
    /// There is no such session or entry, or not for who asks.
    #[error("there is no such message")]
    Missing,
    /// Somebody else sent it.
    #[error("somebody else sent this message")]
    NotSender,
    /// It is neither a message nor a note.
    #[error("only messages, files and notes can be taken back")]
    NotWords,
    /// The workspace lets nothing be taken back.
    #[error("messages cannot be taken back here")]
    Off,
    /// It was sent too long ago.
    #[error("messages can be taken back for {} seconds; this one was sent {} seconds ago", limit.as_secs(), age.as_secs())]
    TooLate {
        /// How old it is.
        age: Duration,
        /// How old it may be.
        limit: Duration,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Engine {
    /// A visitor takes back what the visitor sent. Doing so again changes nothing.
    ///
    /// # Errors
    /// When it is not the visitor's, or too old.
    pub async fn recall_as_visitor(&self, session: OwnSession, seq: Seq) -> Result<(), RecallError> {
        // Of what is kept from the visitor only its sender is told: that it is another.
        self.recall(session.id(), seq, Party::Visitor).await
    }

    /// An agent takes back what the agent sent, a note too. Doing so again changes nothing.
    ///
    /// # Errors
    /// When it is not the agent's, or too old.
    pub async fn recall_as_agent(&self, agent: &Agent, session: SessionId, seq: Seq) -> Result<(), RecallError> {
        let refused = match self.recall(session, seq, Party::Agent(agent.id.clone())).await {
            Err(refused @ (RecallError::NotSender | RecallError::Off)) => refused,
            done => return done,
        };
        // Whoever may not see a session is not told whether it is there.
        let may_see = self.visible_session(&agent.id, agent.role, session).await?.is_some();
        Err(if may_see { refused } else { RecallError::Missing })
    }

    async fn recall(&self, session: SessionId, seq: Seq, by: Party) -> Result<(), RecallError> {
        let limit = self.rules().ruleset().workspace.recall_within;
        if limit.is_zero() {
            return Err(RecallError::Off);
        }
        let at = self.clock.now();
        match self.store.recall(Recall { session, seq, by, since: at.before(limit), at }).await? {
            Recalled::Now { told, .. } => {
                metrics::counter!("messages_recalled_total").increment(1);
                self.bus.publish(&Topic::Session(session), Notice::Message(Arc::new(told)));
                Ok(())
            }
            Recalled::Before => Ok(()),
            Recalled::NotSender => Err(RecallError::NotSender),
            Recalled::NotWords => Err(RecallError::NotWords),
            Recalled::TooLate { sent_at } => Err(RecallError::TooLate { age: at.since(sent_at), limit }),
            Recalled::Missing => Err(RecallError::Missing),
        }
    }
}
