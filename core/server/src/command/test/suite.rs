//! A file of the rules' tests, and their coverage, as reports show them.

use crate::report::{Case, Outcome, Suite};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use usher_engine::rule_tests::{CaseOutcome, Coverage, FileOutcome};
use usher_model::RuleId;

/// Where the rules lie that are matched or not.
const RULES: &str = "rules/distribution";

pub(super) fn of(file: &FileOutcome) -> Suite {
    Suite {
        name: file.name.clone(),
        file: file.file.to_string(),
        cases: file.cases.iter().map(|case| case_of(case, &file.file)).collect(),
        more: Map::new(),
    }
}

/// Whether enough rules are matched, as a case of its own: so every format tells it.
pub(super) fn coverage(coverage: &Coverage, least: u32) -> Suite {
    let percent = coverage.percent();
    let missing: Vec<&str> = coverage.missing().map(RuleId::as_str).collect();
    let outcome = if percent >= least {
        Outcome::Passed
    } else {
        let message = format!("{percent} % of the rules are matched by a case, and {least} % must be");
        Outcome::Failed { message, text: format!("no case matches: {}", missing.join(", ")) }
    };
    let case = Case {
        name: format!("{least} % of the rules are matched by a case"),
        file: RULES.to_owned(),
        line: 1,
        column: 1,
        outcome,
        more: Map::new(),
    };
    Suite { name: "Coverage".to_owned(), file: RULES.to_owned(), cases: vec![case], more: Map::new() }
}

fn case_of(case: &CaseOutcome, file: &str) -> Case {
    // Whoever follows the place of a failure wants the expectation.
    let place = case.misses.first().map_or(case.span, |miss| miss.span);
    Case {
        name: case.name.clone(),
        file: file.to_owned(),
        line: place.line,
        column: place.column,
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
    if !case.trace.is_empty() {
        let _ok = write!(text, "\n{}", case.trace);
    }
    Outcome::Failed { message: misses.join("; "), text }
}

fn details(case: &CaseOutcome) -> Map<String, Value> {
    let misses = case.misses.iter().map(|miss| {
        let (line, column) = (miss.span.line, miss.span.column);
        json!({ "what": miss.what, "line": line, "column": column, "expected": miss.expected, "got": miss.got })
    });
    let mut details = Map::new();
    details.insert("misses".to_owned(), misses.collect());
    if !case.trace.is_empty() {
        details.insert("trace".to_owned(), json!(case.trace));
    }
    details
}
