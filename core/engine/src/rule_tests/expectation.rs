//! What a case expects, held against what came.

use super::{Miss, outcome::Came, reason};
use std::fmt::Display;
use usher_routing::Router;
use usher_ruleset::{Expectation, Expected, RoutedTo};

/// What of an expectation did not come.
pub(super) fn misses(expectation: &Expectation, came: &Came, router: &Router) -> Vec<Miss> {
    let compared = match &expectation.what {
        Expected::Rule(rule) => compared(came.rule() == rule.as_ref(), one(rule.as_ref()), || one(came.rule())),
        Expected::Outcome(outcome) => {
            let words = || routed_in_words(came);
            compared(came.routed_to() == *outcome, outcome.word().to_owned(), words)
        }
        Expected::Reason(reason) => {
            let words = || came.reason().map_or_else(|| routed_in_words(came), |reason| reason.word().to_owned());
            compared(came.reason() == Some(*reason), reason.word().to_owned(), words)
        }
        Expected::Group(group) => {
            let words = || came.group().map_or_else(|| routed_in_words(came), ToString::to_string);
            compared(came.group() == Some(group), group.to_string(), words)
        }
        Expected::Agent(agents) => {
            let is_one = came.agent().is_some_and(|agent| agents.contains(agent));
            let words =
                || came.agent().map_or_else(|| format!("nobody: {}", routed_in_words(came)), ToString::to_string);
            compared(is_one, either(agents), words)
        }
        Expected::Prompt(prompts) => {
            let told = || came.told.iter().map(|(prompt, _)| prompt);
            let is_told =
                if prompts.is_empty() { came.told.is_empty() } else { told().any(|prompt| prompts.contains(prompt)) };
            compared(is_told, either(prompts), || listed(told()))
        }
        Expected::Form(form) => compared(came.form() == form.as_ref(), one(form.as_ref()), || one(came.form())),
        Expected::Shadows(rules) => {
            compared(came.shadow().into_iter().eq(rules), listed(rules), || listed(came.shadow()))
        }
        Expected::Not(contraries) => {
            let misses = contraries.iter().filter_map(|contrary| {
                let got = reason::miss(contrary, came, router)?;
                let expected = format!("`{}` fails on {}", contrary.rule, contrary.on);
                Some(Miss { what: "not", span: contrary.span, expected, got })
            });
            return misses.collect();
        }
    };
    compared
        .map(|(expected, got)| Miss { what: expectation.what.key(), span: expectation.span, expected, got })
        .into_iter()
        .collect()
}

pub(super) fn compared(is_met: bool, expected: String, got: impl FnOnce() -> String) -> Option<(String, String)> {
    (!is_met).then(|| (expected, got()))
}

fn routed_in_words(came: &Came) -> String {
    let outcome = came.routed_to();
    match (came.agent(), came.group(), came.reason()) {
        (Some(agent), _, _) => format!("{} to {agent}", outcome.word()),
        (None, Some(group), Some(reason)) if outcome == RoutedTo::Queued => {
            format!("queued in {group}: {}", reason.word())
        }
        (None, _, Some(reason)) => format!("{}: {}", outcome.word(), reason.word()),
        (None, _, None) => outcome.word().to_owned(),
    }
}

pub(super) fn one<T: Display>(id: Option<&T>) -> String {
    id.map_or_else(|| "none".to_owned(), ToString::to_string)
}

/// Ids of which one is enough; none of them means none at all.
pub(super) fn either<T: Display>(ids: &[T]) -> String {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    if ids.is_empty() { "none".to_owned() } else { ids.join(" or ") }
}

pub(super) fn listed<'a, T: Display + 'a>(ids: impl IntoIterator<Item = &'a T>) -> String {
    let ids: Vec<String> = ids.into_iter().map(ToString::to_string).collect();
    if ids.is_empty() { "none".to_owned() } else { ids.join(", ") }
}
