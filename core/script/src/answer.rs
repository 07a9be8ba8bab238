//! What a script's return value says, for each kind of offer.

use crate::api::{Candidates, EffectValue, One, value_words};
use rhai::{Array, Dynamic, ImmutableString};
use std::collections::BTreeSet;
use usher_model::{Effect, EffectKind, MAX_EFFECTS, ScriptError, StrategyInput, Value};

const ORDER: &str = "candidates, one candidate, an agent id, a list of these or `()`";
const EFFECTS: &str = "one effect, a list of effects or `()`";

/// Indices into the candidates, best first, each once.
///
/// # Errors
/// When the value is no choice of candidates.
pub fn order(value: &Dynamic, input: &StrategyInput<'_>) -> Result<Vec<usize>, ScriptError> {
    let wrong = |given| ScriptError::WrongReturn { given, expected: ORDER };
    let mut order = Vec::new();
    if let Some(candidates) = value.read_lock::<Candidates>() {
        // A handle never names anybody twice.
        order.extend(candidates.order().iter().map(|at| *at as usize));
    } else if let Some(values) = value.read_lock::<Array>() {
        let mut named = vec![false; input.candidates.len()];
        let mut add = |at: usize| {
            if !std::mem::replace(&mut named[at], true) {
                order.push(at);
            }
        };
        for value in values.iter() {
            if let Some(candidates) = value.read_lock::<Candidates>() {
                candidates.order().iter().for_each(|at| add(*at as usize));
            } else {
                add(one(value, input).map_err(|given| wrong(format!("a list with {given} in it")))?);
            }
        }
    } else if !value.is_unit() {
        order.push(one(value, input).map_err(wrong)?);
    }
    Ok(order)
}

/// Yes or no.
///
/// # Errors
/// When it is anything else.
pub fn truth(value: &Dynamic) -> Result<bool, ScriptError> {
    value.as_bool().map_err(|_| ScriptError::WrongReturn { given: described(value), expected: "`true` or `false`" })
}

/// A value for a prompt, or none.
///
/// # Errors
/// When it is a list, a map or a handle.
pub fn value(value: &Dynamic) -> Result<Option<Value>, ScriptError> {
    if value.is_unit() {
        return Ok(None);
    }
    if let Some(text) = value.read_lock::<ImmutableString>() {
        return Ok(Some(Value::from(text.as_str())));
    }
    match (value.as_int(), value.as_float(), value.as_bool(), value.as_char()) {
        (Ok(number), ..) => Ok(Some(Value::Int(number))),
        (_, Ok(number), ..) if number.is_finite() => Ok(Some(Value::Float(number))),
        (_, _, Ok(flag), _) => Ok(Some(Value::Bool(flag))),
        (_, _, _, Ok(letter)) => Ok(Some(Value::from(letter.to_string()))),
        _ => Err(ScriptError::WrongReturn {
            given: described(value),
            expected: "a text, a number, `true`, `false` or `()`",
        }),
    }
}

/// Effects, in order, of the kinds that the manifest declares.
///
/// # Errors
/// When it is no effects, too many, or one of another kind.
pub fn effects(value: &Dynamic, declared: &BTreeSet<EffectKind>) -> Result<Vec<Effect>, ScriptError> {
    let wrong = |given| ScriptError::WrongReturn { given, expected: EFFECTS };
    if value.is_unit() {
        return Ok(Vec::new());
    }
    if let Some(values) = value.read_lock::<Array>() {
        if values.len() > MAX_EFFECTS {
            let given = format!("a list of {} effects", values.len());
            return Err(ScriptError::WrongReturn { given, expected: "a list of at most 10" });
        }
        let one = |value| effect(value, declared).map_err(|given| wrong(format!("a list with {given} in it")));
        return values.iter().map(one).collect();
    }
    effect(value, declared).map(|effect| vec![effect]).map_err(wrong)
}

const _: () = assert!(MAX_EFFECTS == 10, "the words above say ten");

fn effect(value: &Dynamic, declared: &BTreeSet<EffectKind>) -> Result<Effect, String> {
    let Some(value) = value.read_lock::<EffectValue>() else { return Err(described(value)) };
    let kind = value.effect().kind();
    if declared.contains(&kind) {
        Ok(value.effect().clone())
    } else {
        Err(format!("`{kind}`, which the manifest does not declare under `effects`,"))
    }
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
        "string" => format!("the text \"{}\"", cut(&value.to_string())),
        "()" => "nothing".to_owned(),
        _ => value_words(value).to_owned(),
    }
}

fn cut(id: &str) -> String {
    id.chars().take(80).collect()
}
