//! The rules that serve, kept equal to the folders they come from: a good change is live in under a second, a bad one
//! changes nothing and is named.
//!
//! Owns reading, watching, archiving and swapping. Must not know the rules' format (`ruleset` compiles) or the database
//! (the archive is a trait).
//!
//! Events only wake the loop. Then: quiet for a moment, no git at work before and after, all bytes read once into memory;
//! the same hash stops there; the tree compiles without an error or not at all; it must not have lost most of its rules;
//! it is archived; only then is it swapped in. So a decision never names a revision that is not archived, and never sees
//! a tree that was half written. While `.git/index.lock` stays, nothing is read, however long that is: after ten seconds
//! the status says so.

mod archive;
mod compiling;
mod config;
mod fixed;
mod follow;
mod git;
mod listing;
mod problem;
mod reader;
mod reading;
mod report;
mod revision_cache;
mod start;
mod status;
mod trial;
mod watching;
mod worker;

#[cfg(test)]
mod tests;

pub use archive::{BadArchive, decode_archive, encode_archive};
pub use config::{DEFAULT_POLL, DEFAULT_QUIET, Folders, LiveConfig, ShrinkPolicy};
pub use follow::{Follow, Seen};
pub use listing::{MAX_DEPTH, MAX_ENTRIES, MAX_FILE_BYTES, MAX_FILES, MAX_TREE_BYTES};
pub use reading::read_folders;
pub use revision_cache::{RevisionCache, RevisionError};
pub use start::StartError;
pub use status::{GitState, LiveStatus, Rejected, WorkTree};

use arc_swap::ArcSwap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::{
    sync::{mpsc, oneshot, watch},
    task::JoinHandle,
};
use usher_model::{Clock, Timestamp};
use usher_routing::Router;
use usher_ruleset::{PluginHealth, ScriptHost};
use usher_store::RevisionStore;

/// Where revisions are archived. An `Arc<dyn Store>` is one.
pub type Archive = dyn RevisionStore + Send + Sync;

/// The rules that serve. Dropping it ends the watching.
pub struct LiveRules {
    shared: Arc<Shared>,
    host: ScriptHost,
    requests: mpsc::Sender<oneshot::Sender<()>>,
    task: Mutex<Option<JoinHandle<()>>>,
}

/// What the loop writes and everybody reads.
struct Shared {
    now: ArcSwap<Snapshot>,
    generation: watch::Sender<u64>,
}

/// Router and status change together.
struct Snapshot {
    router: Arc<Router>,
    status: Arc<LiveStatus>,
}

impl LiveRules {
    /// Reads, compiles and archives what the folders hold, and watches them from then on. Where they hold no good set,
    /// the revision that was live last serves from the archive, and the status says so.
    ///
    /// # Errors
    /// When there is neither a good set nor an archived one, or the database fails.
    pub async fn start(
        config: LiveConfig,
        archive: Arc<Archive>,
        clock: Arc<dyn Clock>,
    ) -> Result<Arc<Self>, StartError> {
        start::start(config, archive, clock).await
    }

    /// The rules as they are now. Taken once for a decision: a decision is pinned to its revision, a session is not.
    pub fn current(&self) -> Arc<Router> {
        Arc::clone(&self.shared.now.load().router)
    }

    /// How the rules stand.
    pub fn status(&self) -> Arc<LiveStatus> {
        Arc::clone(&self.shared.now.load().status)
    }

    /// Looks at the folders now, and answers how the rules stand after that. It does not wait for quiet where nothing
    /// stirs, but it does wait for git, ten seconds at most.
    pub async fn reload(&self) -> Arc<LiveStatus> {
        let (done, ended) = oneshot::channel();
        if self.requests.send(done).await.is_ok() {
            // An error means that the loop was stopped meanwhile; the status is right all the same.
            let _ = ended.await;
        }
        self.status()
    }

    /// How each plug-in has fared, over all revisions.
    pub fn plugin_health(&self, now: Timestamp) -> Vec<PluginHealth> {
        self.host.health(now)
    }

    /// Tells when another set goes live: the generation.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.shared.generation.subscribe()
    }

    /// Ends the watching, and returns when nothing more is written to the archive. What is live goes on serving.
    pub async fn stop(&self) {
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task {
            task.abort();
            // The error only says that it was aborted.
            let _ = task.await;
        }
    }
}

impl Drop for LiveRules {
    fn drop(&mut self) {
        if let Some(task) = self.task.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            task.abort();
        }
    }
}
