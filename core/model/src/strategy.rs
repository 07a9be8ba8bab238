//! What a plug-in implements to pick among candidates.

use crate::{AgentId, Called, Candidate, Context, GroupId, OnFailure, StrategyId};

/// What a strategy is asked with.
pub struct StrategyInput<'a> {
    /// What is known.
    pub context: Context<'a>,
    /// The group that serves.
    pub group: &'a GroupId,
    /// All members of the group in order of agent id, each with its refusal or none.
    pub candidates: &'a [Candidate],
    /// Who took the last turn in this group, if anybody did.
    pub cursor: Option<&'a AgentId>,
}

/// What a strategy answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Order {
    /// Indices into the candidates, best first. Empty: names nobody.
    pub order: Vec<usize>,
    /// Whether the turn was taken: the group's cursor then moves to whoever is assigned.
    pub took_turn: bool,
}

/// Picks from, or orders, the candidates, with the parameters that a rule gives it.
pub trait Strategy: Send + Sync + std::fmt::Debug {
    /// Its name in rules.
    fn id(&self) -> &StrategyId;
    /// What counts when it fails; a session is never lost by that.
    fn on_failure(&self) -> OnFailure;
    /// Orders candidates, best first. The caller refuses whoever is not eligible, and says so in the trace.
    fn call(&self, input: &StrategyInput<'_>) -> Called<Order>;
}
