//! The first set: from the folders if they hold a good one, else from the archive.

use super::{
    Archive, LiveRules, Shared, Snapshot,
    archive::{decode_archive, encode_archive},
    compiling::{self, Compiled},
    config::LiveConfig,
    reader::{PATIENCE, Reader},
    reading::Reading,
    report,
    status::{LiveStatus, Rejected},
    trial,
    worker::{Refused, Worker, shrink_problem},
};
use arc_swap::ArcSwap;
use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};
use tokio::sync::{mpsc, watch};
use usher_model::Clock;
use usher_routing::Router;
use usher_ruleset::{Diagnostic, ScriptHost, Severity, SourceTree};
use usher_store::StoreError;

/// Requests that may wait for the loop; more wait to be let in.
const REQUESTS: usize = 64;

/// Why nothing can serve.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The folders hold no good set, and none is archived.
    #[error("the rules in {} have {} problems, and no earlier set is archived", rules_dir.display(), errors(diagnostics))]
    Broken {
        /// Where the rules are.
        rules_dir: PathBuf,
        /// All that is wrong with them.
        diagnostics: Vec<Diagnostic>,
        /// What the diagnostics speak of.
        sources: Arc<SourceTree>,
    },
    /// The rules could not be archived, or the archive not be read.
    #[error("the archive of the rules failed")]
    Store(#[from] StoreError),
}

fn errors(diagnostics: &[Diagnostic]) -> usize {
    diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count()
}

pub(super) async fn start(
    config: LiveConfig,
    archive: Arc<Archive>,
    clock: Arc<dyn Clock>,
) -> Result<Arc<LiveRules>, StartError> {
    report::describe();
    let host = ScriptHost::new();
    let mut reader = Reader::new(&config);
    let first = match reader.read(PATIENCE).await {
        Ok(reading) => judge(*reading, &config, archive.as_ref(), &host).await?,
        Err(problem) => First::Bad(Bad { diagnostics: vec![problem], reading: None }),
    };
    let now = clock.now();
    let mut seen = None;
    let mut refused = None;
    let (router, warnings, status) = match first {
        First::Good { router, warnings, reading } => {
            archive.archive_revision(reading.revision.clone(), encode_archive(&reading.tree), now).await?;
            let status = LiveStatus {
                revision: reading.revision,
                generation: 1,
                loaded_at: now,
                last_reload_successful: true,
                from_cache: false,
                rejected: None,
                diagnostics: warnings.clone(),
                git: reading.git,
                sources: reading.tree,
            };
            report::went_live(&status);
            seen = Some(reading.glance);
            (router, warnings, status)
        }
        First::Bad(Bad { diagnostics, reading }) => {
            let sources = reading.as_ref().map(|reading| Arc::clone(&reading.tree)).unwrap_or_default();
            let Some((router, warnings)) = archived(archive.as_ref(), &host).await? else {
                return Err(StartError::Broken { rules_dir: reader.folders().rules.clone(), diagnostics, sources });
            };
            let rejected = Rejected {
                revision: reading.as_ref().map(|reading| reading.revision.clone()),
                at: now,
                git: reading.as_ref().and_then(|reading| reading.git.clone()),
            };
            let status = LiveStatus {
                revision: router.ruleset().revision.clone(),
                generation: 1,
                loaded_at: now,
                last_reload_successful: false,
                from_cache: true,
                rejected: Some(rejected),
                diagnostics,
                git: None,
                sources,
            };
            report::rejected(&format!("archived revision {}", status.revision), &status.diagnostics);
            if let Some(reading) = reading {
                seen = Some(reading.glance);
                let Reading { revision, problems, git, .. } = reading;
                refused = Some(Refused { revision, problems, git });
            }
            (router, warnings, status)
        }
    };
    report::gauges(None, &status);
    let snapshot = Snapshot { router, status: Arc::new(status) };
    let shared = Arc::new(Shared { now: ArcSwap::from_pointee(snapshot), generation: watch::Sender::new(1) });
    let worker = Worker {
        reader,
        shared: Arc::clone(&shared),
        archive: Arc::clone(&archive),
        clock,
        host: host.clone(),
        poll: config.poll,
        allow_shrink: config.allow_shrink,
        sandbox: config.sandbox,
        // Without a reading something was in the way, and is looked at again with the first poll.
        is_hindered: seen.is_none(),
        seen,
        refused,
        warnings,
        retired: Vec::new(),
        polls: 0,
    };
    let (requests, waiting) = mpsc::channel(REQUESTS);
    let task = tokio::spawn(worker.run(waiting));
    Ok(Arc::new(LiveRules { shared, host, requests, task: Mutex::new(Some(task)) }))
}

enum First {
    Good { router: Arc<Router>, warnings: Vec<Diagnostic>, reading: Reading },
    Bad(Bad),
}

struct Bad {
    diagnostics: Vec<Diagnostic>,
    reading: Option<Reading>,
}

async fn judge(
    reading: Reading,
    config: &LiveConfig,
    archive: &Archive,
    host: &ScriptHost,
) -> Result<First, StoreError> {
    if !reading.problems.is_empty() {
        return Ok(First::Bad(Bad { diagnostics: reading.problems.clone(), reading: Some(reading) }));
    }
    let Compiled { router, diagnostics } = compiling::compile(Arc::clone(&reading.tree), host.clone()).await;
    let Some(router) = router else { return Ok(First::Bad(Bad { diagnostics, reading: Some(reading) })) };
    // A restart over half a checkout is no better than a reload of it.
    if archive.latest_revision().await?.is_some_and(|latest| latest != reading.revision)
        && let Some((before, _)) = archived(archive, host).await?
        && let Some(shrunk) = shrink_problem(&before, &router, config.allow_shrink)
    {
        return Ok(First::Bad(Bad { diagnostics: vec![shrunk], reading: Some(reading) }));
    }
    let failed = trial::problems(&reading.tree, &router, config.sandbox.as_ref()).await;
    if !failed.is_empty() {
        return Ok(First::Bad(Bad { diagnostics: failed, reading: Some(reading) }));
    }
    Ok(First::Good { router, warnings: diagnostics, reading })
}

/// The set that was live last, with its warnings. An archive that this version cannot use is as good as none.
async fn archived(archive: &Archive, host: &ScriptHost) -> Result<Option<(Arc<Router>, Vec<Diagnostic>)>, StoreError> {
    let Some(revision) = archive.latest_revision().await? else { return Ok(None) };
    let Some(bytes) = archive.revision_sources(&revision).await? else { return Ok(None) };
    let tree = match decode_archive(&bytes) {
        Ok(tree) => tree,
        Err(error) => {
            tracing::error!(%revision, %error, "the archived rules are damaged");
            return Ok(None);
        }
    };
    let Compiled { router, diagnostics } = compiling::compile(Arc::new(tree), host.clone()).await;
    if router.is_none() {
        report::rejected("nothing", &diagnostics);
    }
    Ok(router.map(|router| (router, diagnostics)))
}
