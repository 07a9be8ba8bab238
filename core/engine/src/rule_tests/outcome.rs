//! What came of a session, read from the store, and why.

use super::world::{World, WorldError};
use crate::ExplainedDecision;
use std::fmt;
use usher_model::{
    AgentId, Body, ChannelId, CloseCause, Decision, DecisionCause, DecisionRecord, FormId, GroupId, PromptId,
    QueueReason, RuleId, Session, SessionId, SessionState,
};
use usher_ruleset::RoutedTo;
use usher_store::Page;

/// More entries than opening a session writes.
const ENTRIES: u32 = 100;

/// What came of a session.
pub(super) struct Came {
    session: Session,
    /// The decisions on it, oldest first; never empty.
    decisions: Vec<ExplainedDecision>,
    /// What the visitor was told, in order.
    pub told: Vec<(PromptId, String)>,
    /// How many wait in the queues that were given, by now.
    queues: Vec<(GroupId, u32, u32)>,
}

impl Came {
    pub async fn of(world: &World<'_>, id: SessionId) -> Result<Self, WorldError> {
        let explained = world.engine.explain(id).await?;
        if explained.decisions.is_empty() {
            return Err(WorldError::Lost);
        }
        let entries = world.engine.transcript(id, Page::After(0), ENTRIES).await?;
        let told: Vec<(PromptId, String)> = entries
            .into_iter()
            .filter_map(|entry| match entry.body {
                Body::Prompt { prompt, text } => Some((prompt, text)),
                _ => None,
            })
            .collect();
        let mut queues = Vec::new();
        for (group, before) in &world.given.queues {
            queues.push((group.clone(), *before, world.engine.store().queue_length(group, None).await?));
        }
        let mut decisions = explained.decisions;
        for prompt in decisions.iter_mut().flat_map(|decision| &mut decision.told) {
            prompt.text = told.iter().find(|(id, _)| *id == prompt.prompt).map(|(_, text)| text.clone());
        }
        Ok(Self { session: explained.session, decisions, told, queues })
    }

    /// The decision that found the rule: one that gives a waiting session its turn stays within it.
    pub fn matching(&self) -> &DecisionRecord {
        let found = self.decisions.iter().rev().find(|one| one.record.cause != DecisionCause::Drained);
        &found.unwrap_or_else(|| self.last()).record
    }

    pub fn channel(&self) -> &ChannelId {
        &self.session.channel
    }

    pub fn rule(&self) -> Option<&RuleId> {
        self.session.rule.as_ref()
    }

    /// The rule on trial that would have taken the session.
    pub fn shadow(&self) -> Option<&RuleId> {
        self.matching().shadow.as_ref().map(|shadow| &shadow.rule)
    }

    pub fn routed_to(&self) -> RoutedTo {
        match &self.session.state {
            SessionState::Offered { .. } => RoutedTo::Offered,
            SessionState::Queued { .. } => RoutedTo::Queued,
            SessionState::Unmatched => RoutedTo::Unmatched,
            SessionState::Closed { cause: CloseCause::NotHeld, .. } => RoutedTo::TurnedAway,
            // Only whoever took a session closes it otherwise.
            SessionState::Assigned { .. } | SessionState::Closed { .. } => RoutedTo::Assigned,
        }
    }

    /// Why nobody took it at once.
    pub fn reason(&self) -> Option<QueueReason> {
        match &self.last().record.decision {
            Decision::Queue { reason, .. } => Some(*reason),
            Decision::Assign { .. } | Decision::Unmatched => None,
        }
    }

    pub fn group(&self) -> Option<&GroupId> {
        self.last().record.decision.group()
    }

    pub fn agent(&self) -> Option<&AgentId> {
        self.session.state.slot()
    }

    pub fn form(&self) -> Option<&FormId> {
        self.last().form.as_ref()
    }

    fn last(&self) -> &ExplainedDecision {
        self.decisions.last().expect("there is one: it was asked for when this was made")
    }
}

/// The decisions in words, as `usher explain` tells them.
impl fmt::Display for Came {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for decision in &self.decisions {
            write!(f, "{decision}")?;
        }
        for (group, before, after) in &self.queues {
            writeln!(f, "  queue {group:<23} {before} waited before, {after} wait now")?;
        }
        Ok(())
    }
}
