//! A trial at load: each offer runs once on ordinary input, so that what is wrong with it is told before a visitor comes.

use crate::{
    check,
    failure::speaks_of_nothing,
    manifest::{Offer, OfferKind, Params, ScriptProblem, Severity},
    run::{self, Script},
};
use rhai::Position;
use serde_json::{Value as Json, json};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use usher_model::{
    Agent, AgentId, Availability, Candidate, CloseCause, Context, Facts, GroupId, HookEvent, HookInput, HookKind,
    QueueReason, Record, Records, Role, ScriptError, Session, SessionId, SessionState, StrategyInput, Timestamp, Value,
    VisitorId,
};

/// Runs it once. A warning where it fails; nothing where it does not, or where no value for its parameters is known.
pub fn run(script: &Script, text: &str) -> Option<ScriptProblem> {
    let offer = &script.offer;
    let params = ordinary_params(offer)?;
    let (facts, records, candidates) = (ordinary_facts(), ordinary_records(), ordinary_candidates());
    let context =
        Context { facts: &facts, records: &records, now: MOMENT, seed: 1, elapsed: &|| Duration::ZERO, failures: None };
    let group = slug("care");
    let strategy = StrategyInput { context, group: &group, candidates: &candidates, cursor: None };
    let on = match offer.kind {
        OfferKind::Hook { on, .. } => on,
        _ => HookKind::SessionOpened,
    };
    let (event, session) = (ordinary_event(on), ordinary_session());
    let session = Some(&session).filter(|_| on != HookKind::AgentChanged);
    let hook = HookInput { context, event: &event, session };
    let failure = run::failure_of(script, &params, &strategy, &hook)?;
    let (error, position) = match &failure.error {
        ScriptError::Failed { message, .. } | ScriptError::Size { message, .. } => (message.clone(), failure.position),
        error => (error.to_string(), Position::NONE),
    };
    let message = format!("fails on {}: {error}", ordinary(offer));
    let help = help(&failure.error).to_owned();
    let problem = if position.is_none() {
        check::problem_at_function(offer, text, message, help)
    } else {
        check::problem(&offer.file, text, position, message, "fails here", Some(help))
    };
    Some(ScriptProblem { severity: Severity::Warning, ..problem })
}

fn ordinary(offer: &Offer) -> String {
    match offer.kind {
        OfferKind::Hook { on, .. } => format!("an ordinary `{on}`"),
        _ => "an ordinary visitor".to_owned(),
    }
}

fn help(error: &ScriptError) -> &'static str {
    match error {
        ScriptError::Failed { message, .. } if speaks_of_nothing(message) => {
            "facts, records and parts of events may be absent: they are `()` then"
        }
        _ => "tried once at load on made-up input; a test beside the script shows more",
    }
}

/// 2026-01-01T09:00:00Z.
const MOMENT: Timestamp = Timestamp::from_millis(1_767_258_000_000);

fn slug<T: std::str::FromStr>(id: &str) -> T {
    id.parse().ok().expect("is an id")
}

fn ordinary_facts() -> Facts {
    let mut facts = Facts::default();
    facts.set("visitor.sessions", 1);
    facts.set("visitor.verified", false);
    facts.set("visitor.language", "en");
    facts.set("page.url", "https://shop.example.com/cart");
    facts.set("page.path", "/cart");
    facts.set("page.title", "Cart");
    facts.set("page.locale", "en");
    facts.set("channel.id", "mall");
    facts.set("time.date", "2026-01-01");
    facts.set("time.time", "09:00");
    facts.set("time.weekday", "thursday");
    facts
}

fn ordinary_records() -> Records {
    let mut records = Records::default();
    for object in ["account", "contact", "lead", "case"] {
        let id = format!("{object}-1").into();
        let name = Some("Acme".into());
        records.add(object, Record { id, name, owner: Some(slug("an")), fields: BTreeMap::new() });
    }
    records
}

fn ordinary_candidates() -> Vec<Candidate> {
    let one = |id: &str, load| Candidate {
        agent: Arc::new(Agent {
            id: slug(id),
            name: id.to_owned(),
            email: format!("{id}@example.com"),
            role: Role::Agent,
            departments: Vec::new(),
            capacity: 5,
            languages: vec![slug("en")],
            skills: BTreeMap::from([("sales".to_owned(), 3)]),
        }),
        load,
        capacity: 5,
        received_today: load,
        last_assigned: None,
        refusal: None,
    };
    vec![one("an", 1), one("bo", 2)]
}

fn ordinary_session() -> Session {
    let (id, visitor) = (SessionId::from_bytes([1; 16]), VisitorId::from_bytes([2; 16]));
    Session {
        state: SessionState::Queued { group: slug("care"), reason: QueueReason::Busy },
        rule: Some(slug("everybody")),
        last_seq: 1,
        visitor_read: 1,
        queued_at: Some(MOMENT),
        ..Session::begin(id, visitor, slug("mall"), MOMENT)
    }
}

fn ordinary_event(on: HookKind) -> HookEvent {
    let agent: AgentId = slug("an");
    let group: GroupId = slug("care");
    match on {
        HookKind::SessionOpened => HookEvent::SessionOpened { text: "Hello, where is my order?".to_owned() },
        HookKind::SessionAssigned => HookEvent::SessionAssigned { group: Some(group), agent },
        HookKind::SessionQueued => HookEvent::SessionQueued { group, reason: QueueReason::Busy },
        HookKind::MessagePosted => HookEvent::MessagePosted { agent: None, text: "Is anybody there?".to_owned() },
        HookKind::SessionTransferred => HookEvent::SessionTransferred {
            from_agent: Some(agent),
            from_group: Some(group.clone()),
            to_agent: None,
            to_group: Some(group),
        },
        HookKind::SessionClosed => HookEvent::SessionClosed { cause: CloseCause::Visitor },
        HookKind::MessageLeft => HookEvent::MessageLeft {
            form: "leave-message".to_owned(),
            fields: [("email".to_owned(), Value::from("visitor@example.com"))].into(),
        },
        HookKind::AgentChanged => HookEvent::AgentChanged { agent, availability: Availability::Away },
    }
}

/// Defaults, or the simplest value that a schema allows; none where that takes more than a look at it.
fn ordinary_params(offer: &Offer) -> Option<Params> {
    let value = |parameter: &crate::Parameter| match &parameter.default {
        Some(default) => Some(default.clone()),
        None => simplest(&parameter.schema),
    };
    offer.parameters.iter().map(|parameter| Some((parameter.name.clone(), value(parameter)?))).collect()
}

fn simplest(schema: &Json) -> Option<Json> {
    if let Some(constant) = schema.get("const") {
        return Some(constant.clone());
    }
    if let Some(first) = ["enum", "examples"].iter().find_map(|key| schema.get(key)?.get(0)) {
        return Some(first.clone());
    }
    // What these ask for cannot be made up.
    if ["pattern", "format", "multipleOf", "allOf", "not", "if", "$ref"].iter().any(|key| schema.get(key).is_some()) {
        return None;
    }
    if let Some(first) = ["anyOf", "oneOf"].iter().find_map(|key| schema.get(key)?.get(0)) {
        return simplest(first);
    }
    let named = schema.get("type")?;
    let number = |key: &str| schema.get(key).and_then(Json::as_f64);
    match named.as_str().or_else(|| named.get(0)?.as_str())? {
        "string" => {
            let length = usize::try_from(schema.get("minLength").and_then(Json::as_u64).unwrap_or(0)).ok()?;
            Some(Json::from("x".repeat(length.clamp(1, 1_000))))
        }
        "integer" => {
            let least = schema.get("minimum").and_then(Json::as_i64);
            let above = schema.get("exclusiveMinimum").and_then(Json::as_i64).map(|least| least.saturating_add(1));
            let most = schema.get("maximum").and_then(Json::as_i64);
            Some(Json::from(least.or(above).unwrap_or_else(|| most.unwrap_or(1).min(1))))
        }
        "number" => {
            let above = number("exclusiveMinimum").map(|least| least + 1.0);
            Some(json!(number("minimum").or(above).unwrap_or_else(|| number("maximum").unwrap_or(1.0).min(1.0))))
        }
        "boolean" => Some(Json::Bool(false)),
        "null" => Some(Json::Null),
        "array" => {
            let count = usize::try_from(schema.get("minItems").and_then(Json::as_u64).unwrap_or(0)).ok()?.min(100);
            if count == 0 {
                return Some(json!([]));
            }
            Some(Json::Array(vec![simplest(schema.get("items")?)?; count]))
        }
        "object" => {
            let required = schema.get("required").and_then(Json::as_array).cloned().unwrap_or_default();
            let entry = |name: &Json| {
                let name = name.as_str()?;
                Some((name.to_owned(), simplest(schema.get("properties")?.get(name)?)?))
            };
            required.iter().map(entry).collect::<Option<_>>().map(Json::Object)
        }
        _ => None,
    }
}
