//! `usher explain`: why a session went where it went, from the database alone.

use crate::{
    cli::{ExplainArgs, ExplainFormat},
    exit::Exit,
    node::open_store,
    system::{OsEntropy, SystemClock},
};
use std::{fmt::Write as _, sync::Arc};
use usher_engine::{Explained, ExplainedDecision, explain as explain_session, live::RevisionCache};
use usher_model::{Decision, DecisionCause, QueueReason, SessionId, Standing, StrategyOutcome};
use usher_routing::Verdict;
use usher_store::Store;

/// Prints every decision on a session with its reasons.
pub(crate) async fn explain(args: &ExplainArgs) -> Exit {
    let Ok(session) = args.session.parse::<SessionId>() else {
        eprintln!("usher: `{}` is not a session's id: expected 32 hexadecimal digits", args.session);
        return Exit::Failed;
    };
    if !args.data.join("usher.db").exists() {
        eprintln!("usher: there is no database in {}; name its folder with --data", args.data.display());
        return Exit::Failed;
    }
    let store: Arc<dyn Store> = match open_store(&args.data, &SystemClock, &OsEntropy).await {
        Ok(store) => Arc::new(store),
        Err(error) => {
            eprintln!("usher: {error}");
            return Exit::Failed;
        }
    };
    let explained = explain_session(&*store, &RevisionCache::new(store.clone()), session).await;
    store.close().await;
    match explained {
        Ok(explained) => {
            match args.format {
                ExplainFormat::Human => print!("{}", in_words(&explained)),
                ExplainFormat::Json => println!("{}", usher_api::explanation_json(&explained)),
            }
            Exit::Fine
        }
        Err(error) => {
            eprintln!("usher: {error}");
            Exit::Failed
        }
    }
}

fn in_words(explained: &Explained) -> String {
    let session = &explained.session;
    let mut out = format!("session {} on channel {} is {}\n", session.id, session.channel, session.state.word());
    for decision in &explained.decisions {
        decision_in_words(decision, &mut out);
    }
    out
}

fn decision_in_words(decision: &ExplainedDecision, out: &mut String) {
    let record = &decision.record;
    let cause = match record.cause {
        DecisionCause::Opened => "when it was opened",
        DecisionCause::Drained => "when a slot freed or an agent arrived",
        DecisionCause::Reloaded => "when other rules went live",
    };
    let outcome = match &record.decision {
        Decision::Assign { group, agent } => format!("assigned to {agent} in {group}"),
        Decision::Queue { group, reason: QueueReason::Busy } => format!("queued in {group}: everybody is busy"),
        Decision::Queue { group, reason: QueueReason::NoneOnline } => format!("queued in {group}: nobody is online"),
        Decision::Unmatched => "unmatched: no rule holds".to_owned(),
    };
    // Writing to a String cannot fail.
    let _ok = writeln!(out, "\n{outcome}, {cause}, by rules {}", record.revision.short());
    for rule in &decision.rules {
        let _ok = match &rule.verdict {
            Verdict::Matched => writeln!(out, "  rule {:<24} matches", rule.rule),
            other => writeln!(out, "  rule {:<24} no: {other}", rule.rule),
        };
    }
    for attempt in &record.strategies {
        let how = match &attempt.outcome {
            StrategyOutcome::Chose => "chose".to_owned(),
            StrategyOutcome::NamedNobody => "named nobody".to_owned(),
            StrategyOutcome::NamedOnlyRefused => "named only agents who may not take it".to_owned(),
            StrategyOutcome::Failed { error, .. } => format!("failed: {error}"),
        };
        let _ok = writeln!(out, "  strategy {:<20} {how} ({} operations)", attempt.strategy, attempt.operations);
        for line in &attempt.log {
            let _ok = writeln!(out, "    | {line}");
        }
    }
    for candidate in &decision.candidates {
        let how = match &candidate.standing {
            Standing::Chosen => "chosen".to_owned(),
            Standing::Eligible { place: Some(place) } => format!("eligible, place {place}"),
            Standing::Eligible { place: None } => "eligible, not named".to_owned(),
            Standing::Refused { refusal, picked: true } => format!("{refusal}; the strategy named it all the same"),
            Standing::Refused { refusal, picked: false } => refusal.to_string(),
        };
        let _ok = writeln!(out, "  agent {:<23} {how} (held {})", candidate.agent, candidate.load);
    }
}
