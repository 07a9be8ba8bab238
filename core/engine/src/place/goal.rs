//! Where a session goes, as far as that was chosen before routing is asked, and what follows for its placement.

use super::Subject;
use usher_model::{
    AgentId, ClientId, Decision, DecisionCause, DecisionId, GroupId, QueueReason, Release, Routed, Session, Timestamp,
};
use usher_routing::Decided;
use usher_ruleset::{Answer, AnswerMode, Rule, RuleSet};
use usher_store::Take;

/// Where a session goes, who wants that, and what went before.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Step<'a> {
    /// Where to.
    pub goal: Goal<'a>,
    /// The person who wants it, where it is one.
    pub by: Option<&'a AgentId>,
    /// What that person has to say about it.
    pub note: Option<&'a str>,
    /// The name that person gave the request.
    pub name: Option<&'a ClientId>,
    /// Who is left out.
    pub missed: &'a [AgentId],
    /// Who gets it before any strategy is asked.
    pub known_to: Option<&'a AgentId>,
    /// The session as it stands, where it is there already.
    pub before: Option<&'a Session>,
    /// The latest decision on the session: this one comes after it, also within the same moment.
    pub decided: Option<DecisionId>,
    /// Why whoever has it loses it.
    pub release: Option<Release>,
}

/// Where a session goes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) enum Goal<'a> {
    /// Where the first rule that matches leads.
    #[default]
    FirstRule,
    /// Within one rule.
    Rule(&'a Rule),
    /// Into a group that a person chose; `Some` is the rule that it came by.
    Group(&'a GroupId, Option<&'a Rule>),
    /// Into the line of a group, whoever has room.
    Line(&'a GroupId, Option<&'a Rule>, Routed),
    /// To an agent that a person chose, through a group if the agent is in it.
    Agent(&'a AgentId, Option<&'a GroupId>, HandCheck, Option<&'a Rule>),
}

/// Whether an agent that a person chose has to be able to take a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HandCheck {
    /// Online, present, and with room.
    Able,
    /// Nothing has to hold: whoever chose was warned.
    Nothing,
}

impl Goal<'_> {
    /// Who chose the group that this leads to.
    pub(super) const fn routed(&self) -> Routed {
        match self {
            Self::FirstRule | Self::Rule(_) => Routed::ByRules,
            Self::Line(_, _, routed) => *routed,
            Self::Group(..) | Self::Agent(..) => Routed::ByHand,
        }
    }
}

/// How the agent gets a session, and by when something is due of the agent.
pub(super) struct AnswerDue {
    pub take: Take,
    pub by: Option<Timestamp>,
}

/// What is due of the agent whom a decision names.
pub(super) fn answer(set: &RuleSet, decision: &Decision, subject: &Subject<'_>, now: Timestamp) -> AnswerDue {
    let nothing = AnswerDue { take: Take::Owns, by: None };
    let Decision::Assign { group: Some(group), .. } = decision else { return nothing };
    let Some(group) = set.groups.get(group) else { return nothing };
    match subject.step.goal {
        // Whoever is chosen by hand was chosen for reasons that the rules do not know: nobody takes it away again.
        Goal::Agent(_, _, HandCheck::Nothing, _) => nothing,
        Goal::Agent(..) => AnswerDue { take: Take::Owns, by: group.answer.within.map(|within| now.after(within)) },
        _ => match group.answer.mode {
            AnswerMode::Assign => {
                AnswerDue { take: Take::Owns, by: group.answer.within.map(|within| now.after(within)) }
            }
            AnswerMode::Offer => {
                let within = group.answer.within.unwrap_or(Answer::OFFER_WITHIN);
                AnswerDue { take: Take::Asked, by: Some(now.after(within)) }
            }
        },
    }
}

/// How the agent gets a session, as told of a stored decision. Whom a person chose has it at once; a group that a person
/// chose asks its members as ever.
pub(crate) fn take_of(set: &RuleSet, decision: &Decision, cause: DecisionCause, candidates: usize) -> Take {
    let by_person = matches!(cause, DecisionCause::ByHand | DecisionCause::Transferred);
    let chosen_by_hand = by_person && candidates == 0;
    let group = decision.group().and_then(|group| set.groups.get(group));
    let is_asked = group.is_some_and(|group| group.answer.mode == AnswerMode::Offer) && !chosen_by_hand;
    if is_asked { Take::Asked } else { Take::Owns }
}

/// Most sessions in the queue that a decision leads to, where that binds it. It binds those who come: who is told that it
/// is full, was sent there by a person, or was served already and goes back to the line, passes the limit.
pub(super) fn queue_limit(set: &RuleSet, decision: &Decision, goal: &Goal<'_>, cause: DecisionCause) -> Option<u32> {
    let Decision::Queue { group, reason } = decision else { return None };
    let comes = matches!(cause, DecisionCause::Opened | DecisionCause::Reopened);
    if !comes || *reason == QueueReason::Full || goal.routed() == Routed::ByHand {
        return None;
    }
    set.groups.get(group)?.queue_limit
}

/// A decision to wait in line, made without asking anybody.
pub(super) fn in_line(group: &GroupId, own: Option<&Rule>) -> Decided {
    let decision = Decision::Queue { group: group.clone(), reason: QueueReason::Busy };
    Decided { rule: own.map(|rule| rule.id.clone()), ..nobody_asked(decision) }
}

/// A person's choice, as a decision.
pub(super) fn by_hand(
    set: &RuleSet,
    agent: &AgentId,
    group: Option<&GroupId>,
    check: HandCheck,
    own: Option<&Rule>,
) -> Decided {
    let capacity = set.agents.get(agent).map_or(0, |found| {
        let group = group.and_then(|group| set.groups.get(group));
        group.map_or(found.capacity, |group| group.capacity_of(found))
    });
    let decision = Decision::Assign { group: group.cloned(), agent: agent.clone() };
    let slot = (check == HandCheck::Able).then_some(capacity);
    Decided { rule: own.map(|rule| rule.id.clone()), slot, ..nobody_asked(decision) }
}

fn nobody_asked(decision: Decision) -> Decided {
    Decided {
        decision,
        rule: None,
        candidates: Vec::new(),
        strategies: Vec::new(),
        failures: Vec::new(),
        took_turn: None,
        slot: None,
        shadow: None,
    }
}
