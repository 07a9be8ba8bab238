//! The shape of a plug-in's tests.
#![expect(dead_code, reason = "these types are never filled: their shape alone is wanted, for the schemas")]

use super::{
    JsonSchema, Schema, SchemaGenerator, limits,
    plugin::of,
    text::{Id, Skills, Tag, Text},
};
use crate::kind::plugin_test::{AVAILABILITIES, CAUSES, Field, Need, REASONS, Shape, effect_fields, event_fields};
use serde_json::{Map, Value, json};
use std::{borrow::Cow, collections::BTreeMap};
use usher_model::{EffectKind, HookKind, MAX_PRIORITY};

/// Cases for one thing that a plug-in offers: exactly one of `strategy`, `predicate`, `compute` and `hook` names it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("oneOf" = one_of(&["strategy", "predicate", "compute", "hook"])))]
pub(super) struct PluginTest {
    /// The strategy that is tested, by its id.
    strategy: Option<Id>,
    /// The predicate that is tested, by its id in the plug-in.
    predicate: Option<Id>,
    /// The computed value that is tested, by its id in the plug-in.
    compute: Option<Id>,
    /// The hook that is tested, by its id in the plug-in.
    hook: Option<Id>,
    /// The cases.
    #[schemars(length(min = 1, max = limits::CASES))]
    cases: Vec<Case>,
}

/// One call, with all that the script is given, and what it must answer.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Case {
    /// What the case shows.
    name: Text<{ limits::CASE_NAME }>,
    /// The parameters, as a rule would give them. Hooks have none.
    with: Option<BTreeMap<String, Value>>,
    /// The moment of the decision.
    #[schemars(extend("format" = "date-time", "default" = "2026-01-01T09:00:00Z"))]
    now: Option<String>,
    /// What the randomness of the decision begins with.
    #[schemars(extend("default" = 0))]
    seed: Option<u64>,
    /// Facts by name, such as `visitor.language: es`.
    facts: Option<BTreeMap<String, Value>>,
    /// The visitor's records by object: one, or a list with the closest first.
    records: Option<BTreeMap<String, OneOrMore>>,
    /// Strategies: the group that serves.
    #[schemars(extend("default" = "team"))]
    group: Option<Id>,
    /// Strategies: who took the last turn in the group.
    turn: Option<Id>,
    /// Strategies: the members of the group, in any order.
    candidates: Option<Vec<Candidate>>,
    /// Hooks: what happened.
    event: Option<Event>,
    /// Hooks: the session as it stands.
    session: Option<Session>,
    /// What the script must answer.
    expect: Expect,
}

/// One record, or several.
#[derive(JsonSchema)]
#[schemars(untagged, inline)]
enum OneOrMore {
    /// One record.
    One(Record),
    /// Several, the most closely linked first.
    Several(Vec<Record>),
}

/// A record of the CRM.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Record {
    /// Its id.
    id: Text<{ limits::NAME }>,
    /// Its name.
    name: Option<Text<{ limits::NAME }>>,
    /// The agent in charge of it.
    owner: Option<Id>,
    /// Its other fields.
    fields: Option<BTreeMap<String, Value>>,
}

/// One member of the group.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Candidate {
    /// Who.
    id: Id,
    /// Sessions held.
    #[schemars(extend("default" = 0))]
    load: Option<u32>,
    /// Most sessions that may be held. Who holds as many is full.
    #[schemars(range(min = 1, max = limits::CAPACITY), extend("default" = limits::DEFAULT_CAPACITY))]
    capacity: Option<u32>,
    /// Sessions received today.
    #[schemars(extend("default" = 0))]
    received_today: Option<u32>,
    /// How long ago a session was last given, such as `10m`. Without it: never.
    #[schemars(extend("pattern" = "^[0-9]+(ms|s|m|h|d)$"))]
    idle: Option<String>,
    /// Skills with a level each.
    skills: Option<Skills>,
    /// Languages.
    #[schemars(extend("uniqueItems" = true))]
    languages: Option<Vec<Tag>>,
    /// Departments.
    #[schemars(extend("uniqueItems" = true))]
    departments: Option<Vec<Id>>,
    /// Why the session may not be given to this one.
    refused: Option<Refused>,
}

/// Why not.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
enum Refused {
    /// Chose to be offline.
    Offline,
    /// Chose to be away.
    Away,
    /// Chose to be online, but is not connected.
    Absent,
    /// Holds as many sessions as may be held.
    Full,
}

/// A session. Everything of it may be left out.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Session {
    /// Where it was opened.
    #[schemars(extend("default" = "web"))]
    channel: Option<Id>,
    /// Where it stands. Without it: closed with a `cause`, assigned with an `agent`, queued with a `group`, else unmatched.
    state: Option<State>,
    /// The group it came through, or waits for.
    group: Option<Id>,
    /// Who has it, or had it at the end.
    agent: Option<Id>,
    /// Why it waits.
    reason: Option<Reason>,
    /// Why it ended.
    cause: Option<Cause>,
    /// The rule that matched.
    rule: Option<Id>,
    /// Its place among those who wait.
    #[schemars(range(min = -MAX_PRIORITY, max = MAX_PRIORITY), extend("default" = 0))]
    priority: Option<i64>,
    /// Its marks.
    #[schemars(extend("uniqueItems" = true))]
    tags: Option<Vec<Id>>,
    /// Values kept with it.
    fields: Option<BTreeMap<String, Value>>,
    /// When it was opened. Without it: now.
    #[schemars(extend("format" = "date-time"))]
    opened_at: Option<String>,
    /// Entries of its transcript so far.
    #[schemars(extend("default" = 1))]
    messages: Option<u32>,
}

/// Where a session stands.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
enum State {
    /// One agent has it.
    Assigned,
    /// It waits in a group's queue.
    Queued,
    /// No rule matched.
    Unmatched,
    /// It is over.
    Closed,
}

/// What the script must answer: exactly one of the keys other than `log` and `operations`.
#[derive(JsonSchema)]
#[schemars(
    deny_unknown_fields,
    inline,
    extend("oneOf" = one_of(&["order", "first", "nobody", "holds", "value", "none", "effects", "error"]))
)]
struct Expect {
    /// Strategies: the whole order, best first.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    order: Option<Vec<Id>>,
    /// Strategies: who comes first, whoever follows.
    first: Option<Id>,
    /// Strategies: it names nobody.
    nobody: Option<True>,
    /// Predicates: whether it holds.
    holds: Option<bool>,
    /// Computed values: the value.
    value: Option<Value>,
    /// Computed values: there is none.
    none: Option<True>,
    /// Hooks: the effects, in order; an empty list for none.
    effects: Option<Vec<Effect>>,
    /// The call fails, and its error has this in it.
    error: Option<Text<{ limits::DESCRIPTION }>>,
    /// The lines that it logs, all of them.
    log: Option<Vec<String>>,
    /// Most operations that it may use.
    #[schemars(range(min = 1))]
    operations: Option<u64>,
}

macro_rules! written {
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

written! {
    /// A key that says something by being there.
    True = json!({ "const": true });
    /// Why a session waits.
    Reason = value(Shape::Reason);
    /// Why a session ended.
    Cause = value(Shape::Cause);
    /// What happened.
    Event = forms("kind", HookKind::ALL.iter().map(|kind| (kind.word(), event_fields(*kind))));
    /// What a hook asks for.
    Effect = forms("effect", EffectKind::ALL.iter().map(|kind| (kind.word(), effect_fields(*kind))));
}

/// One form a kind, told apart by the key that names the kind.
fn forms(key: &str, kinds: impl Iterator<Item = (&'static str, &'static [Field])>) -> Value {
    let form = |(word, fields): (&str, &[Field])| {
        let mut properties = Map::from_iter([(key.to_owned(), json!({ "const": word }))]);
        properties.extend(fields.iter().map(|field| (field.key.to_owned(), value(field.shape))));
        let needed = fields.iter().filter(|field| field.need == Need::Must).map(|field| field.key);
        let required: Vec<&str> = [key].into_iter().chain(needed).collect();
        json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
    };
    json!({ "oneOf": kinds.map(form).collect::<Vec<_>>() })
}

fn value(shape: Shape) -> Value {
    let names = |words: &[&str]| json!({ "enum": words });
    match shape {
        Shape::Text => json!({ "type": "string", "minLength": 1 }),
        Shape::Id => json!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,63}$" }),
        Shape::Priority => json!({ "type": "integer", "minimum": -MAX_PRIORITY, "maximum": MAX_PRIORITY }),
        Shape::Reason => names(&REASONS.iter().map(|(word, _)| *word).collect::<Vec<_>>()),
        Shape::Cause => names(&CAUSES.iter().map(|(word, _)| *word).collect::<Vec<_>>()),
        Shape::Availability => names(AVAILABILITIES),
        Shape::Value => json!({ "type": ["string", "number", "boolean"] }),
        Shape::Values => {
            json!({ "type": "object", "additionalProperties": { "type": ["string", "number", "boolean"] } })
        }
        Shape::Payload => json!({ "type": "object" }),
    }
}

fn one_of(keys: &[&str]) -> Value {
    keys.iter().map(|key| json!({ "required": [key] })).collect()
}
