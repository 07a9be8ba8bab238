//! From a matched rule to an agent, or to the group's queue.

use crate::DecisionInput;
use usher_model::{
    AgentId, Candidate, CandidateTrace, Decision, GroupId, QueueReason, Refusal, RuleId, Standing, Strategy,
    StrategyAnswer, StrategyAttempt, StrategyError, StrategyId, StrategyInput, StrategyOutcome,
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
            facts: input.facts,
            group: &rule.group,
            candidates: &candidates,
            cursor: cursor.as_ref(),
            now: input.now,
            seed: input.seed,
            expired: input.expired,
        };
        chosen =
            rule.strategies.iter().find_map(|id| asked.ask(id, rules.strategies.get(id).map(AsRef::as_ref), &question));
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
    Decided { decision, rule: Some(rule.id.clone()), candidates: traces, strategies, took_turn, slot }
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

    fn ask(
        &mut self,
        id: &StrategyId,
        strategy: Option<&dyn Strategy>,
        question: &StrategyInput<'_>,
    ) -> Option<Choice> {
        let answered = match strategy {
            Some(strategy) => strategy.order(question).map_err(|error| StrategyOutcome::Failed {
                timed_out: error == StrategyError::Deadline,
                error: error.to_string(),
            }),
            None => Err(StrategyOutcome::Failed { error: "there is no such strategy".to_owned(), timed_out: false }),
        };
        let (answer, outcome, choice) = match answered {
            Err(outcome) => (StrategyAnswer::default(), outcome, None),
            Ok(answer) => {
                let choice = self.choose(&answer, question.candidates);
                let outcome = match (&choice, answer.order.is_empty()) {
                    (Some(_), _) => StrategyOutcome::Chose,
                    (None, true) => StrategyOutcome::NamedNobody,
                    (None, false) => StrategyOutcome::NamedOnlyRefused,
                };
                (answer, outcome, choice)
            }
        };
        self.attempts.push(StrategyAttempt {
            strategy: id.clone(),
            outcome,
            operations: answer.operations,
            log: answer.log,
        });
        choice
    }

    /// The first in the order who may be given the session.
    fn choose(&mut self, answer: &StrategyAnswer, candidates: &[Candidate]) -> Option<Choice> {
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
