//! Conditions that ask a script, with a predicate that answers as it is told and counts how often it is asked.

use super::{condition, facts};
use crate::Condition;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use usher_model::{
    Called, Context, Facts, OnFailure, Predicate, PredicateFailure, PredicateFailures, ScriptError, Value,
};

/// What the script does.
#[derive(Debug, Clone, Copy)]
enum Script {
    Says(bool),
    Fails(OnFailure),
    /// Says whether the visitor is verified.
    Reads,
}

#[derive(Debug)]
struct Fake {
    script: Script,
    asked: AtomicUsize,
}

impl Fake {
    fn new(script: Script) -> Arc<Self> {
        Arc::new(Self { script, asked: AtomicUsize::new(0) })
    }
    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

impl Predicate for Fake {
    fn key(&self) -> &'static str {
        "campaign/in_season"
    }
    fn on_failure(&self) -> OnFailure {
        if let Script::Fails(on_failure) = self.script { on_failure } else { OnFailure::Closed }
    }
    fn call(&self, context: &Context<'_>) -> Called<bool> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let result = match self.script {
            Script::Says(answer) => Ok(answer),
            Script::Fails(_) => Err(ScriptError::Operations { limit: 100_000 }),
            Script::Reads => Ok(context.facts.get("visitor.verified") == Some(&Value::Bool(true))),
        };
        Called { result, operations: 1, log: Vec::new() }
    }
}

fn asking(script: Script) -> Condition {
    Condition::Script(Fake::new(script))
}

fn not(inner: Condition) -> Condition {
    Condition::Not(Box::new(inner))
}

#[track_caller]
fn check(condition: &Condition, expected: Option<(&str, &str)>) {
    let none = Facts::default();
    let context = Context::of_facts(&none);
    assert_eq!(condition.eval(&context), expected.is_none(), "{condition}");
    let failure = condition.explain(&context).map(|failure| (failure.path().to_owned(), failure.to_string()));
    assert_eq!(failure, expected.map(|(path, words)| (path.to_owned(), words.to_owned())), "{condition}");
}

#[test]
fn a_script_answers_and_its_answer_reads_as_a_sentence() {
    use OnFailure::{Closed, Open};
    use Script::{Fails, Says};
    let why = "used more than 100000 operations";
    check(&asking(Says(true)), None);
    check(&asking(Says(false)), Some(("", "campaign/in_season does not hold")));
    check(&asking(Fails(Open)), None);
    let closed = format!("campaign/in_season gave no answer and counts as not holding: it {why}");
    check(&asking(Fails(Closed)), Some(("", &closed)));
    check(&not(asking(Says(false))), None);
    check(&not(asking(Says(true))), Some(("not", "this must not hold, but does: campaign/in_season")));
    check(&not(asking(Fails(Closed))), None);
    let open = format!(
        "this must not hold, but does: campaign/in_season, which gave no answer and counts as holding: it {why}"
    );
    check(&not(asking(Fails(Open))), Some(("not", &open)));
    check(
        &Condition::All(vec![Condition::Always, Condition::Any(vec![asking(Says(false))])]),
        Some(("all[1].any", "none of these holds: (1) campaign/in_season does not hold")),
    );
}

#[test]
fn a_script_is_given_the_facts() {
    let known = facts([("visitor.verified", true.into())]);
    assert!(asking(Script::Reads).eval(&Context::of_facts(&known)));
    assert!(!asking(Script::Reads).eval(&Context::of_facts(&Facts::default())));
}

#[test]
fn a_script_is_asked_only_where_it_matters() {
    let fake = Fake::new(Script::Says(true));
    let script = || Condition::Script(fake.clone());
    let none = Facts::default();
    let absent = condition("page.path", "exists", false);
    let present = condition("page.path", "exists", true);
    assert!(Condition::Any(vec![absent, script()]).eval(&Context::of_facts(&none)));
    assert!(!Condition::All(vec![present, script()]).eval(&Context::of_facts(&none)));
    assert_eq!(fake.asked(), 0);
    assert!(script().asks_script() && not(Condition::All(vec![Condition::Always, script()])).asks_script());
    assert!(!Condition::Any(vec![Condition::Always]).asks_script());
}

#[test]
fn a_failure_is_noted_once_and_holds_for_the_whole_decision_and_its_explanation() {
    let none = Facts::default();
    let fake = Fake::new(Script::Fails(OnFailure::Closed));
    let failures = PredicateFailures::default();
    let context = Context { failures: Some(&failures), ..Context::of_facts(&none) };
    let script = Condition::Script(fake.clone());
    assert!(!script.eval(&context) && !script.eval(&context) && script.explain(&context).is_some());
    assert_eq!(fake.asked(), 1);
    let noted = failures.into_all();
    let error = "used more than 100000 operations".to_owned();
    assert_eq!(noted, [PredicateFailure { predicate: "campaign/in_season".to_owned(), error, held: false }]);

    // A stored decision is explained as it went, whatever the script says by now.
    let stored = PredicateFailures::of_decision(&noted);
    let context = Context { failures: Some(&stored), ..Context::of_facts(&none) };
    let mended = Fake::new(Script::Says(true));
    let failure = Condition::Script(mended.clone()).explain(&context).expect("it did not hold");
    assert_eq!(
        failure.to_string(),
        "campaign/in_season gave no answer and counts as not holding: it used more than 100000 operations"
    );
    assert_eq!(mended.asked(), 0);
}
