//! The rules' own tests: what is read of them, and each mistake on its exact place.

use super::{
    compiled,
    mistakes::{Case, all},
};
use crate::{Bound, Expected, FailedOn, Fairness, MockedPredicate, MockedStrategy, RoutedTo, Severity};
use std::{sync::Arc, time::Duration};
use usher_model::{Availability, QueueReason, Timestamp, Value};

const TEST: &str = "rules/tests/first.yaml";
/// What tests may name: a plug-in with a predicate, a rule that asks it, one on trial, one that is off, an object, a form.
const WITH: &[(&str, &str)] = &[
    ("plugins/campaign/plugin.yaml", "api: 1\nname: Campaign\noffers:\n  predicate: [{ id: in_season }]\n"),
    ("plugins/campaign/campaign.rhai", "fn in_season() { true }\n"),
    (
        "rules/distribution/season.yaml",
        "name: Season\npriority: 50\nwhen: { all: [{ script: campaign/in_season }, { account.level: gold }] }\ngroup: team\nstrategy: load\n",
    ),
    ("rules/distribution/trial.yaml", "name: Trial\nmode: shadow\npriority: 60\ngroup: team\nstrategy: load\n"),
    ("rules/distribution/old.yaml", "name: Old\nmode: \"off\"\npriority: 70\ngroup: team\nstrategy: load\n"),
    ("rules/distribution/trial2.yaml", "name: Trial\nmode: shadow\npriority: 61\ngroup: team\nstrategy: load\n"),
    ("rules/groups/idle.yaml", "name: Idle\nmembers: { agents: [bo] }\n"),
    (
        "rules/objects/account.yaml",
        "name: Account\napi_name: AccountObj\nname_field: name\nowner_field: owner\nfields:\n  name: { type: text }\n  level: { type: choice, options: [{ value: gold, label: Gold }, { value: plain, label: Plain }] }\n  owner: { type: agent }\n  since: { type: moment }\n  tags: { type: choices, options: [{ value: new }, { value: old }] }\n",
    ),
];
/// Where a case must say its channel.
const SECOND_CHANNEL: &[(&str, &str)] = &[("rules/channels/other.yaml", "name: Other\norigins: [self]\ntitle: Chat\n")];
/// What most cases here are given.
const GIVEN: &str = "at: 2026-11-23T10:00, agents: { mia: online }";

fn test(text: &str) -> Case<'static> {
    (TEST, text.to_owned(), WITH)
}

fn given(given: &str) -> Case<'static> {
    test(&format!(
        "name: T\ngiven: {{ at: 2026-11-23T10:00, {given} }}\ncases: [{{ name: A, expect: {{ rule: none }} }}]\n"
    ))
}

fn at(at: &str) -> Case<'static> {
    test(&format!("name: T\ngiven: {{ at: {at} }}\ncases: [{{ name: A, expect: {{ rule: none }} }}]\n"))
}

fn expect(expect: &str) -> Case<'static> {
    test(&format!("name: T\ngiven: {{ {GIVEN} }}\ncases: [{{ name: A, expect: {{ {expect} }} }}]\n"))
}

fn run(rest: &str) -> Case<'static> {
    test(&format!("name: T\ngiven: {{ {GIVEN} }}\nsimulate: [{{ name: A, {rest} }}]\n"))
}

/// A good file with every key in it.
pub(super) const GOOD: &str = "name: First things
given:
  at: 2026-11-23T10:00
  seed: 7
  agents: { mia: online, bo: { load: 2 } }
  queues: { team: 3 }
  visitor: { name: Ada, locale: zh-CN, returning: true, records: { account: { id: A1, fields: { level: gold, owner: mia } } } }
  page: { url: 'https://shop.example.com/help?a=b', title: Help }
  mocks: { campaign/in_season: fails, load: fails }
cases:
  - name: everything
    at: 2026-07-01T10:00:00+02:00
    agents: { bo: { availability: away, load: 1, received_today: 4 } }
    visitor: { name: Bo, sessions: 0, returning: false }
    device: { kind: mobile }
    says: Where is it?
    mocks: { campaign/in_season: false, load: [bo, mia] }
    expect:
      rule: first
      outcome: queued
      reason: none_online
      group: team
      prompt: hello
      shadows: [trial]
      not: { season: account.level }
  - name: little
    expect: { rule: none, prompt: none, form: none }
simulate:
  - { name: fair, sessions: 90, every: 20s, lasts: 5m, expect: { share: { mia: { between: [0.3, 0.7] } }, jain: { at_least: 0.9 }, unassigned: 0 } }
";

#[test]
fn a_case_is_laid_over_what_is_given_for_all() {
    let changes: Vec<_> = WITH.iter().copied().chain([(TEST, GOOD)]).collect();
    let compiled = compiled(&changes);
    let set = compiled.ruleset.unwrap_or_else(|| panic!("{:#?}", compiled.diagnostics));
    let [tests] = set.tests.as_slice() else { panic!("one file") };
    assert_eq!((&*tests.file, tests.name.as_str(), tests.cases.len()), (TEST, "First things", 2));
    let [all, little] = tests.cases.as_slice() else { panic!("two cases") };
    assert_eq!((all.span.line, all.span.column), (11, 11));

    let (given, mocks) = (all.given.given(), all.given.mocks());
    assert_eq!(given.at, Timestamp::from_millis(1_782_892_800_000));
    assert_eq!((given.seed, given.channel.as_str(), given.says.as_str()), (7, "mall", "Where is it?"));
    let agents: Vec<_> = given
        .agents
        .iter()
        .map(|(id, agent)| (id.as_str(), agent.availability, agent.load, agent.received_today))
        .collect();
    assert_eq!(agents, [("bo", Availability::Away, 1, 4), ("mia", Availability::Online, 0, 0)]);
    assert_eq!(given.queues.iter().map(|(id, count)| (id.as_str(), *count)).collect::<Vec<_>>(), [("team", 3)]);
    assert_eq!(given.name.as_deref(), Some("Bo"));
    assert_eq!(given.locale.as_ref().map(usher_model::Locale::as_str), Some("zh-CN"));
    assert_eq!((given.page.url.as_str(), given.page.title.as_str()), ("https://shop.example.com/help?a=b", "Help"));
    let facts: Vec<_> = given.facts.iter().map(|(name, value)| (name, value.clone())).collect();
    let (no, none) = (Value::Bool(false), Value::Int(0));
    assert_eq!(facts, [("device.kind", "mobile".into()), ("visitor.returning", no), ("visitor.sessions", none)]);
    let account = given.records.first("account").expect("an account");
    assert_eq!((account.id.as_ref(), account.owner.as_ref().map(usher_model::AgentId::as_str)), ("A1", Some("mia")));
    assert_eq!(account.fields.len(), 1, "the owner stands where owners stand");
    let predicates: Vec<_> = mocks.predicates.values().copied().collect();
    assert_eq!(predicates, [MockedPredicate::Holds(false)]);
    assert!(matches!(mocks.strategies.values().next(), Some(MockedStrategy::Names(names)) if names.len() == 2));

    let keys: Vec<_> = all.expect.iter().map(|one| (one.what.key(), one.span.line)).collect();
    let lines =
        [("rule", 19), ("outcome", 20), ("reason", 21), ("group", 22), ("prompt", 23), ("shadows", 24), ("not", 25)];
    assert_eq!(keys, lines);
    assert_eq!(all.expect[1].what, Expected::Outcome(RoutedTo::Queued));
    assert_eq!(all.expect[2].what, Expected::Reason(QueueReason::NoneOnline));
    let Expected::Not(contraries) = &all.expect[6].what else { panic!("the last one") };
    assert_eq!(contraries[0].on, FailedOn::Field(Arc::from("account.level")));

    // In winter, by the workspace's clocks.
    let (given, mocks) = (little.given.given(), little.given.mocks());
    assert_eq!(given.at, Timestamp::from_millis(1_795_424_400_000));
    assert_eq!(given.facts.get("visitor.sessions"), Some(&Value::Int(1)), "who comes back was here");
    assert_eq!(given.agents.values().next().map(|bo| (bo.load, bo.received_today)), Some((2, 2)));
    assert!(matches!(mocks.predicates.values().next(), Some(MockedPredicate::Fails(span)) if span.line == 9));
    let nothing: Vec<_> = little.expect.iter().map(|one| one.what.clone()).collect();
    assert_eq!(nothing, [Expected::Rule(None), Expected::Prompt(Vec::new()), Expected::Form(None)]);

    let [run] = tests.simulations.as_slice() else { panic!("one run") };
    assert_eq!((run.sessions, run.every, run.lasts), (90, Duration::from_secs(20), Duration::from_mins(5)));
    let [Fairness::Share(share), Fairness::Jain(jain, _), Fairness::Unassigned(unassigned, _)] = run.expect.as_slice()
    else {
        panic!("{:?}", run.expect)
    };
    assert_eq!(share.values().next().map(|(bound, _)| bound.to_string()).as_deref(), Some("between 0.3 and 0.7"));
    assert_eq!(*jain, Bound { at_least: Some(0.9), at_most: None });
    assert!(unassigned.holds(0.0) && !unassigned.holds(1.0));
}

#[test]
fn what_is_given() {
    let seen = all(
        Severity::Error,
        &[
            test("«name»: T\n"),
            test("name: T\n«case»: []\n"),
            test("name: T\ncases: «[]»\n"),
            test("name: T\ncases: [{ name: «A», expect: { rule: none } }]\n"),
            test(
                "name: T\ngiven: { at: 2026-11-23T10:00 }\ncases:\n  - { name: A, expect: { rule: none } }\n  - { name: «A», expect: { rule: none } }\n",
            ),
            test(
                "name: T\ngiven: { at: 2026-11-23T10:00 }\ncases:\n  - { name: A, expect: { rule: none } }\nsimulate:\n  - { name: «A», sessions: 1, every: 1s, lasts: 1s, expect: { jain: 1 } }\n",
            ),
            at("«2026-11-23»"),
            at("«tomorrow»"),
            at("«2026-03-29T02:30»"),
            at("«2026-10-25T02:30»"),
            at("«2026-02-30T10:00»"),
            at("«2026-11-23 10:00»"),
            at("«2026-11-23T25:00»"),
            test("name: T\n«gvien»: { at: 2026-11-23T10:00 }\ncases: [{ name: A, expect: { rule: none } }]\n"),
            given("«agnts»: {}"),
            given("agents: { «miaa»: online }"),
            given("agents: { mia: «onlin» }"),
            given("agents: { mia: { «lod»: 3 } }"),
            given("agents: { mia: { load: «201» } }"),
            given("queues: { «tem»: 4 }"),
            given("queues: { «idle»: 4 }"),
            given("channel: «mal»"),
            (
                TEST,
                "name: T\ngiven: { at: 2026-11-23T10:00, «chanel»: mall }\ncases: [{ name: A, expect: { rule: none } }]\n"
                    .to_owned(),
                SECOND_CHANNEL,
            ),
            given("visitor: { last_agent: «mja» }"),
            given("visitor: { records: { account: { id: A1, owner: «mja» } } }"),
            given("visitor: { records: { account: { id: A1, fields: { owner: «mja» } } } }"),
            given("visitor: { records: { account: { id: A1, fields: { tags: [new, «odl»] } } } }"),
            given("visitor: { «nme»: Ada }"),
            given("visitor: { «visitor.name»: Ada }"),
            given("visitor: { returning: «soon» }"),
            given("visitor: { locale: «Chinese» }"),
            given("visitor: { records: { «acount»: { id: A1 } } }"),
            given("visitor: { records: { account: «{ name: A }» } }"),
            given("visitor: { records: { account: { id: A1, fields: { «levle»: gold } } } }"),
            given("visitor: { records: { account: { id: A1, fields: { level: «golden» } } } }"),
            given("visitor: { records: { account: { id: A1, fields: { since: «yesterday» } } } }"),
            given("page: { url: «/help» }"),
            given("page: { path: «help» }"),
            given("device: { kind: «phone» }"),
            given("says: «\"\"»"),
            given("mocks: { «campaign/in_seson»: true }"),
            given("mocks: { «in_season»: true }"),
            given("mocks: { «laod»: fails }"),
            given("mocks: { campaign/in_season: «maybe» }"),
            given("mocks: { campaign/in_season: «[mia]» }"),
            given("mocks: { load: «true» }"),
            given("mocks: { load: [«miaa»] }"),
        ],
    );
    insta::assert_snapshot!(seen);
}

/// What a rule asks nobody knows where it names a broken object or plug-in, or a part of it was reported.
#[test]
fn a_rule_that_is_not_read_fully_may_fail_on_anything() {
    let text =
        format!("name: T\ngiven: {{ {GIVEN} }}\ncases: [{{ name: A, expect: {{ not: {{ season: page.path }} }} }}]\n");
    let season = WITH[2].1;
    for broken in [
        ("rules/objects/account.yaml", "a: [\n".to_owned()),
        ("plugins/campaign/campaign.rhai", "fn in_season( {\n".to_owned()),
        (WITH[2].0, season.replacen("account.level", "account.levle", 1)),
        (WITH[2].0, season.replacen("when:", "whne:", 1)),
    ] {
        let changes: Vec<_> =
            WITH.iter().copied().chain([(TEST, text.as_str()), (broken.0, broken.1.as_str())]).collect();
        let diagnostics = compiled(&changes).diagnostics;
        assert_eq!(diagnostics.len(), 1, "{broken:?}: {diagnostics:#?}");
        assert_eq!(&*diagnostics[0].file, broken.0);
    }
}

#[test]
fn what_is_expected() {
    let seen = all(
        Severity::Error,
        &[
            test("name: T\ngiven: { at: 2026-11-23T10:00 }\ncases: [{ name: A, expect: «{}» }]\n"),
            expect("«rul»: first"),
            expect("rule: «frist»"),
            expect("rule: «trial»"),
            expect("rule: «old»"),
            expect("outcome: «asigned»"),
            expect("reason: «bussy»"),
            expect("group: «tem»"),
            expect("agent: «miaa»"),
            expect("agent: [mia, «mia»]"),
            expect("agent: «[]»"),
            expect("prompt: «helo»"),
            expect("form: «leave»"),
            expect("shadows: [«first»]"),
            expect("shadows: [«old»]"),
            expect("shadows: [trial, «trial2»]"),
            expect("not: «{}»"),
            expect("not: { «frist»: page.path }"),
            expect("not: { first: «page.pth» }"),
            expect("not: { first: «page.title» }"),
            expect("not: { first: «script» }"),
            expect("not: { rest: «channel» }"),
            expect("not: { «old»: page.path }"),
            expect("rule: first, not: { «first»: page.path }"),
            expect("rule: none, group: «team»"),
            expect("rule: first, outcome: «unmatched»"),
            expect("outcome: queued, agent: «mia»"),
            expect("outcome: assigned, reason: «busy»"),
            expect("outcome: queued, reason: «full»"),
            run("sessions: «0», every: 20s, lasts: 5m, expect: { jain: 1 }"),
            run("sessions: 5000, every: «1h», lasts: 5m, expect: { jain: 1 }"),
            run("sessions: 9, every: «20», lasts: 5m, expect: { jain: 1 }"),
            run("sessions: 9, every: 20s, lasts: 5m, expect: «{}»"),
            run("sessions: 9, every: 20s, lasts: 5m, expect: { jain: «{}» }"),
            run("sessions: 9, every: 20s, lasts: 5m, expect: { jain: «1.5» }"),
            run("sessions: 9, every: 20s, lasts: 5m, expect: { jain: { between: «[0.9, 0.1]» } }"),
            run("sessions: 9, every: 20s, lasts: 5m, expect: { jain: { at_least: 0.1, «between»: [0.1, 0.2] } }"),
            run("sessions: 9, every: 20s, lasts: 5m, expect: { share: { «miaa»: 1 } }"),
        ],
    );
    insta::assert_snapshot!(seen);
}
