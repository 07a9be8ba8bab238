//! The loop: woken by events, by the clock or by a request, it looks, judges and swaps.
//!
//! Owns what may go live. Must not know how files are watched or read.

use super::{
    Archive, Shared, Snapshot,
    archive::encode_archive,
    compiling::{self, Compiled},
    config::ShrinkPolicy,
    problem,
    reader::{PATIENCE, Reader},
    reading::{Glance, Reading},
    report::{self, Outcome},
    status::{GitState, LiveStatus, Rejected},
    trial,
};
use crate::rule_tests::Sandbox;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, MissedTickBehavior, interval_at},
};
use usher_model::{Clock, Revision};
use usher_routing::Router;
use usher_ruleset::{Diagnostic, ScriptHost, SourceTree};

/// Every how many polls all bytes are read, though names, sizes and times say that nothing changed: for file systems that
/// lie about times.
const POLLS_A_READ: u32 = 15;
/// Fewest rules whose loss is suspicious: who has four and takes away two means it.
const SUSPICIOUS_LOSS: usize = 3;

/// A tree that was refused, so that looking at it again costs and says nothing.
pub(super) struct Refused {
    pub(super) revision: Revision,
    /// What could not be read is not in the hash.
    pub(super) problems: Vec<Diagnostic>,
    /// Where it stood in git: another commit of the same bytes needs no second look at them.
    pub(super) git: Option<GitState>,
}

pub(super) struct Worker {
    pub(super) reader: Reader,
    pub(super) shared: Arc<Shared>,
    pub(super) archive: Arc<Archive>,
    pub(super) clock: Arc<dyn Clock>,
    /// The scripts' host: one for all revisions, so that a plug-in's failures outlive a reload.
    pub(super) host: ScriptHost,
    pub(super) poll: Duration,
    pub(super) allow_shrink: ShrinkPolicy,
    /// Where the rules' tests are run.
    pub(super) sandbox: Option<Arc<dyn Sandbox>>,
    /// What the folders looked like when they were last read.
    pub(super) seen: Option<Glance>,
    pub(super) refused: Option<Refused>,
    /// The last read did not come about, or its result could not be archived: the next poll tries again.
    pub(super) is_hindered: bool,
    /// Warnings of the set that serves.
    pub(super) warnings: Vec<Diagnostic>,
    /// Sets that served and that a decision may still hold.
    pub(super) retired: Vec<Arc<Router>>,
    pub(super) polls: u32,
}

impl Worker {
    pub(super) async fn run(mut self, mut requests: mpsc::Receiver<oneshot::Sender<()>>) {
        // A period of nothing would panic.
        let period = self.poll.max(Duration::from_millis(1));
        let mut poll = interval_at(Instant::now() + period, period);
        poll.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let mut waiting = Vec::new();
            tokio::select! {
                request = requests.recv() => {
                    let Some(done) = request else { return };
                    waiting.push(done);
                    // One look answers all who asked before it began.
                    while let Ok(done) = requests.try_recv() {
                        waiting.push(done);
                    }
                    self.look().await;
                }
                () = self.reader.stirred() => self.look().await,
                _ = poll.tick() => self.poll().await,
            }
            self.bury();
            for done in waiting {
                // Who no longer waits need not be told.
                let _ = done.send(());
            }
        }
    }

    async fn poll(&mut self) {
        self.polls = self.polls.wrapping_add(1);
        let is_due = self.is_hindered || self.polls.is_multiple_of(POLLS_A_READ);
        if is_due || self.reader.differs_from(self.seen.as_ref()).await {
            self.look().await;
        }
    }

    async fn look(&mut self) {
        // What was in the way ten seconds ago is known; a request must not wait for it again.
        let patience = if self.is_hindered { Duration::ZERO } else { PATIENCE };
        let outcome = match self.reader.read(patience).await {
            Ok(reading) => {
                self.seen = Some(reading.glance.clone());
                self.judge(*reading).await
            }
            Err(problem) => self.hinder(None, problem),
        };
        report::count(outcome);
    }

    async fn judge(&mut self, reading: Reading) -> Outcome {
        if reading.problems.is_empty() && reading.revision == self.status().revision {
            return self.stay(reading);
        }
        let candidate =
            Refused { revision: reading.revision.clone(), problems: reading.problems, git: reading.git.clone() };
        if let Some(refused) = &self.refused
            && (&refused.revision, &refused.problems) == (&candidate.revision, &candidate.problems)
        {
            if refused.git != candidate.git {
                self.refused_elsewhere(candidate);
            }
            return Outcome::Rejected;
        }
        if !candidate.problems.is_empty() {
            let diagnostics = candidate.problems.clone();
            return self.reject(candidate, diagnostics, reading.tree);
        }
        let Compiled { router, diagnostics } = compiling::compile(Arc::clone(&reading.tree), self.host.clone()).await;
        let Some(router) = router else { return self.reject(candidate, diagnostics, reading.tree) };
        let live = Arc::clone(&self.shared.now.load().router);
        if let Some(shrunk) = shrink_problem(&live, &router, self.allow_shrink) {
            return self.reject(candidate, vec![shrunk], reading.tree);
        }
        let failed = trial::problems(&reading.tree, &router, self.sandbox.as_ref()).await;
        if !failed.is_empty() {
            return self.reject(candidate, failed, reading.tree);
        }
        let sources = encode_archive(&reading.tree);
        if let Err(error) = self.archive.archive_revision(reading.revision.clone(), sources, self.clock.now()).await {
            return self.hinder(Some(reading.revision), problem::not_archived(&error));
        }
        self.is_hindered = false;
        self.refused = None;
        self.warnings.clone_from(&diagnostics);
        let status = LiveStatus {
            revision: reading.revision,
            generation: self.status().generation + 1,
            loaded_at: self.clock.now(),
            last_reload_successful: true,
            from_cache: false,
            rejected: None,
            diagnostics,
            git: reading.git,
            sources: reading.tree,
        };
        report::went_live(&status);
        self.publish(router, status);
        Outcome::Live
    }

    /// The folders hold what serves: maybe again, maybe under another commit.
    fn stay(&mut self, reading: Reading) -> Outcome {
        self.is_hindered = false;
        self.refused = None;
        let status = self.status();
        if !status.last_reload_successful || status.git != reading.git {
            if !status.last_reload_successful {
                report::repaired(&status);
            }
            self.publish_status(LiveStatus {
                last_reload_successful: true,
                from_cache: false,
                rejected: None,
                diagnostics: self.warnings.clone(),
                git: reading.git,
                sources: reading.tree,
                ..LiveStatus::clone(&status)
            });
        }
        Outcome::Unchanged
    }

    fn reject(&mut self, refused: Refused, diagnostics: Vec<Diagnostic>, sources: Arc<SourceTree>) -> Outcome {
        report::rejected(self.status().revision.as_str(), &diagnostics);
        self.is_hindered = false;
        let (revision, git) = (Some(refused.revision.clone()), refused.git.clone());
        let rejected = Rejected { revision, at: self.clock.now(), git };
        self.refused = Some(refused);
        self.publish_failure(rejected, diagnostics, sources);
        Outcome::Rejected
    }

    /// The same bytes under another commit: as wrong as before.
    fn refused_elsewhere(&mut self, refused: Refused) {
        let status = self.status();
        let rejected = status.rejected.clone().map(|rejected| Rejected { git: refused.git.clone(), ..rejected });
        self.publish_status(LiveStatus { rejected, ..LiveStatus::clone(&status) });
        self.refused = Some(refused);
    }

    fn hinder(&mut self, revision: Option<Revision>, problem: Diagnostic) -> Outcome {
        let is_news = self.status().diagnostics.first() != Some(&problem);
        self.is_hindered = true;
        self.refused = None;
        if is_news {
            let diagnostics = vec![problem];
            report::rejected(self.status().revision.as_str(), &diagnostics);
            self.publish_failure(Rejected { revision, at: self.clock.now(), git: None }, diagnostics, Arc::default());
        }
        Outcome::Hindered
    }

    fn publish_failure(&self, rejected: Rejected, diagnostics: Vec<Diagnostic>, sources: Arc<SourceTree>) {
        self.publish_status(LiveStatus {
            last_reload_successful: false,
            rejected: Some(rejected),
            diagnostics,
            sources,
            ..LiveStatus::clone(&self.status())
        });
    }

    fn status(&self) -> Arc<LiveStatus> {
        Arc::clone(&self.shared.now.load().status)
    }

    fn publish_status(&self, status: LiveStatus) {
        let router = Arc::clone(&self.shared.now.load().router);
        report::gauges(Some(&self.status()), &status);
        self.shared.now.store(Arc::new(Snapshot { router, status: Arc::new(status) }));
    }

    fn publish(&mut self, router: Arc<Router>, status: LiveStatus) {
        let generation = status.generation;
        report::gauges(Some(&self.status()), &status);
        let old = self.shared.now.swap(Arc::new(Snapshot { router, status: Arc::new(status) }));
        self.retired.push(Arc::clone(&old.router));
        self.shared.generation.send_replace(generation);
    }

    /// Drops the sets that no decision holds any more, on a thread that nobody waits for. Until then the loop's own hold
    /// keeps a set from being dropped by whichever request lets go of it last.
    fn bury(&mut self) {
        let (free, held) = self.retired.drain(..).partition(|router| Arc::strong_count(router) == 1);
        self.retired = held;
        let free: Vec<Arc<Router>> = free;
        if !free.is_empty() {
            tokio::task::spawn_blocking(move || drop(free));
        }
    }
}

/// What is said of a set that lost more than half of its rules, where that is not allowed.
pub(super) fn shrink_problem(before: &Router, now: &Router, policy: ShrinkPolicy) -> Option<Diagnostic> {
    let (before, now) = (before.ruleset().rules.len(), now.ruleset().rules.len());
    let lost = before.saturating_sub(now);
    let is_suspicious = lost >= SUSPICIOUS_LOSS && lost * 2 > before;
    (policy == ShrinkPolicy::Refuse && is_suspicious).then(|| problem::shrunk(before, now))
}
