//! What a decision writes into the transcript: what happened, and what the visitor is told about it.

use crate::{
    place::{Goal, Subject},
    prompt::Telling,
};
use usher_model::{Body, CloseCause, Context, Decision, DecisionCause, Event, PromptId};
use usher_ruleset::{Rule, RuleSet};
use usher_store::{SystemEntry, Take};

/// A decision, with what its rule says about it.
pub(crate) struct Told<'a> {
    pub rule: Option<&'a Rule>,
    pub decision: &'a Decision,
    /// How the agent gets it, where it assigns.
    pub take: Take,
    /// Why the session is over as it opens, where it is.
    pub ends: Option<CloseCause>,
}

/// The entries of a decision, in order.
pub(crate) fn entries(
    set: &RuleSet,
    told: &Told<'_>,
    subject: &Subject<'_>,
    context: &Context<'_>,
) -> Vec<SystemEntry> {
    let (group, agent) = match told.decision {
        Decision::Assign { group, agent } => (group.as_ref(), Some(agent)),
        Decision::Queue { group, .. } => (Some(group), None),
        Decision::Unmatched => (None, None),
    };
    let telling = Telling {
        set,
        locale: subject.locale,
        visitor: subject.visitor.name.as_deref(),
        agent,
        group,
        queue: matches!(told.decision, Decision::Queue { .. }).then_some(subject.queue),
        closes_in: None,
    };
    let event = match told.decision {
        Decision::Assign { group: Some(group), agent } if told.take == Take::Asked => {
            Event::Offered { group: group.clone(), agent: agent.clone() }
        }
        Decision::Assign { group, agent } => {
            Event::Assigned { group: group.clone(), agent: agent.clone(), by: subject.step.by.cloned() }
        }
        Decision::Queue { group, reason } => Event::Queued { group: group.clone(), reason: *reason },
        Decision::Unmatched => Event::Unmatched,
    };
    // Who spoke with an agent already needs no welcome.
    let is_known = subject.step.before.is_some_and(|before| before.agent_at.is_some());
    let is_welcome = matches!(told.decision, Decision::Assign { .. }) && is_known;
    let prompts = prompts(set, told).filter(|_| !is_welcome).filter_map(|prompt| {
        let text = telling.render(prompt, context)?;
        Some(Body::Prompt { prompt: prompt.clone(), text })
    });
    let end = told.ends.map(|cause| Body::Event { event: Event::Closed { cause } });
    let now = [Body::Event { event }].into_iter().chain(prompts).chain(end).map(SystemEntry::new);
    past(subject).chain(now).collect()
}

/// What the decision makes of what went before.
fn past(subject: &Subject<'_>) -> impl Iterator<Item = SystemEntry> {
    let step = &subject.step;
    let had_it = step.before.and_then(|before| before.state.slot());
    let released = step.release.zip(had_it).map(|(because, agent)| Event::Released { agent: agent.clone(), because });
    let moved = match (subject.cause, step.goal) {
        (DecisionCause::Transferred | DecisionCause::ByHand, Goal::Agent(agent, group, ..)) => {
            Some((Some(agent.clone()), group.cloned()))
        }
        (DecisionCause::Transferred | DecisionCause::ByHand, Goal::Group(group, _)) => {
            Some((None, Some(group.clone())))
        }
        _ => None,
    };
    let moved = moved.map(|(to_agent, to_group)| Event::Transferred {
        by: step.by.cloned(),
        to_agent,
        to_group,
        note: step.note.map(str::to_owned),
    });
    let moved = moved.map(|event| SystemEntry { name: step.name.cloned(), ..SystemEntry::new(Body::Event { event }) });
    let reopened = (subject.cause == DecisionCause::Reopened).then_some(Event::Reopened);
    let told = |event| SystemEntry::new(Body::Event { event });
    released.map(told).into_iter().chain(moved).chain(reopened.map(told))
}

/// Which prompts belong to a decision, in the order they are told.
pub(crate) fn prompts<'a>(set: &'a RuleSet, told: &Told<'a>) -> impl Iterator<Item = &'a PromptId> {
    let rule = told.rule;
    let (first, second) = match told.decision {
        // Who is only asked says nothing yet.
        Decision::Assign { .. } if told.take == Take::Asked => (None, None),
        Decision::Assign { .. } => {
            (rule.and_then(|rule| rule.welcome.as_ref()), rule.and_then(|rule| rule.follow_up.as_ref()))
        }
        Decision::Queue { reason, .. } => {
            let waiting = rule.map(|rule| &rule.waiting);
            let step = waiting.and_then(|waiting| waiting.of(*reason));
            // Whoever is sent away has no place in line.
            let place = waiting.filter(|_| told.ends.is_none()).and_then(|waiting| waiting.in_line.as_ref());
            (step.and_then(|step| step.prompt.as_ref()), place)
        }
        Decision::Unmatched => (set.workspace.unmatched.as_ref(), None),
    };
    first.into_iter().chain(second)
}
