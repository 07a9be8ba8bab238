//! From a matched rule to an agent, or to the group's queue.

mod asked;

use crate::{DecisionInput, Line};
use asked::{Asked, Choice, Question};
use usher_model::{
    CandidateTrace, Decision, GroupId, PredicateFailure, QueueReason, Refusal, RuleId, ShadowMatch, StrategyAttempt,
};
use usher_ruleset::{Group, Hold, Rule, RuleSet};

/// What was decided, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// What to do with the session.
    pub decision: Decision,
    /// The rule that matched, if one did.
    pub rule: Option<RuleId>,
    /// Each member of the group in order of agent id; then those of the group that it flows over to, if that was asked.
    pub candidates: Vec<CandidateTrace>,
    /// Each strategy asked, in order.
    pub strategies: Vec<StrategyAttempt>,
    /// Predicates that failed on the way.
    pub failures: Vec<PredicateFailure>,
    /// Where the group's cursor moves to, if a strategy that takes turns made the choice.
    pub took_turn: Option<Turn>,
    /// Most sessions that the chosen agent may hold: the assignment stands only while fewer are held.
    pub slot: Option<u32>,
    /// The rule on trial that would have taken the session, if one would.
    pub shadow: Option<ShadowMatch>,
}

/// A turn taken in a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// In which group.
    pub group: GroupId,
    /// By whom.
    pub agent: usher_model::AgentId,
}

/// Decides within one rule: its group is asked, then the one that it flows over to, if it comes to that.
pub fn place(rules: &RuleSet, rule: &Rule, input: &DecisionInput<'_>) -> Decided {
    let mut asked = Asked::default();
    let reason = match ask(rules, rule, &rule.group, None, input, &mut asked) {
        Ok(choice) => return decided(rule, asked, &rule.group, choice),
        Err(reason) => reason,
    };
    if let Some(overflow) = rule.overflow.as_ref().filter(|overflow| {
        overflow.after.is_some_and(|after| input.line.waited >= after)
            || overflow.longer_than.is_some_and(|most| input.line.others > most)
    }) && let Ok(choice) = ask(rules, rule, &overflow.group, Some(&overflow.group), input, &mut asked)
    {
        return decided(rule, asked, &overflow.group, choice);
    }
    let reason = if may_join(rules, rule, reason, &input.line) { reason } else { QueueReason::Full };
    Decided {
        decision: Decision::Queue { group: rule.group.clone(), reason },
        rule: Some(rule.id.clone()),
        candidates: asked.candidates,
        strategies: asked.attempts,
        failures: Vec::new(),
        took_turn: None,
        slot: None,
        shadow: None,
    }
}

/// Asks the strategies about one group. Answers who gets the session, or why nobody does.
fn ask(
    rules: &RuleSet,
    rule: &Rule,
    group: &GroupId,
    overflow: Option<&GroupId>,
    input: &DecisionInput<'_>,
    asked: &mut Asked,
) -> Result<Choice, QueueReason> {
    // A compiled rule set has every group its rules name; one without it has nobody there to ask.
    let Some(found) = rules.groups.get(group) else { return Err(QueueReason::NoneOnline) };
    let candidates = input.roster.candidates(found);
    let is_online = candidates.iter().any(|candidate| matches!(candidate.refusal, None | Some(Refusal::Full { .. })));
    let question = Question { strategies: &rule.strategies, group, overflow, candidates: &candidates, input };
    let is_open = serves(found, input);
    let choice = if is_open { asked.ask(&question) } else { None };
    asked.trace(&question, choice.as_ref());
    match choice {
        Some(choice) => Ok(choice),
        None if !is_open => Err(QueueReason::OutsideHours),
        None if is_online => Err(QueueReason::Busy),
        None => Err(QueueReason::NoneOnline),
    }
}

/// Whether a group serves at the moment of the decision.
fn serves(group: &Group, input: &DecisionInput<'_>) -> bool {
    group.hours.as_ref().is_none_or(|hours| hours.at(input.context.now).open)
}

/// Whether a session may wait in its rule's queue, as far as that has a limit. One that is not held needs no place there,
/// and one that waits there already has its own.
fn may_join(rules: &RuleSet, rule: &Rule, reason: QueueReason, line: &Line<'_>) -> bool {
    let limit = rules.groups.get(&rule.group).and_then(|group| group.queue_limit);
    line.waits_for == Some(&rule.group)
        || rule.waiting.hold(reason) == Hold::Closes
        || limit.is_none_or(|limit| line.others < limit)
}

fn decided(rule: &Rule, asked: Asked, group: &GroupId, choice: Choice) -> Decided {
    Decided {
        took_turn: choice.took_turn.then(|| Turn { group: group.clone(), agent: choice.agent.clone() }),
        decision: Decision::Assign { group: group.clone(), agent: choice.agent },
        rule: Some(rule.id.clone()),
        candidates: asked.candidates,
        strategies: asked.attempts,
        failures: Vec::new(),
        slot: Some(choice.capacity),
        shadow: None,
    }
}
