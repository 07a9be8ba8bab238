//! Offers of any kind, compiled from one text and asked with what a test gives: through the public face.

use crate::{
    API, Bound, Limits, Manifest, Offer, OfferKind, Parameter, Params, Plugin, ScriptHost, ScriptProblem, Severity,
};
use serde_json::json;
use std::{collections::BTreeMap, sync::Arc};
use usher_model::{
    Agent, Called, Candidate, Context, Effect, EffectKind, Facts, GroupId, HookEvent, HookInput, HookKind, Order,
    Record, Records, Refusal, Role, ScriptError, Session, SessionState, StrategyInput, Timestamp, Value,
};

pub const FILE: &str = "s.rhai";

/// What a call is given.
pub struct Given {
    pub facts: Facts,
    pub records: Records,
    pub params: Params,
    pub candidates: Vec<Candidate>,
    pub cursor: Option<&'static str>,
    pub event: HookEvent,
    pub session: Option<Session>,
    pub now: Timestamp,
    pub seed: u64,
}

impl Default for Given {
    fn default() -> Self {
        Self {
            facts: facts(),
            records: records(),
            params: Params::from_iter([("skill".to_owned(), json!("es")), ("weight".to_owned(), json!(2))]),
            candidates: team(),
            cursor: None,
            event: HookEvent::MessagePosted { agent: None, text: "Where is my refund?".to_owned() },
            session: Some(session()),
            now: Timestamp::from_millis(100_000),
            seed: 7,
        }
    }
}

/// An offer that may name everything its kind is given, with the parameters `skill` and `weight`.
pub fn offer(kind: OfferKind) -> Offer {
    let parameter = |name: &str| Parameter { name: name.to_owned(), schema: json!(true), default: Some(json!("es")) };
    let parameters = match kind {
        OfferKind::Hook { .. } => Vec::new(),
        _ => vec![parameter("skill"), parameter("weight")],
    };
    Offer {
        id: "test".parse().unwrap(),
        description: String::new(),
        file: FILE.into(),
        function: "pick".to_owned(),
        parameters,
        on_failure: kind.on_failure(),
        limits: Limits { time: std::time::Duration::from_mins(1), ..kind.limits() },
        kind,
    }
}

/// A hook that may ask for everything.
pub fn hook(on: HookKind) -> OfferKind {
    OfferKind::Hook { on, effects: EffectKind::ALL.iter().copied().collect() }
}

pub fn compile_offers(offers: Vec<Offer>, text: &str) -> Result<Plugin, Vec<ScriptProblem>> {
    let manifest = Manifest {
        id: "test".parse().unwrap(),
        api: API,
        name: "Test".to_owned(),
        description: "A test.".to_owned(),
        offers,
    };
    ScriptHost::new().compile(&manifest, &BTreeMap::from([(Arc::from(FILE), Arc::from(text))]), &[])
}

/// Everything that is told of a text, as `line:column-end message | help`, one a line; warnings begin with a `~`.
pub fn told(offers: Vec<Offer>, text: &str) -> String {
    let problems = compile_offers(offers, text).map_or_else(|problems| problems, |plugin| plugin.warnings);
    let lines: Vec<_> = problems
        .iter()
        .map(|problem| {
            let mark = if problem.severity == Severity::Warning { "~" } else { "" };
            let help = problem.help.as_deref().map(|help| format!(" | {help}")).unwrap_or_default();
            format!("{mark}{}:{}-{} {}{help}", problem.line, problem.column, problem.end_column, problem.message)
        })
        .collect();
    lines.join("\n")
}

/// What an offer of this kind answers, written as text.
pub fn ask(kind: OfferKind, text: &str, given: &Given) -> Called<String> {
    match bound(kind, text, given) {
        Bound::Strategy(strategy) => {
            let called = with_input(given, |input| strategy.call(input));
            described(called, |order| names(&order, given).join(" "))
        }
        Bound::Predicate(predicate) => described(predicate.call(&context(given)), |holds| holds.to_string()),
        Bound::Compute(compute) => described(compute.call(&context(given)), |value| match value {
            None => "()".to_owned(),
            Some(Value::Text(text)) => text.to_string(),
            Some(value) => value.to_string(),
        }),
        Bound::Hook(hook) => described(run(hook.as_ref(), given), |effects| format!("{effects:?}")),
    }
}

pub fn run(hook: &dyn usher_model::Hook, given: &Given) -> Called<Vec<Effect>> {
    hook.call(&HookInput { context: context(given), event: &given.event, session: given.session.as_ref() })
}

pub fn bound(kind: OfferKind, text: &str, given: &Given) -> Bound {
    let plugin = compile_offers(vec![offer(kind)], text).unwrap_or_else(|problems| panic!("{text}: {problems:#?}"));
    plugin.offers[0].bind(&given.params)
}

pub fn with_input<R>(given: &Given, call: impl FnOnce(&StrategyInput<'_>) -> R) -> R {
    let group: GroupId = "care".parse().unwrap();
    let cursor = given.cursor.map(|id| id.parse().unwrap());
    call(&StrategyInput {
        context: context(given),
        group: &group,
        candidates: &given.candidates,
        cursor: cursor.as_ref(),
    })
}

pub fn names(order: &Order, given: &Given) -> Vec<String> {
    order.order.iter().map(|at| given.candidates[*at].id().to_string()).collect()
}

fn context(given: &Given) -> Context<'_> {
    Context { records: &given.records, now: given.now, seed: given.seed, ..Context::of_facts(&given.facts) }
}

fn described<T>(called: Called<T>, describe: impl FnOnce(T) -> String) -> Called<String> {
    let result = called.result.map(describe).map_err(|error| match error {
        // The place is the same all over these tests.
        ScriptError::Failed { message, .. } => ScriptError::Failed { place: String::new(), message },
        other => other,
    });
    Called { result, operations: called.operations, log: called.log }
}

pub fn candidate(id: &str, load: u32) -> Candidate {
    let agent = Agent {
        id: id.parse().unwrap(),
        name: id.to_owned(),
        email: format!("{id}@example.com"),
        role: Role::Agent,
        departments: Vec::new(),
        capacity: 5,
        languages: Vec::new(),
        skills: BTreeMap::new(),
    };
    Candidate {
        agent: Arc::new(agent),
        load,
        capacity: 5,
        received_today: 0,
        last_assigned: None,
        refusal: (load >= 5).then_some(Refusal::Full { load, capacity: 5 }),
    }
}

pub fn refused(id: &str, load: u32) -> Candidate {
    Candidate { refusal: Some(Refusal::Away), ..candidate(id, load) }
}

/// Five members: `an` and `di` know Spanish, `bo` and `di` Chinese, `cy` is away, `li` is full.
pub fn team() -> Vec<Candidate> {
    let mut team =
        vec![candidate("an", 3), candidate("bo", 1), refused("cy", 0), candidate("di", 1), candidate("li", 5)];
    let mut change = |at: usize, change: &dyn Fn(&mut Agent)| change(Arc::make_mut(&mut team[at].agent));
    change(0, &|agent| agent.skills = BTreeMap::from([("es".to_owned(), 2)]));
    change(1, &|agent| agent.languages.push("zh-CN".parse().unwrap()));
    change(3, &|agent| {
        agent.skills.insert("es".to_owned(), 5);
        agent.languages.push("zh".parse().unwrap());
        agent.departments.push("care".parse().unwrap());
    });
    team[0].capacity = 9;
    team[0].last_assigned = Some(Timestamp::from_millis(50_000));
    team[0].received_today = 4;
    team[3].last_assigned = Some(Timestamp::from_millis(20_000));
    team[3].received_today = 2;
    team
}

fn facts() -> Facts {
    let mut facts = Facts::default();
    facts.set("page.path", "/checkout");
    facts.set("visitor.orders", 3);
    facts.set("visitor.tags", Value::List(vec!["new".into(), "vip".into()]));
    facts
}

pub fn record(id: &str, owner: Option<&str>) -> Record {
    Record {
        id: id.into(),
        name: Some(format!("The {id}").into()),
        owner: owner.map(|owner| owner.parse().unwrap()),
        fields: BTreeMap::from([("level".into(), Value::from("gold"))]),
    }
}

fn records() -> Records {
    let mut records = Records::default();
    records.add("account", record("a1", Some("di")));
    records.add("lead", record("l1", None));
    records.add("lead", Record { name: None, ..record("l2", Some("zoe")) });
    records
}

pub fn session() -> Session {
    let id = "00000000-0000-7000-8000-000000000001".parse().unwrap();
    let visitor = "00000000-0000-7000-8000-000000000002".parse().unwrap();
    Session {
        state: SessionState::Queued { group: "care".parse().unwrap(), reason: usher_model::QueueReason::Busy },
        rule: Some("vip".parse().unwrap()),
        last_seq: 3,
        priority: 10,
        tags: std::collections::BTreeSet::from(["angry".parse().unwrap()]),
        fields: BTreeMap::from([("mood".parse().unwrap(), Value::from("bad"))]),
        ..Session::begin(id, visitor, "mall".parse().unwrap(), Timestamp::from_millis(40_000))
    }
}
