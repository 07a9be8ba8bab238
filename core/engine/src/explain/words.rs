//! A decision in words, line by line, for a terminal.

use super::{CandidateReason, ExplainedDecision, GroupHours, ToldPrompt};
use jiff::tz::TimeZone;
use std::fmt;
use usher_model::{Decision, DecisionCause, QueueReason, Standing, StrategyAttempt, StrategyOutcome, Timestamp};
use usher_routing::Verdict;

impl fmt::Display for ExplainedDecision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let record = &self.record;
        let cause = match record.cause {
            DecisionCause::Opened => "when it was opened",
            DecisionCause::Drained => "when a slot freed or an agent arrived",
            DecisionCause::Reloaded => "when other rules went live",
            DecisionCause::Identified => "when the visitor proved who it is",
            DecisionCause::Missed => "when whoever had it did not answer in time",
            DecisionCause::Declined => "when whoever was asked declined",
            DecisionCause::Requeued => "when whoever had it left",
            DecisionCause::Transferred => "when it was passed on",
            DecisionCause::ByHand => "when it was given by hand",
            DecisionCause::Reopened => "when the visitor came back",
            DecisionCause::LeftMessage => "when the visitor left a message",
        };
        let outcome = match (&record.decision, record.cause) {
            (Decision::Queue { group, .. }, DecisionCause::LeftMessage) => format!("left with {group}"),
            (decision, _) => outcome(decision, self.turned_away),
        };
        let by = record.by.as_ref().map(|by| format!(" by `{by}`")).unwrap_or_default();
        writeln!(
            f,
            "{outcome}, {cause}{by} at {}, by rules {}",
            moment(record.at, &self.zone),
            record.revision.short()
        )?;
        for rule in &self.rules {
            match &rule.verdict {
                Verdict::Matched => writeln!(f, "  rule {:<24} matches", rule.rule)?,
                other => writeln!(f, "  rule {:<24} no: {other}", rule.rule)?,
            }
        }
        if let Some(shadow) = &record.shadow {
            let would = self::outcome(&shadow.decision, false);
            writeln!(f, "  shadow {:<22} would have taken it: {would}", shadow.rule)?;
        }
        for hours in &self.hours {
            writeln!(f, "  group {:<23} {}", hours.group, in_words(hours, &self.zone))?;
        }
        for attempt in &record.strategies {
            strategy(attempt, f)?;
        }
        for candidate in &self.candidates {
            writeln!(f, "  agent {:<23} {candidate}", candidate.agent)?;
        }
        for told in &self.told {
            writeln!(f, "  prompt {:<22} {told}", told.prompt)?;
        }
        if let Some(form) = &self.form {
            writeln!(f, "  form {form:<24} is offered")?;
        }
        Ok(())
    }
}

fn in_words(hours: &GroupHours, zone: &TimeZone) -> String {
    let state = if hours.open { "serves" } else { "does not serve" };
    let until = hours.until.map(|until| format!(", until {}", moment(until, zone))).unwrap_or_default();
    format!("{state}: {} of `{}`{until}", hours.because, hours.hours)
}

impl fmt::Display for CandidateReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.standing {
            Standing::Chosen => f.write_str("chosen")?,
            Standing::Eligible { place: Some(place) } => write!(f, "eligible, place {place}")?,
            Standing::Eligible { place: None } => f.write_str("eligible, not named")?,
            Standing::Refused { refusal, picked: true } => write!(f, "{refusal}; the strategy named it all the same")?,
            Standing::Refused { refusal, picked: false } => refusal.fmt(f)?,
        }
        write!(f, " (held {})", self.load)?;
        self.overflow.as_ref().map_or(Ok(()), |group| write!(f, ", asked in {group} by overflow"))
    }
}

impl fmt::Display for ToldPrompt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.text, self.is_off) {
            (_, true) => f.write_str("is switched off"),
            (Some(text), false) => write!(f, "tells {text:?}"),
            (None, false) => f.write_str("is told"),
        }
    }
}

fn outcome(decision: &Decision, turned_away: bool) -> String {
    let (group, reason) = match decision {
        Decision::Assign { group: Some(group), agent } => return format!("assigned to {agent} in {group}"),
        Decision::Assign { group: None, agent } => return format!("assigned to {agent} by hand"),
        Decision::Unmatched => return "unmatched: no rule holds".to_owned(),
        Decision::Queue { group, reason } => (group, reason),
    };
    let why = match reason {
        QueueReason::OutsideHours => "it is outside the hours",
        QueueReason::NoneOnline => "nobody is online",
        QueueReason::Full => "the queue is full",
        QueueReason::Busy => "everybody is busy",
    };
    if turned_away { format!("turned away from {group}: {why}") } else { format!("queued in {group}: {why}") }
}

fn strategy(attempt: &StrategyAttempt, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let how = match &attempt.outcome {
        StrategyOutcome::Chose => "chose".to_owned(),
        StrategyOutcome::NamedNobody => "named nobody".to_owned(),
        StrategyOutcome::NamedOnlyRefused => "named only agents who may not take it".to_owned(),
        StrategyOutcome::Failed { error, .. } => format!("failed: {error}"),
    };
    let overflow = attempt.overflow.as_ref().map(|group| format!(" in {group} by overflow")).unwrap_or_default();
    writeln!(f, "  strategy {:<20} {how}{overflow} ({} operations)", attempt.strategy, attempt.operations)?;
    attempt.log.iter().try_for_each(|line| writeln!(f, "    | {line}"))
}

/// As the workspace's clocks show it, with the offset that tells the moment to everybody else.
fn moment(at: Timestamp, zone: &TimeZone) -> String {
    let rounded = jiff::Timestamp::from_microsecond(at.as_micros()).and_then(|at| at.round(jiff::Unit::Second));
    rounded.map_or_else(
        |_| format!("{} ms", at.as_millis()),
        |at| at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
    )
}
