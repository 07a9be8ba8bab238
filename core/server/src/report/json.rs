//! For programs: problems alone as one array, tests as one object that has the problems too.

use super::{Case, Outcome, Report, Suite, from_here};
use serde_json::{Map, Value, json};
use usher_engine::live::Folders;
use usher_ruleset::Diagnostic;

pub(super) fn render(report: &Report<'_>) -> Value {
    let problems = problems(&report.problems, report.folders);
    let Some(tests) = &report.tests else { return problems };
    let mut object = Map::new();
    object.insert("files".to_owned(), report.suites().iter().map(|suite| of(suite, report.folders)).collect());
    object.insert("diagnostics".to_owned(), problems);
    object.insert("cases".to_owned(), tests.cases().into());
    object.insert("failed".to_owned(), tests.failed().into());
    object.extend(tests.more.clone());
    Value::Object(object)
}

fn problems(problems: &[Diagnostic], folders: &Folders) -> Value {
    let placed =
        |problem: &Diagnostic| Diagnostic { file: from_here(&problem.file, folders).into(), ..problem.clone() };
    let problems: Vec<Diagnostic> = problems.iter().map(placed).collect();
    // Plain data with text keys: there is nothing in it that JSON cannot say.
    serde_json::to_value(problems).expect("problems are plain data")
}

fn of(suite: &Suite, folders: &Folders) -> Value {
    let mut object = Map::new();
    object.insert("name".to_owned(), json!(suite.name));
    object.insert("file".to_owned(), json!(from_here(&suite.file, folders)));
    object.insert("cases".to_owned(), suite.cases.iter().map(case).collect());
    object.extend(suite.more.clone());
    Value::Object(object)
}

fn case(case: &Case) -> Value {
    let mut object = Map::new();
    object.insert("name".to_owned(), json!(case.name));
    object.insert("line".to_owned(), json!(case.line));
    object.insert("column".to_owned(), json!(case.column));
    object.insert("passed".to_owned(), json!(case.passed()));
    if let Outcome::Failed { message, .. } = &case.outcome {
        object.insert("message".to_owned(), json!(message));
    }
    object.extend(case.more.clone());
    Value::Object(object)
}
