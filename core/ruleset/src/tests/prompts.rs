//! Prompts as visitors read them.

use super::compiled;
use crate::{NotSent, Prompt, PromptVars, Rendered, Severity};
use proptest::prelude::*;
use std::time::Duration;
use usher_model::{Context, Facts, LocalText, Locale, Value};

const GREETING: &[(&str, &str)] = &[
    (
        "plugins/greeting/plugin.yaml",
        "api: 1\nname: Greeting\noffers:\n  compute:\n    - { id: part, parameters: { noon: { type: integer, default: 12 } } }\n    - { id: count }\n    - { id: nothing }\n    - { id: open, function: fails }\n    - { id: closed, function: fails, on_failure: closed }\n  hook: [{ id: told, event: session_closed, effects: [tag] }]\n",
    ),
    (
        "plugins/greeting/greeting.rhai",
        "fn part(facts, params) { if facts[\"time.hour\"] < params.noon { \"morning\" } else { \"day\" } }\nfn count() { 3 }\nfn nothing() { () }\nfn fails() { throw \"no\" }\nfn told() { tag(\"told\") }\n",
    ),
];

/// A prompt with something to compute. That it does not use it all is a warning, and no more.
fn prompt(text: &str) -> Prompt {
    let compute = "compute: { part: greeting/part, late: { use: greeting/part, with: { noon: 8 } }, count: greeting/count, nothing: greeting/nothing, open: greeting/open, closed: greeting/closed }";
    let file = format!("text: {text}\n{compute}\n");
    let changes: Vec<(&str, &str)> =
        GREETING.iter().copied().chain([("rules/prompts/hello.yaml", file.as_str())]).collect();
    let compiled = compiled(&changes);
    assert!(
        compiled.diagnostics.iter().all(|problem| problem.severity == Severity::Warning),
        "{:#?}",
        compiled.diagnostics
    );
    compiled.ruleset.expect("a rule set").prompts["hello"].clone()
}

fn locale(tag: &str) -> Locale {
    tag.parse().expect("a locale")
}

fn render(prompt: &Prompt, wanted: &str, facts: &Facts) -> Rendered {
    let group = LocalText::ByLocale([(locale("en"), "Care".to_owned()), (locale("zh"), "客服".to_owned())].into());
    let company = LocalText::Same("Acme <& Sons>".to_owned());
    let vars = PromptVars {
        visitor_name: None,
        agent_name: Some("Mia"),
        group_name: Some(&group),
        company: &company,
        queue: None,
        hours: None,
        closes_in: None,
    };
    let context = Context { elapsed: &|| Duration::ZERO, ..Context::of_facts(facts) };
    let rendered = prompt.render(&locale(wanted), &locale("en"), &vars, &context);
    assert_eq!(rendered, prompt.render(&locale(wanted), &locale("en"), &vars, &context), "rendering is repeatable");
    rendered
}

fn facts() -> Facts {
    let mut facts = Facts::default();
    facts.set("visitor.name", "<b>Ann</b>");
    facts.set("visitor.sessions", 4);
    facts.set("visitor.verified", true);
    facts.set("page.title", "Big \"Sale\"");
    facts.set("time.hour", 9);
    facts.set("time.now", 1_795_341_600_000_000_i64);
    facts
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let rendered = render(&prompt(text), "en", &facts());
    assert_eq!((rendered.text, rendered.failures.as_slice()), (Ok(expected.to_owned()), [].as_slice()), "{text}");
}

#[test]
fn variables_are_filled_in_as_plain_text() {
    check("Hello, how are you? 100% {ok} } {", "Hello, how are you? 100% {ok} } {");
    check(
        "Hi {{ visitor.name }}, I am {{ agent.name }} of {{ group.name }}, {{ company }}",
        "Hi <b>Ann</b>, I am Mia of Care, Acme <& Sons>",
    );
    check("'{{ page.title }} {{ visitor.sessions }} {{ visitor.verified }}'", "Big \"Sale\" 4 true");
    check("At {{ time.now }}", "At 2026-11-22T10:00:00Z");
    check("Good {{ part }} and {{ late }}, {{ count | default(0) + 1 }}{{ nothing }}!", "Good morning and day, 4!");
    check("Hi {{ '{{' }} {% raw %}{{ visitor.name }}{% endraw %}", "Hi {{ {{ visitor.name }}");
    check("Hi {{ page.title | upper }}, {{ page.referrer | default('you') | title }}", "Hi BIG \"SALE\", You");
    check(
        "|\n  Hi\n  {% if visitor.sessions > 3 %}\n  again\n  {% endif %}\n  {# a note #}\n  there\n",
        "Hi\nagain\nthere",
    );
    check(
        "'{% set who = visitor.name %}{% for one in [1, 2] %}{{ loop.index }} {{ who | length }};{% endfor %}'",
        "1 10;2 10;",
    );
    check("'{{ [1, [true, \"a\"]] }}'", "1, true, a");
}

#[test]
fn what_is_absent_is_empty() {
    check("Hi {{ page.referrer }}{{ page.host | upper }}{{ nothing }}!", "Hi !");
    check("'{% if page.referrer %}from {{ page.referrer }}{% else %}hello{% endif %}'", "hello");
    check("'{% for one in page.referrer %}x{% endfor %}{{ page.referrer is defined }}'", "false");
    assert_eq!(render(&prompt("'{{ page.referrer }}'"), "en", &facts()).text, Err(NotSent::Empty));
    assert_eq!(render(&prompt("'{{ page.title }}'"), "en", &Facts::default()).text, Err(NotSent::Empty));
}

#[test]
fn a_known_name_stands_over_the_fact_and_the_language_is_the_readers() {
    let greeting = prompt("{ en: 'Hi {{ visitor.name }} ({{ group.name }})', zh: '你好 {{ group.name }}' }");
    assert_eq!(render(&greeting, "zh-CN", &facts()).text.as_deref(), Ok("你好 客服"));
    assert_eq!(render(&greeting, "fr", &facts()).text.as_deref(), Ok("Hi <b>Ann</b> (Care)"));
    let company = LocalText::Same("Acme".to_owned());
    let vars = PromptVars {
        visitor_name: Some("Bob"),
        agent_name: None,
        group_name: None,
        company: &company,
        queue: None,
        hours: None,
        closes_in: None,
    };
    let facts = facts();
    let rendered = greeting.render(&locale("en"), &locale("en"), &vars, &Context::of_facts(&facts));
    assert_eq!(rendered.text.as_deref(), Ok("Hi Bob ()"));
    let LocalText::ByLocale(source) = greeting.text.source() else { panic!("a text a locale") };
    assert_eq!(source[&locale("zh")], "你好 {{ group.name }}", "as it stands in the rules");
}

#[test]
fn a_compute_that_fails_is_told_and_does_what_it_declares() {
    let open = render(&prompt("Hi {{ open }}there"), "en", &facts());
    assert_eq!(open.text.as_deref(), Ok("Hi there"));
    let [failure] = open.failures.as_slice() else { panic!("{:?}", open.failures) };
    assert_eq!(
        (failure.variable.as_str(), failure.compute.to_string().as_str(), failure.error.kind()),
        ("open", "greeting/open", "failed")
    );

    let closed = render(&prompt("Hi {{ closed }}there"), "en", &facts());
    assert_eq!(closed.text, Err(NotSent::Compute { variable: "closed".to_owned() }));
    assert_eq!(closed.failures.len(), 1);

    let unasked = prompt("{ en: Hello, zh: '{{ closed }}' }");
    assert_eq!(render(&unasked, "en", &facts()).text.as_deref(), Ok("Hello"), "only what the text names is computed");
}

#[test]
fn texts_are_bounded() {
    let mut long = facts();
    long.set("page.url", "你".repeat(5_000).as_str());
    let text = render(&prompt("'{{ page.url }}'"), "en", &long).text.expect("a text");
    assert_eq!((text.chars().count(), text.ends_with("你…")), (4_000, true));
    long.set("page.url", "x".repeat(4_000).as_str());
    let text = render(&prompt("'{{ page.url }}'"), "en", &long).text.expect("a text");
    assert_eq!((text.chars().count(), text.ends_with('x')), (4_000, true), "nothing is cut off");

    // Facts may hold what no trial foresaw: then the prompt is not sent, and says why.
    long.set("visitor.sessions", Value::List(vec![Value::from("many")]));
    let odd = render(&prompt("'{{ visitor.sessions | default(0) + 1 }}'"), "en", &long).text;
    assert!(matches!(&odd, Err(NotSent::Failed { message }) if message.contains("unsupported types")), "{odd:?}");
    let again = prompt("'{% for a in page.url %}{{ page.url }}{% endfor %}'");
    long.set("page.url", "x".repeat(2_000).as_str());
    let text = render(&again, "en", &long).text.expect("a text");
    assert_eq!(
        (text.chars().count(), text.ends_with('…')),
        (4_000, true),
        "what is long enough is rendered no further"
    );
    let idle = prompt("'Hi {% for a in page.url %}{% for b in page.url %}{% endfor %}{% endfor %}'");
    assert!(matches!(render(&idle, "en", &long).text, Err(NotSent::Failed { .. })), "a loop ends");
}

#[test]
fn a_prompt_that_is_switched_off_is_not_sent() {
    let off = Prompt { enabled: false, ..prompt("Hi {{ closed }}") };
    let rendered = render(&off, "en", &facts());
    assert_eq!((rendered.text, rendered.failures.len()), (Err(NotSent::Off), 0), "nor is anything computed");
}

/// Parts of templates, whole and broken.
const PARTS: &[&str] = &[
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    " ",
    "page",
    ".",
    "title",
    "visitor.name",
    "part",
    "count",
    "if",
    "else",
    "endif",
    "for",
    "in",
    "endfor",
    "set",
    "=",
    "x",
    "|",
    "upper",
    "default",
    "(",
    ")",
    "[",
    "]",
    "'a'",
    "1",
    "+",
    "~",
    "is",
    "not",
    "defined",
    "loop.index",
    "你",
    "{{ visitor.name }}",
    "{{ part }}",
    "{% if count %}",
    "{% endif %}",
    "{% for x in page.title %}",
    "{{ x }}",
    "{% endfor %}",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_refused_at_its_place_or_rendered_within_its_bounds(
        parts in prop::collection::vec(prop::sample::select(PARTS), 1..16),
    ) {
        let text = parts.concat();
        let file = format!("text: \"{text}\"\n");
        let compiled = compiled(&[("rules/prompts/hello.yaml", &file)]);
        for problem in &compiled.diagnostics {
            prop_assert_eq!(problem.span.line, 1, "{:?}", problem);
            prop_assert!(problem.span.column as usize <= file.chars().count(), "{:?}", problem);
            prop_assert!(problem.span.end_column > problem.span.column, "{:?}", problem);
        }
        if let Some(set) = compiled.ruleset
            && let Ok(shown) = render(&set.prompts["hello"], "en", &facts()).text
        {
            prop_assert!((1..=4_000).contains(&shown.chars().count()));
            let is_plain = !text.contains(['{', '%']);
            prop_assert!(!is_plain || shown == text.trim(), "{}", shown);
        }
    }
}
