//! Waits for the moment at which the folders can be read as one whole, and reads them.
//!
//! Owns the patience: quiet, git, changes underneath. Must not judge what was read.

use super::{
    config::{Folders, LiveConfig},
    problem,
    reading::{self, Attempt, Glance, Reading},
    watching::Watching,
};
use std::{
    future::pending,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::watch,
    task::spawn_blocking,
    time::{Instant, sleep, timeout_at},
};
use usher_ruleset::Diagnostic;

/// How long a read waits for git, or for files that keep changing, before it says so. A checkout that takes longer is
/// read when it is done: the status only says meanwhile what is waited for.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// Most time that a stream of events may put a read off.
const SETTLE_LIMIT: Duration = Duration::from_secs(2);
/// How long until the next attempt: a checkout takes some ten milliseconds.
const RETRY: Duration = Duration::from_millis(50);

pub(super) struct Reader {
    folders: Arc<Folders>,
    quiet: Duration,
    watching: Arc<Mutex<Watching>>,
    events: watch::Receiver<u64>,
    /// Something happened that has not been waited out.
    stirs: bool,
}

impl Reader {
    pub(super) fn new(config: &LiveConfig) -> Self {
        let (sender, events) = watch::channel(0);
        Self {
            folders: Arc::new(config.folders()),
            quiet: config.quiet,
            watching: Arc::new(Mutex::new(Watching::start(sender))),
            events,
            stirs: false,
        }
    }

    /// The folders that it reads.
    pub(super) fn folders(&self) -> &Folders {
        &self.folders
    }

    /// Returns when something happens in the folders. May be cancelled.
    pub(super) async fn stirred(&mut self) {
        if self.events.changed().await.is_err() {
            // No watcher could be had: only the poll wakes the loop.
            pending::<()>().await;
        }
        self.stirs = true;
    }

    /// Whether the folders look other than they did, without reading a rule.
    pub(super) async fn differs_from(&mut self, last: Option<&Glance>) -> bool {
        let folders = Arc::clone(&self.folders);
        let now = spawn_blocking(move || reading::glance(&folders)).await.ok();
        let differs = now.as_ref() != last;
        // A change that no event told of must be waited out too.
        self.stirs |= differs;
        differs
    }

    /// Reads when it is quiet.
    ///
    /// # Errors
    /// What is in the way, when it still is after `patience`.
    pub(super) async fn read(&mut self, patience: Duration) -> Result<Box<Reading>, Diagnostic> {
        let begun = Instant::now();
        loop {
            self.settle().await;
            let (folders, watching) = (Arc::clone(&self.folders), Arc::clone(&self.watching));
            let attempt = spawn_blocking(move || {
                reading::attempt(&folders, |listing| {
                    watching.lock().unwrap_or_else(PoisonError::into_inner).arm(&folders, listing);
                })
            });
            let is_patient = begun.elapsed() < patience;
            match attempt.await {
                Ok(Attempt::Whole(reading)) => return Ok(reading),
                Ok(Attempt::Locked(lock)) if !is_patient => return Err(problem::git_is_working(&lock)),
                Ok(Attempt::Torn) if !is_patient => return Err(problem::never_still(PATIENCE.as_secs())),
                Ok(Attempt::Locked(_) | Attempt::Torn) => sleep(RETRY).await,
                Err(failure) => return Err(problem::compiler_failed(&failure.to_string())),
            }
        }
    }

    /// Waits until nothing has happened for a while, or for as long as a stream of events may put it off.
    async fn settle(&mut self) {
        let limit = Instant::now() + SETTLE_LIMIT;
        loop {
            if self.events.has_changed().unwrap_or(false) {
                self.events.mark_unchanged();
                self.stirs = true;
            }
            if !self.stirs || Instant::now() >= limit {
                self.stirs = false;
                return;
            }
            self.stirs = false;
            let until = limit.min(Instant::now() + self.quiet);
            match timeout_at(until, self.events.changed()).await {
                Ok(Ok(())) => self.stirs = true,
                // Quiet; or there is no watcher, and the time was not waited for.
                Err(_) => return,
                Ok(Err(_)) => {
                    tokio::time::sleep_until(until).await;
                    return;
                }
            }
        }
    }
}
