//! What is read, and by whom: transcripts, receipts, lists.

use crate::{Engine, OwnSession, config::MAX_PAGE_LIMIT};
use usher_bus::{Notice, Topic};
use usher_model::{AgentId, Message, Party, Role, Seq, Session, SessionId};
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
        self.mark_read(session.id(), Party::Visitor, seq).await
    }

    /// The owner has read up to here. None where the session is not the agent's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read_as_agent(
        &self,
        agent: &AgentId,
        session: SessionId,
        seq: Seq,
    ) -> Result<Option<Seq>, StoreError> {
        let owned = self.store.session(session).await?.is_some_and(|found| found.state.owner() == Some(agent));
        if owned { self.mark_read(session, Party::Agent(agent.clone()), seq).await } else { Ok(None) }
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
        use usher_model::SessionState;
        let found = self.store.session(id).await?;
        Ok(found.filter(|session| {
            role >= Role::Supervisor
                || match &session.state {
                    SessionState::Assigned { agent: owner, .. } | SessionState::Closed { agent: Some(owner), .. } => {
                        owner == agent
                    }
                    SessionState::Queued { .. }
                    | SessionState::Unmatched
                    | SessionState::Closed { agent: None, .. } => false,
                }
        }))
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

    async fn mark_read(&self, session: SessionId, party: Party, seq: Seq) -> Result<Option<Seq>, StoreError> {
        let stands = self.store.mark_read(session, party.clone(), seq).await?;
        if let Some(seq) = stands {
            self.bus.publish(&Topic::Session(session), Notice::Receipt { session, party, seq });
        }
        Ok(stands)
    }
}
