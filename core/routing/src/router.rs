//! One rule set, ready to decide with.

use crate::{Decided, DecisionInput, Line, RuleVerdict, explain, index::MatchIndex, place};
use std::sync::Arc;
use usher_model::{Context, Decision, GroupId, PredicateFailures, RuleId, ShadowMatch};
use usher_ruleset::{Rule, RuleSet};

/// A rule set and the index over its rules. Built once a revision; a decision is made against one of them.
pub struct Router {
    rules: Arc<RuleSet>,
    index: MatchIndex,
    /// Over the rules on trial; none where there are none, which is the usual case.
    shadows: Option<MatchIndex>,
}

impl Router {
    /// Indexes the rules.
    pub fn new(rules: Arc<RuleSet>) -> Self {
        let index = MatchIndex::new(&rules.rules);
        let shadows = (!rules.shadows.is_empty()).then(|| MatchIndex::new(&rules.shadows));
        Self { rules, index, shadows }
    }

    /// The rule set.
    pub const fn ruleset(&self) -> &Arc<RuleSet> {
        &self.rules
    }

    /// The first rule that matches, in order of priority.
    pub fn matching(&self, context: &Context<'_>) -> Option<&Rule> {
        self.index.first(context).map(|at| &self.rules.rules[at])
    }

    /// The rule on trial that would match before this one, or before none; its decision is nobody's.
    pub fn shadow(&self, context: &Context<'_>, matched: Option<&Rule>) -> Option<&Rule> {
        let is_before = |shadow: &&Rule| {
            matched.is_none_or(|matched| (shadow.priority, &shadow.id) < (matched.priority, &matched.id))
        };
        // Where none stands before the one that matched, no condition and no script of them is asked.
        self.rules.shadows.first().filter(is_before)?;
        let first = &self.rules.shadows[self.shadows.as_ref()?.first(context)?];
        Some(first).filter(is_before)
    }

    /// Decides from the first rule on.
    pub fn decide(&self, input: &DecisionInput<'_>) -> Decided {
        let failures = PredicateFailures::default();
        let context = Context { failures: Some(&failures), ..input.context };
        let matched = self.matching(&context);
        let shadow = self.shadow(&context, matched);
        let shadow = shadow.map(|rule| {
            // How many wait was asked of the group that the matched rule leads to; of another nobody knows.
            let is_known = matched.is_some_and(|matched| matched.group == rule.group);
            let others = if is_known { input.line.others } else { 0 };
            let input = DecisionInput { line: Line { others, ..input.line }, ..*input };
            ShadowMatch { rule: rule.id.clone(), decision: self.place(rule, &input).decision }
        });
        let decided = match matched {
            Some(rule) => self.place(rule, input),
            None => Decided {
                decision: Decision::Unmatched,
                rule: None,
                candidates: Vec::new(),
                strategies: Vec::new(),
                failures: Vec::new(),
                took_turn: None,
                slot: None,
                shadow: None,
            },
        };
        Decided { failures: failures.into_all(), shadow, ..decided }
    }

    /// Decides within one rule: what comes after the match, as when its group's queue is drained.
    pub fn place(&self, rule: &Rule, input: &DecisionInput<'_>) -> Decided {
        place::place(&self.rules, rule, input)
    }

    /// Decides within one group, which a person chose; `own` is the rule that the session came by.
    pub fn place_in(&self, group: &GroupId, own: Option<&Rule>, input: &DecisionInput<'_>) -> Decided {
        place::place_in(&self.rules, group, own, input)
    }

    /// Why each rule before the matched one did not match; all rules where none did.
    ///
    /// Exact for a stored decision, asked of the revision it was made against, where the context holds the predicates
    /// that failed then: see [`PredicateFailures::of_decision`].
    pub fn explain(&self, context: &Context<'_>, matched: Option<&RuleId>) -> Vec<RuleVerdict> {
        explain::explain(&self.rules.rules, context, matched)
    }
}
