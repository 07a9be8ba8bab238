//! Mistakes in forms, each on its exact place, and a form that has everything.

use super::{
    compiled,
    mistakes::{Case, all, case},
};
use crate::{Channel, FieldType, Form, FormKind, Severity};
use jiff::civil::date;
use usher_model::{Context, Facts, FormId, LocalText, Value};

const FORM: &str = "rules/forms/leave-message.yaml";
const WORKSPACE: &str = "rules/workspace.yaml";
const REST: &str = "rules/distribution/rest.yaml";
/// A rule that offers the form.
const OFFERED: &[(&str, &str)] = &[(
    REST,
    "name: Rest\npriority: 200\ngroup: team\nstrategy: load\nwaiting: { none_online: { form: leave-message } }\n",
)];
const HEAD: &str = "name: Leave a message\nkind: leave_message\ntitle: Leave a message\n";

fn whole(marked: &str) -> Case<'static> {
    (FORM, marked.to_owned(), OFFERED)
}

/// A form of some fields.
fn fields(marked: &str) -> Case<'static> {
    whole(&format!("{HEAD}fields:\n{marked}\n"))
}

/// A form of one field, with some keys besides those that it needs.
fn field(kind: &str, marked: &str) -> Case<'static> {
    fields(&format!("  - {{ id: it, type: {kind}, label: It, {marked} }}"))
}

/// A field that asks a topic before it, a choice.
fn asks(marked: &str) -> Case<'static> {
    fields(&format!(
        "  - {{ id: topic, type: choice, label: Topic, options: [{{ value: order, label: An order }}, {{ value: else, label: Else }}] }}\n  - {{ id: goods, type: choices, label: Goods, options: [{{ value: lamp, label: Lamp }}] }}\n  - {{ id: pieces, type: number, label: Pieces, whole: true, min: 1, max: 9 }}\n  - {{ id: photo, type: file, label: Photo }}\n  - {{ id: agreed, type: consent, label: Agreed }}\n  - {{ id: day, type: date, label: Day }}\n  - {{ id: it, type: text, label: It, shown_if: {marked} }}\n  - {{ id: later, type: text, label: Later }}"
    ))
}

#[test]
fn keys_and_types() {
    let one = "fields: [{ id: it, type: text, label: It }]";
    let many: String = (0..31).fold(String::new(), |text, n| format!("{text}{{ id: f{n}, type: text, label: F }}, "));
    let options: String = (0..51).fold(String::new(), |text, n| format!("{text}{{ value: v{n}, label: V }}, "));
    let seen = all(
        Severity::Error,
        &[
            whole(&format!("«kind»: leave_message\ntitle: A\n{one}\n")),
            whole(&format!("«name»: A\nkind: leave_message\n{one}\n")),
            whole("«name»: A\nkind: leave_message\ntitle: A\n"),
            case(FORM, format!("name: A\nkind: «leave_mesage»\ntitle: A\n{one}\n")),
            whole(&format!("{HEAD}«thank»: Thanks\n{one}\n")),
            whole(&format!("{HEAD}submit: «{}»\n{one}\n", "x".repeat(41))),
            whole(&format!("{HEAD}fields: «[]»\n")),
            whole(&format!("{HEAD}fields: «{{ it: text }}»\n")),
            whole(&format!("{HEAD}fields: «[{many}]»\n")),
            fields("  - «it»"),
            fields("  - «{ type: text, label: It }»"),
            fields("  - «{ id: it, label: It }»"),
            fields("  - «{ id: it, type: text }»"),
            fields("  - { id: it, type: «longtext», label: It }"),
            fields("  - { id: it, type: «checkboxes», label: It }"),
            fields("  - { id: it, type: «textarea», label: It }"),
            fields("  - { id: it, type: «bool», label: It }"),
            fields("  - { id: «fullName», type: text, label: It }"),
            fields("  - { id: «all», type: text, label: It }"),
            fields("  - { id: it, type: text, label: It }\n  - { id: «it», type: email, label: It }"),
            field("text", "«requird»: true"),
            field("text", "required: «yes»"),
            field("text", "«options»: [{ value: a, label: A }]"),
            field("email", "«pattern»: '@acme'"),
            field("long_text", "«pattern»: '^a'"),
            field("consent", "«placeholder»: Yes"),
            field("date", "«min_length»: 3"),
            fields("  - «{ id: it, type: choice, label: It }»"),
            field("choice", "options: «[]»"),
            field("choice", "options: [{ value: «An order», label: An order }]"),
            field("choice", "options: [{ value: «1», label: One }]"),
            field("choice", "options: [«{ value: order }»]"),
            field("choices", "options: [{ value: a, label: A }, { value: «a», label: B }]"),
            field("choice", &format!("options: «[{options}]»")),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn bounds() {
    let seen = all(
        Severity::Error,
        &[
            field("text", "min_length: 9, max_length: «8»"),
            field("text", "min_length: «201»"),
            field("long_text", "max_length: «10001»"),
            field("text", "max_length: «0»"),
            field("text", "pattern: '^«(»[0-9]{8}$'"),
            field("text", "pattern: «''»"),
            field("text", "pattern: «'(a{1000}){1000}'»"),
            field("text", &format!("pattern: «{}»", "a".repeat(501))),
            field("text", "«pattern_help»: Eight digits"),
            field("number", "min: 10, max: «1.5»"),
            field("number", "min: «\"1\"»"),
            field("number", "whole: true, min: «1.5»"),
            field("number", "max: «9007199254740992»"),
            field("date", "min: 2026-12-25, max: «2026-12-24»"),
            field("date", "min: «2026-02-30»"),
            field("date", "min: «25.12.2026»"),
            field("file", "files: «0»"),
            field("file", "files: «6»"),
            field("file", "file_size: «11MB»"),
            field("file", "file_size: «5»"),
            field("file", "file_size: «101MB»"),
            field("file", "accept: «[]»"),
            field("file", "accept: [image/png, «image/png»]"),
            field("file", "accept: [«.pdf»]"),
            field("file", "accept: [«image»]"),
            field("file", "accept: [«\"*/*\"»]"),
            field("file", "accept: [«image/PNG»]"),
            field("file", "accept: [«imag/png»]"),
            field("file", "accept: [«image/p ng»]"),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn conditions() {
    let seen = all(
        Severity::Error,
        &[
            asks("{ «later»: { exists: true } }"),
            asks("{ any: [{ topic: order }, { «it»: a }] }"),
            asks("{ «topc»: order }"),
            asks("{ «visitor.verified»: true }"),
            asks("{ «script»: campaign/in_season }"),
            asks("{ not: { «expr»: 'topic == 1' } }"),
            fields(
                "  - { «idd»: topic, type: text, label: T }\n  - { id: it, type: text, label: It, shown_if: { topic: a } }",
            ),
            asks("{ «and»: [{ topic: order }] }"),
            asks("{ topic: «ordr» }"),
            asks("{ topic: { «contains»: order } }"),
            asks("{ goods: { contains: «lmp» } }"),
            asks("{ goods: «lamp» }"),
            asks("{ pieces: { gt: «10» } }"),
            asks("{ photo: { «contains»: a } }"),
            asks("{ photo: { «has»: a } }"),
            asks("{ agreed: «\"true\"» }"),
            asks("{ day: { after: «tomorrow» } }"),
            asks("«[{ topic: order }]»"),
            asks("«{}»"),
            fields("  - { id: it, type: text, label: It, shown_if: { «other»: a } }"),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn a_broken_field_has_no_echo_in_those_that_ask_it() {
    let text = format!(
        "{HEAD}fields:\n  - {{ id: topic, type: choise, label: Topic }}\n  - {{ id: it, type: text, label: It, shown_if: {{ topic: order }} }}\n"
    );
    let found = compiled(&[(FORM, &text), OFFERED[0]]).diagnostics;
    assert_eq!(found.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["E0207"], "{found:#?}");
}

#[test]
fn a_form_that_nothing_names() {
    let one = "title: A\nfields: [{ id: it, type: text, label: It }]\n";
    let seen = all(
        Severity::Warning,
        &[
            case(FORM, format!("name: «Leave a message»\nkind: leave_message\n{one}")),
            case(FORM, format!("name: «First»\nkind: pre_chat\n{one}")),
        ],
    );
    insta::assert_snapshot!(seen);
}

/// A form with every type and every key.
const FULL: &str = "\
name: Leave a message
kind: leave_message
title: { en: Leave a message, zh: 留言 }
intro: |
  We will write back.
submit: Send
thanks: Thank you!
fields:
  - id: full_name
    type: text
    label: { en: Your name, zh: 姓名 }
    help: As in the order
    placeholder: Ada Lovelace
    required: true
    min_length: 2
    max_length: 80
  - { id: order_number, type: text, label: Order, pattern: '^[0-9]{8}$', pattern_help: Eight digits }
  - { id: message, type: long_text, label: Message, required: true, placeholder: Hello }
  - { id: email, type: email, label: E-mail, placeholder: you@example.com }
  - { id: phone, type: phone, label: Phone }
  - { id: pieces, type: number, label: Pieces, whole: true, min: 1, max: 99 }
  - { id: weight, type: number, label: Weight, min: 0.5 }
  - { id: day, type: date, label: Day, min: 2026-01-01, max: 2026-12-31 }
  - id: topic
    type: choice
    label: Topic
    options:
      - { value: order, label: { en: An order, zh: 订单 } }
      - { value: else, label: Something else }
  - { id: goods, type: choices, label: Goods, options: [{ value: lamp, label: Lamp }, { value: bulb, label: Bulb }] }
  - id: photo
    type: file
    label: Photo
    files: 3
    file_size: 500KB
    accept: [image/*, application/pdf]
    shown_if:
      all:
        - topic: order
        - any:
            - goods: { contains: lamp }
            - pieces: { gte: 10 }
        - not: { email: { exists: false } }
  - { id: papers, type: file, label: Papers, shown_if: { photo: { exists: true } } }
  - { id: agreed, type: consent, label: I agree, required: true }
  - { id: news, type: consent, label: News, shown_if: { agreed: true } }
";

/// What is shown below a topic, a choice of `a` and `b`.
fn under(marked: &str) -> Case<'static> {
    let options = "[{ value: a, label: A }, { value: b, label: B }]";
    fields(&format!("  - {{ id: topic, type: choice, label: Topic, options: {options} }}\n{marked}"))
}

#[test]
fn doubts() {
    let seen = all(
        Severity::Warning,
        &[
            under("  - { id: it, type: text, label: It, shown_if: { all: [{ topic: a }, { «topic: b» }] } }"),
            under(
                "  - { id: more, type: text, label: More, shown_if: { topic: a } }\n  - { id: it, type: text, label: It, shown_if: { all: [{ «topic: b» }, { more: x }] } }",
            ),
            under(
                "  - { id: one, type: text, label: One, shown_if: { topic: a } }\n  - { id: two, type: text, label: Two, shown_if: { topic: b } }\n  - { id: it, type: text, label: It, shown_if: { «all»: [{ one: x }, { two: x }] } }",
            ),
            under(
                "  - { id: one, type: text, label: One, shown_if: { all: [{ topic: a }, { «topic: { ne: a }» }] } }\n  - { id: it, type: text, label: It, shown_if: { one: x } }",
            ),
            field("text", "pattern: «'^[0-9]{8}$'», max_length: 6"),
            field("text", "pattern: «'[a-z]{201}'»"),
            field("text", "pattern: «'^(ab|c)$'», min_length: 3"),
        ],
    );
    insta::assert_snapshot!(seen);
    for (path, text, others) in [
        under("  - { id: it, type: text, label: It, shown_if: { topic: { not_in: [a, b] } } }"),
        under("  - { id: it, type: text, label: It, shown_if: { any: [{ topic: a }, { topic: b }] } }"),
        under(
            "  - { id: one, type: text, label: One, shown_if: { topic: a } }\n  - { id: it, type: text, label: It, shown_if: { all: [{ one: { exists: false } }, { topic: b }] } }",
        ),
        field("text", "pattern: '^[0-9]{8}$', max_length: 8, min_length: 8"),
        field("text", "pattern: 'ab', min_length: 20"),
    ] {
        let changes: Vec<(&str, &str)> = others.iter().copied().chain([(path, text.as_str())]).collect();
        let found = compiled(&changes).diagnostics;
        assert!(found.is_empty(), "{text}: {found:#?}");
    }
}

#[test]
fn a_full_form_keeps_what_it_says() {
    let workspace = "name: Acme\ntime_zone: Europe/Berlin\ndefault_locale: en\nuploads: { file_size: 2MB, files: 4 }\n";
    let before = "name: First\nkind: pre_chat\ntitle: First\nfields: [{ id: it, type: text, label: It }]\n";
    let mall = "name: Mall\norigins: [self]\ntitle: Chat\npre_chat: first\n";
    let compiled = compiled(&[
        (FORM, FULL),
        OFFERED[0],
        (WORKSPACE, workspace),
        ("rules/forms/first.yaml", before),
        ("rules/channels/mall.yaml", mall),
    ]);
    assert!(compiled.diagnostics.is_empty(), "{:#?}", compiled.diagnostics);
    let set = compiled.ruleset.expect("a rule set");
    let Channel { pre_chat, .. } = &*set.channels["mall"];
    assert_eq!(pre_chat.as_ref().map(FormId::as_str), Some("first"));
    assert_eq!(set.forms["first"].kind, FormKind::PreChat);

    let form: &Form = &set.forms["leave-message"];
    assert_eq!(
        (form.id.as_str(), form.name.as_str(), form.kind),
        ("leave-message", "Leave a message", FormKind::LeaveMessage)
    );
    assert_eq!(form.intro, Some(LocalText::Same("We will write back.".to_owned())));
    let field = |id: &str| form.fields.iter().find(|field| field.id == id).expect("a field");
    let name = field("full_name");
    assert!(name.required && name.help.is_some() && name.placeholder.is_some());
    assert!(matches!(name.kind, FieldType::Text { length: (2, 80), pattern: None }));
    let FieldType::Text { length: (0, 200), pattern: Some((pattern, Some(_))) } = &field("order_number").kind else {
        panic!("{:?}", field("order_number"))
    };
    assert!(pattern.is_match("12345678") && !pattern.is_match("1234567"));
    assert!(matches!(field("message").kind, FieldType::LongText { length: (0, 4_000) }));
    assert!(matches!(field("pieces").kind, FieldType::Number { min: Some(1.0), max: Some(99.0), whole: true }));
    assert!(matches!(field("weight").kind, FieldType::Number { min: Some(0.5), max: None, whole: false }));
    let (first, last) = (date(2026, 1, 1), date(2026, 12, 31));
    assert!(matches!(field("day").kind, FieldType::Date { min: Some(a), max: Some(b) } if (a, b) == (first, last)));
    let FieldType::Choice(topics) = &field("topic").kind else { panic!("{:?}", field("topic")) };
    assert_eq!(topics.iter().map(|topic| topic.value.as_str()).collect::<Vec<_>>(), ["order", "else"]);
    let FieldType::File { files: 3, file_bytes: 500_000, accept } = &field("photo").kind else {
        panic!("{:?}", field("photo"))
    };
    assert_eq!(accept, &["image/*", "application/pdf"]);
    let FieldType::File { files: 1, file_bytes: 2_000_000, accept } = &field("papers").kind else {
        panic!("{:?}: the workspace's where it does not say", field("papers"))
    };
    assert!(accept.is_empty());
    assert!(field("agreed").required && !field("phone").required);

    let shown = |id: &str, answers: &[(&str, Value)]| {
        let mut facts = Facts::default();
        for (field, answer) in answers {
            facts.set(field, answer.clone());
        }
        field(id).shown_if.eval(&Context::of_facts(&facts))
    };
    assert!(shown("topic", &[]));
    let (order, email) = (("topic", Value::from("order")), ("email", Value::from("a@b.example")));
    let goods = ("goods", Value::List(vec![Value::from("bulb"), Value::from("lamp")]));
    assert!(!shown("photo", &[order.clone(), email.clone()]));
    assert!(shown("photo", &[order.clone(), email.clone(), goods]));
    assert!(shown("photo", &[order.clone(), email, ("pieces", Value::from(10))]));
    assert!(!shown("photo", &[order, ("pieces", Value::from(10))]));
    assert!(shown("news", &[("agreed", Value::from(true))]) && !shown("news", &[]));
}
