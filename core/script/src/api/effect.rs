//! What a hook may ask for: effects, built within their limits.
//!
//! A limit that is passed is an error where the effect is built, not where it would be carried out.

use super::{
    Fallible, handed, raise,
    registry::{Described, Registry},
};
use crate::call::{Call, Input, with_call};
use rhai::{Array, Dynamic, ImmutableString, Map};
use serde_json::{Number, Value as Json};
use std::{str::FromStr, sync::Arc};
use usher_model::{
    BadSlug, Effect, EffectKind, MAX_FIELD_CHARS, MAX_PAYLOAD_BYTES, MAX_PRIORITY, MAX_REASON_CHARS, Value,
};

/// Deepest nesting of a payload.
const MAX_PAYLOAD_DEPTH: usize = 8;

/// An effect that a script built: what `tag("angry")` gives. A script may copy it, and is charged for one.
#[derive(Debug, Clone)]
pub struct EffectValue(Arc<Effect>);

impl EffectValue {
    /// The effect.
    pub fn effect(&self) -> &Effect {
        &self.0
    }
}

/// The effect that a function of this name builds.
pub fn kind_of(function: &str) -> Option<EffectKind> {
    EffectKind::ALL.iter().copied().find(|kind| kind.word() == function)
}

/// An argument of an effect, as it is written out in a script.
#[derive(Debug, Clone, Copy)]
pub enum Written<'a> {
    /// A text.
    Text(&'a str),
    /// A whole number.
    Number(i64),
    /// Anything else, in words.
    Other(&'static str),
}

/// Checks an argument that is written out, without building the effect.
///
/// # Errors
/// With what would do.
pub fn check_argument(kind: EffectKind, place: usize, given: Written<'_>) -> Result<(), String> {
    let words = match given {
        Written::Text(_) => "a text",
        Written::Number(_) => "a whole number",
        Written::Other(words) => words,
    };
    let is = match (kind, place) {
        (EffectKind::SetPriority, 0) => "a whole number",
        (EffectKind::CallWebhook, 1) => "a map",
        (EffectKind::SetField, 1) if !matches!(words, "a list" | "a map") => words,
        (EffectKind::SetField, 1) => "a text, a number, `true`, `false` or `()`",
        (_, 0) | (EffectKind::AskTransfer, 1) => "a text",
        _ => words,
    };
    if is != words {
        let place = if place == 0 { "" } else { " as its second value" };
        return Err(format!("`{}` takes {is}{place}, not {words}", kind.word()));
    }
    match (kind, place, given) {
        (EffectKind::SetPriority, 0, Written::Number(priority)) => within(priority).map(drop),
        (EffectKind::SetPriority, _, _) => Ok(()),
        (EffectKind::AskTransfer, 1, Written::Text(reason)) => short("reason for a transfer", reason, MAX_REASON_CHARS),
        (EffectKind::SetField, 1, Written::Text(text)) => short("text of a field", text, MAX_FIELD_CHARS),
        (_, 0, Written::Text(given)) => slug::<usher_model::TagName>(kind, given).map(drop),
        _ => Ok(()),
    }
}

/// Registers them.
pub fn register(registry: &mut Registry<'_>) {
    registry
        .kind::<EffectValue>("effect")
        .add(
            Described { signature: "tag(tag: text) -> effect", doc: "Marks the session. Tags are ids such as `angry`; a session bears at most 50.", example: "tag(\"angry\")" },
            |tag: &str| built(|| Ok(Effect::Tag { tag: slug(EffectKind::Tag, tag)? })),
        )
        .add(
            Described {
                signature: "set_priority(priority: integer) -> effect",
                doc: "Moves the session forward or back in its queue: from -100 to 100, higher is served first, 0 is where sessions begin.",
                example: "set_priority(50)",
            },
            |priority: i64| built(|| Ok(Effect::SetPriority { priority: within(priority)? })),
        )
        .add(
            Described {
                signature: "send_prompt(prompt: text) -> effect",
                doc: "Writes a prompt of the rules to the visitor, by its id.",
                example: "send_prompt(\"sorry\")",
            },
            |prompt: &str| built(|| Ok(Effect::SendPrompt { prompt: slug(EffectKind::SendPrompt, prompt)? })),
        )
        .add(
            Described {
                signature: "set_field(name: text, value: text or integer or number or bool or ()) -> effect",
                doc: "Keeps a value with the session; `()` removes it. A text has at most 1,000 characters.",
                example: "set_field(\"mood\", \"bad\")",
            },
            |field: &str, value: Dynamic| {
                built(|| Ok(Effect::SetField { field: slug(EffectKind::SetField, field)?, value: kept(&value)? }))
            },
        )
        .add(
            Described {
                signature: "ask_transfer(group: text, reason: text) -> effect",
                doc: "Asks that another group takes over. Agents see the request, with its reason, in the session's history.",
                example: "ask_transfer(\"billing\", \"asks for a refund\")",
            },
            |group: &str, reason: &str| {
                built(|| {
                    short("reason for a transfer", reason, MAX_REASON_CHARS)?;
                    let group = slug(EffectKind::AskTransfer, group)?;
                    Ok(Effect::AskTransfer { group, reason: reason.to_owned() })
                })
            },
        )
        .add(
            Described {
                signature: "call_webhook(webhook: text) -> effect",
                doc: "Tells a webhook of the rules of the event.",
                example: "call_webhook(\"pager\")",
            },
            |webhook: &str| {
                built(|| Ok(Effect::CallWebhook { webhook: slug(EffectKind::CallWebhook, webhook)?, payload: None }))
            },
        )
        .add(
            Described {
                signature: "call_webhook(webhook: text, payload: map) -> effect",
                doc: "Tells a webhook of the rules of the event, and more: texts, numbers, yes or no, lists and maps of at most 8 KiB as JSON.",
                example: "call_webhook(\"pager\", #{ urgent: true })",
            },
            |webhook: &str, payload: Map| {
                built(|| {
                    let webhook = slug(EffectKind::CallWebhook, webhook)?;
                    Ok(Effect::CallWebhook { webhook, payload: Some(json_of(&payload)?) })
                })
            },
        );
}

fn built(build: impl FnOnce() -> Result<Effect, String>) -> Fallible<EffectValue> {
    with_call(|call| {
        if !is_hook(call) {
            return Err(raise("only hooks build effects"));
        }
        let effect = build().map_err(raise)?;
        call.charge(256 + cost(&effect))?;
        Ok(EffectValue(Arc::new(effect)))
    })
}

const fn is_hook(call: &Call<'_>) -> bool {
    matches!(call.input, Input::Hook(_))
}

/// The texts of an effect, in bytes. Ids are short.
fn cost(effect: &Effect) -> u64 {
    match effect {
        Effect::SetField { value: Some(Value::Text(text)), .. } => handed::bytes(text.len()),
        Effect::AskTransfer { reason, .. } => handed::bytes(reason.len()),
        // A tree of values takes several times the room of its text.
        Effect::CallWebhook { payload: Some(_), .. } => 4 * handed::bytes(MAX_PAYLOAD_BYTES),
        _ => 0,
    }
}

fn slug<T: FromStr<Err = BadSlug>>(kind: EffectKind, given: &str) -> Result<T, String> {
    given.parse().map_err(|bad: BadSlug| format!("`{}`: {bad}", kind.word()))
}

fn within(priority: i64) -> Result<i64, String> {
    if (-MAX_PRIORITY..=MAX_PRIORITY).contains(&priority) {
        Ok(priority)
    } else {
        Err(format!("`set_priority` goes from -{MAX_PRIORITY} to {MAX_PRIORITY}, not to {priority}"))
    }
}

fn short(what: &str, text: &str, most: usize) -> Result<(), String> {
    let count = text.chars().count();
    if count <= most { Ok(()) } else { Err(format!("a {what} has at most {most} characters, this one has {count}")) }
}

fn kept(given: &Dynamic) -> Result<Option<Value>, String> {
    if given.is_unit() {
        return Ok(None);
    }
    if let Some(text) = given.read_lock::<ImmutableString>() {
        short("text of a field", &text, MAX_FIELD_CHARS)?;
        return Ok(Some(Value::from(text.as_str())));
    }
    match (given.as_int(), given.as_float(), given.as_bool(), given.as_char()) {
        (Ok(number), ..) => Ok(Some(Value::Int(number))),
        (_, Ok(number), ..) if number.is_finite() => Ok(Some(Value::Float(number))),
        (_, _, Ok(flag), _) => Ok(Some(Value::Bool(flag))),
        (_, _, _, Ok(letter)) => Ok(Some(Value::from(letter.to_string()))),
        (_, Ok(_), ..) => Err("a field cannot hold a number without end".to_owned()),
        _ => Err(format!("a field holds a text, a number, `true`, `false` or `()`, not {}", handed::words(given))),
    }
}

/// A payload as JSON. What is left of the budget falls with every value, so that nothing is built that is too large.
fn json_of(payload: &Map) -> Result<Json, String> {
    let mut budget = MAX_PAYLOAD_BYTES;
    let json = json_map(payload, MAX_PAYLOAD_DEPTH, &mut budget)?;
    // Escapes make a text longer than it was.
    if json.to_string().len() > MAX_PAYLOAD_BYTES { Err(too_large()) } else { Ok(json) }
}

fn json(given: &Dynamic, depth: usize, budget: &mut usize) -> Result<Json, String> {
    if let Some(entries) = given.read_lock::<Map>() {
        return json_map(&entries, depth, budget);
    }
    if let Some(values) = given.read_lock::<Array>() {
        let depth = deeper(depth)?;
        spend(budget, 2)?;
        return values.iter().map(|value| json(value, depth, budget)).collect();
    }
    if let Some(text) = given.read_lock::<ImmutableString>() {
        spend(budget, text.len())?;
        return Ok(Json::from(text.as_str()));
    }
    spend(budget, 1)?;
    match (given.as_int(), given.as_float(), given.as_bool(), given.as_char()) {
        _ if given.is_unit() => Ok(Json::Null),
        (Ok(number), ..) => Ok(Json::from(number)),
        (_, Ok(number), ..) => Number::from_f64(number)
            .map(Json::Number)
            .ok_or_else(|| "a payload cannot hold a number without end".to_owned()),
        (_, _, Ok(flag), _) => Ok(Json::from(flag)),
        (_, _, _, Ok(letter)) => Ok(Json::from(letter.to_string())),
        _ => Err(format!(
            "a payload holds texts, numbers, `true`, `false`, lists and maps, not {}",
            handed::words(given)
        )),
    }
}

fn json_map(entries: &Map, depth: usize, budget: &mut usize) -> Result<Json, String> {
    let depth = deeper(depth)?;
    spend(budget, 2)?;
    let mut object = serde_json::Map::new();
    for (name, value) in entries {
        spend(budget, name.len())?;
        object.insert(name.to_string(), json(value, depth, budget)?);
    }
    Ok(Json::Object(object))
}

fn deeper(depth: usize) -> Result<usize, String> {
    depth.checked_sub(1).ok_or_else(|| format!("a payload goes at most {MAX_PAYLOAD_DEPTH} lists and maps deep"))
}

fn spend(budget: &mut usize, bytes: usize) -> Result<(), String> {
    *budget = budget.checked_sub(bytes).ok_or_else(too_large)?;
    Ok(())
}

fn too_large() -> String {
    format!("a payload has at most {MAX_PAYLOAD_BYTES} bytes as JSON, this one has more")
}
