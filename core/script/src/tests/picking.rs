//! What the helpers on candidates mean, and what chance does with them.

use super::offering::{Given, ask, bound, candidate, names, record, refused, with_input};
use crate::{Bound, OfferKind};
use proptest::prelude::*;
use std::collections::BTreeMap;
use usher_model::{Candidate, Order, Records};

fn text(body: &str) -> String {
    format!("fn pick(candidates, facts, records, params) {{ {body} }}")
}

#[track_caller]
fn picks(body: &str, expected: &str) {
    picks_given(body, &Given::default(), expected);
}

#[track_caller]
fn picks_given(body: &str, given: &Given, expected: &str) {
    let called = ask(OfferKind::Strategy, &text(body), given);
    assert_eq!(called.result.as_deref(), Ok(expected), "{body}");
}

#[track_caller]
fn refuses(body: &str, expected: &str) {
    let error = ask(OfferKind::Strategy, &text(body), &Given::default()).result.unwrap_err();
    assert_eq!(error.to_string(), format!("failed at : {expected}"), "{body}");
}

#[test]
fn helpers_choose() {
    picks("candidates", "an bo cy di li");
    picks("candidates.available()", "an bo di");
    picks("candidates.with_room()", "an bo cy di");
    picks("candidates.where(\"load\", \"lte\", 1)", "bo cy di");
    picks("candidates.where(\"capacity\", \"gt\", 5)", "an");
    picks("candidates.where(\"received_today\", \"ne\", 0)", "an di");
    picks("candidates.where(\"skill\", \"has\", \"es\")", "an di");
    picks("candidates.where(\"skill\", \"has\", params.skill)", "an di");
    picks("candidates.where(\"skill\", \"lacks\", \"es\")", "bo cy li");
    picks("candidates.where(\"skill:es\", \"gte\", 3)", "di");
    picks("candidates.where(\"language\", \"has\", \"zh\")", "bo di");
    picks("candidates.where(\"language\", \"has\", \"zh-TW\")", "di");
    picks("candidates.where(\"department\", \"is\", \"care\")", "di");
    picks("candidates.where(\"department\", \"is_not\", \"care\")", "an bo cy li");
    picks("candidates.where(\"id\", \"is\", \"bo\")", "bo");
    picks("candidates.where(\"id\", \"is_not\", \"bo\")", "an cy di li");
    picks("candidates.first()", "an");
    picks("candidates.first(2)", "an bo");
    picks("candidates.first(-1)", "");
    picks("candidates.first(99)", "an bo cy di li");
    picks("if candidates.count() == 5 && !candidates.is_empty() && candidates.first(0).is_empty() { \"an\" }", "an");
    picks("if candidates.group == \"care\" { candidates.ids() }", "an bo cy di li");
}

#[test]
fn helpers_order() {
    picks("candidates.available().least(\"load\")", "bo di an");
    picks("candidates.most(\"load\")", "li an bo di cy");
    picks("candidates.most(\"room\").first(2)", "an cy");
    picks("candidates.least(\"last_assigned\")", "bo cy li di an");
    picks("candidates.most(\"last_assigned\")", "an di bo cy li");
    picks("candidates.available().least(\"received_today\")", "bo di an");
    picks("candidates.most(\"skill:es\").first()", "di");
    // A chain of sorts works from last to first, since equals keep their order.
    picks("candidates.most(\"skill:es\").least(\"load\")", "cy di bo an li");
    picks("candidates.next_in_turn()", "an bo di");
    picks_given("candidates.next_in_turn()", &Given { cursor: Some("bo"), ..Given::default() }, "di an bo");
    picks_given("candidates.next_in_turn()", &Given { cursor: Some("c"), ..Given::default() }, "di an bo");
}

#[test]
fn then_puts_others_behind() {
    picks("candidates.where(\"id\", \"is\", \"di\").then(candidates.available().least(\"load\"))", "di bo an");
    picks("candidates.first(0).then(candidates.first(2))", "an bo");
    picks("candidates.most(\"load\").then(candidates)", "li an bo di cy");
    // A list does the same with more of them.
    picks("[candidates.first(2), \"li\", candidates[0], candidates.most(\"load\").first(3)]", "an bo li");
    picks("[candidates.first(0), candidates[3]]", "di");
}

#[test]
fn a_rank_is_a_weighted_sum() {
    picks("candidates.rank_by(#{ \"skill:es\": 2, load: -1 })", "di an cy bo li");
    picks("candidates.rank_by(#{ \"skill:es\": 0.5, load: -1.0 })", "di cy bo an li");
    // Equals keep their order, minus nothing and nothing are equal, and nothing at all orders nobody.
    picks("candidates.rank_by(#{ \"skill:fr\": -1 })", "an bo cy di li");
    picks("candidates.rank_by(#{})", "an bo cy di li");
    picks("candidates.rank_by(#{ last_assigned: 1 }).first(2)", "an di");
    picks(
        "let weights = #{}; weights.set(\"skill:\" + params.skill, params.weight); candidates.rank_by(weights).first()",
        "di",
    );
    refuses(
        "let weights = #{}; weights.set(\"laod\", 1); candidates.rank_by(weights)",
        "`laod` is no field: did you mean `load`? There are `load`, `capacity`, `room`, `last_assigned`, `received_today`, \
         or `skill:` and a skill's name",
    );
    refuses(
        "candidates.rank_by(#{ load: \"-1\" })",
        "`rank_by` weighs `load` by a number such as `2` or `-0.5`, not by a text",
    );
    refuses(
        "candidates.rank_by(#{ load: 1.0 / 0.0 })",
        "`rank_by` weighs `load` by a number such as `2` or `-0.5`, not by a number without end",
    );
}

#[test]
fn the_owner_of_a_record_is_one_candidate_or_none_and_the_log_says_why() {
    let mut records = Records::default();
    records.add("account", record("here", Some("di")));
    records.add("account", record("gone", Some("zoe")));
    records.add("account", record("nobodys", None));
    let given = Given { records, ..Given::default() };
    for (body, expected, log) in [
        ("candidates.owner_of(records.account)", "di", None),
        ("candidates.where(\"load\", \"gt\", 1).owner_of(records.account)", "", None),
        (
            "candidates.owner_of(records.all(\"account\")[1])",
            "",
            Some("owner_of: account `gone` belongs to `zoe`, who is not in group `care`"),
        ),
        ("candidates.owner_of(records.all(\"account\")[2])", "", Some("owner_of: account `nobodys` has no owner")),
        ("candidates.owner_of(records.contact)", "", None),
        ("candidates.owner_of(())", "", None),
    ] {
        let called = ask(OfferKind::Strategy, &text(body), &given);
        assert_eq!(called.result.as_deref(), Ok(expected), "{body}");
        assert_eq!(called.log, log.map(ToOwned::to_owned).into_iter().collect::<Vec<_>>(), "{body}");
    }
    refuses("candidates.owner_of(\"di\")", "`owner_of` takes a record such as `records.account`, not a text");
}

#[test]
fn a_script_may_look_at_each_candidate() {
    picks("for c in candidates { if c.level(\"es\") > 2 && c.is_available { return c; } }", "di");
    picks("for c in candidates { if c.speaks(\"zh\") && c.in_department(\"care\") { return c.id; } }", "di");
    picks("for c in candidates { if c.idle_seconds == 80 { return c; } }", "di");
    picks("for c in candidates { if c.idle_seconds == () && c.load + c.room == c.capacity { return c; } }", "bo");
    picks("for c in candidates { if c.received_today == 4 { return c; } }", "an");
    picks("candidates[3]", "di");
    refuses("candidates[9]", "there is no candidate 9: the list has 5, counted from 0");
    refuses("candidates[-1]", "there is no candidate -1: the list has 5, counted from 0");
}

#[test]
fn wrong_use_says_what_would_do() {
    refuses(
        "let field = \"laod\"; candidates.least(field)",
        "`laod` is no field: did you mean `load`? There are `load`, `capacity`, `room`, `last_assigned`, `received_today`, \
         or `skill:` and a skill's name",
    );
    refuses(
        "let op = \"is\"; candidates.where(\"skill\", op, \"es\")",
        "`is` is no operator for `skill`: there are `has`, `lacks`",
    );
    refuses("let value = 1; candidates.where(\"id\", \"is\", value)", "`id` compares with a text, not with a number");
    refuses(
        "let value = []; candidates.where(\"load\", \"lt\", value)",
        "`load` compares with a whole number, not with a list",
    );
    refuses(
        "candidates.weighted(#{ an: \"60\" })",
        "`weighted` takes a number for each agent, and for `an` it is given a text",
    );
}

/// The order of one seed after the other.
fn orders(body: &str, candidates: Vec<Candidate>, seeds: std::ops::Range<u64>) -> Vec<Vec<String>> {
    let mut given = Given { candidates, ..Given::default() };
    let Bound::Strategy(strategy) = bound(OfferKind::Strategy, &text(body), &given) else { panic!("a strategy") };
    seeds
        .map(|seed| {
            given.seed = seed;
            let order: Order = with_input(&given, |input| strategy.call(input)).result.unwrap();
            names(&order, &given)
        })
        .collect()
}

fn members(count: usize) -> Vec<Candidate> {
    (0..count).map(|at| candidate(&format!("a{at:03}"), 0)).collect()
}

#[test]
fn the_same_seed_gives_the_same_order() {
    for body in [
        "candidates.shuffled()",
        "candidates.weighted(\"room\")",
        "candidates.weighted(#{ a001: 1, a002: 2, a003: 3, a004: 4, a005: 5 })",
        "let names = []; for i in 0..5 { names.push(candidates[random(0, 49)]); } names",
        "candidates.first((random() * 50.0).to_int())",
    ] {
        let first = orders(body, members(50), 0..30);
        assert_eq!(first, orders(body, members(50), 0..30), "{body}");
        assert!(first.iter().any(|order| *order != first[0]), "{body}: every seed gives the same");
    }
    // Chance goes on within a call.
    picks(
        "let first = candidates.shuffled().ids(); for i in 0..20 { if candidates.shuffled().ids() != first { return \"an\"; } }",
        "an",
    );
}

/// Over many seeds, how often each is at a place of the order.
fn shares(orders: &[Vec<String>], place: usize) -> BTreeMap<&str, f64> {
    let mut counts = BTreeMap::new();
    for order in orders {
        *counts.entry(order[place].as_str()).or_insert(0.0) += 1.0 / f64::from(u32::try_from(orders.len()).unwrap());
    }
    counts
}

#[track_caller]
fn close(found: &BTreeMap<&str, f64>, expected: &[(&str, f64)]) {
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (name, share) in expected {
        // Four times the deviation that ten thousand draws have at the most.
        assert!((found[name] - share).abs() < 0.02, "{name} should have {share}: {found:?}");
    }
}

#[test]
fn weights_are_shares() {
    let body = "candidates.available().weighted(#{ a000: 60, a001: 30.0, a002: 10, a003: 0, a004: -5, a009: 7 })";
    let drawn = orders(body, members(6), 0..10_000);
    assert!(drawn.iter().all(|order| order.len() == 3));
    close(&shares(&drawn, 0), &[("a000", 0.6), ("a001", 0.3), ("a002", 0.1)]);
    // Of those that are left the next is drawn by the same weights: 0.6 * 0.3/0.4 + 0.1 * 0.3/0.9, and so on.
    close(&shares(&drawn, 1), &[("a000", 0.3238), ("a001", 0.4833), ("a002", 0.1929)]);

    // By a field; who has none of it comes last, in the old order.
    let mut team = members(4);
    for (at, load) in [(0, 5), (1, 1), (2, 2), (3, 7)] {
        team[at].load = load;
    }
    let drawn = orders("candidates.weighted(\"room\")", team, 0..10_000);
    close(&shares(&drawn, 0), &[("a001", 4.0 / 7.0), ("a002", 3.0 / 7.0)]);
    assert!(drawn.iter().all(|order| order[2..] == ["a000", "a003"]));

    let drawn = orders("candidates.shuffled()", members(4), 0..10_000);
    for place in 0..4 {
        close(&shares(&drawn, place), &[("a000", 0.25), ("a001", 0.25), ("a002", 0.25), ("a003", 0.25)]);
    }
    let drawn = orders("candidates[random(1, 3)]", members(5), 0..10_000);
    close(&shares(&drawn, 0), &[("a001", 1.0 / 3.0), ("a002", 1.0 / 3.0), ("a003", 1.0 / 3.0)]);
}

#[test]
fn a_share_of_somebody_outside_the_group_is_noted() {
    let called = ask(OfferKind::Strategy, &text("candidates.weighted(#{ an: 1, wagn: 2 })"), &Given::default());
    assert_eq!(
        (called.result.as_deref(), called.log.as_slice()),
        (Ok("an"), ["weighted: `wagn` is not in group `care`".to_owned()].as_slice())
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Nobody who is available and has a share is lost, nobody else comes in, and nobody comes twice.
    #[test]
    fn a_draw_loses_nobody(
        shares in prop::collection::vec((any::<bool>(), prop_oneof![Just(0.0), -1e3..1e9_f64, 1e-9..1e-3_f64]), 1..60),
        seed in any::<u64>(),
    ) {
        let id = |at: usize| format!("a{at:02}");
        let team = shares.iter().enumerate();
        let team = team.map(|(at, (here, _))| if *here { candidate(&id(at), 0) } else { refused(&id(at), 0) }).collect();
        let map: Vec<_> = shares.iter().enumerate().map(|(at, (_, share))| format!("{}: {share:?}", id(at))).collect();
        let body = format!("candidates.available().weighted(#{{ {} }})", map.join(", "));
        let mut drawn = orders(&body, team, seed..seed.saturating_add(1)).pop().unwrap_or_default();
        drawn.sort_unstable();
        let wanted = shares.iter().enumerate().filter(|(_, (here, share))| *here && *share > 0.0);
        prop_assert!(seed == u64::MAX || drawn == wanted.map(|(at, _)| id(at)).collect::<Vec<_>>());
    }

    /// `least` is a stable sort, by whichever way it goes.
    #[test]
    fn least_sorts_like_a_plain_sort(loads in prop::collection::vec(prop_oneof![0_u32..8, 0_u32..4_000_000_000], 0..80)) {
        let team: Vec<_> = loads.iter().enumerate().map(|(at, load)| candidate(&format!("a{at:02}"), *load)).collect();
        for (helper, sign) in [("least", 1), ("most", -1)] {
            let mut expected: Vec<usize> = (0..loads.len()).collect();
            expected.sort_by_key(|at| sign * i64::from(loads[*at]));
            let expected: Vec<_> = expected.into_iter().map(|at| team[at].id().to_string()).collect();
            let body = format!("candidates.{helper}(\"load\")");
            prop_assert_eq!(orders(&body, team.clone(), 0..1), vec![expected]);
        }
    }
}
