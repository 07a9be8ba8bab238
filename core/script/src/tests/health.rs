//! How plug-ins fare: counters, the switch, and what an edit does to both.

use super::offering::offer;
use crate::{
    API, Bound, CompiledOffer, Manifest, Offer, OfferKind, Params, PluginHealth, ScriptHost, TRIP_AFTER, TRIP_TIME,
};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use usher_model::{Context, Facts, ScriptError, Timestamp};

/// Fails as long as nobody says otherwise.
const TEXT: &str = "fn pick(facts) { if facts[\"works\"] != true { throw \"not today\"; } facts[\"works\"] }";

fn compile(host: &ScriptHost, text: &str) -> CompiledOffer {
    let offer = Offer { parameters: Vec::new(), ..offer(OfferKind::Predicate) };
    let manifest = Manifest {
        id: "test".parse().unwrap(),
        api: API,
        name: "Test".to_owned(),
        description: "A test.".to_owned(),
        offers: vec![offer],
    };
    let files = BTreeMap::from([(Arc::from("s.rhai"), Arc::from(text))]);
    host.compile(&manifest, &files, &[]).unwrap().offers.remove(0)
}

#[derive(Clone, Copy)]
enum Day {
    Good,
    Bad,
}

fn ask(offer: &CompiledOffer, day: Day, now: Timestamp) -> Result<bool, ScriptError> {
    let mut facts = Facts::default();
    facts.set("works", matches!(day, Day::Good));
    let Bound::Predicate(predicate) = offer.bind(&Params::new()) else { panic!("is a predicate") };
    predicate.call(&Context { now, ..Context::of_facts(&facts) }).result
}

fn health(host: &ScriptHost, now: Timestamp) -> PluginHealth {
    host.health(now).into_iter().next().unwrap()
}

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_millis(0).after(Duration::from_secs(seconds))
}

#[test]
fn failures_in_a_row_switch_it_off_and_a_trial_switches_it_on() {
    let host = ScriptHost::new();
    let offer = compile(&host, TEXT);
    for _ in 0..TRIP_AFTER - 1 {
        assert!(matches!(ask(&offer, Day::Bad, at(10)), Err(ScriptError::Failed { .. })));
    }
    assert_eq!(ask(&offer, Day::Good, at(10)), Ok(true), "one that goes well begins the count anew");
    for _ in 0..TRIP_AFTER {
        assert!(matches!(ask(&offer, Day::Bad, at(20)), Err(ScriptError::Failed { .. })));
    }
    let until = at(20).after(TRIP_TIME);
    let tripped = |now| Err(ScriptError::Tripped { failures: TRIP_AFTER, until, now });
    assert_eq!(ask(&offer, Day::Good, at(21)), tripped(at(21)));
    assert_eq!(ask(&offer, Day::Good, at(79)), tripped(at(79)));
    assert_eq!(health(&host, at(79)).off_until, Some(until));

    assert!(matches!(ask(&offer, Day::Bad, at(80)), Err(ScriptError::Failed { .. })), "the trial");
    let later = at(80).after(TRIP_TIME);
    assert_eq!(health(&host, at(81)).off_until, Some(later));
    assert!(matches!(ask(&offer, Day::Good, at(139)), Err(ScriptError::Tripped { .. })));
    assert_eq!(ask(&offer, Day::Good, at(140)), Ok(true), "the second trial");
    assert_eq!(ask(&offer, Day::Good, at(140)), Ok(true));
    assert_eq!(health(&host, at(140)).off_until, None);
}

#[test]
fn counters_tell_of_every_call_that_ran() {
    let host = ScriptHost::new();
    let offer = compile(&host, TEXT);
    assert_eq!(health(&host, at(0)).calls, 0, "the trial at load does not count");
    let _ = ask(&offer, Day::Good, at(1));
    for _ in 0..TRIP_AFTER + 3 {
        let _ = ask(&offer, Day::Bad, at(2));
    }
    let health = health(&host, at(3));
    assert_eq!(health.calls, 1 + u64::from(TRIP_AFTER), "those refused while it was off did not run");
    assert_eq!(health.failures, BTreeMap::from([("failed", u64::from(TRIP_AFTER))]));
    assert!(health.operations >= health.calls);
    let last = health.last_failure.unwrap();
    assert_eq!((last.at, last.offer.as_str()), (at(2), "test/test"));
    assert_eq!(last.error, "failed at plugins/test/s.rhai:1:46: not today");
}

#[test]
fn an_edit_begins_with_a_clean_switch_and_the_same_files_do_not() {
    let host = ScriptHost::new();
    let offer = compile(&host, TEXT);
    for _ in 0..TRIP_AFTER {
        let _ = ask(&offer, Day::Bad, at(1));
    }
    let again = compile(&host, TEXT);
    assert!(matches!(ask(&again, Day::Good, at(2)), Err(ScriptError::Tripped { .. })), "it is the same plug-in");
    let edited = compile(&host, &format!("{TEXT}\n// mended"));
    assert_eq!(ask(&edited, Day::Good, at(2)), Ok(true));
    assert!(matches!(ask(&offer, Day::Good, at(2)), Err(ScriptError::Tripped { .. })), "the old one stays off");
    assert_eq!(health(&host, at(2)).calls, u64::from(TRIP_AFTER) + 1, "the counters go on");
    assert_eq!(host.clone().health(at(2)), host.health(at(2)), "a clone is the same host");
    assert!(ScriptHost::new().health(at(2)).is_empty(), "another one is not");
}

#[test]
fn an_offer_that_fails_is_switched_off_by_itself() {
    let host = ScriptHost::new();
    let mut good = Offer { parameters: Vec::new(), ..offer(OfferKind::Predicate) };
    good.function = "good".to_owned();
    let bad = Offer { id: "bad".parse().unwrap(), function: "bad".to_owned(), ..good.clone() };
    let manifest = Manifest {
        id: "test".parse().unwrap(),
        api: API,
        name: "Test".to_owned(),
        description: "A test.".to_owned(),
        offers: vec![good, bad],
    };
    let text = "fn good() { true } fn bad() { throw \"no\" }";
    let files = BTreeMap::from([(Arc::from("s.rhai"), Arc::from(text))]);
    let offers = host.compile(&manifest, &files, &[]).unwrap().offers;
    for _ in 0..TRIP_AFTER {
        assert_eq!(ask(&offers[0], Day::Good, at(1)), Ok(true));
        assert!(matches!(ask(&offers[1], Day::Good, at(1)), Err(ScriptError::Failed { .. })));
    }
    assert!(matches!(ask(&offers[1], Day::Good, at(2)), Err(ScriptError::Tripped { .. })));
    assert_eq!(ask(&offers[0], Day::Good, at(2)), Ok(true), "the other goes on");
    assert_eq!(health(&host, at(2)).off_until, Some(at(1).after(TRIP_TIME)));
}
