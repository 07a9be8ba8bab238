//! Exit codes: a contract that scripts rely on.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is well.
    Fine,
    /// Something failed.
    Failed,
    /// Wrong usage. Most of it is found while the command line is parsed, which exits by itself.
    Usage,
    /// There were warnings, and `--deny-warnings` was given.
    Warnings,
    /// The rules are invalid: `EX_CONFIG` of sysexits.
    InvalidRules,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Fine => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Warnings => 3,
            Exit::InvalidRules => 78,
        })
    }
}
