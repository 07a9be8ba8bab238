//! One attack: where it runs, what it says, how it must end.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use usher_model::{
    Agent, Called, Candidate, Context, EffectKind, Facts, GroupId, HookEvent, HookInput, HookKind, Predicate, Record,
    Records, Role, ScriptError, StrategyInput, Timestamp, Value,
};
use usher_script::{
    API, Bound, FactKind, Limits, Manifest, Offer, OfferKind, Parameter, Params, ScriptHost, ScriptProblem, Severity,
};

/// How an attack must end.
#[derive(Debug, Clone)]
pub enum End {
    /// Stopped by the operations limit.
    Operations,
    /// Stopped by the memory limit.
    Memory,
    /// Stopped by a size or depth limit that says this.
    Size(&'static str),
    /// An ordinary script error that says this.
    Failed(&'static str),
    /// Returned something that its kind does not.
    WrongReturn(&'static str),
    /// A panic in the host that says this.
    Panicked(&'static str),
    /// Stopped by the clock.
    Deadline,
    /// Refused at load; a problem says this.
    AtLoad(&'static str),
    /// Harmless after all: it answers.
    Answers,
}

/// Where it runs.
#[derive(Debug, Clone, Copy)]
pub enum Place {
    Strategy,
    Predicate,
    Compute,
    Hook,
    Expression,
}

/// How time passes.
#[derive(Debug, Clone, Copy)]
pub enum Watch {
    /// Not at all.
    Stands,
    /// A second whenever somebody looks for the tenth time.
    Jumps,
    /// It breaks when somebody looks for the third time.
    Breaks,
}

/// One attack.
#[derive(Debug, Clone)]
pub struct Row {
    pub name: String,
    pub place: Place,
    pub watch: Watch,
    pub limits: Option<Limits>,
    pub text: String,
    pub end: End,
}

/// How it went.
pub struct Ended {
    pub said: String,
    pub operations: u64,
    pub limit: u64,
    pub error: Option<ScriptError>,
    pub problems: Vec<ScriptProblem>,
}

impl Row {
    /// A whole script; its function is `pick`.
    pub fn new(place: Place, name: impl Into<String>, text: impl Into<String>, end: End) -> Self {
        Self { name: name.into(), place, watch: Watch::Stands, limits: None, text: text.into(), end }
    }
    /// The body of a strategy.
    pub fn strategy(name: impl Into<String>, body: &str, end: End) -> Self {
        Self::new(Place::Strategy, name, format!("fn pick(candidates, facts, records, params) {{ {body} }}"), end)
    }
    /// The same body in each kind of offer.
    pub fn everywhere(name: &str, body: &str, end: &End) -> Vec<Self> {
        let of = |place, word: &str, given: &str| {
            Self::new(place, format!("{name} ({word})"), format!("fn pick({given}) {{ {body} }}"), end.clone())
        };
        vec![
            of(Place::Strategy, "strategy", "facts"),
            of(Place::Predicate, "predicate", "facts"),
            of(Place::Compute, "compute", "facts"),
            of(Place::Hook, "hook", "event"),
        ]
    }
    /// Compiled, if it compiles, so that running it is all that is measured. What is refused at load is compiled later.
    pub fn prepare(&self) -> Prepared<'_> {
        Prepared { row: self, bound: if matches!(self.end, End::AtLoad(_)) { None } else { Some(self.compile()) } }
    }

    fn compile(&self) -> Result<Bound, Vec<ScriptProblem>> {
        // One for all: what failed is switched off by its text, so no row stands in the way of another.
        static HOST: LazyLock<ScriptHost> = LazyLock::new(ScriptHost::new);
        let host = &*HOST;
        if let Place::Expression = self.place {
            return host
                .expression(
                    &self.text,
                    &[
                        ("visitor.sessions", FactKind::Number),
                        ("page.path", FactKind::Text),
                        ("visitor.tags", FactKind::List),
                    ],
                )
                .map(Bound::Predicate);
        }
        let files = BTreeMap::from([(Arc::from("s.rhai"), Arc::from(self.text.as_str()))]);
        host.compile(&self.manifest(), &files, &[]).map(|plugin| plugin.offers[0].bind(&params()))
    }

    fn limits(&self) -> Limits {
        self.limits.unwrap_or(Limits::INLINE)
    }

    fn manifest(&self) -> Manifest {
        let kind = match self.place {
            Place::Strategy | Place::Expression => OfferKind::Strategy,
            Place::Predicate => OfferKind::Predicate,
            Place::Compute => OfferKind::Compute,
            Place::Hook => OfferKind::Hook {
                on: HookKind::MessagePosted,
                effects: EffectKind::ALL.iter().copied().filter(|kind| *kind != EffectKind::SendPrompt).collect(),
            },
        };
        let parameters = match self.place {
            Place::Hook => Vec::new(),
            _ => vec![Parameter { name: "words".to_owned(), schema: true.into(), default: Some("x".into()) }],
        };
        Manifest {
            id: id("attack"),
            api: API,
            name: "Attack".to_owned(),
            description: "An attack.".to_owned(),
            offers: vec![Offer {
                id: id("attack"),
                description: String::new(),
                file: "s.rhai".into(),
                function: "pick".to_owned(),
                parameters,
                on_failure: kind.on_failure(),
                limits: self.limits(),
                kind,
            }],
        }
    }
}

/// An attack about to run.
pub struct Prepared<'a> {
    row: &'a Row,
    bound: Option<Result<Bound, Vec<ScriptProblem>>>,
}

impl Prepared<'_> {
    pub fn run(self) -> Ended {
        let limit = self.row.limits().operations;
        let refused = |problems: Vec<ScriptProblem>| Ended {
            said: problems
                .iter()
                .find(|problem| problem.severity == Severity::Error)
                .map_or_else(String::new, |first| format!("at load: {}", first.message)),
            operations: 0,
            limit,
            error: None,
            problems,
        };
        match self.bound.unwrap_or_else(|| self.row.compile()) {
            Err(problems) => refused(problems),
            Ok(bound) => call(&bound, self.row.watch, limit),
        }
    }
}

fn call(bound: &Bound, watch: Watch, limit: u64) -> Ended {
    let looks = AtomicU32::new(0);
    let elapsed = || {
        let look = looks.fetch_add(1, Ordering::SeqCst);
        match watch {
            Watch::Jumps if look >= 10 => Duration::from_secs(1),
            // Unwinds like a panic, without a backtrace on the terminal.
            Watch::Breaks if look == 2 => std::panic::resume_unwind(Box::new("the clock broke")),
            _ => Duration::ZERO,
        }
    };
    let (facts, records) = (facts(), records());
    let now = Timestamp::from_millis(1_000);
    let context = Context { facts: &facts, records: &records, now, seed: 7, elapsed: &elapsed, failures: None };
    match bound {
        Bound::Strategy(strategy) => {
            let (group, candidates): (GroupId, _) = (id("care"), candidates());
            let input = StrategyInput { context, group: &group, candidates: &candidates, cursor: None };
            ended(&strategy.call(&input), limit)
        }
        Bound::Predicate(predicate) => ended(&Predicate::call(predicate.as_ref(), &context), limit),
        Bound::Compute(compute) => ended(&compute.call(&context), limit),
        Bound::Hook(hook) => {
            let event = HookEvent::MessagePosted { agent: None, text: "x".repeat(4_000) };
            ended(&hook.call(&HookInput { context, event: &event, session: None }), limit)
        }
    }
}

fn ended<T: std::fmt::Debug>(called: &Called<T>, limit: u64) -> Ended {
    let error = called.result.as_ref().err().cloned();
    let said = match &called.result {
        Ok(answer) => format!("answered {answer:?}").chars().take(100).collect(),
        Err(error) => error.to_string(),
    };
    Ended { said, operations: called.operations, limit, error, problems: Vec::new() }
}

impl End {
    pub fn fits(&self, ended: &Ended) -> bool {
        match (self, &ended.error) {
            (Self::AtLoad(says), None) => ended.problems.iter().any(|problem| problem.message.contains(says)),
            (Self::Answers, None) => ended.problems.is_empty(),
            (Self::Operations, Some(ScriptError::Operations { limit })) => *limit == ended.limit,
            (Self::Memory, Some(ScriptError::Memory { .. })) | (Self::Deadline, Some(ScriptError::Deadline { .. })) => {
                true
            }
            (Self::Size(says), Some(ScriptError::Size { message, .. }))
            | (Self::Failed(says), Some(ScriptError::Failed { message, .. }))
            | (Self::Panicked(says), Some(ScriptError::Panicked { message })) => message.contains(says),
            (Self::WrongReturn(says), Some(ScriptError::WrongReturn { given, .. })) => given.contains(says),
            _ => false,
        }
    }
}

fn params() -> Params {
    Params::from_iter([("words".to_owned(), vec!["word"; 1_000].into())])
}

fn facts() -> Facts {
    let mut facts = Facts::default();
    facts.set("visitor.sessions", 3);
    facts.set("page.path", "/".repeat(4_000));
    facts.set("visitor.tags", Value::List(vec![Value::from("vip"); 1_000]));
    facts
}

fn records() -> Records {
    let mut records = Records::default();
    for at in 0..1_000 {
        let fields = BTreeMap::from([("notes".into(), Value::from("x".repeat(1_000)))]);
        records.add("case", Record { id: format!("c{at}").into(), name: None, owner: None, fields });
    }
    records
}

fn candidates() -> Vec<Candidate> {
    let one = |at: u32| Candidate {
        agent: Arc::new(Agent {
            id: id(&format!("a{at:04}")),
            name: String::new(),
            email: String::new(),
            role: Role::Agent,
            departments: Vec::new(),
            capacity: 5,
            languages: Vec::new(),
            skills: BTreeMap::new(),
        }),
        load: at % 5,
        capacity: 5,
        received_today: 0,
        last_assigned: None,
        refusal: None,
    };
    (0..1_000).map(one).collect()
}

fn id<T: std::str::FromStr>(given: &str) -> T {
    given.parse().ok().expect("is an id")
}
