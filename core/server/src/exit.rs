//! Exit codes: a contract that scripts rely on.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is well.
    Fine,
    /// Something failed.
    Failed,
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
            // 2 is wrong usage: clap exits with it by itself.
            Exit::Warnings => 3,
            Exit::InvalidRules => 78,
        })
    }
}
