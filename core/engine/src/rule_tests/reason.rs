//! What a rule that did not match failed on: recomputed from the facts of the decision, as explaining does.

use super::outcome::Came;
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use usher_condition::{Condition, Failure};
use usher_model::{Context, PredicateFailures};
use usher_routing::{Router, Verdict};
use usher_ruleset::{Contrary, FailedOn};

const MATCHES: &str = "it matches";

/// What came in place of a rule that must not match; nothing where it failed on what it must fail on.
pub(super) fn miss(contrary: &Contrary, came: &Came, router: &Router) -> Option<String> {
    let set = router.ruleset();
    if came.rule() == Some(&contrary.rule) {
        return Some(MATCHES.to_owned());
    }
    let Some(rule) = set.rules.iter().chain(&set.shadows).find(|rule| rule.id == contrary.rule) else {
        return Some("it is not asked".to_owned());
    };
    let matched = came.rule().and_then(|id| set.rule(id));
    if let Some(matched) = matched.filter(|matched| (matched.priority, &matched.id) < (rule.priority, &rule.id)) {
        return Some(format!("it is not asked: `{}` matches before it", matched.id));
    }
    if rule.channels.as_ref().is_some_and(|channels| !channels.contains(came.channel())) {
        return (contrary.on != FailedOn::Channel).then(|| Verdict::ChannelDiffers.to_string());
    }
    let record = came.matching();
    let failures = PredicateFailures::of_decision(&record.failures);
    let context = Context {
        facts: &record.facts,
        records: &record.records,
        now: record.at,
        seed: record.seed,
        elapsed: &|| Duration::ZERO,
        failures: Some(&failures),
    };
    let Some(failure) = rule.condition.explain(&context) else { return Some(MATCHES.to_owned()) };
    let mut asked = Asked::default();
    asked.by_failure(&failure, &rule.condition);
    let is_met = match &contrary.on {
        FailedOn::Channel => false,
        FailedOn::Script => asked.a_script,
        FailedOn::Field(field) => asked.fields.contains(field),
    };
    (!is_met).then(|| failure.to_string())
}

/// What a part of a condition asks.
#[derive(Default)]
struct Asked {
    fields: BTreeSet<Arc<str>>,
    a_script: bool,
}

impl Asked {
    /// What the failing part asks. Where none of several held each is a reason; where something held that must not, all
    /// of it is.
    fn by_failure(&mut self, failure: &Failure, whole: &Condition) {
        match failure {
            Failure::Test { field, .. } => drop(self.fields.insert(Arc::clone(field))),
            Failure::Script { .. } => self.a_script = true,
            Failure::NoneHeld { tries, .. } => tries.iter().for_each(|one| self.by_failure(one, whole)),
            Failure::Held { path, .. } => {
                if let Some(part) = part(whole, path) {
                    self.by_condition(part);
                }
            }
        }
    }

    fn by_condition(&mut self, condition: &Condition) {
        match condition {
            Condition::Always => {}
            Condition::All(each) | Condition::Any(each) => each.iter().for_each(|one| self.by_condition(one)),
            Condition::Not(inner) => self.by_condition(inner),
            Condition::Test(test) => drop(self.fields.insert(Arc::clone(&test.field))),
            Condition::Script(_) => self.a_script = true,
        }
    }
}

/// The part of a condition that a failure's path leads to, such as `all[1].not`.
fn part<'c>(whole: &'c Condition, path: &str) -> Option<&'c Condition> {
    path.split('.').filter(|step| !step.is_empty()).try_fold(whole, |at, step| {
        let index = || step.split_once('[')?.1.strip_suffix(']')?.parse::<usize>().ok();
        match at {
            Condition::All(each) | Condition::Any(each) => each.get(index()?),
            Condition::Not(inner) => Some(inner.as_ref()),
            Condition::Always | Condition::Test(_) | Condition::Script(_) => None,
        }
    })
}
