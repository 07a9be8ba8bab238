//! Why a session went where it went, and where one would go.

use super::WaitReasonWord;
use serde::Serialize;
use std::collections::BTreeMap;
use usher_engine::{Explained, ExplainedDecision};
use usher_model::{Decision, DecisionCause, Standing, StrategyOutcome};
use usher_routing::Verdict;
use utoipa::ToSchema;

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
    /// The cause in words.
    pub because: String,
    /// Whose choice it was, where a person chose.
    #[schema(required)]
    pub by: Option<String>,
    pub revision: String,
    pub outcome: DecisionOutcomeView,
    /// Whether the session was over as it opened, because its rule lets nobody wait.
    pub turned_away: bool,
    /// Every rule up to the matching one, in order.
    pub rules: Vec<RuleReasonView>,
    /// The rule on trial that would have taken the session.
    #[schema(required)]
    pub shadow: Option<ShadowView>,
    /// Whether the groups that were asked served.
    pub hours: Vec<GroupHoursView>,
    /// What the visitor was told, by the rules.
    pub told: Vec<ToldPromptView>,
    /// The form that the visitor could leave a message with.
    #[schema(required)]
    pub form: Option<String>,
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
    /// The visitor proved who it is.
    Identified,
    /// Who had it, or was asked, did not answer in time.
    Missed,
    /// Who was asked declined.
    Declined,
    /// Who had it left.
    Requeued,
    /// It was passed on.
    Transferred,
    /// Somebody chose by hand.
    ByHand,
    /// The visitor came back.
    Reopened,
    /// The visitor left a message.
    LeftMessage,
}

/// What was decided.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub(crate) enum DecisionOutcomeView {
    Assign {
        /// None where a person chose somebody of no group.
        #[schema(required)]
        group: Option<String>,
        agent: String,
    },
    Queue {
        group: String,
        reason: WaitReasonWord,
    },
    Unmatched,
}

impl From<&Decision> for DecisionOutcomeView {
    fn from(decision: &Decision) -> Self {
        match decision {
            Decision::Assign { group, agent } => {
                Self::Assign { group: group.as_ref().map(ToString::to_string), agent: agent.to_string() }
            }
            Decision::Queue { group, reason } => Self::Queue { group: group.to_string(), reason: (*reason).into() },
            Decision::Unmatched => Self::Unmatched,
        }
    }
}

/// A rule on trial that would have taken the session.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ShadowView {
    pub rule: String,
    /// What it would have done.
    pub outcome: DecisionOutcomeView,
}

/// Whether a group served at the moment of the decision.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct GroupHoursView {
    pub group: String,
    pub hours: String,
    pub open: bool,
    /// When that changed next; none where it does not within 400 days.
    #[schema(required)]
    pub until_ms: Option<i64>,
    /// What said so.
    pub because: String,
}

/// A prompt that belongs to the decision.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ToldPromptView {
    pub prompt: String,
    /// Its text, where the decision is made just now; that of an earlier one stands in the transcript.
    #[schema(required)]
    pub text: Option<String>,
    /// Whether the rules switch it off, so that nothing is told.
    pub is_off: bool,
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
    /// The group that the session could flow over to, where the candidate is one of that.
    #[schema(required)]
    pub overflow: Option<String>,
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
    /// The group that the session could flow over to, where the strategy was asked about that.
    #[schema(required)]
    pub overflow: Option<String>,
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
    pub(crate) fn new(decision: &ExplainedDecision) -> Self {
        let record = &decision.record;
        let by = record.by.as_ref().map(ToString::to_string);
        Self {
            at_ms: record.at.as_millis(),
            cause: record.cause.into(),
            because: because(record.cause, by.as_deref()),
            by,
            revision: record.revision.to_string(),
            outcome: (&record.decision).into(),
            turned_away: decision.turned_away,
            rules: decision.rules.iter().map(RuleReasonView::new).collect(),
            shadow: record
                .shadow
                .as_ref()
                .map(|shadow| ShadowView { rule: shadow.rule.to_string(), outcome: (&shadow.decision).into() }),
            hours: decision.hours.iter().map(GroupHoursView::new).collect(),
            told: decision.told.iter().map(ToldPromptView::new).collect(),
            form: decision.form.as_ref().map(ToString::to_string),
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

/// What made routing decide, in words.
fn because(cause: DecisionCause, by: Option<&str>) -> String {
    match (cause, by) {
        (DecisionCause::Opened, _) => "the visitor wrote".to_owned(),
        (DecisionCause::Drained, _) => "somebody had room".to_owned(),
        (DecisionCause::Reloaded, _) => "other rules went live".to_owned(),
        (DecisionCause::Identified, _) => "the visitor proved who it is".to_owned(),
        (DecisionCause::Missed, _) => "who had it, or was asked, did not answer in time".to_owned(),
        (DecisionCause::Declined, _) => "who was asked declined".to_owned(),
        (DecisionCause::Requeued, _) => "who had it left".to_owned(),
        (DecisionCause::Transferred, Some(by)) => format!("`{by}` passed it on"),
        (DecisionCause::Transferred, None) => "a hook passed it on".to_owned(),
        (DecisionCause::ByHand, Some(by)) => format!("`{by}` chose by hand"),
        (DecisionCause::ByHand, None) => "somebody chose by hand".to_owned(),
        (DecisionCause::Reopened, _) => "the visitor came back".to_owned(),
        (DecisionCause::LeftMessage, _) => "the visitor left a message".to_owned(),
    }
}

impl From<DecisionCause> for DecisionCauseWord {
    fn from(cause: DecisionCause) -> Self {
        match cause {
            DecisionCause::Opened => Self::Opened,
            DecisionCause::Drained => Self::Drained,
            DecisionCause::Reloaded => Self::Reloaded,
            DecisionCause::Identified => Self::Identified,
            DecisionCause::Missed => Self::Missed,
            DecisionCause::Declined => Self::Declined,
            DecisionCause::Requeued => Self::Requeued,
            DecisionCause::Transferred => Self::Transferred,
            DecisionCause::ByHand => Self::ByHand,
            DecisionCause::Reopened => Self::Reopened,
            DecisionCause::LeftMessage => Self::LeftMessage,
        }
    }
}

impl GroupHoursView {
    fn new(hours: &usher_engine::GroupHours) -> Self {
        Self {
            group: hours.group.to_string(),
            hours: hours.hours.to_string(),
            open: hours.open,
            until_ms: hours.until.map(usher_model::Timestamp::as_millis),
            because: hours.because.clone(),
        }
    }
}

impl ToldPromptView {
    fn new(told: &usher_engine::ToldPrompt) -> Self {
        Self { prompt: told.prompt.to_string(), text: told.text.clone(), is_off: told.is_off }
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
            overflow: candidate.overflow.as_ref().map(ToString::to_string),
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
            overflow: attempt.overflow.as_ref().map(ToString::to_string),
            outcome,
            error,
            operations: attempt.operations,
            log: attempt.log.clone(),
        }
    }
}
