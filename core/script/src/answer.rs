//! What a script's return value says about the candidates.

use crate::candidates::{Candidates, One};
use rhai::{Array, Dynamic, ImmutableString};
use usher_model::{StrategyError, StrategyInput};

/// Indices into the candidates, best first, each once.
///
/// # Errors
/// When the value is no choice of candidates.
pub fn order(value: &Dynamic, input: &StrategyInput<'_>) -> Result<Vec<usize>, StrategyError> {
    let mut order = Vec::new();
    if let Some(candidates) = value.read_lock::<Candidates>() {
        // A handle never names anybody twice.
        order.extend(candidates.order().iter().map(|at| *at as usize));
    } else if let Some(values) = value.read_lock::<Array>() {
        let mut named = vec![false; input.candidates.len()];
        for value in values.iter() {
            let at = one(value, input).map_err(|given| wrong(format!("a list with {given} in it")))?;
            if !std::mem::replace(&mut named[at], true) {
                order.push(at);
            }
        }
    } else if !value.is_unit() {
        order.push(one(value, input).map_err(wrong)?);
    }
    Ok(order)
}

fn one(value: &Dynamic, input: &StrategyInput<'_>) -> Result<usize, String> {
    if let Some(one) = value.read_lock::<One>() {
        return Ok(one.index() as usize);
    }
    let Some(id) = value.read_lock::<ImmutableString>() else {
        return Err(described(value));
    };
    input
        .candidates
        .binary_search_by(|candidate| candidate.id().as_str().cmp(id.as_str()))
        .map_err(|_| format!("`{}`, which is the id of nobody in the group", cut(&id)))
}

fn described(value: &Dynamic) -> String {
    match value.type_name() {
        "i64" | "f64" => format!("the number {value}"),
        "bool" => format!("`{value}`"),
        "array" => "a list".to_owned(),
        "map" => "a map".to_owned(),
        "()" => "nothing".to_owned(),
        other => format!("a value of type `{other}`"),
    }
}

fn cut(id: &str) -> String {
    id.chars().take(80).collect()
}

const fn wrong(given: String) -> StrategyError {
    StrategyError::WrongReturn { given }
}
