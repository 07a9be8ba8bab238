//! Running the tests that stand beside plug-ins: `plugins/<id>/tests/*.yaml`.

mod outcome;

pub use outcome::{CaseOutcome, Miss};

use crate::{
    Diagnostic, Severity, SourceTree,
    kind::{
        plugin::Sort,
        plugin_test::{Case, Given, PluginTest},
    },
    plugins::Known,
    sources,
};
use outcome::Answered;
use std::{collections::BTreeMap, sync::Arc};
use usher_model::{Called, Context, Elapsed, HookInput, OfferId, PluginId, StrategyInput};
use usher_script::{Bound, Manifest, ScriptHost};

/// One file of tests, ready to run.
pub struct PluginTestFile {
    file: Arc<str>,
    test: PluginTest,
    manifest: Manifest,
    scripts: Arc<BTreeMap<Arc<str>, Arc<str>>>,
}

/// The tests of all plug-ins, or of one, in order of their files. Of the tree only `plugins/` is read: rules need not
/// be good, nor there. A plug-in that is not there has no tests.
///
/// # Errors
/// All problems of the plug-ins whose tests are asked for.
pub fn plugin_tests(
    tree: &SourceTree,
    host: &ScriptHost,
    only: Option<&PluginId>,
) -> Result<Vec<PluginTestFile>, Vec<Diagnostic>> {
    let (sources, offered) = sources::read_plugins(tree, host);
    let folder = only.map(|plugin| format!("plugins/{plugin}/"));
    let is_asked_for = |file: &str| folder.as_ref().is_none_or(|folder| file.starts_with(folder));
    let problems = sources.readers.into_problems().into_iter();
    let problems: Vec<Diagnostic> = problems.filter(|problem| is_asked_for(&problem.file)).collect();
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Err(problems);
    }
    let tests = sources.tests.into_iter().filter(|test| is_asked_for(&test.file)).filter_map(|test| {
        let Known { raw, scripts, .. } = offered.plugin(&test.item.plugin)?;
        let (manifest, scripts) = (raw.manifest.clone(), Arc::clone(scripts));
        Some(PluginTestFile { file: test.file, test: test.item, manifest, scripts })
    });
    Ok(tests.collect())
}

/// What is doubtful about all plug-ins, or about one: warnings, which keep no test from being run. Of the tree only
/// `plugins/` is read.
pub fn plugin_warnings(tree: &SourceTree, host: &ScriptHost, only: Option<&PluginId>) -> Vec<Diagnostic> {
    let (sources, _) = sources::read_plugins(tree, host);
    let folder = only.map_or_else(|| "plugins/".to_owned(), |plugin| format!("plugins/{plugin}/"));
    let problems = sources.readers.into_problems().into_iter();
    problems.filter(|problem| problem.severity == Severity::Warning && problem.file.starts_with(&folder)).collect()
}

impl PluginTestFile {
    /// Its path in the tree.
    pub fn file(&self) -> &str {
        &self.file
    }
    /// The plug-in that it tests.
    pub fn plugin(&self) -> &PluginId {
        &self.test.plugin
    }
    /// What of the plug-in it tests.
    pub fn offer(&self) -> &OfferId {
        &self.manifest.offers[self.test.at].id
    }
    /// What kind of offer that is: `strategy`, `predicate`, `compute` or `hook`.
    pub fn kind(&self) -> &'static str {
        self.test.sort.word()
    }
    /// How many cases it has.
    pub fn cases(&self) -> usize {
        self.test.cases.len()
    }

    /// Runs all cases, in the order of the file. `elapsed` measures the calls.
    pub fn run(&self, elapsed: Elapsed<'_>) -> Vec<CaseOutcome> {
        self.test.cases.iter().map(|case| self.run_case(case, elapsed)).collect()
    }

    /// A host of its own for each case: what failed in an earlier one must not switch the plug-in off for the next.
    fn run_case(&self, case: &Case, elapsed: Elapsed<'_>) -> CaseOutcome {
        let compiled = ScriptHost::new().compile(&self.manifest, &self.scripts, &[]);
        let bound = compiled.ok().and_then(|plugin| Some(plugin.offers.get(self.test.at)?.bind(&case.params)));
        let called = bound.and_then(|bound| call(&bound, case, elapsed));
        let called = called.unwrap_or_else(|| Called {
            result: Err(usher_model::ScriptError::Failed {
                place: self.file.to_string(),
                message: format!("the plug-in no longer offers this {}", Sort::word(self.test.sort)),
            }),
            operations: 0,
            log: Vec::new(),
        });
        CaseOutcome::of(case, called)
    }
}

fn call(bound: &Bound, case: &Case, elapsed: Elapsed<'_>) -> Option<Called<Answered>> {
    let context =
        Context { facts: &case.facts, records: &case.records, now: case.now, seed: case.seed, elapsed, failures: None };
    Some(match (bound, &case.given) {
        (Bound::Strategy(strategy), Given::Candidates { group, turn, candidates }) => {
            let input = StrategyInput { context, group, candidates, cursor: turn.as_ref() };
            answered(strategy.call(&input), |order| Answered::Order(order.order))
        }
        (Bound::Hook(hook), Given::Event { event, session }) => {
            let input = HookInput { context, event, session: session.as_deref() };
            answered(hook.call(&input), Answered::Effects)
        }
        (Bound::Predicate(predicate), Given::Nothing) => answered(predicate.call(&context), Answered::Holds),
        (Bound::Compute(compute), Given::Nothing) => answered(compute.call(&context), Answered::Value),
        _ => return None,
    })
}

fn answered<T>(called: Called<T>, answer: impl FnOnce(T) -> Answered) -> Called<Answered> {
    Called { result: called.result.map(answer), operations: called.operations, log: called.log }
}
