//! How values stand in columns, for every backend alike: words, JSON, bytes, and the checks on the way back.
//!
//! Owns the stored form. Must not name a driver: a backend fetches the raw columns and hands them over.

mod block;
mod crm;
mod file;
mod identity;
mod left;
mod link;
mod notices;
mod record;
mod rows;

pub use block::BlockRow;
pub use crm::{RecordRow, SeenRecordRow, content_texts, keys_text, record_shape};
pub use file::{FileRow, file_state};
pub use identity::{IdentityRow, KeyEventRow, KeyRow, RefusalsRow, told_text};
pub use left::{LeftNoteRow, LeftRow, answers_text, passed_text, status as left_status};
pub use link::{LinkRow, VisitorRecordRow, choices_text};
pub use notices::{LoggedDeliveryRow, NoticeRow};
pub use record::{record_from_text, record_text, without_first_message};
pub use rows::{AgentRow, DeliveryRow, HookRunRow, MessageRow, PreviewRow, SessionRow, VisitorRow};

use crate::{StoreError, Take, VisitorHistory};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
};
use usher_model::{
    AgentId, Availability, Body, Decision, FieldName, GroupId, HookEvent, PRIORITY_WAIT, Party, QueueReason, Routed,
    Session, SessionId, SessionState, TagName, Timestamp, Value,
};

/// Microseconds that a point of priority is worth.
const POINT: i64 = PRIORITY_WAIT.as_secs().cast_signed() * 1_000_000;
/// Microseconds in a quarter of an hour, which every time zone's midnight falls on.
const QUARTER: i64 = 15 * 60 * 1_000_000;

/// A session's state, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StateColumns<'a> {
    /// The state's word.
    pub state: &'static str,
    /// The group it waits in or came through.
    pub group_id: Option<&'a str>,
    /// The owner, or the last one.
    pub agent: Option<&'a str>,
    /// Why it waits.
    pub reason: Option<&'static str>,
    /// Why it ended.
    pub cause: Option<&'static str>,
}

impl<'a> From<&'a SessionState> for StateColumns<'a> {
    fn from(state: &'a SessionState) -> Self {
        let none = Self { state: state.word(), group_id: None, agent: None, reason: None, cause: None };
        match state {
            SessionState::Assigned { group, agent } => {
                Self { group_id: group.as_ref().map(GroupId::as_str), agent: Some(agent.as_str()), ..none }
            }
            SessionState::Queued { group, reason } => {
                Self { group_id: Some(group.as_str()), reason: Some(reason_word(*reason)), ..none }
            }
            SessionState::Unmatched => none,
            SessionState::Offered { group, agent } => {
                Self { group_id: Some(group.as_str()), agent: Some(agent.as_str()), ..none }
            }
            SessionState::Closed { cause, agent, group } => Self {
                cause: Some(cause.word()),
                agent: agent.as_ref().map(AgentId::as_str),
                group_id: group.as_ref().map(GroupId::as_str),
                ..none
            },
        }
    }
}

/// The state that a decision puts a session into.
pub fn decided_state(decision: &Decision, take: Take) -> SessionState {
    match decision {
        Decision::Assign { group: Some(group), agent } if take == Take::Asked => {
            SessionState::Offered { group: group.clone(), agent: agent.clone() }
        }
        Decision::Assign { group, agent } => SessionState::Assigned { group: group.clone(), agent: agent.clone() },
        Decision::Queue { group, reason } => SessionState::Queued { group: group.clone(), reason: *reason },
        Decision::Unmatched => SessionState::Unmatched,
    }
}

/// The stored word of a reason to wait.
pub const fn reason_word(reason: QueueReason) -> &'static str {
    reason.word()
}

/// The stored word of an availability.
pub const fn availability_word(availability: Availability) -> &'static str {
    match availability {
        Availability::Online => "online",
        Availability::Away => "away",
        Availability::Offline => "offline",
    }
}

/// The stored form of a sender.
pub fn party_text(party: &Party) -> Cow<'static, str> {
    match party {
        Party::Visitor => Cow::Borrowed("visitor"),
        Party::System => Cow::Borrowed("system"),
        Party::Agent(agent) => Cow::Owned(format!("agent:{agent}")),
    }
}

/// The stored form of an entry's body.
#[expect(clippy::missing_panics_doc, reason = "plain data with text keys always has a JSON form")]
pub fn body_text(body: &Body) -> String {
    serde_json::to_string(body).expect("a body is plain data with text keys, which always has a JSON form")
}

/// The stored form of an event.
#[expect(clippy::missing_panics_doc, reason = "plain data with text keys always has a JSON form")]
pub fn event_text(event: &HookEvent) -> String {
    serde_json::to_string(event).expect("an event is plain data with text keys, which always has a JSON form")
}

/// The stored form of a session's tags.
#[expect(clippy::missing_panics_doc, reason = "plain data with text keys always has a JSON form")]
pub fn tags_text(tags: &BTreeSet<TagName>) -> String {
    serde_json::to_string(tags).expect("texts always have a JSON form")
}

/// The stored form of a session's fields.
#[expect(clippy::missing_panics_doc, reason = "plain data with text keys always has a JSON form")]
pub fn fields_text(fields: &BTreeMap<FieldName, Value>) -> String {
    serde_json::to_string(fields).expect("fields are plain data with text keys, which always has a JSON form")
}

/// The stored word of who chose a group.
pub const fn routed_word(routed: Routed) -> &'static str {
    match routed {
        Routed::ByRules => "by_rules",
        Routed::ByHand => "by_hand",
    }
}

/// The stored form of the agents who missed a session.
#[expect(clippy::missing_panics_doc, reason = "plain data with text keys always has a JSON form")]
pub fn missed_text(missed: &[AgentId]) -> String {
    serde_json::to_string(missed).expect("texts always have a JSON form")
}

/// What orders a queue, smallest first: the moment that a session was opened, moved by what its priority is worth. One
/// index holds it, and nobody waits for ever behind others who come later with a higher priority.
pub fn rank_of(opened_at: Timestamp, priority: i64) -> i64 {
    opened_at.as_micros().saturating_sub(priority.saturating_mul(POINT))
}

/// The priority that a rank stands for.
pub fn priority_of(opened_at: Timestamp, rank: i64) -> i64 {
    opened_at.as_micros().saturating_sub(rank) / POINT
}

/// The quarter of an hour that a moment falls into, counted since 1970.
pub const fn quarter_of(at: Timestamp) -> i64 {
    at.as_micros().div_euclid(QUARTER)
}

/// Reads a 16-byte id back.
pub fn id16(table: &'static str, column: &'static str, bytes: &[u8]) -> Result<[u8; 16], StoreError> {
    bytes.try_into().map_err(|_| corrupt(table, column, bytes_text(bytes), format!("{} bytes, not 16", bytes.len())))
}

/// Says that a stored value makes no sense.
pub fn corrupt(table: &'static str, column: &'static str, row: impl Display, reason: impl Display) -> StoreError {
    StoreError::Corrupt { table, column, row: row.to_string(), reason: reason.to_string() }
}

/// What a party's receipt becomes when it has read, or got, up to `seq`, or that it stays as it is. Receipts only rise,
/// and never past the last entry. Usher itself has no receipt, and an agent moves only that of its own session.
pub fn raised_receipt(session: &ReceiptColumns<'_>, mark: Mark, party: &Party, seq: i64) -> Receipt {
    let wanted = seq.min(session.last_seq);
    let ((read, got), may_move) = match party {
        Party::Visitor => ((session.visitor_read, session.visitor_got), true),
        Party::Agent(agent) => ((session.agent_read, session.agent_got), session.agent == Some(agent.as_str())),
        Party::System => ((session.last_seq, session.last_seq), false),
    };
    let stands = match mark {
        Mark::Read => read,
        Mark::Got => got,
    };
    if may_move && wanted > stands { Receipt::Rises(wanted) } else { Receipt::Stands(stands) }
}

/// Which receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// How far a party has read: it has got as much at least.
    Read,
    /// How far a party's pages have got.
    Got,
}

/// What a receipt is worked out from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceiptColumns<'a> {
    /// The owner, or the last one.
    pub agent: Option<&'a str>,
    /// The last entry's place.
    pub last_seq: i64,
    /// What the visitor has read.
    pub visitor_read: i64,
    /// What the owner has read.
    pub agent_read: i64,
    /// What has reached the visitor.
    pub visitor_got: i64,
    /// What has reached the owner.
    pub agent_got: i64,
}

/// How a receipt fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receipt {
    /// It moves here.
    Rises(i64),
    /// It stays here.
    Stands(i64),
}

impl Receipt {
    /// Where it stands afterwards.
    pub const fn seq(self) -> i64 {
        match self {
            Self::Rises(seq) | Self::Stands(seq) => seq,
        }
    }
}

/// What the owners of a visitor's closed sessions tell, the latest first.
pub fn history(owners: &[Option<String>]) -> Result<VisitorHistory, StoreError> {
    let last_agent = owners.iter().find_map(Option::as_deref).map(|agent| {
        let wrong = |reason| corrupt("sessions", "agent", agent, reason);
        agent.parse::<AgentId>().map_err(wrong)
    });
    Ok(VisitorHistory {
        sessions: u32::try_from(owners.len()).unwrap_or(u32::MAX),
        last_agent: last_agent.transpose()?,
    })
}

/// Whether an agent may close a session that is closed already, only to hear so: it was its owner.
pub fn was_owner(session: &Session, agent: &str) -> bool {
    match &session.state {
        SessionState::Assigned { agent: owner, .. } | SessionState::Closed { agent: Some(owner), .. } => {
            owner.as_str() == agent
        }
        _ => false,
    }
}

fn session_name(id: SessionId) -> String {
    format!("session {id}")
}

fn bytes_text(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
