//! One call of a strategy: `load` and `circular` over native helpers, beside the same as a loop in the script.

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use std::{collections::BTreeMap, hint::black_box, sync::Arc};
use usher_model::{Agent, Candidate, Facts, GroupId, Role, Strategy, StrategyInput, Timestamp};
use usher_script::{API, Manifest, ScriptHost, StrategyOffer, builtin_files};

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

fn strategies() -> Vec<(&'static str, Arc<dyn Strategy>)> {
    let builtin = |path: &str| builtin_files().iter().find(|(name, _)| *name == path).expect("is built in").1;
    [
        ("load", builtin("plugins/load/load.rhai")),
        ("circular", builtin("plugins/circular/circular.rhai")),
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
        strategies: vec![StrategyOffer {
            id: "bench".parse().expect("is a slug"),
            file: file.clone(),
            function: "pick".to_owned(),
        }],
    };
    let files = BTreeMap::from([(file, text.into())]);
    ScriptHost::new().compile(&manifest, &files).expect("compiles").remove(0)
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
                skills: BTreeMap::new(),
            }),
            // Spread without a pattern that a sort would find.
            load: number.wrapping_mul(2_654_435_761) % 10,
            capacity: 10,
            last_assigned: None,
            refusal: None,
        })
        .collect()
}

fn call(c: &mut Criterion) {
    let strategies = strategies();
    let group_id: GroupId = "care".parse().expect("is a slug");
    let facts = Facts::default();
    for (name, strategy) in &strategies {
        let mut group = c.benchmark_group(*name);
        for count in [10_u32, 100, 1_000] {
            let candidates = candidates(count);
            let cursor = candidates[candidates.len() / 2].agent.id.clone();
            let input = StrategyInput {
                facts: &facts,
                group: &group_id,
                candidates: &candidates,
                cursor: Some(&cursor),
                now: Timestamp::from_millis(0),
                seed: 7,
                expired: &|| false,
            };
            group.bench_function(BenchmarkId::from_parameter(count), |b| {
                b.iter(|| strategy.order(black_box(&input)).expect("answers"));
            });
        }
        group.finish();
    }
}

criterion_group!(benches, call);
criterion_main!(benches);
