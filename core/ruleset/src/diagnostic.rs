//! Problems as data: what is wrong, where, and how to mend it. Rendered at the rim.

use crate::{codes, codes::Code};
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

/// How much of the lines that a problem marks may be shown: logs and pull requests keep what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Excerpt {
    /// All of them.
    #[default]
    Whole,
    /// Nothing from this place on, for a secret begins there, or what may be one.
    Until {
        /// From 1.
        line: u32,
        /// From 1, in characters.
        column: u32,
    },
}

impl Excerpt {
    /// Nothing from the beginning of a span on.
    pub(crate) const fn until(span: Span) -> Self {
        Self::Until { line: span.line, column: span.column }
    }

    /// Whether nothing is hidden.
    const fn is_whole(&self) -> bool {
        matches!(self, Self::Whole)
    }
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
    /// What of the source may be shown beside it. Whoever prints lines of the source without [`crate::render_human`]
    /// must heed it.
    #[serde(skip_serializing_if = "Excerpt::is_whole")]
    pub excerpt: Excerpt,
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
        let (file, label) = (Arc::clone(file), label.to_owned());
        let (message, help) = (without_controls(message.into()), help.map(without_controls));
        let excerpt = if marks_secret(code) { Excerpt::until(span) } else { Excerpt::Whole };
        Self { severity: code.severity(), code: code.name, file, span, message, label, help, excerpt }
    }
}

/// Texts of the files stand in it, and escapes in quotes can hold anything: a terminal must not obey it.
fn without_controls(said: String) -> String {
    let is_obeyed = |c: char| c.is_control() && c != '\n';
    if said.contains(is_obeyed) { said.replace(is_obeyed, "\u{fffd}") } else { said }
}

/// Whether a secret stands at the place of such a problem, or may stand there.
fn marks_secret(code: Code) -> bool {
    [codes::SECRET, codes::BAD_VARIABLE, codes::SECRET_LOOKING].contains(&code)
}
