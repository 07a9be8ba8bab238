//! What a decision is made on: facts, and a view of who is there.

use std::time::Duration;
use usher_model::{AgentId, Candidate, ChannelId, Context, GroupId};
use usher_ruleset::{Channel, Group};

/// Who is there, at the moment of the decision.
pub trait RosterView {
    /// All members of a group in order of agent id, each with its refusal or none, as [`crate::standing`] tells. The
    /// capacity is the lower of the agent's own and the group's. `channel` is the session's, where it bounds how many of
    /// its sessions one agent holds.
    fn candidates(&self, group: &Group, channel: Option<&Channel>) -> Vec<Candidate>;
    /// Who took the last turn in a group, if anybody did.
    fn cursor(&self, group: &GroupId) -> Option<AgentId>;
}

/// Where the session stands in a line, and how long the line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Line<'a> {
    /// The group that it waits for already; none for a session that is just being opened, or that no rule matched.
    pub waits_for: Option<&'a GroupId>,
    /// How long it has waited.
    pub waited: Duration,
    /// How many others wait for the rule's group. Whoever does not know says 0: then no limit is reached.
    pub others: u32,
}

/// What a decision is made on.
pub struct DecisionInput<'a> {
    /// What is known. Predicates that fail are noted by the decision itself, which returns them.
    pub context: Context<'a>,
    /// Who is there.
    pub roster: &'a dyn RosterView,
    /// Who else waits.
    pub line: Line<'a>,
    /// What happened to the session before.
    pub past: Past<'a>,
}

/// What happened to a session before, as far as it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Past<'a> {
    /// Where it was opened.
    pub channel: Option<&'a ChannelId>,
    /// Who is not asked again.
    pub missed: &'a [AgentId],
    /// Who has it again, where that agent may be given it, before any strategy is asked.
    pub known_to: Option<&'a AgentId>,
}
