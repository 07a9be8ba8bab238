//! What admins see of the rules: their state, the reasons of decisions, channels and snippets.

use serde::Serialize;
use std::collections::BTreeMap;
use usher_engine::{Explained, ExplainedDecision};
use usher_model::{Decision, DecisionCause, Standing, StrategyOutcome};
use usher_routing::Verdict;
use usher_ruleset::Severity;
use utoipa::ToSchema;

use super::WaitReasonWord;

/// Which rules serve, and whether the latest edit is among them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RulesStatus {
    pub revision: String,
    /// Counts the rule sets that went live since the start.
    pub generation: u64,
    pub loaded_at_ms: i64,
    /// False: the last good revision serves, and `diagnostics` say why the newer edit does not.
    pub last_reload_successful: bool,
    /// Whether the serving revision came from the archive at start, because the tree was broken.
    pub from_cache: bool,
    #[schema(required)]
    pub rejected: Option<RejectedView>,
    pub diagnostics: Vec<DiagnosticView>,
    pub counts: RuleCounts,
    pub rules: Vec<RuleSummary>,
    #[schema(required)]
    pub git: Option<GitView>,
}

/// An edit that did not go live.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RejectedView {
    /// None where the files could not be read as one whole.
    #[schema(required)]
    pub revision: Option<String>,
    pub at_ms: i64,
}

/// One problem.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct DiagnosticView {
    pub severity: SeverityWord,
    pub code: String,
    pub file: String,
    pub line: u32,
    pub column: u32,
    pub message: String,
    #[schema(required)]
    pub help: Option<String>,
    /// The excerpt as `usher check` prints it.
    pub rendered: String,
}

/// How bad a problem is. Only errors keep an edit from going live.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SeverityWord {
    Error,
    Warning,
}

/// How much there is of each kind.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RuleCounts {
    pub channels: usize,
    pub rules: usize,
    pub groups: usize,
    pub agents: usize,
    pub prompts: usize,
    pub strategies: usize,
}

/// One distribution rule.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RuleSummary {
    pub id: String,
    pub name: String,
    pub priority: i64,
    /// None: all channels.
    #[schema(required)]
    pub channels: Option<Vec<String>>,
    pub group: String,
    pub strategies: Vec<String>,
}

/// The commit the tree was at when it was read.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct GitView {
    pub commit: String,
}

/// One channel, for admins.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ChannelSummary {
    pub id: String,
    pub name: String,
    pub origins: Vec<String>,
    pub theme_color: String,
    /// When a visitor was last let in there.
    #[schema(required)]
    pub last_seen_ms: Option<i64>,
}

/// All channels.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ChannelList {
    pub channels: Vec<ChannelSummary>,
}

/// What a site owner pastes.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SnippetView {
    pub channel: String,
    pub html: String,
    /// The lines a `Content-Security-Policy` of the page needs.
    pub csp: Vec<String>,
}

/// Why a session went where it went.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Explanation {
    pub session: String,
    /// Oldest first.
    pub decisions: Vec<DecisionView>,
}

/// One decision.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct DecisionView {
    pub at_ms: i64,
    pub cause: DecisionCauseWord,
    pub revision: String,
    pub outcome: DecisionOutcomeView,
    /// Every rule up to the matching one, in order.
    pub rules: Vec<RuleReasonView>,
    pub candidates: Vec<CandidateView>,
    pub strategies: Vec<StrategyView>,
    /// Conditions of plug-ins that failed.
    pub failures: Vec<PredicateFailureView>,
    pub facts: BTreeMap<String, serde_json::Value>,
}

/// What made routing decide.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DecisionCauseWord {
    Opened,
    Drained,
    Reloaded,
}

/// What was decided.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub(crate) enum DecisionOutcomeView {
    Assign { group: String, agent: String },
    Queue { group: String, reason: WaitReasonWord },
    Unmatched,
}

/// How one rule fared.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RuleReasonView {
    pub rule: String,
    pub name: String,
    pub matched: bool,
    /// Why it did not match.
    #[schema(required)]
    pub reason: Option<String>,
}

/// How one candidate fared.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct CandidateView {
    pub agent: String,
    pub name: String,
    pub load: u32,
    pub standing: StandingWord,
    /// Place in the strategy's order, 1 is best.
    #[schema(required)]
    pub place: Option<u32>,
    /// Why it was refused.
    #[schema(required)]
    pub reason: Option<String>,
}

/// How a candidate fared, in a word.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StandingWord {
    Chosen,
    Eligible,
    Refused,
}

/// What one strategy did.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct StrategyView {
    pub strategy: String,
    pub outcome: StrategyWord,
    #[schema(required)]
    pub error: Option<String>,
    pub operations: u64,
    pub log: Vec<String>,
}

/// A condition of a plug-in that failed, and what it counted as.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PredicateFailureView {
    /// Which, with its parameters.
    pub predicate: String,
    pub error: String,
    /// Whether it counted as holding.
    pub held: bool,
}

/// How a strategy ended, in a word.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StrategyWord {
    Chose,
    NamedNobody,
    NamedOnlyRefused,
    Failed,
}

impl Explanation {
    pub(crate) fn new(explained: &Explained) -> Self {
        Self {
            session: explained.session.id.to_string(),
            decisions: explained.decisions.iter().map(DecisionView::new).collect(),
        }
    }
}

impl DecisionView {
    fn new(decision: &ExplainedDecision) -> Self {
        let record = &decision.record;
        Self {
            at_ms: record.at.as_millis(),
            cause: record.cause.into(),
            revision: record.revision.to_string(),
            outcome: match &record.decision {
                Decision::Assign { group, agent } => {
                    DecisionOutcomeView::Assign { group: group.to_string(), agent: agent.to_string() }
                }
                Decision::Queue { group, reason } => {
                    DecisionOutcomeView::Queue { group: group.to_string(), reason: (*reason).into() }
                }
                Decision::Unmatched => DecisionOutcomeView::Unmatched,
            },
            rules: decision.rules.iter().map(RuleReasonView::new).collect(),
            candidates: decision.candidates.iter().map(CandidateView::new).collect(),
            strategies: record.strategies.iter().map(StrategyView::new).collect(),
            failures: record.failures.iter().map(PredicateFailureView::new).collect(),
            facts: record
                .facts
                .iter()
                .map(|(field, value)| (field.to_owned(), serde_json::to_value(value).unwrap_or_default()))
                .collect(),
        }
    }
}

impl From<DecisionCause> for DecisionCauseWord {
    fn from(cause: DecisionCause) -> Self {
        match cause {
            DecisionCause::Opened => Self::Opened,
            DecisionCause::Drained => Self::Drained,
            DecisionCause::Reloaded => Self::Reloaded,
        }
    }
}

impl From<Severity> for SeverityWord {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
        }
    }
}

impl RuleReasonView {
    fn new(verdict: &usher_routing::RuleVerdict) -> Self {
        Self {
            rule: verdict.rule.to_string(),
            name: verdict.name.clone(),
            matched: matches!(verdict.verdict, Verdict::Matched),
            reason: match &verdict.verdict {
                Verdict::Matched => None,
                other => Some(other.to_string()),
            },
        }
    }
}

impl CandidateView {
    fn new(candidate: &usher_engine::CandidateReason) -> Self {
        let (standing, place, reason) = match &candidate.standing {
            Standing::Chosen => (StandingWord::Chosen, Some(1), None),
            Standing::Eligible { place } => (StandingWord::Eligible, *place, None),
            Standing::Refused { refusal, .. } => (StandingWord::Refused, None, Some(refusal.to_string())),
        };
        Self {
            agent: candidate.agent.to_string(),
            name: candidate.name.clone(),
            load: candidate.load,
            standing,
            place,
            reason,
        }
    }
}

impl PredicateFailureView {
    fn new(failure: &usher_model::PredicateFailure) -> Self {
        Self { predicate: failure.predicate.clone(), error: failure.error.clone(), held: failure.held }
    }
}

impl StrategyView {
    fn new(attempt: &usher_model::StrategyAttempt) -> Self {
        let (outcome, error) = match &attempt.outcome {
            StrategyOutcome::Chose => (StrategyWord::Chose, None),
            StrategyOutcome::NamedNobody => (StrategyWord::NamedNobody, None),
            StrategyOutcome::NamedOnlyRefused => (StrategyWord::NamedOnlyRefused, None),
            StrategyOutcome::Failed { error, .. } => (StrategyWord::Failed, Some(error.clone())),
        };
        Self {
            strategy: attempt.strategy.to_string(),
            outcome,
            error,
            operations: attempt.operations,
            log: attempt.log.clone(),
        }
    }
}
