//! What a decision does to a session: the slot, the turn, the place in line, the entries.

use crate::{NewHookRun, columns::decided_state};
use usher_model::{
    AgentId, Body, ChannelId, ClientId, Decision, DecisionId, DecisionRecord, GroupId, Message, Party, Routed, Seq,
    Session, SessionId, SessionState, Timestamp,
};

/// The slot of an agent that an assignment takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Whose.
    pub agent: AgentId,
    /// What must hold.
    pub check: SlotCheck,
}

/// What must hold of an agent for a slot to be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SlotCheck {
    /// The agent is online and present, and has room.
    Able {
        /// The agent's load must be below this.
        capacity: u32,
        /// The channel of the session, and how many of its sessions the agent must hold fewer than; none for any number.
        channel: Option<(ChannelId, u32)>,
    },
    /// Nothing: a person chose, who was warned.
    ByHand,
}

/// How an agent gets a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Take {
    /// Owns it at once.
    #[default]
    Owns,
    /// Is asked, and owns it once accepted.
    Asked,
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
    /// The name that whoever caused it gave it, so that the same request again is known; none names it after what it
    /// tells.
    pub name: Option<ClientId>,
}

impl SystemEntry {
    /// An entry that is named after what it tells.
    pub const fn new(body: Body) -> Self {
        Self { body, name: None }
    }
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
    /// How the agent gets it, where it assigns.
    pub take: Take,
    /// By when the agent must write or accept; none where nothing of the kind is due.
    pub answer_by: Option<Timestamp>,
    /// Who is not asked again: the session's `missed` from now on.
    pub missed: Vec<AgentId>,
    /// Who chose the group.
    pub routed: Routed,
    /// Most sessions that wait in the group's queue, itself included; none for any number. A session that waits there
    /// already has its place.
    pub queue_limit: Option<u32>,
}

impl Placement {
    /// A decision, and the slot it takes; nothing is told, and nothing is due.
    pub const fn new(record: DecisionRecord, slot: Option<Slot>) -> Self {
        Self {
            record,
            slot,
            cursor: None,
            entries: Vec::new(),
            hooks: Vec::new(),
            take: Take::Owns,
            answer_by: None,
            missed: Vec::new(),
            routed: Routed::ByRules,
            queue_limit: None,
        }
    }

    /// The state it puts the session into.
    pub fn state(&self) -> SessionState {
        decided_state(&self.record.decision, self.take)
    }

    /// The session as it is after this decision, whose last entry is this one. `version` is that of `before`, which the
    /// store counts up. Every backend stores exactly this.
    pub fn carry_out(&self, before: &Session, last_seq: Seq) -> Session {
        let (state, at) = (self.state(), self.record.at);
        let queued_at = match &state {
            SessionState::Queued { group, .. } => match &before.state {
                SessionState::Queued { group: same, .. } if same == group => before.queued_at,
                _ => Some(at),
            },
            // What begins again has not waited yet, and what somebody had already leaves no line by going to another.
            _ => before.queued_at.filter(|_| waited(&before.state)),
        };
        let assigned_at = if state.slot().is_some() { Some(at) } else { None };
        Session {
            rule: self.record.rule.clone(),
            routed: self.routed,
            queued_at,
            assigned_at,
            answer_by: self.answer_by.filter(|_| state.slot().is_some()),
            missed: self.missed.clone(),
            closed_at: None,
            warned_at: None,
            last_seq,
            state,
            ..before.clone()
        }
    }

    /// The slot it takes, or none where the slot is missing or names another agent than the decision: such a placement
    /// cannot win.
    pub fn checked_slot(&self) -> Result<Option<&Slot>, Lost> {
        match (&self.record.decision, &self.slot) {
            (Decision::Assign { group: None, .. }, _) if self.take == Take::Asked => Err(Lost::Slot),
            (Decision::Assign { agent, .. }, Some(slot)) if slot.agent == *agent => Ok(Some(slot)),
            (Decision::Assign { .. }, _) | (_, Some(_)) => Err(Lost::Slot),
            (_, None) => Ok(None),
        }
    }

    /// Its entries as they stand in the transcript behind `last_seq`. Each is named after the decision, so that writing
    /// the same decision twice cannot double them.
    pub fn messages(&self, last_seq: Seq) -> Vec<Message> {
        system_messages(self.record.session, self.record.id, &self.entries, last_seq, self.record.at)
    }
}

/// Why a compare-and-set did not win. Nothing was written: read again and decide again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// The agent is no longer online and present, or is full, also of this channel.
    Slot,
    /// Somebody else took the turn.
    Cursor,
    /// The session is no longer where it was.
    State,
    /// As many wait in the group's queue as may.
    Full,
}

/// How placing a session went.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "one is handed over a write, and the large one is the common one")]
pub enum PlaceOutcome {
    /// It is placed.
    Placed {
        /// As stored.
        session: Session,
        /// The entries written.
        messages: Vec<Message>,
        /// Whose slot freed: the owner's before, or that of the agent who was asked.
        freed: Option<AgentId>,
        /// How many sessions in a row that agent has now not answered, where the decision's cause is `Missed`.
        misses: Option<u32>,
    },
    /// Decide again.
    Lost(Lost),
}

/// Whether somebody in this state waits for an agent.
const fn waited(state: &SessionState) -> bool {
    matches!(state, SessionState::Queued { .. } | SessionState::Offered { .. } | SessionState::Unmatched)
}

/// Entries of Usher's own, as they stand in a transcript behind `last_seq`, named after what they tell.
pub(crate) fn system_messages(
    session: SessionId,
    name: DecisionId,
    entries: &[SystemEntry],
    last_seq: Seq,
    at: Timestamp,
) -> Vec<Message> {
    let named = (1..).zip(entries);
    named
        .map(|(place, entry)| Message {
            session,
            seq: last_seq + place,
            sender: Party::System,
            client_id: entry.name.clone().unwrap_or_else(|| system_name(format!("{name}.{place}"))),
            body: entry.body.clone(),
            at,
        })
        .collect()
}

/// The name of an entry of Usher's own.
pub(crate) fn system_name(name: String) -> ClientId {
    ClientId::try_from(name).expect("an id and a small number are fewer than 64 visible characters")
}
