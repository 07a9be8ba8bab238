//! What the console, `/readyz` and the log say about the rules.

use std::sync::Arc;
use usher_model::{Revision, Timestamp};
use usher_ruleset::{Diagnostic, SourceTree};

/// A change that did not go live.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// What was refused; none where the files could not be read as one whole.
    pub revision: Option<Revision>,
    /// When it was first refused.
    pub at: Timestamp,
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
    /// The commit that the folder with the rules stood at when it was last read well, if it is in a git repository.
    pub git_commit: Option<String>,
    /// The tree that the diagnostics speak of, for excerpts.
    pub sources: Arc<SourceTree>,
}
