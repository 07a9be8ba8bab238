//! The index finds what a plain scan finds.

use super::{eq, rule, rules, test};
use crate::Router;
use proptest::{prelude::*, sample::select};
use std::time::Duration;
use usher_condition::{Condition, Op, Pattern};
use usher_model::{ChannelId, Context, Facts, Value};
use usher_ruleset::Rule;

const FIELDS: [&str; 4] = ["page.path", "visitor.orders", "visitor.vip", "time.now"];
const CHANNELS: [&str; 3] = ["mall", "site", "app"];

/// Few values, so that they meet; of every type, so that a fact of another type than the rule expects occurs too.
fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => (-2_i64..4).prop_map(Value::Int),
        4 => select(&["", "/", "/a", "/a/b", "/b", "09:00", "22:00"][..]).prop_map(Value::from),
        2 => any::<bool>().prop_map(Value::Bool),
        1 => select(&[-1.0, 0.0, 0.5, 2.0, f64::NAN][..]).prop_map(Value::Float),
    ]
}

fn fact() -> impl Strategy<Value = Value> {
    prop_oneof![6 => value(), 1 => prop::collection::vec(value(), 0..3).prop_map(Value::List)]
}

fn op() -> impl Strategy<Value = Op> {
    let values = || prop::collection::vec(value(), 0..3);
    let texts = || prop::collection::vec(select(&["", "/", "/a", "/a/b", "字"][..]).prop_map(Into::into), 0..3);
    prop_oneof![
        4 => value().prop_map(Op::Eq),
        2 => value().prop_map(Op::Ne),
        2 => values().prop_map(Op::In),
        2 => values().prop_map(Op::NotIn),
        1 => value().prop_map(Op::Gt),
        1 => value().prop_map(Op::Gte),
        1 => value().prop_map(Op::Lt),
        1 => value().prop_map(Op::Lte),
        1 => value().prop_map(Op::Before),
        1 => value().prop_map(Op::After),
        2 => (value(), value()).prop_map(|(from, to)| Op::Between(from, to)),
        1 => value().prop_map(Op::Contains),
        2 => texts().prop_map(Op::StartsWith),
        1 => texts().prop_map(Op::EndsWith),
        1 => Just(Op::Matches(Pattern::new("^/a").unwrap())),
        1 => any::<bool>().prop_map(Op::Exists),
        1 => Just(Op::Within(Duration::from_micros(2))),
    ]
}

fn condition() -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![
        1 => Just(Condition::Always),
        9 => (select(&FIELDS[..]), op()).prop_map(|(field, op)| test(field, op)),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            3 => prop::collection::vec(inner.clone(), 0..4).prop_map(Condition::All),
            1 => prop::collection::vec(inner.clone(), 0..3).prop_map(Condition::Any),
            1 => inner.prop_map(|one| Condition::Not(Box::new(one))),
        ]
    })
}

fn rule_list(sizes: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Rule>> {
    let channels = prop::option::of(prop::collection::vec(select(&CHANNELS[..]), 1..3));
    prop::collection::vec((channels, condition()), sizes).prop_map(|list| {
        list.into_iter()
            .enumerate()
            .map(|(at, (channels, condition))| rule(&format!("r{at}"), channels.as_deref(), condition))
            .collect()
    })
}

fn facts() -> impl Strategy<Value = Facts> {
    let field = select(&[FIELDS[0], FIELDS[1], FIELDS[2], FIELDS[3]][..]);
    let channel = prop::option::of(select(&CHANNELS[..]));
    (prop::collection::vec((field, fact()), 0..5), channel).prop_map(|(list, channel)| {
        let mut facts = Facts::default();
        for (field, value) in list {
            facts.set(field, value);
        }
        if let Some(channel) = channel {
            facts.set("channel.id", channel);
        }
        facts
    })
}

fn scan<'a>(rules: &'a [Rule], facts: &Facts) -> Option<&'a Rule> {
    rules.iter().find(|rule| {
        let serves = |list: &Vec<ChannelId>| match facts.get("channel.id") {
            Some(Value::Text(channel)) => list.iter().any(|one| one.as_str() == &**channel),
            _ => false,
        };
        rule.channels.as_ref().is_none_or(serves) && rule.condition.eval(&Context::of_facts(facts))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn the_index_agrees_with_a_scan(list in rule_list(0..8), facts in prop::collection::vec(facts(), 1..8)) {
        let router = Router::new(rules(list, &[]));
        for facts in facts {
            let found = router.matching(&Context::of_facts(&facts)).map(|rule| &rule.id);
            prop_assert_eq!(found, scan(&router.ruleset().rules, &facts).map(|rule| &rule.id), "{:?}", facts);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Enough rules for several words of bits, long lists and several states of the ranges.
    #[test]
    fn the_index_agrees_with_a_scan_over_many_rules(
        list in rule_list(150..300),
        facts in prop::collection::vec(facts(), 4),
    ) {
        // Each rule has its own number in one more field, so that each is asked for alone.
        let numbered = list.into_iter().zip(0_i64..).map(|(rule, number)| Rule {
            condition: Condition::All(vec![rule.condition, eq("custom.n", number)]),
            ..rule
        });
        let router = Router::new(rules(numbered.collect(), &[]));
        for mut facts in facts {
            for (rule, number) in router.ruleset().rules.iter().zip(0_i64..) {
                facts.set("custom.n", number);
                let found = router.matching(&Context::of_facts(&facts)).map(|rule| &rule.id);
                let expected = scan(std::slice::from_ref(rule), &facts).map(|rule| &rule.id);
                prop_assert_eq!(found, expected, "{:?}", facts);
            }
        }
    }

    #[test]
    fn many_bounds_are_one_line(bounds in prop::collection::vec((0_i64..500, 0_i64..500), 200), at in -1_i64..501) {
        let list: Vec<_> = bounds
            .iter()
            .zip(0_i64..)
            .map(|((from, to), number)| {
                let within = test("visitor.orders", Op::Between(Value::Int(*from), Value::Int(*to)));
                rule(&format!("r{number}"), None, Condition::All(vec![within, eq("custom.n", number)]))
            })
            .collect();
        let router = Router::new(rules(list, &[]));
        for (_, number) in bounds.iter().zip(0_i64..) {
            let mut facts = Facts::default();
            facts.set("visitor.orders", at);
            facts.set("custom.n", number);
            let found = router.matching(&Context::of_facts(&facts)).map(|rule| &rule.id);
            prop_assert_eq!(found, scan(&router.ruleset().rules, &facts).map(|rule| &rule.id));
        }
    }
}

#[test]
fn the_lowest_that_matches_wins() {
    let list = vec![
        rule("other-channel", Some(&["site"]), Condition::Always),
        rule("vip", Some(&["mall", "app"]), eq("visitor.vip", true)),
        rule("checkout", None, test("page.path", Op::StartsWith(vec!["/checkout".into(), "/pay".into()]))),
        rule("rest", Some(&["mall"]), Condition::Always),
    ];
    let router = Router::new(rules(list, &[]));
    let found = |given: &[(&str, Value)]| {
        let mut facts = Facts::default();
        for (field, value) in given {
            facts.set(field, value.clone());
        }
        router.matching(&Context::of_facts(&facts)).map(|rule| rule.id.to_string())
    };
    let mall = ("channel.id", Value::from("mall"));
    assert_eq!(found(&[mall.clone(), ("visitor.vip", true.into())]).as_deref(), Some("vip"));
    assert_eq!(found(&[mall.clone(), ("page.path", "/pay/now".into())]).as_deref(), Some("checkout"));
    assert_eq!(found(&[mall, ("page.path", "/".into())]).as_deref(), Some("rest"));
    assert_eq!(found(&[("channel.id", "app".into())]), None);
    assert_eq!(found(&[]), None);
}
