//! Mistakes in the texts of prompts, and in what they compute.

use super::{Case, HELLO, all, case};
use crate::Severity;

const GREETING: &[(&str, &str)] = &[
    (
        "plugins/greeting/plugin.yaml",
        "api: 1\nname: Greeting\noffers:\n  compute: [{ id: part }]\n  predicate: [{ id: is_early }]\n  hook: [{ id: told, event: session_closed, effects: [tag] }]\n",
    ),
    ("plugins/greeting/greeting.rhai", "fn part() { \"day\" }\nfn is_early() { true }\nfn told() { tag(\"told\") }\n"),
];

fn computing(marked: &str) -> Case<'static> {
    (HELLO, format!("{marked}\n"), GREETING)
}

#[test]
fn texts() {
    let seen = all(
        Severity::Error,
        &[
            case(HELLO, "text: Hi {{ «visitor.nme» }}\n"),
            case(HELLO, "text: { en: Hello, zh: '你好 {{ «agent.nme» }}' }\n"),
            case(HELLO, "text: 'Hi {{ «name» }}'\n"),
            case(HELLO, "text: Hi {{ «page» }}\n"),
            case(HELLO, "text: Hi {{ «weather» }}\n"),
            case(HELLO, "text: You are {{ «queue.plce» }}\n"),
            case(HELLO, "text: We open at {{ «opens_at» }}\n"),
            case(HELLO, "text: We open at {{ «hours» }}\n"),
            case(HELLO, "text: It ends in {{ «idle.close_in» }}\n"),
            case(HELLO, "text: It ends in {{ «closes_in» }}\n"),
            case(HELLO, "text: Hi {{ «page.title.first» }}\n"),
            case(HELLO, "text: Hi {{ page.title | «uper» }}\n"),
            case(HELLO, "text: Hi {{ page.title | default('you') | «escape» }}\n"),
            case(HELLO, "text: Hi {% if «page.title is sunny» %}!{% endif %}\n"),
            case(HELLO, "text: Hi {{ «visitor.name.upper()» }}\n"),
            case(HELLO, "text: Hi {{ «range(3)» }}\n"),
            case(HELLO, "text: |\n  Hi\n    {{ visitor.name }}, {{ «pge.title» }}\n"),
            case(HELLO, "text: >\n  Hi\n  {{ «pge.title» }}\n"),
            case(HELLO, "text: \"Hi \\\"{{ «pge.title» }}\\\"\"\n"),
            case(HELLO, "text:\n  Hi,\n  it's {{ «pge.title» }}\n"),
            case(HELLO, "text: Hi {{ visitor.name «}»\n"),
            case(HELLO, "text: Hi {% if visitor.name %}you{% endif «x» %}\n"),
            case(HELLO, "text: 'Hi {% if visitor.name %}{% for a in page.title %}x{% endfor %}«you»'\n"),
            case(HELLO, "text: Hi {% «macro» a() %}{% endmacro %}\n"),
            case(HELLO, "text: Hi {% «with» a = 1 %}{{ a }}{% endwith %}\n"),
            case(HELLO, "text: Hi {% «set» a %}b{% endset %}{{ a }}\n"),
            case(HELLO, "text: Hi {% set «page.title» = 1 %}\n"),
            case(HELLO, "text: Hi {% for one in page.title %}{{ one }}{% endfor %}{{ «one» }}\n"),
            case(HELLO, "text: It is {{ «time.hour + 1» }}\n"),
            case(
                HELLO,
                "text: «H»i {% for a in 'abcdefghijklmnopqrstuvwxyz0123456789' %}{% for b in 'abcdefghijklmnopqrstuvwxyz0123456789' %}{% for c in 'abcdefghijklmnopqrstuvwxyz0123456789' %}{{ a }}{% endfor %}{% endfor %}{% endfor %}\n",
            ),
            case(HELLO, "text: {«{ visitor.name }»}\n"),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn computed_variables() {
    let nine = ["a", "b", "c", "d", "e", "f", "g", "h", "i"].map(|name| name.to_owned() + ": greeting/part").join(", ");
    let seen = all(
        Severity::Error,
        &[
            computing("text: Hi {{ part }}\ncompute: { part: «greeting/prt» }"),
            computing("text: Hi {{ part }}\ncompute: { part: «part» }"),
            computing("text: Hi {{ part }}\ncompute: { part: «greeting/is_early» }"),
            computing("text: Hi {{ part }}\ncompute: { part: { use: greeting/part, with: { «a»: 1 } } }"),
            computing("text: Hi {{ «prt» }}\ncompute: { part: greeting/part }"),
            computing("text: Hi\ncompute: { «Part»: greeting/part }"),
            computing("text: Hi\ncompute: { «page»: greeting/part }"),
            computing("text: Hi\ncompute: { «loop»: greeting/part }"),
            computing("text: Hi\ncompute: { «queue»: greeting/part }"),
            computing("text: Hi\ncompute: { «hours»: greeting/part }"),
            computing("text: Hi\ncompute: { «idle»: greeting/part }"),
            computing("text: Hi\ncompute: «[greeting/part]»"),
            computing(&format!("text: Hi\ncompute: «{{ {nine}}}»")),
        ],
    );
    insta::assert_snapshot!(seen);
}

#[test]
fn doubts() {
    let seen = all(
        Severity::Warning,
        &[
            computing("text: Hi\ncompute: { «part»: greeting/part }"),
            computing(
                "text: { en: 'Good {{ part }}', zh: 你好 }\ncompute: { part: greeting/part, «other»: greeting/part }",
            ),
        ],
    );
    insta::assert_snapshot!(seen);
}
