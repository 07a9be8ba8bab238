//! Problems as data: what is wrong, where, and how to mend it. Rendered at the rim.

use crate::codes::Code;
use serde::Serialize;
use std::sync::Arc;

/// How bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The rule set cannot go live.
    Error,
    /// It can, but probably does not do what was meant.
    Warning,
}

/// Where: 1-based lines and columns, columns in characters; the end is exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
pub struct Span {
    /// First line.
    pub line: u32,
    /// First column.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// Column after the last.
    pub end_column: u32,
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How bad.
    pub severity: Severity,
    /// Stable name of the kind of problem: `E0101`, `W0101`.
    pub code: &'static str,
    /// Path in the source tree.
    pub file: Arc<str>,
    /// Where in it.
    pub span: Span,
    /// What is wrong, in one line.
    pub message: String,
    /// What the marked place is, in a few words.
    pub label: String,
    /// How to mend it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// One problem; how bad it is follows from its code.
    pub(crate) fn new(
        code: Code,
        file: &Arc<str>,
        span: Span,
        message: impl Into<String>,
        label: &str,
        help: Option<String>,
    ) -> Self {
        let (file, message, label) = (Arc::clone(file), message.into(), label.to_owned());
        Self { severity: code.severity(), code: code.name, file, span, message, label, help }
    }
}
