//! Scenarios: what happens one after another, and how one that fails reads.

use super::{Memory, passed, tested};
use crate::rule_tests::{CaseOutcome, Miss, TestOptions, run};

const GIVEN: &str =
    "name: T\ngiven: { at: 2026-11-23T10:00, channel: mall, page: { url: https://shop.example.com/ } }\n";

/// The one scenario of a file whose steps are these, while Ann is online.
async fn story(steps: &str) -> CaseOutcome {
    let text = format!("{GIVEN}scenarios:\n  - name: A\n    agents: {{ ann: online }}\n    steps:\n{steps}");
    tested(&text).await.files[0].cases[0].clone()
}

async fn misses(steps: &str) -> Vec<String> {
    story(steps).await.misses.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn a_story_that_goes_as_it_should_passes() {
    let text = format!(
        "{GIVEN}scenarios:
  - name: a line moves up, and agents come and go
    steps:
      - visitor: {{ as: eve, says: Hi }}
      - visitor: {{ as: fay, is: {{ name: Fay, locale: fr }}, page: {{ url: https://shop.example.com/night }} }}
      - visitor: {{ as: gil }}
      - expect: {{ session: eve, state: queued, group: care, rule: mall, reason: none_online, place: 1, prompt: none }}
      - expect: {{ session: fay, state: closed, cause: not_held, rule: night, prompt: closed }}
      - expect: {{ session: gil, place: 2 }}
      - leaves_message: {{ as: eve, form: later, answers: {{ text: Please call me }} }}
      - expect: {{ session: eve, state: closed, cause: left_message }}
      - expect: {{ session: gil, place: 1 }}
      - agent: {{ id: ann, becomes: online }}
      - expect: {{ session: gil, state: assigned, agent: ann }}
      - agent: {{ id: ann, answers: gil }}
      - agent: {{ id: ann, becomes: gone }}
      - pass: 2m
      - visitor: {{ as: hal }}
      - expect: {{ session: hal, state: queued, reason: none_online }}
      - agent: {{ id: ann, becomes: online }}
      - expect: {{ session: hal, state: assigned }}
      - transfer: {{ session: hal, by: ann, to_group: night, note: Late }}
      - expect: {{ session: hal, state: queued, group: night }}
      - until: 2026-11-23T20:01
      - agent: {{ id: dan, becomes: online }}
      - expect: {{ session: hal, state: assigned, agent: dan }}
      - ends: gil
      - expect: {{ session: gil, state: closed, agent: ann, cause: visitor }}
"
    );
    let report = tested(&text).await;
    assert_eq!(report.cases(), 1);
    passed(&report);
    // What a visitor's session matched counts like a case's.
    let missing: Vec<String> = report.coverage.missing().map(ToString::to_string).collect();
    assert_eq!(missing, ["new", "season", "vip"]);
}

#[tokio::test]
async fn a_story_ends_at_the_first_step_that_does_not_go_so() {
    let outcome = story(
        "      - visitor: { as: eve }
      - expect: { session: eve, state: queued, place: 1 }
      - expect: { session: eve, state: closed }
",
    )
    .await;
    let [state, place] = outcome.misses.as_slice() else { panic!("{:#?}", outcome.misses) };
    let told = |miss: &Miss| (miss.what, miss.expected.clone(), miss.got.clone(), miss.span.line);
    let got = || "assigned to ann".to_owned();
    assert_eq!(told(state), ("state", "queued".to_owned(), got(), 8));
    assert_eq!(told(place), ("place", "1".to_owned(), got(), 8));
    assert!(outcome.trace.starts_with("eve: assigned to ann"), "{}", outcome.trace);
    assert!(outcome.trace.contains("rule mall"), "{}", outcome.trace);
}

#[tokio::test]
async fn what_the_engine_refuses_is_told() {
    let hi = "      - visitor: { as: eve }\n";
    let end = "      - expect: { session: eve, state: assigned }\n";
    for (step, told) in [
        ("agent: { id: ben, answers: eve }", "ben answers eve"),
        ("agent: { id: ann, accepts: eve }", ""),
        ("agent: { id: ben, accepts: eve }", "ben accepts eve"),
        ("agent: { id: ben, closes: eve }", "ben closes eve"),
        ("transfer: { session: eve, by: ann, to_agent: ben }", "ann gives eve to ben"),
        ("leaves_message: { as: eve, form: later, answers: { text: Please } }", "eve leaves a message with `later`"),
    ] {
        let misses = misses(&format!("{hi}      - {step}\n{end}")).await;
        match told {
            "" => assert_eq!(misses, [""; 0], "{step}"),
            told => assert!(misses[0].starts_with(&format!("step: expected {told}, got ")), "{step}: {misses:?}"),
        }
    }
}

#[tokio::test]
async fn a_scenario_is_asked_for_by_its_name() {
    let text = format!(
        "{GIVEN}scenarios:\n  - {{ name: one, steps: [{{ visitor: {{ as: eve }} }}, {{ expect: {{ session: eve, state: queued }} }}] }}\n  - {{ name: two, steps: [{{ visitor: {{ as: eve }} }}, {{ expect: {{ session: eve, state: closed }} }}] }}\n"
    );
    let options = TestOptions { only: Some("one".to_owned()) };
    let report = run(&super::router(&text), &Memory::default(), &options).await.expect("memory");
    assert_eq!(report.cases(), 1);
    passed(&report);
}
