//! Agents under consideration for one session.

use crate::{Agent, AgentId, Timestamp};
use serde::{Deserialize, Serialize};
use std::{fmt, sync::Arc};

/// Why a member of the group may not be given the session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum Refusal {
    /// Chose to be offline.
    Offline,
    /// Chose to be away.
    Away,
    /// Chose to be online, but no connection lives.
    Absent,
    /// Holds as many sessions as may be held.
    Full {
        /// Sessions held.
        load: u32,
        /// Most that may be held.
        capacity: u32,
    },
    /// Holds as many sessions of this channel as one agent may.
    FullChannel {
        /// Sessions of the channel held.
        load: u32,
        /// Most that may be held.
        capacity: u32,
    },
    /// Had this session, or was asked to take it, and did not answer in time.
    Missed,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Offline => f.write_str("is offline"),
            Self::Away => f.write_str("is away"),
            Self::Absent => f.write_str("is online but not connected"),
            Self::Full { load, capacity } => write!(f, "is full ({load} of {capacity} sessions)"),
            Self::FullChannel { load, capacity } => {
                write!(f, "is full for this channel ({load} of {capacity} sessions)")
            }
            Self::Missed => f.write_str("did not answer this session in time"),
        }
    }
}

/// One member of the group, eligible or refused.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Who.
    pub agent: Arc<Agent>,
    /// Open sessions held, over all groups.
    pub load: u32,
    /// Most sessions this group lets the agent hold.
    pub capacity: u32,
    /// Sessions received today, transfers too, over all groups; the day is that of the group's time zone.
    pub received_today: u32,
    /// When the agent was last given a session.
    pub last_assigned: Option<Timestamp>,
    /// Why not, or none if eligible.
    pub refusal: Option<Refusal>,
}

impl Candidate {
    /// Who, by id.
    pub fn id(&self) -> &AgentId {
        &self.agent.id
    }
    /// Whether the session may be given to this one.
    pub const fn is_eligible(&self) -> bool {
        self.refusal.is_none()
    }
}
