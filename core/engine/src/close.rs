//! A session ends, and the slot it held goes to whoever waits.

use crate::{Engine, OwnSession};
use usher_model::{AgentId, CloseCause, HookEvent, Session, SessionId, SessionState};
use usher_store::{CloseSession, Closed, StoreError};

/// Why a session is not closed.
#[derive(Debug, thiserror::Error)]
pub enum CloseError {
    /// The agent does not own it.
    #[error("the session is not yours")]
    NotOwner,
    /// There is no such session.
    #[error("there is no such session")]
    Missing,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Engine {
    /// The owner closes a session. Closing one that is over already answers it as it is.
    ///
    /// # Errors
    /// When the agent does not own it.
    pub async fn close_as_agent(&self, agent: &AgentId, session: SessionId) -> Result<Session, CloseError> {
        self.close(session, CloseCause::Agent, Some(agent.clone())).await
    }

    /// The visitor ends a session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close_as_visitor(&self, session: OwnSession) -> Result<Session, CloseError> {
        self.close(session.id(), CloseCause::Visitor, None).await
    }

    async fn close(&self, session: SessionId, cause: CloseCause, by: Option<AgentId>) -> Result<Session, CloseError> {
        let at = self.clock.now();
        let hooks = self.runs_for(self.rules().ruleset(), Some(session), [HookEvent::SessionClosed { cause }], at);
        let close = CloseSession { session, cause, at, owned_by: by.clone(), hooks };
        match self.store.close_session(close).await? {
            Closed::Now { session, message, freed } => {
                self.wake_hooks();
                metrics::counter!("sessions_closed_total").increment(1);
                if let Some(agent) = &freed {
                    self.roster.freed(agent);
                }
                self.publish_session(&session, vec![message]);
                if let Some(agent) = &freed {
                    self.drain_for(agent).await;
                }
                Ok(session)
            }
            Closed::Before { session } => match (&by, &session.state) {
                (Some(agent), SessionState::Closed { agent: owner, .. }) if owner.as_ref() != Some(agent) => {
                    Err(CloseError::NotOwner)
                }
                _ => Ok(session),
            },
            Closed::NotOwner => Err(CloseError::NotOwner),
            Closed::Missing => Err(CloseError::Missing),
        }
    }
}
