//! Looking for sessions, and what has to happen for words to be found.

use crate::{Engine, config::MAX_PAGE_LIMIT};
use std::{collections::VecDeque, sync::Arc};
use usher_model::{Agent, AgentId, Message, Role, Seq, Session, SessionId, Visitor, VisitorId};
use usher_store::{Found, Page, SearchCursor, SearchFilter, SearchPage, SessionFilter, StoreError, Viewer};

/// Entries that one write brings into the index: a few milliseconds in which no message is stored.
const INDEX_STEP: u32 = 200;
/// Steps of one round: a long backlog is worked off in many rounds, between which everything else has its turn.
const INDEX_STEPS: u32 = 50;
/// Sessions of one page of an export.
const EXPORT_SESSIONS: u32 = 50;
/// Entries of one page of an export.
const EXPORT_ENTRIES: u32 = 200;

impl Engine {
    /// Brings what was said of late into the index of words. Until then it is not found; what was taken back is not found
    /// from that very moment on. The round is bounded, and what is left is due in the next.
    ///
    /// # Errors
    /// When the database fails; what was due stays due.
    pub async fn index_messages(&self) -> Result<(), StoreError> {
        for _ in 0..INDEX_STEPS {
            let done = self.store.index_messages(INDEX_STEP).await?;
            metrics::counter!("search_entries_indexed_total").increment(u64::from(done.entries));
            if !done.has_more {
                metrics::gauge!("search_index_behind").set(0.0);
                return Ok(());
            }
        }
        metrics::gauge!("search_index_behind").set(1.0);
        Ok(())
    }

    /// Sessions that fit and that the agent may find, the latest first, at most 200: an agent's are those that it has or
    /// is asked to take, and those that it had at the end; supervisors and admins find all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn search(
        &self,
        agent: &Agent,
        filter: SearchFilter,
        before: Option<SearchCursor>,
        limit: u32,
    ) -> Result<SearchPage, StoreError> {
        let viewer = if agent.role >= Role::Supervisor { Viewer::All } else { Viewer::Agent(agent.id.clone()) };
        self.store.search(&SearchFilter { viewer, ..filter }, before, limit.min(MAX_PAGE_LIMIT)).await
    }

    /// A visitor and its sessions, newest first, older than `before`, at most 200. None where there is no such visitor, or
    /// where it is not the agent's to see: an agent sees those of a visitor whom it is answering.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sessions_of_visitor(
        &self,
        agent: &Agent,
        visitor: VisitorId,
        before: Option<SessionId>,
        limit: u32,
    ) -> Result<Option<(Visitor, Vec<Session>)>, StoreError> {
        if agent.role < Role::Supervisor && !self.is_answering(&agent.id, visitor).await? {
            return Ok(None);
        }
        let Some(found) = self.store.visitor(visitor).await? else { return Ok(None) };
        let filter = SessionFilter::OfVisitor(visitor);
        Ok(Some((found, self.store.sessions(filter, before, limit.min(MAX_PAGE_LIMIT)).await?)))
    }

    /// A visitor's own sessions, newest first, older than `before`, at most 200.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_sessions(
        &self,
        visitor: &Visitor,
        before: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<Session>, StoreError> {
        self.store.sessions(SessionFilter::OfVisitor(visitor.id), before, limit.min(MAX_PAGE_LIMIT)).await
    }

    /// A session that the agent may read: what [`Engine::visible_session`] shows, and the earlier sessions of a visitor
    /// whom the agent is answering. Reading is all: nothing may be done to those.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn readable_session(
        &self,
        agent: &AgentId,
        role: Role,
        id: SessionId,
    ) -> Result<Option<Session>, StoreError> {
        if let Some(visible) = self.visible_session(agent, role, id).await? {
            return Ok(Some(visible));
        }
        let Some(found) = self.store.session(id).await? else { return Ok(None) };
        let reads = !found.state.is_open() && self.is_answering(agent, found.visitor).await?;
        Ok(reads.then_some(found))
    }

    /// Whether the agent owns the visitor's open session.
    pub(crate) async fn is_answering(&self, agent: &AgentId, visitor: VisitorId) -> Result<bool, StoreError> {
        let open = self.store.open_session_of(visitor).await?;
        Ok(open.is_some_and(|session| session.state.owner() == Some(agent)))
    }
}

/// Sessions with all their entries, taken out page by page: it holds one page of each and no more.
pub struct SessionExport {
    engine: Arc<Engine>,
    agent: Agent,
    filter: SearchFilter,
    found: VecDeque<Found>,
    shown: Seq,
    next: Option<SearchCursor>,
    over: bool,
}

impl SessionExport {
    /// Begins an export of what the agent may find, the latest sessions first.
    pub fn new(engine: Arc<Engine>, agent: Agent, filter: SearchFilter) -> Self {
        Self { engine, agent, filter, found: VecDeque::new(), shown: 0, next: None, over: false }
    }

    /// The next entries, all of one session, oldest first; none where there are no more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next(&mut self) -> Result<Option<(Found, Vec<Message>)>, StoreError> {
        loop {
            while self.found.is_empty() {
                if self.over {
                    return Ok(None);
                }
                let page = self.engine.search(&self.agent, self.filter.clone(), self.next, EXPORT_SESSIONS).await?;
                self.found = page.sessions.into();
                self.next = page.next;
                self.over = page.next.is_none();
            }
            let Some(found) = self.found.front() else { continue };
            let entries = self.engine.transcript(found.session.id, Page::After(self.shown), EXPORT_ENTRIES).await?;
            if let Some(last) = entries.last() {
                self.shown = last.seq;
                return Ok(Some((found.clone(), entries)));
            }
            self.found.pop_front();
            self.shown = 0;
        }
    }
}
