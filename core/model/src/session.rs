//! One engagement of one visitor, from open to close.

use crate::{
    AgentId, ChannelId, FieldName, GroupId, QueueReason, RuleId, Seq, SessionId, TagName, Timestamp, Value, VisitorId,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Where a session stands. Every open session is owned, queued or unmatched: there is no fourth place to be lost in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SessionState {
    /// One agent has it.
    Assigned {
        /// The group it came through; none where an admin assigned it by hand.
        group: Option<GroupId>,
        /// The owner.
        agent: AgentId,
    },
    /// It waits in a group's queue.
    Queued {
        /// Whose queue.
        group: GroupId,
        /// Why it waits.
        reason: QueueReason,
    },
    /// No rule matched; the admins see it.
    Unmatched,
    /// Over.
    Closed {
        /// Why.
        cause: CloseCause,
        /// The owner at the end, if it had one.
        agent: Option<AgentId>,
    },
}

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CloseCause {
    /// The agent closed it.
    Agent,
    /// The visitor ended it.
    Visitor,
    /// The rules let nobody wait at that moment: the visitor was told so.
    NotHeld,
}

/// A step that a session cannot take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a session that is {from} cannot become {to}")]
pub struct IllegalTransition {
    /// Where it stands.
    pub from: &'static str,
    /// Where it was to go.
    pub to: &'static str,
}

impl SessionState {
    /// The state's word, as stored and as on the wire.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Assigned { .. } => "assigned",
            Self::Queued { .. } => "queued",
            Self::Unmatched => "unmatched",
            Self::Closed { .. } => "closed",
        }
    }
    /// Whether the session is not yet over.
    pub const fn is_open(&self) -> bool {
        !matches!(self, Self::Closed { .. })
    }
    /// The owner, while there is one.
    pub const fn owner(&self) -> Option<&AgentId> {
        match self {
            Self::Assigned { agent, .. } => Some(agent),
            _ => None,
        }
    }
    /// Checks a step. Owned sessions never go back to a queue by a decision: only the owner's leaving may do that.
    ///
    /// # Errors
    /// When the step is not one a decision, an admin, or a close may take.
    pub fn check_step(&self, to: &Self) -> Result<(), IllegalTransition> {
        let allowed = match (self, to) {
            (Self::Queued { .. } | Self::Unmatched, _) | (Self::Assigned { .. }, Self::Closed { .. }) => true,
            (Self::Assigned { .. } | Self::Closed { .. }, _) => false,
        };
        if allowed { Ok(()) } else { Err(IllegalTransition { from: self.word(), to: to.word() }) }
    }
}

/// A session as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// Which one.
    pub id: SessionId,
    /// Whose.
    pub visitor: VisitorId,
    /// Where it was opened.
    pub channel: ChannelId,
    /// Where it stands.
    pub state: SessionState,
    /// The rule that matched, if one did.
    pub rule: Option<RuleId>,
    /// When it was opened; also its place in the queue among those of the same priority.
    pub opened_at: Timestamp,
    /// When it ended.
    pub closed_at: Option<Timestamp>,
    /// The last entry's place in the transcript.
    pub last_seq: Seq,
    /// The last entry the visitor has read.
    pub visitor_read: Seq,
    /// The last entry the owner has read.
    pub agent_read: Seq,
    /// Its place among those who wait: higher is served first, 0 where nobody set it.
    pub priority: i64,
    /// Marks, by hooks.
    pub tags: BTreeSet<TagName>,
    /// Values kept with it, by hooks.
    pub fields: BTreeMap<FieldName, Value>,
    /// Counts the changes of state: what compare-and-set compares.
    pub version: i64,
}
