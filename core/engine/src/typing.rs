//! Who is writing just now: a hint to the other side, which nobody stores.

use crate::{Engine, OwnSession, config::TYPING_BEAT};
use usher_bus::{Notice, Topic};
use usher_model::{Agent, Party, SessionId, SessionState, Timestamp};
use usher_store::StoreError;

/// How often one connection tells that somebody writes.
#[derive(Debug, Clone, Copy, Default)]
pub struct TypingPace {
    told_at: Option<Timestamp>,
}

impl TypingPace {
    /// Whether it may be told again now, and if so that it is. A clock that stepped back does not silence anybody.
    pub fn may_tell(&mut self, now: Timestamp) -> bool {
        let passes = self.told_at.is_none_or(|told| now < told || now.since(told) >= TYPING_BEAT);
        if passes {
            self.told_at = Some(now);
        }
        passes
    }
}

impl Engine {
    /// The visitor is writing. Told to whoever answers, and to nobody while the visitor waits or the session is over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn typing_as_visitor(&self, session: OwnSession) -> Result<(), StoreError> {
        let found = self.store.session(session.id()).await?;
        if found.is_some_and(|found| matches!(found.state, SessionState::Assigned { .. })) {
            self.tell_typing(session.id(), Party::Visitor);
        }
        Ok(())
    }

    /// The owner is writing; nobody is told of anybody else. None where the agent may not see the session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn typing_as_agent(&self, agent: &Agent, session: SessionId) -> Result<Option<()>, StoreError> {
        let Some(found) = self.visible_session(&agent.id, agent.role, session).await? else { return Ok(None) };
        if found.state.owner() == Some(&agent.id) {
            self.tell_typing(session, Party::Agent(agent.id.clone()));
        }
        Ok(Some(()))
    }

    fn tell_typing(&self, session: SessionId, party: Party) {
        self.bus.publish(&Topic::Session(session), Notice::Typing { session, party });
    }
}
