//! For people at a terminal.

use super::{Outcome, Report, Suite, counted, from_here, write_quietly};
use std::{
    env,
    fmt::Write as _,
    io::{self, IsTerminal},
    sync::Arc,
};
use usher_engine::live::Folders;
use usher_ruleset::{Diagnostic, Severity, SourceTree, Style, render_human};

/// Prints problems to standard error: message, place, excerpt, help; and once, where to read more.
pub(crate) fn print_problems(problems: &[Diagnostic], sources: &SourceTree, folders: Option<&Folders>) {
    write_quietly(&mut io::stderr(), &words(problems, sources, folders, style()));
}

/// Colours where somebody sees them and did not ask for none: <https://no-color.org>.
fn style() -> Style {
    let is_plain = !io::stderr().is_terminal() || env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if is_plain { Style::Plain } else { Style::Colored }
}

/// Problems in words, each followed by an empty line.
pub(super) fn words(problems: &[Diagnostic], sources: &SourceTree, folders: Option<&Folders>, style: Style) -> String {
    let mut out = String::new();
    for problem in problems {
        let source = sources.files.get(&problem.file).and_then(|bytes| std::str::from_utf8(bytes).ok());
        // Writing to a String cannot fail: here and below.
        let file =
            folders.map_or_else(|| Arc::clone(&problem.file), |folders| from_here(&problem.file, folders).into());
        let placed = Diagnostic { file, ..problem.clone() };
        let _ok = writeln!(out, "{}\n", render_human(&placed, source, style));
    }
    // Errors come first: they are what keeps rules from going live.
    let worst = problems.iter().find(|problem| problem.severity == Severity::Error).or(problems.first());
    if let Some(problem) = worst {
        let _ok = writeln!(out, "help: `usher explain-code {}` tells more about that kind of problem\n", problem.code);
    }
    out
}

pub(super) fn render(report: &Report<'_>) -> String {
    let mut out = String::new();
    for suite in report.suites() {
        suite_in_words(suite, report.folders, &mut out);
    }
    if let Some(tests) = &report.tests {
        for note in &tests.notes {
            let _ok = writeln!(out, "{}", visible(note));
        }
        if !out.is_empty() {
            out.push('\n');
        }
    }
    if !report.summary.is_empty() {
        let _ok = writeln!(out, "{}", visible(&report.summary));
    }
    out
}

fn suite_in_words(suite: &Suite, folders: &Folders, out: &mut String) {
    let shown = |file: &str| visible(&from_here(file, folders));
    let (file, cases) = (shown(&suite.file), counted(suite.cases.len(), "case"));
    let _ok = match suite.failed() {
        0 => writeln!(out, "ok    {file}  {cases}"),
        failed => writeln!(out, "FAIL  {file}  {failed} of {cases}"),
    };
    for case in &suite.cases {
        let Outcome::Failed { text, .. } = &case.outcome else { continue };
        let _ok = writeln!(out, "      {} ({}:{})", visible(&case.name), shown(&case.file), case.line);
        for line in text.lines() {
            let _ok = writeln!(out, "          {}", visible(line));
        }
    }
}

/// A text without characters that steer a terminal, or that XML cannot hold: it may come from a visitor or a script.
/// Line breaks and tabs stay.
pub(crate) fn visible(text: &str) -> String {
    let is_strange = |letter: char| {
        letter.is_control() && !matches!(letter, '\n' | '\t') || matches!(letter, '\u{fffe}' | '\u{ffff}')
    };
    text.chars().map(|letter| if is_strange(letter) { char::REPLACEMENT_CHARACTER } else { letter }).collect()
}
