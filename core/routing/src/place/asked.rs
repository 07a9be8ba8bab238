//! The chain of strategies, asked about one group: who is chosen, and what the trace keeps of it.

use crate::DecisionInput;
use std::{ops::ControlFlow, sync::Arc};
use usher_model::{
    AgentId, Called, Candidate, CandidateTrace, GroupId, OnFailure, Order, ScriptError, Standing, Strategy,
    StrategyAttempt, StrategyInput, StrategyOutcome,
};

/// What has been asked so far, for the trace.
#[derive(Default)]
pub(super) struct Asked {
    pub attempts: Vec<StrategyAttempt>,
    pub candidates: Vec<CandidateTrace>,
    /// Of the group that is being asked: which candidates were named by any strategy.
    named: Vec<bool>,
}

/// What is asked of the strategies.
pub(super) struct Question<'a> {
    pub strategies: &'a [Arc<dyn Strategy>],
    pub group: &'a GroupId,
    /// The same group, where it is the one that the session flows over to.
    pub overflow: Option<&'a GroupId>,
    pub candidates: &'a [Candidate],
    pub input: &'a DecisionInput<'a>,
}

/// The candidate who gets the session.
pub(super) struct Choice {
    pub agent: AgentId,
    pub capacity: u32,
    pub took_turn: bool,
    at: usize,
    /// Each candidate's place in the strategy's order, 1 is best.
    places: Vec<Option<u32>>,
}

impl Asked {
    /// Asks the strategies in order, until one names somebody who may be given the session.
    pub fn ask(&mut self, question: &Question<'_>) -> Option<Choice> {
        self.named = vec![false; question.candidates.len()];
        if !question.candidates.iter().any(Candidate::is_eligible) {
            return None;
        }
        if let Some(known) = question.input.past.known_to
            && let Some(at) = question.candidates.iter().position(|one| one.is_eligible() && one.id() == known)
        {
            return Some(alone(question.candidates, at));
        }
        if question.strategies.is_empty() {
            // No rule leads to this group: a person chose it, and there is no strategy to ask.
            let eligible = question.candidates.iter().enumerate().filter(|(_, candidate)| candidate.is_eligible());
            let (at, _) = eligible.min_by_key(|(_, candidate)| candidate.load)?;
            return Some(alone(question.candidates, at));
        }
        let cursor = question.input.roster.cursor(question.group);
        let input = StrategyInput {
            context: question.input.context,
            group: question.group,
            candidates: question.candidates,
            cursor: cursor.as_ref(),
        };
        let asking =
            question.strategies.iter().try_for_each(|strategy| self.ask_one(&**strategy, question.overflow, &input));
        asking.break_value().flatten()
    }

    /// Keeps how each candidate of the group fared.
    pub fn trace(&mut self, question: &Question<'_>, chosen: Option<&Choice>) {
        for (at, candidate) in question.candidates.iter().enumerate() {
            let picked = self.named.get(at).copied().unwrap_or(false);
            let standing = match (&candidate.refusal, chosen) {
                (Some(refusal), _) => Standing::Refused { refusal: refusal.clone(), picked },
                (None, Some(choice)) if choice.at == at => Standing::Chosen,
                (None, Some(choice)) => Standing::Eligible { place: choice.places[at] },
                (None, None) => Standing::Eligible { place: None },
            };
            let (agent, load) = (candidate.agent.id.clone(), candidate.load);
            self.candidates.push(CandidateTrace { agent, overflow: question.overflow.cloned(), load, standing });
        }
        self.named.clear();
    }

    /// Asks one strategy. Breaks with the choice, or without one where it failed and is not to be passed over.
    fn ask_one(
        &mut self,
        strategy: &dyn Strategy,
        overflow: Option<&GroupId>,
        input: &StrategyInput<'_>,
    ) -> ControlFlow<Option<Choice>> {
        let Called { result, operations, log } = strategy.call(input);
        let (outcome, next) = match result {
            Ok(answer) => {
                let choice = self.choose(&answer, input.candidates);
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
        let (strategy, overflow) = (strategy.id().clone(), overflow.cloned());
        self.attempts.push(StrategyAttempt { strategy, overflow, outcome, operations, log });
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
        best.map(|at| {
            let Candidate { agent, capacity, .. } = &candidates[at];
            Choice { agent: agent.id.clone(), capacity: *capacity, took_turn: answer.took_turn, at, places }
        })
    }
}

/// A candidate whom no strategy chose.
fn alone(candidates: &[Candidate], at: usize) -> Choice {
    let Candidate { agent, capacity, .. } = &candidates[at];
    let places = vec![None; candidates.len()];
    Choice { agent: agent.id.clone(), capacity: *capacity, took_turn: false, at, places }
}
