//! What is claimed of conditions without facts is true of all facts, and is claimed where it can be seen.

mod table;

use super::{catalogue, condition, list};
use crate::{Catalogue, Condition, Cover, Op, Pattern, Requirements, Test};
use proptest::{prelude::*, sample::select, strategy::ValueTree, test_runner::TestRunner};
use std::time::Duration;
use usher_model::{Context, Facts, Value};

pub(super) fn not(inner: Condition) -> Condition {
    Condition::Not(Box::new(inner))
}

/// Few values, so that they meet; of every type, so that a fact of another type than its test expects occurs too.
fn values() -> Vec<Value> {
    let texts = ["", "/", "/a", "/a/b", "/b", "a", "b/a", "09:00", "22:00", "字"].map(Value::from);
    let numbers = [Value::Int(0), Value::Int(1), Value::Int(2), Value::Float(0.5), Value::Float(-0.0)];
    let odd = [
        Value::Int(9_007_199_254_740_993),
        Value::Float(9_007_199_254_740_992.0),
        Value::Float(f64::INFINITY),
        Value::Float(f64::NAN),
        true.into(),
        false.into(),
    ];
    texts.into_iter().chain(numbers).chain(odd).collect()
}

fn any_op() -> impl Strategy<Value = Op> {
    let value = || select(values());
    let several = || prop::collection::vec(value(), 0..4);
    let texts = || prop::collection::vec(select(&["", "/", "/a", "a", "/a/b", "字"][..]).prop_map(Into::into), 0..3);
    let pattern = select(&["^/a", "a", "b$"][..]).prop_map(|text| Op::Matches(Pattern::new(text).unwrap()));
    prop_oneof![
        4 => value().prop_map(Op::Eq),
        3 => value().prop_map(Op::Ne),
        3 => several().prop_map(Op::In),
        3 => several().prop_map(Op::NotIn),
        1 => value().prop_map(Op::Gt),
        1 => value().prop_map(Op::Gte),
        1 => value().prop_map(Op::Lt),
        1 => value().prop_map(Op::Lte),
        1 => value().prop_map(Op::Before),
        1 => value().prop_map(Op::After),
        2 => (value(), value()).prop_map(|(from, to)| Op::Between(from, to)),
        2 => value().prop_map(Op::Contains),
        2 => texts().prop_map(Op::StartsWith),
        2 => texts().prop_map(Op::EndsWith),
        1 => pattern,
        2 => any::<bool>().prop_map(Op::Exists),
        1 => (1_u64..3).prop_map(|span| Op::Within(Duration::from_micros(span))),
    ]
}

fn any_test() -> impl Strategy<Value = Condition> {
    let field = select(&["x", "x", "y", "time.now"][..]);
    (field, any_op()).prop_map(|(field, op)| Condition::Test(Test { field: field.into(), op }))
}

fn nested(leaf: impl Strategy<Value = Condition> + 'static) -> impl Strategy<Value = Condition> {
    leaf.prop_recursive(3, 10, 3, |inner| {
        prop_oneof![
            3 => prop::collection::vec(inner.clone(), 0..4).prop_map(Condition::All),
            2 => prop::collection::vec(inner.clone(), 0..4).prop_map(Condition::Any),
            1 => inner.prop_map(not),
        ]
    })
}

/// Facts of every combination of values, lists and absence.
fn every_facts() -> Vec<Facts> {
    let one_field: Vec<Option<Value>> = [None, Some(Value::List(Vec::new())), Some(list(["a", "/a"]))]
        .into_iter()
        .chain([Some(Value::List(vec![Value::Int(1), "a".into()]))])
        .chain(values().into_iter().map(Some))
        .chain(["/a/字", "/a/b/a", "10:00", "~"].map(|text| Some(text.into())))
        .chain([Some(Value::Int(3)), Some(Value::Int(-1)), Some(Value::Float(1.5))])
        .collect();
    let now = [None, Some(Value::Int(2)), Some("22:00".into()), Some(Value::Float(0.5))];
    let mut every = Vec::new();
    for x in &one_field {
        for y in one_field.iter().step_by(2) {
            for now in &now {
                let mut facts = Facts::default();
                for (field, value) in [("x", x), ("y", y), ("time.now", now)] {
                    if let Some(value) = value {
                        facts.set(field, value.clone());
                    }
                }
                every.push(facts);
            }
        }
    }
    every
}

fn tests_of_types() -> impl Strategy<Value = Condition> {
    let words = ["desktop", "mobile", "tablet"];
    let range = |from: i64, to: i64| Value::List(vec![from.into(), to.into()]);
    let mut tests = Vec::new();
    for word in words {
        tests.push(condition("device.kind", "eq", word));
        tests.push(condition("device.kind", "ne", word));
    }
    tests.push(condition("device.kind", "not_in", list(["desktop", "tablet"])));
    tests.push(condition("device.kind", "in", list(words)));
    for there in [true, false] {
        tests.push(condition("device.kind", "exists", there));
        tests.push(condition("visitor.verified", "exists", there));
        tests.push(condition("visitor.verified", "eq", there));
        tests.push(condition("visitor.verified", "ne", there));
    }
    for (operator, hour) in [("gt", 9), ("gte", 10), ("lt", 10), ("lte", 9), ("gt", 22), ("lt", 1), ("ne", 23)] {
        tests.push(condition("time.hour", operator, hour));
    }
    tests.push(condition("time.hour", "between", range(9, 17)));
    tests.push(condition("time.hour", "between", range(0, 23)));
    for (operator, operand) in [("between", list(["22:00", "06:00"])), ("between", list(["09:00", "17:00"]))] {
        tests.push(condition("time.of_day", operator, operand));
    }
    tests.push(condition("time.of_day", "after", "22:00"));
    tests.push(condition("time.of_day", "before", "06:00"));
    for tag in ["vip", "vip-gold"] {
        tests.push(condition("visitor.tags", "contains", tag));
    }
    select(tests)
}

fn every_typed_facts() -> Vec<Facts> {
    let texts = |each: &[&str]| each.iter().map(|text| Some(Value::from(*text))).chain([None]).collect::<Vec<_>>();
    let mut every = vec![Facts::default()];
    for (field, values) in [
        ("device.kind", texts(&["desktop", "mobile", "tablet"])),
        ("visitor.verified", vec![None, Some(true.into()), Some(false.into())]),
        (
            "time.hour",
            [0, 1, 9, 10, 17, 18, 22, 23].map(|hour| Some(Value::Int(hour))).into_iter().chain([None]).collect(),
        ),
        ("time.of_day", texts(&["00:00", "06:00", "06:01", "12:00", "22:00", "22:01"])),
        ("visitor.tags", vec![None, Some(list(["vip"])), Some(list(["vip-gold"])), Some(list(["vip", "vip-gold"]))]),
    ] {
        let set = |(facts, value): (&Facts, &Option<Value>)| {
            let mut facts = facts.clone();
            if let Some(value) = value {
                facts.set(field, value.clone());
            }
            facts
        };
        every = every.iter().flat_map(|facts| values.iter().map(move |value| set((facts, value)))).collect();
    }
    every
}

/// The claims about one pair, held against all of the facts.
fn check(one: &Condition, other: &Condition, catalogue: &Catalogue, every: &[Facts]) -> Result<(), TestCaseError> {
    let contradiction = one.contradiction_in(catalogue);
    let [own, wanted] = [one, other].map(|condition| Requirements::of(condition, catalogue));
    let mut cover = Cover::new();
    cover.push(wanted.clone());
    let is_covered = cover.first_implied_by(&own).is_some();
    prop_assert!(contradiction.is_none() || own.are_impossible(), "{one}: {contradiction:?}");
    for facts in every {
        let context = Context::of_facts(facts);
        let holds = one.eval(&context);
        prop_assert!(!holds || !own.are_impossible(), "{one} holds of {facts:?} in spite of {contradiction:?}");
        prop_assert!(!holds || !is_covered || other.eval(&context), "{one} holds and {other} does not, of {facts:?}");
    }
    if let Some(contradiction) = contradiction {
        prop_assert!(!contradiction.to_string().is_empty());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn claims_are_true_of_facts_of_any_type(one in nested(any_test()), other in nested(any_test())) {
        let untyped = Catalogue::default();
        let every = every_facts();
        check(&one, &other, &untyped, &every)?;
        // Made to follow, so that there is much to claim.
        check(&Condition::All(vec![one.clone(), other.clone()]), &one, &untyped, &every)?;
        check(&one, &Condition::Any(vec![other.clone(), one.clone()]), &untyped, &every)?;
        prop_assert_eq!(one.implies(&other), one.implies(&Condition::All(vec![other.clone()])));
    }

    #[test]
    fn claims_are_true_of_facts_of_the_right_type(
        one in nested(tests_of_types()),
        other in nested(tests_of_types()),
    ) {
        check(&one, &other, &catalogue(), &every_typed_facts())?;
        check(&not(one.clone()), &other, &catalogue(), &every_typed_facts())?;
    }
}

/// Of all that is true of random conditions over the facts above, nearly everything is found: 95 in 100 at least.
#[test]
fn most_of_what_is_true_is_found() {
    let mut runner = TestRunner::deterministic();
    let every = every_typed_facts();
    let conditions: Vec<Condition> =
        (0..400).map(|_| nested(tests_of_types()).new_tree(&mut runner).expect("a condition").current()).collect();
    let held: Vec<Vec<bool>> =
        conditions.iter().map(|one| every.iter().map(|facts| one.eval(&Context::of_facts(facts))).collect()).collect();
    let (mut impossible, mut found_impossible, mut implied, mut found_implied) = (0, 0, 0, 0);
    for (at, one) in conditions.iter().enumerate() {
        if held[at].iter().all(|held| !held) {
            impossible += 1;
            found_impossible += usize::from(one.contradiction_in(&catalogue()).is_some());
            continue;
        }
        for (other_at, other) in conditions.iter().enumerate().skip(at + 1).take(60) {
            if held[at].iter().zip(&held[other_at]).all(|(one, other)| !one || *other) {
                implied += 1;
                let mut cover = Cover::new();
                cover.push(Requirements::of(other, &catalogue()));
                let is_found = cover.first_implied_by(&Requirements::of(one, &catalogue())).is_some();
                found_implied += usize::from(is_found);
            }
        }
    }
    assert!(impossible > 20 && found_impossible * 100 >= impossible * 95, "{found_impossible} of {impossible}");
    assert!(implied > 200 && found_implied * 100 >= implied * 95, "{found_implied} of {implied}");
}
