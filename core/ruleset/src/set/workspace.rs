//! The company and what holds for all of its chat.

use super::Waiting;
use std::time::Duration;
use usher_model::{LocalText, Locale, PromptId};

/// `workspace.yaml`.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// The company's name.
    pub name: LocalText,
    /// Where its clocks hang: the time facts are told in it.
    pub time_zone: jiff::tz::TimeZone,
    /// The language where a visitor's is not written.
    pub default_locale: Locale,
    /// The languages that texts should have; empty where nothing is said.
    pub locales: Vec<Locale>,
    /// What an edit must pass before it goes live.
    pub on_reload: OnReload,
    /// How long nobody writes before an open session is closed; none for never.
    pub idle_close: Option<Duration>,
    /// What becomes of the sessions that an agent holds.
    pub held_sessions: HeldSessions,
    /// What may be sent along with messages.
    pub uploads: Uploads,
    /// What visitors are told who cannot be served at once, where their rule does not say.
    pub waiting: Waiting,
    /// What a visitor is told when no rule matched.
    pub unmatched: Option<PromptId>,
    /// What a visitor is told when an agent closes the session, where the rule does not say.
    pub closed: Option<PromptId>,
}

impl Workspace {
    /// A company of which nothing but the necessary is said.
    pub fn new(name: LocalText, time_zone: jiff::tz::TimeZone, default_locale: Locale) -> Self {
        Self {
            name,
            time_zone,
            default_locale,
            locales: Vec::new(),
            on_reload: OnReload::default(),
            idle_close: None,
            held_sessions: HeldSessions::default(),
            uploads: Uploads::default(),
            waiting: Waiting::default(),
            unmatched: None,
            closed: None,
        }
    }
}

/// What an edit must pass before it goes live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnReload {
    /// It has no error.
    #[default]
    Check,
    /// It has no error, and its own tests pass.
    Tests,
}

/// What becomes of the sessions that an agent holds when the agent goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HeldSessions {
    /// The agent chose to be away.
    pub away: Held,
    /// The agent chose to be offline.
    pub offline: Held,
    /// The agent's last connection was lost, for longer than the grace.
    pub gone: Held,
}

/// What becomes of a session whose owner goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Held {
    /// It stays with its owner.
    #[default]
    Keep,
    /// It goes back to the queue if the owner has not come back by then.
    RequeueAfter(Duration),
}

/// Limits of what may be sent along with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Uploads {
    /// Most bytes of one file.
    pub file_bytes: u64,
    /// Most files of one message.
    pub files: u32,
}

impl Default for Uploads {
    fn default() -> Self {
        Self { file_bytes: 10_000_000, files: 5 }
    }
}
