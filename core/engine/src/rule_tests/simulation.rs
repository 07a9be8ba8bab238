//! Many sessions, opened one after another, while agents close what they took.

use super::{
    fairness::Shared,
    outcome::Came,
    world::{World, WorldError},
};
use crate::OfferError;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap, HashSet},
    time::Duration,
};
use usher_model::{AgentId, Availability, GroupId, SessionId, SessionState, Timestamp};
use usher_ruleset::Simulation;

/// The longest that passes without the engine being asked what is due: hours that open in between are noticed within it.
const STEP: Duration = Duration::from_mins(1);

/// Runs it. It is over when the last session would be, had it been taken at once.
pub(super) async fn run(simulation: &Simulation, world: &World<'_>) -> Result<Shared, WorldError> {
    let after = |sessions: u32| world.given.at.after(simulation.every.saturating_mul(sessions));
    let mut running = Running::new(world, simulation.lasts);
    // Whoever waited already may have got their turn when the agents came.
    running.note_taken().await?;
    for place in 0..simulation.sessions {
        running.go_on_until(after(place)).await?;
        let session = world.open().await?;
        running.opened.push(session);
        running.note_taken().await?;
    }
    running.go_on_until(after(simulation.sessions - 1).after(simulation.lasts)).await?;
    running.shared().await
}

struct Running<'a> {
    world: &'a World<'a>,
    lasts: Duration,
    /// In order.
    opened: Vec<SessionId>,
    /// Those of them, and of those who waited before, that agents took.
    taken: HashSet<SessionId>,
    /// How many of those that were opened each agent took.
    by: BTreeMap<AgentId, u32>,
    /// Through which groups.
    groups: BTreeSet<GroupId>,
    /// When sessions end, and which: the earliest first, and of one moment those that were taken first.
    ends: BinaryHeap<Reverse<(Timestamp, usize, SessionId, AgentId)>>,
}

impl<'a> Running<'a> {
    fn new(world: &'a World<'a>, lasts: Duration) -> Self {
        let (opened, taken, ends) = (Vec::new(), HashSet::new(), BinaryHeap::new());

        Self { world, lasts, opened, taken, by: BTreeMap::new(), groups: BTreeSet::new(), ends }
    }

    /// Lets agents accept what they are asked to take, and notes which sessions they took: each will end.
    async fn note_taken(&mut self) -> Result<(), WorldError> {
        for session in self.world.offered() {
            if let SessionState::Offered { agent, .. } = &session.state {
                match self.world.engine.accept(agent, session.id).await {
                    Ok(_) | Err(OfferError::Gone) => {}
                    Err(OfferError::Store(error)) => return Err(error.into()),
                }
            }
        }
        for session in self.world.taken() {
            let SessionState::Assigned { group, agent } = &session.state else { continue };
            if !self.taken.insert(session.id) {
                continue;
            }
            let end = self.world.now().after(self.lasts);
            self.ends.push(Reverse((end, self.taken.len(), session.id, agent.clone())));
            if self.opened.contains(&session.id) {
                *self.by.entry(agent.clone()).or_default() += 1;
                self.groups.extend(group.clone());
            }
        }
        Ok(())
    }

    /// Lets time pass, and ends what ends, each at its time.
    async fn go_on_until(&mut self, moment: Timestamp) -> Result<(), WorldError> {
        while let Some(Reverse((end, _, session, agent))) = self.ends.pop() {
            if end > moment {
                self.ends.push(Reverse((end, self.taken.len(), session, agent)));
                break;
            }
            self.world.pass_until(end, STEP).await?;
            self.world.engine.close_as_agent(&agent, session).await?;
            self.note_taken().await?;
        }
        self.world.pass_until(moment, STEP).await?;
        self.note_taken().await?;
        Ok(())
    }

    async fn shared(self) -> Result<Shared, WorldError> {
        let set = self.world.router.ruleset();
        let members = self.groups.iter().filter_map(|group| set.groups.get(group)).flat_map(|group| &group.members);
        let is_there = |agent: &AgentId| {
            self.world.given.agents.get(agent).is_some_and(|stands| stands.availability == Availability::Online)
        };
        let there = members.map(|member| member.id.clone()).filter(is_there);
        let mut by: BTreeMap<AgentId, u32> = there.map(|agent| (agent, 0)).collect();
        by.extend(self.by);
        let mut left = self.opened.iter().filter(|session| !self.taken.contains(session));
        let why = match left.next() {
            Some(first) => Some(Came::of(self.world, *first).await?.to_string()),
            None => None,
        };
        let unassigned = left.count() + usize::from(why.is_some());
        Ok(Shared { sessions: self.opened.len(), by, unassigned, why })
    }
}
