//! One engagement of one visitor, from open to close.

use crate::{
    AgentId, ChannelId, DecisionCause, FieldName, GroupId, QueueReason, RuleId, Seq, SessionId, TagName, Timestamp,
    Value, VisitorId,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Where a session stands. Every open session is owned, offered, queued or unmatched: there is no other place to be lost in.
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
    /// One agent is asked to take it, and keeps a slot for it meanwhile. The visitor still waits.
    Offered {
        /// Through which group.
        group: GroupId,
        /// Who is asked.
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
        /// The group that it came through or waited for at the end.
        group: Option<GroupId>,
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
    /// The visitor did not answer for as long as the workspace says.
    Idle,
    /// The visitor left a message instead of waiting.
    LeftMessage,
}

impl CloseCause {
    /// Its word in the database and on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Visitor => "visitor",
            Self::NotHeld => "not_held",
            Self::Idle => "idle",
            Self::LeftMessage => "left_message",
        }
    }
}

/// Who chose the group that a session is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Routed {
    /// The rules: other rules may choose anew while it waits.
    #[default]
    ByRules,
    /// A person, or a hook: it stays there, as long as the rules have that group.
    ByHand,
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
            Self::Offered { .. } => "offered",
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
    /// Whose slot it holds: the owner's, or that of the agent who is asked.
    pub const fn slot(&self) -> Option<&AgentId> {
        match self {
            Self::Assigned { agent, .. } | Self::Offered { agent, .. } => Some(agent),
            _ => None,
        }
    }
    /// The group that it is in, came through, or was in at the end.
    pub const fn group(&self) -> Option<&GroupId> {
        match self {
            Self::Queued { group, .. } | Self::Offered { group, .. } => Some(group),
            Self::Assigned { group, .. } | Self::Closed { group, .. } => group.as_ref(),
            Self::Unmatched => None,
        }
    }
    /// Checks a step that a decision takes. An owner loses a session only by a person's choice, by leaving, or by not
    /// answering; the rules alone never take it away. What is over begins again only where the visitor comes back.
    ///
    /// # Errors
    /// When the decision's cause does not allow the step.
    pub fn check_step(&self, to: &Self, cause: DecisionCause) -> Result<(), IllegalTransition> {
        use DecisionCause as Cause;
        let allowed = match (self, to) {
            (_, Self::Closed { .. }) => self.is_open(),
            (Self::Queued { .. } | Self::Unmatched, _) => {
                !matches!(cause, Cause::Missed | Cause::Declined | Cause::Reopened)
            }
            (Self::Offered { .. }, _) => {
                matches!(cause, Cause::Missed | Cause::Declined | Cause::Requeued | Cause::Transferred | Cause::ByHand)
            }
            (Self::Assigned { .. }, _) => {
                matches!(cause, Cause::Missed | Cause::Requeued | Cause::Transferred | Cause::ByHand)
            }
            (Self::Closed { .. }, _) => cause == Cause::Reopened,
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
    /// When it was opened, or begun again; also its place in the queue among those of the same priority.
    pub opened_at: Timestamp,
    /// When it ended.
    pub closed_at: Option<Timestamp>,
    /// The last entry's place in the transcript.
    pub last_seq: Seq,
    /// The last entry the visitor has read.
    pub visitor_read: Seq,
    /// The last entry the owner has read.
    pub agent_read: Seq,
    /// Its place among those who wait, 0 where nobody set it: each point counts as much as
    /// [`crate::PRIORITY_WAIT`] of waiting.
    pub priority: i64,
    /// Marks, by hooks.
    pub tags: BTreeSet<TagName>,
    /// Values kept with it, by hooks.
    pub fields: BTreeMap<FieldName, Value>,
    /// Who chose the group that it is in.
    pub routed: Routed,
    /// Since when it waits in line, while it does; kept when it leaves the line, so that waits can be told.
    pub queued_at: Option<Timestamp>,
    /// Since when the owner has it, or is asked.
    pub assigned_at: Option<Timestamp>,
    /// By when the owner must write, or the asked agent accept; none where nothing of the kind is due.
    pub answer_by: Option<Timestamp>,
    /// Agents who did not answer it in time, in order: they are not asked again until somebody answered or it waited in
    /// line. While it waits in line, whoever gave it there.
    pub missed: Vec<AgentId>,
    /// When the visitor wrote last.
    pub visitor_at: Timestamp,
    /// When an agent wrote last to the visitor.
    pub agent_at: Option<Timestamp>,
    /// When the visitor was warned that it will be closed; counts only while nobody wrote since.
    pub warned_at: Option<Timestamp>,
    /// The last entry that reached a page of the visitor.
    pub visitor_got: Seq,
    /// The last entry that reached a page of the owner.
    pub agent_got: Seq,
    /// Counts the changes of state: what compare-and-set compares.
    pub version: i64,
}

impl Session {
    /// A session as it begins: nobody has it yet.
    pub fn begin(id: SessionId, visitor: VisitorId, channel: ChannelId, at: Timestamp) -> Self {
        Self {
            id,
            visitor,
            channel,
            state: SessionState::Unmatched,
            rule: None,
            opened_at: at,
            closed_at: None,
            last_seq: 0,
            visitor_read: 0,
            agent_read: 0,
            priority: 0,
            tags: BTreeSet::new(),
            fields: BTreeMap::new(),
            routed: Routed::ByRules,
            queued_at: None,
            assigned_at: None,
            answer_by: None,
            missed: Vec::new(),
            visitor_at: at,
            agent_at: None,
            warned_at: None,
            visitor_got: 0,
            agent_got: 0,
            version: 1,
        }
    }
}
