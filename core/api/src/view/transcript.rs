//! Entries of a transcript, as agents see them.

use serde::{Deserialize, Serialize};
use usher_model::{Body, CloseCause, Event, Message, Party};
use usher_routing::Router;
use utoipa::ToSchema;

use super::{NamedAgent, WaitReasonWord, effect::EffectView};

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
    Text { text: String },
    /// A text of the rules.
    Prompt { prompt: String, text: String },
    /// Something that happened.
    Event { event: EventView },
}

/// Something that happened to a session.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum EventView {
    Assigned {
        agent: NamedAgent,
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

/// Who ended a session.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CauseWord {
    Agent,
    Visitor,
    NotHeld,
}

/// Where a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SessionStateWord {
    Assigned,
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
    pub(crate) fn new(message: &Message, rules: &Router) -> Self {
        Self {
            session: message.session.to_string(),
            seq: message.seq,
            sender: PartyView::new(&message.sender, rules),
            client_id: message.client_id.as_str().to_owned(),
            body: BodyView::new(&message.body, rules),
            at_ms: message.at.as_millis(),
        }
    }

    pub(crate) fn all(messages: &[Message], rules: &Router) -> Vec<Self> {
        messages.iter().map(|message| Self::new(message, rules)).collect()
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
    fn new(body: &Body, rules: &Router) -> Self {
        match body {
            Body::Text { text } => Self::Text { text: text.clone() },
            Body::Prompt { prompt, text } => Self::Prompt { prompt: prompt.to_string(), text: text.clone() },
            Body::Event { event } => Self::Event {
                event: match event {
                    Event::Assigned { agent, .. } => EventView::Assigned { agent: NamedAgent::new(agent, rules) },
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
        }
    }
}

impl From<&usher_model::SessionState> for SessionStateWord {
    fn from(state: &usher_model::SessionState) -> Self {
        use usher_model::SessionState;
        match state {
            SessionState::Assigned { .. } => Self::Assigned,
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
