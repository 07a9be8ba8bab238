//! Expressions in conditions: facts by their names, absent ones, problems with their places.

use crate::{FactKind, ScriptHost, Severity};
use proptest::prelude::*;
use std::{sync::LazyLock, time::Duration};
use usher_model::{Context, Facts, OnFailure, Predicate, ScriptError, Value};

static HOST: LazyLock<ScriptHost> = LazyLock::new(ScriptHost::new);

const FIELDS: [(&str, FactKind); 8] = [
    ("visitor.sessions", FactKind::Number),
    ("visitor.name", FactKind::Text),
    ("visitor.verified", FactKind::Bool),
    ("visitor.returning", FactKind::Bool),
    ("visitor.tags", FactKind::List),
    ("page.path", FactKind::Text),
    ("time.hour", FactKind::Number),
    ("custom.shop.tier", FactKind::Text),
];

fn facts() -> Facts {
    let mut facts = Facts::default();
    facts.set("visitor.sessions", 4);
    facts.set("visitor.verified", true);
    facts.set("visitor.tags", Value::List(vec!["vip".into(), "new".into()]));
    facts.set("page.path", "/cart/2");
    facts.set("custom.shop.tier", "gold");
    facts
}

fn holds(text: &str) -> Result<bool, ScriptError> {
    let predicate = HOST.expression(text, &FIELDS).unwrap_or_else(|wrong| panic!("{text}: {wrong:#?}"));
    Predicate::call(predicate.as_ref(), &Context::of_facts(&facts())).result
}

#[test]
fn facts_stand_by_their_names() {
    for text in [
        "visitor.sessions > 3 && page.path.starts_with(\"/cart\")",
        "visitor.verified",
        "!visitor.verified || visitor.sessions == 4",
        "\"vip\" in visitor.tags",
        "visitor.tags.len() == 2 && visitor.tags[0] == \"vip\"",
        "custom.shop.tier == \"gold\"",
        "visitor.sessions in 1..5",
        "page.path.split(\"/\").len() == 3",
    ] {
        assert_eq!(holds(text), Ok(true), "{text}");
    }
}

/// What a condition's author can rely on: an absent fact makes no comparison true but `!=`.
#[test]
fn an_absent_fact_compares_unequal_and_never_fails() {
    for (text, other) in [
        ("visitor.name", "\"x\""),
        ("time.hour", "3"),
        ("time.hour", "2.5"),
        ("visitor.returning", "true"),
        ("visitor.name", "now()"),
    ] {
        for (op, expected) in [("==", false), ("!=", true), (">", false), (">=", false), ("<", false), ("<=", false)] {
            assert_eq!(holds(&format!("{text} {op} {other}")), Ok(expected), "{text} {op} {other}");
        }
        assert_eq!(holds(&format!("{text} == ()")), Ok(true));
        assert_eq!(holds(&format!("({text} ?? 9) == 9")), Ok(true));
    }
    assert_eq!(holds("page.path == now()"), Ok(false), "another type is unequal too");
}

#[test]
fn problems_have_their_places_within_the_text() {
    let told = |text: &str| {
        let problems = HOST.expression(text, &FIELDS).err().unwrap_or_default();
        assert!(problems.iter().all(|problem| problem.severity == Severity::Error && problem.file.is_empty()));
        let lines: Vec<_> = problems
            .iter()
            .map(|problem| {
                let help = problem.help.as_deref().map(|help| format!(" | {help}")).unwrap_or_default();
                format!("{}:{}-{} {}{help}", problem.line, problem.column, problem.end_column, problem.message)
            })
            .collect();
        lines.join("\n")
    };
    assert_eq!(told("visiter.sessions > 3"), "1:1-8 there is no variable `visiter` | did you mean `visitor`?");
    assert_eq!(
        told("true && nobody"),
        "1:9-15 there is no variable `nobody` | an expression knows `custom`, `page`, `time`, `visitor`"
    );
    let unknown = told("visitor.sesions > 3\n&& page.path == \"/\"");
    assert!(unknown.starts_with("1:9-16 ") && unknown.contains("did you mean `visitor.sessions`?"), "{unknown}");
    assert!(told("page.path.starts_wit(\"/\")").contains("did you mean `starts_with`?"));
    assert!(told("visitor.sessions >").starts_with("1:"), "{}", told("visitor.sessions >"));
    assert!(told("log(\"x\") == ()").is_empty(), "what everybody may call, it may call");
}

#[test]
fn it_fails_closed_and_within_limits() {
    let predicate = HOST.expression("max(visitor.sessions, 1)", &FIELDS).unwrap();
    assert_eq!(predicate.on_failure(), OnFailure::Closed);
    assert_eq!(predicate.key(), "expr max(visitor.sessions, 1)");
    let facts = facts();
    let verdict = predicate.ask(&Context::of_facts(&facts));
    assert!(!verdict.holds);
    assert_eq!(verdict.failure.as_deref(), Some("returned the number 4, where `true` or `false` is expected"));

    let host = ScriptHost::new();
    let now = usher_model::Timestamp::from_millis(0);
    let long = host.expression(&vec!["visitor.verified"; 30].join(" && "), &FIELDS).unwrap();
    let looks = std::sync::atomic::AtomicU64::new(0);
    let elapsed = || Duration::from_millis(looks.fetch_add(1, std::sync::atomic::Ordering::SeqCst) * 10);
    let late = Predicate::call(long.as_ref(), &Context { elapsed: &elapsed, ..Context::of_facts(&facts) });
    assert!(matches!(late.result, Err(ScriptError::Deadline { .. })), "{late:?}");
    assert!(host.health(now).is_empty(), "it belongs to no plug-in");
}

proptest! {
    /// Numbers compare as they do outside.
    #[test]
    fn comparisons_agree(sessions in -5_i64..5, other in -5_i64..5) {
        let mut facts = Facts::default();
        facts.set("visitor.sessions", sessions);
        let text = format!("visitor.sessions < {other}");
        let predicate = HOST.expression(&text, &FIELDS).unwrap();
        prop_assert_eq!(Predicate::call(predicate.as_ref(), &Context::of_facts(&facts)).result, Ok(sessions < other));
    }
}
