//! What the console, `/readyz` and the log say about the rules.

use std::sync::Arc;
use usher_model::{Revision, Timestamp};
use usher_ruleset::{Diagnostic, SourceTree};

/// Whether files are as their commit has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkTree {
    /// What was read is what the commit says, no more and no less.
    Clean,
    /// Something was changed, added or taken away since.
    Changed,
    /// Nobody can tell: the commit is not all there, or another repository lies within the rules.
    Unknown,
}

/// Where a folder with rules stands in git.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitState {
    /// The commit that is checked out.
    pub commit: String,
    /// Whether the rule files and plug-ins are that commit's.
    pub tree: WorkTree,
}

/// A change that did not go live.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// What was refused; none where the files could not be read as one whole.
    pub revision: Option<Revision>,
    /// When it was first refused.
    pub at: Timestamp,
    /// Where it stands in git, if it could be read and is in a repository.
    pub git: Option<GitState>,
}

/// How the rules stand.
#[derive(Debug, Clone)]
pub struct LiveStatus {
    /// What serves.
    pub revision: Revision,
    /// Counts the sets that went live since the start, from 1.
    pub generation: u64,
    /// When this set went live.
    pub loaded_at: Timestamp,
    /// Whether what serves is what the folders hold, as far as was last seen.
    pub last_reload_successful: bool,
    /// Whether the archive serves, because the folders held no good set at the start.
    pub from_cache: bool,
    /// The change that was refused, until it is repaired.
    pub rejected: Option<Rejected>,
    /// All that is wrong with the refused change, or the warnings of the set that serves.
    pub diagnostics: Vec<Diagnostic>,
    /// Where the folder with the rules stood when it was last read well, if it is in a git repository.
    pub git: Option<GitState>,
    /// The tree that the diagnostics speak of, for excerpts.
    pub sources: Arc<SourceTree>,
}
