//! What a plug-in implements to pick among candidates.

use crate::{AgentId, Candidate, Facts, GroupId, StrategyId, Timestamp};

/// Tells whether the time for a call is used up. The clock stays outside: see [`crate::Clock`].
pub type Deadline<'a> = &'a (dyn Fn() -> bool + Sync);

/// What a strategy is asked with.
pub struct StrategyInput<'a> {
    /// What is known of the visitor, page and channel.
    pub facts: &'a Facts,
    /// The group that serves.
    pub group: &'a GroupId,
    /// All members of the group in order of agent id, each with its refusal or none.
    pub candidates: &'a [Candidate],
    /// Who took the last turn in this group, if anybody did.
    pub cursor: Option<&'a AgentId>,
    /// The decision's moment.
    pub now: Timestamp,
    /// The decision's randomness.
    pub seed: u64,
    /// Whether to give up.
    pub expired: Deadline<'a>,
}

/// What a strategy answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StrategyAnswer {
    /// Indices into the candidates, best first. Empty: names nobody.
    pub order: Vec<usize>,
    /// Whether the turn was taken: the group's cursor then moves to whoever is assigned.
    pub took_turn: bool,
    /// Script operations used.
    pub operations: u64,
    /// Lines the script logged.
    pub log: Vec<String>,
}

/// Why a strategy gave no answer. The next one in the chain is asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StrategyError {
    /// The script raised an error.
    #[error("failed at {place}: {message}")]
    Failed {
        /// File, line and column.
        place: String,
        /// What it said.
        message: String,
    },
    /// Too many operations.
    #[error("used more than {limit} operations")]
    Operations {
        /// Most allowed.
        limit: u64,
    },
    /// Too much time.
    #[error("ran out of time")]
    Deadline,
    /// Too much memory: a string, array, map or depth over its limit.
    #[error("grew over a limit at {place}: {message}")]
    Size {
        /// File, line and column.
        place: String,
        /// Which limit.
        message: String,
    },
    /// Returned something that is no choice of candidates.
    #[error("returned {given}, where candidates, one candidate, an agent id or a list of these is expected")]
    WrongReturn {
        /// What it returned.
        given: String,
    },
    /// The host panicked under it.
    #[error("panicked: {message}")]
    Panicked {
        /// What the panic said.
        message: String,
    },
}

/// Picks from, or orders, the eligible candidates.
pub trait Strategy: Send + Sync {
    /// Its name in rules.
    fn id(&self) -> &StrategyId;

    /// Orders candidates, best first. The caller refuses whoever is not eligible, and says so in the trace.
    ///
    /// # Errors
    /// When the strategy fails; a session is never lost by that.
    fn order(&self, input: &StrategyInput<'_>) -> Result<StrategyAnswer, StrategyError>;
}
