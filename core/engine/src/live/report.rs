//! Says aloud what happened to the rules: metrics and log.

use super::status::{GitState, LiveStatus, WorkTree};
use metrics::{counter, describe_counter, describe_gauge, gauge};
use usher_ruleset::{Diagnostic, Severity};

/// Most problems written to the log for one rejected change; the rest is counted. The console shows all.
const MAX_LOGGED: usize = 50;

/// How a look at the folders ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Another set went live.
    Live,
    /// The folders hold what serves.
    Unchanged,
    /// The change has errors.
    Rejected,
    /// The files could not be read as one whole, or not be archived.
    Hindered,
}

impl Outcome {
    const fn label(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Unchanged => "unchanged",
            Self::Rejected => "rejected",
            Self::Hindered => "hindered",
        }
    }
}

/// Tells the metrics what they mean.
pub(super) fn describe() {
    describe_gauge!("rules_last_reload_successful", "1 while what serves is what the rules folder holds, else 0");
    describe_gauge!("rules_generation", "Rule sets that went live since the start");
    describe_gauge!("rules_info", "1 for the revision that serves, 0 for earlier ones");
    describe_counter!("rules_reloads_total", "Reads of the rules folder, by outcome");
}

pub(super) fn count(outcome: Outcome) {
    counter!("rules_reloads_total", "outcome" => outcome.label()).increment(1);
}

/// Brings the gauges to the new status.
pub(super) fn gauges(before: Option<&LiveStatus>, now: &LiveStatus) {
    gauge!("rules_last_reload_successful").set(if now.last_reload_successful { 1.0 } else { 0.0 });
    #[expect(clippy::cast_precision_loss, reason = "a gauge is a float; 2^53 reloads do not happen")]
    gauge!("rules_generation").set(now.generation as f64);
    if let Some(before) = before
        && (&before.revision, &before.git) != (&now.revision, &now.git)
    {
        info_gauge(before).set(0.0);
    }
    info_gauge(now).set(1.0);
}

fn info_gauge(status: &LiveStatus) -> metrics::Gauge {
    let (commit, dirty) = match &status.git {
        None => (String::new(), ""),
        Some(GitState { commit, tree }) => (
            commit.clone(),
            match tree {
                WorkTree::Clean => "false",
                WorkTree::Changed => "true",
                WorkTree::Unknown => "unknown",
            },
        ),
    };
    gauge!("rules_info", "revision" => status.revision.to_string(), "git_sha" => commit, "git_dirty" => dirty)
}

pub(super) fn went_live(status: &LiveStatus) {
    tracing::info!(
        revision = %status.revision,
        generation = status.generation,
        git_commit = status.git.as_ref().map(|git| git.commit.as_str()),
        git_tree = status.git.as_ref().map(|git| tracing::field::debug(git.tree)),
        warnings = status.diagnostics.len(),
        "rules are live"
    );
    for warning in status.diagnostics.iter().take(MAX_LOGGED) {
        tracing::warn!(code = warning.code, "{}", line(warning));
    }
}

pub(super) fn repaired(status: &LiveStatus) {
    tracing::info!(revision = %status.revision, "the rules folder holds what serves again");
}

/// Names every problem with its place, so that a log alone is enough to mend it.
pub(super) fn rejected(serving: &str, diagnostics: &[Diagnostic]) {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let count = errors.clone().count();
    tracing::error!(errors = count, serving, "the rules were changed but not taken over; the last good set serves");
    for error in errors.take(MAX_LOGGED) {
        tracing::error!(code = error.code, help = error.help.as_deref(), "{}", line(error));
    }
    if count > MAX_LOGGED {
        tracing::error!("and {} problems more", count - MAX_LOGGED);
    }
}

fn line(diagnostic: &Diagnostic) -> String {
    let Diagnostic { file, span, message, .. } = diagnostic;
    format!("{file}:{}:{}: {message}", span.line, span.column)
}
