//! Hooks, and webhooks that are told of events: which of them an event causes to run, stored with the event; and their running, afterwards.
//!
//! An event and its runs are one transaction, a run's end and its effects are another: a hook runs at least once, and what
//! it does is there exactly once. Nobody waits for a hook.

mod effects;
mod run;
mod telling;
mod waiting;

pub(crate) use telling::{moment, session_facts};

use crate::{Engine, config::MOST_WAITING};
use std::sync::{Mutex, PoisonError};
use tokio::sync::{Notify, Semaphore};
use usher_model::{Entropy, HookEvent, HookRunId, SessionId, Timestamp};
use usher_ruleset::RuleSet;
use usher_store::NewHookRun;
use waiting::Waiting;

/// Scripts of hooks that run at once: they are allowed far more than strategies, and must leave room for everything else.
const THREADS: usize = 2;

/// What running hooks shares.
pub(crate) struct Hooks {
    /// Told when a run was stored.
    stored: Notify,
    /// Told when a call of a webhook was stored.
    calls: Notify,
    threads: Semaphore,
    waiting: Waiting,
    ids: Mutex<LastId>,
}

/// The last id given to a run or a call: they are done in order of their ids, so those of one millisecond must be in
/// order too.
#[derive(Debug, Default)]
struct LastId {
    millis: i64,
    place: u16,
}

/// Places within one millisecond: the twelve bits that follow the time in an id.
const PLACES: u16 = 1 << 12;

/// Randomness that begins with a place.
struct InOrder<'a> {
    place: u16,
    entropy: &'a dyn Entropy,
}

impl Entropy for InOrder<'_> {
    fn bytes16(&self) -> [u8; 16] {
        let mut bytes = self.entropy.bytes16();
        bytes[..2].copy_from_slice(&self.place.to_be_bytes());
        bytes
    }
}

impl Default for Hooks {
    fn default() -> Self {
        Self {
            stored: Notify::new(),
            calls: Notify::new(),
            threads: Semaphore::new(THREADS),
            waiting: Waiting::default(),
            ids: Mutex::default(),
        }
    }
}

impl Hooks {
    /// An id behind all earlier ones, also where the clock stepped back. `make` makes it of a moment and randomness.
    pub(crate) fn next_id<I>(
        &self,
        at: Timestamp,
        entropy: &dyn Entropy,
        make: impl Fn(Timestamp, &dyn Entropy) -> I,
    ) -> I {
        let mut last = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        if at.as_millis() > last.millis {
            *last = LastId { millis: at.as_millis(), place: 0 };
        } else if last.place + 1 < PLACES {
            last.place += 1;
        } else {
            *last = LastId { millis: last.millis + 1, place: 0 };
        }
        make(Timestamp::from_millis(last.millis), &InOrder { place: last.place, entropy })
    }
}

impl Engine {
    /// The runs that these events cause, in order: of hooks, and of webhooks that want to be told. None where nobody
    /// listens, and none of a hook of which so many wait already that it cannot keep up: losing a run is better than
    /// filling the disk.
    pub(crate) fn runs_for(
        &self,
        rules: &RuleSet,
        session: Option<SessionId>,
        events: impl IntoIterator<Item = HookEvent>,
        at: Timestamp,
    ) -> Vec<NewHookRun> {
        let mut runs = Vec::new();
        for event in events {
            let hooks = rules.hooks_on(event.kind()).map(|hook| hook.name().clone());
            for hook in hooks.chain(telling::webhook_runs(rules, event.kind())) {
                if !self.hooks.waiting.admit_run(&hook) {
                    metrics::counter!("hook_runs_dropped_total", "hook" => hook.to_string()).increment(1);
                    tracing::error!(%hook, waiting = MOST_WAITING, "too many runs of a hook wait; one is dropped");
                    continue;
                }
                let id = self.hooks.next_id(at, &*self.entropy, HookRunId::new);
                runs.push(NewHookRun { id, hook, session, event: event.clone(), at });
            }
        }
        runs
    }

    /// Hook runs were stored.
    pub(crate) fn wake_hooks(&self) {
        self.hooks.stored.notify_one();
    }

    /// Waits until hook runs may have been stored.
    pub async fn hooks_stored(&self) {
        self.hooks.stored.notified().await;
    }

    /// Webhook calls were stored.
    pub(crate) fn wake_deliveries(&self) {
        self.hooks.calls.notify_one();
    }

    /// Waits until webhook calls may have been stored.
    pub async fn deliveries_stored(&self) {
        self.hooks.calls.notified().await;
    }
}

#[cfg(test)]
mod tests {
    //! Ids of runs within one millisecond.

    use super::Hooks;
    use usher_model::{HookRunId, SeededEntropy, Timestamp};

    #[test]
    fn ids_rise_within_a_millisecond_and_where_the_clock_steps_back() {
        let (hooks, entropy) = (Hooks::default(), SeededEntropy::new(1));
        let moments = (0..10_000).map(|n| Timestamp::from_millis(1_000_000 - n / 3_000));
        let ids: Vec<_> = moments.map(|at| hooks.next_id(at, &entropy, HookRunId::new)).collect();
        assert!(ids.is_sorted_by(|a, b| a < b));
    }
}
