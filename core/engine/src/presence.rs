//! Availability (an agent's choice) and presence (whether a connection lives), kept as leases in the database.

use crate::{
    Engine,
    config::{PRESENCE_GRACE, ROSTER_REFRESH},
    roster::{Read, day_start},
};
use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use usher_bus::{AvailabilityCause, Notice, Topic};
use usher_model::{AgentId, Availability, HookEvent, Release, Timestamp};
use usher_store::StoreError;

/// Connections of agents that live on this node.
#[derive(Default)]
pub(crate) struct Connections {
    count: Mutex<HashMap<AgentId, u32>>,
}

/// One living connection of an agent. When the last is dropped, the lease runs out after the grace.
pub struct Presence {
    engine: Arc<Engine>,
    agent: AgentId,
}

impl Drop for Presence {
    fn drop(&mut self) {
        let mut count = self.engine.connections.count.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(living) = count.get_mut(&self.agent) {
            *living -= 1;
            if *living == 0 {
                count.remove(&self.agent);
            }
        }
    }
}

impl Engine {
    /// An agent's connection begins to live.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn agent_connected(self: &Arc<Self>, agent: &AgentId) -> Result<Presence, StoreError> {
        {
            let mut count = self.connections.count.lock().unwrap_or_else(PoisonError::into_inner);
            *count.entry(agent.clone()).or_default() += 1;
        }
        let presence = Presence { engine: Arc::clone(self), agent: agent.clone() };
        self.renew(vec![agent.clone()]).await?;
        self.drain_for(agent).await;
        Ok(presence)
    }

    /// Keeps an agent's choice, and gives waiting sessions to one who arrives.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_availability(&self, agent: &AgentId, availability: Availability) -> Result<(), StoreError> {
        self.change_availability(agent, availability, AvailabilityCause::Chosen).await
    }

    /// Keeps an agent's availability, whoever chose it. What the agent was asked to take goes to others where the agent is
    /// no longer there; what the agent holds stays for as long as the workspace says.
    pub(crate) async fn change_availability(
        &self,
        agent: &AgentId,
        availability: Availability,
        because: AvailabilityCause,
    ) -> Result<(), StoreError> {
        let choosing = self.choosing.lock().await;
        let at = self.clock.now();
        let (before, _) = self.roster.standing(agent);
        let changed = (before != availability).then(|| HookEvent::AgentChanged { agent: agent.clone(), availability });
        let hooks = self.runs_for(self.rules().ruleset(), None, changed, at);
        self.store.set_availability(agent.clone(), availability, at, hooks).await?;
        self.wake_hooks();
        self.roster.set_availability(agent, availability, at);
        let notice = Notice::Availability { agent: agent.clone(), availability, because };
        self.bus.publish(&Topic::Agent(agent.clone()), notice);
        drop(choosing);
        tracing::info!(%agent, ?availability, "availability changed");
        match availability {
            Availability::Online => self.drain_for(agent).await,
            Availability::Away => self.withdraw_offers(agent, Release::Away).await?,
            Availability::Offline => self.withdraw_offers(agent, Release::Offline).await?,
        }
        Ok(())
    }

    /// The agent's choice, and how many sessions the agent holds.
    pub fn availability(&self, agent: &AgentId) -> (Availability, u32) {
        self.roster.standing(agent)
    }

    /// Renews the leases of all who are connected here: one statement a round.
    pub(crate) async fn renew_presence(&self) -> Result<(), StoreError> {
        let living: Vec<AgentId> = {
            let count = self.connections.count.lock().unwrap_or_else(PoisonError::into_inner);
            count.keys().cloned().collect()
        };
        if living.is_empty() { Ok(()) } else { self.renew(living).await }
    }

    /// Reads the roster anew from the database.
    pub(crate) async fn refresh_roster(&self) -> Result<(), StoreError> {
        let since = self.roster.changes();
        let rows = self.store.roster().await?;
        let cursors = self.store.cursors().await?;
        let mut received = Vec::new();
        for start in self.days() {
            received.push((start, self.store.received_since(start).await?));
        }
        let by_channel = self.store.held_by_channel().await?;
        let drifted = self.roster.adopt(Read { rows, cursors, received, by_channel, since });
        if drifted > 0 {
            metrics::counter!("roster_drift_total").increment(drifted as u64);
            tracing::debug!(drifted, every_ms = ROSTER_REFRESH.as_millis(), "roster rows had drifted");
        }
        Ok(())
    }

    /// The beginnings of today and tomorrow in each time zone that groups have. Tomorrow's is there before it comes, so
    /// that no session falls between.
    fn days(&self) -> BTreeSet<Timestamp> {
        let now = self.clock.now();
        let starts = |zone| {
            let today = day_start(now, zone);
            // The longest day has 25 hours, and the shortest more than half of them.
            [today, day_start(today.after(Duration::from_hours(26)), zone)]
        };
        self.rules().ruleset().groups.values().flat_map(|group| starts(&group.time_zone)).collect()
    }

    async fn renew(&self, agents: Vec<AgentId>) -> Result<(), StoreError> {
        let until = self.clock.now().after(PRESENCE_GRACE);
        self.store.renew_presence(agents.clone(), until).await?;
        self.roster.renew(&agents, until);
        Ok(())
    }
}
