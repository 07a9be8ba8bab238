//! What is read, and by whom: transcripts, receipts, lists.

use crate::{Engine, OwnSession, config::MAX_PAGE_LIMIT};
use usher_bus::{Notice, Topic};
use usher_model::{AgentId, Message, Party, Role, Seq, Session, SessionId, SessionState};
use usher_store::{Page, SessionFilter, StoreError};

impl Engine {
    /// Entries of a session, oldest first, at most 200.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn transcript(&self, session: SessionId, page: Page, limit: u32) -> Result<Vec<Message>, StoreError> {
        self.store.messages(session, page, limit.min(MAX_PAGE_LIMIT)).await
    }

    /// The visitor has read up to here. Answers the receipt as it now stands.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read_as_visitor(&self, session: OwnSession, seq: Seq) -> Result<Option<Seq>, StoreError> {
        let Some(found) = self.store.session(session.id()).await? else { return Ok(None) };
        self.mark_read(&found, Party::Visitor, found.visitor_read, seq).await
    }

    /// The owner, or the last owner, has read up to here. None where the session is not the agent's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read_as_agent(
        &self,
        agent: &AgentId,
        session: SessionId,
        seq: Seq,
    ) -> Result<Option<Seq>, StoreError> {
        let Some(found) = self.store.session(session).await? else { return Ok(None) };
        if !is_of(&found.state, agent) {
            return Ok(None);
        }
        self.mark_read(&found, Party::Agent(agent.clone()), found.agent_read, seq).await
    }

    /// A session that the agent may see: own ones, also those closed as the last owner; supervisors and admins see all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn visible_session(
        &self,
        agent: &AgentId,
        role: Role,
        id: SessionId,
    ) -> Result<Option<Session>, StoreError> {
        let found = self.store.session(id).await?;
        Ok(found.filter(|session| role >= Role::Supervisor || is_of(&session.state, agent)))
    }

    /// Sessions, newest first, older than `before`, at most 200.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_sessions(
        &self,
        filter: SessionFilter,
        before: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<Session>, StoreError> {
        self.store.sessions(filter, before, limit.min(MAX_PAGE_LIMIT)).await
    }

    async fn mark_read(
        &self,
        session: &Session,
        party: Party,
        before: Seq,
        seq: Seq,
    ) -> Result<Option<Seq>, StoreError> {
        if seq <= before {
            return Ok(Some(before)); // Nothing rises, so there is nothing to write or to tell.
        }
        let stands = self.store.mark_read(session.id, party.clone(), seq).await?;
        if let Some(seq) = stands.filter(|stands| *stands > before) {
            self.bus.publish(&Topic::Session(session.id), Notice::Receipt { session: session.id, party, seq });
        }
        Ok(stands)
    }
}

/// Whether the agent owns the session, or owned it at the end.
fn is_of(state: &SessionState, agent: &AgentId) -> bool {
    match state {
        SessionState::Assigned { agent: owner, .. } | SessionState::Closed { agent: Some(owner), .. } => owner == agent,
        SessionState::Queued { .. } | SessionState::Unmatched | SessionState::Closed { agent: None, .. } => false,
    }
}
