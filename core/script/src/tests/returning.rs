//! What a strategy may return, where its errors are told, and the built-in ones.

use super::offering::{FILE, Given, ask, bound, candidate, names, offer, refused, with_input};
use crate::{API, Bound, Manifest, OfferKind, ScriptHost, builtin_files};
use proptest::prelude::*;
use std::{collections::BTreeMap, sync::Arc};
use usher_model::{Candidate, Order, ScriptError, Strategy};

#[track_caller]
fn picks(body: &str, expected: &str) {
    let text = format!("fn pick(candidates) {{ {body} }}");
    assert_eq!(ask(OfferKind::Strategy, &text, &Given::default()).result.as_deref(), Ok(expected), "{body}");
}

#[track_caller]
fn fails(text: &str, expected: &str) {
    let given = Given::default();
    let Bound::Strategy(strategy) = bound(OfferKind::Strategy, text, &given) else { panic!("a strategy") };
    let error = with_input(&given, |input| strategy.call(input)).result.unwrap_err();
    assert_eq!(error.to_string(), expected, "{text}");
}

#[test]
fn a_strategy_returns_candidates_in_any_shape_and_nothing_else() {
    picks("\"di\"", "di");
    picks("[\"di\", candidates[0], \"di\"]", "di an");
    picks("candidates.ids()", "an bo cy di li");
    picks("()", "");
    picks("[]", "");
    for (body, given) in [
        ("3", "the number 3"),
        ("#{}", "a map"),
        ("\"zoe\"", "`zoe`, which is the id of nobody in the group"),
        ("[\"an\", true]", "a list with `true` in it"),
    ] {
        let called = ask(OfferKind::Strategy, &format!("fn pick() {{ {body} }}"), &Given::default());
        let Err(ScriptError::WrongReturn { given: found, .. }) = called.result else { panic!("{body}") };
        assert_eq!(found, given, "{body}");
    }
}

#[test]
fn an_error_names_its_place() {
    fails(
        "fn pick(candidates) {\n    let field = [\"load\"];\n    inner(candidates, field)\n}\n\
         fn inner(list, _f) {\n    let field = \"laod\";\n    list.least(field)\n}\n",
        "failed at plugins/test/s.rhai:7:10: `laod` is no field: did you mean `load`? There are `load`, `capacity`, \
         `room`, `last_assigned`, `received_today`, or `skill:` and a skill's name",
    );
    // A limit is told where the call stood that went over it; here that is the strategy itself.
    fails(
        "fn pick() {\n    let s = \"x\";\n    loop {\n        s += s;\n    }\n}\n",
        "grew over a limit at plugins/test/s.rhai:1:11: length of string is over its limit",
    );
    fails("fn pick() { throw \"not today\" }", "failed at plugins/test/s.rhai:1:13: not today");
}

/// A built-in strategy, compiled from the files that ship.
fn builtin(name: &str) -> Arc<dyn Strategy> {
    let folder = format!("plugins/{name}/");
    let files: BTreeMap<Arc<str>, Arc<str>> = builtin_files()
        .iter()
        .filter_map(|(path, text)| Some((path.strip_prefix(&folder)?.into(), (*text).into())))
        .collect();
    assert!(files.contains_key("plugin.yaml") && !files.contains_key(FILE));
    let mut offer = offer(OfferKind::Strategy);
    offer.id = name.parse().unwrap();
    offer.file = format!("{name}.rhai").into();
    offer.parameters = Vec::new();
    let manifest = Manifest {
        id: name.parse().unwrap(),
        api: API,
        name: name.to_owned(),
        description: String::new(),
        offers: vec![offer],
    };
    let plugin = ScriptHost::new().compile(&manifest, &files, &[]).unwrap();
    assert_eq!(plugin.warnings, []);
    let Bound::Strategy(strategy) = plugin.offers[0].bind(&crate::Params::new()) else { panic!("a strategy") };
    strategy
}

fn order(strategy: &dyn Strategy, given: &Given) -> Order {
    with_input(given, |input| strategy.call(input)).result.unwrap()
}

#[test]
fn load_names_the_least_loaded_who_is_available() {
    let given = Given::default();
    let order = order(builtin("load").as_ref(), &given);
    assert_eq!(names(&order, &given), ["bo", "di", "an"]);
    assert!(!order.took_turn);
}

#[test]
fn circular_goes_on_behind_somebody_who_left() {
    let given = Given { cursor: Some("c"), ..Given::default() };
    let order = order(builtin("circular").as_ref(), &given);
    assert_eq!(names(&order, &given), ["di", "an", "bo"]);
    assert!(order.took_turn);
}

const IDS: [&str; 6] = ["a0", "a1", "a2", "a3", "a4", "a5"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whoever is available all the time gets a turn each round, whatever the others do.
    #[test]
    fn circular_is_fair(
        availability in prop::collection::vec(prop::collection::vec(any::<bool>(), 6), 30),
        steady in 0_usize..6,
    ) {
        let strategy = builtin("circular");
        let mut cursor = None;
        let mut since = 0;
        for available in availability {
            let member = |at: usize| if available[at] || at == steady { candidate(IDS[at], 0) } else { refused(IDS[at], 0) };
            let candidates: Vec<Candidate> = (0..6).map(member).collect();
            let given = Given { candidates, cursor, ..Given::default() };
            let order = order(strategy.as_ref(), &given).order;
            prop_assert_eq!(order.len(), given.candidates.iter().filter(|c| c.is_eligible()).count());
            prop_assert!(given.candidates[order[0]].is_eligible());
            since = if order[0] == steady { 0 } else { since + 1 };
            prop_assert!(since < 6, "a turn was skipped");
            cursor = Some(IDS[order[0]]);
        }
    }
}
