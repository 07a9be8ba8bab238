//! Entries of a transcript, as agents see them.

use serde::{Deserialize, Serialize};
use usher_engine::FileLinks;
use usher_model::{Answer, Body, CloseCause, Event, FileRef, Message, Party, Release};
use usher_routing::Router;
use utoipa::ToSchema;

use super::{AnsweredLeftView, NamedAgent, WaitReasonWord, agent::GroupView, effect::EffectView};

/// One entry.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct MessageView {
    pub session: String,
    /// 1, 2, 3, ... without a gap.
    pub seq: i64,
    pub sender: PartyView,
    /// The sender's own name for it.
    pub client_id: String,
    pub body: BodyView,
    pub at_ms: i64,
}

/// Who speaks.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "party", rename_all = "snake_case")]
pub(crate) enum PartyView {
    Visitor,
    Agent { id: String, name: String },
    System,
}

/// Who has read.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PartyWord {
    Visitor,
    Agent,
}

/// What an entry says.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum BodyView {
    /// Words somebody typed: data, never markup.
    Text {
        text: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        answers: Option<AnsweredLeftView>,
    },
    /// Files, with or without words.
    Files { text: String, files: Vec<FileView> },
    /// Words for agents only.
    Note { text: String },
    /// A form that the visitor filled in to leave a message.
    Left { left_message: String, answers: Vec<AnswerView> },
    /// The form that the visitor filled in before the chat.
    PreChat { form: String, answers: Vec<AnswerView>, files: Vec<FileView> },
    /// What was said here was taken back.
    Recalled,
    /// A text of the rules.
    Prompt { prompt: String, text: String },
    /// Something that happened.
    Event { event: EventView },
}

/// A file in an entry.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct FileView {
    pub id: String,
    pub name: String,
    /// Its media type, as found by looking at its bytes.
    pub media: String,
    pub bytes: u64,
    /// Pixels, of a picture.
    #[schema(required)]
    pub width: Option<u32>,
    /// Pixels, of a picture.
    #[schema(required)]
    pub height: Option<u32>,
    /// Where its bytes are, for a while: ask for another link when it ran out. None where the file was deleted.
    #[schema(required)]
    pub url: Option<String>,
    /// Whether its bytes were deleted.
    pub deleted: bool,
}

/// A link to a file that holds for a while.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct FileLinkView {
    pub url: String,
}

/// One answer of a form, in words.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AnswerView {
    pub label: String,
    pub answer: String,
}

/// Something that happened to a session.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum EventView {
    Assigned {
        agent: NamedAgent,
        /// Who chose by hand, if somebody did.
        #[schema(required)]
        by: Option<NamedAgent>,
    },
    /// An agent is asked to take it.
    Offered {
        agent: NamedAgent,
    },
    /// An agent lost it, or was not given it.
    Released {
        agent: NamedAgent,
        because: ReleaseWord,
    },
    /// It was given to others. `by` is none where a hook asked.
    Transferred {
        #[schema(required)]
        by: Option<NamedAgent>,
        #[schema(required)]
        to_agent: Option<NamedAgent>,
        #[schema(required)]
        to_group: Option<GroupView>,
        #[schema(required)]
        note: Option<String>,
    },
    /// The visitor came back to it.
    Reopened,
    /// An agent marked it, or took a mark away.
    Tagged {
        by: NamedAgent,
        tag: String,
        set: bool,
    },
    /// Somebody took an entry back.
    Recalled {
        seq: i64,
    },
    Queued {
        reason: WaitReasonWord,
    },
    Unmatched,
    Closed {
        cause: CauseWord,
    },
    /// A hook did something. `by` names it: the plug-in and its offer, such as `mood/angry`.
    Applied {
        by: String,
        effect: EffectView,
    },
}

/// Who or what ended a session.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CauseWord {
    Agent,
    Visitor,
    NotHeld,
    Idle,
    LeftMessage,
}

/// Why an agent no longer has a session, or was not given it.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReleaseWord {
    Missed,
    Declined,
    Away,
    Offline,
    Gone,
}

/// Where a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SessionStateWord {
    Assigned,
    Offered,
    Queued,
    Unmatched,
    Closed,
}

/// A stretch of a transcript, oldest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct MessageList {
    pub messages: Vec<MessageView>,
    /// Whether there is more in the direction that was asked for.
    pub has_more: bool,
}

/// A message is stored.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PostedView {
    pub session: String,
    pub seq: i64,
    pub at_ms: i64,
}

/// Read up to here.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReadRequest {
    pub seq: i64,
}

/// The receipt as it now stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ReadView {
    pub seq: i64,
}

impl MessageView {
    pub(crate) fn new(message: &Message, rules: &Router, links: &FileLinks) -> Self {
        Self {
            session: message.session.to_string(),
            seq: message.seq,
            sender: PartyView::new(&message.sender, rules),
            client_id: message.client_id.as_str().to_owned(),
            body: BodyView::new(&message.body, rules, links),
            at_ms: message.at.as_millis(),
        }
    }

    pub(crate) fn all(messages: &[Message], rules: &Router, links: &FileLinks) -> Vec<Self> {
        messages.iter().map(|message| Self::new(message, rules, links)).collect()
    }
}

impl PartyView {
    pub(super) fn new(party: &Party, rules: &Router) -> Self {
        match party {
            Party::Visitor => Self::Visitor,
            Party::Agent(id) => {
                let NamedAgent { id, name } = NamedAgent::new(id, rules);
                Self::Agent { id, name }
            }
            Party::System => Self::System,
        }
    }
}

impl BodyView {
    fn new(body: &Body, rules: &Router, links: &FileLinks) -> Self {
        match body {
            Body::Text { text, answers } => {
                Self::Text { text: text.clone(), answers: answers.as_ref().map(AnsweredLeftView::from) }
            }
            Body::Files { text, files } => Self::Files { text: text.clone(), files: FileView::all(files, links) },
            Body::Note { text } => Self::Note { text: text.clone() },
            Body::Left { left, answers } => {
                Self::Left { left_message: left.to_string(), answers: AnswerView::all(answers) }
            }
            Body::PreChat { form, answers } => Self::PreChat {
                form: form.to_string(),
                answers: AnswerView::of_form(answers),
                files: FileView::all(Answer::files(answers), links),
            },
            Body::Recalled | Body::RecalledNote => Self::Recalled,
            Body::Prompt { prompt, text } => Self::Prompt { prompt: prompt.to_string(), text: text.clone() },
            Body::Event { event } => Self::Event {
                event: match event {
                    Event::Assigned { agent, by, .. } => EventView::Assigned {
                        agent: NamedAgent::new(agent, rules),
                        by: by.as_ref().map(|by| NamedAgent::new(by, rules)),
                    },
                    Event::Offered { agent, .. } => EventView::Offered { agent: NamedAgent::new(agent, rules) },
                    Event::Released { agent, because } => {
                        EventView::Released { agent: NamedAgent::new(agent, rules), because: (*because).into() }
                    }
                    Event::Transferred { by, to_agent, to_group, note } => EventView::Transferred {
                        by: by.as_ref().map(|by| NamedAgent::new(by, rules)),
                        to_agent: to_agent.as_ref().map(|agent| NamedAgent::new(agent, rules)),
                        to_group: to_group.as_ref().map(|group| GroupView::new(group, rules)),
                        note: note.clone(),
                    },
                    Event::Reopened => EventView::Reopened,
                    Event::Tagged { by, tag, set } => {
                        EventView::Tagged { by: NamedAgent::new(by, rules), tag: tag.to_string(), set: *set }
                    }
                    Event::Recalled { seq } | Event::NoteRecalled { seq } => EventView::Recalled { seq: *seq },
                    Event::Queued { reason, .. } => EventView::Queued { reason: (*reason).into() },
                    Event::Unmatched => EventView::Unmatched,
                    Event::Closed { cause } => EventView::Closed { cause: (*cause).into() },
                    Event::Applied { by, effect } => {
                        EventView::Applied { by: by.to_string(), effect: EffectView::new(effect, rules) }
                    }
                },
            },
        }
    }
}

impl From<CloseCause> for CauseWord {
    fn from(cause: CloseCause) -> Self {
        match cause {
            CloseCause::Agent => Self::Agent,
            CloseCause::Visitor => Self::Visitor,
            CloseCause::NotHeld => Self::NotHeld,
            CloseCause::Idle => Self::Idle,
            CloseCause::LeftMessage => Self::LeftMessage,
        }
    }
}

impl From<Release> for ReleaseWord {
    fn from(because: Release) -> Self {
        match because {
            Release::Missed => Self::Missed,
            Release::Declined => Self::Declined,
            Release::Away => Self::Away,
            Release::Offline => Self::Offline,
            Release::Gone => Self::Gone,
        }
    }
}

impl FileView {
    pub(crate) fn all<'f>(files: impl IntoIterator<Item = &'f FileRef>, links: &FileLinks) -> Vec<Self> {
        files.into_iter().map(|file| Self::new(file, links)).collect()
    }

    pub(crate) fn new(file: &FileRef, links: &FileLinks) -> Self {
        let there = file.presence.is_there();
        Self {
            id: file.id.to_string(),
            name: file.name.clone(),
            media: file.media.clone(),
            bytes: file.bytes,
            width: file.pixels.map(|(width, _)| width),
            height: file.pixels.map(|(_, height)| height),
            url: there.then(|| links.path(file.id)),
            deleted: !there,
        }
    }
}

impl AnswerView {
    pub(super) fn of_form(answers: &[Answer]) -> Vec<Self> {
        answers.iter().map(|one| Self { label: one.label.clone(), answer: one.value.to_string() }).collect()
    }

    pub(super) fn all(answers: &[(String, String)]) -> Vec<Self> {
        answers.iter().map(|(label, answer)| Self { label: label.clone(), answer: answer.clone() }).collect()
    }
}

impl From<&usher_model::SessionState> for SessionStateWord {
    fn from(state: &usher_model::SessionState) -> Self {
        use usher_model::SessionState;
        match state {
            SessionState::Assigned { .. } => Self::Assigned,
            SessionState::Offered { .. } => Self::Offered,
            SessionState::Queued { .. } => Self::Queued,
            SessionState::Unmatched => Self::Unmatched,
            SessionState::Closed { .. } => Self::Closed,
        }
    }
}

impl From<&Party> for PartyWord {
    fn from(party: &Party) -> Self {
        match party {
            Party::Visitor | Party::System => Self::Visitor,
            Party::Agent(_) => Self::Agent,
        }
    }
}
