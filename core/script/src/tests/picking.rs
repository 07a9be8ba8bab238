//! What the helpers on candidates and facts mean, and what a strategy may return.

use super::{agent, ask, ask_with, candidate, compile, names, refused};
use crate::{API, Manifest, ScriptHost, StrategyOffer, builtin_files};
use proptest::prelude::*;
use std::{collections::BTreeMap, sync::Arc};
use usher_model::{Agent, AgentId, Candidate, Facts, Strategy, StrategyError, Timestamp, Value};

fn team() -> Vec<Candidate> {
    let of = |agent: Agent, load: u32, last: Option<i64>| Candidate {
        agent: Arc::new(agent),
        load,
        capacity: 5,
        last_assigned: last.map(Timestamp::from_millis),
        refusal: None,
    };
    let skills = |list: &[(&str, u8)]| list.iter().map(|(name, level)| ((*name).to_owned(), *level)).collect();
    let mut team = vec![
        of(Agent { skills: skills(&[("es", 2)]), ..agent("an") }, 3, Some(50_000)),
        of(Agent { languages: vec!["zh-CN".parse().unwrap()], ..agent("bo") }, 1, None),
        refused("cy", 0),
        of(
            Agent {
                skills: skills(&[("es", 5)]),
                languages: vec!["zh".parse().unwrap()],
                departments: vec!["care".parse().unwrap()],
                ..agent("di")
            },
            1,
            Some(20_000),
        ),
    ];
    team[0].capacity = 9;
    team
}

fn facts() -> Facts {
    let mut facts = Facts::default();
    facts.set("page.path", "/checkout");
    facts.set("visitor.orders", 3);
    facts.set("visitor.tags", Value::List(vec!["new".into(), "vip".into()]));
    facts
}

#[track_caller]
fn picks(body: &str, expected: &[&str]) {
    let strategy = compile(&format!("fn pick(candidates, facts) {{ {body} }}")).unwrap();
    let answer = ask_with(strategy.as_ref(), &team(), &facts(), None);
    let named = answer.as_ref().map(|answer| names(answer, &team()));
    assert_eq!(named.as_deref(), Ok(expected.iter().map(ToString::to_string).collect::<Vec<_>>().as_slice()), "{body}");
}

#[track_caller]
fn refuses(body: &str, expected: &str) {
    let strategy = compile(&format!("fn pick(candidates, facts) {{ {body} }}")).unwrap();
    let error = ask_with(strategy.as_ref(), &team(), &facts(), None).unwrap_err();
    assert_eq!(error.to_string(), expected, "{body}");
}

#[test]
fn helpers_choose_and_order() {
    picks("candidates", &["an", "bo", "cy", "di"]);
    picks("candidates.available()", &["an", "bo", "di"]);
    picks("candidates.available().least(\"load\")", &["bo", "di", "an"]);
    picks("candidates.most(\"load\")", &["an", "bo", "di", "cy"]);
    picks("candidates.most(\"room\").first(2)", &["an", "cy"]);
    picks("candidates.least(\"last_assigned\")", &["bo", "cy", "di", "an"]);
    picks("candidates.most(\"last_assigned\")", &["an", "di", "bo", "cy"]);
    picks("candidates.most(\"skill:es\").first()", &["di"]);
    picks("candidates.where(\"load\", \"lte\", 1)", &["bo", "cy", "di"]);
    picks("candidates.where(\"capacity\", \"gt\", 5)", &["an"]);
    picks("candidates.where(\"skill\", \"has\", \"es\")", &["an", "di"]);
    picks("candidates.where(\"skill\", \"lacks\", \"es\")", &["bo", "cy"]);
    picks("candidates.where(\"skill:es\", \"gte\", 3)", &["di"]);
    picks("candidates.where(\"language\", \"has\", \"zh\")", &["bo", "di"]);
    picks("candidates.where(\"language\", \"has\", \"zh-TW\")", &["di"]);
    picks("candidates.where(\"department\", \"is\", \"care\")", &["di"]);
    picks("candidates.where(\"department\", \"is_not\", \"care\").count() == 3; candidates.first(0)", &[]);
    picks("candidates.next_in_turn()", &["an", "bo", "di"]);
    // A chain of sorts works from last to first, since equals keep their order.
    picks("candidates.most(\"skill:es\").least(\"load\")", &["cy", "di", "bo", "an"]);
}

#[test]
fn a_script_may_look_at_each_candidate_and_at_facts() {
    picks("for c in candidates { if c.level(\"es\") > 2 && c.is_available { return c; } }", &["di"]);
    picks("for c in candidates { if c.speaks(\"zh\") && c.in_department(\"care\") { return c.id; } }", &["di"]);
    picks("for c in candidates { if c.idle_seconds == 80 { return c; } }", &["di"]);
    picks("for c in candidates { if c.idle_seconds == () && c.load + c.room == c.capacity { return c; } }", &["bo"]);
    picks("candidates[3]", &["di"]);
    picks("if facts[\"page.path\"] == \"/checkout\" { \"bo\" } else { \"an\" }", &["bo"]);
    picks("if facts[\"visitor.orders\"] > 2 { \"bo\" }", &["bo"]);
    picks("if \"vip\" in facts[\"visitor.tags\"] { \"bo\" }", &["bo"]);
    picks("if facts[\"account.level\"] == () && !(\"account.level\" in facts) { \"an\" }", &["an"]);
    picks("if candidates.group == \"care\" { \"an\" }", &["an"]);
}

#[test]
fn a_strategy_returns_candidates_in_any_shape_and_nothing_else() {
    picks("\"di\"", &["di"]);
    picks("[\"di\", candidates[0], \"di\"]", &["di", "an"]);
    picks("candidates.ids()", &["an", "bo", "cy", "di"]);
    picks("()", &[]);
    picks("[]", &[]);
    let expected = ", where candidates, one candidate, an agent id or a list of these is expected";
    refuses("3", &format!("returned the number 3{expected}"));
    refuses("#{}", &format!("returned a map{expected}"));
    refuses("\"zoe\"", &format!("returned `zoe`, which is the id of nobody in the group{expected}"));
    refuses("[\"an\", true]", &format!("returned a list with `true` in it{expected}"));
}

#[test]
fn an_error_names_its_place() {
    let text = "fn pick(candidates) {\n    let names = [\"load\"];\n    inner(candidates)\n}\n\
         fn inner(list) {\n    let field = \"laod\";\n    list.least(field)\n}\n";
    let error = ask(compile(text).unwrap().as_ref(), &team()).unwrap_err();
    let StrategyError::Failed { place, message } = error else { panic!("{error}") };
    assert_eq!(place, "plugins/test/s.rhai:7:10");
    assert!(message.starts_with("`laod` is no field: did you mean `load`?"), "{message}");

    // A limit is told where the call stood that went over it; here that is the strategy itself.
    let text = "fn pick(candidates) {\n    let s = \"x\";\n    loop {\n        s += s;\n    }\n}\n";
    let error = ask(compile(text).unwrap().as_ref(), &team()).unwrap_err();
    assert_eq!(
        error,
        StrategyError::Size {
            place: "plugins/test/s.rhai:1:21".to_owned(),
            message: "length of string is over its limit".to_owned()
        }
    );

    refuses("throw \"not today\"", "failed at plugins/test/s.rhai:1:30: not today");
    refuses(
        "candidates[9]",
        "failed at plugins/test/s.rhai:1:40: there is no candidate 9: the list has 4, counted from 0",
    );
}

#[test]
fn a_shuffle_repeats_for_the_same_seed() {
    let many: Vec<_> = (10..60).map(|number| candidate(&format!("a{number}"), 0)).collect();
    let strategy = compile("fn pick(candidates) { candidates.shuffled() }").unwrap();
    let order = ask(strategy.as_ref(), &many).unwrap().order;
    assert_eq!(order, ask(strategy.as_ref(), &many).unwrap().order);
    let mut sorted = order.clone();
    sorted.sort_unstable();
    assert_ne!(order, sorted);
    assert_eq!(sorted, (0..50).collect::<Vec<_>>());
}

/// A built-in strategy, compiled from the files that ship.
fn builtin(name: &str) -> Arc<dyn Strategy> {
    let folder = format!("plugins/{name}/");
    let files: BTreeMap<Arc<str>, Arc<str>> = builtin_files()
        .iter()
        .filter_map(|(path, text)| Some((path.strip_prefix(&folder)?.into(), (*text).into())))
        .collect();
    assert!(files.contains_key("plugin.yaml"));
    let manifest = Manifest {
        id: name.parse().unwrap(),
        api: API,
        name: name.to_owned(),
        description: String::new(),
        strategies: vec![StrategyOffer {
            id: name.parse().unwrap(),
            file: format!("{name}.rhai").into(),
            function: "pick".to_owned(),
        }],
    };
    ScriptHost::new().compile(&manifest, &files).unwrap().remove(0)
}

#[test]
fn load_names_the_least_loaded_who_is_available() {
    let answer = ask(builtin("load").as_ref(), &team()).unwrap();
    assert_eq!(names(&answer, &team()), ["bo", "di", "an"]);
    assert!(!answer.took_turn);
}

#[test]
fn circular_goes_on_behind_somebody_who_left() {
    let strategy = builtin("circular");
    let cursor: AgentId = "c".parse().unwrap();
    let answer = ask_with(strategy.as_ref(), &team(), &Facts::default(), Some(&cursor)).unwrap();
    assert_eq!(names(&answer, &team()), ["di", "an", "bo"]);
    assert!(answer.took_turn);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whoever is available all the time gets a turn each round, whatever the others do.
    #[test]
    fn circular_is_fair(
        availability in prop::collection::vec(prop::collection::vec(any::<bool>(), 6), 30),
        steady in 0_usize..6,
    ) {
        let strategy = builtin("circular");
        let mut cursor: Option<AgentId> = None;
        let mut since = 0;
        for available in availability {
            let team: Vec<_> = available
                .iter()
                .enumerate()
                .map(|(at, available)| {
                    let id = format!("a{at}");
                    if *available || at == steady { candidate(&id, 0) } else { refused(&id, 0) }
                })
                .collect();
            let answer = ask_with(strategy.as_ref(), &team, &Facts::default(), cursor.as_ref()).unwrap();
            prop_assert_eq!(answer.order.len(), team.iter().filter(|c| c.is_eligible()).count());
            let chosen = answer.order[0];
            prop_assert!(team[chosen].is_eligible());
            since = if chosen == steady { 0 } else { since + 1 };
            prop_assert!(since < 6, "a turn was skipped");
            cursor = Some(team[chosen].id().clone());
        }
    }

    /// `least` is a stable sort, by whichever way it goes.
    #[test]
    fn least_sorts_like_a_plain_sort(loads in prop::collection::vec(prop_oneof![0_u32..8, 0_u32..4_000_000_000], 0..80)) {
        let team: Vec<_> = loads.iter().enumerate().map(|(at, load)| candidate(&format!("a{at:02}"), *load)).collect();
        for (helper, sign) in [("least", 1), ("most", -1)] {
            let strategy = compile(&format!("fn pick(candidates) {{ candidates.{helper}(\"load\") }}")).unwrap();
            let mut expected: Vec<usize> = (0..loads.len()).collect();
            expected.sort_by_key(|at| sign * i64::from(loads[*at]));
            prop_assert_eq!(ask(strategy.as_ref(), &team).unwrap().order, expected);
        }
    }
}
