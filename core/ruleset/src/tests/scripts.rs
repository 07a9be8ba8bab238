//! Conditions that ask a script: what they compile to.

use super::compiled;
use crate::RuleSet;
use std::sync::Arc;
use usher_condition::Condition;
use usher_model::{Context, Facts, Predicate};

const RULE: &str = "name: Rule\ngroup: team\nstrategy: load\nwhen:\n  ";

fn set(conditions: &[&str]) -> RuleSet {
    let rules: Vec<(String, String)> = conditions
        .iter()
        .enumerate()
        .map(|(n, when)| (format!("rules/distribution/a{n}.yaml"), format!("{RULE}{when}\npriority: {n}\n")))
        .collect();
    let mut changes: Vec<(&str, &str)> = vec![
        (
            "plugins/campaign/plugin.yaml",
            "api: 1\nname: Campaign\noffers: { predicate: [{ id: on_path, parameters: { path: { type: string, default: /sale } } }] }\n",
        ),
        ("plugins/campaign/campaign.rhai", "fn on_path(facts, params) { facts[\"page.path\"] == params.path }\n"),
    ];
    changes.extend(rules.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let compiled = compiled(&changes);
    // Some of these rules cover others, which is not what is asked about here.
    assert!(compiled.diagnostics.iter().all(|problem| problem.code == "W0102"), "{:#?}", compiled.diagnostics);
    compiled.ruleset.expect("a rule set")
}

fn script(condition: &Condition) -> &Arc<dyn Predicate> {
    match condition {
        Condition::Script(predicate) => predicate,
        Condition::Not(inner) => script(inner),
        Condition::All(each) => script(&each[0]),
        other => panic!("{other} asks no script"),
    }
}

#[test]
fn scripts_stand_wherever_tests_stand_and_read_the_facts() {
    let set = set(&[
        "script: campaign/on_path",
        "script: { use: campaign/on_path, with: { path: /cart } }",
        "all: [{ script: campaign/on_path }, { expr: 'visitor.sessions > 3' }]",
        "not: { script: campaign/on_path }",
        "expr: |\n    visitor.sessions > 3\n    && page.path.starts_with(\"/sa\")",
    ]);
    let holds = |path: &str, sessions: i64| -> Vec<bool> {
        let mut facts = Facts::default();
        facts.set("page.path", path);
        facts.set("visitor.sessions", sessions);
        set.rules[..5].iter().map(|rule| rule.condition.eval(&Context::of_facts(&facts))).collect()
    };
    assert_eq!(holds("/sale", 4), [true, false, true, false, true]);
    assert_eq!(holds("/cart", 4), [false, true, false, true, false]);
    assert_eq!(holds("/sale", 3), [true, false, false, false, false]);
    assert!(set.rules[..5].iter().all(|rule| rule.condition.asks_script()));
}

#[test]
fn the_same_script_is_one_however_many_rules_ask_it() {
    let set = set(&[
        "script: campaign/on_path",
        "all: [{ script: { use: campaign/on_path, with: { path: /sale } } }, { page.path: /a }]",
        "script: { use: campaign/on_path, with: { path: /cart } }",
        "expr: 'visitor.sessions > 3'",
        "not: { expr: \"visitor.sessions > 3\" }",
        "expr: 'visitor.sessions > 4'",
    ]);
    let asked: Vec<&Arc<dyn Predicate>> = set.rules[..6].iter().map(|rule| script(&rule.condition)).collect();
    let same = |a: usize, b: usize| Arc::ptr_eq(asked[a], asked[b]);
    assert!(same(0, 1), "a default that is written out is the same parameter");
    assert!(!same(0, 2) && asked[0].key() != asked[2].key());
    assert!(same(3, 4) && !same(3, 5));
}
