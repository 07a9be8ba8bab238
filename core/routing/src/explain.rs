//! Why each rule matched or did not.

use crate::index::CHANNEL_FIELD;
use serde::Serialize;
use std::fmt;
use usher_model::{Context, Facts, RuleId, Value};
use usher_ruleset::Rule;

/// One rule's part in a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleVerdict {
    /// Which rule.
    pub rule: RuleId,
    /// Its name, for admins.
    pub name: String,
    /// How it fared.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// How a rule fared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// It is the first that matched.
    Matched,
    /// It is for other channels.
    ChannelDiffers,
    /// Its condition does not hold.
    ConditionFailed {
        /// The first part that does not, in words.
        reason: String,
    },
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Matched => f.write_str("matches"),
            Self::ChannelDiffers => f.write_str("is for other channels"),
            Self::ConditionFailed { reason } => f.write_str(reason),
        }
    }
}

/// A verdict on each rule up to the matched one, and on all where none matched.
pub fn explain(rules: &[Rule], context: &Context<'_>, matched: Option<&RuleId>) -> Vec<RuleVerdict> {
    let mut verdicts = Vec::new();
    for rule in rules {
        verdicts.push(RuleVerdict { rule: rule.id.clone(), name: rule.name.clone(), verdict: verdict(rule, context) });
        if Some(&rule.id) == matched {
            break;
        }
    }
    verdicts
}

fn verdict(rule: &Rule, context: &Context<'_>) -> Verdict {
    if !serves_channel(rule, context.facts) {
        return Verdict::ChannelDiffers;
    }
    match rule.condition.explain(context) {
        None => Verdict::Matched,
        Some(failure) => Verdict::ConditionFailed { reason: failure.to_string() },
    }
}

/// Whether a rule is for the channel that the facts tell.
fn serves_channel(rule: &Rule, facts: &Facts) -> bool {
    rule.channels.as_ref().is_none_or(|channels| match facts.get(CHANNEL_FIELD) {
        Some(Value::Text(channel)) => channels.iter().any(|one| one.as_str() == &**channel),
        _ => false,
    })
}
