//! What the use cases share.

use crate::{
    config::{PASSWORD_CHECKS, PRESENCE_RENEWAL, ROSTER_REFRESH},
    drain::Drains,
    live::{LiveRules, RevisionCache},
    presence::Connections,
    roster::Roster,
};
use std::sync::{Arc, Mutex};
use usher_bus::{Bus, Notice, Topic};
use usher_model::{Clock, Entropy, Timestamp};
use usher_routing::Router;
use usher_store::{Store, StoreError};

/// What an engine is made of.
pub struct Parts {
    /// The truth.
    pub store: Arc<dyn Store>,
    /// The hint.
    pub bus: Arc<dyn Bus>,
    /// The rules.
    pub live: Arc<LiveRules>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness for ids, tokens and seeds.
    pub entropy: Arc<dyn Entropy>,
}

/// The use cases, over one store, one bus and the live rules.
pub struct Engine {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) bus: Arc<dyn Bus>,
    pub(crate) live: Arc<LiveRules>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) roster: Roster,
    pub(crate) drains: Drains,
    pub(crate) connections: Connections,
    pub(crate) revisions: RevisionCache,
    pub(crate) password_checks: tokio::sync::Semaphore,
    timers: Mutex<Timers>,
}

#[derive(Default)]
struct Timers {
    renewed: Timestamp,
    refreshed: Timestamp,
    generation: u64,
}

impl Engine {
    /// Starts over what the store holds: the roster is read, and what waits is looked at by the first tick.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn start(parts: Parts) -> Result<Arc<Self>, StoreError> {
        let Parts { store, bus, live, clock, entropy } = parts;
        let engine = Arc::new(Self {
            roster: Roster::default(),
            drains: Drains::default(),
            connections: Connections::default(),
            revisions: RevisionCache::new(store.clone()),
            password_checks: tokio::sync::Semaphore::new(PASSWORD_CHECKS),
            timers: Mutex::default(),
            store,
            bus,
            live,
            clock,
            entropy,
        });
        engine.refresh_roster().await?;
        Ok(engine)
    }

    /// The rules that serve.
    pub fn rules(&self) -> Arc<Router> {
        self.live.current()
    }

    /// The live rules themselves: status and reload.
    pub fn live(&self) -> &Arc<LiveRules> {
        &self.live
    }

    /// Tells open pages that another rule set serves.
    pub fn announce_rules(&self) {
        let revision = self.rules().ruleset().revision.clone();
        self.bus.publish(&Topic::Rules, Notice::Rules { revision });
    }

    /// The store, for reading lists.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// The bus, for following.
    pub fn bus(&self) -> &Arc<dyn Bus> {
        &self.bus
    }

    /// The engine's time.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The engine's randomness, for ids and tokens made at the rim.
    pub fn entropy(&self) -> &dyn Entropy {
        &*self.entropy
    }

    /// Does what is due. The server calls this about once a second, tests whenever they moved the clock; nothing here
    /// depends on how often.
    ///
    /// # Errors
    /// When the database fails; what was due stays due.
    pub async fn tick(&self) -> Result<(), StoreError> {
        let now = self.clock.now();
        let generation = self.live.status().generation;
        let (renew, refresh, reloaded) = {
            let mut timers = self.timers.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let due = (
                now.since(timers.renewed) >= PRESENCE_RENEWAL,
                now.since(timers.refreshed) >= ROSTER_REFRESH,
                generation != timers.generation,
            );
            if due.0 {
                timers.renewed = now;
            }
            if due.1 {
                timers.refreshed = now;
            }
            timers.generation = generation;
            due
        };
        if renew {
            self.renew_presence().await?;
        }
        if reloaded {
            self.redecide_waiting().await?;
        }
        if refresh {
            self.refresh_roster().await?;
            // Leases that lapsed and slots that another node freed show up here.
            self.drain_all().await?;
        }
        Ok(())
    }
}
