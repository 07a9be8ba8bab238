//! Commands of GitHub's workflows, which show findings at their lines in a pull request.

use super::{Report, place::in_repository, visible};
use std::fmt::Write as _;
use usher_ruleset::{Diagnostic, Severity};

pub(super) fn render(report: &Report<'_>) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail: here and below.
    for problem in &report.problems {
        let _ok = writeln!(out, "{}", annotation(problem, report));
    }
    for (suite, case, message, text) in report.failures() {
        let file = in_repository(&case.file, report.folders);
        let title = format!("{}: {}", suite.name, case.name);
        let _ok = writeln!(
            out,
            "::error file={},line={},col={},title={}::{}",
            property(&file),
            case.line,
            case.column,
            property(&title),
            data(&format!("{message}\n{text}")),
        );
    }
    out
}

fn annotation(problem: &Diagnostic, report: &Report<'_>) -> String {
    let kind = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let file = in_repository(&problem.file, report.folders);
    let span = problem.span;
    let mut place = format!("file={},line={},col={}", property(&file), span.line, span.column);
    // Ends count only within one line, and include the last column.
    if span.end_line == span.line && span.end_column > span.column {
        let _ok = write!(place, ",endLine={},endColumn={}", span.end_line, span.end_column - 1);
    }
    let text = match &problem.help {
        Some(help) => format!("{}\nhelp: {help}", problem.message),
        None => problem.message.clone(),
    };
    format!("::{kind} {place},title={}::{}", property(problem.code), data(&text))
}

fn data(text: &str) -> String {
    // What is left of control characters after this are line breaks and tabs.
    visible(&text.replace("\r\n", "\n")).trim_end().replace('%', "%25").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
