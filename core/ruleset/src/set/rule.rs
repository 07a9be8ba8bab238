//! Groups and distribution rules.

use super::{Hours, Waiting};
use std::{sync::Arc, time::Duration};
use usher_condition::Condition;
use usher_model::{Agent, AgentId, ChannelId, GroupId, LocalText, PromptId, RuleId, Strategy, Timestamp};

/// `groups/<id>.yaml`, with departments resolved.
#[derive(Debug, Clone)]
pub struct Group {
    /// The file's stem.
    pub id: GroupId,
    /// Its name.
    pub name: LocalText,
    /// Everybody in it, by agent and by department, in order of agent id, each once.
    pub members: Vec<Arc<Agent>>,
    /// Most sessions this group lets one member hold (over all groups); none leaves it to the agent's own capacity.
    pub capacity: Option<u32>,
    /// Where its clocks hang: the day that `received_today` counts. The workspace's where nothing is said.
    pub time_zone: jiff::tz::TimeZone,
    /// When it serves; none for always.
    pub hours: Option<Arc<Hours>>,
    /// Most sessions that wait in its queue; none for any number.
    pub queue_limit: Option<u32>,
    /// How its members get sessions, and how soon they must answer.
    pub answer: Answer,
}

/// How the members of a group get sessions, and how soon they must answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// How they get them.
    pub mode: AnswerMode,
    /// How soon the owner must write, or the asked agent accept; none for any time.
    pub within: Option<Duration>,
    /// How many agents may miss a session before it goes back to the queue.
    pub most_asked: u32,
    /// How many sessions in a row an agent may miss before being set to away; none for any number.
    pub away_after: Option<u32>,
}

/// How the members of a group get sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AnswerMode {
    /// They own them at once.
    #[default]
    Assign,
    /// They are asked, and accept or decline.
    Offer,
}

impl Answer {
    /// How long an asked agent has, where nothing is said.
    pub const OFFER_WITHIN: Duration = Duration::from_secs(30);
}

impl Default for Answer {
    fn default() -> Self {
        Self { mode: AnswerMode::Assign, within: None, most_asked: 3, away_after: Some(3) }
    }
}

impl Group {
    /// Most sessions this group lets a member hold: the lower of the group's and the agent's own.
    pub fn capacity_of(&self, agent: &Agent) -> u32 {
        self.capacity.map_or(agent.capacity, |most| most.min(agent.capacity))
    }

    /// Whether it is within its hours.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.hours.as_ref().is_none_or(|hours| hours.at(now).open)
    }

    /// Whether an agent is in it.
    pub fn has(&self, agent: &AgentId) -> bool {
        self.members.iter().any(|member| member.id == *agent)
    }
}

/// `distribution/<id>.yaml`.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The file's stem.
    pub id: RuleId,
    /// Its name, for admins.
    pub name: String,
    /// Lower is asked first.
    pub priority: i64,
    /// Where it applies; none means everywhere.
    pub channels: Option<Vec<ChannelId>>,
    /// To whom it applies.
    pub condition: Condition,
    /// Who serves.
    pub group: GroupId,
    /// Asked in order, until one names somebody; each with the parameters that the rule gives it.
    pub strategies: Vec<Arc<dyn Strategy>>,
    /// Who else serves where the group cannot.
    pub overflow: Option<Overflow>,
    /// What visitors are told who cannot be served at once: the rule's own, or else the workspace's.
    pub waiting: Waiting,
    /// Sent when an agent takes the session.
    pub welcome: Option<PromptId>,
    /// Sent right after the welcome.
    pub follow_up: Option<PromptId>,
    /// Sent when an agent closes the session: the rule's own, or else the workspace's.
    pub closed: Option<PromptId>,
}

/// Who else serves where a rule's group cannot. Either condition is enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overflow {
    /// To whom.
    pub group: GroupId,
    /// Once the session has waited so long.
    pub after: Option<Duration>,
    /// While more sessions than so many wait in the rule's group.
    pub longer_than: Option<u32>,
}
