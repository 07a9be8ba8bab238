//! Due runs are run: the script off the async threads, its end and its effects in one transaction.

use super::{effects::Asked, telling::webhook_of};
use crate::{
    Engine,
    config::{HOOK_LIFE, HOOK_PAGE, HOOK_PAGES, MOST_HOOK_ATTEMPTS, backoff},
};
use futures::{StreamExt, stream};
use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use usher_model::{
    Called, Context, Effect, Facts, Hook, HookInput, HookRunId, OfferName, OnFailure, Records, ScriptError, Session,
    SessionState, Timestamp,
};
use usher_store::{FinishHook, HookOutcome, HookRun, StoreError};

/// Runs whose database work goes on at once.
const AT_ONCE: usize = 8;

impl Engine {
    /// Runs the hooks that are due, each session's in order.
    ///
    /// # Errors
    /// When the database fails; what was due stays due.
    pub async fn run_due_hooks(&self) -> Result<(), StoreError> {
        let round = Round::default();
        for _ in 0..HOOK_PAGES {
            let due = self.store.due_hooks(self.clock.now(), HOOK_PAGE).await?;
            for (run, why) in &due.unreadable {
                tracing::error!(%run, why, "a hook run cannot be read and is passed over");
                self.forget(*run).await?;
            }
            if due.runs.is_empty() {
                return Ok(());
            }
            // Of each session the store gives one run a hook. Those about agents are done one after the other.
            let (of_agents, of_sessions): (Vec<_>, Vec<_>) =
                due.runs.into_iter().partition(|due| due.run.session.is_none());
            let lanes = of_sessions.into_iter().map(|due| vec![due]).chain([of_agents]);
            stream::iter(lanes)
                .for_each_concurrent(AT_ONCE, async |lane| {
                    for due in lane {
                        if let Err(error) = self.run_hook(due, &round).await {
                            round.fail(error);
                        }
                    }
                })
                .await;
            if let Some(error) = round.failure() {
                return Err(error);
            }
        }
        // More may be due: whoever waits for that looks at once.
        self.wake_hooks();
        Ok(())
    }

    async fn run_hook(&self, due: HookRun, round: &Round) -> Result<(), StoreError> {
        if round.is_off(&due.run.hook) {
            return Ok(()); // Its runs were all put off, or this one is passed over with the next page.
        }
        if let Some(webhook) = webhook_of(&due.run.hook) {
            let told = self.told(&due, webhook).await?;
            return self.finish(&due, told).await;
        }
        let router = self.rules();
        let set = router.ruleset();
        let hook = set.hooks.iter().find(|hook| *hook.name() == due.run.hook && hook.on() == due.run.event.kind());
        let Some(hook) = hook.cloned() else {
            tracing::info!(hook = %due.run.hook, "a hook that the rules no longer have is passed over");
            return self.finish(&due, Asked::default()).await;
        };
        let session = match due.run.session {
            None => None,
            Some(id) => match self.store.session(id).await? {
                Some(session) => Some(session),
                None => return self.finish(&due, Asked::default()).await,
            },
        };
        let (facts, records) = match &session {
            None => (Facts::default(), Records::NONE),
            Some(session) => {
                let latest = self.store.latest_decision(session.id).await?;
                latest.map(|latest| (latest.facts, latest.records)).unwrap_or_default()
            }
        };
        let known = Known { facts, records, session };
        let called = self.call_hook(Arc::clone(&hook), &due, known.clone()).await;
        for line in &called.log {
            tracing::info!(hook = %due.run.hook, session = ?due.run.session, "{line}");
        }
        let asked = match called.result {
            Ok(effects) => self.checked(set, &due, &known, effects).await?,
            Err(ScriptError::Tripped { until, .. }) if hook.on_failure() == OnFailure::Closed => {
                round.note_off(&due.run.hook);
                return self.put_off(&due.run.hook, until).await;
            }
            Err(error) => Err(error.to_string()),
        };
        match asked {
            Ok(asked) => {
                // Before the run is done: where this is interrupted the run is repeated, and what is there already is left.
                for planned in &asked.effects {
                    if let (Effect::AskTransfer { group, reason }, Some(session)) = (&planned.effect, &known.session) {
                        self.give_for_hook(session, group, reason).await?;
                    }
                }
                count(&due.run.hook, "done");
                self.finish(&due, asked).await
            }
            Err(error) => self.failed(&due, hook.on_failure(), &error).await,
        }
    }

    async fn call_hook(&self, hook: Arc<dyn Hook>, due: &HookRun, known: Known) -> Called<Vec<Effect>> {
        let nobody = |message: &str| Called {
            result: Err(ScriptError::Panicked { message: message.to_owned() }),
            operations: 0,
            log: Vec::new(),
        };
        let Ok(_thread) = self.hooks.threads.acquire().await else { return nobody("the server is stopping") };
        let (clock, event) = (Arc::clone(&self.clock), due.run.event.clone());
        // Run again, it draws the same.
        let (now, seed) = (self.clock.now(), seed_of(due.run.id));
        let work = move || {
            let elapsed = || clock.monotonic();
            let context =
                Context { facts: &known.facts, records: &known.records, now, seed, elapsed: &elapsed, failures: None };
            hook.call(&HookInput { context, event: &event, session: known.session.as_ref() })
        };
        tokio::task::spawn_blocking(work).await.unwrap_or_else(|ended| nobody(&ended.to_string()))
    }

    /// Puts every run of a hook off that is switched off; those that have waited too long are passed over.
    async fn put_off(&self, hook: &OfferName, until: Timestamp) -> Result<(), StoreError> {
        let forgotten = self.store.forget_hooks_of(hook, self.clock.now().before(HOOK_LIFE)).await?;
        if forgotten > 0 {
            tracing::error!(%hook, forgotten, "a hook is switched off for so long that events pass without it");
        }
        self.store.postpone_hooks_of(hook, until).await
    }

    async fn failed(&self, due: &HookRun, on_failure: OnFailure, error: &str) -> Result<(), StoreError> {
        let attempts = due.attempts + 1;
        let hook = &due.run.hook;
        if on_failure == OnFailure::Closed && attempts < MOST_HOOK_ATTEMPTS {
            count(hook, "failed");
            tracing::warn!(%hook, session = ?due.run.session, attempts, "a hook {error}; it is tried again");
            let due_at = self.clock.now().after(backoff(Duration::from_secs(1), attempts));
            return self.store.postpone_hook(due.run.id, due_at, attempts).await;
        }
        count(hook, "given_up");
        tracing::error!(%hook, session = ?due.run.session, attempts, "a hook {error}; the event passes without it");
        self.finish(due, Asked::default()).await
    }

    /// Ends a run of which nothing but the id is known.
    async fn forget(&self, run: HookRunId) -> Result<(), StoreError> {
        let nobody = OfferName { plugin: "unknown".parse().expect("an id"), offer: "unknown".parse().expect("an id") };
        let (session, effects, deliveries, at) = (None, Vec::new(), Vec::new(), self.clock.now());
        self.store.finish_hook(FinishHook { run, hook: nobody, session, effects, deliveries, at }).await?;
        Ok(())
    }

    async fn finish(&self, due: &HookRun, asked: Asked) -> Result<(), StoreError> {
        let calls = asked.deliveries.len();
        self.hooks.waiting.run_done(&due.run.hook);
        let finish = FinishHook {
            run: due.run.id,
            hook: due.run.hook.clone(),
            session: due.run.session,
            effects: asked.effects,
            deliveries: asked.deliveries,
            at: self.clock.now(),
        };
        if let HookOutcome::Done { session: Some(session), messages } = self.store.finish_hook(finish).await?
            && !messages.is_empty()
        {
            if let SessionState::Queued { group, .. } = &session.state {
                self.line_changed(group); // It may have moved forward or back.
            }
            self.publish_session(&session, messages);
        }
        if calls > 0 {
            self.wake_deliveries();
        }
        Ok(())
    }
}

/// What a hook knows.
#[derive(Clone)]
pub(super) struct Known {
    pub facts: Facts,
    pub records: Records,
    pub session: Option<Session>,
}

/// What one round of running knows besides the database.
#[derive(Default)]
struct Round {
    /// Hooks that turned out to be switched off: each is put off once a round.
    off: Mutex<HashSet<OfferName>>,
    failure: Mutex<Option<StoreError>>,
}

impl Round {
    fn is_off(&self, hook: &OfferName) -> bool {
        self.off.lock().unwrap_or_else(PoisonError::into_inner).contains(hook)
    }
    fn note_off(&self, hook: &OfferName) {
        self.off.lock().unwrap_or_else(PoisonError::into_inner).insert(hook.clone());
    }
    fn fail(&self, error: StoreError) {
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }
    fn failure(&self) -> Option<StoreError> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

fn seed_of(run: HookRunId) -> u64 {
    let bytes = run.to_bytes();
    u64::from_le_bytes([bytes[8], bytes[9], bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]])
}

fn count(hook: &OfferName, outcome: &'static str) {
    metrics::counter!("hook_runs_total", "hook" => hook.to_string(), "outcome" => outcome).increment(1);
}
