//! A small company in a temporary folder, an archive in memory, and waiting for conditions.

use crate::live::{LiveConfig, LiveRules, LiveStatus, StartError};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tempfile::TempDir;
use usher_model::{ManualClock, Revision, Timestamp};
use usher_store::{RevisionStore, StoreError};

/// Generous: a busy machine must not fail a test.
const BOUND: Duration = Duration::from_mins(1);
/// So long that only events and requests can wake the loop.
pub(super) const NEVER: Duration = Duration::from_hours(24);

/// A folder with rules, and what was archived of them.
pub(super) struct Place {
    pub(super) root: TempDir,
    pub(super) archive: Arc<MemoryArchive>,
}

impl Place {
    /// A company with as many rules, each named `marker`.
    pub(super) fn new(marker: &str, rules: usize) -> Self {
        let place = Self { root: tempfile::tempdir().expect("a temporary folder"), archive: Arc::default() };
        write_company(&place.rules(), marker, rules);
        place
    }
    pub(super) fn rules(&self) -> PathBuf {
        self.root.path().join("rules")
    }
    pub(super) fn rule(&self, at: usize) -> PathBuf {
        self.rules().join(rule_path(at))
    }
    /// Watches by events alone.
    pub(super) fn config(&self) -> LiveConfig {
        let config = LiveConfig::new(self.rules(), Some(self.root.path().join("plugins")));
        LiveConfig { quiet: Duration::from_millis(50), poll: NEVER, ..config }
    }
    pub(super) async fn start(&self) -> Arc<LiveRules> {
        self.start_with(self.config()).await.expect("the rules are good")
    }
    pub(super) async fn start_with(&self, config: LiveConfig) -> Result<Arc<LiveRules>, StartError> {
        let clock = ManualClock::new(Timestamp::from_millis(1_000));
        LiveRules::start(config, self.archive.clone(), Arc::new(clock)).await
    }
}

fn rule_path(at: usize) -> String {
    format!("distribution/rule-{at:03}.yaml")
}

pub(super) fn rule_text(marker: &str) -> String {
    format!("name: {marker}\ngroup: care\nstrategy: [load]\n")
}

/// Not YAML, at line 2.
pub(super) fn broken_text(marker: &str) -> String {
    format!("name: {marker}\ngroup: [[care\n")
}

pub(super) fn write_company(rules: &Path, marker: &str, count: usize) {
    let write = |path: &str, text: &str| {
        let path = rules.join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folders can be made");
        fs::write(path, text).expect("files can be written");
    };
    write("workspace.yaml", "name: Lantern\ntime_zone: Europe/Berlin\ndefault_locale: en\n");
    write("groups/care.yaml", "name: Care\nmembers:\n  agents: []\n");
    for at in 0..count {
        write(&rule_path(at), &rule_text(marker));
    }
}

/// As editors save: a new file, moved over the old one.
pub(super) fn save_by_rename(path: &Path, text: &str) {
    let aside = path.with_extension("yaml.tmp");
    fs::write(&aside, text).expect("files can be written");
    fs::rename(aside, path).expect("files can be moved");
}

/// The names of the live rules, in order.
pub(super) fn names(live: &LiveRules) -> Vec<String> {
    live.current().ruleset().rules.iter().map(|rule| rule.name.clone()).collect()
}

/// Waits until the status is as wanted.
pub(super) async fn until(live: &LiveRules, wanted: impl Fn(&LiveStatus) -> bool) -> Arc<LiveStatus> {
    let waited = async {
        loop {
            let status = live.status();
            if wanted(&status) {
                return status;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let came = tokio::time::timeout(BOUND, waited).await.ok();
    came.unwrap_or_else(|| panic!("never came to be; the status is {:?}", live.status()))
}

/// Waits until the rules bear these names.
pub(super) async fn until_names(live: &LiveRules, wanted: &[&str]) -> Arc<LiveStatus> {
    until(live, |_| names(live) == wanted).await
}

/// The codes of the status's problems, each once.
pub(super) fn codes(status: &LiveStatus) -> Vec<&'static str> {
    let mut codes: Vec<_> = status.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    codes.dedup();
    codes
}

/// Runs git, deaf to the machine's own settings.
pub(super) fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "init.defaultBranch=main"])
        .args(["-c", "core.hooksPath=", "-c", "gc.auto=0", "-c", "commit.gpgSign=false"])
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .expect("git can be run");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// An archive in memory that can be made to fail.
#[derive(Default)]
pub(super) struct MemoryArchive {
    revisions: Mutex<Vec<(Revision, Vec<u8>)>>,
    fails: AtomicBool,
    is_held: AtomicBool,
    waits: AtomicBool,
}

impl MemoryArchive {
    pub(super) fn holds(&self, revision: &Revision) -> bool {
        self.revisions.lock().expect("no test panics under it").iter().any(|(known, _)| known == revision)
    }
    pub(super) fn start_failing(&self) {
        self.fails.store(true, Ordering::SeqCst);
    }
    pub(super) fn stop_failing(&self) {
        self.fails.store(false, Ordering::SeqCst);
    }
    /// Lets nothing in until it is let go: whatever is being validated stays so.
    pub(super) fn hold(&self) {
        self.is_held.store(true, Ordering::SeqCst);
    }
    pub(super) fn let_go(&self) {
        self.is_held.store(false, Ordering::SeqCst);
    }
    /// Returns when something waits to be let in.
    pub(super) async fn until_it_waits(&self) {
        let waited = async {
            while !self.waits.load(Ordering::SeqCst) {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::time::timeout(BOUND, waited).await.expect("something is archived");
    }
    /// Every revision that was archived, the latest last.
    pub(super) fn archived(&self) -> Vec<Revision> {
        let revisions = self.revisions.lock().expect("no test panics under it");
        revisions.iter().map(|(revision, _)| revision.clone()).collect()
    }
    /// Makes what is archived unreadable.
    pub(super) fn damage(&self) {
        for (_, sources) in self.revisions.lock().expect("no test panics under it").iter_mut() {
            sources.truncate(sources.len() - 1);
        }
    }
}

#[async_trait::async_trait]
impl RevisionStore for MemoryArchive {
    async fn archive_revision(&self, revision: Revision, sources: Vec<u8>, _at: Timestamp) -> Result<(), StoreError> {
        if self.fails.load(Ordering::SeqCst) {
            return Err(StoreError::Driver("the disk is full".into()));
        }
        while self.is_held.load(Ordering::SeqCst) {
            self.waits.store(true, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let mut revisions = self.revisions.lock().expect("no test panics under it");
        revisions.retain(|(known, _)| *known != revision);
        revisions.push((revision, sources));
        Ok(())
    }
    async fn revision_sources(&self, revision: &Revision) -> Result<Option<Vec<u8>>, StoreError> {
        let revisions = self.revisions.lock().expect("no test panics under it");
        Ok(revisions.iter().find(|(known, _)| known == revision).map(|(_, sources)| sources.clone()))
    }
    async fn latest_revision(&self) -> Result<Option<Revision>, StoreError> {
        Ok(self.revisions.lock().expect("no test panics under it").last().map(|(revision, _)| revision.clone()))
    }
}
