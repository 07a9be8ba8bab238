//! Why a session went where it went: each stored decision, with the reasons of the earlier rules recomputed against the
//! archived revision it was made on.

mod hours;
mod what_if;
mod why_not;
mod words;

pub use hours::GroupHours;
pub use what_if::{BadFact, Present, WhatIf, typed_fact, what_if};
pub use why_not::{WhyNot, why_not};

use crate::{
    Engine,
    live::{RevisionCache, RevisionError},
    place, telling,
};
use jiff::tz::TimeZone;
use std::time::Duration;
use usher_model::{
    AgentId, Context, Decision, DecisionCause, DecisionRecord, FormId, GroupId, PredicateFailures, PromptId,
    QueueReason, Session, SessionId, Standing, Timestamp,
};
use usher_routing::{Router, RuleVerdict};
use usher_ruleset::RuleSet;
use usher_store::{Store, StoreError};

/// A session with its decisions, oldest first.
pub struct Explained {
    /// The session.
    pub session: Session,
    /// Why it went where.
    pub decisions: Vec<ExplainedDecision>,
}

/// A moment as somebody writes it: local time of the workspace such as `2026-12-25T03:00`, or with an offset or `Z`.
///
/// # Errors
/// In words, when it is none, or when that local time does not exist or comes twice.
pub fn moment(given: &str, zone: &TimeZone) -> Result<Timestamp, String> {
    usher_ruleset::moment(given, zone).map_err(|bad| bad.to_string())
}

/// One decision with everything behind it.
pub struct ExplainedDecision {
    /// As stored.
    pub record: DecisionRecord,
    /// Every rule up to the one that matched, in order.
    pub rules: Vec<RuleVerdict>,
    /// Whether the groups that were asked served at that moment.
    pub hours: Vec<GroupHours>,
    /// Each member of the group, then of the one that the session could flow over to.
    pub candidates: Vec<CandidateReason>,
    /// What the visitor was told, by the rules.
    pub told: Vec<ToldPrompt>,
    /// What the visitor could leave a message with.
    pub form: Option<FormId>,
    /// Whether the session was over as it opened, because the rule lets nobody wait.
    pub turned_away: bool,
    /// The workspace's time zone in those rules, in which times are told.
    pub zone: TimeZone,
}

/// A prompt that belongs to a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldPrompt {
    /// Which.
    pub prompt: PromptId,
    /// Its text, where the decision is made just now; that of an earlier one stands in the transcript.
    pub text: Option<String>,
    /// Whether the rules switch it off, so that nothing is told.
    pub is_off: bool,
}

/// One candidate in words.
pub struct CandidateReason {
    /// Who.
    pub agent: AgentId,
    /// The name in that revision.
    pub name: String,
    /// The group that the session could flow over to, where the candidate is one of that.
    pub overflow: Option<GroupId>,
    /// Sessions held at that moment.
    pub load: u32,
    /// How it fared.
    pub standing: Standing,
}

/// Why nothing can be explained.
#[derive(Debug, thiserror::Error)]
pub enum ExplainError {
    /// There is no such session.
    #[error("there is no such session")]
    Missing,
    /// The archived revision cannot be read.
    #[error(transparent)]
    Revision(#[from] RevisionError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Explains every decision on a session, from the store alone.
///
/// # Errors
/// When there is no such session, or its rules cannot be read.
pub async fn explain(store: &dyn Store, revisions: &RevisionCache, id: SessionId) -> Result<Explained, ExplainError> {
    let session = store.session(id).await?.ok_or(ExplainError::Missing)?;
    let mut decisions: Vec<ExplainedDecision> = Vec::new();
    for record in store.decisions(id).await? {
        let router = revisions.router_for(&record.revision).await?;
        // What is drained is placed within the rule that an earlier decision matched: that one's reasons are its reasons.
        let matched_by = match record.cause {
            DecisionCause::Drained => decisions.iter().rev().map(|one| &one.record).find(|one| one.rule == record.rule),
            _ => None,
        };
        let matched_by = matched_by.cloned().unwrap_or_else(|| record.clone());
        let previous = decisions.last().map(|one| &one.record.decision);
        let goes_on = previous.is_some_and(|previous| waits_on(previous, &record.decision));
        let mut explained = with_reasons(record, &matched_by, &router);
        if goes_on {
            // It waits in the same queue for another reason, which nobody is told.
            explained.told.clear();
        }
        decisions.push(explained);
    }
    Ok(Explained { session, decisions })
}

impl Engine {
    /// Explains every decision on a session.
    ///
    /// # Errors
    /// When there is no such session, or its rules cannot be read.
    pub async fn explain(&self, id: SessionId) -> Result<Explained, ExplainError> {
        explain(&*self.store, &self.revisions, id).await
    }
}

/// Whether a session waits in the same queue as before.
fn waits_on(before: &Decision, now: &Decision) -> bool {
    match (before, now) {
        (Decision::Queue { group: before, .. }, Decision::Queue { group: now, .. }) => before == now,
        _ => false,
    }
}

fn with_reasons(record: DecisionRecord, matched_by: &DecisionRecord, router: &Router) -> ExplainedDecision {
    // What failed then is not asked again, so time cannot run out here.
    let failures = PredicateFailures::of_decision(&matched_by.failures);
    let context = Context {
        facts: &matched_by.facts,
        records: &matched_by.records,
        now: matched_by.at,
        seed: matched_by.seed,
        elapsed: &|| Duration::ZERO,
        failures: Some(&failures),
    };
    let rules = router.explain(&context, record.rule.as_ref());
    with_rules(record, rules, router.ruleset())
}

/// A decision with everything that its rules say about it.
fn with_rules(record: DecisionRecord, rules: Vec<RuleVerdict>, set: &RuleSet) -> ExplainedDecision {
    let agents = &set.agents;
    let candidates = record
        .candidates
        .iter()
        .map(|candidate| CandidateReason {
            agent: candidate.agent.clone(),
            name: agents.get(&candidate.agent).map_or_else(|| candidate.agent.to_string(), |agent| agent.name.clone()),
            overflow: candidate.overflow.clone(),
            load: candidate.load,
            standing: candidate.standing.clone(),
        })
        .collect();
    let rule = record.rule.as_ref().and_then(|id| set.rule(id));
    let ends = place::ends(rule, &record.decision, record.cause);
    let take = place::take_of(set, &record.decision, record.cause, record.candidates.len());
    let told = telling::Told { rule, decision: &record.decision, take, ends };
    let told = telling::prompts(set, &told).map(|prompt| ToldPrompt {
        prompt: prompt.clone(),
        text: None,
        is_off: set.prompts.get(prompt).is_none_or(|prompt| !prompt.enabled),
    });
    // Whoever leaves a message is told so by its form alone.
    let told = told.filter(|_| record.cause != DecisionCause::LeftMessage).collect();
    let reason = match &record.decision {
        Decision::Queue { reason, .. } => Some(*reason),
        _ => None,
    };
    let form = reason.and_then(|reason: QueueReason| rule?.waiting.of(reason)?.form.clone());
    let hours = hours::of_groups(&record, set);
    let (turned_away, zone) = (ends.is_some(), set.workspace.time_zone.clone());
    ExplainedDecision { record, rules, hours, candidates, told, form, turned_away, zone }
}
