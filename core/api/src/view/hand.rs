//! Sessions given by hand: what is asked, whom they can go to, what speaks against it.

use super::{AgentSessionView, AvailabilityWord, NamedAgent, agent::GroupView};
use serde::{Deserialize, Serialize};
use usher_engine::{TargetAgent, TargetGroup, Warned};
use usher_model::Refusal;
use usher_routing::Router;
use utoipa::ToSchema;

/// To whom a session is given: an agent or a group.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GiveRequest {
    pub agent: Option<String>,
    pub group: Option<String>,
    /// What they should know; visitors are not told. At most 500 characters.
    pub note: Option<String>,
    /// The page's own name for this request, 1 to 64 visible ASCII characters: giving again under the same name changes
    /// nothing and is answered as before.
    pub client_id: Option<String>,
}

/// A session that was given, as it is now; null where this very request was carried out before, and it is no longer yours
/// to see.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct GivenView {
    #[schema(required)]
    pub session: Option<AgentSessionView>,
    /// What speaks against it; it was given all the same.
    #[schema(required)]
    pub warned: Option<WarnedView>,
}

/// What speaks against a choice.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "warned", rename_all = "snake_case")]
pub(crate) enum WarnedView {
    /// The rules would not have given it to this agent.
    Agent { refusal: RefusalWord, message: String },
    /// Nobody of the group can take it now: it waits in its line.
    GroupWaits,
}

/// Why an agent may not be given a session by the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RefusalWord {
    Offline,
    Away,
    Absent,
    Full,
    FullChannel,
    Missed,
}

/// Whom a session can be given to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct TargetList {
    /// All agents of the directory, in order of their names.
    pub agents: Vec<TargetAgentView>,
    /// All groups, in order of their names.
    pub groups: Vec<TargetGroupView>,
}

/// An agent whom a session can be given to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct TargetAgentView {
    pub agent: NamedAgent,
    pub availability: AvailabilityWord,
    pub load: u32,
    pub capacity: u32,
    /// Why the rules would not give a session to this one now; none where they would.
    #[schema(required)]
    pub refusal: Option<RefusalWord>,
    /// The groups that the agent is in, by id.
    pub groups: Vec<String>,
}

/// A group that a session can be given to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct TargetGroupView {
    pub group: GroupView,
    /// Whether it is within its hours.
    pub open: bool,
    /// How many of its members could take a session now.
    pub able: u32,
    /// How many wait in its line.
    pub waiting: u32,
}

impl From<&Refusal> for RefusalWord {
    fn from(refusal: &Refusal) -> Self {
        match refusal {
            Refusal::Offline => Self::Offline,
            Refusal::Away => Self::Away,
            Refusal::Absent => Self::Absent,
            Refusal::Full { .. } => Self::Full,
            Refusal::FullChannel { .. } => Self::FullChannel,
            Refusal::Missed => Self::Missed,
        }
    }
}

impl From<&Warned> for WarnedView {
    fn from(warned: &Warned) -> Self {
        match warned {
            Warned::Agent(refusal) => Self::Agent { refusal: refusal.into(), message: refusal.to_string() },
            Warned::GroupWaits => Self::GroupWaits,
        }
    }
}

impl TargetAgentView {
    pub(crate) fn new(target: &TargetAgent, rules: &Router) -> Self {
        Self {
            agent: NamedAgent::new(&target.agent, rules),
            availability: target.availability.into(),
            load: target.load,
            capacity: target.capacity,
            refusal: target.refusal.as_ref().map(RefusalWord::from),
            groups: target.groups.iter().map(ToString::to_string).collect(),
        }
    }
}

impl TargetGroupView {
    pub(crate) fn new(target: &TargetGroup, rules: &Router) -> Self {
        let group = GroupView::new(&target.group, rules);
        Self { group, open: target.open, able: target.able, waiting: target.waiting }
    }
}
