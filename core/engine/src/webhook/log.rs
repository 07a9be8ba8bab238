//! What admins see of webhooks: how each fares, what became of its calls, and having a call made once more.

use crate::Engine;
use std::{collections::HashMap, sync::Arc};
use usher_model::{DeliveryId, Timestamp, WebhookId};
use usher_ruleset::Webhook;
use usher_store::{LoggedDelivery, Replayed, StoreError, WebhookHealth};

/// A webhook of the rules, and how it fares.
#[derive(Debug, Clone)]
pub struct WebhookState {
    /// The webhook.
    pub webhook: Arc<Webhook>,
    /// How many calls wait.
    pub waiting: u32,
    /// When calls last succeeded and failed; none where none was made.
    pub health: Option<WebhookHealth>,
    /// Until when it is not called because it failed; none where it is.
    pub paused_until: Option<Timestamp>,
    /// How often it failed in a row, since the server started.
    pub failures_in_a_row: u32,
}

/// Why a call is not made once more.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The rules have no such webhook, or it has no such call.
    #[error("there is no such call")]
    Missing,
    /// What it told is no longer kept.
    #[error("what this call told is no longer kept, so it cannot be made again")]
    BodyGone,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Engine {
    /// The webhooks of the rules and how they fare, in order of their ids.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn webhook_states(&self) -> Result<Vec<WebhookState>, StoreError> {
        let waiting: HashMap<WebhookId, u32> = self.store.hook_backlog().await?.deliveries.into_iter().collect();
        let health = self.store.webhook_health().await?;
        let mut health: HashMap<WebhookId, WebhookHealth> =
            health.into_iter().map(|health| (health.webhook.clone(), health)).collect();
        let (router, now) = (self.rules(), self.clock.now());
        let state = |webhook: &Arc<Webhook>| {
            let (paused_until, failures_in_a_row) = self.lanes.pause_of(&webhook.id, now);
            WebhookState {
                webhook: Arc::clone(webhook),
                waiting: waiting.get(&webhook.id).copied().unwrap_or_default(),
                health: health.remove(&webhook.id),
                paused_until,
                failures_in_a_row,
            }
        };
        Ok(router.ruleset().webhooks.values().map(state).collect())
    }

    /// Has a call made once more, under the same id, so that the other side knows a repetition. A pause of the webhook
    /// ends with it.
    ///
    /// # Errors
    /// When there is no such call, or when it is too old.
    pub async fn replay_delivery(
        &self,
        webhook: &WebhookId,
        delivery: DeliveryId,
    ) -> Result<LoggedDelivery, ReplayError> {
        if !self.rules().ruleset().webhooks.contains_key(webhook) {
            return Err(ReplayError::Missing);
        }
        match self.store.replay_delivery(webhook, delivery, self.clock.now()).await? {
            Replayed::Missing => return Err(ReplayError::Missing),
            Replayed::BodyGone => return Err(ReplayError::BodyGone),
            Replayed::Waits => {}
        }
        self.lanes.resume(webhook);
        self.wake_deliveries();
        self.store.delivery(webhook, delivery).await?.ok_or(ReplayError::Missing)
    }
}
