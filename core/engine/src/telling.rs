//! What a decision writes into the transcript: what happened, and what the visitor is told about it.

use crate::{place::Subject, prompt::Telling};
use usher_model::{Body, CloseCause, Context, Decision, Event, PromptId};
use usher_ruleset::{Rule, RuleSet};
use usher_store::SystemEntry;

/// A decision, with what its rule says about it.
pub(crate) struct Told<'a> {
    pub rule: Option<&'a Rule>,
    pub decision: &'a Decision,
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
        Decision::Assign { group, agent } => (Some(group), Some(agent)),
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
    };
    let event = match told.decision {
        Decision::Assign { group, agent } => Event::Assigned { group: Some(group.clone()), agent: agent.clone() },
        Decision::Queue { group, reason } => Event::Queued { group: group.clone(), reason: *reason },
        Decision::Unmatched => Event::Unmatched,
    };
    let prompts = prompts(set, told).filter_map(|prompt| {
        let text = telling.render(prompt, context)?;
        Some(Body::Prompt { prompt: prompt.clone(), text })
    });
    let end = told.ends.map(|cause| Body::Event { event: Event::Closed { cause } });
    [Body::Event { event }].into_iter().chain(prompts).chain(end).map(|body| SystemEntry { body }).collect()
}

/// Which prompts belong to a decision, in the order they are told.
pub(crate) fn prompts<'a>(set: &'a RuleSet, told: &Told<'a>) -> impl Iterator<Item = &'a PromptId> {
    let rule = told.rule;
    let (first, second) = match told.decision {
        Decision::Assign { .. } => (rule.and_then(|rule| rule.welcome.as_ref()), None),
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
