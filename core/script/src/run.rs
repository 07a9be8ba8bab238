//! One call of a script, run inline, that cannot take anything down with it: what all kinds of offers share.
//!
//! Owns the way from the host into a script and back: the parameters that a function names, the limits, the panics, the
//! health. Must not know what the kinds return: each has a file below.

mod compute;
mod hook;
mod predicate;
mod strategy;

use crate::{
    answer,
    api::{Candidates, EventHandle, FactsHandle, ParamsHandle, RecordsHandle, SessionHandle},
    call::{Call, Input, Stop, Stream, Turn},
    failure::{self, Failure},
    health::{PluginPulse, Spent},
    manifest::{Limits, Offer, OfferKind, Params},
    memory::{MAX_BYTES, ReadWhole},
    plugin::Bound,
};
use rhai::{AST, CallFnOptions, Dynamic, Engine, EvalAltResult, FuncArgs, Position, Scope};
use std::{
    any::Any,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};
use usher_model::{Called, Context, HookInput, OfferName, ScriptError, StrategyInput};

/// A function of a script, ready to be called.
pub struct Script {
    /// What it belongs to.
    pub name: OfferName,
    /// What the manifest says of it.
    pub offer: Arc<Offer>,
    /// The file's path in the source tree, for errors.
    pub path: String,
    /// The shared engine.
    pub engine: Arc<Engine>,
    /// The compiled file.
    pub ast: Arc<AST>,
    /// The variables that it may copy.
    pub read_whole: Arc<ReadWhole>,
    /// What the function takes, in its order.
    pub takes: Vec<Takes>,
    /// Where it begins in the file.
    pub begins: Position,
    /// What its calls report to.
    pub pulse: PluginPulse,
}

/// What a function may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// The members of the group.
    Candidates,
    /// What is known.
    Facts,
    /// The visitor's records.
    Records,
    /// The parameters of this use.
    Params,
    /// What happened.
    Event,
    /// The session it happened to.
    Session,
}

impl Takes {
    /// By the name of a function's parameter.
    pub fn of(name: &str) -> Option<Self> {
        Some(match name {
            "candidates" => Self::Candidates,
            "facts" => Self::Facts,
            "records" => Self::Records,
            "params" => Self::Params,
            "event" => Self::Event,
            "session" => Self::Session,
            _ => return None,
        })
    }
}

/// A script with the parameters of one use.
struct Use {
    script: Arc<Script>,
    params: rhai::Map,
    stream: Stream,
}

/// How a call went, with what only the host asks.
pub struct Ended<T> {
    /// What it came to.
    pub result: Result<T, Failure>,
    /// Script operations used.
    pub operations: u64,
    /// Time spent.
    pub time: Duration,
    /// Lines it logged.
    pub log: Vec<String>,
    turn: Turn,
}

/// Makes a script what its kind is.
pub fn bind(script: Arc<Script>, params: &Params) -> Bound {
    let kind = script.offer.kind.clone();
    // Equal keys are equal predicates: the parameters are part of it. Their names come in order.
    let key = if params.is_empty() {
        script.name.to_string()
    } else {
        format!("{} {}", script.name, serde_json::Value::Object(params.clone()))
    };
    let used = Use { params: to_map(params), stream: Stream::of(&key), script };
    match kind {
        OfferKind::Strategy => Bound::Strategy(Arc::new(strategy::ScriptStrategy::new(used))),
        OfferKind::Predicate => Bound::Predicate(Arc::new(predicate::ScriptPredicate::new(used, key))),
        OfferKind::Compute => Bound::Compute(Arc::new(compute::ScriptCompute::new(used))),
        OfferKind::Hook { on, .. } => Bound::Hook(Arc::new(hook::ScriptHook::new(used, on))),
    }
}

impl Use {
    /// Calls the script and reads what it returns.
    fn call<T>(
        &self,
        context: &Context<'_>,
        input: Input<'_>,
        read: impl FnOnce(&Dynamic) -> Result<T, ScriptError>,
    ) -> Called<T> {
        self.call_with_turn(context, input, read).0
    }

    fn call_with_turn<T>(
        &self,
        context: &Context<'_>,
        input: Input<'_>,
        read: impl FnOnce(&Dynamic) -> Result<T, ScriptError>,
    ) -> (Called<T>, Turn) {
        let script = &self.script;
        if let Err(tripped) = script.pulse.admit(context.now) {
            return (Called { result: Err(tripped), operations: 0, log: Vec::new() }, Turn::Untouched);
        }
        let ended = script.run(&self.params, self.stream, context, input, read);
        let result = ended.result.map_err(|failure| failure.error);
        let spent = Spent { operations: ended.operations, time: ended.time };
        script.pulse.note(&script.name_in_rules(), context.now, spent, result.as_ref().err());
        (Called { result, operations: ended.operations, log: ended.log }, ended.turn)
    }
}

/// Runs a script once, without counting it, and tells how it fails.
pub fn failure_of(
    script: &Script,
    params: &Params,
    strategy: &StrategyInput<'_>,
    hook: &HookInput<'_>,
) -> Option<Failure> {
    let (params, stream, context) = (to_map(params), Stream::of(""), &strategy.context);
    match &script.offer.kind {
        OfferKind::Strategy => {
            let read = |value: &Dynamic| answer::order(value, strategy);
            script.run(&params, stream, context, Input::Strategy(strategy), read).result.err()
        }
        OfferKind::Predicate => script.run(&params, stream, context, Input::Look, answer::truth).result.err(),
        OfferKind::Compute => script.run(&params, stream, context, Input::Look, answer::value).result.err(),
        OfferKind::Hook { effects, .. } => {
            let read = |value: &Dynamic| answer::effects(value, effects);
            script.run(&params, stream, context, Input::Hook(hook), read).result.err()
        }
    }
}

/// Runs something under a call and reads what it returns. `file` is the script's path, `begins` where in it this begins.
pub fn attempt<T>(
    call: Call<'_>,
    (file, begins): (&str, Position),
    evaluate: impl FnOnce(&Call<'_>) -> Result<Dynamic, Box<EvalAltResult>>,
    read: impl FnOnce(&Dynamic) -> Result<T, ScriptError>,
) -> Ended<T> {
    let here = |error| Failure { error, position: begins };
    // The engine holds nothing that a panic could leave half-written: scripts keep no state between calls.
    let result = catch_unwind(AssertUnwindSafe(|| {
        let returned = call.run(|| evaluate(&call));
        let result = match (call.stopped(), returned) {
            // Some native functions of Rhai swallow a termination and go on, so the flag comes before the result.
            (Some(stop), _) => Err(here(over(stop, call.limits()))),
            (None, Err(error)) => Err(failure::explain(file, begins, *error)),
            (None, Ok(value)) => read(&value).map_err(here),
        };
        (result, call.time())
    }));
    let panicked = |panic: Box<dyn Any + Send>| here(ScriptError::Panicked { message: said(panic.as_ref()) });
    let (result, time) = result.unwrap_or_else(|panic| (Err(panicked(panic)), Duration::ZERO));
    Ended { result, time, operations: call.operations(), turn: call.turn(), log: call.into_log() }
}

const fn over(stop: Stop, limits: Limits) -> ScriptError {
    match stop {
        Stop::Operations => ScriptError::Operations { limit: limits.operations },
        Stop::Deadline => ScriptError::Deadline { limit: limits.time },
        Stop::Memory => ScriptError::Memory { limit: MAX_BYTES },
    }
}

impl Script {
    /// How rules name it: a strategy by its id alone.
    fn name_in_rules(&self) -> impl fmt::Display + '_ {
        fmt::from_fn(|f| match self.offer.kind {
            OfferKind::Strategy => write!(f, "{}", self.name.offer),
            _ => write!(f, "{}", self.name),
        })
    }

    fn run<T>(
        &self,
        params: &rhai::Map,
        stream: Stream,
        context: &Context<'_>,
        input: Input<'_>,
        read: impl FnOnce(&Dynamic) -> Result<T, ScriptError>,
    ) -> Ended<T> {
        let call = Call::new(stream.within(context), input, params, &self.read_whole, self.offer.limits);
        attempt(call, (&self.path, self.begins), |call| self.evaluate(call), read)
    }

    fn evaluate(&self, call: &Call<'_>) -> Result<Dynamic, Box<EvalAltResult>> {
        let options = CallFnOptions::new().eval_ast(false);
        let given = Given { takes: &self.takes, call };
        self.engine.call_fn_with_options(options, &mut Scope::new(), &self.ast, &self.offer.function, given)
    }
}

/// What a function is given, in the order in which it names it.
struct Given<'a, 'c> {
    takes: &'a [Takes],
    call: &'a Call<'c>,
}

impl FuncArgs for Given<'_, '_> {
    fn parse<A: Extend<Dynamic>>(self, args: &mut A) {
        args.extend(self.takes.iter().map(|takes| match takes {
            Takes::Candidates => Dynamic::from(Candidates::all(self.call)),
            Takes::Facts => Dynamic::from(FactsHandle),
            Takes::Records => Dynamic::from(RecordsHandle),
            Takes::Params => Dynamic::from(ParamsHandle),
            Takes::Event => Dynamic::from(EventHandle),
            Takes::Session => match self.call.input {
                Input::Hook(input) if input.session.is_some() => Dynamic::from(SessionHandle),
                _ => Dynamic::UNIT,
            },
        }));
    }
}

fn to_map(params: &Params) -> rhai::Map {
    params.iter().map(|(name, value)| (name.as_str().into(), to_dynamic(value))).collect()
}

/// A JSON value as scripts see it.
fn to_dynamic(value: &serde_json::Value) -> Dynamic {
    use serde_json::Value as Json;
    match value {
        Json::Null => Dynamic::UNIT,
        Json::Bool(value) => (*value).into(),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => whole.into(),
            None => number.as_f64().unwrap_or(f64::NAN).into(),
        },
        Json::String(text) => text.as_str().into(),
        Json::Array(values) => values.iter().map(to_dynamic).collect::<rhai::Array>().into(),
        Json::Object(entries) => to_map(entries).into(),
    }
}

fn said(panic: &(dyn Any + Send)) -> String {
    let message = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    message.unwrap_or("no message").to_owned()
}

impl fmt::Debug for Use {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} with {:?}", self.script.name, self.params)
    }
}
impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name)
    }
}
