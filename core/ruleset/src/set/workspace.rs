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
    /// The digits in front of telephone numbers of its country, such as `86`: numbers that are written without them are
    /// taken to be of this country. None where nothing is said.
    pub calling_code: Option<String>,
    /// What an edit must pass before it goes live.
    pub on_reload: OnReload,
    /// When a session is closed in which the visitor no longer writes; none for never.
    pub idle: Option<Idle>,
    /// How long a visitor who writes again comes back to the session that was closed; none for never.
    pub reopen_within: Option<Duration>,
    /// How long after it was sent a message may be taken back; zero for never.
    pub recall_within: Duration,
    /// What becomes of left messages.
    pub left_messages: LeftMessages,
    /// Whom admins' notices are sent to besides the console and the workbench.
    pub alerts: Alerts,
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
            calling_code: None,
            on_reload: OnReload::default(),
            idle: None,
            reopen_within: None,
            recall_within: RECALL_WITHIN,
            left_messages: LeftMessages::default(),
            alerts: Alerts::default(),
            held_sessions: HeldSessions::default(),
            uploads: Uploads::default(),
            waiting: Waiting::default(),
            unmatched: None,
            closed: None,
        }
    }
}

/// How long after it was sent a message may be taken back, where nothing is said: long enough for a slip of the pen.
pub const RECALL_WITHIN: Duration = Duration::from_mins(2);

/// When a session is closed in which the agent wrote last and the visitor no longer answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idle {
    /// How long the visitor has not answered.
    pub close_after: Duration,
    /// How long before that the visitor is warned; none for no warning. Shorter than `close_after`.
    pub warn_before: Option<Duration>,
    /// What the warning says; none for a line of the widget's own.
    pub warning: Option<PromptId>,
}

/// What becomes of left messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LeftMessages {
    /// Who takes one.
    pub given: GivenLeft,
}

/// Who takes a left message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GivenLeft {
    /// Whoever of the group wants to.
    #[default]
    ByHand,
    /// The agents of the group in turn, as they become free and nobody waits in the group's queue.
    WhenFree,
}

/// Whom notices are sent to by e-mail (a session that no rule matched, a group with waiting sessions and nobody online),
/// and when the second kind is due. Webhooks say for themselves what they want to be told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alerts {
    /// E-mail addresses, sent to where the server knows a mail server.
    pub emails: Vec<String>,
    /// How long a group has waiting sessions and nobody online before that is told.
    pub nobody_online_after: Duration,
}

impl Default for Alerts {
    fn default() -> Self {
        Self { emails: Vec::new(), nobody_online_after: Duration::from_mins(1) }
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
    /// How long files are kept after they were sent; none for as long as their session.
    pub keep: Option<Duration>,
}

impl Default for Uploads {
    fn default() -> Self {
        Self { file_bytes: 10_000_000, files: 5, keep: None }
    }
}
