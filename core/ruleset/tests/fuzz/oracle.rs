//! What must hold whatever is compiled.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::LazyLock,
};
use usher_ruleset::{Diagnostic, FormatError, ScriptHost, Severity, SourceTree, Style, render_human};

/// One for all: compiling says nothing of how scripts fared.
static HOST: LazyLock<ScriptHost> = LazyLock::new(ScriptHost::new);

/// It ends without a panic, with errors exactly where no set comes out, at places that exist, and twice alike.
pub fn compile(tree: &SourceTree) {
    let compiled = survives(tree, || usher_ruleset::compile(tree, &HOST));
    let has_errors = compiled.diagnostics.iter().any(|problem| problem.severity == Severity::Error);
    assert_eq!(compiled.ruleset.is_none(), has_errors, "{}", shown(tree));
    for problem in &compiled.diagnostics {
        assert!(is_within(problem, tree), "{problem:?}\n{}", shown(tree));
        let source = tree.files.get(&problem.file).and_then(|bytes| std::str::from_utf8(bytes).ok());
        let rendered = survives(tree, || render_human(problem, source, Style::Plain));
        assert!(rendered.contains(problem.code), "{rendered}");
        let said = [&problem.message, &problem.label];
        let help = problem.help.iter();
        let is_plain = said.into_iter().chain(help).all(|text| !text.chars().any(|c| c.is_control() && c != '\n'));
        assert!(is_plain, "a terminal would obey {problem:?}");
    }
    let again = survives(tree, || usher_ruleset::compile(tree, &HOST));
    assert_eq!(compiled.diagnostics, again.diagnostics, "{}", shown(tree));
    let revision = |set: Option<usher_ruleset::RuleSet>| set.map(|set| set.revision);
    assert_eq!(revision(compiled.ruleset), revision(again.ruleset));
}

/// Laying it out again changes nothing, and what cannot be laid out is said so.
pub fn format(bytes: &[u8]) {
    const FILE: &str = "rules/prompts/any.yaml";
    let laid = catch_unwind(|| usher_ruleset::format(FILE, bytes));
    let laid = laid.unwrap_or_else(|_| panic!("laying this out failed:\n{}", String::from_utf8_lossy(bytes)));
    match laid {
        Ok(laid) => match usher_ruleset::format(FILE, laid.as_bytes()) {
            Ok(again) => assert_eq!(laid, again),
            Err(error) => panic!("what was laid out cannot be laid out again: {error}\n{laid}"),
        },
        Err(FormatError::Unreadable(problems)) => assert!(!problems.is_empty()),
        Err(_) => {}
    }
}

/// Lines and columns of its file. An empty line, or the end of the file, has a place too.
fn is_within(problem: &Diagnostic, tree: &SourceTree) -> bool {
    let span = problem.span;
    let is_span = span.line >= 1 && span.column >= 1 && (span.line, span.column) < (span.end_line, span.end_column);
    // What is missing altogether is told at the beginning of where it would be.
    let Some(bytes) = tree.files.get(&problem.file) else { return is_span && span.line == 1 };
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let lines: Vec<&str> = text.split('\n').collect();
    let fits = |line: u32, column: u32| {
        let line = lines.get(line as usize - 1);
        line.is_some_and(|line| column as usize <= line.chars().count() + 2)
    };
    is_span && fits(span.line, span.column) && fits(span.end_line, span.end_column)
}

fn survives<T>(tree: &SourceTree, run: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| panic!("this tree panics:\n{}", shown(tree)))
}

/// The files that are not built in, as one text.
fn shown(tree: &SourceTree) -> String {
    let own = tree.files.iter().filter(|(path, _)| !path.starts_with("plugins/load/"));
    own.map(|(path, bytes)| format!("=== {path}\n{}\n", String::from_utf8_lossy(bytes))).collect::<Vec<_>>().concat()
}
