//! Entries of a session's transcript.

use crate::{
    AgentId, Answer, CloseCause, Effect, FileId, FormId, GroupId, LeftMessageId, OfferName, PromptId, QueueReason,
    SessionId, TagName, Timestamp,
};
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
        /// The left message that they answer, where that stands in another session.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answers: Option<AnsweredLeft>,
    },
    /// Files, with or without words.
    Files {
        /// The words, empty where there are none.
        text: String,
        /// The files, in order; at least one.
        files: Vec<FileRef>,
    },
    /// Words for agents only.
    Note {
        /// The words.
        text: String,
    },
    /// A form that the visitor filled in to leave a message: what it says is kept with the left message.
    Left {
        /// Which left message.
        left: LeftMessageId,
        /// The answers in words, as the visitor gave them: label and answer.
        answers: Vec<(String, String)>,
    },
    /// The form that the visitor filled in before the chat, which began it: always the first entry.
    PreChat {
        /// Which form.
        form: FormId,
        /// What was answered, in the form's order. They are kept here whole, and nowhere else.
        answers: Vec<Answer>,
    },
    /// What was said here was taken back by whoever said it.
    Recalled,
    /// A note that was taken back. For agents, as the note was: visitors are not told that there was anything.
    RecalledNote,
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

impl Body {
    /// Words that answer no left message of another session.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into(), answers: None }
    }
}

/// The left message that words answer. The visitor left it in an earlier session than the one that the words stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnsweredLeft {
    /// Which.
    pub left: LeftMessageId,
    /// When it was left.
    pub left_at: Timestamp,
}

/// Something that happened to a session, kept in its transcript.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// An agent owns the session now.
    Assigned {
        /// The group it came through; none where somebody chose by hand an agent of none.
        group: Option<GroupId>,
        /// Who.
        agent: AgentId,
        /// Who chose by hand, if somebody did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
    },
    /// An agent is asked to take it. For agents; visitors are not told.
    Offered {
        /// Through which group.
        group: GroupId,
        /// Who.
        agent: AgentId,
    },
    /// An agent lost it, or was not given it, and others are asked.
    Released {
        /// Who had it, or was asked.
        agent: AgentId,
        /// Why.
        because: Release,
    },
    /// It was given to others.
    Transferred {
        /// Who gave it; none where a hook asked.
        by: Option<AgentId>,
        /// The agent it goes to; none where it goes to a group.
        to_agent: Option<AgentId>,
        /// The group it goes to.
        to_group: Option<GroupId>,
        /// What the others should know. For agents; visitors are not told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// The visitor came back to it after it was over.
    Reopened,
    /// An agent marked it, or took a mark away. For agents; visitors are not told.
    Tagged {
        /// Who.
        by: AgentId,
        /// The mark.
        tag: TagName,
        /// Whether it was set; else it was taken away.
        set: bool,
    },
    /// Somebody took an entry back.
    Recalled {
        /// Which entry.
        seq: Seq,
    },
    /// An agent took a note back. For agents; visitors are not told.
    NoteRecalled {
        /// Which entry.
        seq: Seq,
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

/// Why an agent no longer has a session, or was not given it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Release {
    /// Did not answer in time.
    Missed,
    /// Declined.
    Declined,
    /// Chose to be away.
    Away,
    /// Chose to be offline.
    Offline,
    /// Lost the last connection, for longer than the grace.
    Gone,
}

/// A file in an entry: what a page needs to show it. Its bytes are asked for by id, and only by who may see the session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRef {
    /// Which file.
    pub id: FileId,
    /// Its name, as given by who sent it: hostile like every text.
    pub name: String,
    /// Its media type, as found by looking at its bytes.
    pub media: String,
    /// How large it is.
    pub bytes: u64,
    /// Width and height in pixels, of a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pixels: Option<(u32, u32)>,
    /// Whether its bytes are still there.
    #[serde(default, skip_serializing_if = "FilePresence::is_there")]
    pub presence: FilePresence,
}

/// Whether a file's bytes are still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilePresence {
    /// They are.
    #[default]
    There,
    /// They were deleted.
    Deleted,
}

impl FilePresence {
    /// Whether they are.
    pub const fn is_there(&self) -> bool {
        matches!(self, Self::There)
    }
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
