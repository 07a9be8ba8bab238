//! Rhai's errors in our words, with their place.

use crate::call::MAX_OPERATIONS;
use rhai::{EvalAltResult, Position};
use usher_model::StrategyError;

/// What a script's error means. `file` is its path in the source tree, `begins` where the strategy's function does.
///
/// Rhai gives an error over a limit the place of the call it came out of, and none in the function that the host called:
/// such an error is told at the beginning of that function.
pub fn explain(file: &str, begins: Position, error: EvalAltResult) -> StrategyError {
    let (mut error, position) = innermost(error, begins);
    error.clear_position();
    let place = place(file, position);
    match error {
        EvalAltResult::ErrorTooManyOperations(_) => StrategyError::Operations { limit: MAX_OPERATIONS },
        EvalAltResult::ErrorStackOverflow(_) => size(place, "functions call each other too deeply"),
        EvalAltResult::ErrorTooManyVariables(_) => size(place, "too many variables"),
        EvalAltResult::ErrorDataTooLarge(what, _) => size(place, &format!("{} is over its limit", what.to_lowercase())),
        EvalAltResult::ErrorRuntime(value, _) => StrategyError::Failed { place, message: value.to_string() },
        other => StrategyError::Failed { place, message: other.to_string() },
    }
}

fn size(place: String, message: &str) -> StrategyError {
    StrategyError::Size { place, message: message.to_owned() }
}

/// The error that began it, and the closest place that is known of it.
fn innermost(error: EvalAltResult, outer: Position) -> (EvalAltResult, Position) {
    let position = error.position().or_else(outer);
    match error {
        EvalAltResult::ErrorInFunctionCall(_, _, inner, _) => innermost(*inner, position),
        other => (other, position),
    }
}

fn place(file: &str, position: Position) -> String {
    match (position.line(), position.position()) {
        (Some(line), Some(column)) => format!("{file}:{line}:{column}"),
        (Some(line), None) => format!("{file}:{line}"),
        _ => file.to_owned(),
    }
}
