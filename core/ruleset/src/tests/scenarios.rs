//! Scenarios: what is read of them, and each mistake on its exact place.

use super::{
    compiled,
    mistakes::{Case, all},
};
use crate::{Becoming, Doing, Handling, Scenario, Severity, Stands, StandsAs, TransferTo};
use std::time::Duration;
use usher_model::{Availability, Timestamp, Value};

const TEST: &str = "rules/tests/story.yaml";
/// What scenarios may name: a form to leave a message with, another one, and a rule that offers the first.
const WITH: &[(&str, &str)] = &[
    (
        "rules/forms/leave.yaml",
        "name: Leave\nkind: leave_message\ntitle: Leave\nfields:\n  - { id: email, type: email, label: Email, required: true }\n  - { id: lamps, type: number, label: Lamps, whole: true }\n",
    ),
    ("rules/forms/ask.yaml", "name: Ask\nkind: pre_chat\ntitle: Ask\nfields: [{ id: it, type: text, label: It }]\n"),
    ("rules/channels/other.yaml", "name: Other\norigins: [self]\ntitle: Chat\npre_chat: ask\n"),
    (
        "rules/distribution/rest.yaml",
        "name: Rest\npriority: 200\ngroup: team\nstrategy: load\nwaiting: { busy: { form: leave } }\n",
    ),
    ("rules/distribution/trial.yaml", "name: Trial\nmode: shadow\npriority: 60\ngroup: team\nstrategy: load\n"),
];
const HEAD: &str = "name: T\ngiven: { at: 2026-11-23T10:00, channel: mall }\nscenarios:\n  - name: A\n    steps:\n";

/// A scenario in which Ann has written, and then this happens.
fn step(marked: &str) -> Case<'static> {
    let expect = if marked.contains("expect:") { "" } else { "      - expect: { session: ann, state: queued }\n" };
    (TEST, format!("{HEAD}      - visitor: {{ as: ann, says: Hi }}\n      - {marked}\n{expect}"), WITH)
}

fn seen(marked: &str) -> Case<'static> {
    step(&format!("expect: {{ session: ann, {marked} }}"))
}

fn whole(marked: &str) -> Case<'static> {
    (TEST, format!("name: T\ngiven: {{ at: 2026-11-23T10:00, channel: mall }}\n{marked}\n"), WITH)
}

/// A good file with every key in it.
pub(super) fn good() -> String {
    format!(
        "{HEAD}{}",
        "      - visitor: { as: ann, says: Hi, is: { name: Ann, locale: zh }, page: { path: /help }, device: { kind: mobile } }
      - visitor: { as: ben, channel: other, fills: { it: A lamp } }
      - expect: { session: ann, state: queued, group: team, rule: first, reason: none_online, place: 1, prompt: none }
      - agent: { id: mia, becomes: online }
      - agent: { id: bo, becomes: gone }
      - agent: { id: mia, accepts: ann }
      - agent: { id: mia, declines: ben }
      - agent: { id: mia, answers: ann }
      - visitor: { as: ann, says: Thank you, page: { path: /orders } }
      - transfer: { session: ann, by: mia, to_agent: bo, note: Knows more }
      - transfer: { session: ben, by: mia, to_group: team }
      - pass: 5m
      - until: 2026-11-24T09:00
      - agent: { id: bo, closes: ann }
      - expect: { session: ann, state: closed, agent: [bo, mia], rule: first, prompt: hello, cause: agent }
      - ends: ben
      - leaves_message: { as: cara, form: leave, answers: { email: cara@acme.example, lamps: 3 }, channel: mall }
      - expect: { session: cara, state: closed, cause: left_message, rule: none }
"
    )
}

fn scenario(text: &str) -> Scenario {
    let changes: Vec<_> = WITH.iter().copied().chain([(TEST, text)]).collect();
    let compiled = compiled(&changes);
    let set = compiled.ruleset.unwrap_or_else(|| panic!("{:#?}", compiled.diagnostics));
    set.tests[0].scenarios[0].clone()
}

#[test]
fn every_step_is_read() {
    let scenario = scenario(&good());
    assert_eq!((scenario.name.as_str(), scenario.steps.len()), ("A", 18));
    let at = |place: usize| &scenario.steps[place].what;
    let Doing::Says { visitor, given } = at(0) else { panic!("{:?}", at(0)) };
    let given = given.given();
    assert_eq!((&**visitor, given.says.as_str(), given.name.as_deref()), ("ann", "Hi", Some("Ann")));
    let Doing::Fills { given, answers, .. } = at(1) else { panic!("{:?}", at(1)) };
    let given = given.given();
    assert_eq!((answers["it"].as_str(), given.channel.as_str(), given.name), (Some("A lamp"), "other", None));
    let Doing::Expect { visitor, all } = at(2) else { panic!("{:?}", at(2)) };
    let keys: Vec<&str> = all.iter().map(|one| one.what.key()).collect();
    assert_eq!((&**visitor, keys), ("ann", vec!["state", "group", "rule", "reason", "place", "prompt"]));
    assert_eq!(all[0].what, Stands::State(StandsAs::Queued));
    let online = Becoming::Chooses(Availability::Online);
    assert!(matches!(at(3), Doing::Becomes { how, .. } if *how == online));
    assert!(matches!(at(4), Doing::Becomes { how: Becoming::Gone, .. }));
    let hows: Vec<Handling> = (5..8)
        .map(|place| if let Doing::Handles { how, .. } = at(place) { *how } else { panic!("{:?}", at(place)) })
        .collect();
    assert_eq!(hows, [Handling::Accepts, Handling::Declines, Handling::Answers]);
    // What was said of her still holds, but not what she wrote.
    let Doing::Says { given, .. } = at(8) else { panic!("{:?}", at(8)) };
    let given = given.given();
    assert_eq!((given.says.as_str(), given.name.as_deref()), ("Thank you", Some("Ann")));
    assert_eq!(given.facts.get("page.path"), Some(&Value::from("/orders")));
    assert!(matches!(at(9), Doing::Transfers { to: TransferTo::Agent(_), note: Some(_), .. }));
    assert!(matches!(at(10), Doing::Transfers { to: TransferTo::Group(_), note: None, .. }));
    assert!(matches!(at(11), Doing::Pass(time) if *time == Duration::from_mins(5)));
    assert!(matches!(at(12), Doing::Until(moment) if *moment == Timestamp::from_millis(1_795_507_200_000)));
    let Doing::LeavesMessage { visitor, form, answers, .. } = at(16) else { panic!("{:?}", at(16)) };
    assert_eq!((&**visitor, form.as_str(), answers["lamps"].as_i64()), ("cara", "leave", Some(3)));
}

#[test]
fn steps() {
    let many = "- pass: 1s\n      ".repeat(200);
    let seen = all(
        Severity::Error,
        &[
            whole("scenarios: «[]»"),
            whole("scenarios: [«{ name: A }»]"),
            whole("scenarios: [{ name: A, steps: «[]» }]"),
            whole("scenarios: [{ name: A, steps: «[{ visitor: { as: ann } }]» }]"),
            whole("scenarios: [{ name: A, «step»: [] }]"),
            whole(
                "scenarios:\n  - { name: A, steps: [{ visitor: { as: ann } }, { expect: { session: ann, state: closed } }] }\n  - { name: «A», steps: [{ visitor: { as: ann } }, { expect: { session: ann, state: closed } }] }",
            ),
            whole(&format!("scenarios:\n  - name: A\n    steps:\n      «-» pass: 1s\n      {}", many.trim_end())),
            step("«visits»: { as: ann }"),
            step("«visitr»: { as: ben }"),
            step("«pass»"),
            step("«{}»"),
            step("{ pass: 5m, «ends»: ann }"),
            step("visitor: «ann»"),
            step("visitor: «{ says: Hi }»"),
            step("visitor: { as: «Ann» }"),
            step("visitor: { as: ben, «say»: Hi }"),
            step("visitor: { as: ben, channel: «mal» }"),
            step("visitor: { as: ben, is: { «nme»: Ben } }"),
            step("visitor: { as: ann, «is»: { name: Ann } }"),
            step("visitor: { as: ann, says: Hi, «channel»: mall }"),
            step("visitor: { as: ben, page: { url: «/help» } }"),
            step("ends: «anne»"),
            step("ends: «ben»"),
            step("agent: «mia»"),
            step("agent: «{ id: mia }»"),
            step("agent: { id: «mja», becomes: away }"),
            step("agent: { id: mia, becomes: «back» }"),
            step("agent: { id: mia, answers: «anne» }"),
            step("agent: { id: mia, answers: ann, «closes»: ann }"),
            step("agent: { id: mia, «answer»: ann }"),
            step("transfer: «{ session: ann, by: mia }»"),
            step("transfer: { session: ann, by: mia, to_agent: bo, «to_group»: team }"),
            step("transfer: { session: ann, by: mia, to_group: «tem» }"),
            step("transfer: { session: «anne», by: mia, to_group: team }"),
            step("pass: «5»"),
            step("pass: «0s»"),
            step("pass: «8d»"),
            step("until: «tomorrow»"),
            step("until: «2026-11-23T10:00»"),
            step("until: «2026-11-23T09:00»"),
            step("until: 2026-11-29T10:00\n      - «pass»: 2d"),
            step("leaves_message: { as: ann, form: «leav», answers: {} }"),
            step("leaves_message: { as: ann, form: «ask», answers: {} }"),
            step("leaves_message: { as: ann, form: leave, answers: «{}» }"),
            step("leaves_message: { as: ann, form: leave, answers: { email: «ann» } }"),
            step("leaves_message: { as: ann, form: leave, answers: { email: ann@acme.example, «lamp»: 3 } }"),
            step("leaves_message: { as: ann, form: leave, answers: { email: ann@acme.example, lamps: «1.5» } }"),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn forms_that_chats_begin_with() {
    let ask = "name: Ask\nkind: pre_chat\ntitle: Ask\nfields:\n  - { id: note, type: text, label: Note }\n  - { id: lamps, type: number, label: Lamps, whole: true, required: true }\n";
    let with: Vec<(&str, &str)> = WITH.iter().copied().chain([("rules/forms/ask.yaml", ask)]).collect();
    let step = |marked: &str| (TEST, step(marked).1, with.as_slice());
    let seen = all(
        Severity::Error,
        &[
            step("«visitor»: { as: ben, channel: other }"),
            step("«visitor»: { as: ben, channel: other, says: Hi }"),
            step("«visitor»: { as: ben, fills: { lamps: 2 } }"),
            step("visitor: { as: ben, channel: other, fills: «{ note: Hi }» }"),
            step("visitor: { as: ben, channel: other, fills: { lamps: «some» } }"),
            step("visitor: { as: ben, channel: other, fills: { lamps: 2, «nots»: Hi } }"),
            step("visitor: { as: ben, channel: other, fills: { lamps: 2 }, «says»: Hi }"),
            step("visitor: { as: ben, channel: other, fills: «two» }"),
            step("visitor: { as: ben, channel: «othr», fills: { lamps: 2 } }"),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn who_began_with_a_form_goes_on_with_words() {
    let text = format!(
        "{HEAD}      - visitor: {{ as: ben, channel: other, fills: {{ it: Hi }} }}\n      - visitor: {{ as: ben, says: Still there? }}\n      - expect: {{ session: ben, state: queued }}\n"
    );
    assert!(matches!(scenario(&text).steps[1].what, Doing::Says { .. }));
}

#[test]
fn what_is_expected_in_between() {
    let all = all(
        Severity::Error,
        &[
            step("expect: «{ state: queued }»"),
            step("expect: «{ session: ann }»"),
            step("expect: { session: «anne», state: queued }"),
            seen("«stat»: queued"),
            seen("state: «waits»"),
            seen("agent: «mja»"),
            seen("group: «tem»"),
            seen("rule: «frist»"),
            seen("rule: «trial»"),
            seen("reason: «bussy»"),
            seen("reason: «full»"),
            seen("place: «0»"),
            seen("prompt: «helo»"),
            seen("cause: «done»"),
            seen("state: queued, cause: «idle»"),
            seen("state: assigned, place: «2»"),
            seen("cause: idle, reason: «busy»"),
            seen("state: queued, agent: «mia»"),
            seen("state: unmatched, rule: «first»"),
        ],
    );
    insta::assert_snapshot!(all);
}

#[test]
fn a_step_that_cannot_be_read_has_no_echo() {
    for broken in
        ["visitor: { as: Ben }", "visitor: [ben]", "vistor: { as: ben }", "{ pass: 1m, visitor: { as: ben } }"]
    {
        let text = format!("{HEAD}      - {broken}\n      - expect: {{ session: ben, state: queued }}\n");
        let changes: Vec<_> = WITH.iter().copied().chain([(TEST, text.as_str())]).collect();
        let diagnostics = compiled(&changes).diagnostics;
        assert_eq!(diagnostics.len(), 1, "{broken}: {diagnostics:#?}");
    }
}
