//! A file of a plug-in's tests, as reports show it.

use crate::report::{Case, Outcome, Suite, counted};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use usher_model::Elapsed;
use usher_ruleset::{CaseOutcome, PluginTestFile};

/// Runs a file's cases.
pub(super) fn run(test: &PluginTestFile, elapsed: Elapsed<'_>) -> Suite {
    let mut more = Map::new();
    more.insert("plugin".to_owned(), json!(test.plugin()));
    more.insert("kind".to_owned(), json!(test.kind()));
    more.insert("offer".to_owned(), json!(test.offer()));
    Suite {
        name: format!("{}.{}", test.plugin(), test.offer()),
        file: test.file().to_owned(),
        cases: test.run(elapsed).iter().map(|case| of(case, test.file())).collect(),
        more,
    }
}

fn of(case: &CaseOutcome, file: &str) -> Case {
    Case {
        name: case.name.clone(),
        file: file.to_owned(),
        line: case.span.line,
        column: case.span.column,
        outcome: if case.passed() { Outcome::Passed } else { failed(case) },
        more: details(case),
    }
}

fn failed(case: &CaseOutcome) -> Outcome {
    let misses: Vec<String> = case.misses.iter().map(ToString::to_string).collect();
    let mut text = String::new();
    // Writing to a String cannot fail: here and below.
    for miss in &case.misses {
        let _ok = writeln!(text, "{:<10}  expected  {}", miss.what, miss.expected);
        let _ok = writeln!(text, "{:<10}  got       {}", "", miss.got);
    }
    for (at, candidate) in case.candidates.iter().enumerate() {
        let _ok = writeln!(text, "{:<10}  {candidate}", if at == 0 { "candidates" } else { "" });
    }
    for line in &case.log {
        let _ok = writeln!(text, "log         {line}");
    }
    let _ok = writeln!(text, "used        {}", counted(case.operations, "operation"));
    Outcome::Failed { message: misses.join("; "), text }
}

fn details(case: &CaseOutcome) -> Map<String, Value> {
    let misses =
        case.misses.iter().map(|miss| json!({ "what": miss.what, "expected": miss.expected, "got": miss.got }));
    let mut details = Map::new();
    details.insert("misses".to_owned(), misses.collect());
    details.insert("error".to_owned(), json!(case.error));
    details.insert("operations".to_owned(), json!(case.operations));
    details.insert("log".to_owned(), json!(case.log));
    details
}
