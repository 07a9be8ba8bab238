//! The shape of the rules' own tests.
#![expect(dead_code, reason = "these types are never filled: their shape alone is wanted, for the schemas")]

mod scenario;

use super::{
    JsonSchema, limits,
    text::{Id, Tag, Text},
};
use crate::RoutedTo;
use scenario::Step;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// How a moment is written.
const MOMENT: &str =
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?$";

/// The keys of what is given, after those of the type itself: cases and runs have both.
macro_rules! with_given {
    ($($(#[$doc:meta])* struct $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(JsonSchema)]
        #[schemars(deny_unknown_fields)]
        struct $name {
            $($(#[$field_doc])* $field: $type,)*
            /// The moment: as the workspace's clocks tell it, or with its offset.
            #[schemars(extend(
                "pattern" = MOMENT,
                "examples" = ["2026-11-23T10:00", "2026-11-23T10:00:00Z"],
            ))]
            at: Option<String>,
            /// What the randomness begins with.
            #[schemars(extend("default" = 0))]
            seed: Option<u64>,
            /// The agents by id, such as `li: online`. All others are offline.
            #[schemars(extend("propertyNames" = ids()))]
            agents: Option<BTreeMap<String, Agent>>,
            /// How many sessions wait in the queue of a group already.
            #[schemars(extend("propertyNames" = ids(), "additionalProperties" = queue()))]
            queues: Option<BTreeMap<String, u32>>,
            /// The channel that the session is opened in. May be left out where there is only one.
            channel: Option<Id>,
            /// What is known of the visitor: the fields of `visitor` without that word, and `records` by object.
            /// A field of your own whose `.source` is not given has the source `asserted`.
            visitor: Option<Visitor>,
            /// The page: the fields of `page` without that word. The `url` gives host, path and query.
            page: Option<BTreeMap<String, Value>>,
            /// The device: the fields of `device` without that word.
            device: Option<BTreeMap<String, Value>>,
            /// What was answered in the form before the chat, by field.
            form: Option<BTreeMap<String, Value>>,
            /// What the visitor writes first.
            #[schemars(extend("default" = "Hello"))]
            says: Option<Text<{ limits::SAYS }>>,
            /// Scripts that answer otherwise than they would: `true`, `false` or `fails` for a predicate such as
            /// `campaign/in_season`; `fails`, or agents in order, for a strategy such as `load`.
            mocks: Option<BTreeMap<String, Mock>>,
        }
    )*};
}

/// What the rules must do with given visitors at given times.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("anyOf" = [
    { "required": ["cases"] },
    { "required": ["scenarios"] },
    { "required": ["simulate"] },
]))]
pub(super) struct RuleTest {
    /// What these tests show.
    name: Text<{ limits::NAME }>,
    /// What holds for all of them. A case's own keys are laid over these, maps key by key.
    given: Option<Given>,
    /// Single sessions, and where each must go.
    #[schemars(length(min = 1, max = limits::CASES))]
    cases: Option<Vec<Case>>,
    /// What happens one after another, and where sessions stand in between.
    #[schemars(length(min = 1, max = limits::CASES))]
    scenarios: Option<Vec<Scenario>>,
    /// Runs of many sessions, and how fairly they are shared out.
    #[schemars(length(min = 1, max = limits::CASES))]
    simulate: Option<Vec<Simulation>>,
}

with_given! {
    /// What holds when a session is opened.
    struct Given {}

    /// One session, and where it must go.
    struct Case {
        /// What the case shows.
        name: Text<{ limits::CASE_NAME }>,
        /// What must come of it.
        expect: Expect,
    }

    /// What happens one after another.
    struct Scenario {
        /// What the scenario shows.
        name: Text<{ limits::CASE_NAME }>,
        /// What happens, and what must hold in between.
        #[schemars(length(min = 1, max = limits::STEPS))]
        steps: Vec<Step>,
    }

    /// Many sessions, opened one after another.
    struct Simulation {
        /// What the run shows.
        name: Text<{ limits::CASE_NAME }>,
        /// How many sessions.
        #[schemars(range(min = 1, max = limits::SIMULATED_SESSIONS))]
        sessions: u32,
        /// How long after one the next is opened.
        every: Length,
        /// How long after an agent took it a session is closed.
        lasts: Length,
        /// How fair it must be.
        expect: Fairness,
    }
}

/// A length of time.
#[derive(JsonSchema)]
#[schemars(inline, extend("pattern" = "^[0-9]+(ms|s|m|h|d)$", "examples" = ["20s", "5m"]))]
struct Length(String);

/// How an agent stands.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Agent {
    /// The choice alone.
    Plain(Availability),
    /// More about the agent.
    With(AgentWith),
}

/// How an agent stands.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct AgentWith {
    /// The agent's own choice. Whoever is not offline is connected.
    #[schemars(extend("default" = "online"))]
    availability: Option<Availability>,
    /// Sessions held.
    #[schemars(range(min = 0, max = limits::TEST_LOAD), extend("default" = 0))]
    load: Option<u32>,
    /// Sessions received today. Without it: as many as are held.
    #[schemars(range(min = 0, max = limits::TEST_LOAD))]
    received_today: Option<u32>,
}

/// An agent's own choice.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
enum Availability {
    /// Takes new sessions.
    Online,
    /// Keeps the sessions held, takes no new ones.
    Away,
    /// Not at work.
    Offline,
}

/// What is known of the visitor.
#[derive(JsonSchema)]
#[schemars(inline)]
struct Visitor {
    /// The visitor's name.
    name: Option<String>,
    /// The language that the visitor reads. Without it: the channel's, or else the workspace's.
    locale: Option<Tag>,
    /// The visitor's records by object: one, or a list with the closest first.
    records: Option<BTreeMap<String, OneOrMore>>,
    /// Other fields.
    #[schemars(flatten)]
    fields: BTreeMap<String, Value>,
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

/// What a script answers.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Mock {
    /// A predicate's answer.
    Holds(bool),
    /// No answer.
    Fails(Fails),
    /// The agents that a strategy names, best first.
    Names(#[schemars(extend("uniqueItems" = true))] Vec<Id>),
}

/// No answer.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
enum Fails {
    /// The script fails. What that counts as is up to the plug-in.
    Fails,
}

/// What must come of a session: at least one of these.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline, extend("minProperties" = 1))]
struct Expect {
    /// The rule that matches, or `none`.
    rule: Option<Id>,
    /// Where the session goes.
    #[schemars(extend("enum" = RoutedTo::ALL.map(RoutedTo::word)))]
    outcome: Option<String>,
    /// Why nobody takes it at once.
    reason: Option<Reason>,
    /// The group that it goes to.
    group: Option<Id>,
    /// Who takes it: one, or one of several.
    agent: Option<Ids>,
    /// What the visitor is told among other things: a prompt, one of several, or `none`.
    prompt: Option<Ids>,
    /// The form that the visitor is offered, or `none`.
    form: Option<Id>,
    /// The shadow rules that would have taken it; an empty list for none.
    #[schemars(extend("uniqueItems" = true))]
    shadows: Option<Vec<Id>>,
    /// Rules that are asked and do not match, each with what it fails on: a field such as `page.path`, or `channel`, or
    /// `script`.
    #[schemars(extend("minProperties" = 1, "propertyNames" = ids()))]
    not: Option<BTreeMap<String, String>>,
}

/// One id, or one of several.
#[derive(JsonSchema)]
#[schemars(untagged, inline)]
enum Ids {
    /// One.
    One(Id),
    /// One of several.
    OneOf(#[schemars(length(min = 1), extend("uniqueItems" = true))] Vec<Id>),
}

/// Why nobody takes a session at once.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
enum Reason {
    /// The group's hours are over, or have not begun.
    OutsideHours,
    /// Nobody of the group is online.
    NoneOnline,
    /// As many wait as may.
    Full,
    /// Everybody online is full, or the strategies named nobody.
    Busy,
}

/// How fair a run must be: at least one of these.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline, extend("minProperties" = 1))]
struct Fairness {
    /// What part of the sessions that were taken each agent took, from 0 to 1.
    #[schemars(extend("propertyNames" = ids()))]
    share: Option<BTreeMap<String, Bound>>,
    /// Jain's index over the agents who were there: 1 where all took equally many.
    jain: Option<Bound>,
    /// How many sessions no agent took before the run was over.
    unassigned: Option<Bound>,
}

/// A number, or bounds of one.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Bound {
    /// Exactly this.
    Exactly(f64),
    /// Within bounds.
    Within(Bounds),
}

/// Bounds of a number, both included.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline, extend("minProperties" = 1))]
struct Bounds {
    /// The least.
    at_least: Option<f64>,
    /// The most.
    at_most: Option<f64>,
    /// The least and the most.
    #[schemars(length(min = 2, max = 2))]
    between: Option<Vec<f64>>,
}

fn ids() -> Value {
    json!({ "pattern": "^[a-z0-9][a-z0-9_-]{0,63}$" })
}

fn queue() -> Value {
    json!({ "type": "integer", "minimum": 0, "maximum": limits::TEST_QUEUE })
}
