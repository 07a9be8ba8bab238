//! The log of webhook calls.

use super::{all, named, one};
use crate::{
    SqliteStore,
    command::{Command, Log},
    rows,
};
use sqlx::Row;
use usher_model::{DeliveryId, Timestamp, WebhookId};
use usher_store::{
    DeliveryAttempt, DeliveryOutcome, DeliveryStore, LoggedDelivery, Replayed, StoreError, WebhookHealth, sql,
};

/// Behind every id.
const NEWEST: [u8; 16] = [u8::MAX; 16];

#[async_trait::async_trait]
impl DeliveryStore for SqliteStore {
    async fn record_attempt(&self, attempt: DeliveryAttempt) -> Result<(), StoreError> {
        self.writer.ask(Log::Attempt(attempt), Command::Log).await.map(drop)
    }

    async fn give_up_deliveries(
        &self,
        webhook: &WebhookId,
        before: Timestamp,
        at: Timestamp,
        why: &str,
    ) -> Result<u64, StoreError> {
        let give_up = Log::GiveUp { webhook: webhook.clone(), before, at, why: why.to_owned() };
        self.writer.ask(give_up, Command::Log).await
    }

    async fn deliveries(
        &self,
        webhook: &WebhookId,
        outcome: Option<DeliveryOutcome>,
        before: Option<DeliveryId>,
        limit: u32,
    ) -> Result<Vec<LoggedDelivery>, StoreError> {
        let before = before.map_or(NEWEST, DeliveryId::to_bytes).to_vec();
        let listed = |text| sqlx::query(text).bind(webhook.as_str().to_owned()).bind(before).bind(i64::from(limit));
        let query = match outcome {
            None => listed(sql::deliveries::OF_WEBHOOK.sqlite),
            Some(outcome) => listed(sql::deliveries::OF_OUTCOME.sqlite).bind(outcome.word()),
        };
        all(&self.readers, query, rows::logged_delivery).await
    }

    async fn delivery(&self, webhook: &WebhookId, delivery: DeliveryId) -> Result<Option<LoggedDelivery>, StoreError> {
        let query = sqlx::query(sql::deliveries::ONE.sqlite).bind(webhook.as_str().to_owned());
        one(&self.readers, query.bind(delivery.to_bytes().to_vec()), rows::logged_delivery).await
    }

    async fn replay_delivery(
        &self,
        webhook: &WebhookId,
        delivery: DeliveryId,
        at: Timestamp,
    ) -> Result<Replayed, StoreError> {
        let replay = Log::Replay { webhook: webhook.clone(), delivery, at };
        if self.writer.ask(replay, Command::Log).await? > 0 {
            return Ok(Replayed::Waits);
        }
        Ok(if self.delivery(webhook, delivery).await?.is_some() { Replayed::BodyGone } else { Replayed::Missing })
    }

    async fn webhook_health(&self) -> Result<Vec<WebhookHealth>, StoreError> {
        let moment = |micros: Option<i64>| micros.map(Timestamp::from_micros);
        all(&self.readers, sqlx::query(sql::deliveries::HEALTH.sqlite), |row| {
            Ok(WebhookHealth {
                webhook: named(row, "webhook_health", "webhook")?,
                succeeded_at: moment(row.try_get("succeeded_at")?),
                failed_at: moment(row.try_get("failed_at")?),
                failure: row.try_get("failure")?,
            })
        })
        .await
    }

    async fn forget_log(
        &self,
        bodies_before: Timestamp,
        calls_before: Timestamp,
        limit: u32,
    ) -> Result<u64, StoreError> {
        self.writer.ask(Log::Forget { bodies_before, calls_before, limit }, Command::Log).await
    }
}
