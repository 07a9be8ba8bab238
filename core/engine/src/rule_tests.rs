//! Running the rules' own tests: each case is a company at one moment, in a store of its own, and the engine that serves
//! the real one. Nothing is decided here.
//!
//! Owns how a case is staged and judged. Must not know which store stands behind the sandbox, nor how a report is shown.

mod coverage;
mod expectation;
mod fairness;
mod fillers;
mod mocks;
mod outcome;
mod reason;
mod report;
mod scenario;
mod simulation;
#[cfg(test)]
mod tests;
mod world;

pub use coverage::Coverage;
pub use report::{CaseOutcome, FileOutcome, Miss, TestReport};

use std::{fmt, sync::Arc};
use usher_model::Epoch;
use usher_routing::Router;
use usher_ruleset::{RuleCase, RuleTests, Scenario, ScriptHost, Simulation};
use usher_store::{Store, StoreError};

/// Where tests may try things out.
#[async_trait::async_trait]
pub trait Sandbox: Send + Sync + fmt::Debug {
    /// A new store that begins with this epoch, is empty, and belongs to nobody else. It is closed after its use.
    ///
    /// # Errors
    /// When it cannot be made.
    async fn store(&self, epoch: Epoch) -> Result<Arc<dyn Store>, StoreError>;
}

/// Which tests to run.
#[derive(Debug, Clone, Default)]
pub struct TestOptions {
    /// Only the cases that have this in their name, and the files of this stem.
    pub only: Option<String>,
}

/// Why the tests could not be run to the end. What a case makes of its session is never that: it is told in the report.
#[derive(Debug, thiserror::Error)]
pub enum TestError {
    /// The sandbox failed.
    #[error("the tests have nowhere to run: {0}")]
    Sandbox(#[from] StoreError),
}

/// Runs the tests of a rule set, one after another, in the order of their files. The same rules give the same report.
///
/// The rules should be compiled by a [`ScriptHost::for_replay`]: what scripts do in tests must not count for those that
/// serve.
///
/// # Errors
/// When the sandbox fails.
pub async fn run(router: &Arc<Router>, sandbox: &dyn Sandbox, options: &TestOptions) -> Result<TestReport, TestError> {
    // One for all: what tells how plug-ins fare is never asked here.
    let host = ScriptHost::for_replay();
    let mut coverage = Coverage::of(router.ruleset());
    let mut files = Vec::new();
    for tests in &router.ruleset().tests {
        let stage = Stage { router, sandbox, host: &host, file: &tests.file };
        let mut cases = Vec::new();
        for case in tests.cases.iter().filter(|case| options.means(tests, &case.name)) {
            cases.push(run_case(case, &stage, &mut coverage).await?);
        }
        for scenario in tests.scenarios.iter().filter(|scenario| options.means(tests, &scenario.name)) {
            cases.push(run_scenario(scenario, &stage, &mut coverage).await?);
        }
        for run in tests.simulations.iter().filter(|run| options.means(tests, &run.name)) {
            cases.push(run_simulation(run, &stage).await?);
        }
        if !cases.is_empty() {
            files.push(FileOutcome { file: Arc::clone(&tests.file), name: tests.name.clone(), cases });
        }
    }
    Ok(TestReport { files, coverage })
}

/// Where the tests of one file are run.
struct Stage<'a> {
    router: &'a Arc<Router>,
    sandbox: &'a dyn Sandbox,
    host: &'a ScriptHost,
    file: &'a Arc<str>,
}

impl TestOptions {
    fn means(&self, tests: &RuleTests, name: &str) -> bool {
        let Some(only) = &self.only else { return true };
        let stem = tests.file.rsplit('/').next().and_then(|file| file.strip_suffix(".yaml"));
        name.contains(only.as_str()) || stem == Some(only)
    }
}

/// One session is one step: the company is staged, somebody writes, and what came of it is compared.
async fn run_case(case: &RuleCase, stage: &Stage<'_>, coverage: &mut Coverage) -> Result<CaseOutcome, StoreError> {
    let given = case.given.given();
    let router = mocks::router(stage.router, &case.given.mocks(), stage.file);
    let store = stage.sandbox.store(world::epoch(&given)).await?;
    let staged = world::World::new(&router, &given, Arc::clone(&store), stage.host).await;
    let outcome = match staged {
        Ok(world) => match world.open().await {
            Ok(session) => outcome::Came::of(&world, session).await,
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    };
    store.close().await;
    Ok(match outcome {
        Ok(came) => {
            coverage.note(&came);
            let misses: Vec<Miss> =
                case.expect.iter().flat_map(|one| expectation::misses(one, &came, &router)).collect();
            let trace = if misses.is_empty() { String::new() } else { came.to_string() };
            CaseOutcome { name: case.name.clone(), span: case.span, misses, trace }
        }
        Err(error) => CaseOutcome::not_run(&case.name, case.span, &error.to_string()),
    })
}

/// The company is staged, and then things happen one after another. Each scenario is told like a case.
async fn run_scenario(
    scenario: &Scenario,
    stage: &Stage<'_>,
    coverage: &mut Coverage,
) -> Result<CaseOutcome, StoreError> {
    let given = scenario.given.given();
    let router = mocks::router(stage.router, &scenario.given.mocks(), stage.file);
    let store = stage.sandbox.store(world::epoch(&given)).await?;
    let told = match world::World::new(&router, &given, Arc::clone(&store), stage.host).await {
        Ok(world) => scenario::run(scenario, &world, coverage).await,
        Err(error) => Err(error),
    };
    store.close().await;
    Ok(match told {
        Ok((misses, trace)) => CaseOutcome { name: scenario.name.clone(), span: scenario.span, misses, trace },
        Err(error) => CaseOutcome::not_run(&scenario.name, scenario.span, &error.to_string()),
    })
}

async fn run_simulation(run: &Simulation, stage: &Stage<'_>) -> Result<CaseOutcome, StoreError> {
    let given = run.given.given();
    let router = mocks::router(stage.router, &run.given.mocks(), stage.file);
    let store = stage.sandbox.store(world::epoch(&given)).await?;
    let shared = match world::World::new(&router, &given, Arc::clone(&store), stage.host).await {
        Ok(world) => simulation::run(run, &world).await,
        Err(error) => Err(error),
    };
    store.close().await;
    Ok(match shared {
        Ok(shared) => {
            let misses: Vec<Miss> = run.expect.iter().flat_map(|one| shared.misses(one)).collect();
            let trace = if misses.is_empty() { String::new() } else { shared.to_string() };
            CaseOutcome { name: run.name.clone(), span: run.span, misses, trace }
        }
        Err(error) => CaseOutcome::not_run(&run.name, run.span, &error.to_string()),
    })
}
