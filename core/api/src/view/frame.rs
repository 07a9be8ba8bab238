//! The frames of both sockets, one JSON object a text frame.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    AgentSessionView, ApiError, AvailabilityWord, MeView, MessageView, PageInfo, PartyWord, VisitorMessageView,
    VisitorSessionView,
};

/// From a visitor's widget. The first frame is `hello`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum VisitorFrame {
    Hello { token: String, locale: String, page: PageInfo, resume: Option<VisitorResume> },
    Post { client_id: String, session: Option<String>, text: String },
    Read { session: String, seq: i64 },
    Page { page: PageInfo },
    End { session: String },
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
    Receipt {
        session: String,
        party: PartyWord,
        seq: i64,
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
    Hello { resume: Option<AgentResume> },
    Post { session: String, client_id: String, text: String },
    Read { session: String, seq: i64 },
    Close { session: String },
    Availability { availability: AvailabilityWord },
    Ping,
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
    /// `sessions`: all open ones owned.
    Welcome {
        epoch: String,
        me: MeView,
        sessions: Vec<AgentSessionView>,
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
    Receipt {
        session: String,
        party: PartyWord,
        seq: i64,
    },
    Availability {
        availability: AvailabilityWord,
    },
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
