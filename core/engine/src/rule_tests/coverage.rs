//! Which rules the cases matched.

use super::outcome::Came;
use std::collections::BTreeSet;
use usher_model::RuleId;
use usher_ruleset::RuleSet;

/// The rules that decide or are on trial, and which of them no case matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    rules: usize,
    missing: BTreeSet<RuleId>,
}

impl Coverage {
    /// Of a rule set, before anything was run.
    pub(super) fn of(set: &RuleSet) -> Self {
        let missing: BTreeSet<RuleId> = set.rules.iter().chain(&set.shadows).map(|rule| rule.id.clone()).collect();
        Self { rules: missing.len(), missing }
    }

    /// Notes what a case matched: a rule on trial counts where it would have taken the session.
    pub(super) fn note(&mut self, came: &Came) {
        for rule in came.rule().into_iter().chain(came.shadow()) {
            self.missing.remove(rule);
        }
    }

    /// How many rules there are; those that are switched off do not count.
    pub const fn rules(&self) -> usize {
        self.rules
    }

    /// Those that no case matched, in order of their ids.
    pub fn missing(&self) -> impl ExactSizeIterator<Item = &RuleId> {
        self.missing.iter()
    }

    /// What part of the rules was matched, in whole percent, rounded down; all where there are none.
    pub fn percent(&self) -> u32 {
        let matched = self.rules - self.missing.len();
        let percent = (matched * 100).checked_div(self.rules).unwrap_or(100);
        u32::try_from(percent).unwrap_or(100)
    }
}
