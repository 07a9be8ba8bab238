//! A small company with tests of its own: what passes, what fails and how that reads.

mod scenarios;

use super::{CaseOutcome, Miss, Sandbox, TestOptions, TestReport, run};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use usher_model::Epoch;
use usher_routing::Router;
use usher_ruleset::{ScriptHost, SourceTree, compile};
use usher_store::{Store, StoreError};
use usher_store_sqlite::{Options, SqliteStore};

/// Stores in memory, counted.
#[derive(Debug, Default)]
struct Memory(AtomicUsize);

#[async_trait::async_trait]
impl Sandbox for Memory {
    async fn store(&self, epoch: Epoch) -> Result<Arc<dyn Store>, StoreError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(Arc::new(SqliteStore::open_in_memory(Options::new(epoch)).await?))
    }
}

const COMPANY: &[(&str, &str)] = &[
    (
        "rules/workspace.yaml",
        "name: Lantern
time_zone: Europe/Berlin
default_locale: en
unmatched: nobody
waiting: { busy: { prompt: busy, form: later }, full: { prompt: full } }
",
    ),
    (
        "rules/directory/agents.yaml",
        "agents:
  ann: { name: Ann, email: ann@lantern.example, capacity: 2 }
  ben: { name: Ben, email: ben@lantern.example, capacity: 2 }
  cleo: { name: Cleo, email: cleo@lantern.example, capacity: 2 }
  dan: { name: Dan, email: dan@lantern.example, capacity: 1 }
",
    ),
    ("rules/groups/care.yaml", "name: Care\nmembers: { agents: [ann, ben, cleo] }\nqueue_limit: 3\n"),
    ("rules/groups/night.yaml", "name: Night\nmembers: { agents: [dan] }\nhours: night\n"),
    ("rules/hours/night.yaml", "name: Night\nweek: { mon-sun: [\"20:00-06:00\"] }\n"),
    ("rules/channels/mall.yaml", "name: Mall\norigins: [https://shop.example.com]\ntitle: Hi\n"),
    ("rules/channels/site.yaml", "name: Site\norigins: [https://www.example.com]\ntitle: Hi\n"),
    ("rules/prompts/hello.yaml", "text: 'Hello {{ visitor.name }}, this is {{ agent.name }}.'\n"),
    ("rules/prompts/busy.yaml", "text: Everybody is busy.\n"),
    ("rules/prompts/full.yaml", "text: Too many wait.\n"),
    ("rules/prompts/closed.yaml", "text: We sleep.\n"),
    ("rules/prompts/nobody.yaml", "text: We look for somebody.\n"),
    (
        "rules/forms/later.yaml",
        "name: Later\nkind: leave_message\ntitle: Later\nfields: [{ id: text, type: long_text, label: Text }]\n",
    ),
    (
        "rules/objects/account.yaml",
        "name: Account\napi_name: AccountObj\nname_field: name\nowner_field: owner\nfields:\n  name: { type: text }\n  level: { type: choice, options: [{ value: gold, label: Gold }, { value: plain, label: Plain }] }\n  owner: { type: agent }\n",
    ),
    (
        "plugins/campaign/plugin.yaml",
        "api: 1\nname: Campaign\noffers:\n  predicate:\n    - { id: in_season, on_failure: closed, parameters: { month: { type: integer, default: 12 } } }\n",
    ),
    ("plugins/campaign/campaign.rhai", "fn in_season(params) { params.month == 0 }\n"),
    (
        "rules/distribution/vip.yaml",
        "name: VIP\npriority: 1\nwhen: { account.level: gold }\ngroup: care\nstrategy: [customer-owner, load]\nwelcome: hello\n",
    ),
    (
        "rules/distribution/season.yaml",
        "name: Season\npriority: 2\nchannels: [mall]\nwhen: { all: [{ page.path: { starts_with: /offers } }, { script: { use: campaign/in_season, with: { month: 11 } } }] }\ngroup: care\nstrategy: [load]\n",
    ),
    (
        "rules/distribution/new.yaml",
        "name: New\nmode: shadow\npriority: 3\nwhen: { device.kind: mobile }\ngroup: night\nstrategy: [load]\n",
    ),
    (
        "rules/distribution/night.yaml",
        "name: Night\npriority: 4\nwhen: { page.path: /night }\ngroup: night\nstrategy: [load]\nwaiting: { outside_hours: { prompt: closed, hold: false, form: later } }\n",
    ),
    (
        "rules/distribution/mall.yaml",
        "name: Mall\npriority: 5\nchannels: [mall]\nwhen: { not: { any: [{ visitor.returning: true }, { visitor.language: fr }] } }\ngroup: care\nstrategy: [circular]\n",
    ),
];

const GIVEN: &str = "name: T
given:
  at: 2026-11-23T10:00
  channel: mall
  agents: { ann: online, ben: online }
  page: { url: https://shop.example.com/ }
";

fn router(tests: &str) -> Arc<Router> {
    let files = COMPANY.iter().copied().chain([("rules/tests/all.yaml", tests)]);
    let files = files.map(|(path, text)| (Arc::from(path), Arc::from(text.as_bytes())));
    let tree = SourceTree { files: files.collect() }.with_builtins();
    let compiled = compile(&tree, &ScriptHost::for_replay());
    let set = compiled.ruleset.unwrap_or_else(|| panic!("{:#?}", compiled.diagnostics));
    Arc::new(Router::new(Arc::new(set)))
}

async fn tested(tests: &str) -> TestReport {
    run(&router(tests), &Memory::default(), &TestOptions::default()).await.expect("memory")
}

/// The one case of a file whose case is this, over what is given for all.
async fn case(case: &str) -> CaseOutcome {
    let report = tested(&format!("{GIVEN}cases:\n  - {{ name: A, {case} }}\n")).await;
    report.files[0].cases[0].clone()
}

#[track_caller]
fn passed(report: &TestReport) {
    let failed: Vec<_> = report.failures().map(|(_, case)| (&case.name, &case.misses, &case.trace)).collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

#[tokio::test]
async fn a_company_that_does_as_expected_passes() {
    let report = tested(&format!(
        "{GIVEN}cases:
  - name: a gold customer goes to the owner, who has most to do
    agents: {{ ann: {{ load: 1, received_today: 4 }} }}
    visitor: {{ name: Ada, records: {{ account: {{ id: A1, owner: ann, fields: {{ level: gold }} }} }} }}
    expect: {{ rule: vip, outcome: assigned, group: care, agent: ann, prompt: hello, form: none, shadows: [] }}
  - name: whoever has least to do where the owner is away
    agents: {{ ann: away, ben: {{ load: 1 }}, cleo: online }}
    visitor: {{ records: {{ account: {{ id: A1, owner: ann, fields: {{ level: gold }} }} }} }}
    expect: {{ rule: vip, agent: [cleo] }}
  - name: nobody is there
    agents: {{ ann: offline, ben: offline }}
    expect: {{ rule: mall, outcome: queued, reason: none_online, group: care, prompt: none, form: none }}
  - name: everybody is busy, and two wait already
    agents: {{ ann: {{ load: 2 }}, ben: {{ load: 2 }} }}
    queues: {{ care: 2 }}
    expect: {{ outcome: queued, reason: busy, prompt: [hello, busy], form: later }}
  - name: too many wait
    agents: {{ ann: {{ load: 2 }}, ben: {{ load: 2 }} }}
    queues: {{ care: 3 }}
    expect: {{ outcome: turned_away, reason: full, group: care, prompt: full, form: none }}
  - name: the night begins at eight
    agents: {{ dan: online }}
    page: {{ path: /night }}
    expect: {{ rule: night, outcome: turned_away, reason: outside_hours, prompt: closed, form: later, not: {{ vip: account.level }} }}
  - name: and then somebody is there, whatever the summer did to the clocks
    at: 2026-06-30T20:00
    agents: {{ dan: online }}
    page: {{ path: /night }}
    expect: {{ rule: night, agent: dan }}
  - name: who comes back is for nobody
    visitor: {{ returning: true }}
    expect: {{ rule: none, outcome: unmatched, prompt: nobody, not: {{ mall: visitor.returning, season: page.path }} }}
  - name: on another channel
    channel: site
    device: {{ kind: mobile }}
    expect: {{ rule: none, shadows: [new], not: {{ mall: channel, season: channel, new: device.kind }} }}
"
    ))
    .await;
    let failed: Vec<_> = report.failures().flat_map(|(_, case)| &case.misses).map(ToString::to_string).collect();
    assert_eq!(failed, ["not: expected `new` fails on device.kind, got it matches"], "{report:#?}");
    let missing: Vec<_> = report.coverage.missing().map(ToString::to_string).collect();
    assert_eq!((report.coverage.rules(), missing, report.coverage.percent()), (5, vec!["season".to_owned()], 80));
}

#[tokio::test]
async fn scripts_answer_as_they_are_told() {
    passed(
        &tested(&format!(
            "{GIVEN}  page: {{ path: /offers/1 }}
cases:
  - {{ name: by itself, expect: {{ rule: mall, not: {{ season: script }} }} }}
  - {{ name: it holds, mocks: {{ campaign/in_season: true }}, expect: {{ rule: season, agent: ann }} }}
  - {{ name: it does not, mocks: {{ campaign/in_season: false }}, expect: {{ rule: mall, not: {{ season: script }} }} }}
  - {{ name: it fails and counts as no, mocks: {{ campaign/in_season: fails }}, expect: {{ rule: mall, not: {{ season: script }} }} }}
  - {{ name: the order is given, mocks: {{ circular: [dan, cleo, ben, ann] }}, expect: {{ agent: ben }} }}
  - {{ name: nobody is named, mocks: {{ circular: [] }}, expect: {{ outcome: queued, reason: busy }} }}
  - {{ name: the strategy fails, mocks: {{ circular: fails }}, expect: {{ outcome: queued, reason: busy }} }}
  - name: the next one is asked
    visitor: {{ records: {{ account: {{ id: A1, owner: ann, fields: {{ level: gold }} }} }} }}
    mocks: {{ customer-owner: fails, load: [ben] }}
    expect: {{ rule: vip, agent: ben }}
"
        ).replace("  page: { url: https://shop.example.com/ }\n", ""))
        .await,
    );
    let fails = case("mocks: { circular: fails }, expect: { agent: ann }").await;
    let place = "strategy circular             failed: failed at rules/tests/all.yaml:8:35: the test says so";
    assert!(fails.trace.contains(place), "{}", fails.trace);
}

#[tokio::test]
async fn each_key_tells_what_came_instead() {
    let busy = "agents: { ann: { load: 2 }, ben: { load: 2 } }";
    for (given, expected, miss) in [
        ("", "rule: vip", "rule: expected vip, got mall"),
        ("", "rule: none", "rule: expected none, got mall"),
        ("channel: site,", "rule: mall", "rule: expected mall, got none"),
        ("", "outcome: queued", "outcome: expected queued, got assigned to ann"),
        (busy, "outcome: assigned", "outcome: expected assigned, got queued in care: busy"),
        (busy, "reason: none_online", "reason: expected none_online, got busy"),
        ("", "reason: busy", "reason: expected busy, got assigned to ann"),
        ("", "group: night", "group: expected night, got care"),
        ("channel: site,", "group: night", "group: expected night, got unmatched"),
        ("", "agent: [ben, cleo]", "agent: expected ben or cleo, got ann"),
        (busy, "agent: ben", "agent: expected ben, got nobody: queued in care: busy"),
        (busy, "prompt: none", "prompt: expected none, got busy"),
        ("", "prompt: [hello, busy]", "prompt: expected hello or busy, got none"),
        ("", "form: later", "form: expected later, got none"),
        (busy, "form: none", "form: expected none, got later"),
        ("device: { kind: mobile },", "shadows: []", "shadows: expected none, got new"),
        ("", "shadows: [new]", "shadows: expected new, got none"),
        ("", "not: { mall: channel }", "not: expected `mall` fails on channel, got it matches"),
        (
            "",
            "not: { vip: account.level, season: script }",
            "not: expected `season` fails on script, got page.path must start with /offers, but is /",
        ),
        (
            "page: { path: /night }, agents: { dan: online },",
            "not: { mall: visitor.returning }",
            "not: expected `mall` fails on visitor.returning, got it is not asked: `night` matches before it",
        ),
        (
            "channel: site,",
            "not: { season: page.path }",
            "not: expected `season` fails on page.path, got is for other channels",
        ),
    ] {
        let given = if given.is_empty() || given.ends_with(',') { given.to_owned() } else { format!("{given},") };
        let outcome = case(&format!("{given} expect: {{ {expected} }}")).await;
        let misses: Vec<_> = outcome.misses.iter().map(ToString::to_string).collect();
        assert_eq!(misses, [miss], "{given} {expected}\n{}", outcome.trace);
        let place = outcome.misses[0].span;
        assert_eq!(place.line, 8);
        assert!(place.column > outcome.span.column, "the place of the value is told");
    }
}

#[tokio::test]
async fn a_case_that_fails_tells_the_whole_story() {
    let outcome = case(
        "agents: { ann: { load: 2 }, ben: away }, queues: { care: 1 }, visitor: { name: Ada }, device: { kind: mobile }, expect: { outcome: assigned }",
    )
    .await;
    let revision = router(&format!("{GIVEN}cases: [{{ name: A, expect: {{ rule: none }} }}]\n"));
    assert_eq!(revision.ruleset().revision.short().len(), 8);
    let story: Vec<&str> = outcome.trace.lines().collect();
    let (first, rest) = story.split_first().expect("a story");
    assert!(
        first.starts_with(
            "queued in care: everybody is busy, when it was opened at 2026-11-23T10:00:00+01:00, by rules "
        ),
        "{first}"
    );
    let expected = [
        "  rule vip                      no: account.level must be gold, but is absent",
        "  rule season                   no: page.path must start with /offers, but is /",
        "  rule night                    no: page.path must be /night, but is /",
        "  rule mall                     matches",
        "  shadow new                    would have taken it: queued in night: it is outside the hours",
        "  agent ann                     is full (2 of 2 sessions) (held 2)",
        "  agent ben                     is away (held 0)",
        "  agent cleo                    is offline (held 0)",
        "  prompt busy                   tells \"Everybody is busy.\"",
        "  form later                    is offered",
        "  queue care                    1 waited before, 2 wait now",
    ];
    assert_eq!(rest, expected, "{}", outcome.trace);
}

#[tokio::test]
async fn who_waited_before_is_served_before() {
    // Four places for two who wait and one who comes: all are served, and the one who comes last gets what is left.
    let outcome = case("queues: { care: 3 }, expect: { agent: ben, outcome: assigned }").await;
    assert_eq!(outcome.misses, [], "{}", outcome.trace);
    let outcome =
        case("agents: { ben: offline }, queues: { care: 2 }, expect: { outcome: queued, reason: busy }").await;
    assert_eq!(outcome.misses, [], "{}", outcome.trace);
}

#[tokio::test]
async fn the_days_count_and_the_load_are_real() {
    let tests = format!(
        "{GIVEN}  at: 2026-11-23T00:05
cases:
  - {{ name: A, agents: {{ ann: {{ load: 1, received_today: 0 }}, ben: {{ load: 1, received_today: 3 }}, cleo: {{ load: 2, received_today: 3 }} }}, expect: {{ rule: none }} }}
"
    )
    .replace("  at: 2026-11-23T10:00\n", "");
    let router = router(&tests);
    let given = router.ruleset().tests[0].cases[0].given.given();
    let sandbox = Memory::default();
    let store = sandbox.store(super::world::epoch(&given)).await.unwrap();
    let _world =
        super::world::World::new(&router, &given, Arc::clone(&store), &ScriptHost::for_replay()).await.unwrap();
    let rows: Vec<_> = store.roster().await.unwrap().into_iter().map(|row| (row.agent.to_string(), row.load)).collect();
    assert_eq!(rows, [("ann".to_owned(), 1), ("ben".to_owned(), 1), ("cleo".to_owned(), 2)]);
    let midnight = given.at.before(Duration::from_mins(5));
    let mut received = store.received_since(midnight).await.unwrap();
    received.sort_unstable();
    let received: Vec<_> = received.into_iter().map(|(agent, count)| (agent.to_string(), count)).collect();
    assert_eq!(received, [("ben".to_owned(), 3), ("cleo".to_owned(), 3)]);
}

const RUNS: &str = "simulate:
  - name: circular is fair
    agents: { cleo: online }
    sessions: 60
    every: 20s
    lasts: 30s
    expect: { share: { ann: { between: [0.33, 0.34] }, dan: 0 }, jain: { at_least: 0.99 }, unassigned: 0 }
  - name: whoever waits gets a turn
    agents: { ben: offline }
    sessions: 6
    every: 10s
    lasts: 1m
    expect: { unassigned: 2, share: { ann: 1 } }
  - name: the night ends at six
    at: 2026-11-24T05:55
    agents: { dan: online }
    page: { path: /night }
    sessions: 10
    every: 1m
    lasts: 50s
    expect: { share: { dan: 1 }, unassigned: 5 }
";

#[tokio::test]
async fn a_run_shares_sessions_out() {
    let tests = format!("{GIVEN}{RUNS}");
    let report = tested(&tests).await;
    passed(&report);
    assert_eq!(report, tested(&tests).await, "the same rules give the same report");

    let unfair = tested(&format!(
        "{GIVEN}simulate:
  - name: one does it all
    mocks: {{ circular: [ben] }}
    sessions: 4
    every: 1m
    lasts: 10s
    expect: {{ share: {{ ann: {{ at_least: 0.5 }} }}, jain: {{ at_least: 0.9 }}, unassigned: {{ at_least: 1 }} }}
"
    ))
    .await;
    let outcome = &unfair.files[0].cases[0];
    let misses: Vec<_> = outcome.misses.iter().map(Miss::to_string).collect();
    assert_eq!(
        misses,
        [
            "share: expected ann at least 0.5, got ann 0.000",
            "jain: expected at least 0.9, got 0.500",
            "unassigned: expected at least 1, got 0",
        ]
    );
    assert_eq!(
        outcome.trace,
        "4 sessions, 0 of them not taken, Jain's index 0.500
  agent ann                     took 0, a share of 0.000
  agent ben                     took 4, a share of 1.000
"
    );
}

#[tokio::test]
async fn only_what_is_asked_for_is_run() {
    let tests = format!(
        "{GIVEN}cases:\n  - {{ name: first one, expect: {{ rule: mall }} }}\n  - {{ name: second one, expect: {{ rule: mall }} }}\n"
    );
    let router = router(&tests);
    for (only, cases) in [("first", 1), ("one", 2), ("all", 2), ("third", 0)] {
        let sandbox = Memory::default();
        let options = TestOptions { only: Some(only.to_owned()) };
        let report = run(&router, &sandbox, &options).await.unwrap();
        assert_eq!((report.cases(), report.files.len()), (cases, usize::from(cases > 0)), "{only}");
        assert_eq!(sandbox.0.load(Ordering::Relaxed), cases, "each case has a store of its own");
    }
}
