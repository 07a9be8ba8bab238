//! Any text as a script in each kind of offer, and as an expression: it compiles or not, answers or fails, and never
//! panics. The limits on operations and bytes hold; the one on time is the fuzzer's.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};
use usher_model::{Called, Context, EffectKind, Facts, HookEvent, HookInput, HookKind, ScriptError, StrategyInput};
use usher_script::{API, Bound, FactKind, Limits, Manifest, Offer, OfferKind, Params, ScriptHost};

static HOST: LazyLock<ScriptHost> = LazyLock::new(ScriptHost::new);

fuzz_target!(|text: &str| {
    let kinds = [
        OfferKind::Strategy,
        OfferKind::Predicate,
        OfferKind::Compute,
        OfferKind::Hook { on: HookKind::MessagePosted, effects: EffectKind::ALL.iter().copied().collect() },
    ];
    for kind in kinds {
        run(kind, text);
    }
    if let Ok(predicate) = HOST.expression(text, &[("visitor.sessions", FactKind::Number), ("page.path", FactKind::Text)]) {
        let mut facts = Facts::default();
        facts.set("visitor.sessions", 3);
        check(&predicate.call(&Context::of_facts(&facts)));
    }
});

fn run(kind: OfferKind, text: &str) {
    let offer = Offer {
        id: "pick".parse().expect("is an id"),
        description: String::new(),
        file: "s.rhai".into(),
        function: "pick".to_owned(),
        parameters: Vec::new(),
        on_failure: kind.on_failure(),
        limits: Limits { operations: 10_000, ..kind.limits() },
        kind,
    };
    let manifest = Manifest {
        id: "fuzz".parse().expect("is an id"),
        api: API,
        name: String::new(),
        description: String::new(),
        offers: vec![offer],
    };
    let files = BTreeMap::from([(Arc::from("s.rhai"), Arc::from(text))]);
    let Ok(plugin) = HOST.compile(&manifest, &files, &[]) else { return };
    let facts = Facts::default();
    let context = Context::of_facts(&facts);
    match plugin.offers[0].bind(&Params::new()) {
        Bound::Strategy(strategy) => {
            let group = "care".parse().expect("is an id");
            check(&strategy.call(&StrategyInput { context, group: &group, candidates: &[], cursor: None }));
        }
        Bound::Predicate(predicate) => check(&predicate.call(&context)),
        Bound::Compute(compute) => check(&compute.call(&context)),
        Bound::Hook(hook) => {
            let event = HookEvent::MessagePosted { agent: None, text: "Hello".to_owned() };
            check(&hook.call(&HookInput { context, event: &event, session: None }));
        }
    }
}

fn check<T>(called: &Called<T>) {
    assert!(!matches!(called.result, Err(ScriptError::Panicked { .. })), "the host panicked");
}
