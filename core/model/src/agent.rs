//! Who answers, and the org units they belong to.

use crate::{AgentId, DepartmentId, Locale};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What an agent may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Answers own sessions.
    #[default]
    Agent,
    /// Also sees the sessions of others.
    Supervisor,
    /// Also sees rules, assigns what no rule matched, and reloads.
    Admin,
}

/// An agent's own choice. Presence (whether a connection lives) is another matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    /// Takes new sessions.
    Online,
    /// Keeps the sessions held, takes no new ones.
    Away,
    /// Not at work.
    #[default]
    Offline,
}

/// An agent as the directory tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Agent {
    /// Which one.
    pub id: AgentId,
    /// The name that visitors see.
    pub name: String,
    /// Sign-in address, unique in the directory, lower case.
    pub email: String,
    /// What the agent may do.
    pub role: Role,
    /// Org units the agent belongs to.
    pub departments: Vec<DepartmentId>,
    /// Most sessions held at once, over all groups.
    pub capacity: u32,
    /// Locales the agent answers in.
    pub languages: Vec<Locale>,
    /// Skill and level (1 to 5), for strategies.
    pub skills: BTreeMap<String, u8>,
}

/// An org unit. Its people join and leave groups with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    /// Which one.
    pub id: DepartmentId,
    /// Its name.
    pub name: String,
    /// The unit above it, if any. Members of a unit are members of the units above.
    pub parent: Option<DepartmentId>,
}
