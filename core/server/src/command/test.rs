//! `usher test`: do the rules do what their own tests say?

mod suite;
#[cfg(test)]
mod tests;

use super::{plugins_beside, wrong_folder};
use crate::{
    cli::TestArgs,
    exit::Exit,
    report::{Report, Tests, counted, errors},
    sandbox::MemorySandbox,
};
use serde_json::{Map, json};
use std::sync::Arc;
use usher_condition::nearest;
use usher_engine::{
    live::{Folders, read_folders},
    rule_tests::{Coverage, TestOptions, TestReport, run},
};
use usher_routing::Router;
use usher_ruleset::{Diagnostic, RuleSet, ScriptHost, SourceTree, compile};

const ALL: &str = "all passed";

/// Runs the tests of a folder of rules.
pub(crate) async fn test(args: &TestArgs) -> Exit {
    if let Some(wrong) = wrong_folder(Some(&args.rules), args.plugins.as_deref()) {
        eprintln!("usher: {wrong}");
        return Exit::Usage;
    }
    let folders =
        Folders { rules: args.rules.clone(), plugins: Some(plugins_beside(&args.rules, args.plugins.as_ref())) };
    let (tree, unreadable) = read_folders(&folders);
    match tested(&tree, unreadable, args).await {
        Ok(ran) => {
            let exit = ran.exit;
            let report = ran.report(&tree, &folders).print(args.findings.format, args.findings.warnings());
            if report == Exit::Fine { exit } else { report }
        }
        Err(refusal) => {
            eprintln!("usher: {}", refusal.message);
            refusal.exit
        }
    }
}

/// What came of the tests.
struct Ran {
    problems: Vec<Diagnostic>,
    tests: Tests,
    summary: String,
    /// How it ends where nothing is wrong that a report shows by itself.
    exit: Exit,
}

impl Ran {
    fn report<'a>(self, sources: &'a SourceTree, folders: &'a Folders) -> Report<'a> {
        Report { problems: self.problems, sources, folders, tests: Some(self.tests), summary: self.summary }
    }
}

/// Why nothing can be said about the tests.
struct Refusal {
    message: String,
    exit: Exit,
}

async fn tested(tree: &SourceTree, unreadable: Vec<Diagnostic>, args: &TestArgs) -> Result<Ran, Refusal> {
    // What scripts do in tests counts nowhere, and no case may switch a plug-in off for the next.
    let compiled = compile(tree, &ScriptHost::for_replay());
    let mut problems = unreadable;
    problems.extend(compiled.diagnostics);
    let Some(set) = compiled.ruleset.filter(|_| errors(&problems) == 0) else {
        let summary = format!("{}: nothing was run", counted(errors(&problems), "error"));
        return Ok(Ran { problems, tests: Tests::default(), summary, exit: Exit::InvalidRules });
    };
    let set = Arc::new(set);
    if let Some(unknown) = args.only.as_deref().and_then(|only| unknown(only, &set)) {
        return Err(Refusal { message: unknown, exit: Exit::Usage });
    }
    let options = TestOptions { only: args.only.clone() };
    let router = Arc::new(Router::new(set));
    let report = run(&router, &MemorySandbox, &options)
        .await
        .map_err(|error| Refusal { message: error.to_string(), exit: Exit::Failed })?;
    Ok(ran(problems, &report, args))
}

fn ran(problems: Vec<Diagnostic>, report: &TestReport, args: &TestArgs) -> Ran {
    let coverage = &report.coverage;
    let mut suites: Vec<_> = report.files.iter().map(suite::of).collect();
    suites.extend(args.fail_under.map(|least| suite::coverage(coverage, least)));
    let mut more = Map::new();
    let mut notes = Vec::new();
    if args.only.is_none() {
        let missing: Vec<&str> = coverage.missing().map(usher_model::RuleId::as_str).collect();
        more.insert(
            "coverage".to_owned(),
            json!({ "rules": coverage.rules(), "percent": coverage.percent(), "missing": missing }),
        );
        // Where too few are matched, the coverage is a case of its own and tells which are not.
        let is_told = args.fail_under.is_some_and(|least| coverage.percent() < least);
        if !missing.is_empty() && report.cases() > 0 && !is_told {
            notes.push(format!("no case matches: {}", missing.join(", ")));
        }
    }
    let tests = Tests { suites, notes, more };
    let (summary, exit) = if report.cases() == 0 {
        // Whoever asks for tests means that there are some.
        ("there are no tests: write one as tests/<name>.yaml beside the rules".to_owned(), Exit::Failed)
    } else {
        (in_one_line(report, coverage, args), Exit::Fine)
    };
    Ran { problems, tests, summary, exit }
}

fn in_one_line(report: &TestReport, coverage: &Coverage, args: &TestArgs) -> String {
    let (files, cases) = (counted(report.files.len(), "file"), counted(report.cases(), "case"));
    let outcome = match report.failures().count() {
        0 => ALL.to_owned(),
        failed => format!("{failed} failed"),
    };
    if args.only.is_some() {
        return format!("{files}, {cases}: {outcome}");
    }
    let matched = coverage.rules() - coverage.missing().len();
    let rules = counted(coverage.rules(), "rule");
    let percent = coverage.percent();
    match args.fail_under.filter(|least| percent < *least) {
        // That all cases passed would say that all is well.
        Some(least) => {
            let outcome = if outcome == ALL { String::new() } else { format!("{outcome}; ") };
            format!("{files}, {cases}: {outcome}only {matched} of {rules} matched ({percent} %), and {least} % must be")
        }
        None => format!("{files}, {cases}: {outcome}; {matched} of {rules} matched ({percent} %)"),
    }
}

/// What is wrong with `--only`, where no case is meant by it.
fn unknown(only: &str, set: &RuleSet) -> Option<String> {
    let names = || {
        set.tests.iter().flat_map(|tests| {
            let cases = tests.cases.iter().map(|case| case.name.as_str());
            cases.chain(tests.simulations.iter().map(|run| run.name.as_str()))
        })
    };
    let stems = || set.tests.iter().filter_map(|tests| tests.file.rsplit('/').next()?.strip_suffix(".yaml"));
    if names().next().is_none() || names().any(|name| name.contains(only)) || stems().any(|stem| stem == only) {
        return None;
    }
    let help =
        nearest(only, names().chain(stems())).map_or_else(String::new, |near| format!(": did you mean `{near}`?"));
    Some(format!("no case has `{only}` in its name, and no file of tests is called so{help}"))
}
