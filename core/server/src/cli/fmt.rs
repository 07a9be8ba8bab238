//! `usher fmt`: rule files laid out in one style.

use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct FmtArgs {
    /// The folder of rules.
    #[arg(default_value = "rules")]
    pub rules: PathBuf,
    /// The folder of plug-ins [default: the folder `plugins` beside the rules].
    #[arg(long)]
    pub plugins: Option<PathBuf>,
    /// Write nothing: show what would change, and exit 1 if anything would.
    #[arg(long)]
    check: bool,
    /// Lay out one file from standard input to standard output, for editors.
    #[arg(long, conflicts_with_all = ["rules", "plugins"])]
    pub stdin: bool,
}

/// What becomes of files that are laid out otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FmtMode {
    /// They are written.
    Write,
    /// They are shown.
    Check,
}

impl FmtArgs {
    pub(crate) fn mode(&self) -> FmtMode {
        if self.check { FmtMode::Check } else { FmtMode::Write }
    }
    #[cfg(test)]
    pub(crate) fn new(rules: PathBuf, mode: FmtMode) -> Self {
        Self { rules, plugins: None, check: mode == FmtMode::Check, stdin: false }
    }
}
