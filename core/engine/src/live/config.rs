//! Where the rules are and how patiently they are watched.

use crate::rule_tests::Sandbox;
use std::{path::PathBuf, sync::Arc, time::Duration};

/// How long nothing may happen before a read, where nothing else is said.
pub const DEFAULT_QUIET: Duration = Duration::from_millis(200);
/// How often to look without being woken, where nothing else is said.
pub const DEFAULT_POLL: Duration = Duration::from_secs(2);

/// The folders that rules and plug-ins are read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folders {
    /// The rules: `rules/` in a source tree.
    pub rules: PathBuf,
    /// The admin's own plug-ins: `plugins/` in a source tree. A folder that is not there means the built-in ones only.
    pub plugins: Option<PathBuf>,
}

/// Whether a set may go live that lost most of its distribution rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ShrinkPolicy {
    /// It is refused: more likely half a checkout than a wish.
    #[default]
    Refuse,
    /// It may.
    Allow,
}

/// How to keep rules live.
#[derive(Debug, Clone)]
pub struct LiveConfig {
    /// Where the rules are.
    pub rules_dir: PathBuf,
    /// Where the admin's own plug-ins are. A folder that is not there means the built-in ones only.
    pub plugins_dir: Option<PathBuf>,
    /// How long nothing may happen in the folders before they are read.
    pub quiet: Duration,
    /// How often the folders are looked at without being woken.
    pub poll: Duration,
    /// Whether a set may go live that lost most of its distribution rules.
    pub allow_shrink: ShrinkPolicy,
    /// Where the rules' own tests are run, where they ask for that before an edit goes live.
    pub sandbox: Option<Arc<dyn Sandbox>>,
}

impl LiveConfig {
    /// The folders, with the usual patience.
    pub fn new(rules_dir: PathBuf, plugins_dir: Option<PathBuf>) -> Self {
        Self {
            rules_dir,
            plugins_dir,
            quiet: DEFAULT_QUIET,
            poll: DEFAULT_POLL,
            allow_shrink: ShrinkPolicy::default(),
            sandbox: None,
        }
    }

    /// The folders as absolute paths, so that a later change of the working directory cannot move them.
    pub(super) fn folders(&self) -> Folders {
        let absolute = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
        Folders { rules: absolute(&self.rules_dir), plugins: self.plugins_dir.as_ref().map(absolute) }
    }
}
