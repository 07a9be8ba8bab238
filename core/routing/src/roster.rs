//! What a decision is made on: facts, and a view of who is there.

use usher_model::{AgentId, Candidate, Deadline, Facts, GroupId, Timestamp};
use usher_ruleset::Group;

/// Who is there, at the moment of the decision.
pub trait RosterView {
    /// All members of a group in order of agent id, each with its refusal or none, as [`crate::standing`] tells. The
    /// capacity is the lower of the agent's own and the group's.
    fn candidates(&self, group: &Group) -> Vec<Candidate>;
    /// Who took the last turn in a group, if anybody did.
    fn cursor(&self, group: &GroupId) -> Option<AgentId>;
}

/// What a decision is made on.
pub struct DecisionInput<'a> {
    /// What is known of the visitor, page and channel.
    pub facts: &'a Facts,
    /// Who is there.
    pub roster: &'a dyn RosterView,
    /// The decision's moment.
    pub now: Timestamp,
    /// The decision's randomness.
    pub seed: u64,
    /// Whether strategies are to give up.
    pub expired: Deadline<'a>,
}
