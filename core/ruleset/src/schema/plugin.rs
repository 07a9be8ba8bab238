//! The shape of `plugin.yaml`.
#![expect(dead_code, reason = "these types are never filled: their shape alone is wanted, for the schemas")]

use super::{
    JsonSchema, Schema, SchemaGenerator, limits,
    text::{Function, Id, ScriptFile, Text},
};
use crate::kind::plugin::{Holds, KEYWORDS, NAME_PATTERN, Sort, TYPES};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use usher_model::{EffectKind, HookKind};

/// What a plug-in offers.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Plugin {
    /// The version of the plug-in interface that it was made for.
    #[schemars(range(min = usher_script::API, max = usher_script::API))]
    api: u32,
    /// Its name, for admins.
    name: Text<{ limits::NAME }>,
    /// What it does, in a sentence.
    description: Option<Text<{ limits::DESCRIPTION }>>,
    /// What it offers.
    offers: Offers,
}

/// What a plug-in offers.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline, extend("minProperties" = 1))]
struct Offers {
    /// Strategies, which order the candidates of a session. Rules name them behind `strategy`.
    #[schemars(length(min = 1, max = limits::OFFERS))]
    strategy: Option<Vec<Strategy>>,
    /// Predicates, which say yes or no. Conditions name them behind `script`, as `plug-in/id`.
    #[schemars(length(min = 1, max = limits::OFFERS))]
    predicate: Option<Vec<Predicate>>,
    /// Computed values. Prompts name them under `compute`, as `plug-in/id`.
    #[schemars(length(min = 1, max = limits::OFFERS))]
    compute: Option<Vec<Compute>>,
    /// Hooks, which run after an event and ask for effects.
    #[schemars(length(min = 1, max = limits::OFFERS))]
    hook: Option<Vec<Hook>>,
}

/// One strategy.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Strategy {
    /// Its name in rules, unlike that of any other plug-in's strategy. Without it: the plug-in's id.
    id: Option<Id>,
    /// What it does, in a sentence.
    description: Option<Text<{ limits::DESCRIPTION }>>,
    /// The script, beside this file. Without it: the plug-in's id and `.rhai`.
    file: Option<ScriptFile>,
    /// The function that is called.
    #[schemars(extend("default" = "pick"))]
    function: Option<Function>,
    /// What becomes of the session when the script fails: `open` asks the next strategy, `closed` lets it wait.
    #[schemars(extend("default" = "open"))]
    on_failure: Option<OnFailure>,
    /// How much one call may use, where that is to be less than any strategy may.
    limits: Option<InlineLimits>,
    /// What rules may set, by name.
    parameters: Option<Parameters>,
}

/// One predicate.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Predicate {
    /// Its name, behind the plug-in's: `campaign/in_season`.
    id: Id,
    /// What it tells, in a sentence.
    description: Option<Text<{ limits::DESCRIPTION }>>,
    /// The script, beside this file. Without it: the plug-in's id and `.rhai`.
    file: Option<ScriptFile>,
    /// The function that is called. Without it: the id, `-` turned to `_`.
    function: Option<Function>,
    /// What counts when the script fails: `open` that it holds, `closed` that it does not.
    #[schemars(extend("default" = "closed"))]
    on_failure: Option<OnFailure>,
    /// How much one call may use, where that is to be less than any predicate may.
    limits: Option<InlineLimits>,
    /// What rules may set, by name.
    parameters: Option<Parameters>,
}

/// One computed value.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Compute {
    /// Its name, behind the plug-in's: `greeting/part_of_day`.
    id: Id,
    /// What it gives, in a sentence.
    description: Option<Text<{ limits::DESCRIPTION }>>,
    /// The script, beside this file. Without it: the plug-in's id and `.rhai`.
    file: Option<ScriptFile>,
    /// The function that is called. Without it: the id, `-` turned to `_`.
    function: Option<Function>,
    /// What becomes of the place of the value when the script fails: `open` leaves it empty, `closed` does not show
    /// what it is part of.
    #[schemars(extend("default" = "open"))]
    on_failure: Option<OnFailure>,
    /// How much one call may use, where that is to be less than any computed value may.
    limits: Option<InlineLimits>,
    /// What rules may set, by name.
    parameters: Option<Parameters>,
}

/// One hook.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Hook {
    /// Its name, behind the plug-in's: `mood/angry`.
    id: Id,
    /// What it does, in a sentence.
    description: Option<Text<{ limits::DESCRIPTION }>>,
    /// The event that it runs after.
    event: Event,
    /// The effects that it may ask for; a hook on `agent_changed` may only `call_webhook`.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    effects: Vec<Effect>,
    /// The script, beside this file. Without it: the plug-in's id and `.rhai`.
    file: Option<ScriptFile>,
    /// The function that is called. Without it: the id, `-` turned to `_`.
    function: Option<Function>,
    /// What becomes of the event when the script fails: `open` passes it by, `closed` tries a few times more.
    #[schemars(extend("default" = "open"))]
    on_failure: Option<OnFailure>,
    /// How much one run may use, where that is to be less than any hook may.
    limits: Option<HookLimits>,
}

/// What counts when a script fails.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
enum OnFailure {
    /// As if the script were not in the way.
    Open,
    /// As if the script said no.
    Closed,
}

/// The parameters that rules may set, each with the JSON Schema (draft 2020-12) of its value.
struct Parameters;

impl JsonSchema for Parameters {
    fn schema_name() -> Cow<'static, str> {
        "Parameters".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let schema = generator.subschema_for::<ParameterSchema>().to_value();
        of(json!({
            "type": "object",
            "maxProperties": limits::PARAMETERS,
            "propertyNames": { "pattern": NAME_PATTERN },
            "additionalProperties": schema,
        }))
    }
}

/// The keys of a parameter's schema, from the table that checks them.
struct ParameterSchema;

impl JsonSchema for ParameterSchema {
    fn schema_name() -> Cow<'static, str> {
        "ParameterSchema".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let again = generator.subschema_for::<Self>().to_value();
        let or_flag = json!({ "anyOf": [again, { "type": "boolean" }] });
        let mut properties = Map::new();
        for (word, holds) in KEYWORDS {
            let schema = match holds {
                Holds::Value => json!(true),
                Holds::Types => {
                    let one = json!({ "enum": TYPES });
                    json!({ "anyOf": [one, { "type": "array", "minItems": 1, "uniqueItems": true, "items": one }] })
                }
                Holds::Format | Holds::Pattern => json!({ "type": "string" }),
                Holds::Schema => or_flag.clone(),
                Holds::Schemas => json!({ "type": "array", "minItems": 1, "items": or_flag }),
                Holds::ByKey | Holds::ByPattern => json!({ "type": "object", "additionalProperties": or_flag }),
            };
            properties.insert((*word).to_owned(), schema);
        }
        let what = "The value where a rule sets none. Without it a rule must set the parameter.";
        properties.insert("default".to_owned(), json!({ "description": what }));
        of(json!({ "type": "object", "properties": properties, "additionalProperties": false }))
    }
}

macro_rules! listed {
    ($($(#[$doc:meta])* $name:ident = $schema:expr;)*) => {$(
        $(#[$doc])*
        struct $name;

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                of($schema)
            }
        }
    )*};
}

listed! {
    /// The events that a hook can run after.
    Event = json!({ "enum": HookKind::ALL.iter().map(|kind| kind.word()).collect::<Vec<_>>() });
    /// The effects that a hook can have.
    Effect = json!({ "enum": EffectKind::ALL.iter().map(|kind| kind.word()).collect::<Vec<_>>() });
    /// How much one call may use while a visitor waits.
    InlineLimits = limits_of(Sort::Strategy);
    /// How much one run of a hook may use.
    HookLimits = limits_of(Sort::Hook);
}

fn limits_of(sort: Sort) -> Value {
    let most = sort.limits();
    json!({
        "type": "object",
        "properties": {
            "operations": {
                "description": "Script operations.",
                "type": "integer",
                "minimum": 1,
                "maximum": most.operations,
                "default": most.operations,
            },
            "time": {
                "description": format!("Time, at most {}.", crate::duration::written(most.time)),
                "type": "string",
                "pattern": "^[0-9]+(ms|s)$",
                "default": crate::duration::written(most.time),
            },
        },
        "additionalProperties": false,
    })
}

/// A schema of an object that was written out.
pub(super) fn of(schema: Value) -> Schema {
    Schema::try_from(schema).unwrap_or_else(|_| Schema::default())
}
