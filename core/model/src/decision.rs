//! What routing decided, and why: stored with the session it decided on.

use crate::{
    AgentId, DecisionId, Facts, GroupId, PredicateFailure, Records, Refusal, Revision, RuleId, SessionId, StrategyId,
    Timestamp,
};
use serde::{Deserialize, Serialize};

/// Why a session waits. In this order of precedence where several hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueueReason {
    /// The group's hours are over, or have not begun.
    OutsideHours,
    /// Nobody of the group is online.
    NoneOnline,
    /// As many wait in the group's queue as may.
    Full,
    /// Everybody online is full, or every strategy named nobody.
    Busy,
}

impl QueueReason {
    /// Its word in rules, in the database and on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::OutsideHours => "outside_hours",
            Self::NoneOnline => "none_online",
            Self::Full => "full",
            Self::Busy => "busy",
        }
    }
}

/// What to do with the session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum Decision {
    /// Give it to an agent.
    Assign {
        /// Through which group; none where a person chose somebody of none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<GroupId>,
        /// To whom.
        agent: AgentId,
    },
    /// Let it wait.
    Queue {
        /// In whose queue.
        group: GroupId,
        /// Why.
        reason: QueueReason,
    },
    /// No rule matched.
    Unmatched,
}

impl Decision {
    /// The group that it leads to.
    pub const fn group(&self) -> Option<&GroupId> {
        match self {
            Self::Assign { group, .. } => group.as_ref(),
            Self::Queue { group, .. } => Some(group),
            Self::Unmatched => None,
        }
    }
    /// Why it waits, where it does.
    pub const fn reason(&self) -> Option<QueueReason> {
        match self {
            Self::Queue { reason, .. } => Some(*reason),
            Self::Assign { .. } | Self::Unmatched => None,
        }
    }
    /// The agent who gets the session, or is asked.
    pub const fn agent(&self) -> Option<&AgentId> {
        match self {
            Self::Assign { agent, .. } => Some(agent),
            Self::Queue { .. } | Self::Unmatched => None,
        }
    }
}

/// What made routing decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionCause {
    /// The session was opened.
    Opened,
    /// A slot freed or an agent arrived.
    Drained,
    /// Another rule set went live.
    Reloaded,
    /// The visitor proved who it is.
    Identified,
    /// Who had it, or was asked, did not answer in time.
    Missed,
    /// Who was asked declined.
    Declined,
    /// Who had it went away.
    Requeued,
    /// Its owner, or a hook, gave it to others.
    Transferred,
    /// An admin or a supervisor chose.
    ByHand,
    /// The visitor came back to a session that was over.
    Reopened,
    /// The visitor left a message: it asks for a group, and for nobody in it.
    LeftMessage,
}

/// How a candidate fared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    /// Got the session.
    Chosen,
    /// Was eligible; the strategy put this place on it (1 is best), or none.
    Eligible {
        /// Place in the strategy's order.
        place: Option<u32>,
    },
    /// May not be given the session.
    Refused {
        /// Why. Not flattened: a full agent's refusal tells a load of its own.
        refusal: Refusal,
        /// Whether the strategy named it all the same.
        picked: bool,
    },
}

/// One candidate in a trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CandidateTrace {
    /// Who.
    pub agent: AgentId,
    /// In which group, where it is not the rule's own: the one that the session flows over to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overflow: Option<GroupId>,
    /// Sessions held at that moment.
    pub load: u32,
    /// How it fared.
    #[serde(flatten)]
    pub standing: Standing,
}

/// What one strategy of the chain did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrategyAttempt {
    /// Which.
    pub strategy: StrategyId,
    /// In which group, where it is not the rule's own: the one that the session flows over to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overflow: Option<GroupId>,
    /// How it ended.
    #[serde(flatten)]
    pub outcome: StrategyOutcome,
    /// Script operations used.
    pub operations: u64,
    /// Lines it logged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub log: Vec<String>,
}

/// How one strategy of the chain ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum StrategyOutcome {
    /// Named the agent who got the session.
    Chose,
    /// Named nobody.
    NamedNobody,
    /// Named only agents who may not be given the session.
    NamedOnlyRefused,
    /// Failed.
    Failed {
        /// Why, in words.
        error: String,
        /// Whether it was time that ran out: recorded, so that a replay can repeat it.
        timed_out: bool,
    },
}

/// A rule on trial that would have taken the session, and what it would have done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShadowMatch {
    /// Which.
    pub rule: RuleId,
    /// What would have been done.
    #[serde(flatten)]
    pub decision: Decision,
}

/// A decision as stored. The reasons of the earlier rules are not in it: they are recomputed from the facts against the
/// archived revision, exactly, when somebody asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DecisionRecord {
    /// Which one.
    pub id: DecisionId,
    /// On which session.
    pub session: SessionId,
    /// When.
    pub at: Timestamp,
    /// What made routing decide.
    pub cause: DecisionCause,
    /// Against which rules.
    pub revision: Revision,
    /// On what it knew.
    pub facts: Facts,
    /// The visitor's CRM records, as far as it knew any.
    #[serde(default, skip_serializing_if = "Records::is_empty")]
    pub records: Records,
    /// Predicates that failed: what they counted as cannot be recomputed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failures: Vec<PredicateFailure>,
    /// The randomness it was given.
    pub seed: u64,
    /// The rule that matched, if one did.
    pub rule: Option<RuleId>,
    /// The person whose choice it was, where it was one's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AgentId>,
    /// What it decided.
    #[serde(flatten)]
    pub decision: Decision,
    /// Each member of the group.
    pub candidates: Vec<CandidateTrace>,
    /// Each strategy asked, in order.
    pub strategies: Vec<StrategyAttempt>,
    /// The rule on trial that would have taken the session, if one would.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shadow: Option<ShadowMatch>,
}
