//! The log of webhook calls: what became of each, how each webhook fares, and making a call once more.

use crate::StoreError;
use usher_model::{DeliveryId, Timestamp, WebhookId};

/// What became of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryOutcome {
    /// It is still to be made.
    Waiting,
    /// The other side took it.
    Delivered,
    /// Nobody tries it any more.
    GivenUp,
}

impl DeliveryOutcome {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Delivered, Self::GivenUp];

    /// Its word in the database and on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::GivenUp => "given_up",
        }
    }
}

/// One try of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryAttempt {
    /// Which call.
    pub delivery: DeliveryId,
    /// Which webhook.
    pub webhook: WebhookId,
    /// When.
    pub at: Timestamp,
    /// How often it was tried by now, this time included.
    pub attempts: u32,
    /// The status that the other side answered with, if it answered.
    pub status: Option<u16>,
    /// What came of it.
    pub result: AttemptResult,
}

/// What came of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttemptResult {
    /// The other side took it.
    Delivered,
    /// It failed, and is tried again.
    Failed {
        /// Why, in words.
        error: String,
        /// When it is due again.
        due_at: Timestamp,
    },
    /// It failed, and is not tried again.
    GivenUp {
        /// Why, in words.
        error: String,
    },
}

/// A call as the log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedDelivery {
    /// Its id.
    pub id: DeliveryId,
    /// Which webhook.
    pub webhook: WebhookId,
    /// When it was stored.
    pub at: Timestamp,
    /// What became of it.
    pub outcome: DeliveryOutcome,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was last tried.
    pub tried_at: Option<Timestamp>,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
    /// The status that the other side last answered with.
    pub status: Option<u16>,
    /// Why the last try failed; none where it did not.
    pub error: Option<String>,
    /// What was told, as JSON; none where it is no longer kept.
    pub body: Option<String>,
}

/// How a webhook fares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookHealth {
    /// Which.
    pub webhook: WebhookId,
    /// When a call last succeeded.
    pub succeeded_at: Option<Timestamp>,
    /// When a call last failed.
    pub failed_at: Option<Timestamp>,
    /// Why it failed then.
    pub failure: Option<String>,
}

/// Whether a call is made once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replayed {
    /// It waits to be made, under the same id.
    Waits,
    /// Its body is no longer kept.
    BodyGone,
    /// The webhook has no such call.
    Missing,
}

/// The log of webhook calls.
#[async_trait::async_trait]
pub trait DeliveryStore {
    /// Notes a try of a call that waits, and how the webhook fares. Of one that is over nothing changes but that.
    ///
    /// # Errors
    /// When the database fails.
    async fn record_attempt(&self, attempt: DeliveryAttempt) -> Result<(), StoreError>;

    /// Gives up every call of a webhook that began to wait before a moment, and tells how many.
    ///
    /// # Errors
    /// When the database fails.
    async fn give_up_deliveries(
        &self,
        webhook: &WebhookId,
        before: Timestamp,
        at: Timestamp,
        why: &str,
    ) -> Result<u64, StoreError>;

    /// A webhook's calls, newest first, older than `before`, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    async fn deliveries(
        &self,
        webhook: &WebhookId,
        outcome: Option<DeliveryOutcome>,
        before: Option<DeliveryId>,
        limit: u32,
    ) -> Result<Vec<LoggedDelivery>, StoreError>;

    /// One call.
    ///
    /// # Errors
    /// When the database fails.
    async fn delivery(&self, webhook: &WebhookId, delivery: DeliveryId) -> Result<Option<LoggedDelivery>, StoreError>;

    /// Has a call of a webhook made once more, as if it had just been stored. One that waits goes on waiting, and is due
    /// at once.
    ///
    /// # Errors
    /// When the database fails.
    async fn replay_delivery(
        &self,
        webhook: &WebhookId,
        delivery: DeliveryId,
        at: Timestamp,
    ) -> Result<Replayed, StoreError>;

    /// How the webhooks fare that were called so far.
    ///
    /// # Errors
    /// When the database fails.
    async fn webhook_health(&self) -> Result<Vec<WebhookHealth>, StoreError>;

    /// Forgets what calls told that were over before the one moment, and the calls that were over before the other, of
    /// each at most `limit`. Tells how many calls it forgot.
    ///
    /// # Errors
    /// When the database fails.
    async fn forget_log(
        &self,
        bodies_before: Timestamp,
        calls_before: Timestamp,
        limit: u32,
    ) -> Result<u64, StoreError>;
}
