//! How tests went, as data.

use super::Coverage;
use std::{fmt, sync::Arc};
use usher_ruleset::Span;

/// How all tests went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestReport {
    /// The files whose cases were run, in order.
    pub files: Vec<FileOutcome>,
    /// Which rules the cases matched.
    pub coverage: Coverage,
}

impl TestReport {
    /// How many cases were run, scenarios and simulated runs too.
    pub fn cases(&self) -> usize {
        self.files.iter().map(|file| file.cases.len()).sum()
    }

    /// The cases that failed, with their files.
    pub fn failures(&self) -> impl Iterator<Item = (&Arc<str>, &CaseOutcome)> {
        self.files
            .iter()
            .flat_map(|file| file.cases.iter().filter(|case| !case.passed()).map(move |case| (&file.file, case)))
    }
}

/// How the cases of one file went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileOutcome {
    /// Its path in the source tree.
    pub file: Arc<str>,
    /// What it shows.
    pub name: String,
    /// Its cases, then its scenarios, then its simulated runs, in the order of the file.
    pub cases: Vec<CaseOutcome>,
}

/// How one case went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseOutcome {
    /// What it shows.
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    /// What did not come as expected; nothing where it passed.
    pub misses: Vec<Miss>,
    /// Of a case that failed, what happened: rules in order with their reasons, hours, strategies, candidates, prompts.
    pub trace: String,
}

impl CaseOutcome {
    /// Whether everything came as expected.
    pub fn passed(&self) -> bool {
        self.misses.is_empty()
    }

    pub(super) fn not_run(name: &str, span: Span, error: &str) -> Self {
        let expected = "a session that is opened".to_owned();
        let misses = vec![Miss { what: "session", span, expected, got: format!("an error: {error}") }];
        Self { name: name.to_owned(), span, misses, trace: String::new() }
    }
}

/// One thing that did not come as expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miss {
    /// Which key of `expect`: `rule`, `agent`, `jain`.
    pub what: &'static str,
    /// Where what was expected stands.
    pub span: Span,
    /// What was expected.
    pub expected: String,
    /// What came.
    pub got: String,
}

impl fmt::Display for Miss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, got {}", self.what, self.expected, self.got)
    }
}
