//! The rules' own tests, run before an edit goes live where `workspace.yaml` says `on_reload: tests`.
//!
//! Owns how long that may take, and what is said of an edit that fails. A thread of its own runs them, over a store in a
//! sandbox and on plug-ins of their own: nobody who is served waits for them, and what scripts do in them counts nowhere.

use crate::rule_tests::{CaseOutcome, Sandbox, TestError, TestOptions, TestReport, run};
use std::{sync::Arc, time::Duration};
use usher_routing::Router;
use usher_ruleset::{Diagnostic, Excerpt, OnReload, ScriptHost, Severity, SourceTree, Span, compile};

/// How long the tests may take. Some hundred cases take a second; an edit must not wait for ever.
const MOST_TIME: Duration = Duration::from_mins(1);
/// Where it stands that tests are to be run.
const WORKSPACE: &str = "rules/workspace.yaml";
const WHOLE: Span = Span { line: 1, column: 1, end_line: 1, end_column: 1 };

/// Runs the tests of a tree that compiled to this router. Answers what keeps it from going live: nothing where all pass,
/// or where none are to be run.
pub(super) async fn problems(
    tree: &Arc<SourceTree>,
    router: &Router,
    sandbox: Option<&Arc<dyn Sandbox>>,
) -> Vec<Diagnostic> {
    let set = router.ruleset();
    if set.workspace.on_reload != OnReload::Tests {
        return Vec::new();
    }
    let Some(sandbox) = sandbox else {
        tracing::warn!("the rules ask for their tests to be run, and there is nowhere to run them here");
        return Vec::new();
    };
    if set.tests.is_empty() {
        let message = "`on_reload` asks for the rules' own tests, and there is none".to_owned();
        let help = "Write `tests/<name>.yaml` beside this file, or set `on_reload` to `check`.";
        return vec![hindered(message, help)];
    }
    let (tree, sandbox) = (Arc::clone(tree), Arc::clone(sandbox));
    match tokio::task::spawn_blocking(move || on_this_thread(&tree, sandbox.as_ref())).await {
        Ok(Ok(report)) => report.failures().map(|(file, case)| failed(file, case)).collect(),
        Ok(Err(problem)) => vec![*problem],
        Err(failure) => {
            let help = "Undo the last change, and report this with the change that caused it.";
            vec![hindered(format!("the rules' tests could not be run, by a fault of Usher: {failure}"), help)]
        }
    }
}

fn on_this_thread(tree: &SourceTree, sandbox: &dyn Sandbox) -> Result<TestReport, Box<Diagnostic>> {
    let nowhere = |reason: String| {
        let help = "Mend what is in the way, and reload the rules.";
        Box::new(hindered(format!("the rules' tests could not be run: {reason}"), help))
    };
    let Some(set) = compile(tree, &ScriptHost::for_replay()).ruleset else {
        return Err(nowhere("the rules do not compile a second time".to_owned()));
    };
    let router = Arc::new(Router::new(Arc::new(set)));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| nowhere(error.to_string()))?;
    let options = TestOptions::default();
    // Nobody came to these engines: what they say of their sessions must not stand among what is said of real ones.
    let ran = tracing::subscriber::with_default(tracing::subscriber::NoSubscriber::default(), || {
        runtime.block_on(async { tokio::time::timeout(MOST_TIME, run(&router, sandbox, &options)).await })
    });
    match ran {
        Ok(Ok(report)) => Ok(report),
        Ok(Err(TestError::Sandbox(error))) => Err(nowhere(error.to_string())),
        Err(_) => {
            let message =
                format!("the rules' tests took longer than {} s, so the edit is not live", MOST_TIME.as_secs());
            let help = "Make the simulated runs shorter, or set `on_reload` to `check` and run `usher test` elsewhere.";
            Err(Box::new(hindered(message, help)))
        }
    }
}

/// A case that failed, at the place of the first expectation that was not met.
fn failed(file: &Arc<str>, case: &CaseOutcome) -> Diagnostic {
    let (span, label) = match case.misses.first() {
        Some(miss) => (miss.span, format!("{} came as {}", miss.what, miss.got)),
        None => (case.span, String::new()),
    };
    let misses: Vec<String> = case.misses.iter().map(ToString::to_string).collect();
    Diagnostic {
        severity: Severity::Error,
        code: "E0795",
        file: Arc::clone(file),
        span,
        message: format!("the test `{}` fails: {}", case.name, misses.join("; ")),
        label,
        help: Some("`usher test` tells the whole story of the case.".to_owned()),
        excerpt: Excerpt::Whole,
    }
}

fn hindered(message: String, help: &str) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        code: "E0796",
        file: Arc::from(WORKSPACE),
        span: WHOLE,
        message,
        label: String::new(),
        help: Some(help.to_owned()),
        excerpt: Excerpt::Whole,
    }
}
