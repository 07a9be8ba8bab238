//! Systems that are told of events, or that hooks tell: calls are stored with what caused them, made afterwards, and
//! repeated until they succeed or are given up. What became of them is kept for a while.
//!
//! Each webhook has a lane of its own: one that is slow or dead costs nobody else anything. A lane makes one call after
//! the other and pauses where its receiver fails, longer each time. A call that the receiver refuses by itself waits alone.

mod log;

pub use log::{ReplayError, WebhookState};

use crate::{
    Engine,
    config::{DELIVERY_LIFE, DELIVERY_PAGE, MOST_CALL_PAUSE, MOST_DELIVERY_ATTEMPTS, MOST_LANE_PAUSE, backoff},
};
use futures::future::join_all;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use usher_model::{DeliveryId, Timestamp, WebhookId};
use usher_ruleset::Webhook;
use usher_store::{AttemptResult, Delivery, DeliveryAttempt, StoreError};

/// The first pause of a lane, and of a call, after a failure.
const FIRST_PAUSE: Duration = Duration::from_secs(5);

/// Why calls are given up that waited behind others for too long.
const TOO_OLD: &str = "it was not delivered in time";

/// One call to make.
#[derive(Debug, Clone)]
pub struct WebhookCall {
    /// Whom to call, and how.
    pub webhook: Arc<Webhook>,
    /// The call's id: the receiver knows a repetition by it.
    pub delivery: DeliveryId,
    /// When this try is made.
    pub at: Timestamp,
    /// What to tell, as JSON.
    pub body: String,
}

/// Why a call failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    /// Nobody answered there.
    #[error("cannot be reached: {0}")]
    Unreachable(String),
    /// No answer in time.
    #[error("did not answer in time")]
    Timeout,
    /// Another answer than success.
    #[error("answered with status {0}")]
    Status(u16),
    /// The secret that calls are signed with is not there.
    #[error("the environment variable {name}, which its calls are signed with, is not set")]
    Secret {
        /// Which variable.
        name: String,
    },
    /// The secret is none.
    #[error("the environment variable {name} begins with `whsec_`, and what follows is not Base64")]
    UnreadableSecret {
        /// Which variable.
        name: String,
    },
}

impl WebhookError {
    /// Whether the other side works, but will have nothing to do with this one call.
    const fn concerns_the_call(&self) -> bool {
        matches!(self, Self::Status(400 | 409 | 411 | 413 | 414 | 415 | 422 | 431))
    }

    /// The status that the other side answered with, if it answered.
    const fn status(&self) -> Option<u16> {
        match self {
            Self::Status(status) => Some(*status),
            Self::Unreachable(_) | Self::Timeout | Self::Secret { .. } | Self::UnreadableSecret { .. } => None,
        }
    }
}

/// Makes calls. Bound in time by each webhook's own timeout.
#[async_trait::async_trait]
pub trait WebhookSender: Send + Sync {
    /// Makes one, and answers the status of its success.
    ///
    /// # Errors
    /// When it did not succeed; it is made again later.
    async fn send(&self, call: WebhookCall) -> Result<u16, WebhookError>;
}

/// How each webhook's lane stands. Only this process's memory: after a restart every lane is tried at once.
#[derive(Default)]
pub(crate) struct Lanes(Mutex<HashMap<WebhookId, Lane>>);

#[derive(Default)]
struct Lane {
    /// Whether somebody works in it.
    taken: bool,
    failures_in_a_row: u32,
    paused_until: Timestamp,
}

/// A lane that somebody works in; dropped, it is free again.
struct Taken<'a> {
    lanes: &'a Lanes,
    webhook: WebhookId,
}

impl Lanes {
    fn take(&self, webhook: WebhookId, now: Timestamp) -> Option<Taken<'_>> {
        let mut lanes = self.lock();
        let lane = lanes.entry(webhook.clone()).or_default();
        if lane.taken || lane.paused_until > now {
            return None;
        }
        lane.taken = true;
        drop(lanes);
        Some(Taken { lanes: self, webhook })
    }

    /// Until when a webhook is not called because it failed, and how often in a row it did.
    fn pause_of(&self, webhook: &WebhookId, now: Timestamp) -> (Option<Timestamp>, u32) {
        let lanes = self.lock();
        let lane = lanes.get(webhook);
        let until = lane.map(|lane| lane.paused_until).filter(|until| *until > now);
        (until, lane.map_or(0, |lane| lane.failures_in_a_row))
    }

    /// Ends a pause: somebody asked for a call now.
    fn resume(&self, webhook: &WebhookId) {
        if let Some(lane) = self.lock().get_mut(webhook) {
            lane.paused_until = Timestamp::default();
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<WebhookId, Lane>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken<'_> {
    fn succeeded(&self) {
        if let Some(lane) = self.lanes.lock().get_mut(&self.webhook) {
            lane.failures_in_a_row = 0;
        }
    }
    fn failed(&self, now: Timestamp) {
        if let Some(lane) = self.lanes.lock().get_mut(&self.webhook) {
            lane.failures_in_a_row = lane.failures_in_a_row.saturating_add(1);
            lane.paused_until = now.after(backoff(FIRST_PAUSE, lane.failures_in_a_row).min(MOST_LANE_PAUSE));
        }
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        if let Some(lane) = self.lanes.lock().get_mut(&self.webhook) {
            lane.taken = false;
        }
    }
}

impl Engine {
    /// Makes the calls that are due, each webhook's in its own lane. Lanes that somebody works in already, or that pause,
    /// are left alone: call it as often as you like.
    ///
    /// # Errors
    /// When the database fails; what was due stays due.
    pub async fn deliver_due(&self) -> Result<(), StoreError> {
        let due = self.store.due_webhooks(self.clock.now()).await?;
        let lanes = due.into_iter().filter_map(|webhook| self.lanes.take(webhook, self.clock.now()));
        join_all(lanes.map(|lane| self.work_in(lane))).await.into_iter().collect()
    }

    async fn work_in(&self, lane: Taken<'_>) -> Result<(), StoreError> {
        let id = &lane.webhook;
        let too_old = self.clock.now().before(DELIVERY_LIFE);
        let given_up = self.store.give_up_deliveries(id, too_old, self.clock.now(), TOO_OLD).await?;
        if given_up > 0 {
            self.calls_ended(id, given_up);
            tracing::error!(webhook = %id, given_up, "calls of a webhook were given up: they are too old");
            metrics::counter!("webhook_calls_total", "webhook" => id.to_string(), "outcome" => "given_up")
                .increment(given_up);
        }
        loop {
            let calls = self.store.due_deliveries(id, self.clock.now(), DELIVERY_PAGE).await?;
            if calls.is_empty() {
                return Ok(());
            }
            for call in calls {
                if !self.make(&lane, call).await? {
                    return Ok(());
                }
            }
        }
    }

    /// Makes one call; false where the receiver failed, so that the lane pauses.
    async fn make(&self, lane: &Taken<'_>, call: Delivery) -> Result<bool, StoreError> {
        let (id, delivery) = (&lane.webhook, call.delivery.id);
        let attempt = |at, attempts, status, result| DeliveryAttempt {
            delivery,
            webhook: id.clone(),
            at,
            attempts,
            status,
            result,
        };
        let router = self.rules();
        let Some(webhook) = router.ruleset().webhooks.get(id) else {
            tracing::warn!(webhook = %id, %delivery, "a call was given up: the rules have no such webhook any more");
            count(id, "given_up");
            let result = AttemptResult::GivenUp { error: "the rules have no such webhook any more".to_owned() };
            self.store.record_attempt(attempt(self.clock.now(), call.attempts, None, result)).await?;
            self.calls_ended(id, 1);
            return Ok(true);
        };
        let sent =
            WebhookCall { webhook: Arc::clone(webhook), delivery, at: self.clock.now(), body: call.delivery.body };
        let sent = self.webhooks.send(sent).await;
        let (now, attempts) = (self.clock.now(), call.attempts + 1);
        let error = match sent {
            Ok(status) => {
                count(id, "delivered");
                lane.succeeded();
                let done = attempt(now, attempts, Some(status), AttemptResult::Delivered);
                self.store.record_attempt(done).await?;
                self.calls_ended(id, 1);
                return Ok(true);
            }
            Err(error) => error,
        };
        let goes_on = error.concerns_the_call();
        if !goes_on {
            lane.failed(now);
        }
        let (status, words) = (error.status(), error.to_string());
        let tried_enough = attempts >= MOST_DELIVERY_ATTEMPTS;
        let result = if status == Some(410) || goes_on && tried_enough {
            tracing::error!(webhook = %id, %delivery, %error, attempts, "a call of a webhook was given up");
            count(id, "given_up");
            self.calls_ended(id, 1);
            AttemptResult::GivenUp { error: words }
        } else {
            tracing::warn!(webhook = %id, %delivery, %error, attempts, "a webhook failed and is called again");
            count(id, "failed");
            // While the receiver is down, a call keeps its place and the order stays. One that is refused by itself, or
            // that fails for ever, makes room for those behind it.
            let waits = backoff(FIRST_PAUSE, attempts).min(MOST_CALL_PAUSE);
            AttemptResult::Failed {
                error: words,
                due_at: if goes_on || tried_enough { now.after(waits) } else { call.since },
            }
        };
        self.store.record_attempt(attempt(now, attempts, status, result)).await?;
        Ok(goes_on)
    }
}

fn count(webhook: &WebhookId, outcome: &'static str) {
    metrics::counter!("webhook_calls_total", "webhook" => webhook.to_string(), "outcome" => outcome).increment(1);
}
