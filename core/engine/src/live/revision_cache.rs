//! Routers of archived revisions, compiled when somebody asks why an earlier decision was made.

use super::{Archive, BadArchive, compiling, decode_archive};
use std::{collections::VecDeque, sync::Arc};
use tokio::sync::Mutex;
use usher_model::Revision;
use usher_routing::Router;
use usher_ruleset::{Diagnostic, ScriptHost};
use usher_store::StoreError;

/// Most compiled revisions kept: explaining goes through the sessions of a day, which saw few.
const KEPT: usize = 4;

/// Why a revision cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum RevisionError {
    /// It was never live here.
    #[error("revision {revision} is not archived")]
    Unknown {
        /// Which.
        revision: Revision,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The archive is damaged.
    #[error("revision {revision} is damaged in the archive")]
    Damaged {
        /// Which.
        revision: Revision,
        /// How.
        source: BadArchive,
    },
    /// It was good when it went live, but this version of Usher no longer takes it.
    #[error("revision {revision} does not compile with this version: {} problems", diagnostics.len())]
    Incompatible {
        /// Which.
        revision: Revision,
        /// What is wrong.
        diagnostics: Vec<Diagnostic>,
    },
}

/// The last few archived revisions that were asked for.
pub struct RevisionCache {
    archive: Arc<Archive>,
    /// Latest use first. Held while compiling, so that a revision is compiled once and not by everybody who waits.
    compiled: Mutex<VecDeque<(Revision, Arc<Router>)>>,
}

impl RevisionCache {
    /// An empty cache over the archive that the live rules write.
    pub fn new(archive: Arc<Archive>) -> Self {
        Self { archive, compiled: Mutex::default() }
    }

    /// Keeps a router that is at hand, as if it had been asked for.
    pub(crate) async fn keep(&self, router: &Arc<Router>) {
        self.compiled.lock().await.push_front((router.ruleset().revision.clone(), Arc::clone(router)));
    }

    /// The router of a revision: one that is kept, or one compiled from the archive.
    ///
    /// # Errors
    /// When the revision is not archived, cannot be read, or no longer compiles.
    pub async fn router_for(&self, revision: &Revision) -> Result<Arc<Router>, RevisionError> {
        let mut compiled = self.compiled.lock().await;
        if let Some(at) = compiled.iter().position(|(known, _)| known == revision)
            && let Some(entry) = compiled.remove(at)
        {
            let router = Arc::clone(&entry.1);
            compiled.push_front(entry);
            return Ok(router);
        }
        let router = self.compile(revision).await?;
        compiled.push_front((revision.clone(), Arc::clone(&router)));
        compiled.truncate(KEPT);
        Ok(router)
    }

    async fn compile(&self, revision: &Revision) -> Result<Arc<Router>, RevisionError> {
        let bytes = self.archive.revision_sources(revision).await?;
        let bytes = bytes.ok_or_else(|| RevisionError::Unknown { revision: revision.clone() })?;
        let tree =
            decode_archive(&bytes).map_err(|source| RevisionError::Damaged { revision: revision.clone(), source })?;
        // A host of its own: what is only explained must not count, nor switch off a plug-in that serves.
        let compiled = compiling::compile(Arc::new(tree), ScriptHost::for_replay()).await;
        compiled.router.ok_or_else(|| RevisionError::Incompatible {
            revision: revision.clone(),
            diagnostics: compiled.diagnostics,
        })
    }
}
