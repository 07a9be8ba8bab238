//! The answers to forms before chats, as conditions and tests read them.

use super::{
    compiled,
    mistakes::{Case, all},
};
use crate::Severity;
use usher_condition::FieldKind;

const ASK: &str = "rules/forms/ask.yaml";
const MALL: (&str, &str) = ("rules/channels/mall.yaml", "name: Mall\norigins: [self]\ntitle: Chat\npre_chat: ask\n");
const TRADE: (&str, &str) =
    ("rules/channels/trade.yaml", "name: Trade\norigins: [self]\ntitle: Chat\npre_chat: trade\n");
const PLAIN: (&str, &str) = ("rules/channels/plain.yaml", "name: Plain\norigins: [self]\ntitle: Chat\n");
const FIELDS: &str = "  - { id: company, type: text, label: Company }
  - { id: lamps, type: number, label: Lamps, whole: true, min: 1, max: 99 }
  - { id: topic, type: choice, label: Topic, options: [{ value: offer, label: Offer }, { value: sample, label: Sample }] }
  - { id: rooms, type: choices, label: Rooms, options: [{ value: bath, label: Bath }, { value: hall, label: Hall }] }
  - { id: day, type: date, label: Day }
  - { id: agreed, type: consent, label: Agreed }
  - { id: plan, type: file, label: Plan }
";

fn form(fields: &str) -> String {
    format!("name: Ask\nkind: pre_chat\ntitle: Ask\nfields:\n{fields}")
}

/// A rule of the base tree that asks this, in a tree whose channel begins chats with a form.
fn asks(others: &[(&'static str, &'static str)], when: &str) -> (String, Vec<(&'static str, &'static str)>) {
    let ask: &'static str = form(FIELDS).leak();
    let rule = format!("name: First\nchannels: [mall]\nwhen:\n  {when}\ngroup: team\nstrategy: load\nwelcome: hello\n");
    (rule, [(ASK, ask), MALL].into_iter().chain(others.iter().copied()).collect())
}

#[track_caller]
fn seen(severity: Severity, cases: &[(String, Vec<(&'static str, &'static str)>)]) -> String {
    let cases: Vec<Case<'_>> =
        cases.iter().map(|(rule, others)| ("rules/distribution/first.yaml", rule.clone(), &others[..])).collect();
    all(severity, &cases)
}

#[test]
fn each_answer_is_a_fact_of_its_type_and_files_are_none() {
    let (rule, mut others) = asks(&[PLAIN], "form.company: Acme");
    others.push(("rules/distribution/first.yaml", rule.leak()));
    let compiled = compiled(&others);
    assert!(compiled.diagnostics.is_empty(), "{:#?}", compiled.diagnostics);
    let catalogue = compiled.ruleset.expect("a rule set").catalogue;
    let kind = |field: &str| catalogue.get(&format!("form.{field}")).map(|info| info.kind.clone());
    assert_eq!(kind("company"), Some(FieldKind::Text));
    assert_eq!(kind("lamps"), Some(FieldKind::Int { least: 1, most: 99 }));
    assert_eq!(kind("topic"), Some(FieldKind::Enum(vec!["offer".into(), "sample".into()])));
    assert_eq!(kind("rooms"), Some(FieldKind::TextList));
    assert_eq!(kind("day"), Some(FieldKind::Date));
    assert_eq!(kind("agreed"), Some(FieldKind::Bool));
    assert_eq!(kind("plan"), None);
}

#[test]
fn forms_that_no_channel_names_tell_no_facts() {
    let ask = form(FIELDS);
    let compiled = compiled(&[(ASK, &ask)]);
    assert!(compiled.ruleset.expect("a warning alone").catalogue.get("form.company").is_none());
}

#[test]
fn what_several_forms_ask_can_be_what_any_of_them_lets_it_be() {
    let trade = form(
        "  - { id: lamps, type: number, label: Lamps, whole: true, min: 50 }
  - { id: topic, type: choice, label: Topic, options: [{ value: project, label: Project }, { value: offer, label: Offer }] }
  - { id: rooms, type: choices, label: Rooms, options: [{ value: lobby, label: Lobby }] }
  - { id: company, type: long_text, label: Company }
",
    );
    let (rule, mut others) = asks(
        &[TRADE],
        "all: [{ form.rooms: { contains: lobby } }, { form.topic: project }, { form.lamps: { gte: 100 } }]",
    );
    // In both channels, so that the answers of either form may come.
    let rule = rule.replace("channels: [mall]", "channels: [mall, trade]");
    others.push(("rules/distribution/first.yaml", rule.leak()));
    others.push(("rules/forms/trade.yaml", trade.leak()));
    let compiled = compiled(&others);
    assert!(compiled.diagnostics.is_empty(), "{:#?}", compiled.diagnostics);
    let catalogue = compiled.ruleset.expect("a rule set").catalogue;
    let kind = |field: &str| catalogue.get(&format!("form.{field}")).map(|info| info.kind.clone());
    assert!(matches!(kind("lamps"), Some(FieldKind::Int { least: 1, most }) if most > 99));
    assert_eq!(kind("topic"), Some(FieldKind::Enum(vec!["offer".into(), "sample".into(), "project".into()])));
}

#[test]
fn fields_of_one_id_that_do_not_agree() {
    let ask: &str = form(FIELDS).leak();
    let with: &[(&str, &str)] = &[(ASK, ask), MALL, TRADE];
    let trade = |field: &str| ("rules/forms/trade.yaml", form(&format!("  - {{ {field} }}\n")), with);
    let seen = all(
        Severity::Error,
        &[
            trade("id: company, type: «number», label: Company"),
            trade("id: lamps, type: «choice», label: Lamps, options: [{ value: few, label: Few }]"),
            trade("id: topic, type: «choices», label: Topic, options: [{ value: offer, label: Offer }]"),
            trade("id: agreed, type: «text», label: Agreed"),
        ],
    );
    insta::assert_snapshot!(seen);
    for fine in [
        "id: plan, type: text, label: Plan",
        "id: company, type: email, label: Company",
        "id: lamps, type: number, label: Lamps",
    ] {
        let (path, text, with) = trade(fine);
        let changes: Vec<(&str, &str)> = with.iter().copied().chain([(path, text.as_str())]).collect();
        let found = compiled(&changes).diagnostics;
        assert!(found.is_empty(), "{fine}: {found:#?}");
    }
}

#[test]
fn conditions_that_ask_answers_amiss() {
    let errors = seen(
        Severity::Error,
        &[
            asks(&[], "«form.compny»: Acme"),
            asks(&[], "«form.plan»: { exists: true }"),
            asks(&[], "form.lamps: «\"12\"»"),
            asks(&[], "form.topic: «order»"),
            asks(&[], "form.rooms: { contains: «attic» }"),
            asks(&[], "form.agreed: { «gt»: 1 }"),
            asks(&[], "expr: 'form.«compny» == \"Acme\"'"),
        ],
    );
    let warnings = seen(
        Severity::Warning,
        &[
            asks(&[PLAIN], "all: [{ form.topic: offer }, { «form.topic: sample» }]"),
            {
                let (rule, others) = asks(&[PLAIN], "«form.company: Acme»");
                (rule.replace("channels: [mall]", "channels: [plain]"), others)
            },
            {
                let (rule, others) = asks(&[PLAIN], "all: [{ page.path: /a }, { «form.lamps: {{ gte: 5 }}» }]");
                (rule.replace("{{", "{").replace("}}", "}").replace("[mall]", "[plain]"), others)
            },
        ],
    );
    insta::assert_snapshot!(format!("{errors}{warnings}"));
    // Where the form is not asked, the answer is not there: that may well be what is meant.
    for fine in ["form.company: { exists: false }", "form.company: { ne: Acme }", "not: { form.agreed: true }"] {
        let (rule, mut others) = asks(&[PLAIN], fine);
        let rule = rule.replace("channels: [mall]", "channels: [plain]");
        others.push(("rules/distribution/first.yaml", rule.leak()));
        let found = compiled(&others).diagnostics;
        assert!(found.is_empty(), "{fine}: {found:#?}");
    }
}

#[test]
fn a_form_that_cannot_be_read_has_no_echo() {
    for broken in ["  - { id: company, type: txt, label: Company }\n", "  - { id: Company, type: text, label: A }\n"] {
        let (rule, mut others) = asks(&[], "all: [{ form.company: Acme }, { expr: 'form.company == \"Acme\"' }]");
        others.push(("rules/distribution/first.yaml", rule.leak()));
        others.push((ASK, form(broken).leak()));
        let found = compiled(&others).diagnostics;
        assert_eq!(found.len(), 1, "{broken}: {found:#?}");
    }
}

#[test]
fn what_tests_are_given_of_a_form() {
    let ask: &str = form(FIELDS).leak();
    let with: &[(&str, &str)] = &[(ASK, ask), MALL];
    let given = |given: &str| {
        let text = format!(
            "name: T\ncases:\n  - {{ name: A, at: 2026-11-23T10:00, channel: mall, form: {given}, expect: {{ outcome: queued }} }}\n"
        );
        ("rules/tests/t.yaml", text, with)
    };
    let seen = all(
        Severity::Error,
        &[
            given("{ «compny»: Acme }"),
            given("{ lamps: «many» }"),
            given("{ topic: «order» }"),
            given("{ rooms: [bath, «attic»] }"),
            given("{ day: «tomorrow» }"),
            given("«Acme»"),
        ],
    );
    insta::assert_snapshot!(seen);
    let (path, text, with) =
        given("{ company: Acme, lamps: 3, topic: offer, rooms: [bath], day: 2026-12-01, agreed: true }");
    let changes: Vec<(&str, &str)> = with.iter().copied().chain([(path, text.as_str())]).collect();
    let set = compiled(&changes).ruleset.expect("a rule set");
    let facts = set.tests[0].cases[0].given.given().facts;
    assert_eq!(facts.get("form.company"), Some(&"Acme".into()));
}
