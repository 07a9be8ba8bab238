//! What hooks did to a session, as agents see it. Visitors are told nothing of it: their transcript has no such entry.

use serde::Serialize;
use std::borrow::Cow;
use usher_model::{Effect, Value};
use usher_routing::Router;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema, schema::OneOfBuilder},
};

use super::agent::GroupView;

/// What a hook did.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub(crate) enum EffectView {
    /// It marked the session.
    Tag { tag: String },
    /// It moved the session forward or back in its queue: -100 to 100, higher is served first.
    SetPriority { priority: i64 },
    /// It wrote a text of the rules to the visitor, which is an entry of its own.
    SendPrompt { prompt: String },
    /// It kept a value with the session; none removed it.
    SetField {
        field: String,
        #[schema(required)]
        value: Option<FieldValue>,
    },
    /// It asks that another group takes over.
    AskTransfer { group: GroupView, reason: String },
    /// It told another system.
    CallWebhook { webhook: WebhookView },
}

/// A system that hooks may tell, by id and name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct WebhookView {
    pub id: String,
    pub name: String,
}

/// A value kept with a session.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum FieldValue {
    Bool(bool),
    Number(serde_json::Number),
    Text(String),
}

/// By hand, because a number of JSON is both whole and not.
impl PartialSchema for FieldValue {
    fn schema() -> RefOr<Schema> {
        OneOfBuilder::new()
            .item(bool::schema())
            .item(f64::schema())
            .item(String::schema())
            .description(Some("A value kept with a session."))
            .into()
    }
}

impl ToSchema for FieldValue {
    fn name() -> Cow<'static, str> {
        "FieldValue".into()
    }
}

impl EffectView {
    pub(super) fn new(effect: &Effect, rules: &Router) -> Self {
        match effect {
            Effect::Tag { tag } => Self::Tag { tag: tag.to_string() },
            Effect::SetPriority { priority } => Self::SetPriority { priority: *priority },
            Effect::SendPrompt { prompt } => Self::SendPrompt { prompt: prompt.to_string() },
            Effect::SetField { field, value } => {
                Self::SetField { field: field.to_string(), value: value.as_ref().map(FieldValue::from) }
            }
            Effect::AskTransfer { group, reason } => {
                Self::AskTransfer { group: GroupView::new(group, rules), reason: reason.clone() }
            }
            Effect::CallWebhook { webhook, .. } => {
                let known = rules.ruleset().webhooks.get(webhook);
                let name = known.map_or_else(|| webhook.to_string(), |known| known.name.clone());
                Self::CallWebhook { webhook: WebhookView { id: webhook.to_string(), name } }
            }
        }
    }
}

impl From<&Value> for FieldValue {
    fn from(value: &Value) -> Self {
        let number = match value {
            Value::Bool(yes) => return Self::Bool(*yes),
            Value::Text(text) => return Self::Text(text.as_ref().to_owned()),
            Value::Int(whole) => Some((*whole).into()),
            Value::Float(number) => serde_json::Number::from_f64(*number),
            Value::List(_) => None,
        };
        number.map_or_else(|| Self::Text(value.to_string()), Self::Number)
    }
}
