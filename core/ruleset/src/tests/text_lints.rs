//! Texts that lack a language, and prompts that speak of a queue, or of a chat's end, where there is none.

use super::{
    compiled,
    mistakes::{Case, all, case},
};
use crate::Severity;

const WORKSPACE: &str = "rules/workspace.yaml";
const HELLO: &str = "rules/prompts/hello.yaml";
const FORM: &str = "rules/forms/later.yaml";
const REST: &str = "rules/distribution/rest.yaml";
/// A workspace of two languages and a rule that offers the form.
const TWO: &[(&str, &str)] = &[
    (WORKSPACE, "name: Acme\ntime_zone: UTC\ndefault_locale: en\nlocales: [en, zh-CN]\n"),
    (REST, "name: Rest\npriority: 200\ngroup: team\nstrategy: load\nwaiting: { busy: { form: later } }\n"),
    (
        FORM,
        "name: Later\nkind: leave_message\ntitle: { en: Later, zh: 稍后 }\nfields: [{ id: it, type: text, label: It }]\n",
    ),
];

fn of_two<'a>(path: &'a str, marked: &str) -> Case<'a> {
    (path, marked.to_owned(), TWO)
}

#[test]
fn languages_that_are_missing() {
    let form = |title: &str, field: &str| {
        of_two(
            FORM,
            &format!(
                "name: Later\nkind: leave_message\ntitle: {title}\nfields: [{{ id: it, type: choice, {field} }}]\n"
            ),
        )
    };
    let answers = "options: [{ value: a, label: A }]";
    let seen = all(
        Severity::Warning,
        &[
            of_two(HELLO, "text: «{ en: Hello }»\n"),
            of_two(HELLO, "text:\n  «zh»: 你好\n"),
            of_two(
                "rules/channels/mall.yaml",
                "name: Mall\norigins: [self]\ntitle: Chat\nlook: { button_name: «{ zh: 咨询 }» }\n",
            ),
            of_two(
                "rules/groups/team.yaml",
                "name: «{ en: Team }»\nmembers: { agents: [bo], departments: [office] }\n",
            ),
            form("«{ en: Later, fr: Plus tard }»", &format!("label: It, {answers}")),
            form("Later", &format!("label: «{{ de: Es }}», {answers}")),
            form("Later", "label: It, options: [{ value: a, label: «{ en: A }» }]"),
            (
                WORKSPACE,
                "name: «{ en: Acme, zh: 极致 }»\ntime_zone: UTC\ndefault_locale: en\nlocales: [en, zh, fr, de]\n"
                    .to_owned(),
                &[(HELLO, "text: Hi\n")],
            ),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn languages_that_are_enough() {
    let quiet = |changes: &[(&str, &str)]| {
        let found = compiled(changes).diagnostics;
        assert!(found.is_empty(), "{found:#?}");
    };
    // One text is for all, and `zh` reads as `zh-CN` does, either way round.
    quiet(TWO);
    quiet(&[
        (WORKSPACE, "name: Acme\ntime_zone: UTC\ndefault_locale: en\nlocales: [en, zh]\n"),
        (HELLO, "text: { en-GB: Hi, zh-TW: 你好 }\n"),
    ]);
    // Nothing is asked where the workspace says nothing.
    quiet(&[(HELLO, "text: { fr: Salut }\n")]);
}

#[test]
fn prompts_about_a_queue_that_nobody_is_in() {
    let bye = "rules/prompts/bye.yaml";
    let named: &[(&str, &str)] =
        &[(REST, "name: Rest\npriority: 200\ngroup: team\nstrategy: load\nwelcome: bye\nclosed: bye\n")];
    let seen = all(
        Severity::Warning,
        &[
            case(HELLO, "text: 'Hi {{ visitor.name }}, you were {{ «queue.place» }} of {{ queue.length }}'\n"),
            case(HELLO, "text: { en: Hello, zh: '你好 {{ «queue.wait_minutes» }}' }\n"),
            (bye, "text: 'Bye {% if «queue.place» > 1 %}!{% endif %}'\n".to_owned(), named),
        ],
    );
    insta::assert_snapshot!(seen);
    let waits = "name: Rest\npriority: 200\ngroup: team\nstrategy: load\nwelcome: hello\nwaiting: { in_line: { prompt: hello } }\n";
    let found = compiled(&[(HELLO, "text: 'You are {{ queue.place }}'\n"), (REST, waits)]).diagnostics;
    assert!(found.is_empty(), "who waits is told it as well: {found:#?}");
}

#[test]
fn prompts_about_an_end_that_is_not_near() {
    let warned = |rest: &str| {
        format!("name: Acme\ntime_zone: UTC\ndefault_locale: en\nidle: {{ close_after: 30m, warn_before: 2m{rest} }}\n")
    };
    let (with, without) = (warned(", warning: soon"), warned(""));
    let soon = "rules/prompts/soon.yaml";
    let named: &[(&str, &str)] =
        &[(WORKSPACE, with.as_str()), (soon, "text: 'Are you still there? {{ idle.closes_in }} minutes'\n")];
    let seen = all(
        Severity::Warning,
        &[
            (HELLO, "text: 'Hi, this ends in {{ «idle.closes_in» }} minutes'\n".to_owned(), named),
            (
                HELLO,
                "text: { en: Hi, zh: '{% if «idle.closes_in» > 1 %}好{% endif %}' }\n".to_owned(),
                &[(WORKSPACE, without.as_str())],
            ),
            (
                soon,
                "text: 'You are {{ «queue.place» }}, {{ idle.closes_in }} minutes are left'\n".to_owned(),
                &named[..1],
            ),
        ],
    );
    insta::assert_snapshot!(seen);
    let found = compiled(named).diagnostics;
    assert!(found.is_empty(), "{found:#?}");
}
