//! Rhai's errors in our words, with their place.

use crate::{
    api::type_words,
    memory::{MAX_NESTING, TOO_NESTED},
};
use rhai::{EvalAltResult, Position};
use usher_model::ScriptError;

/// Why a call gave no answer, and where in the script.
#[derive(Debug)]
pub struct Failure {
    /// Why.
    pub error: ScriptError,
    /// Where, as far as it is known.
    pub position: Position,
}

/// What a script's error means. `file` is its path in the source tree, `begins` where the function that was called does.
///
/// Rhai gives an error over a limit the place of the call it came out of, and none in the function that the host called:
/// such an error is told at the beginning of that function.
pub fn explain(file: &str, begins: Position, error: EvalAltResult) -> Failure {
    let (mut error, position) = innermost(error, begins);
    error.clear_position();
    let place = place(file, position);
    let error = match error {
        EvalAltResult::ErrorStackOverflow(_) => size(place, "functions call each other too deeply"),
        EvalAltResult::ErrorTooManyVariables(_) => size(place, "too many variables"),
        EvalAltResult::ErrorDataTooLarge(what, _) if what == TOO_NESTED => {
            size(place, &format!("lists and maps nest deeper than {MAX_NESTING}"))
        }
        EvalAltResult::ErrorDataTooLarge(what, _) => size(place, &format!("{} is over its limit", what.to_lowercase())),
        EvalAltResult::ErrorRuntime(value, _) => ScriptError::Failed { place, message: cut(&value.to_string()) },
        other => ScriptError::Failed { place, message: cut(&plain(&other)) },
    };
    Failure { error, position }
}

/// What is called nothing in these messages is `()`: most likely a fact or record that is absent.
pub fn speaks_of_nothing(message: &str) -> bool {
    message.split(|letter: char| !letter.is_alphabetic()).any(|word| word == "nothing")
}

/// Rhai's error in plain words.
fn plain(error: &EvalAltResult) -> String {
    match error {
        EvalAltResult::ErrorFunctionNotFound(signature, _) => no_function(signature),
        EvalAltResult::ErrorDotExpr(said, _) => match said.split('\'').collect::<Vec<_>>()[..] {
            [_, property, _, kind, _] => format!("there is no property `{property}` on {}", named(kind)),
            _ => said.clone(),
        },
        EvalAltResult::ErrorMismatchDataType(expected, given, _)
        | EvalAltResult::ErrorMismatchOutputType(expected, given, _) => match (expected.as_str(), given.as_str()) {
            (expected, "") => format!("{} is needed here", named(expected)),
            ("", given) => format!("{} will not do here", named(given)),
            (expected, given) => format!("{} is needed here, not {}", named(expected), named(given)),
        },
        EvalAltResult::ErrorIndexingType(said, _) => {
            let kind = said.split(" [").next().unwrap_or(said);
            format!("{} is not read in brackets", named(kind))
        }
        EvalAltResult::ErrorFor(_) => {
            "`for` goes through candidates, lists, texts and ranges, and not through this".to_owned()
        }
        EvalAltResult::ErrorArrayBounds(length, index, _) => {
            format!("there is no value {index}: the list has {length}, counted from 0")
        }
        EvalAltResult::ErrorStringBounds(length, index, _) => {
            format!("there is no character {index}: the text has {length}, counted from 0")
        }
        other => other.to_string(),
    }
}

/// `+ (candidates, i64)`, or `least (candidates, i64)`.
fn no_function(signature: &str) -> String {
    let (name, rest) = signature.split_once(" (").unwrap_or((signature, ""));
    let given: Vec<_> = rest.trim_end_matches(')').split(", ").filter(|kind| !kind.is_empty()).collect();
    // Taken apart the name of the unit type loses its brackets.
    let given: Vec<_> =
        given.iter().map(|kind| if *kind == "(" { "nothing".to_owned() } else { named(kind) }).collect();
    let is_word = name.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    match (is_word, &given[..]) {
        (_, []) => format!("there is no function `{name}` without values"),
        (false, [one]) => format!("`{name}` does not work on {one}"),
        (false, [one, other]) => format!("`{name}` does not work on {one} and {other}"),
        (_, all) => format!("there is no function `{name}` for {}", all.join(" and ")),
    }
}

/// A type of Rhai's messages, as the manual names it.
fn named(kind: &str) -> String {
    let kind = kind.split(" | ").last().unwrap_or(kind).trim();
    match kind {
        "String" | "&str" | "ImmutableString" => "a text".to_owned(),
        other if other.contains("range") || other.contains("Range") => "a range".to_owned(),
        other => match type_words(other) {
            "something else" => format!("`{other}`"),
            words => words.to_owned(),
        },
    }
}

/// Longest message of a script's error, in characters: it is kept with the decision.
const MAX_MESSAGE_CHARS: usize = 500;

fn cut(message: &str) -> String {
    match message.char_indices().nth(MAX_MESSAGE_CHARS) {
        Some((end, _)) => format!("{}…", &message[..end]),
        None => message.to_owned(),
    }
}

fn size(place: String, message: &str) -> ScriptError {
    ScriptError::Size { place, message: message.to_owned() }
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
