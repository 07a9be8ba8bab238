//! Left messages on the wire: what a visitor sends, what agents see.

use serde::{Deserialize, Serialize};
use usher_engine::{FileLinks, LeftNow};
use usher_model::{
    Answer, AnswerValue, AnsweredLeft, Body, LeftMessage, LeftNote, LeftStatus, Message, Party, Timestamp,
};
use usher_routing::Router;
use usher_store::{LeftCount, LeftInbox};
use utoipa::ToSchema;

use super::{GroupView, NamedAgent, VisitorSessionView, WaitReasonWord, transcript::FileView};

/// Longest beginning of a visitor's words in a list, in characters.
const PREVIEW_CHARS: usize = 140;

/// The left message that words answer, where the visitor left it in an earlier session.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AnsweredLeftView {
    pub left_message: String,
    /// When it was left.
    pub left_at_ms: i64,
}

impl From<&AnsweredLeft> for AnsweredLeftView {
    fn from(answered: &AnsweredLeft) -> Self {
        Self { left_message: answered.left.to_string(), left_at_ms: answered.left_at.as_millis() }
    }
}

/// What an agent's inbox holds, each counted up to 1,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct LeftInboxView {
    /// Left messages that the agent may see and nobody has yet.
    pub open: u32,
    /// Those that the agent has and has not answered.
    pub mine: u32,
}

impl From<LeftInbox> for LeftInboxView {
    fn from(inbox: LeftInbox) -> Self {
        Self { open: inbox.open, mine: inbox.mine }
    }
}

/// A message is left.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LeaveView {
    pub left_message: String,
    pub session: VisitorSessionView,
    /// What the form says once it was sent.
    #[schema(required)]
    pub thanks: Option<String>,
}

/// How far a left message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LeftStatusWord {
    Open,
    Taken,
    Answered,
    Done,
}

/// A left message as agents see it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LeftMessageView {
    pub id: String,
    /// Its transcript holds the message, and will hold the answer.
    pub session: String,
    pub visitor: String,
    pub channel: String,
    pub channel_name: String,
    pub form: String,
    /// The form's name, or its id where the rules no longer have it.
    pub form_name: String,
    /// Who handles it; none where no rule matched, so that supervisors do.
    #[schema(required)]
    pub group: Option<GroupView>,
    #[schema(required)]
    pub rule: Option<String>,
    /// Why nobody could answer, where that is known.
    #[schema(required)]
    pub reason: Option<WaitReasonWord>,
    /// What the visitor reads.
    pub locale: String,
    pub answers: Vec<LeftAnswerView>,
    /// How to reach the visitor, in words.
    #[schema(required)]
    pub contact: Option<String>,
    /// The beginning of the visitor's own words, cut to 140 characters.
    pub preview: String,
    pub status: LeftStatusWord,
    #[schema(required)]
    pub agent: Option<NamedAgent>,
    pub created_at_ms: i64,
    #[schema(required)]
    pub taken_at_ms: Option<i64>,
    #[schema(required)]
    pub answered_at_ms: Option<i64>,
    #[schema(required)]
    pub done_at_ms: Option<i64>,
    /// Counts its changes.
    pub version: i64,
}

/// The answer to one field.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LeftAnswerView {
    pub field: String,
    /// The field's name, as the visitor read it.
    pub label: String,
    /// The answer in words, as the visitor gave it.
    pub text: String,
    #[serde(rename = "type")]
    pub kind: AnswerWord,
    /// The files, where those were asked for.
    pub files: Vec<FileView>,
}

/// What a field asked for.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AnswerWord {
    Text,
    LongText,
    Email,
    Phone,
    Number,
    Date,
    Choice,
    Choices,
    Files,
    Consent,
}

/// Left messages, newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LeftMessageList {
    pub left_messages: Vec<LeftMessageView>,
    /// Whether there are older ones: ask with `before` = the last one's id.
    pub has_more: bool,
}

/// A left message with its notes, oldest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LeftMessageWithNotes {
    pub left_message: LeftMessageView,
    pub notes: Vec<LeftNoteView>,
}

/// A left message with its notes and what was answered, each oldest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LeftMessageDetail {
    pub left_message: LeftMessageView,
    pub notes: Vec<LeftNoteView>,
    /// The latest 50.
    pub replies: Vec<LeftReplyView>,
}

/// An answer to a left message, and where the visitor finds it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LeftReplyView {
    /// The session that it was written into: the visitor's latest one then.
    pub session: String,
    pub seq: i64,
    #[schema(required)]
    pub agent: Option<NamedAgent>,
    /// None where it was taken back.
    #[schema(required)]
    pub text: Option<String>,
    pub at_ms: i64,
}

impl LeftReplyView {
    pub(crate) fn new(said: &Message, rules: &Router) -> Self {
        let agent = match &said.sender {
            Party::Agent(agent) => Some(NamedAgent::new(agent, rules)),
            Party::Visitor | Party::System => None,
        };
        let text = match &said.body {
            Body::Text { text, .. } => Some(text.clone()),
            _ => None,
        };
        let (session, at_ms) = (said.session.to_string(), said.at.as_millis());
        Self { session, seq: said.seq, agent, text, at_ms }
    }
}

/// Words of an agent about a left message, for agents only.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LeftNoteView {
    pub id: String,
    pub agent: NamedAgent,
    pub text: String,
    pub at_ms: i64,
}

/// An agent answers a left message, or notes something about it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LeftTextRequest {
    pub client_id: String,
    pub text: String,
}

/// An answer is stored.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LeftAnsweredView {
    pub left_message: LeftMessageView,
    /// The session that the answer was written into: the visitor's latest one.
    pub session: String,
    /// Where it stands in that session's transcript.
    pub seq: i64,
    pub at_ms: i64,
}

/// How many left messages there are.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LeftCounts {
    pub counts: Vec<LeftCountView>,
}

/// How many left messages of a group are so far.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LeftCountView {
    /// None for those that no rule matched.
    #[schema(required)]
    pub group: Option<GroupView>,
    pub status: LeftStatusWord,
    pub count: u32,
}

impl LeaveView {
    pub(crate) fn new(done: &LeftNow, session: VisitorSessionView) -> Self {
        Self { left_message: done.left.id.to_string(), session, thanks: done.thanks.clone() }
    }
}

impl LeftMessageView {
    pub(crate) fn new(left: &LeftMessage, rules: &Router, links: &FileLinks) -> Self {
        let set = rules.ruleset();
        let channel = set.channels.get(&left.channel);
        Self {
            id: left.id.to_string(),
            session: left.session.to_string(),
            visitor: left.visitor.to_string(),
            channel: left.channel.to_string(),
            channel_name: channel.map_or_else(|| left.channel.to_string(), |channel| channel.name.clone()),
            form: left.form.to_string(),
            form_name: set.forms.get(&left.form).map_or_else(|| left.form.to_string(), |form| form.name.clone()),
            group: left.group.as_ref().map(|group| GroupView::new(group, rules)),
            rule: left.rule.as_ref().map(ToString::to_string),
            reason: left.reason.map(Into::into),
            locale: left.locale.to_string(),
            answers: left.answers.iter().map(|answer| LeftAnswerView::new(answer, links)).collect(),
            contact: left.contact.clone(),
            preview: left.says().chars().take(PREVIEW_CHARS).collect(),
            status: left.status.into(),
            agent: left.agent.as_ref().map(|agent| NamedAgent::new(agent, rules)),
            created_at_ms: left.created_at.as_millis(),
            taken_at_ms: left.taken_at.map(Timestamp::as_millis),
            answered_at_ms: left.answered_at.map(Timestamp::as_millis),
            done_at_ms: left.done_at.map(Timestamp::as_millis),
            version: left.version,
        }
    }
}

impl LeftAnswerView {
    fn new(answer: &Answer, links: &FileLinks) -> Self {
        let files = match &answer.value {
            AnswerValue::Files(files) => FileView::all(files, links),
            _ => Vec::new(),
        };
        let kind = match &answer.value {
            AnswerValue::Text(_) => AnswerWord::Text,
            AnswerValue::LongText(_) => AnswerWord::LongText,
            AnswerValue::Email(_) => AnswerWord::Email,
            AnswerValue::Phone(_) => AnswerWord::Phone,
            AnswerValue::Whole(_) | AnswerValue::Number(_) => AnswerWord::Number,
            AnswerValue::Date(_) => AnswerWord::Date,
            AnswerValue::Choice(_) => AnswerWord::Choice,
            AnswerValue::Choices(_) => AnswerWord::Choices,
            AnswerValue::Files(_) => AnswerWord::Files,
            AnswerValue::Consent(_) => AnswerWord::Consent,
        };
        Self { field: answer.field.clone(), label: answer.label.clone(), text: answer.value.to_string(), kind, files }
    }
}

impl LeftNoteView {
    pub(crate) fn new(note: &LeftNote, rules: &Router) -> Self {
        Self {
            id: note.id.to_string(),
            agent: NamedAgent::new(&note.agent, rules),
            text: note.text.clone(),
            at_ms: note.at.as_millis(),
        }
    }
}

impl LeftCountView {
    pub(crate) fn new(count: &LeftCount, rules: &Router) -> Self {
        Self {
            group: count.group.as_ref().map(|group| GroupView::new(group, rules)),
            status: count.status.into(),
            count: count.count,
        }
    }
}

impl From<LeftStatus> for LeftStatusWord {
    fn from(status: LeftStatus) -> Self {
        match status {
            LeftStatus::Open => Self::Open,
            LeftStatus::Taken => Self::Taken,
            LeftStatus::Answered => Self::Answered,
            LeftStatus::Done => Self::Done,
        }
    }
}

impl From<LeftStatusWord> for LeftStatus {
    fn from(word: LeftStatusWord) -> Self {
        match word {
            LeftStatusWord::Open => Self::Open,
            LeftStatusWord::Taken => Self::Taken,
            LeftStatusWord::Answered => Self::Answered,
            LeftStatusWord::Done => Self::Done,
        }
    }
}
