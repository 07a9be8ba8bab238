//! How many hook runs and webhook calls wait, as known in memory: the bound that one hook or receiver cannot pass, so that
//! it fills neither the disk nor the way of the others.

use crate::{Engine, config::MOST_WAITING};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};
use usher_model::{OfferName, WebhookId};
use usher_store::{HookBacklog, StoreError};

/// Counts as they were last read, changed by what was stored and done since. Near enough: a run that was planned and not
/// stored counts until the next reading.
#[derive(Default)]
pub(crate) struct Waiting(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    runs: HashMap<OfferName, u32>,
    calls: HashMap<WebhookId, u32>,
}

impl Waiting {
    /// Counts one more run in, unless too many wait.
    pub(super) fn admit_run(&self, hook: &OfferName) -> bool {
        let mut counts = self.lock();
        if !counts.runs.contains_key(hook) {
            counts.runs.insert(hook.clone(), 0);
        }
        admit(counts.runs.get_mut(hook))
    }
    /// Counts one more call in, unless too many wait.
    pub(super) fn admit_call(&self, webhook: &WebhookId) -> bool {
        let mut counts = self.lock();
        admit(Some(counts.calls.entry(webhook.clone()).or_default()))
    }
    /// So many calls were made, or given up.
    fn calls_ended(&self, webhook: &WebhookId, calls: u64) {
        if let Some(count) = self.lock().calls.get_mut(webhook) {
            *count = count.saturating_sub(u32::try_from(calls).unwrap_or(u32::MAX));
        }
    }
    /// A run is done.
    pub(super) fn run_done(&self, hook: &OfferName) {
        if let Some(count) = self.lock().runs.get_mut(hook) {
            *count = count.saturating_sub(1);
        }
    }

    fn set(&self, backlog: &HookBacklog) {
        let mut counts = self.lock();
        counts.runs = backlog.runs.iter().cloned().collect();
        counts.calls = backlog.deliveries.iter().cloned().collect();
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn admit(count: Option<&mut u32>) -> bool {
    count.is_some_and(|count| {
        let fits = *count < MOST_WAITING;
        *count += u32::from(fits);
        fits
    })
}

impl Engine {
    /// So many calls of a webhook were made, or given up: others may wait in their place.
    pub(crate) fn calls_ended(&self, webhook: &WebhookId, calls: u64) {
        self.hooks.waiting.calls_ended(webhook, calls);
    }

    /// How many hook runs and webhook calls wait.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hook_backlog(&self) -> Result<HookBacklog, StoreError> {
        let backlog = self.store.hook_backlog().await?;
        self.hooks.waiting.set(&backlog);
        let sum = |counts: &mut dyn Iterator<Item = u32>| counts.fold(0_u32, u32::saturating_add);
        metrics::gauge!("hook_runs_waiting").set(sum(&mut backlog.runs.iter().map(|(_, count)| *count)));
        metrics::gauge!("webhook_calls_waiting").set(sum(&mut backlog.deliveries.iter().map(|(_, count)| *count)));
        Ok(backlog)
    }
}
