//! Hooks: what they are told, and the effects that they may ask for. A hook does no IO; what it returns is checked and
//! carried out by Usher, in one transaction, after the event it is about.

use crate::{
    AgentId, Availability, Called, CloseCause, Context, FieldName, GroupId, OfferName, OnFailure, PromptId,
    QueueReason, Session, TagName, Value, WebhookId,
};
use serde::{Deserialize, Serialize};
use std::{fmt, time::Duration};

/// Most effects of one run.
pub const MAX_EFFECTS: usize = 10;
/// The highest priority of a session, and, negated, the lowest. 0 is where sessions begin.
pub const MAX_PRIORITY: i64 = 100;
/// What a point of priority is worth in line: as much as having waited so much longer. So nobody waits for ever behind
/// others who keep coming with a higher priority.
pub const PRIORITY_WAIT: Duration = Duration::from_mins(1);
/// Longest text of a custom field, in characters.
pub const MAX_FIELD_CHARS: usize = 1_000;
/// Longest reason for a transfer, in characters.
pub const MAX_REASON_CHARS: usize = 500;
/// Largest payload for a webhook, in bytes of JSON.
pub const MAX_PAYLOAD_BYTES: usize = 8 * 1024;
/// Where a plug-in's id stands in the name of a hook's run, this says that the run tells a webhook of the rules: no
/// plug-in may bear it.
pub const WEBHOOK_RUNS: &str = "webhooks";
/// Most tags, and most custom fields, of one session.
pub const MAX_TAGS: usize = 50;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];
            /// Its word in manifests, scripts and metrics.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}

words! {
    /// What a hook can be told of.
    HookKind {
        /// A session was opened by its first message.
        SessionOpened = "session_opened",
        /// An agent owns it now.
        SessionAssigned = "session_assigned",
        /// It waits in a group's queue.
        SessionQueued = "session_queued",
        /// The visitor or an agent wrote.
        MessagePosted = "message_posted",
        /// It went from one agent or group to another.
        SessionTransferred = "session_transferred",
        /// It is over.
        SessionClosed = "session_closed",
        /// A visitor left a message, to be handled later.
        MessageLeft = "message_left",
        /// An agent chose to be online, away or offline.
        AgentChanged = "agent_changed",
    }
}

words! {
    /// What a hook may ask for.
    EffectKind {
        /// Marks the session.
        Tag = "tag",
        /// Moves it forward or back in its queue.
        SetPriority = "set_priority",
        /// Writes a text of the rules to the visitor.
        SendPrompt = "send_prompt",
        /// Keeps a value with the session.
        SetField = "set_field",
        /// Asks that another group takes over.
        AskTransfer = "ask_transfer",
        /// Tells another system.
        CallWebhook = "call_webhook",
    }
}

/// What happened: the `event` of a hook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum HookEvent {
    /// A session was opened by its first message.
    SessionOpened {
        /// What the visitor wrote.
        text: String,
    },
    /// An agent owns it now.
    SessionAssigned {
        /// The group it came through; none where an admin assigned it by hand.
        group: Option<GroupId>,
        /// Who.
        agent: AgentId,
    },
    /// It waits in a group's queue.
    SessionQueued {
        /// Whose queue.
        group: GroupId,
        /// Why it waits.
        reason: QueueReason,
    },
    /// The visitor or an agent wrote.
    MessagePosted {
        /// The agent who wrote; none where it was the visitor.
        agent: Option<AgentId>,
        /// The words.
        text: String,
    },
    /// It went from one agent or group to another.
    SessionTransferred {
        /// The agent who had it.
        from_agent: Option<AgentId>,
        /// The group it came through before.
        from_group: Option<GroupId>,
        /// The agent who has it now; none where it waits.
        to_agent: Option<AgentId>,
        /// The group it went to.
        to_group: Option<GroupId>,
    },
    /// It is over.
    SessionClosed {
        /// Why. Who had it at the end, the session itself tells.
        cause: CloseCause,
    },
    /// A visitor left a message, to be handled later.
    MessageLeft {
        /// The form that was filled in, by its id.
        form: String,
        /// What was filled in, by field.
        fields: std::collections::BTreeMap<String, Value>,
    },
    /// An agent chose to be online, away or offline.
    AgentChanged {
        /// Who.
        agent: AgentId,
        /// The choice.
        availability: Availability,
    },
}

impl HookEvent {
    /// Its kind.
    pub const fn kind(&self) -> HookKind {
        match self {
            Self::SessionOpened { .. } => HookKind::SessionOpened,
            Self::SessionAssigned { .. } => HookKind::SessionAssigned,
            Self::SessionQueued { .. } => HookKind::SessionQueued,
            Self::MessagePosted { .. } => HookKind::MessagePosted,
            Self::SessionTransferred { .. } => HookKind::SessionTransferred,
            Self::SessionClosed { .. } => HookKind::SessionClosed,
            Self::MessageLeft { .. } => HookKind::MessageLeft,
            Self::AgentChanged { .. } => HookKind::AgentChanged,
        }
    }
}

/// Something a hook asks for, within the limits of this module.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// Marks the session.
    Tag {
        /// With this.
        tag: TagName,
    },
    /// Moves it forward or back in its queue.
    SetPriority {
        /// From -[`MAX_PRIORITY`] to [`MAX_PRIORITY`]; each point counts as much as [`PRIORITY_WAIT`] of waiting.
        priority: i64,
    },
    /// Writes a text of the rules to the visitor.
    SendPrompt {
        /// Which.
        prompt: PromptId,
    },
    /// Keeps a value with the session.
    SetField {
        /// Under this name.
        field: FieldName,
        /// The value; none removes it.
        value: Option<Value>,
    },
    /// Asks that another group takes over.
    AskTransfer {
        /// Which.
        group: GroupId,
        /// Why, for people.
        reason: String,
    },
    /// Tells another system, after the event.
    CallWebhook {
        /// Which webhook of the rules.
        webhook: WebhookId,
        /// What to tell it besides the event. Not kept in the session's history.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        payload: Option<serde_json::Value>,
    },
}

impl Effect {
    /// Its kind.
    pub const fn kind(&self) -> EffectKind {
        match self {
            Self::Tag { .. } => EffectKind::Tag,
            Self::SetPriority { .. } => EffectKind::SetPriority,
            Self::SendPrompt { .. } => EffectKind::SendPrompt,
            Self::SetField { .. } => EffectKind::SetField,
            Self::AskTransfer { .. } => EffectKind::AskTransfer,
            Self::CallWebhook { .. } => EffectKind::CallWebhook,
        }
    }
}

/// What a hook is asked with.
#[derive(Clone, Copy)]
pub struct HookInput<'a> {
    /// What is known: the facts are those the session was last decided on.
    pub context: Context<'a>,
    /// What happened.
    pub event: &'a HookEvent,
    /// The session as it stands when the hook runs; none for events that are about an agent.
    pub session: Option<&'a Session>,
}

/// Something that runs after an event. At least once, in the order of each session's events, never in the visitor's way.
pub trait Hook: Send + Sync + fmt::Debug {
    /// Which it is.
    fn name(&self) -> &OfferName;
    /// What it wants to be told of.
    fn on(&self) -> HookKind;
    /// What counts when it fails.
    fn on_failure(&self) -> OnFailure;
    /// Runs it.
    fn call(&self, input: &HookInput<'_>) -> Called<Vec<Effect>>;
}
