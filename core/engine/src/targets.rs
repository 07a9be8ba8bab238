//! Whom a session can be given to, and how they stand at this moment.

use crate::Engine;
use usher_model::{AgentId, Availability, GroupId, Refusal};
use usher_store::StoreError;

/// Everybody whom a session can be given to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Targets {
    /// All agents of the directory, in order of their names.
    pub agents: Vec<TargetAgent>,
    /// All groups, in order of their names.
    pub groups: Vec<TargetGroup>,
}

/// An agent whom a session can be given to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetAgent {
    /// Who.
    pub agent: AgentId,
    /// The agent's choice.
    pub availability: Availability,
    /// Sessions held.
    pub load: u32,
    /// Most that the agent holds.
    pub capacity: u32,
    /// Why the rules would not give a session to this one now; none where they would.
    pub refusal: Option<Refusal>,
    /// The groups that the agent is in.
    pub groups: Vec<GroupId>,
}

/// A group that a session can be given to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetGroup {
    /// Which.
    pub group: GroupId,
    /// Whether it is within its hours.
    pub open: bool,
    /// How many of its members could take a session now.
    pub able: u32,
    /// How many wait in its line.
    pub waiting: u32,
}

impl Engine {
    /// Everybody whom a session can be given to, as they stand now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn targets(&self) -> Result<Targets, StoreError> {
        let router = self.rules();
        let set = router.ruleset();
        let now = self.clock.now();
        let locale = &set.workspace.default_locale;
        let mut agents: Vec<_> = set
            .agents
            .values()
            .map(|agent| {
                let (availability, load) = self.roster.standing(&agent.id);
                let is_member = |group: &&GroupId| set.groups.get(*group).is_some_and(|found| found.has(&agent.id));
                let target = TargetAgent {
                    agent: agent.id.clone(),
                    availability,
                    load,
                    capacity: agent.capacity,
                    refusal: self.roster.refusal(&agent.id, agent.capacity, None, now),
                    groups: set.groups.keys().filter(is_member).cloned().collect(),
                };
                (agent.name.as_str(), target)
            })
            .collect();
        agents.sort_by(|(a, one), (b, other)| (a, &one.agent).cmp(&(b, &other.agent)));
        let mut groups = Vec::with_capacity(set.groups.len());
        for group in set.groups.values() {
            let can = |agent: &&std::sync::Arc<usher_model::Agent>| {
                self.roster.refusal(&agent.id, group.capacity_of(agent), None, now).is_none()
            };
            let open = group.is_open(now);
            let able = group.members.iter().filter(can).count();
            let waiting =
                if self.roster.may_wait(&group.id) { self.store.queue_length(&group.id, None).await? } else { 0 };
            let able = u32::try_from(able).unwrap_or(u32::MAX);
            groups.push((group.name.get(locale, locale), TargetGroup { group: group.id.clone(), open, able, waiting }));
        }
        groups.sort_by(|(a, one), (b, other)| (a, &one.group).cmp(&(b, &other.group)));
        Ok(Targets {
            agents: agents.into_iter().map(|(_, agent)| agent).collect(),
            groups: groups.into_iter().map(|(_, group)| group).collect(),
        })
    }
}
