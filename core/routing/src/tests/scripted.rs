//! Predicates in the index: asked last, of survivors only, and remembered where they fail.

use super::{eq, rule, rules};
use crate::{DecisionInput, Line, Past, RosterView, Router, Verdict};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use usher_condition::Condition;
use usher_model::{
    AgentId, Called, Candidate, Context, Facts, GroupId, OnFailure, Predicate, PredicateFailures, ScriptError,
};
use usher_ruleset::{Channel, Group};

#[derive(Debug)]
struct Counted(&'static str, Result<bool, ScriptError>, AtomicUsize);

impl Predicate for Counted {
    fn key(&self) -> &str {
        self.0
    }
    fn on_failure(&self) -> OnFailure {
        OnFailure::Closed
    }
    fn call(&self, _: &Context<'_>) -> Called<bool> {
        self.2.fetch_add(1, Ordering::Relaxed);
        Called { result: self.1.clone(), operations: 1, log: Vec::new() }
    }
}

fn predicate(key: &'static str, answer: Result<bool, ScriptError>) -> (Arc<Counted>, Condition) {
    let counted = Arc::new(Counted(key, answer, AtomicUsize::new(0)));
    (counted.clone(), Condition::Script(counted))
}

struct Nobody;

impl RosterView for Nobody {
    fn candidates(&self, _: &Group, _: Option<&Channel>) -> Vec<Candidate> {
        Vec::new()
    }
    fn cursor(&self, _: &GroupId) -> Option<AgentId> {
        None
    }
}

#[test]
fn a_script_is_asked_last_and_of_survivors_only() {
    let failure = ScriptError::Operations { limit: 7 };
    let (on_other, other) = predicate("a/other", Ok(true));
    let (on_any, any) = predicate("a/any", Ok(true));
    let (on_failing, failing) = predicate("a/failing", Err(failure.clone()));
    let (on_good, good) = predicate("a/good", Ok(true));
    let (on_late, late) = predicate("a/late", Ok(true));
    let unlike = || Condition::Not(Box::new(eq("visitor.vip", true)));
    let list = vec![
        rule("other", Some(&["site"]), other),
        // The script stands first; what costs nothing is looked at first all the same.
        rule("any", None, Condition::All(vec![any, unlike()])),
        rule("failing", None, failing.clone()),
        rule("failing-too", None, Condition::All(vec![failing])),
        rule("good", None, Condition::All(vec![good, eq("channel.id", "mall")])),
        rule("late", None, late),
    ];
    let router = Router::new(rules(list, &[]));
    let mut facts = Facts::default();
    facts.set("channel.id", "mall");
    facts.set("visitor.vip", true);
    let context = Context::of_facts(&facts);
    let decided =
        router.decide(&DecisionInput { context, roster: &Nobody, line: Line::default(), past: Past::default() });
    assert_eq!(decided.rule.as_ref().unwrap().as_str(), "good");
    let asked = |one: &Counted| one.2.load(Ordering::Relaxed);
    assert_eq!([&on_other, &on_any, &on_failing, &on_good, &on_late].map(|one| asked(one)), [0, 0, 1, 1, 0]);
    assert_eq!(decided.failures.len(), 1, "one that failed is not asked again");
    assert_eq!((decided.failures[0].predicate.as_str(), decided.failures[0].held), ("a/failing", false));

    // Explained later, it is told as it was, and not asked again.
    let failures = PredicateFailures::of_decision(&decided.failures);
    let verdicts = router.explain(&Context { failures: Some(&failures), ..context }, decided.rule.as_ref());
    assert_eq!(asked(&on_failing), 1);
    let Verdict::ConditionFailed { reason } = &verdicts[2].verdict else { panic!("{:?}", verdicts[2]) };
    assert!(reason.contains(&failure.to_string()), "{reason}");
}
