//! What a decision is made on: facts, and a view of who is there.

use usher_model::{AgentId, Candidate, Context, GroupId};
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
    /// What is known. Predicates that fail are noted by the decision itself, which returns them.
    pub context: Context<'a>,
    /// Who is there.
    pub roster: &'a dyn RosterView,
}
