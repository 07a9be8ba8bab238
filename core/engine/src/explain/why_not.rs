//! Why an agent did not get a session.

use super::{Explained, ExplainedDecision};
use crate::live::{RevisionCache, RevisionError};
use std::fmt;
use usher_model::{AgentId, Decision, GroupId, Refusal, RuleId, Standing};
use usher_routing::{RuleVerdict, Verdict};
use usher_ruleset::RuleSet;

/// Why an agent did not get a session, by its latest decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyNot {
    /// The agent did get it.
    Got,
    /// There was no such agent in those rules.
    Unknown,
    /// Somebody before in the strategy's order could take it.
    Behind {
        /// Who got it.
        chosen: AgentId,
        /// The agent's place in the order, 1 is best; none where the strategy did not name the agent.
        place: Option<u32>,
    },
    /// The agent could not be given it.
    Refused(Refusal),
    /// The agent could have been given it, but no strategy named the agent.
    NotNamed,
    /// The agent's group did not serve at that moment.
    OutsideHours(GroupId),
    /// The session went to another group, whose agents these are not.
    ElsewhereBy {
        /// Which rule sent it there.
        rule: Option<RuleId>,
        /// The rules that lead to a group of the agent, each with its reason for not taking the session.
        own: Vec<(GroupId, OwnRule)>,
    },
}

/// How a rule fared that leads to a group of the agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnRule {
    /// It did not hold.
    Failed(RuleVerdict),
    /// It was never asked, because an earlier rule took the session.
    NotReached(RuleId),
}

/// Says why an agent did not get a session, by its latest decision.
///
/// # Errors
/// When the rules of that decision cannot be read.
pub async fn why_not(
    explained: &Explained,
    revisions: &RevisionCache,
    agent: &AgentId,
) -> Result<Option<WhyNot>, RevisionError> {
    let Some(decision) = explained.decisions.last() else { return Ok(None) };
    let router = revisions.router_for(&decision.record.revision).await?;
    Ok(Some(reason(decision, router.ruleset(), agent)))
}

fn reason(decision: &ExplainedDecision, set: &RuleSet, agent: &AgentId) -> WhyNot {
    let record = &decision.record;
    let chosen = match &record.decision {
        Decision::Assign { agent: chosen, .. } if chosen == agent => return WhyNot::Got,
        Decision::Assign { agent: chosen, .. } => Some(chosen),
        Decision::Queue { .. } | Decision::Unmatched => None,
    };
    if !set.agents.contains_key(agent) {
        return WhyNot::Unknown;
    }
    let Some(candidate) = record.candidates.iter().find(|candidate| candidate.agent == *agent) else {
        return WhyNot::ElsewhereBy { rule: record.rule.clone(), own: own_rules(decision, set, agent) };
    };
    let group = candidate.overflow.as_ref().or(record.decision.group());
    let closed = decision.hours.iter().find(|hours| !hours.open && Some(&hours.group) == group);
    match (&candidate.standing, chosen) {
        (Standing::Refused { refusal, .. }, _) => WhyNot::Refused(refusal.clone()),
        (Standing::Eligible { place }, Some(chosen)) => WhyNot::Behind { chosen: chosen.clone(), place: *place },
        (Standing::Eligible { .. } | Standing::Chosen, _) => {
            closed.map_or(WhyNot::NotNamed, |hours| WhyNot::OutsideHours(hours.group.clone()))
        }
    }
}

fn own_rules(decision: &ExplainedDecision, set: &RuleSet, agent: &AgentId) -> Vec<(GroupId, OwnRule)> {
    let mut own = Vec::new();
    for rule in &set.rules {
        let Some(group) = set.groups.get(&rule.group) else { continue };
        if !group.has(agent) {
            continue;
        }
        let verdict = decision.rules.iter().find(|verdict| verdict.rule == rule.id);
        own.push((
            group.id.clone(),
            verdict.map_or_else(|| OwnRule::NotReached(rule.id.clone()), |verdict| OwnRule::Failed(verdict.clone())),
        ));
    }
    own
}

impl fmt::Display for WhyNot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Got => f.write_str("got the session"),
            Self::Unknown => f.write_str("is not in the directory of those rules"),
            Self::Behind { chosen, place: Some(place) } => {
                write!(f, "could have taken it, but stood at place {place} of the strategy's order; {chosen} was first")
            }
            Self::Behind { chosen, place: None } => {
                write!(f, "could have taken it, but the strategy did not name them; it named {chosen}")
            }
            Self::Refused(refusal) => refusal.fmt(f),
            Self::NotNamed => f.write_str("could have taken it, but no strategy named them"),
            Self::OutsideHours(group) => write!(f, "could have taken it, but {group} did not serve at that moment"),
            Self::ElsewhereBy { rule, own } => {
                match rule {
                    Some(rule) => write!(f, "is not in the group that the rule {rule} leads to")?,
                    None => f.write_str("was not asked, because no rule matched")?,
                }
                if own.is_empty() {
                    return f.write_str("; no rule leads to a group of theirs");
                }
                for (group, rule) in own {
                    match rule {
                        OwnRule::Failed(RuleVerdict { rule, verdict: Verdict::Matched, .. }) => {
                            write!(f, "\n  rule {rule} leads to {group}, and matched")?;
                        }
                        OwnRule::Failed(RuleVerdict { rule, verdict, .. }) => {
                            write!(f, "\n  rule {rule} leads to {group}, but: {verdict}")?;
                        }
                        OwnRule::NotReached(rule) => {
                            write!(f, "\n  rule {rule} leads to {group}, but an earlier rule took the session")?;
                        }
                    }
                }
                Ok(())
            }
        }
    }
}
