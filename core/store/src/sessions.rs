//! Sessions: opened, placed and closed, each in one transaction with everything that must hold together.

use crate::{
    CloseSession, Closed, Lost, NewHookRun, PlaceOutcome, Placement, PostMessage, StoreError, SystemEntry, WarnIdle,
    placing::system_messages,
};
use usher_model::{
    AgentId, ChannelId, CloseCause, DecisionId, DecisionRecord, GroupId, Message, Party, Seq, Session, SessionId,
    SessionState, Timestamp, VisitorId,
};

/// A session to open.
#[derive(Debug, Clone)]
pub struct OpenSession {
    /// The session as it begins, see [`Session::begin`]: what the placement says is carried out on it.
    pub session: Session,
    /// The visitor's first message.
    pub first: PostMessage,
    /// Where it goes.
    pub placement: Placement,
    /// Why it is over at once, where it is: nobody takes it, and the rules let it not wait. Its placement then assigns
    /// nobody.
    pub ends: Option<CloseCause>,
}

impl OpenSession {
    /// The session as it is stored, whose last entry is this one.
    pub fn stored(&self, last_seq: Seq) -> Session {
        Session { version: 1, ..begun(&self.session, &self.placement, self.ends, last_seq) }
    }
}

/// A session that is over and begins again, because the visitor wrote.
#[derive(Debug, Clone)]
pub struct ReopenSession {
    /// Where it goes; its cause is `Reopened`, its `session` one that is closed.
    pub placement: Placement,
    /// The session's version that the decision was made on.
    pub expected_version: i64,
    /// What the visitor wrote.
    pub first: PostMessage,
    /// Why it is over again at once, where it is.
    pub ends: Option<CloseCause>,
}

impl ReopenSession {
    /// The session as it is stored, whose last entry is this one; the version is the store's to count up.
    pub fn stored(&self, before: &Session, last_seq: Seq) -> Session {
        let begun = begun(before, &self.placement, self.ends, last_seq);
        // Its place in line counts from now: whoever comes back does not go before those who wait.
        Session { visitor_at: self.first.at, opened_at: self.first.at, ..begun }
    }
}

fn begun(before: &Session, placement: &Placement, ends: Option<CloseCause>, last_seq: Seq) -> Session {
    let placed = placement.carry_out(before, last_seq);
    let Some(cause) = ends else { return placed };
    let state = SessionState::Closed { cause, agent: None, group: placed.state.group().cloned() };
    Session { state, closed_at: Some(placement.record.at), queued_at: None, ..placed }
}

/// An agent takes a session that was offered.
#[derive(Debug, Clone, PartialEq)]
pub struct AcceptOffer {
    /// Which session.
    pub session: SessionId,
    /// Who was asked.
    pub agent: AgentId,
    /// When.
    pub at: Timestamp,
    /// Names the entries.
    pub name: DecisionId,
    /// Entries to write, in order: that it is assigned, and what the visitor is told.
    pub entries: Vec<SystemEntry>,
    /// Hooks to run afterwards.
    pub hooks: Vec<NewHookRun>,
}

impl AcceptOffer {
    /// Its entries as they stand in the transcript behind `last_seq`.
    pub fn messages(&self, last_seq: Seq) -> Vec<Message> {
        system_messages(self.session, self.name, &self.entries, last_seq, self.at)
    }
}

/// How accepting went.
#[derive(Debug, Clone, PartialEq)]
pub enum Accepted {
    /// The agent owns it. Nothing is due of the agent any more, `missed` is empty, and the agent has missed none in a row.
    Now {
        /// As stored.
        session: Session,
        /// The entries written.
        messages: Vec<Message>,
    },
    /// The agent owned it already.
    Before {
        /// As stored.
        session: Session,
    },
    /// It is not offered to this agent, or no longer.
    Gone,
}

/// How opening went.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "one is handed over a write, and the large one is the common one")]
pub enum OpenOutcome {
    /// It is open; all its entries in order.
    Opened {
        /// As stored.
        session: Session,
        /// The first entries.
        messages: Vec<Message>,
    },
    /// The visitor has an open session already, or said this very message in an earlier one: post there. One visitor
    /// holds one open session at most, and a message opens one session at most.
    AlreadyOpen {
        /// That session.
        session: SessionId,
    },
    /// Decide again.
    Lost(Lost),
    /// The visitor may not write.
    Blocked,
}

/// Which sessions to list, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionFilter {
    /// Open sessions of one owner, and those offered to this agent.
    OwnedBy(AgentId),
    /// Closed sessions of one last owner.
    ClosedBy(AgentId),
    /// Open sessions that wait in any queue.
    Queued,
    /// Open sessions that no rule matched.
    Unmatched,
    /// All open sessions.
    Open,
    /// All sessions of one visitor.
    OfVisitor(VisitorId),
}

/// A place in a group's queue. It stays where it is when a session's priority changes meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueuePlace {
    /// The priority there.
    pub priority: i64,
    /// When the session there was opened.
    pub opened_at: Timestamp,
    /// Which session it is.
    pub session: SessionId,
}

impl QueuePlace {
    /// What orders a queue, smallest first: when the session was opened, less what its priority is worth. All of them
    /// age alike, so the order needs no clock.
    pub fn rank(&self) -> i64 {
        crate::columns::rank_of(self.opened_at, self.priority)
    }
    /// Where a session stands.
    pub const fn of(session: &Session) -> Self {
        Self { priority: session.priority, opened_at: session.opened_at, session: session.id }
    }
}

/// Sessions and their decisions.
#[async_trait::async_trait]
pub trait SessionStore {
    /// Opens a session.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where there is no such visitor, else when the database fails.
    async fn open_session(&self, open: OpenSession) -> Result<OpenOutcome, StoreError>;

    /// Begins a session again that is over. Like opening, it answers the open session where the visitor has one, or the
    /// session in which this very message was said.
    ///
    /// # Errors
    /// When the database fails.
    async fn reopen_session(&self, reopen: ReopenSession) -> Result<OpenOutcome, StoreError>;

    /// Places a session that waits, or takes it from who has it, where [`SessionState::check_step`] lets the decision's
    /// cause do so. A slot that was held is free again; of one who missed it, the misses in a row are counted.
    /// `expected_version` is the session's version that the decision was made on.
    ///
    /// # Errors
    /// When the database fails.
    async fn place_session(&self, placement: Placement, expected_version: i64) -> Result<PlaceOutcome, StoreError>;

    /// An agent accepts what was offered. The slot is the agent's already.
    ///
    /// # Errors
    /// When the database fails.
    async fn accept_offer(&self, accept: AcceptOffer) -> Result<Accepted, StoreError>;

    /// Closes a session and frees its owner's slot.
    ///
    /// # Errors
    /// When the database fails.
    async fn close_session(&self, close: CloseSession) -> Result<Closed, StoreError>;

    /// Notes that a visitor was warned. None where somebody wrote meanwhile, or where it is not assigned any more.
    ///
    /// # Errors
    /// When the database fails.
    async fn warn_idle(&self, warn: WarnIdle) -> Result<Option<(Session, Vec<Message>)>, StoreError>;

    /// Sessions whose owner must have written, or whose asked agent must have accepted, by `now`; the longest due first,
    /// at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    async fn answers_due(&self, now: Timestamp, limit: u32) -> Result<Vec<Session>, StoreError>;

    /// Gives who must write or accept before `until` time until then.
    ///
    /// # Errors
    /// When the database fails.
    async fn allow_answers(&self, until: Timestamp) -> Result<(), StoreError>;

    /// Assigned sessions in which the agent wrote last, and that not after `since`; in order of ids, after `after`, at
    /// most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    async fn idle_sessions(
        &self,
        since: Timestamp,
        after: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<Session>, StoreError>;

    /// Who waits in a group's queue, in its order, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    async fn line(&self, group: &GroupId, limit: u32) -> Result<Vec<SessionId>, StoreError>;

    /// When sessions that had waited in line were last given to agents of a group, since a moment; newest first, at most
    /// `limit`.
    ///
    /// # Errors
    /// When the database fails.
    async fn departures(&self, group: &GroupId, since: Timestamp, limit: u32) -> Result<Vec<Timestamp>, StoreError>;

    /// How many sessions of each channel each agent holds, offered ones too; those with none are left out.
    ///
    /// # Errors
    /// When the database fails.
    async fn held_by_channel(&self) -> Result<Vec<(AgentId, ChannelId, u32)>, StoreError>;

    /// Raises what a party has read. Receipts only rise, and never past the last entry. Answers the receipt as it now
    /// stands, or none where there is no such session.
    ///
    /// # Errors
    /// When the database fails.
    async fn mark_read(&self, session: SessionId, reader: Party, seq: Seq) -> Result<Option<Seq>, StoreError>;

    /// One session.
    ///
    /// # Errors
    /// When the database fails.
    async fn session(&self, id: SessionId) -> Result<Option<Session>, StoreError>;

    /// The visitor's open session.
    ///
    /// # Errors
    /// When the database fails.
    async fn open_session_of(&self, visitor: VisitorId) -> Result<Option<Session>, StoreError>;

    /// The visitor's open session, or else the latest closed one. The clock may have stepped back between the two, so
    /// the open one counts as the latest whatever its id.
    ///
    /// # Errors
    /// When the database fails.
    async fn latest_session_of(&self, visitor: VisitorId) -> Result<Option<Session>, StoreError>;

    /// Sessions, newest first, older than `before` (a session id: ids are in order of time), at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    async fn sessions(
        &self,
        filter: SessionFilter,
        before: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<Session>, StoreError>;

    /// Sessions that wait in a group's queue: in order of [`QueuePlace::rank`]; after `after` in that order, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    async fn queue(&self, group: &GroupId, after: Option<QueuePlace>, limit: u32) -> Result<Vec<Session>, StoreError>;

    /// How many sessions wait in a group's queue; before a place in it, where one is given.
    ///
    /// # Errors
    /// When the database fails.
    async fn queue_length(&self, group: &GroupId, before: Option<QueuePlace>) -> Result<u32, StoreError>;

    /// The latest decision on a session.
    ///
    /// # Errors
    /// When the database fails.
    async fn latest_decision(&self, session: SessionId) -> Result<Option<DecisionRecord>, StoreError>;

    /// The decisions on a session, oldest first, at most the latest hundred.
    ///
    /// # Errors
    /// When the database fails.
    async fn decisions(&self, session: SessionId) -> Result<Vec<DecisionRecord>, StoreError>;
}
