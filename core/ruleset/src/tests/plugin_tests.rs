//! Running the tests of plug-ins.

use super::plugin_mistakes::WITH_SKILLED;
use crate::{CaseOutcome, Diagnostic, PluginTestFile, ScriptHost, SourceTree, plugin_tests};
use std::{fmt::Write, sync::Arc, time::Duration};

const TEST: &str = "plugins/mine/tests/cases.yaml";

fn tree(files: &[(&str, &str)]) -> SourceTree {
    let mut tree = SourceTree::default();
    for (path, text) in WITH_SKILLED.iter().chain(files) {
        tree.files.insert(Arc::from(*path), Arc::from(text.as_bytes()));
    }
    tree
}

fn tests(files: &[(&str, &str)], only: Option<&str>) -> Result<Vec<PluginTestFile>, Vec<Diagnostic>> {
    let only = only.map(|id| id.parse().expect("an id"));
    plugin_tests(&tree(files), &ScriptHost::new(), only.as_ref())
}

fn run(text: &str) -> Vec<CaseOutcome> {
    let files = tests(&[(TEST, text)], None).unwrap_or_else(|problems| panic!("{problems:#?}"));
    files.iter().flat_map(|file| file.run(&|| Duration::ZERO)).collect()
}

fn told(outcomes: &[CaseOutcome]) -> String {
    let mut told = String::new();
    for outcome in outcomes {
        let word = if outcome.passed() { "passed" } else { "failed" };
        writeln!(told, "{word}: {} (line {})", outcome.name, outcome.span.line).expect("a string");
        for miss in &outcome.misses {
            // How many operations a script takes is the host's business, and may change.
            let got = if miss.what == "operations" { "more" } else { &miss.got };
            assert_eq!(miss.to_string(), format!("{}: expected {}, got {}", miss.what, miss.expected, miss.got));
            writeln!(told, "  {}: expected {}, got {got}", miss.what, miss.expected).expect("a string");
        }
        for candidate in &outcome.candidates {
            writeln!(told, "  {candidate}").expect("a string");
        }
    }
    told
}

#[test]
fn good_cases_pass() {
    for text in [
        "\
strategy: mine
cases:
  - name: all who are available, in order of their ids
    with: { skill: es }
    candidates: [{ id: wang }, { id: li }, { id: bo, refused: away }, { id: mia, load: 5 }]
    expect: { order: [li, wang], log: [], operations: 100 }
  - name: who comes first
    with: { skill: es }
    candidates: [{ id: wang }, { id: li }]
    expect: { first: li }
  - name: nobody
    with: { skill: es }
    expect: { nobody: true }
",
        "predicate: in_season\ncases:\n  - { name: A, with: { month: 1 }, expect: { holds: true } }\n  - { name: B, with: { month: 2 }, expect: { holds: false } }\n  - { name: C, expect: { holds: true } }\n",
        "compute: part_of_day\ncases:\n  - { name: A, expect: { value: morning } }\n",
        "\
hook: angry
cases:
  - name: angry
    event: { kind: message_posted, text: \"help!\" }
    expect: { effects: [{ effect: tag, tag: angry }, { effect: set_priority, priority: 50 }] }
  - name: calm
    event: { kind: message_posted, text: hello, agent: li }
    session: { state: queued, group: care, tags: [vip], fields: { mood: calm }, messages: 3 }
    expect: { effects: [] }
",
        "hook: gone\ncases:\n  - name: A\n    event: { kind: agent_changed, agent: li, availability: away }\n    expect: { effects: [{ effect: call_webhook, webhook: pager, payload: { who: li } }] }\n",
    ] {
        let outcomes = run(text);
        assert!(!outcomes.is_empty() && outcomes.iter().all(CaseOutcome::passed), "{}", told(&outcomes));
    }
}

#[test]
fn bad_cases_say_what_came() {
    let mut seen = String::new();
    for text in [
        "\
strategy: mine
cases:
  - name: another order
    with: { skill: es }
    candidates: [{ id: wang, load: 1 }, { id: li }, { id: bo, refused: away }, { id: mia, load: 5 }]
    expect: { order: [wang, li], log: [chosen], operations: 1 }
  - name: somebody
    with: { skill: es }
    expect: { first: li }
  - name: an error
    with: { skill: es }
    expect: { error: ran longer }
",
        "predicate: in_season\ncases:\n  - { name: A, expect: { holds: false } }\n",
        "compute: part_of_day\ncases:\n  - { name: A, expect: { none: true } }\n  - { name: B, expect: { value: 5 } }\n",
        "hook: angry\ncases:\n  - name: A\n    event: { kind: message_posted, text: \"help!\" }\n    expect: { effects: [] }\n",
    ] {
        let outcomes = run(text);
        assert!(outcomes.iter().all(|outcome| !outcome.passed()));
        seen.push_str(&told(&outcomes));
    }
    insta::assert_snapshot!(seen);
}

#[test]
fn a_case_has_its_own_moment_randomness_records_and_turn() {
    let manifest = "api: 1\nname: Own\noffers:\n  strategy: [{ id: own }]\n  compute: [{ id: told }]\n";
    let script = "\
fn pick(candidates, records) {
    if candidates.is_empty() { return; }
    let account = records.account;
    log(`${account.name} ${account[\"level\"]} ${candidates[0].idle_seconds} ${candidates.group} ${now()}`);
    candidates.next_in_turn()
}
fn told(facts) { `${facts[\"page.path\"]} ${now()} ${random(1, 1000000)}` }
";
    let of_strategy = "\
strategy: own
cases:
  - name: all of it
    now: 2026-11-22T10:00:00Z
    group: care
    turn: li
    records: { account: { id: a1, name: Acme, owner: li, fields: { level: gold } } }
    candidates: [{ id: li, idle: 10m }, { id: wang }]
    expect: { order: [wang, li], log: [\"Acme gold 600 care 1795341600\"] }
";
    let of_compute = |seed: u64, value: &str| {
        format!(
            "compute: told\ncases:\n  - {{ name: A, seed: {seed}, facts: {{ page.path: /a }}, expect: {{ value: \"{value}\" }} }}\n"
        )
    };
    let run = |compute: &str| -> Vec<CaseOutcome> {
        let files = [
            ("plugins/own/plugin.yaml", manifest),
            ("plugins/own/own.rhai", script),
            ("plugins/own/tests/a.yaml", of_strategy),
            ("plugins/own/tests/b.yaml", compute),
        ];
        let files = tests(&files, Some("own")).unwrap_or_else(|problems| panic!("{problems:#?}"));
        files.iter().flat_map(|file| file.run(&|| Duration::ZERO)).collect()
    };
    let value = |seed: u64| -> String {
        let outcomes = run(&of_compute(seed, "nothing like it"));
        assert!(outcomes[0].passed(), "{}", told(&outcomes));
        outcomes[1].misses[0].got.trim_matches('"').to_owned()
    };
    let (seven, eight) = (value(7), value(8));
    assert!(seven.starts_with("/a 1767258000 "), "{seven}");
    assert_ne!(seven, eight);
    assert!(run(&of_compute(7, &seven))[1].passed());
}

#[test]
fn parameters_arrive_as_they_are_written_and_defaults_fill_the_rest() {
    let manifest = "\
api: 1
name: Own
offers:
  compute:
    - id: told
      parameters:
        text: { type: string }
        number: { type: number, default: 1.5 }
        count: { type: integer, default: 3.0 }
        list: { type: array, items: { type: [integer, boolean] }, default: [1] }
";
    let script = "fn told(params) { `${type_of(params.text)} ${params.text} ${params.number} ${params.count} ${params.list}` }\n";
    let cases = "\
compute: told
cases:
  - { name: defaults, with: { text: \"5\" }, expect: { value: \"string 5 1.5 3 [1]\" } }
  - { name: values, with: { text: a, number: 2, count: 4.0, list: [true, 3.0] }, expect: { value: \"string a 2 4 [true, 3]\" } }
";
    let files =
        [("plugins/own/plugin.yaml", manifest), ("plugins/own/own.rhai", script), ("plugins/own/tests/a.yaml", cases)];
    let files = tests(&files, Some("own")).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let outcomes = files[0].run(&|| Duration::ZERO);
    assert!(outcomes.len() == 2 && outcomes.iter().all(CaseOutcome::passed), "{}", told(&outcomes));
}

#[test]
fn failing_cases_do_not_switch_the_plugin_off() {
    let manifest = "api: 1\nname: Own\noffers: { predicate: [{ id: own }] }\n";
    let mut cases = String::from("predicate: own\ncases:\n");
    for n in 0..12 {
        writeln!(cases, "  - {{ name: failing {n}, expect: {{ error: on purpose }} }}").expect("a string");
    }
    let files = [
        ("plugins/own/plugin.yaml", manifest),
        ("plugins/own/own.rhai", "fn own() { throw \"on purpose\" }\n"),
        ("plugins/own/tests/a.yaml", cases.as_str()),
    ];
    let files = tests(&files, Some("own")).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let outcomes = files[0].run(&|| Duration::ZERO);
    assert_eq!(outcomes.len(), 12);
    assert!(outcomes.iter().all(CaseOutcome::passed), "{}", told(&outcomes));
}

#[test]
fn one_plugin_is_tested_whatever_the_others_and_the_rules_say() {
    let good = "strategy: mine\ncases:\n  - { name: A, with: { skill: es }, expect: { nobody: true } }\n";
    let files = [(TEST, good), ("plugins/bad/plugin.yaml", "{"), ("rules/workspace.yaml", "{")];
    let mine = tests(&files, Some("mine")).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let about = |file: &PluginTestFile| format!("{} {} {} {}", file.file(), file.kind(), file.offer(), file.cases());
    assert_eq!(mine.iter().map(about).collect::<Vec<_>>(), ["plugins/mine/tests/cases.yaml strategy mine 1"]);
    let problems = tests(&files, None).err().expect("problems");
    assert!(problems.iter().all(|problem| &*problem.file == "plugins/bad/plugin.yaml"), "{problems:#?}");
}

#[test]
fn the_shipped_plugins_pass_their_tests() {
    let files = plugin_tests(&super::shipped_tree(), &ScriptHost::new(), None);
    let files = files.unwrap_or_else(|problems| panic!("{problems:#?}"));
    let outcomes: Vec<CaseOutcome> = files.iter().flat_map(|file| file.run(&|| Duration::ZERO)).collect();
    assert!(outcomes.len() > 10 && outcomes.iter().all(CaseOutcome::passed), "{}", told(&outcomes));
}
