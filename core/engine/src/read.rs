//! What is read, and by whom: transcripts, receipts, lists.

use crate::{
    Engine, OwnSession,
    config::{MAX_PAGE_LIMIT, PREVIEW_DEPTH},
};
use usher_bus::{Notice, ReceiptKind, Topic};
use usher_model::{AgentId, Message, Party, Role, Seq, Session, SessionId, SessionState};
use usher_store::{Page, Preview, SessionFilter, StoreError};

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
        self.mark(&found, ReceiptKind::Read, Party::Visitor, seq).await
    }

    /// Entries up to here have reached a page of the visitor. Answers the receipt as it now stands. Reading raises it
    /// too, which is told as reading only.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn got_as_visitor(&self, session: OwnSession, seq: Seq) -> Result<Option<Seq>, StoreError> {
        let Some(found) = self.store.session(session.id()).await? else { return Ok(None) };
        self.mark(&found, ReceiptKind::Got, Party::Visitor, seq).await
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
        self.mark(&found, ReceiptKind::Read, Party::Agent(agent.clone()), seq).await
    }

    /// Entries up to here have reached a page of the owner, or the last owner. None where the session is not the agent's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn got_as_agent(&self, agent: &AgentId, session: SessionId, seq: Seq) -> Result<Option<Seq>, StoreError> {
        let Some(found) = self.store.session(session).await? else { return Ok(None) };
        if !is_of(&found.state, agent) {
            return Ok(None);
        }
        self.mark(&found, ReceiptKind::Got, Party::Agent(agent.clone()), seq).await
    }

    /// A session that the agent may see: own ones, also those closed as the last owner, and those with a message left for
    /// one of the agent's groups; supervisors and admins see all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn visible_session(
        &self,
        agent: &AgentId,
        role: Role,
        id: SessionId,
    ) -> Result<Option<Session>, StoreError> {
        let Some(found) = self.store.session(id).await? else { return Ok(None) };
        let sees = role >= Role::Supervisor
            || is_of(&found.state, agent)
            || (!found.state.is_open() && self.handles_left_of(agent, id).await?);
        Ok(sees.then_some(found))
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

    /// What lists tell of the transcripts of these sessions, in no order. The cost does not grow with the transcripts.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn previews(&self, sessions: &[Session]) -> Result<Vec<Preview>, StoreError> {
        let of: Vec<_> = sessions.iter().map(|session| (session.id, session.agent_read)).collect();
        self.store.previews(&of, PREVIEW_DEPTH).await
    }

    async fn mark(
        &self,
        session: &Session,
        kind: ReceiptKind,
        party: Party,
        seq: Seq,
    ) -> Result<Option<Seq>, StoreError> {
        let (read, got) = match party {
            Party::Agent(_) => (session.agent_read, session.agent_got),
            Party::Visitor | Party::System => (session.visitor_read, session.visitor_got),
        };
        let before = match kind {
            ReceiptKind::Read => read,
            ReceiptKind::Got => got,
        };
        if seq <= before {
            return Ok(Some(before)); // Nothing rises, so there is nothing to write or to tell.
        }
        let stands = match kind {
            ReceiptKind::Read => self.store.mark_read(session.id, party.clone(), seq).await?,
            ReceiptKind::Got => self.store.mark_got(session.id, party.clone(), seq).await?,
        };
        if let Some(seq) = stands.filter(|stands| *stands > before) {
            self.bus.publish(&Topic::Session(session.id), Notice::Receipt { session: session.id, party, kind, seq });
        }
        Ok(stands)
    }
}

/// Whether the agent owns the session, or owned it at the end.
fn is_of(state: &SessionState, agent: &AgentId) -> bool {
    match state {
        SessionState::Assigned { agent: owner, .. } | SessionState::Closed { agent: Some(owner), .. } => owner == agent,
        SessionState::Offered { agent: asked, .. } => asked == agent,
        SessionState::Queued { .. } | SessionState::Unmatched | SessionState::Closed { agent: None, .. } => false,
    }
}
