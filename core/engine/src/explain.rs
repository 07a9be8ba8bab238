//! Why a session went where it went: each stored decision, with the reasons of the earlier rules recomputed against the
//! archived revision it was made on.

use crate::{
    Engine,
    live::{RevisionCache, RevisionError},
};
use std::time::Duration;
use usher_model::{AgentId, Context, DecisionCause, DecisionRecord, PredicateFailures, Session, SessionId, Standing};
use usher_routing::{Router, RuleVerdict};
use usher_store::{Store, StoreError};

/// A session with its decisions, oldest first.
pub struct Explained {
    /// The session.
    pub session: Session,
    /// Why it went where.
    pub decisions: Vec<ExplainedDecision>,
}

/// One decision with everything behind it.
pub struct ExplainedDecision {
    /// As stored.
    pub record: DecisionRecord,
    /// Every rule up to the one that matched, in order.
    pub rules: Vec<RuleVerdict>,
    /// Each member of the group, in words.
    pub candidates: Vec<CandidateReason>,
}

/// One candidate in words.
pub struct CandidateReason {
    /// Who.
    pub agent: AgentId,
    /// The name in that revision.
    pub name: String,
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
        decisions.push(with_reasons(record, &matched_by, &router));
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
    let agents = &router.ruleset().agents;
    let candidates = record
        .candidates
        .iter()
        .map(|candidate| CandidateReason {
            agent: candidate.agent.clone(),
            name: agents.get(&candidate.agent).map_or_else(|| candidate.agent.to_string(), |agent| agent.name.clone()),
            load: candidate.load,
            standing: candidate.standing.clone(),
        })
        .collect();
    ExplainedDecision { record, rules, candidates }
}
