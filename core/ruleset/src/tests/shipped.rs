//! What a tree without problems compiles to.

use super::{compiled, shipped_tree};
use crate::{ScriptHost, compile, render_human};
use usher_model::{AgentId, Context, Facts, Value};

#[test]
fn the_shipped_rules_have_no_problem() {
    let tree = shipped_tree().with_builtins();
    let compiled = compile(&tree, &ScriptHost::new());
    for problem in &compiled.diagnostics {
        let source = tree.files.get(&problem.file).and_then(|bytes| std::str::from_utf8(bytes).ok());
        println!("{}\n", render_human(problem, source, crate::Style::Plain));
    }
    assert!(compiled.diagnostics.is_empty());
    let set = compiled.ruleset.expect("a rule set");
    assert_eq!(set.revision, tree.revision());
    let known = |id: &str| set.plugins.iter().any(|plugin| plugin.id.as_str() == id);
    assert!(known("load") && known("circular"));
    let members =
        |group: &str| -> Vec<&str> { set.groups[group].members.iter().map(|agent| agent.id.as_str()).collect() };
    assert_eq!(members("mall-care"), ["li", "mia", "noor", "tomas"], "with the sub-department");
    assert_eq!(members("pre-sales"), ["chen", "jonas", "sofia", "victor", "yuna"], "with the sub-department");
}

#[test]
fn the_shipped_rules_route_both_sites() {
    let set = compile(&shipped_tree(), &ScriptHost::new()).ruleset.expect("a rule set");
    let serves = |channel: &str, path: &str, language: &str, hour: &str| -> Option<&str> {
        let mut facts = Facts::default();
        for (field, value) in [("page.path", path), ("visitor.language", language), ("time.of_day", hour)] {
            facts.set(field, Value::from(value));
        }
        let applies = |rule: &&crate::Rule| {
            rule.channels.as_ref().is_none_or(|channels| channels.iter().any(|id| id.as_str() == channel))
        };
        set.rules
            .iter()
            .filter(applies)
            .find(|rule| rule.condition.eval(&Context::of_facts(&facts)))
            .map(|rule| rule.id.as_str())
    };
    assert_eq!(serves("mall", "/checkout/pay", "en", "12:00"), Some("mall-orders"));
    assert_eq!(serves("mall", "/lamps", "en", "12:00"), Some("mall-browsing"));
    assert_eq!(serves("mall", "/lamps", "en", "23:30"), Some("mall-night"));
    assert_eq!(serves("mall", "/lamps", "zh", "23:30"), Some("chinese-visitors"));
    assert_eq!(serves("official", "/", "de", "12:00"), Some("official-site"));
    assert_eq!(serves("official", "/careers/2026", "de", "12:00"), None, "left out on purpose");
}

#[test]
fn rules_stand_in_order_of_priority_then_name() {
    let rule = |name: &str| {
        format!("name: {name}\nwhen: {{ visitor.verified: true }}\ngroup: team\nstrategy: load\npriority: 7\n")
    };
    let set = compiled(&[("rules/distribution/b.yaml", &rule("B")), ("rules/distribution/a.yaml", &rule("A"))]).ruleset;
    let order: Vec<String> = set.expect("a rule set").rules.iter().map(|rule| rule.id.to_string()).collect();
    assert_eq!(order, ["a", "b", "first", "rest"]);
}

#[test]
fn groups_have_each_member_once_and_defaults_hold() {
    let set = compiled(&[(
        "rules/groups/team.yaml",
        "name: Team\nmembers: { agents: [mia, bo], departments: [office, care] }\n",
    )])
    .ruleset
    .expect("a rule set");
    let members: Vec<&AgentId> = set.groups["team"].members.iter().map(|agent| &agent.id).collect();
    assert_eq!(members.iter().map(|id| id.as_str()).collect::<Vec<_>>(), ["bo", "mia"]);
    let bo = &set.agents["bo"];
    assert_eq!((bo.capacity, bo.role), (5, usher_model::Role::Agent));
    let mall = &set.channels["mall"];
    assert_eq!((mall.origins.as_slice(), mall.look.theme_color.as_str()), (["self".to_owned()].as_slice(), "#1f6feb"));
    assert_eq!(set.rules[0].priority, 100);
    assert!(set.prompts["hello"].enabled);
}

#[test]
fn what_rules_do_not_read_changes_nothing_but_the_revision() {
    let plain = compiled(&[]);
    let more = compiled(&[("rules/README.md", "hi"), ("rules/.hidden.yaml", "{"), ("plugins/load/notes.txt", "{")]);
    assert!(plain.diagnostics.is_empty() && more.diagnostics.is_empty(), "{:?}", more.diagnostics);
    let revision = |compiled: crate::Compiled| compiled.ruleset.expect("a rule set").revision;
    assert_ne!(revision(plain), revision(more));
}

#[test]
fn groups_tell_the_day_by_their_own_clocks_or_the_companys() {
    let set =
        compiled(&[("rules/groups/night.yaml", "name: Night\nmembers: { agents: [bo] }\ntime_zone: Asia/Shanghai\n")])
            .ruleset
            .expect("a rule set");
    let zone = |group: &str| set.groups[group].time_zone.iana_name().map(str::to_owned);
    assert_eq!(zone("night").as_deref(), Some("Asia/Shanghai"));
    assert_eq!(zone("team").as_deref(), Some("Europe/Berlin"), "the workspace's");
}

#[test]
fn webhooks_keep_what_they_say() {
    let set = compiled(&[
        (
            "rules/webhooks/pager.yaml",
            "name: Pager\nurl: https://Pager.example.com/usher?team=care\ntimeout: 10s\nsecret_env: PAGER_SECRET\n",
        ),
        ("rules/webhooks/local.yaml", "name: Local\nurl: http://[::1]:8080\n"),
    ]);
    assert!(set.diagnostics.is_empty(), "hooks name webhooks as they run: {:#?}", set.diagnostics);
    let set = set.ruleset.expect("a rule set");
    let pager = &set.webhooks["pager"];
    assert_eq!((pager.url.as_str(), pager.timeout.as_secs()), ("https://pager.example.com/usher?team=care", 10));
    assert_eq!(pager.secret_env.as_deref(), Some("PAGER_SECRET"));
    let local = &set.webhooks["local"];
    assert_eq!((local.url.as_str(), local.timeout.as_secs(), &local.secret_env), ("http://[::1]:8080/", 5, &None));
}

#[test]
fn what_hooks_name_is_used() {
    let told = (
        "plugins/told/plugin.yaml",
        "api: 1\nname: Told\noffers: { hook: [{ id: told, event: session_closed, effects: [send_prompt, ask_transfer] }] }\n",
    );
    let script =
        ("plugins/told/told.rhai", "fn told() { [send_prompt(\"bye\"), ask_transfer(\"night\", \"late\")] }\n");
    let bye = ("rules/prompts/bye.yaml", "text: Bye\n");
    let night = ("rules/groups/night.yaml", "name: Night\nmembers: { agents: [bo] }\n");
    let compiled = |changes: &[(&str, &str)]| -> Vec<&'static str> {
        super::compiled(changes).diagnostics.iter().map(|problem| problem.code).collect()
    };
    assert_eq!(compiled(&[bye, night]), ["W0106", "W0103"]);
    assert!(compiled(&[bye, night, told, script]).is_empty());
}
