//! From a matched rule to an agent, or to the group's queue.

mod asked;

use crate::{DecisionInput, Line};
use asked::{Asked, Choice, Question};
use std::sync::Arc;
use usher_model::{
    CandidateTrace, Decision, GroupId, PredicateFailure, QueueReason, Refusal, RuleId, ShadowMatch, Strategy,
    StrategyAttempt,
};
use usher_ruleset::{Hold, Rule, RuleSet};

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

/// Decides within one group, which a person chose: by the first rule that leads there, or else by who holds the fewest
/// sessions. `own` is the rule that the session came by; it goes before others that lead there.
pub fn place_in(rules: &RuleSet, group: &GroupId, own: Option<&Rule>, input: &DecisionInput<'_>) -> Decided {
    let leads = |rule: &&Rule| rule.group == *group;
    if let Some(rule) = own.filter(leads).or_else(|| rules.rules.iter().find(leads)) {
        return place(rules, rule, input);
    }
    let mut asked = Asked::default();
    let decided = match ask(rules, &[], group, None, input, &mut asked) {
        Ok(choice) => decided(None, asked, group, choice),
        Err(reason) => waits(None, asked, group, reason),
    };
    Decided { rule: own.map(|rule| rule.id.clone()), ..decided }
}

/// Decides within one rule: its group is asked, then the one that it flows over to, if it comes to that.
pub fn place(rules: &RuleSet, rule: &Rule, input: &DecisionInput<'_>) -> Decided {
    let mut asked = Asked::default();
    let reason = match ask(rules, &rule.strategies, &rule.group, None, input, &mut asked) {
        Ok(choice) => return decided(Some(rule), asked, &rule.group, choice),
        Err(reason) => reason,
    };
    if let Some(overflow) = rule.overflow.as_ref().filter(|overflow| {
        overflow.after.is_some_and(|after| input.line.waited >= after)
            || overflow.longer_than.is_some_and(|most| input.line.others > most)
    }) && let Ok(choice) = ask(rules, &rule.strategies, &overflow.group, Some(&overflow.group), input, &mut asked)
    {
        return decided(Some(rule), asked, &overflow.group, choice);
    }
    let reason = if may_join(rules, rule, reason, &input.line) { reason } else { QueueReason::Full };
    waits(Some(rule), asked, &rule.group, reason)
}

/// Asks the strategies about one group. Answers who gets the session, or why nobody does.
fn ask(
    rules: &RuleSet,
    strategies: &[Arc<dyn Strategy>],
    group: &GroupId,
    overflow: Option<&GroupId>,
    input: &DecisionInput<'_>,
    asked: &mut Asked,
) -> Result<Choice, QueueReason> {
    // A compiled rule set has every group its rules name; one without it has nobody there to ask.
    let Some(found) = rules.groups.get(group) else { return Err(QueueReason::NoneOnline) };
    let channel = input.past.channel.and_then(|id| rules.channels.get(id)).filter(|found| found.capacity.is_some());
    let mut candidates = input.roster.candidates(found, channel.map(Arc::as_ref));
    for candidate in &mut candidates {
        if candidate.is_eligible() && input.past.missed.contains(candidate.id()) {
            candidate.refusal = Some(Refusal::Missed);
        }
    }
    let is_online = candidates.iter().any(|candidate| {
        let at_work = Some(Refusal::Offline) != candidate.refusal && Some(Refusal::Away) != candidate.refusal;
        at_work && Some(Refusal::Absent) != candidate.refusal
    });
    let question = Question { strategies, group, overflow, candidates: &candidates, input };
    let is_open = found.is_open(input.context.now);
    let choice = if is_open { asked.ask(&question) } else { None };
    asked.trace(&question, choice.as_ref());
    match choice {
        Some(choice) => Ok(choice),
        None if !is_open => Err(QueueReason::OutsideHours),
        None if is_online => Err(QueueReason::Busy),
        None => Err(QueueReason::NoneOnline),
    }
}

/// Whether a session may wait in its rule's queue, as far as that has a limit. One that is not held needs no place there,
/// and one that waits there already has its own.
fn may_join(rules: &RuleSet, rule: &Rule, reason: QueueReason, line: &Line<'_>) -> bool {
    let limit = rules.groups.get(&rule.group).and_then(|group| group.queue_limit);
    line.waits_for == Some(&rule.group)
        || rule.waiting.hold(reason) == Hold::Closes
        || limit.is_none_or(|limit| line.others < limit)
}

fn waits(rule: Option<&Rule>, asked: Asked, group: &GroupId, reason: QueueReason) -> Decided {
    Decided {
        decision: Decision::Queue { group: group.clone(), reason },
        rule: rule.map(|rule| rule.id.clone()),
        candidates: asked.candidates,
        strategies: asked.attempts,
        failures: Vec::new(),
        took_turn: None,
        slot: None,
        shadow: None,
    }
}

fn decided(rule: Option<&Rule>, asked: Asked, group: &GroupId, choice: Choice) -> Decided {
    Decided {
        took_turn: choice.took_turn.then(|| Turn { group: group.clone(), agent: choice.agent.clone() }),
        decision: Decision::Assign { group: Some(group.clone()), agent: choice.agent },
        rule: rule.map(|rule| rule.id.clone()),
        candidates: asked.candidates,
        strategies: asked.attempts,
        failures: Vec::new(),
        slot: Some(choice.capacity),
        shadow: None,
    }
}
