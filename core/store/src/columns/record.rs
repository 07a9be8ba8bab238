//! The stored form of a decision.
//!
//! It is the record itself but for the candidates: there, how one fared stands under a key of its own, because a refusal
//! has a `load` as the candidate has, and one JSON object cannot hold both.

use super::{bytes_text, corrupt};
use crate::StoreError;
use serde::{Deserialize, Serialize};
use usher_model::{
    AgentId, CandidateTrace, Decision, DecisionCause, DecisionId, DecisionRecord, FIRST_MESSAGE, Facts, GroupId,
    PredicateFailure, Records, Revision, RuleId, SessionId, ShadowMatch, Standing, StrategyAttempt, Timestamp, Value,
};

/// A decision as it stands in its column.
#[expect(clippy::missing_panics_doc, reason = "plain data with text keys always has a JSON form")]
pub fn record_text(record: &DecisionRecord) -> String {
    let stored = Stored::from(record.clone());
    serde_json::to_string(&stored).expect("a decision is plain data with text keys, which always has a JSON form")
}

/// Reads a decision back; `id` names it where it makes no sense.
pub fn record_from_text(id: &[u8], text: &str) -> Result<DecisionRecord, StoreError> {
    let stored: Stored =
        serde_json::from_str(text).map_err(|reason| corrupt("decisions", "record", bytes_text(id), reason))?;
    Ok(stored.into())
}

/// A stored decision without the words that its session began with; none where it does not know them. The fact may be the
/// beginning of the words only. The fact itself stays,
/// empty.
pub fn without_first_message(id: &[u8], text: &str, words: &str) -> Result<Option<String>, StoreError> {
    let mut record = record_from_text(id, text)?;
    let knows = match record.facts.get(FIRST_MESSAGE) {
        Some(Value::Text(known)) => !known.is_empty() && words.starts_with(&**known),
        _ => false,
    };
    if !knows {
        return Ok(None);
    }
    record.facts.set(FIRST_MESSAGE, "");
    Ok(Some(record_text(&record)))
}

#[derive(Serialize, Deserialize)]
struct Stored {
    id: DecisionId,
    session: SessionId,
    at: Timestamp,
    cause: DecisionCause,
    revision: Revision,
    facts: Facts,
    // What a decision has none of is left out, as are the keys in rows older than them.
    #[serde(default, skip_serializing_if = "Records::is_empty")]
    records: Records,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    failures: Vec<PredicateFailure>,
    seed: u64,
    rule: Option<RuleId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<AgentId>,
    outcome: Decision,
    candidates: Vec<StoredCandidate>,
    strategies: Vec<StrategyAttempt>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shadow: Option<ShadowMatch>,
}

#[derive(Serialize, Deserialize)]
struct StoredCandidate {
    agent: AgentId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    overflow: Option<GroupId>,
    load: u32,
    fared: Standing,
}

impl From<DecisionRecord> for Stored {
    fn from(record: DecisionRecord) -> Self {
        let DecisionRecord {
            id,
            session,
            at,
            cause,
            revision,
            facts,
            records,
            failures,
            seed,
            rule,
            by,
            decision: outcome,
            candidates,
            strategies,
            shadow,
        } = record;
        let candidates = candidates
            .into_iter()
            .map(|CandidateTrace { agent, overflow, load, standing: fared }| StoredCandidate {
                agent,
                overflow,
                load,
                fared,
            })
            .collect();
        Self {
            id,
            session,
            at,
            cause,
            revision,
            facts,
            records,
            failures,
            seed,
            rule,
            by,
            outcome,
            candidates,
            strategies,
            shadow,
        }
    }
}

impl From<Stored> for DecisionRecord {
    fn from(stored: Stored) -> Self {
        let Stored {
            id,
            session,
            at,
            cause,
            revision,
            facts,
            records,
            failures,
            seed,
            rule,
            by,
            outcome: decision,
            candidates,
            strategies,
            shadow,
        } = stored;
        let candidates = candidates
            .into_iter()
            .map(|StoredCandidate { agent, overflow, load, fared: standing }| CandidateTrace {
                agent,
                overflow,
                load,
                standing,
            })
            .collect();
        Self {
            id,
            session,
            at,
            cause,
            revision,
            facts,
            records,
            failures,
            seed,
            rule,
            by,
            decision,
            candidates,
            strategies,
            shadow,
        }
    }
}
