//! The first match among many rules: the index, and a plain scan beside it.

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use std::{hint::black_box, sync::Arc};
use usher_condition::{Condition, Op, Test};
use usher_model::{Context, Facts, LocalText, Revision, Value};
use usher_routing::Router;
use usher_ruleset::{Rule, RuleSet, Waiting, Workspace};

fn test(field: &str, op: Op) -> Condition {
    Condition::Test(Test { field: field.into(), op })
}

/// Rules as a company writes them: a channel, a part of the site, who the visitor is. None but the last matches.
fn rule(number: u32, count: u32) -> Rule {
    let last = number + 1 == count;
    let section: Arc<str> = format!("/section-{}", number % 50).into();
    let mut all = vec![
        test("page.path", Op::StartsWith(vec![section])),
        test("visitor.orders", Op::Gte(Value::Int(i64::from(number % 40)))),
        test("visitor.level", Op::In(vec!["gold".into(), format!("level-{}", number % 30).as_str().into()])),
        test("device.language", Op::Eq(if number.is_multiple_of(2) { "en" } else { "zh" }.into())),
    ];
    if number.is_multiple_of(10) {
        all.push(Condition::Any(vec![
            test("visitor.verified", Op::Eq(true.into())),
            test("page.path", Op::EndsWith(vec!["/help".into()])),
        ]));
    }
    Rule {
        id: format!("r{number}").parse().expect("is a slug"),
        name: String::new(),
        priority: i64::from(number),
        channels: (!last).then(|| vec![format!("channel-{}", number % 20).parse().expect("is a slug")]),
        condition: if last { Condition::Always } else { Condition::All(all) },
        group: "care".parse().expect("is a slug"),
        strategies: Vec::new(),
        overflow: None,
        waiting: Waiting::default(),
        welcome: None,
        follow_up: None,
        closed: None,
    }
}

fn rules(count: u32) -> Arc<RuleSet> {
    let name = LocalText::Same("Bench".to_owned());
    let workspace = Workspace::new(name, jiff::tz::TimeZone::UTC, "en".parse().expect("is a locale"));
    let rules = (0..count).map(|number| rule(number, count)).collect();
    Arc::new(RuleSet { rules, ..RuleSet::empty(Revision::new("bench"), workspace) })
}

/// A visitor whom most tests accept, so that a scan has to look at several of each rule.
fn facts() -> Facts {
    let mut facts = Facts::default();
    for (field, value) in [
        ("channel.id", Value::from("channel-7")),
        ("device.language", "zh".into()),
        ("device.kind", "phone".into()),
        ("page.path", "/section-8/shoes/1".into()),
        ("page.title", "Shoes".into()),
        ("time.now", Value::Int(1_700_000_000_000_000)),
        ("time.weekday", "mon".into()),
        ("visitor.level", "gold".into()),
        ("visitor.orders", Value::Int(100)),
        ("visitor.verified", false.into()),
    ] {
        facts.set(field, value);
    }
    facts
}

fn scan<'a>(rules: &'a RuleSet, facts: &Facts) -> Option<&'a Rule> {
    rules.rules.iter().find(|rule| {
        let serves = rule.channels.as_ref().is_none_or(|list| match facts.get("channel.id") {
            Some(Value::Text(channel)) => list.iter().any(|one| one.as_str() == &**channel),
            _ => false,
        });
        serves && rule.condition.eval(&Context::of_facts(facts))
    })
}

fn first_match(c: &mut Criterion) {
    let facts = facts();
    let mut group = c.benchmark_group("first_match");
    for count in [10, 100, 1_000, 10_000] {
        let router = Router::new(rules(count));
        let expected = scan(router.ruleset(), &facts).map(|rule| rule.id.clone());
        assert_eq!(router.matching(&Context::of_facts(&facts)).map(|rule| rule.id.clone()), expected);
        group.bench_function(BenchmarkId::new("index", count), |b| {
            b.iter(|| router.matching(black_box(&Context::of_facts(&facts))));
        });
        group.bench_function(BenchmarkId::new("scan", count), |b| b.iter(|| scan(router.ruleset(), black_box(&facts))));
    }
    group.finish();
}

criterion_group!(benches, first_match);
criterion_main!(benches);
