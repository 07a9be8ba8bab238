//! Chance is the use's own: each draws for itself, and draws the same again.

use super::offering::{FILE, Given, compile_offers, offer};
use crate::{API, Bound, FactKind, Manifest, Offer, OfferKind, Params, ScriptHost, TRIP_AFTER};
use serde_json::json;
use std::{collections::BTreeMap, sync::Arc};
use usher_model::{Context, Facts, Predicate, ScriptError, Timestamp};

fn drawn(id: &str, params: &Params, seed: u64) -> String {
    let offer = Offer { id: id.parse().unwrap(), ..offer(OfferKind::Compute) };
    let plugin = compile_offers(vec![offer], "fn pick(params) { log(params); random() }").unwrap();
    let Bound::Compute(compute) = plugin.offers[0].bind(params) else { panic!("is a compute") };
    let facts = Facts::default();
    compute.call(&Context { seed, ..Context::of_facts(&facts) }).result.unwrap().unwrap().to_string()
}

#[test]
fn offers_of_one_decision_draw_apart_and_each_the_same_again() {
    let given = Given::default().params;
    let other = Params::from_iter([("skill".to_owned(), json!("fr"))]);
    let first = drawn("one", &given, 7);
    assert_eq!(first, drawn("one", &given, 7), "the same use, the same decision");
    assert_ne!(first, drawn("two", &given, 7), "another offer");
    assert_ne!(first, drawn("one", &other, 7), "other parameters");
    assert_ne!(first, drawn("one", &given, 8), "another decision");
    // What was drawn once is drawn in every later version: decisions of the past are explained by it.
    assert_eq!(drawn("one", &Params::new(), 7), "0.3609303147927133");
}

#[test]
fn coins_with_one_seed_are_as_many_coins() {
    let host = ScriptHost::new();
    let coin = |text: &str| host.expression(text, &[("visitor.sessions", FactKind::Number)]).unwrap();
    let (one, other) = (coin("random() < 0.5"), coin("random()  < 0.5"));
    let facts = Facts::default();
    let mut seen = BTreeMap::new();
    for seed in 0..400 {
        let context = Context { seed, ..Context::of_facts(&facts) };
        let of = |predicate: &Arc<dyn Predicate>| predicate.call(&context).result.unwrap();
        *seen.entry((of(&one), of(&other))).or_insert(0) += 1;
    }
    assert!(seen.len() == 4 && seen.values().all(|count| (60..140).contains(count)), "{seen:?}");
}

#[test]
fn looking_back_counts_nothing_and_switches_nothing_off() {
    let host = ScriptHost::for_replay();
    let manifest = Manifest {
        id: "test".parse().unwrap(),
        api: API,
        name: "Test".to_owned(),
        description: "A test.".to_owned(),
        offers: vec![Offer { parameters: Vec::new(), ..offer(OfferKind::Predicate) }],
    };
    let files = BTreeMap::from([(Arc::from(FILE), Arc::from("fn pick() { throw \"not today\" }"))]);
    let plugin = host.compile(&manifest, &files, &[]).unwrap();
    let Bound::Predicate(predicate) = plugin.offers[0].bind(&Params::new()) else { panic!("is a predicate") };
    let facts = Facts::default();
    for _ in 0..TRIP_AFTER * 3 {
        let called = predicate.call(&Context::of_facts(&facts));
        assert!(matches!(called.result, Err(ScriptError::Failed { .. })), "{called:?}");
    }
    assert_eq!(host.health(Timestamp::from_millis(0)), []);
}
