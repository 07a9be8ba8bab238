//! A script as a strategy: one call, run inline, that cannot take anything down with it.

use crate::{
    answer,
    call::{Call, MAX_OPERATIONS, Stop, Turn},
    candidates::{Candidates, FactsHandle},
    failure,
};
use rhai::{AST, CallFnOptions, Dynamic, Engine, Position, Scope};
use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};
use usher_model::{Strategy, StrategyAnswer, StrategyError, StrategyId, StrategyInput};

/// How many parameters the function has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parameters {
    /// `fn pick(candidates)`
    Candidates = 1,
    /// `fn pick(candidates, facts)`
    CandidatesAndFacts = 2,
}

/// A compiled strategy.
pub struct ScriptStrategy {
    /// Its name in rules.
    pub id: StrategyId,
    /// The file's path in the source tree, for errors.
    pub path: String,
    /// The shared engine.
    pub engine: Arc<Engine>,
    /// The compiled file.
    pub ast: Arc<AST>,
    /// The function that is called.
    pub function: String,
    /// What it takes.
    pub parameters: Parameters,
    /// Where it begins in the file.
    pub begins: Position,
}

impl Strategy for ScriptStrategy {
    fn id(&self) -> &StrategyId {
        &self.id
    }

    fn order(&self, input: &StrategyInput<'_>) -> Result<StrategyAnswer, StrategyError> {
        let call = Call::new(input);
        // The engine holds nothing that a panic could leave half-written: scripts keep no state between calls.
        let result = catch_unwind(AssertUnwindSafe(|| {
            let returned = call.run(|| self.call(&call));
            match (call.stopped(), returned) {
                // Some native functions of Rhai swallow a termination and go on, so the flag comes before the result.
                (Some(Stop::Operations), _) => Err(StrategyError::Operations { limit: MAX_OPERATIONS }),
                (Some(Stop::Deadline), _) => Err(StrategyError::Deadline),
                (None, Err(error)) => Err(failure::explain(&self.path, self.begins, *error)),
                (None, Ok(value)) => answer::order(&value, input),
            }
        }));
        let order = result.unwrap_or_else(|panic| Err(StrategyError::Panicked { message: said(panic.as_ref()) }))?;
        Ok(StrategyAnswer {
            order,
            took_turn: call.turn() == Turn::Taken,
            operations: call.operations(),
            log: call.into_log(),
        })
    }
}

impl ScriptStrategy {
    fn call(&self, call: &Call<'_>) -> Result<Dynamic, Box<rhai::EvalAltResult>> {
        let options = CallFnOptions::new().eval_ast(false);
        let (scope, candidates) = (&mut Scope::new(), Candidates::all(call));
        match self.parameters {
            Parameters::Candidates => {
                self.engine.call_fn_with_options(options, scope, &self.ast, &self.function, (candidates,))
            }
            Parameters::CandidatesAndFacts => {
                self.engine.call_fn_with_options(options, scope, &self.ast, &self.function, (candidates, FactsHandle))
            }
        }
    }
}

fn said(panic: &(dyn Any + Send)) -> String {
    let message = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    message.unwrap_or("no message").to_owned()
}
