//! The frames of both sockets, one JSON object a text frame.

use serde::{Deserialize, Serialize};
use usher_bus::{AvailabilityCause, ReceiptKind};
use utoipa::ToSchema;

use super::{
    AgentSessionView, ApiError, AvailabilityWord, LeftInboxView, LeftMessageView, MeView, MessageView, NoticeView,
    PageInfo, PartyWord, VisitorMessageView, VisitorSessionView, WaitingView,
};

/// From a visitor's widget. The first frame is `hello`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum VisitorFrame {
    Hello {
        token: String,
        locale: String,
        page: PageInfo,
        resume: Option<VisitorResume>,
    },
    /// `text` may be empty where there are files: what was uploaded before, by ids.
    Post {
        client_id: String,
        session: Option<String>,
        text: String,
        #[serde(default)]
        files: Vec<String>,
    },
    Read {
        session: String,
        seq: i64,
    },
    /// Entries up to `seq` have reached this page. `read` says so too.
    Got {
        session: String,
        seq: i64,
    },
    /// The visitor is writing. Said while that lasts; more than once in two seconds is passed over.
    Typing {
        session: String,
    },
    /// Takes back what the visitor sent.
    Recall {
        session: String,
        seq: i64,
    },
    Page {
        page: PageInfo,
    },
    End {
        session: String,
    },
    Ping,
}

/// Where a widget got to before it lost the socket.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VisitorResume {
    pub epoch: String,
    pub session: String,
    pub last_seq: i64,
}

/// To a visitor's widget.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum ToVisitorFrame {
    /// `session` is the latest one, open or closed, or none. A transcript follows where there is one.
    Welcome {
        epoch: String,
        visitor: String,
        #[schema(required)]
        session: Option<VisitorSessionView>,
        heartbeat_ms: u64,
    },
    /// `reset`: drop what is shown of this session and begin anew from these; else they continue what is shown.
    Transcript {
        session: String,
        reset: bool,
        has_earlier: bool,
        messages: Vec<VisitorMessageView>,
    },
    Session {
        session: VisitorSessionView,
    },
    /// The place in line, or how long it will take, is another now.
    Line {
        session: String,
        waiting: WaitingView,
    },
    Message {
        message: VisitorMessageView,
    },
    Ack {
        client_id: String,
        session: String,
        seq: i64,
        at_ms: i64,
    },
    Nack {
        client_id: String,
        error: ApiError,
    },
    /// Entries up to `seq` reached a page of the party, or the party has read them, which it then has got too.
    Receipt {
        session: String,
        party: PartyWord,
        kind: ReceiptWord,
        seq: i64,
    },
    /// The other side is writing. Shown for a few seconds, unless it is said again.
    Typing {
        session: String,
        party: PartyWord,
    },
    Pong,
    Error {
        error: ApiError,
    },
    /// The socket closes next. Come back after the wait; after `unauthorized` with a new token.
    Bye {
        reason: ByeReason,
        retry_after_ms: u64,
    },
}

/// How far a receipt goes.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReceiptWord {
    Got,
    Read,
}

impl From<ReceiptKind> for ReceiptWord {
    fn from(kind: ReceiptKind) -> Self {
        match kind {
            ReceiptKind::Got => Self::Got,
            ReceiptKind::Read => Self::Read,
        }
    }
}

/// Why a socket closes.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ByeReason {
    Draining,
    Unauthorized,
}

/// From an agent's workbench. The first frame is `hello`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum AgentFrame {
    Hello {
        resume: Option<AgentResume>,
    },
    Post {
        session: String,
        client_id: String,
        text: String,
        #[serde(default)]
        files: Vec<String>,
    },
    Read {
        session: String,
        seq: i64,
    },
    /// Entries up to `seq` have reached this page. `read` says so too.
    Got {
        session: String,
        seq: i64,
    },
    /// The agent is writing. Said while that lasts; more than once in two seconds is passed over.
    Typing {
        session: String,
    },
    /// Takes back what the agent sent.
    Recall {
        session: String,
        seq: i64,
    },
    /// Words for agents only: answered by `ack` or `nack`, like `post`.
    Note {
        session: String,
        client_id: String,
        text: String,
    },
    /// Puts a mark on the session, or takes it away where `set` is false.
    Tag {
        session: String,
        tag: String,
        set: bool,
    },
    Close {
        session: String,
    },
    Availability {
        availability: AvailabilityWord,
    },
    /// Takes what was offered.
    Accept {
        session: String,
    },
    /// Does not take what was offered: the next is asked.
    Decline {
        session: String,
    },
    /// For supervisors and admins: a notice was read.
    ReadNotice {
        notice: String,
    },
    Ping,
}

/// Why an agent's availability is another.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AvailabilityCauseWord {
    /// The agent chose.
    Chosen,
    /// The agent did not answer too many sessions in a row.
    Missed,
}

impl From<AvailabilityCause> for AvailabilityCauseWord {
    fn from(because: AvailabilityCause) -> Self {
        match because {
            AvailabilityCause::Chosen => Self::Chosen,
            AvailabilityCause::Missed => Self::Missed,
        }
    }
}

/// Where a workbench got to before it lost the socket.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AgentResume {
    pub epoch: String,
    pub sessions: Vec<ResumePoint>,
}

/// Where it got to in one session.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResumePoint {
    pub session: String,
    pub last_seq: i64,
}

/// To an agent's workbench.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum ToAgentFrame {
    /// `sessions`: all open ones owned; `left`: what the inbox holds.
    Welcome {
        epoch: String,
        me: MeView,
        sessions: Vec<AgentSessionView>,
        left: LeftInboxView,
        heartbeat_ms: u64,
    },
    Transcript {
        session: String,
        reset: bool,
        has_earlier: bool,
        messages: Vec<MessageView>,
    },
    /// A session became mine, changed or closed.
    Session {
        session: Box<AgentSessionView>,
    },
    Message {
        message: MessageView,
    },
    /// The inbox holds more or less than was told last, or its news may have been lost: its lists are to be read anew. Told
    /// within half a second of a change.
    LeftCounts {
        left: LeftInboxView,
    },
    /// A left message of one of my groups is new or changed.
    LeftMessage {
        left_message: Box<LeftMessageView>,
    },
    Ack {
        client_id: String,
        session: String,
        seq: i64,
        at_ms: i64,
    },
    Nack {
        client_id: String,
        error: ApiError,
    },
    /// Entries up to `seq` reached a page of the party, or the party has read them, which it then has got too.
    Receipt {
        session: String,
        party: PartyWord,
        kind: ReceiptWord,
        seq: i64,
    },
    /// The other side is writing. Shown for a few seconds, unless it is said again.
    Typing {
        session: String,
        party: PartyWord,
    },
    Availability {
        availability: AvailabilityWord,
        because: AvailabilityCauseWord,
    },
    /// For supervisors and admins: a notice that they have not read, is over, or was read on another page. Those that are
    /// unread come after `welcome`.
    Notice {
        notice: NoticeView,
    },
    /// What stands beside the session changed since this agent read it: links, or records that its layout shows. Told once,
    /// until it is read again.
    Workbench {
        session: String,
    },
    /// Other rules serve, or an edit was rejected. Layouts may be others: read what stands beside sessions again.
    Rules {
        revision: String,
        ok: bool,
    },
    Pong,
    Error {
        error: ApiError,
    },
    Bye {
        reason: ByeReason,
        retry_after_ms: u64,
    },
}
