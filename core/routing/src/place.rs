//! From a matched rule to an agent, or to the group's queue.

use crate::DecisionInput;
use std::ops::ControlFlow;
use usher_model::{
    AgentId, Called, Candidate, CandidateTrace, Decision, GroupId, OnFailure, Order, PredicateFailure, QueueReason,
    Refusal, RuleId, ScriptError, Standing, Strategy, StrategyAttempt, StrategyInput, StrategyOutcome,
};
use usher_ruleset::{Rule, RuleSet};

/// What was decided, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// What to do with the session.
    pub decision: Decision,
    /// The rule that matched, if one did.
    pub rule: Option<RuleId>,
    /// Each member of the group, in order of agent id.
    pub candidates: Vec<CandidateTrace>,
    /// Each strategy asked, in order.
    pub strategies: Vec<StrategyAttempt>,
    /// Predicates that failed on the way.
    pub failures: Vec<PredicateFailure>,
    /// Where the group's cursor moves to, if a strategy that takes turns made the choice.
    pub took_turn: Option<Turn>,
    /// Most sessions that the chosen agent may hold: the assignment stands only while fewer are held.
    pub slot: Option<u32>,
}

/// A turn taken in a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// In which group.
    pub group: GroupId,
    /// By whom.
    pub agent: AgentId,
}

/// Decides within one rule.
pub fn place(rules: &RuleSet, rule: &Rule, input: &DecisionInput<'_>) -> Decided {
    // A compiled rule set has every group its rules name; one without it has nobody there to ask.
    let candidates = rules.groups.get(&rule.group).map(|group| input.roster.candidates(group)).unwrap_or_default();
    let online = candidates.iter().any(|candidate| matches!(candidate.refusal, None | Some(Refusal::Full { .. })));
    let mut asked = Asked::new(candidates.len());
    let mut chosen = None;
    if candidates.iter().any(Candidate::is_eligible) {
        let cursor = input.roster.cursor(&rule.group);
        let question = StrategyInput {
            context: input.context,
            group: &rule.group,
            candidates: &candidates,
            cursor: cursor.as_ref(),
        };
        let asking = rule.strategies.iter().try_for_each(|strategy| asked.ask(&**strategy, &question));
        chosen = asking.break_value().flatten();
    }
    let traces = candidates.iter().enumerate().map(|(at, candidate)| asked.trace(at, candidate, chosen.as_ref()));
    let traces = traces.collect();
    let strategies = asked.attempts;
    let (decision, took_turn, slot) = if let Some(choice) = chosen {
        let (agent, group) = (candidates[choice.at].agent.id.clone(), rule.group.clone());
        let turn = choice.took_turn.then(|| Turn { group: group.clone(), agent: agent.clone() });
        (Decision::Assign { group, agent }, turn, Some(candidates[choice.at].capacity))
    } else {
        let reason = if online { QueueReason::Busy } else { QueueReason::NoneOnline };
        (Decision::Queue { group: rule.group.clone(), reason }, None, None)
    };
    Decided {
        decision,
        rule: Some(rule.id.clone()),
        candidates: traces,
        strategies,
        failures: Vec::new(),
        took_turn,
        slot,
    }
}

/// The candidate who gets the session.
struct Choice {
    at: usize,
    took_turn: bool,
    /// Each candidate's place in the strategy's order, 1 is best.
    places: Vec<Option<u32>>,
}

/// What the chain of strategies has said so far.
struct Asked {
    attempts: Vec<StrategyAttempt>,
    /// Which candidates were named by any strategy.
    named: Vec<bool>,
}

impl Asked {
    fn new(candidates: usize) -> Self {
        Self { attempts: Vec::new(), named: vec![false; candidates] }
    }

    /// Asks one strategy. Breaks with the choice, or without one where it failed and is not to be passed over.
    fn ask(&mut self, strategy: &dyn Strategy, question: &StrategyInput<'_>) -> ControlFlow<Option<Choice>> {
        let Called { result, operations, log } = strategy.call(question);
        let (outcome, next) = match result {
            Ok(answer) => {
                let choice = self.choose(&answer, question.candidates);
                match (choice, answer.order.is_empty()) {
                    (Some(choice), _) => (StrategyOutcome::Chose, ControlFlow::Break(Some(choice))),
                    (None, true) => (StrategyOutcome::NamedNobody, ControlFlow::Continue(())),
                    (None, false) => (StrategyOutcome::NamedOnlyRefused, ControlFlow::Continue(())),
                }
            }
            Err(error) => {
                let timed_out = matches!(error, ScriptError::Deadline { .. });
                let next = match strategy.on_failure() {
                    OnFailure::Open => ControlFlow::Continue(()),
                    OnFailure::Closed => ControlFlow::Break(None),
                };
                (StrategyOutcome::Failed { error: error.to_string(), timed_out }, next)
            }
        };
        self.attempts.push(StrategyAttempt { strategy: strategy.id().clone(), outcome, operations, log });
        next
    }

    /// The first in the order who may be given the session.
    fn choose(&mut self, answer: &Order, candidates: &[Candidate]) -> Option<Choice> {
        let mut places = vec![None; candidates.len()];
        let mut best = None;
        for (place, at) in (1_u32..).zip(&answer.order) {
            // A strategy that is not a script may be wrong about how many there are.
            let Some(candidate) = candidates.get(*at) else { continue };
            self.named[*at] = true;
            places[*at].get_or_insert(place);
            if best.is_none() && candidate.is_eligible() {
                best = Some(*at);
            }
        }
        best.map(|at| Choice { at, took_turn: answer.took_turn, places })
    }

    fn trace(&self, at: usize, candidate: &Candidate, chosen: Option<&Choice>) -> CandidateTrace {
        let standing = match (&candidate.refusal, chosen) {
            (Some(refusal), _) => Standing::Refused { refusal: refusal.clone(), picked: self.named[at] },
            (None, Some(choice)) if choice.at == at => Standing::Chosen,
            (None, Some(choice)) => Standing::Eligible { place: choice.places[at] },
            (None, None) => Standing::Eligible { place: None },
        };
        CandidateTrace { agent: candidate.agent.id.clone(), load: candidate.load, standing }
    }
}
