//! The shape of prompts and webhooks. What stands here in comments is what an editor shows beside a key.
#![expect(dead_code, reason = "these types are never filled: their shape alone is wanted, for the schemas")]

use super::{
    JsonSchema, Schema, SchemaGenerator, limits,
    text::{LocalText, OfferName, Text},
};
use crate::WebhookEvent;
use schemars::json_schema;
use std::{borrow::Cow, collections::BTreeMap};

/// A text that the system shows a visitor.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Prompt {
    /// Whether it is shown.
    #[schemars(extend("default" = true))]
    enabled: Option<bool>,
    /// What it says. Variables stand in it as `{{ visitor.name }}`, `{{ agent.name }}`, `{{ group.name }}`,
    /// `{{ company }}`, and the fields of conditions such as `{{ page.title }}`. Where the visitor waits there are
    /// `{{ queue.place }}`, `{{ queue.length }}` and `{{ queue.wait_minutes }}`; where the group has hours there are
    /// `{{ hours.name }}`, `{{ hours.holiday }}` and `{{ hours.opens_at }}`, which reads `09:00`, `Monday 09:00` or the
    /// whole date. The warning of an idle chat has `{{ idle.closes_in }}`, in minutes. One that is absent is left out. A
    /// text that begins with `{{` needs quotes.
    text: LocalText<{ limits::PROMPT }>,
    /// What plug-ins compute for the text, by the name that it has there: `part: greeting/part_of_day` gives
    /// `{{ part }}`.
    #[schemars(extend(
        "propertyNames" = { "pattern": "^[a-z][a-z0-9_]{0,63}$" },
        "maxProperties" = limits::COMPUTES
    ))]
    compute: Option<BTreeMap<String, UseOf>>,
}

/// A system that is told of what happens.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Webhook {
    /// Its name, for admins.
    name: Text<{ limits::NAME }>,
    /// Where it listens. `http` is for this machine only.
    #[schemars(
        length(max = limits::URL),
        regex(pattern = "^(https://[^\\s#@]+|http://(localhost|127\\.0\\.0\\.1|\\[::1\\])([:/?][^\\s#]*)?)$"),
        extend("examples" = ["https://pager.example.com/usher"])
    )]
    url: String,
    /// How long it may take to answer, from `1s` to `30s`.
    #[schemars(regex(pattern = "^[0-9]+(ms|s|m|h|d)$"), extend("default" = "5s"))]
    timeout: Option<String>,
    /// The environment variable of the server with the secret that calls are signed with. The secret itself never stands
    /// in rules.
    #[schemars(
        length(max = limits::VARIABLE),
        regex(pattern = "^[A-Z][A-Z0-9_]*$"),
        extend("examples" = ["PAGER_SECRET"])
    )]
    secret_env: Option<String>,
    /// What it is told of without a hook's asking. Without it: nothing.
    #[schemars(length(min = 1), extend("uniqueItems" = true, "examples" = [["session_unmatched", "nobody_online"]]))]
    events: Option<Vec<Event>>,
}

/// What a webhook can be told of.
struct Event;

impl JsonSchema for Event {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Event".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "enum": WebhookEvent::all().map(WebhookEvent::word).collect::<Vec<_>>() })
    }
}

/// What a plug-in offers, by its name, or with parameters.
#[derive(JsonSchema)]
#[schemars(untagged, rename = "Use")]
pub(super) enum UseOf {
    /// With the defaults of its parameters.
    Plain(OfferName),
    /// With parameters.
    With(UseWith),
}

/// What a plug-in offers, with parameters.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
pub(super) struct UseWith {
    /// The plug-in and what it offers, such as `campaign/in_season`.
    r#use: OfferName,
    /// Its parameters by name, as the plug-in declares them.
    with: Option<BTreeMap<String, serde_json::Value>>,
}
