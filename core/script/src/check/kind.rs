//! What is known of a value while a script is checked.

use crate::manifest::OfferKind;
use usher_model::HookKind;

/// The kind of a value, as far as it follows from where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// No value has been seen yet, or `()`.
    Unseen,
    /// `candidates`, and what its helpers give.
    Candidates,
    /// One candidate.
    Candidate,
    /// `facts`.
    Facts,
    /// `records`.
    Records,
    /// One record, or `()`.
    Record,
    /// A list of records.
    RecordList,
    /// `params`.
    Params,
    /// `event`.
    Event,
    /// `session`.
    Session,
    /// `session` where there is none: it is `()`.
    NoSession,
    /// Anything else.
    Unknown,
}

impl Kind {
    /// The kind of an offer's parameter, by its name.
    pub fn of_parameter(name: &str, offer: &OfferKind) -> Self {
        match (name, offer) {
            ("candidates", _) => Self::Candidates,
            ("facts", _) => Self::Facts,
            ("records", _) => Self::Records,
            ("params", _) => Self::Params,
            ("event", _) => Self::Event,
            ("session", OfferKind::Hook { on: HookKind::AgentChanged, .. }) => Self::NoSession,
            ("session", _) => Self::Session,
            _ => Self::Unknown,
        }
    }
    /// The kind of what a function of ours gives, by the words of its signature.
    pub fn of_returned(words: &str) -> Self {
        match words {
            "candidates" => Self::Candidates,
            "candidate" => Self::Candidate,
            "record" | "record or ()" => Self::Record,
            "list of records" => Self::RecordList,
            _ => Self::Unknown,
        }
    }
    /// What it is called in scripts and messages, where it is a value of ours.
    pub const fn owner(self) -> Option<&'static str> {
        match self {
            Self::Candidates => Some("candidates"),
            Self::Candidate => Some("candidate"),
            Self::Facts => Some("facts"),
            Self::Records => Some("records"),
            Self::Record => Some("record"),
            Self::Params => Some("params"),
            Self::Event => Some("event"),
            Self::Session | Self::NoSession => Some("session"),
            Self::Unseen | Self::RecordList | Self::Unknown => None,
        }
    }
    /// What `for` gives, and a number in brackets.
    pub const fn element(self) -> Self {
        match self {
            Self::Candidates => Self::Candidate,
            Self::RecordList => Self::Record,
            _ => Self::Unknown,
        }
    }
    /// What is known of a value that is one or the other.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unseen, kind) | (kind, Self::Unseen) => kind,
            _ if self == other => self,
            _ => Self::Unknown,
        }
    }
}
