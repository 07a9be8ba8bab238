//! Conditions through the crate's public face.

mod proofs;
mod scripts;

use crate::{BadOperand, BadPattern, BadTest, Catalogue, Condition, FieldInfo, FieldKind, Operator, Place, Test};
use proptest::prelude::*;
use usher_model::{Context, Facts, Value};

fn catalogue() -> Catalogue {
    let mut catalogue = Catalogue::stock();
    for (name, kind) in
        [("order.total", FieldKind::Number), ("visitor.tags", FieldKind::TextList), ("order.placed", FieldKind::Moment)]
    {
        catalogue.insert(name, FieldInfo { kind, description: String::new() });
    }
    catalogue
}

fn list<const N: usize>(values: [&str; N]) -> Value {
    Value::List(values.into_iter().map(Value::from).collect())
}

fn test(field: &str, operator: &str, operand: impl Into<Value>) -> Result<Test, BadTest> {
    catalogue().test(field, operator.parse().expect("an operator"), &operand.into())
}

fn condition(field: &str, operator: &str, operand: impl Into<Value>) -> Condition {
    Condition::Test(test(field, operator, operand).expect("a good test"))
}

fn facts<const N: usize>(each: [(&str, Value); N]) -> Facts {
    let mut facts = Facts::default();
    for (field, value) in each {
        facts.set(field, value);
    }
    facts
}

#[track_caller]
fn check(field: &str, operator: &str, operand: impl Into<Value>, holds: &[Value], fails: &[Value]) {
    let condition = condition(field, operator, operand);
    for value in holds {
        assert!(
            condition.eval(&Context::of_facts(&facts([(field, value.clone())]))),
            "{condition} should hold of {value}"
        );
    }
    for value in fails {
        assert!(
            !condition.eval(&Context::of_facts(&facts([(field, value.clone())]))),
            "{condition} should not hold of {value}"
        );
    }
}

#[test]
fn each_operator_holds_of_what_it_says() {
    check("visitor.verified", "eq", true, &[true.into()], &[false.into(), "true".into()]);
    check("page.host", "ne", "a.example", &["b.example".into()], &["a.example".into()]);
    check("device.kind", "in", list(["mobile", "tablet"]), &["tablet".into()], &["desktop".into()]);
    check("device.kind", "not_in", list(["mobile", "tablet"]), &["desktop".into()], &["mobile".into()]);
    check("visitor.sessions", "gt", 3, &[4.into()], &[3.into()]);
    check("visitor.sessions", "gte", 3, &[3.into()], &[2.into()]);
    check("order.total", "lt", Value::Float(9.5), &[9.into()], &[Value::Float(9.5), 10.into()]);
    check("order.total", "lte", 9, &[Value::Float(9.0)], &[Value::Float(9.1)]);
    check(
        "time.hour",
        "between",
        Value::List(vec![9.into(), 17.into()]),
        &[9.into(), 17.into()],
        &[8.into(), 18.into()],
    );
    check("page.title", "contains", "Sale", &["Big Sale".into()], &["big sale".into()]);
    check("visitor.tags", "contains", "vip", &[list(["a", "vip"])], &[list(["vips"])]);
    check("page.path", "starts_with", list(["/a", "/b"]), &["/b/c".into()], &["/c/a".into()]);
    check("page.host", "ends_with", ".example", &["shop.example".into()], &["example".into()]);
    check("page.path", "matches", "^/order/[0-9]+$", &["/order/12".into()], &["/order/x".into()]);
    check("time.date", "before", "2026-12-25", &["2026-12-24".into()], &["2026-12-25".into()]);
    check("time.of_day", "after", "09:00", &["09:01".into()], &["09:00".into()]);
    check("time.now", "after", "1970-01-01T00:00:01Z", &[1_000_001.into()], &[1_000_000.into()]);
}

#[test]
fn a_time_of_day_may_run_past_midnight() {
    let night = list(["22:00", "06:00"]);
    check(
        "time.of_day",
        "between",
        night,
        &["22:00".into(), "23:59".into(), "06:00".into()],
        &["06:01".into(), "12:00".into()],
    );
}

#[test]
fn within_looks_back_from_now() {
    let recent = condition("order.placed", "within", "1h");
    let at = |placed: i64| facts([("time.now", 7_200_000_000_i64.into()), ("order.placed", placed.into())]);
    assert!(recent.eval(&Context::of_facts(&at(3_600_000_000))));
    assert!(!recent.eval(&Context::of_facts(&at(3_599_999_999))));
    assert!(
        !recent.eval(&Context::of_facts(&facts([("order.placed", 1.into())]))),
        "without the present moment nothing is within"
    );
}

#[test]
fn an_absent_fact_fails_every_test_but_three() {
    let none = Facts::default();
    for (field, operator, operand, holds) in [
        ("page.referrer", "eq", Value::from("x"), false),
        ("page.referrer", "ne", "x".into(), true),
        ("page.referrer", "in", list(["x"]), false),
        ("page.referrer", "not_in", list(["x"]), true),
        ("page.referrer", "exists", false.into(), true),
        ("page.referrer", "exists", true.into(), false),
        ("time.of_day", "between", list(["22:00", "06:00"]), false),
        ("order.placed", "within", "1d".into(), false),
    ] {
        assert_eq!(condition(field, operator, operand).eval(&Context::of_facts(&none)), holds, "{field} {operator}");
    }
}

#[track_caller]
fn refused(field: &str, operator: &str, operand: impl Into<Value>, place: &Place, message: &str) {
    let error = test(field, operator, operand).expect_err("a bad test");
    assert_eq!(error.to_string(), message);
    assert!(matches!(&error, BadTest::Operand { place: given, .. } if given == place), "{error:?}");
}

#[test]
fn operands_are_typed() {
    let whole = &Place::Whole;
    refused("visitor.verified", "eq", "yes", whole, "expected `true` or `false`, found the text `yes`");
    refused("visitor.sessions", "eq", "1", whole, "expected a whole number, found the text `1`");
    refused("visitor.sessions", "gt", Value::Float(1.5), whole, "expected a whole number, found the number 1.5");
    refused("page.host", "eq", list(["a"]), whole, "`eq` compares with one value, and this is a list");
    refused("page.host", "in", "a", whole, "`in` wants a list, found the text `a`");
    refused("page.host", "in", Value::List(vec![]), whole, "the list is empty, so this could never be decided");
    refused("page.host", "in", list(["a", "b", "a"]), &Place::Item(2), "the text `a` stands in the list twice");
    refused("page.path", "starts_with", "", whole, "`starts_with` with an empty text holds of every text");
    refused(
        "page.path",
        "starts_with",
        list(["/a", "b"]),
        &Place::Item(1),
        "expected a path that begins with `/`, found the text `b`",
    );
    refused("time.hour", "eq", 24, whole, "`time.hour` is from 0 to 23, so it is never 24");
    refused(
        "time.hour",
        "between",
        Value::List(vec![9.into(), 8.into()]),
        whole,
        "`between` runs from the number 9 down to the number 8, so nothing is between them",
    );
    refused(
        "time.hour",
        "between",
        Value::List(vec![9.into()]),
        whole,
        "`between` wants two values, from and to; this list has 1",
    );
    refused(
        "time.date",
        "before",
        "2026-02-30",
        whole,
        "expected a date such as `2026-12-25`, found the text `2026-02-30`",
    );
    refused(
        "time.of_day",
        "before",
        "9:00",
        whole,
        "expected a time of day such as `\"09:00\"`, found the text `9:00`",
    );
    refused(
        "time.now",
        "before",
        "2026-12-25T09:00:00",
        whole,
        "expected a moment such as `2026-12-25T09:00:00Z`, found the text `2026-12-25T09:00:00`",
    );
    refused(
        "order.placed",
        "within",
        "5 minutes",
        whole,
        "expected a span of time such as `30s`, `5m`, `2h` or `7d`, found the text `5 minutes`",
    );
    refused(
        "visitor.language",
        "eq",
        "zh-CN",
        whole,
        "expected a language such as `en` or `zh`, found the text `zh-CN`",
    );
    refused("page.path", "matches", "a(b", &Place::Characters(1..2), "unclosed group");
}

#[test]
fn names_are_checked_and_nearest_ones_told() {
    let error = test("page.pth", "eq", "/").expect_err("unknown");
    assert_eq!(error, BadTest::UnknownField { field: "page.pth".to_owned(), nearest: Some("page.path".to_owned()) });
    assert_eq!(catalogue().nearest("referrer"), Some("page.referrer"));
    assert_eq!(catalogue().nearest("colour"), None);

    let error = test("visitor.verified", "gt", true).expect_err("does not fit");
    let BadTest::OperatorDoesNotFit { allowed, .. } = error else { panic!("{error:?}") };
    assert_eq!(allowed, [Operator::Eq, Operator::Ne, Operator::Exists]);
    assert!(
        matches!(test("time.now", "within", "1h"), Err(BadTest::OperatorDoesNotFit { .. })),
        "now is always within"
    );

    let error = test("device.kind", "eq", "moblie").expect_err("unknown word");
    let BadTest::Operand { problem: BadOperand::UnknownValue { nearest, .. }, .. } = error else { panic!("{error:?}") };
    assert_eq!(nearest.as_deref(), Some("mobile"));

    assert_eq!(Operator::nearest("startsWith"), Some(Operator::StartsWith));
    assert_eq!(Operator::nearest("regex"), Some(Operator::Matches));
    assert_eq!(Operator::nearest("frobnicate"), None);
}

#[test]
fn expressions_are_bounded() {
    let long = "a".repeat(501);
    for (expression, expected) in
        [(long.as_str(), BadPattern::TooLong { most: 500, given: 501 }), (r"(\w{1000}){1000}", BadPattern::TooLarge)]
    {
        let error = test("page.path", "matches", expression).expect_err("refused");
        assert_eq!(error, BadTest::Operand { place: Place::Whole, problem: BadOperand::Pattern(expected) });
    }
    let deep = format!("{}a{}", "(".repeat(100), ")".repeat(100));
    assert!(test("page.path", "matches", deep).is_err());
}

#[test]
fn failures_read_as_sentences() {
    let known = facts([("page.path", "/home".into()), ("visitor.sessions", 2.into()), ("time.now", 0.into())]);
    let path = || condition("page.path", "starts_with", list(["/checkout", "/orders"]));
    let all = Condition::All(vec![condition("visitor.sessions", "gte", 1), path()]);
    let any = Condition::Any(vec![path(), condition("page.referrer", "contains", "ads")]);
    for (condition, place, sentence) in [
        (path(), "", "page.path must start with /checkout or /orders, but is /home"),
        (all.clone(), "all[1]", "page.path must start with /checkout or /orders, but is /home"),
        (
            any.clone(),
            "any",
            "none of these holds: (1) page.path must start with /checkout or /orders, but is /home; \
             (2) page.referrer must contain ads, but is absent",
        ),
        (
            Condition::All(vec![Condition::Always, any]),
            "all[1].any",
            "none of these holds: (1) page.path must start with /checkout or /orders, but is /home; \
             (2) page.referrer must contain ads, but is absent",
        ),
        (
            Condition::Not(Box::new(condition("page.path", "eq", "/home"))),
            "not",
            "page.path must not be /home, but is /home",
        ),
        (Condition::Not(Box::new(condition("page.path", "ne", "/a"))), "not", "page.path must be /a, but is /home"),
        (
            Condition::Not(Box::new(Condition::All(vec![condition("page.path", "eq", "/home")]))),
            "not",
            "this must not hold, but does: all of (page.path must be /home)",
        ),
        (
            condition("time.now", "after", "2026-01-01T00:00:00+01:00"),
            "",
            "time.now must be after 2025-12-31T23:00:00Z, but is 1970-01-01T00:00:00Z",
        ),
    ] {
        let failure = condition.explain(&Context::of_facts(&known)).expect("it fails");
        assert_eq!((failure.path(), failure.to_string().as_str()), (place, sentence));
    }
    assert_eq!(Condition::Always.explain(&Context::of_facts(&known)), None);
}

fn any_condition() -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![
        Just(Condition::Always),
        (0_i64..4).prop_map(|n| condition("visitor.sessions", "gte", n)),
        (0_i64..4).prop_map(|n| condition("visitor.sessions", "ne", n)),
        any::<bool>().prop_map(|b| condition("page.referrer", "exists", b)),
        Just(condition("page.path", "matches", "^/a")),
        Just(condition("time.of_day", "between", list(["22:00", "06:00"]))),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Condition::All),
            prop::collection::vec(inner.clone(), 1..4).prop_map(Condition::Any),
            inner.prop_map(|one| Condition::Not(Box::new(one))),
        ]
    })
}

proptest! {
    #[test]
    fn what_holds_has_no_failure_and_what_fails_has_one(
        condition in any_condition(),
        sessions in prop::option::of(0_i64..4),
        path in prop::option::of("/[ab]"),
        hour in 0_u8..24,
    ) {
        let mut known = Facts::default();
        if let Some(sessions) = sessions { known.set("visitor.sessions", sessions); }
        if let Some(path) = path { known.set("page.path", path); }
        known.set("time.of_day", format!("{hour:02}:00"));
        let failure = condition.explain(&Context::of_facts(&known));
        prop_assert_eq!(failure.is_none(), condition.eval(&Context::of_facts(&known)));
        if let Some(failure) = failure { prop_assert!(!failure.to_string().is_empty()); }
    }
}
