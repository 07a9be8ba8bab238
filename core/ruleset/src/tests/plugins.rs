//! What good plug-ins come to in a rule set.

use super::{compiled, plugin_mistakes};
use crate::PluginOrigin;
use usher_model::{HookKind, Strategy};

const FIRST: &str = "rules/distribution/first.yaml";

#[test]
fn rules_hold_what_they_use_with_its_parameters() {
    let rule = "name: First\ngroup: team\nwelcome: hello\nwhen:\n  all:\n    - script: mine/in_season\n    - script: { use: mine/in_season, with: { month: 5 } }\nstrategy:\n  - { use: mine, with: { skill: es } }\n  - { use: mine, with: { skill: es, weight: 3 } }\n  - load\n";
    let mut changes = plugin_mistakes::WITH_SKILLED.to_vec();
    changes.push((FIRST, rule));
    let compiled = compiled(&changes);
    assert!(compiled.diagnostics.is_empty(), "{:#?}", compiled.diagnostics);
    let set = compiled.ruleset.expect("a rule set");
    let first = &set.rules[0];
    let ids: Vec<&str> = first.strategies.iter().map(|strategy| Strategy::id(&**strategy).as_str()).collect();
    assert_eq!(ids, ["mine", "mine", "load"]);
    assert!(first.condition.asks_script());

    let hooks: Vec<String> = set.hooks.iter().map(|hook| hook.name().to_string()).collect();
    assert_eq!(hooks, ["mine/angry", "mine/gone"]);
    let told: Vec<&str> = set.hooks_on(HookKind::AgentChanged).map(|hook| hook.name().offer.as_str()).collect();
    assert_eq!(told, ["gone"]);

    let mine = set.plugins.iter().find(|plugin| plugin.id.as_str() == "mine").expect("the plug-in");
    assert_eq!((mine.name.as_str(), mine.origin), ("Skilled", PluginOrigin::Own));
    let offers: Vec<(&str, &str)> = mine.offers.iter().map(|offer| (offer.kind, offer.id.as_str())).collect();
    assert_eq!(
        offers,
        [
            ("strategy", "mine"),
            ("predicate", "in_season"),
            ("compute", "part_of_day"),
            ("hook", "angry"),
            ("hook", "gone")
        ]
    );
    let load = set.plugins.iter().find(|plugin| plugin.id.as_str() == "load").expect("a built-in");
    assert_eq!(load.origin, PluginOrigin::Builtin);
    assert!(set.plugins.is_sorted_by(|a, b| a.id < b.id));
}

#[test]
fn a_copied_builtin_may_have_more_tests() {
    let tests = "strategy: load\ncases:\n  - { name: Nobody is there, expect: { nobody: true } }\n";
    let compiled = compiled(&[("plugins/load/tests/more.yaml", tests)]);
    assert!(compiled.diagnostics.is_empty(), "{:#?}", compiled.diagnostics);
}
