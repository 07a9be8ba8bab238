//! Notes: what agents write into a session for each other. The visitor never sees one.

use crate::{Engine, MessageText, Receipt};
use std::sync::Arc;
use usher_bus::{Notice, Topic};
use usher_model::{Agent, ClientId, Seq, SessionId};
use usher_store::{NewNote, Noted, StoreError};

/// Why a note is not stored.
#[derive(Debug, thiserror::Error)]
pub enum NoteError {
    /// There is no such session, or not for this agent.
    #[error("there is no such session")]
    Missing,
    /// The same name stands for something else.
    #[error("client_id was used for another message before, the one at seq {seq}")]
    Conflict {
        /// Where that is.
        seq: Seq,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Engine {
    /// Notes something in a session that the agent may see, also in one that is over. A note is no talk: whoever must
    /// answer must answer still, and nobody counts as having written.
    ///
    /// # Errors
    /// When it cannot be stored; noting it again under the same name is safe.
    pub async fn add_note(
        &self,
        agent: &Agent,
        session: SessionId,
        client_id: ClientId,
        text: MessageText,
    ) -> Result<Receipt, NoteError> {
        self.visible_session(&agent.id, agent.role, session).await?.ok_or(NoteError::Missing)?;
        let (agent, text, at) = (agent.id.clone(), text.into_string(), self.clock.now());
        match self.store.add_note(NewNote { session, agent, client_id, text, at }).await? {
            Noted::Stored { message, fresh } => {
                let receipt = Receipt { session, seq: message.seq, at: message.at };
                if fresh {
                    metrics::counter!("notes_stored_total").increment(1);
                    self.bus.publish(&Topic::Session(session), Notice::Message(Arc::new(message)));
                }
                Ok(receipt)
            }
            Noted::Conflict { seq } => Err(NoteError::Conflict { seq }),
            Noted::Missing => Err(NoteError::Missing),
        }
    }
}
