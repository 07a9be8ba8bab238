//! Entries of a session's transcript.

use crate::{AgentId, CloseCause, Effect, GroupId, OfferName, PromptId, QueueReason, SessionId, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A place in a session's transcript: 1, 2, 3, ... without a gap.
pub type Seq = i64;

/// The name a sender gives a message before it is sent. Posting it again under the same name changes nothing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClientId(String);

impl ClientId {
    /// Longest name, in bytes: a UUID with room to spare.
    pub const MAX_BYTES: usize = 64;

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl TryFrom<String> for ClientId {
    type Error = String;
    fn try_from(given: String) -> Result<Self, String> {
        if !given.is_empty() && given.len() <= Self::MAX_BYTES && given.bytes().all(|b| b.is_ascii_graphic()) {
            Ok(Self(given))
        } else {
            Err(format!("client_id must be 1 to {} visible ASCII characters", Self::MAX_BYTES))
        }
    }
}
impl From<ClientId> for String {
    fn from(id: ClientId) -> String {
        id.0
    }
}
impl fmt::Debug for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who speaks in a session, or follows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The visitor of the session.
    Visitor,
    /// An agent.
    Agent(AgentId),
    /// Usher itself: prompts and events.
    System,
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    /// Words somebody typed. Data, never markup.
    Text {
        /// The words.
        text: String,
    },
    /// A text of the rules, shown to the visitor.
    Prompt {
        /// Which prompt.
        prompt: PromptId,
        /// The text as rendered in the visitor's locale.
        text: String,
    },
    /// Something that happened to the session.
    Event {
        /// What.
        event: Event,
    },
}

/// Something that happened to a session, kept in its transcript.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// An agent owns the session now.
    Assigned {
        /// The group it came through; none where an admin assigned it by hand.
        group: Option<GroupId>,
        /// Who.
        agent: AgentId,
    },
    /// It waits in a group's queue.
    Queued {
        /// Whose queue.
        group: GroupId,
        /// Why it waits.
        reason: QueueReason,
    },
    /// No rule matched.
    Unmatched,
    /// It is over.
    Closed {
        /// Why.
        cause: CloseCause,
    },
    /// A hook had an effect. For agents; visitors are not told.
    Applied {
        /// The hook.
        by: OfferName,
        /// What it did, a webhook's payload left out.
        effect: Effect,
    },
}

/// One entry of a transcript, as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Whose transcript.
    pub session: SessionId,
    /// Where in it.
    pub seq: Seq,
    /// Who speaks.
    pub sender: Party,
    /// The sender's own name for it. Usher names its own entries too, so that a retry cannot double them.
    pub client_id: ClientId,
    /// What it says.
    pub body: Body,
    /// When it was stored.
    pub at: Timestamp,
}
