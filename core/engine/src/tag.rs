//! Marks that agents put on a session and take away.

use crate::Engine;
use usher_model::{Agent, MAX_TAGS, Role, Session, SessionId, TagName};
use usher_store::{ChangeTag, StoreError, TagStep, Tagged};

/// Why a mark is not changed.
#[derive(Debug, thiserror::Error)]
pub enum TagError {
    /// There is no such session, or not for this agent.
    #[error("there is no such session")]
    Missing,
    /// The agent does not own it.
    #[error("the session is not yours")]
    NotOwner,
    /// It bears as many as it may.
    #[error("the session has {limit} tags already; take one away first")]
    Full {
        /// How many it may bear.
        limit: usize,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Engine {
    /// Puts a mark on a session, or takes it away: its owner may, also the last one of a session that is over, and
    /// supervisors and admins may. What is so already changes nothing. Answers the session as it is now.
    ///
    /// # Errors
    /// When the agent may not, or the session bears as many marks as it may.
    pub async fn change_tag(
        &self,
        agent: &Agent,
        session: SessionId,
        tag: TagName,
        step: TagStep,
    ) -> Result<Session, TagError> {
        let found = self.visible_session(&agent.id, agent.role, session).await?.ok_or(TagError::Missing)?;
        // Whoever is only asked to take it does not have it yet.
        let is_asked = found.state.owner().is_none() && found.state.slot() == Some(&agent.id);
        if is_asked && agent.role < Role::Supervisor {
            return Err(TagError::NotOwner);
        }
        let change = ChangeTag { session, by: agent.id.clone(), tag, step, at: self.clock.now() };
        match self.store.change_tag(change).await? {
            Tagged::Now { session, message } => {
                self.publish_session(&session, vec![message]);
                Ok(session)
            }
            Tagged::Before { session } => Ok(session),
            Tagged::Full => Err(TagError::Full { limit: MAX_TAGS }),
            Tagged::Missing => Err(TagError::Missing),
        }
    }
}
