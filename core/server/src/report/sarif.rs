//! SARIF 2.1.0 (OASIS), as code scanning reads it: one run, a rule for each code that occurs with its page of the guide,
//! and a result for each problem and each case that failed.

use super::{
    Report, meanings,
    place::{Address, address},
    visible,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use usher_engine::live::Folders;
use usher_ruleset::{Severity, Span};

/// The rule of results that are tests.
const TEST: &str = "failed-test";

/// `guide` is the guide's address, where others can read it.
pub(super) fn render(report: &Report<'_>, guide: Option<&str>) -> Value {
    let occurring: BTreeSet<&str> = report.problems.iter().map(|problem| problem.code).collect();
    let meanings = meanings();
    let mut rules: Vec<Value> = occurring.iter().map(|code| rule(code, meanings.get(code).copied(), guide)).collect();
    let mut results: Vec<Value> = Vec::new();
    for problem in &report.problems {
        let text = match &problem.help {
            Some(help) => format!("{}. Help: {help}", problem.message),
            None => problem.message.clone(),
        };
        let location = location(&problem.file, &region(problem.span), report.folders);
        results.push(result(problem.code, level(problem.severity), &text, &location));
    }
    for (suite, case, message, text) in report.failures() {
        let place = json!({ "startLine": case.line.max(1), "startColumn": case.column.max(1) });
        let text = format!("{}: {}: {message}\n{text}", suite.name, case.name);
        results.push(result(TEST, "error", text.trim_end(), &location(&case.file, &place, report.folders)));
    }
    if report.failures().next().is_some() {
        rules.push(json!({
            "id": TEST,
            "shortDescription": { "text": "a test that failed" },
            "defaultConfiguration": { "level": "error" },
        }));
    }
    for result in &mut results {
        let at = rules.iter().position(|rule| rule["id"] == result["ruleId"]);
        if let (Some(at), Some(result)) = (at, result.as_object_mut()) {
            result.insert("ruleIndex".to_owned(), at.into());
        }
    }
    let mut driver = json!({ "name": "usher", "semanticVersion": env!("CARGO_PKG_VERSION"), "rules": rules });
    if let Some(guide) = guide {
        driver["informationUri"] = json!(guide);
    }
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(code: &str, meaning: Option<&str>, guide: Option<&str>) -> Value {
    let severity = if code.starts_with('W') { Severity::Warning } else { Severity::Error };
    let mut rule = json!({
        "id": code,
        "shortDescription": { "text": meaning.unwrap_or(code) },
        "defaultConfiguration": { "level": level(severity) },
    });
    // An address that only the author's machine knows would lead everybody else nowhere.
    if let Some(guide) = guide {
        rule["helpUri"] = json!(format!("{guide}/codes/{code}"));
    }
    if let Some(page) = usher_guide::code_page(code) {
        rule["help"] = json!({ "text": page, "markdown": page });
    }
    rule
}

fn result(rule: &str, level: &str, text: &str, location: &Value) -> Value {
    json!({ "ruleId": rule, "level": level, "message": { "text": visible(text) }, "locations": [location] })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn location(file: &str, region: &Value, folders: &Folders) -> Value {
    let artifact = match address(file, folders) {
        Address::Inside(path) => json!({ "uri": path, "uriBaseId": "%SRCROOT%" }),
        Address::Whole(url) => json!({ "uri": url }),
    };
    json!({ "physicalLocation": { "artifactLocation": artifact, "region": region } })
}

/// Both count from 1, columns in characters, and end behind the last.
fn region(span: Span) -> Value {
    json!({
        "startLine": span.line.max(1),
        "startColumn": span.column.max(1),
        "endLine": span.end_line.max(span.line).max(1),
        "endColumn": span.end_column.max(1),
    })
}
