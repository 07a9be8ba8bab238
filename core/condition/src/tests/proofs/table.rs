//! What must be found, whatever stands around it, and how it reads.

use super::not;
use crate::{
    Catalogue, Condition, Contradiction, Cover, Requirements,
    tests::{catalogue, condition, facts, list},
};
use proptest::{prelude::*, sample::select};
use usher_model::{Called, Context, OnFailure, Predicate, Value};

#[derive(Debug)]
struct Named(&'static str);

impl Predicate for Named {
    fn key(&self) -> &'static str {
        self.0
    }
    fn on_failure(&self) -> OnFailure {
        OnFailure::Closed
    }
    fn call(&self, _: &Context<'_>) -> Called<bool> {
        Called { result: Ok(true), operations: 1, log: Vec::new() }
    }
}

fn script(key: &'static str) -> Condition {
    Condition::Script(std::sync::Arc::new(Named(key)))
}

fn all<const N: usize>(each: [Condition; N]) -> Condition {
    Condition::All(each.into())
}

fn either<const N: usize>(each: [Condition; N]) -> Condition {
    Condition::Any(each.into())
}

fn path(operator: &str, operand: impl Into<Value>) -> Condition {
    condition("page.path", operator, operand)
}

fn hours(from: i64, to: i64) -> Condition {
    condition("time.hour", "between", Value::List(vec![from.into(), to.into()]))
}

fn time_of_day(from: &str, to: &str) -> Condition {
    condition("time.of_day", "between", list([from, to]))
}

/// Tests that clash: where the clash is noticed, and how it reads.
fn clashes() -> Vec<(Vec<Condition>, &'static str)> {
    let sessions = |operator: &str, number: i64| condition("visitor.sessions", operator, number);
    vec![
        (vec![path("eq", "/a"), path("eq", "/b")], "`page.path` cannot be `/a` and `/b` at once"),
        (vec![path("in", list(["/a", "/b"])), path("eq", "/c")], "`page.path` cannot be `/a` or `/b` and `/c` at once"),
        (
            vec![path("eq", "/a"), path("not_in", list(["/a", "/b"]))],
            "`page.path` would have to be `/a` and not be `/a` or `/b` at once",
        ),
        (
            vec![path("in", list(["/a", "/b"])), path("ne", "/a"), path("ne", "/b")],
            "`page.path` would have to be `/a` or `/b`, not be `/a`, and not be `/b` at once",
        ),
        (
            vec![path("starts_with", "/shop"), path("eq", "/shopping"), path("starts_with", "/shop/")],
            "`page.path` would have to be `/shopping` and start with `/shop/` at once",
        ),
        (
            vec![path("starts_with", "/a"), path("starts_with", list(["/b", "/c"]))],
            "`page.path` would have to start with `/a` and start with `/b` or `/c` at once",
        ),
        (
            vec![path("ends_with", "/pay"), path("ends_with", list(["/help", "ay/"]))],
            "`page.path` would have to end with `/pay` and end with `/help` or `ay/` at once",
        ),
        (
            vec![path("starts_with", "/shop"), not(path("contains", "shop"))],
            "`page.path` would have to start with `/shop` and not contain `shop` at once",
        ),
        (
            vec![path("matches", "^/a"), not(path("matches", "^/a"))],
            "`page.path` would have to match the expression `^/a` and not match the expression `^/a` at once",
        ),
        (
            vec![path("eq", "/a"), path("matches", "^/b")],
            "`page.path` would have to be `/a` and match the expression `^/b` at once",
        ),
        (
            vec![condition("page.referrer", "exists", false), condition("page.referrer", "contains", "ads")],
            "`page.referrer` would have to not be there and contain `ads` at once",
        ),
        (
            vec![sessions("gt", 5), sessions("lt", 3)],
            "`visitor.sessions` cannot be more than `5` and less than `3` at once",
        ),
        (
            vec![sessions("gt", 4), sessions("lt", 5)],
            "`visitor.sessions` cannot be more than `4` and less than `5` at once",
        ),
    ]
}

/// More of them: of time, of types, of scripts and choices.
fn more_clashes() -> Vec<(Vec<Condition>, &'static str)> {
    let sessions = |operator: &str, number: i64| condition("visitor.sessions", operator, number);
    vec![
        (vec![sessions("lt", 0)], "`visitor.sessions` can never be less than `0`"),
        (
            vec![hours(0, 8), hours(18, 23)],
            "`time.hour` cannot be between `0` and `8` and between `18` and `23` at once",
        ),
        (
            vec![time_of_day("22:00", "06:00"), time_of_day("09:00", "17:00")],
            "`time.of_day` cannot be between `22:00` and `06:00` and between `09:00` and `17:00` at once",
        ),
        (
            vec![condition("time.date", "after", "2026-12-24"), condition("time.date", "before", "2026-12-24")],
            "`time.date` cannot be after `2026-12-24` and before `2026-12-24` at once",
        ),
        (
            vec![condition("order.placed", "within", "1h"), not(condition("order.placed", "within", "2h"))],
            "`order.placed` would have to be within the last hour and not be within the last 2 hours at once",
        ),
        (
            vec![
                condition("device.kind", "exists", true),
                condition("device.kind", "not_in", list(["desktop", "mobile", "tablet"])),
            ],
            "`device.kind` would have to be there and not be `desktop`, `mobile` or `tablet` at once",
        ),
        (
            vec![condition("visitor.verified", "eq", true), not(condition("visitor.verified", "eq", true))],
            "`visitor.verified` would have to be `true` and not be `true` at once",
        ),
        (
            vec![condition("visitor.tags", "contains", "vip"), not(condition("visitor.tags", "contains", "vip"))],
            "`visitor.tags` would have to contain `vip` and not contain `vip` at once",
        ),
        (
            vec![either([path("eq", "/a"), path("eq", "/b")]), either([path("eq", "/c"), path("eq", "/d")])],
            "`page.path` cannot be `/a` or `/b` and `/c` or `/d` at once",
        ),
        (vec![not(Condition::Always)], "it says that it never holds"),
        (vec![script("shop/open"), not(script("shop/open"))], "`shop/open` would have to hold and not to hold"),
        (
            vec![
                path("eq", "/a"),
                sessions("gt", 5),
                either([path("eq", "/b"), all([script("shop/open"), sessions("lt", 2)])]),
            ],
            "none of these can hold: (1) `page.path` cannot be `/a` and `/b` at once; \
             (2) `visitor.sessions` cannot be more than `5` and less than `2` at once",
        ),
        (vec![not(either([path("ne", "/a"), path("ne", "/b")]))], "`page.path` cannot be `/a` and `/b` at once"),
    ]
}

/// A condition, and another that holds whenever it does.
fn implications() -> Vec<(Condition, Condition)> {
    let sessions = |operator: &str, number: i64| condition("visitor.sessions", operator, number);
    vec![
        (path("eq", "/a"), Condition::Always),
        (path("eq", "/a"), path("in", list(["/a", "/b"]))),
        (path("eq", "/a/b"), path("starts_with", "/a")),
        (path("starts_with", "/shop/shoes"), path("starts_with", list(["/shop", "/a"]))),
        (path("starts_with", "/shop/shoes"), path("contains", "shoe")),
        (path("ends_with", "/help/me"), path("ends_with", list(["me", "x"]))),
        (path("eq", "/order/12"), path("matches", "^/order/[0-9]+$")),
        (path("matches", "a|b"), path("matches", "a|b")),
        (path("in", list(["/a", "/b"])), either([path("eq", "/b"), path("eq", "/a")])),
        (either([path("eq", "/b"), path("eq", "/a")]), path("in", list(["/a", "/b", "/c"]))),
        (path("eq", "/a"), path("ne", "/b")),
        (path("eq", "/a"), path("exists", true)),
        (condition("page.referrer", "exists", false), condition("page.referrer", "ne", "x")),
        (condition("page.title", "contains", "big sale"), condition("page.title", "contains", "sale")),
        (sessions("gt", 5), sessions("gte", 2)),
        (sessions("gt", 5), sessions("gte", 6)),
        (hours(10, 11), hours(9, 17)),
        (time_of_day("23:00", "05:00"), time_of_day("22:00", "06:00")),
        (condition("time.of_day", "after", "22:30"), time_of_day("22:00", "06:00")),
        (condition("time.date", "before", "2026-01-01"), condition("time.date", "before", "2026-06-01")),
        (condition("order.placed", "within", "1h"), condition("order.placed", "within", "2h")),
        (
            all([condition("device.kind", "exists", true), condition("device.kind", "ne", "tablet")]),
            condition("device.kind", "in", list(["desktop", "mobile"])),
        ),
        (condition("visitor.verified", "eq", true), not(condition("visitor.verified", "eq", false))),
        (all([path("eq", "/a"), script("shop/open")]), script("shop/open")),
        (not(script("shop/open")), either([path("eq", "/a"), not(script("shop/open"))])),
        (
            either([all([path("eq", "/a"), sessions("gt", 5)]), all([path("eq", "/b"), sessions("gt", 7)])]),
            all([sessions("gt", 3), path("in", list(["/a", "/b"]))]),
        ),
        (all([either([path("eq", "/a"), sessions("gt", 5)]), not(path("eq", "/a"))]), sessions("gt", 4)),
    ]
}

/// Conditions beside which another may stand: each is satisfied by facts that none of the tables speaks of.
fn filler() -> impl Strategy<Value = Condition> {
    select(vec![
        condition("page.host", "eq", "shop.example"),
        condition("visitor.language", "in", list(["en", "de"])),
        either([condition("page.host", "ends_with", "example"), script("other/one")]),
        not(script("other/one")),
        Condition::Always,
    ])
}

fn has_contradiction(condition: &Condition) -> Option<Contradiction> {
    condition.contradiction_in(&catalogue())
}

fn implies(one: &Condition, other: &Condition, catalogue: &Catalogue) -> bool {
    let mut cover = Cover::new();
    cover.push(Requirements::of(other, catalogue));
    cover.first_implied_by(&Requirements::of(one, catalogue)).is_some()
}

#[test]
fn contradictions_read_as_sentences() {
    for (tests, sentence) in clashes().into_iter().chain(more_clashes()) {
        let found = has_contradiction(&Condition::All(tests)).map(|found| found.to_string());
        assert_eq!(found.as_deref(), Some(sentence));
    }
}

#[test]
fn a_contradiction_names_the_places_that_clash() {
    let nested = all([
        condition("page.host", "eq", "shop.example"),
        all([path("starts_with", "/"), path("starts_with", "/a")]),
        not(either([path("exists", false), not(path("eq", "/b"))])),
    ]);
    let Some(Contradiction::Field { clashes, .. }) = nested.contradiction() else { panic!("it can never hold") };
    let places: Vec<&str> = clashes.iter().map(|clash| clash.path.as_str()).collect();
    assert_eq!(places, ["all[1].all[1]", "all[2].not.any[1].not"]);
    let choice = all([path("eq", "/a"), either([path("eq", "/b"), script("x/y")]), not(script("x/y"))]);
    assert_eq!(choice.contradiction().as_ref().map(Contradiction::path), Some("all[1].any"));
}

#[test]
fn what_may_hold_is_no_contradiction() {
    for condition in [
        Condition::Always,
        all([path("ne", "/a"), path("ne", "/b"), path("exists", false)]),
        all([condition("order.total", "gt", 4), condition("order.total", "lt", 5)]),
        all([time_of_day("22:00", "06:00"), condition("time.of_day", "before", "09:00")]),
        all([condition("visitor.tags", "contains", "a"), condition("visitor.tags", "contains", "b")]),
        all([path("eq", "/a"), either([path("eq", "/b"), script("shop/open")])]),
        condition("device.kind", "not_in", list(["desktop", "mobile", "tablet"])),
    ] {
        assert_eq!(has_contradiction(&condition), None, "{condition}");
    }
    // Without the catalogue, a number may lie between whole ones, and a list be asked as a text is.
    let between = all([condition("visitor.sessions", "gt", 4), condition("visitor.sessions", "lt", 5)]);
    assert_eq!(between.contradiction(), None);
    assert!(!path("contains", "shop/a").implies(&path("contains", "shop")));
    assert!(implies(&path("contains", "shop/a"), &path("contains", "shop"), &catalogue()));
    assert!(!condition("visitor.tags", "contains", "vips").implies(&condition("visitor.tags", "contains", "vip")));
}

#[test]
fn what_need_not_follow_is_not_said_to() {
    for (one, other) in [
        (Condition::Always, path("exists", true)),
        (path("ne", "/a"), path("exists", true)),
        (path("starts_with", "/shop"), path("starts_with", "/shop/")),
        (either([path("eq", "/a"), script("shop/open")]), path("eq", "/a")),
        (script("shop/open"), script("shop/closed")),
        (path("exists", true), not(path("matches", "a"))),
        (condition("page.url", "contains", "/a"), path("contains", "/a")),
    ] {
        assert!(!one.implies(&other), "{one} => {other}");
        assert!(!implies(&one, &other, &catalogue()), "{one} => {other}");
    }
}

#[test]
fn of_many_the_first_that_follows_is_found() {
    let mut cover = Cover::new();
    for number in 0..50 {
        cover.push(Requirements::of(&all([hours(9, 17), path("eq", format!("/{number}"))]), &catalogue()));
    }
    cover.push(Requirements::of(&path("starts_with", "/4"), &catalogue()));
    let mut first = |condition: Condition| cover.first_implied_by(&Requirements::of(&condition, &catalogue()));
    assert_eq!(first(all([path("eq", "/42"), hours(10, 11)])), Some(42));
    assert_eq!(first(all([path("eq", "/42"), hours(8, 11)])), Some(50));
    assert_eq!(first(all([path("eq", "/52"), hours(10, 11)])), None);
    assert_eq!(first(all([path("eq", "/1"), path("eq", "/2")])), None, "of what can never be, nothing is said");
}

fn index() -> impl Strategy<Value = prop::sample::Index> {
    prop::arbitrary::any::<prop::sample::Index>()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// All of them, not a share: in any order, among other tests, and nested.
    #[test]
    fn planted_contradictions_are_found(
        fillers in prop::collection::vec(filler(), 0..4),
        deep in prop::bool::ANY,
        seed in index(),
    ) {
        for (tests, _) in clashes().into_iter().chain(more_clashes()) {
            let mut each = fillers.clone();
            for test in tests {
                let at = seed.index(each.len() + 1);
                each.insert(at, if deep { Condition::All(vec![Condition::Always, test]) } else { test });
            }
            let clash = Condition::All(each);
            prop_assert!(has_contradiction(&clash).is_some(), "{clash}");
            let both = all([script("x/y"), either([clash.clone(), not(script("x/y")), clash.clone()])]);
            prop_assert!(has_contradiction(&both).is_some(), "{both}");
            prop_assert!(Requirements::of(&both, &catalogue()).are_impossible());
        }
    }

    /// All of them too: a narrower condition and a wider one imply as the plain ones do.
    #[test]
    fn planted_implications_are_found(
        fillers in prop::collection::vec(filler(), 0..4),
        wider in filler(),
        seed in index(),
    ) {
        for (one, other) in implications() {
            let mut each = fillers.clone();
            each.insert(seed.index(each.len() + 1), one.clone());
            let narrow = Condition::All(each);
            for wide in [other.clone(), either([wider.clone(), other.clone()]), all([other.clone(), one.clone()])] {
                prop_assert!(implies(&narrow, &wide, &catalogue()), "{narrow} => {wide}");
            }
        }
    }
}

#[test]
fn the_table_of_implications_is_true_of_some_facts() {
    let known = facts([("page.path", "/a".into()), ("visitor.sessions", 6.into()), ("time.hour", 10.into())]);
    let held = implications().iter().filter(|(one, _)| one.eval(&Context::of_facts(&known))).count();
    assert!(held > 5, "{held}");
}
