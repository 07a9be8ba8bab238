//! How webhooks fare, and what became of their calls.

use serde::{Deserialize, Serialize};
use url::Url;
use usher_engine::WebhookState;
use usher_model::Timestamp;
use usher_store::{DeliveryOutcome, LoggedDelivery};
use utoipa::ToSchema;

/// A webhook of the rules, and how it fares.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookView {
    pub id: String,
    pub name: String,
    /// The host that it calls. Paths and queries of such addresses are secrets.
    pub host: String,
    /// What it is told of without a hook's asking.
    pub events: Vec<&'static str>,
    /// Whether its calls are signed.
    pub signed: bool,
    /// How many calls wait.
    pub waiting: u32,
    /// When a call last succeeded.
    #[schema(required)]
    pub succeeded_at_ms: Option<i64>,
    /// When a call last failed.
    #[schema(required)]
    pub failed_at_ms: Option<i64>,
    /// Why it failed then.
    #[schema(required)]
    pub failure: Option<String>,
    /// How often it failed in a row, since the server started.
    pub failures_in_a_row: u32,
    /// Until when it is not called because it failed; none where it is.
    #[schema(required)]
    pub paused_until_ms: Option<i64>,
}

/// All webhooks of the rules.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookList {
    pub webhooks: Vec<WebhookView>,
}

/// What became of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OutcomeWord {
    /// It is still to be made.
    Waiting,
    /// The other side took it.
    Delivered,
    /// Nobody tries it any more.
    GivenUp,
}

/// A call of a webhook.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeliveryView {
    /// Its `webhook-id`: the same at every try, and when it is made once more.
    pub id: String,
    pub at_ms: i64,
    pub outcome: OutcomeWord,
    pub attempts: u32,
    /// When it was last tried.
    #[schema(required)]
    pub tried_at_ms: Option<i64>,
    /// When it was over.
    #[schema(required)]
    pub ended_at_ms: Option<i64>,
    /// The status that the other side last answered with.
    #[schema(required)]
    pub status: Option<u16>,
    /// Why the last try failed.
    #[schema(required)]
    pub error: Option<String>,
    /// What is told, as JSON text; none where it is no longer kept, and then it cannot be made once more.
    #[schema(required)]
    pub body: Option<String>,
}

/// A webhook's calls, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeliveryList {
    pub deliveries: Vec<DeliveryView>,
    pub has_more: bool,
}

impl From<WebhookState> for WebhookView {
    fn from(state: WebhookState) -> Self {
        let WebhookState { webhook, waiting, health, paused_until, failures_in_a_row } = state;
        let url = Url::parse(&webhook.url).ok();
        let health = health.as_ref();
        Self {
            id: webhook.id.to_string(),
            name: webhook.name.clone(),
            host: url.as_ref().and_then(Url::host_str).unwrap_or_default().to_owned(),
            events: webhook.events.iter().map(|event| event.word()).collect(),
            signed: webhook.secret_env.is_some(),
            waiting,
            succeeded_at_ms: health.and_then(|health| health.succeeded_at).map(Timestamp::as_millis),
            failed_at_ms: health.and_then(|health| health.failed_at).map(Timestamp::as_millis),
            failure: health.and_then(|health| health.failure.clone()),
            failures_in_a_row,
            paused_until_ms: paused_until.map(Timestamp::as_millis),
        }
    }
}

impl From<LoggedDelivery> for DeliveryView {
    fn from(call: LoggedDelivery) -> Self {
        Self {
            id: call.id.to_string(),
            at_ms: call.at.as_millis(),
            outcome: call.outcome.into(),
            attempts: call.attempts,
            tried_at_ms: call.tried_at.map(Timestamp::as_millis),
            ended_at_ms: call.ended_at.map(Timestamp::as_millis),
            status: call.status,
            error: call.error,
            body: call.body,
        }
    }
}

impl From<DeliveryOutcome> for OutcomeWord {
    fn from(outcome: DeliveryOutcome) -> Self {
        match outcome {
            DeliveryOutcome::Waiting => Self::Waiting,
            DeliveryOutcome::Delivered => Self::Delivered,
            DeliveryOutcome::GivenUp => Self::GivenUp,
        }
    }
}

impl From<OutcomeWord> for DeliveryOutcome {
    fn from(outcome: OutcomeWord) -> Self {
        match outcome {
            OutcomeWord::Waiting => Self::Waiting,
            OutcomeWord::Delivered => Self::Delivered,
            OutcomeWord::GivenUp => Self::GivenUp,
        }
    }
}
