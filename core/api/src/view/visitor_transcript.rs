//! Entries of a transcript, as visitors see them. These types are apart from the agents' so that nothing which only
//! agents may know can be sent to a visitor: there is no place for it.

use serde::Serialize;
use usher_engine::FileLinks;
use usher_model::{Answer, Body, Event, Message};
use usher_routing::Router;
use utoipa::ToSchema;

use super::{
    AnsweredLeftView, NamedAgent, WaitReasonWord,
    transcript::{AnswerView, CauseWord, FileView, PartyView},
};

/// One entry, for a visitor.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct VisitorMessageView {
    pub session: String,
    /// 1, 2, 3, ... without a gap.
    pub seq: i64,
    pub sender: PartyView,
    /// The sender's own name for it.
    pub client_id: String,
    pub body: VisitorBodyView,
    pub at_ms: i64,
}

/// What an entry says to a visitor.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum VisitorBodyView {
    /// Words somebody typed: data, never markup.
    Text {
        text: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        answers: Option<AnsweredLeftView>,
    },
    /// Files, with or without words.
    Files { text: String, files: Vec<FileView> },
    /// The form that the visitor filled in to leave a message.
    Left { answers: Vec<AnswerView> },
    /// The form that the visitor filled in before the chat.
    PreChat { form: String, answers: Vec<AnswerView>, files: Vec<FileView> },
    /// What was said here was taken back.
    Recalled,
    /// A text of the rules.
    Prompt { prompt: String, text: String },
    /// Something that happened.
    Event { event: VisitorEventView },
    /// Something that is not for the visitor. It only holds its place, so that `seq` has no gap.
    Hidden,
}

/// Something that happened to a session, as far as the visitor is told.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum VisitorEventView {
    Assigned {
        agent: NamedAgent,
    },
    /// Somebody else takes over.
    Transferred,
    /// The visitor came back to it.
    Reopened,
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
}

/// A stretch of a visitor's transcript, oldest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct VisitorMessageList {
    pub messages: Vec<VisitorMessageView>,
    /// Whether there is more in the direction that was asked for.
    pub has_more: bool,
}

impl VisitorMessageView {
    pub(crate) fn new(message: &Message, rules: &Router, links: &FileLinks) -> Self {
        let body = VisitorBodyView::new(&message.body, rules, links);
        // The stored name says what wrote the entry, by the run of a hook, and the sender of a note is no news either.
        let (client_id, sender) = match &body {
            VisitorBodyView::Hidden => (format!("hidden-{}", message.seq), PartyView::System),
            _ => (message.client_id.as_str().to_owned(), PartyView::new(&message.sender, rules)),
        };
        Self {
            session: message.session.to_string(),
            seq: message.seq,
            sender,
            client_id,
            body,
            at_ms: message.at.as_millis(),
        }
    }

    pub(crate) fn all(messages: &[Message], rules: &Router, links: &FileLinks) -> Vec<Self> {
        messages.iter().map(|message| Self::new(message, rules, links)).collect()
    }
}

impl VisitorBodyView {
    fn new(body: &Body, rules: &Router, links: &FileLinks) -> Self {
        let event = match body {
            Body::Text { text, answers } => {
                return Self::Text { text: text.clone(), answers: answers.as_ref().map(AnsweredLeftView::from) };
            }
            Body::Prompt { prompt, text } => {
                return Self::Prompt { prompt: prompt.to_string(), text: text.clone() };
            }
            Body::Files { text, files } => {
                return Self::Files { text: text.clone(), files: FileView::all(files, links) };
            }
            Body::Left { answers, .. } => return Self::Left { answers: AnswerView::all(answers) },
            Body::PreChat { form, answers } => {
                return Self::PreChat {
                    form: form.to_string(),
                    answers: AnswerView::of_form(answers),
                    files: FileView::all(Answer::files(answers), links),
                };
            }
            Body::Recalled => return Self::Recalled,
            Body::Note { .. }
            | Body::RecalledNote
            | Body::Event {
                event:
                    Event::Applied { .. }
                    | Event::Offered { .. }
                    | Event::Released { .. }
                    | Event::Tagged { .. }
                    | Event::NoteRecalled { .. },
            } => return Self::Hidden,
            Body::Event { event: Event::Transferred { .. } } => VisitorEventView::Transferred,
            Body::Event { event: Event::Reopened } => VisitorEventView::Reopened,
            Body::Event { event: Event::Recalled { seq } } => VisitorEventView::Recalled { seq: *seq },
            Body::Event { event: Event::Assigned { agent, .. } } => {
                VisitorEventView::Assigned { agent: NamedAgent::new(agent, rules) }
            }
            Body::Event { event: Event::Queued { reason, .. } } => {
                VisitorEventView::Queued { reason: (*reason).into() }
            }
            Body::Event { event: Event::Unmatched } => VisitorEventView::Unmatched,
            Body::Event { event: Event::Closed { cause } } => VisitorEventView::Closed { cause: (*cause).into() },
        };
        Self::Event { event }
    }
}
