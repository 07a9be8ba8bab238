//! One call of a strategy, limits on: the helpers over candidates, beside the same as a loop in the script.

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use std::{collections::BTreeMap, hint::black_box, sync::Arc, time::Duration};
use usher_model::{Agent, Candidate, Context, Facts, GroupId, OnFailure, Role, Strategy, StrategyInput};
use usher_script::{API, Bound, Limits, Manifest, Offer, OfferKind, Params, ScriptHost, builtin_files};

const LOOP: &str = r"
fn pick(candidates) {
    let best = ();
    let lowest = 1000000;
    for c in candidates {
        if c.is_available && c.load < lowest {
            lowest = c.load;
            best = c.id;
        }
    }
    best
}
";

const IDS: &str = r"
fn pick(candidates) {
    let kept = [];
    for id in candidates.available().ids() {
        kept.push(id);
    }
    kept
}
";

const WHERE: &str = r#"
fn pick(candidates) {
    candidates.available().where("skill:es", "gte", 2).where("room", "gt", 1)
}
"#;

const RANK: &str = r#"
fn pick(candidates) {
    candidates.available().rank_by(#{ "skill:es": 2, load: -1 })
}
"#;

fn strategies() -> Vec<(&'static str, Arc<dyn Strategy>)> {
    let builtin = |path: &str| builtin_files().iter().find(|(name, _)| *name == path).expect("is built in").1;
    [
        ("load", builtin("plugins/load/load.rhai")),
        ("circular", builtin("plugins/circular/circular.rhai")),
        ("where", WHERE),
        ("rank_by", RANK),
        ("script_loop", LOOP),
        ("script_ids", IDS),
    ]
    .into_iter()
    .map(|(name, text)| (name, compile(text)))
    .collect()
}

fn compile(text: &str) -> Arc<dyn Strategy> {
    let file: Arc<str> = "s.rhai".into();
    let manifest = Manifest {
        id: "bench".parse().expect("is a slug"),
        api: API,
        name: "Bench".to_owned(),
        description: String::new(),
        offers: vec![Offer {
            id: "bench".parse().expect("is a slug"),
            description: String::new(),
            file: file.clone(),
            function: "pick".to_owned(),
            parameters: Vec::new(),
            on_failure: OnFailure::Open,
            // The clock is read as always, but a busy machine must not end the measurement.
            limits: Limits { time: Duration::from_secs(10), ..Limits::INLINE },
            kind: OfferKind::Strategy,
        }],
    };
    let files = BTreeMap::from([(file, text.into())]);
    let plugin = ScriptHost::new().compile(&manifest, &files, &[]).expect("compiles");
    match plugin.offers[0].bind(&Params::new()) {
        Bound::Strategy(strategy) => strategy,
        other => panic!("is no strategy: {other:?}"),
    }
}

fn candidates(count: u32) -> Vec<Candidate> {
    (0..count)
        .map(|number| Candidate {
            agent: Arc::new(Agent {
                id: format!("a{number:05}").parse().expect("is a slug"),
                name: String::new(),
                email: String::new(),
                role: Role::Agent,
                departments: Vec::new(),
                capacity: 10,
                languages: Vec::new(),
                skills: BTreeMap::from([("es".to_owned(), u8::try_from(number % 5 + 1).unwrap_or(1))]),
            }),
            // Spread without a pattern that a sort would find.
            load: number.wrapping_mul(2_654_435_761) % 10,
            capacity: 10,
            received_today: 0,
            last_assigned: None,
            refusal: None,
        })
        .collect()
}

#[expect(clippy::disallowed_methods, reason = "the limit on time is part of what is measured")]
fn call(c: &mut Criterion) {
    let strategies = strategies();
    let group_id: GroupId = "care".parse().expect("is a slug");
    let facts = Facts::default();
    let began = std::time::Instant::now();
    let elapsed = || began.elapsed();
    for (name, strategy) in &strategies {
        let mut group = c.benchmark_group(*name);
        for count in [10_u32, 100, 1_000] {
            let candidates = candidates(count);
            let cursor = candidates[candidates.len() / 2].agent.id.clone();
            let input = StrategyInput {
                context: Context { seed: 7, elapsed: &elapsed, ..Context::of_facts(&facts) },
                group: &group_id,
                candidates: &candidates,
                cursor: Some(&cursor),
            };
            group.bench_function(BenchmarkId::from_parameter(count), |b| {
                b.iter(|| strategy.call(black_box(&input)).result.expect("answers"));
            });
        }
        group.finish();
    }
}

criterion_group!(benches, call);
criterion_main!(benches);
