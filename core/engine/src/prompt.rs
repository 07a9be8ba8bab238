//! A text of the rules, told to one visitor.

use crate::place::QueueSeen;
use std::time::Duration;
use usher_model::{AgentId, Context, GroupId, Locale, PromptId, Timestamp};
use usher_ruleset::{Because, HoursVars, PromptVars, QueueVars, RuleSet};

/// Whom a prompt is told to, and of whom it may speak.
pub(crate) struct Telling<'a> {
    pub set: &'a RuleSet,
    pub locale: &'a Locale,
    /// The visitor's name, where it is known.
    pub visitor: Option<&'a str>,
    pub agent: Option<&'a AgentId>,
    pub group: Option<&'a GroupId>,
    /// Who else waits, where the visitor has to.
    pub queue: Option<QueueSeen>,
    /// How long until the session is closed, where that is what it is told.
    pub closes_in: Option<Duration>,
}

impl Telling<'_> {
    /// The text of a prompt; none where it is switched off or comes to nothing. What fails in it is logged: the visitor
    /// must not wait for an admin to mend a text.
    pub(crate) fn render(&self, prompt: &PromptId, context: &Context<'_>) -> Option<String> {
        let found = self.set.prompts.get(prompt).filter(|prompt| prompt.enabled)?;
        let vars = PromptVars {
            visitor_name: self.visitor,
            agent_name: self.agent.and_then(|id| self.set.agents.get(id)).map(|agent| agent.name.as_str()),
            group_name: self.group.and_then(|id| self.set.groups.get(id)).map(|group| &group.name),
            company: &self.set.workspace.name,
            queue: self.queue.map(|seen| QueueVars { place: seen.ahead + 1, length: seen.others + 1, wait: seen.wait }),
            hours: self.hours(context.now),
            closes_in: self.closes_in,
        };
        let rendered = found.render(self.locale, &self.set.workspace.default_locale, &vars, context);
        for failure in &rendered.failures {
            tracing::warn!(%prompt, variable = failure.variable, compute = %failure.compute, "a value {}", failure.error);
        }
        rendered.text.map_err(|reason| tracing::warn!(%prompt, "a prompt was not sent: {reason}")).ok()
    }
    /// What may be said of the group's hours, where it has any.
    fn hours(&self, now: Timestamp) -> Option<HoursVars<'_>> {
        let hours = self.set.groups.get(self.group?)?.hours.as_deref()?;
        let at = hours.at(now);
        let holiday = match at.because {
            Because::Holiday(name) | Because::Exception(name) => name,
            Because::Week(_) => None,
        };
        let opens_at = if at.open { None } else { hours.next_opening(now) };
        Some(HoursVars { name: &hours.name, holiday, opens_at, now, zone: &hours.time_zone })
    }
}
