//! Sessions: opened, placed and closed, each in one transaction with everything that must hold together.

use crate::{NewHookRun, PostMessage, StoreError, columns::decided_state};
use usher_model::{
    AgentId, Body, ClientId, CloseCause, Decision, DecisionRecord, Event, GroupId, Message, Party, Seq, Session,
    SessionId, SessionState, Timestamp, VisitorId,
};

/// The slot of an agent that an assignment takes. Taken only while the agent is online, present and has room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Whose.
    pub agent: AgentId,
    /// The agent's load must be below this.
    pub capacity: u32,
}

/// A turn taken in a group: the cursor moves to whoever was assigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CursorMove {
    /// Whose cursor.
    pub group: GroupId,
    /// Where it must stand, none for a group that never took a turn.
    pub from: Option<AgentId>,
    /// Where it moves.
    pub to: AgentId,
}

/// An entry that Usher itself writes into the transcript.
#[derive(Debug, Clone, PartialEq)]
pub struct SystemEntry {
    /// What it says: a prompt or an event.
    pub body: Body,
}

/// What a decision does to a session, in one transaction: decision and trace stored, slot and cursor taken by
/// compare-and-set, state changed, entries written. All of it or nothing.
#[derive(Debug, Clone)]
pub struct Placement {
    /// The decision with its trace; its `session` names the session and its `decision` the new state.
    pub record: DecisionRecord,
    /// The slot it takes, exactly when it assigns.
    pub slot: Option<Slot>,
    /// The turn it takes, if the strategy took one.
    pub cursor: Option<CursorMove>,
    /// Entries to write, in order, after the visitor's first message.
    pub entries: Vec<SystemEntry>,
    /// Hooks to run afterwards.
    pub hooks: Vec<NewHookRun>,
}

impl Placement {
    /// The state it puts the session into.
    pub fn state(&self) -> SessionState {
        decided_state(&self.record.decision)
    }

    /// The slot it takes, or none where the slot is missing or names another agent than the decision: such a placement
    /// cannot win.
    pub fn checked_slot(&self) -> Result<Option<&Slot>, Lost> {
        match (&self.record.decision, &self.slot) {
            (Decision::Assign { agent, .. }, Some(slot)) if slot.agent == *agent => Ok(Some(slot)),
            (Decision::Assign { .. }, _) | (_, Some(_)) => Err(Lost::Slot),
            (_, None) => Ok(None),
        }
    }

    /// Its entries as they stand in the transcript behind `last_seq`. Each is named after the decision, so that writing
    /// the same decision twice cannot double them.
    pub fn messages(&self, last_seq: Seq) -> Vec<Message> {
        let named = (1..).zip(&self.entries);
        named
            .map(|(place, entry)| Message {
                session: self.record.session,
                seq: last_seq + place,
                sender: Party::System,
                client_id: system_name(format!("{}.{place}", self.record.id)),
                body: entry.body.clone(),
                at: self.record.at,
            })
            .collect()
    }
}

impl CloseSession {
    /// How many entries it writes.
    pub fn entries(&self) -> Seq {
        1 + Seq::from(self.farewell.is_some())
    }

    /// The entries it writes, of which the last stands at `seq`. A session ends once, so each entry has one name.
    pub fn messages(&self, seq: Seq) -> Vec<Message> {
        let entry = |seq, name: &str, body: Body| Message {
            session: self.session,
            seq,
            sender: Party::System,
            client_id: system_name(name.to_owned()),
            body,
            at: self.at,
        };
        let farewell = self.farewell.iter().map(|body| entry(seq - 1, "farewell", body.clone()));
        let end = entry(seq, "closed", Body::Event { event: Event::Closed { cause: self.cause } });
        farewell.chain([end]).collect()
    }
}

/// The name of an entry of Usher's own.
pub(crate) fn system_name(name: String) -> ClientId {
    ClientId::try_from(name).expect("an id and a small number are fewer than 64 visible characters")
}

/// A session to open.
#[derive(Debug, Clone)]
pub struct OpenSession {
    /// The session as it will stand; its state and rule must agree with the placement, `version` is 1, `last_seq` 0.
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
        let state = match self.ends {
            Some(cause) => SessionState::Closed { cause, agent: None },
            None => self.placement.state(),
        };
        let closed_at = self.ends.map(|_| self.placement.record.at);
        let rule = self.placement.record.rule.clone();
        Session { state, rule, closed_at, last_seq, version: 1, ..self.session.clone() }
    }
}

/// Why a compare-and-set did not win. Nothing was written: read again and decide again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// The agent is no longer online and present, or is full.
    Slot,
    /// Somebody else took the turn.
    Cursor,
    /// The session is no longer where it was.
    State,
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
}

/// How placing a waiting session went.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "one is handed over a write, and the large one is the common one")]
pub enum PlaceOutcome {
    /// It is placed.
    Placed {
        /// As stored.
        session: Session,
        /// The entries written.
        messages: Vec<Message>,
    },
    /// Decide again.
    Lost(Lost),
}

/// An end to write.
#[derive(Debug, Clone, PartialEq)]
pub struct CloseSession {
    /// Which.
    pub session: SessionId,
    /// Why.
    pub cause: CloseCause,
    /// When.
    pub at: Timestamp,
    /// Only while this agent owns it; none closes it whoever owns it.
    pub owned_by: Option<AgentId>,
    /// What the visitor is told last, if anything.
    pub farewell: Option<Body>,
    /// Hooks to run afterwards: stored only where this very call closes it.
    pub hooks: Vec<NewHookRun>,
}

/// How closing went.
#[derive(Debug, Clone, PartialEq)]
pub enum Closed {
    /// It is over; the owner's slot, if any, is free.
    Now {
        /// As stored.
        session: Session,
        /// The entries written, in order; the last tells the end.
        messages: Vec<Message>,
        /// Whose slot freed.
        freed: Option<AgentId>,
    },
    /// It was over before. Closing twice is no mistake.
    Before {
        /// As stored.
        session: Session,
    },
    /// Another agent owns it, or nobody.
    NotOwner,
    /// There is no such session.
    Missing,
}

/// Which sessions to list, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionFilter {
    /// Open sessions of one owner.
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

    /// Places a session that waits. `expected_version` is the session's version that the decision was made on.
    ///
    /// # Errors
    /// When the database fails.
    async fn place_session(&self, placement: Placement, expected_version: i64) -> Result<PlaceOutcome, StoreError>;

    /// Closes a session and frees its owner's slot.
    ///
    /// # Errors
    /// When the database fails.
    async fn close_session(&self, close: CloseSession) -> Result<Closed, StoreError>;

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

    /// Sessions that wait in a group's queue: highest priority first, then oldest first; after `after` in that order, at
    /// most `limit`.
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
