//! Webhooks that are told of events without a hook's asking, and the form of everything that webhooks are told.
//!
//! A webhook that wants to be told is stored with the event as a run, like a hook: so it is there exactly when the event
//! is, and comes in order. Its run calls no script, but leaves a call of the webhook, with the session as it then is.

use super::effects::Asked;
use crate::Engine;
use serde_json::{Map, Value, json};
use usher_model::{
    DeliveryId, HookEvent, HookKind, OfferId, OfferName, PluginId, Session, Timestamp, WEBHOOK_RUNS, WebhookId,
};
use usher_ruleset::{RuleSet, WebhookEvent};
use usher_store::{HookRun, NewDelivery, StoreError};

/// The runs of webhooks that want to be told of a kind of event.
pub(super) fn webhook_runs(rules: &RuleSet, kind: HookKind) -> impl Iterator<Item = OfferName> {
    listening(rules, WebhookEvent::Of(kind)).map(|webhook| run_of(&webhook))
}

/// Webhooks that want to be told of something, in order of their ids.
fn listening(rules: &RuleSet, event: WebhookEvent) -> impl Iterator<Item = WebhookId> {
    let wanted = rules.webhooks.values().filter(move |webhook| webhook.events.contains(&event));
    wanted.map(|webhook| webhook.id.clone())
}

fn run_of(webhook: &WebhookId) -> OfferName {
    let plugin: PluginId = WEBHOOK_RUNS.parse().expect("an id");
    let offer: OfferId = webhook.as_str().parse().expect("ids are alike");
    OfferName { plugin, offer }
}

/// The webhook that a run is for, where it is for one.
pub(super) fn webhook_of(run: &OfferName) -> Option<WebhookId> {
    if run.plugin.as_str() == WEBHOOK_RUNS { run.offer.as_str().parse().ok() } else { None }
}

impl Engine {
    /// What a webhook's run leaves: a call, unless the webhook no longer wants to be told, or cannot keep up.
    pub(super) async fn told(&self, due: &HookRun, webhook: WebhookId) -> Result<Asked, StoreError> {
        let mut asked = Asked::default();
        let router = self.rules();
        if !listening(router.ruleset(), WebhookEvent::Of(due.run.event.kind())).any(|wants| wants == webhook) {
            tracing::info!(%webhook, "a webhook that the rules no longer tell of an event is passed over");
            return Ok(asked);
        }
        let session = match due.run.session {
            None => None,
            Some(id) => match self.store.session(id).await? {
                Some(session) => Some(session),
                None => return Ok(asked),
            },
        };
        let body = body(due.run.event.kind().word(), due.run.at, &data(&due.run.event, session.as_ref()));
        asked.deliveries.extend(self.call_of(webhook, body));
        Ok(asked)
    }

    /// Calls of all webhooks that want to be told of something which no hook is told of.
    pub(crate) fn calls_about(
        &self,
        rules: &RuleSet,
        event: WebhookEvent,
        at: Timestamp,
        data: &Map<String, Value>,
    ) -> Vec<NewDelivery> {
        let wanted = listening(rules, event);
        wanted.filter_map(|webhook| self.call_of(webhook, body(event.word(), at, data))).collect()
    }

    /// A new call of a webhook; none where so many wait already that it cannot keep up.
    fn call_of(&self, webhook: WebhookId, body: String) -> Option<NewDelivery> {
        if !self.hooks.waiting.admit_call(&webhook) {
            metrics::counter!("webhook_calls_dropped_total", "webhook" => webhook.to_string()).increment(1);
            tracing::error!(%webhook, "too many calls of a webhook wait; one is dropped");
            return None;
        }
        let at = self.clock.now();
        let id = self.hooks.next_id(at, &*self.entropy, DeliveryId::new);
        Some(NewDelivery { id, webhook, body, at })
    }
}

/// What a webhook is told, after Standard Webhooks: what happened, when, and everything about it.
pub(super) fn body(kind: &str, at: Timestamp, data: &Map<String, Value>) -> String {
    json!({ "type": kind, "timestamp": moment(at), "data": data }).to_string()
}

/// An event and its session, as members of `data`.
pub(super) fn data(event: &HookEvent, session: Option<&Session>) -> Map<String, Value> {
    let mut data = match serde_json::to_value(event) {
        Ok(Value::Object(members)) => members,
        // An event is plain data with text keys.
        _ => Map::new(),
    };
    data.remove("kind");
    data.insert("session".to_owned(), session.map_or(Value::Null, session_facts));
    data
}

/// A session as other systems are told of it.
pub(crate) fn session_facts(session: &Session) -> Value {
    json!({
        "id": session.id,
        "channel": session.channel,
        "visitor": session.visitor,
        "state": session.state,
        "rule": session.rule,
        "priority": session.priority,
        "tags": session.tags,
        "fields": session.fields,
        "opened_at": moment(session.opened_at),
    })
}

/// A moment after RFC 3339, in UTC.
pub(crate) fn moment(at: Timestamp) -> String {
    jiff::Timestamp::from_microsecond(at.as_micros()).unwrap_or_default().to_string()
}
