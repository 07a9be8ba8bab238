//! Events and effects as a case writes them: the shapes of the model, each value checked where it stands. The tables
//! give the editor's schema too.

use super::session::{CAUSES, REASONS};
use crate::{
    codes, json,
    reader::{Lines, Reader},
    yaml::Node,
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use usher_model::{Effect, EffectKind, HookEvent, HookKind, MAX_PRIORITY, OfferId};

/// What stands behind a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Text,
    Id,
    Priority,
    Reason,
    Cause,
    Availability,
    /// A text, a number, or yes or no.
    Value,
    /// Values by name.
    Values,
    /// A mapping of anything.
    Payload,
}

/// A key of an event or effect, besides the one that says its kind.
pub(crate) struct Field {
    pub key: &'static str,
    pub shape: Shape,
    pub need: Need,
}

/// Whether a key may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    Must,
    May,
}

pub(crate) const AVAILABILITIES: &[&str] = &["online", "away", "offline"];
/// Longest text of a message in a case.
const TEXT: usize = 10_000;

const fn must(key: &'static str, shape: Shape) -> Field {
    Field { key, shape, need: Need::Must }
}
const fn may(key: &'static str, shape: Shape) -> Field {
    Field { key, shape, need: Need::May }
}

/// The keys of an event.
pub(crate) const fn event_fields(kind: HookKind) -> &'static [Field] {
    match kind {
        HookKind::SessionOpened => const { &[must("text", Shape::Text)] },
        HookKind::SessionAssigned => const { &[may("group", Shape::Id), must("agent", Shape::Id)] },
        HookKind::SessionQueued => const { &[must("group", Shape::Id), must("reason", Shape::Reason)] },
        HookKind::MessagePosted => const { &[must("text", Shape::Text), may("agent", Shape::Id)] },
        HookKind::SessionTransferred => {
            const {
                &[
                    may("from_agent", Shape::Id),
                    may("from_group", Shape::Id),
                    may("to_agent", Shape::Id),
                    may("to_group", Shape::Id),
                ]
            }
        }
        HookKind::SessionClosed => const { &[must("cause", Shape::Cause)] },
        HookKind::MessageLeft => const { &[must("form", Shape::Text), must("fields", Shape::Values)] },
        HookKind::AgentChanged => const { &[must("agent", Shape::Id), must("availability", Shape::Availability)] },
    }
}

/// The keys of an effect.
pub(crate) const fn effect_fields(kind: EffectKind) -> &'static [Field] {
    match kind {
        EffectKind::Tag => const { &[must("tag", Shape::Id)] },
        EffectKind::SetPriority => const { &[must("priority", Shape::Priority)] },
        EffectKind::SendPrompt => const { &[must("prompt", Shape::Id)] },
        EffectKind::SetField => const { &[must("field", Shape::Id), may("value", Shape::Value)] },
        EffectKind::AskTransfer => const { &[must("group", Shape::Id), must("reason", Shape::Text)] },
        EffectKind::CallWebhook => const { &[must("webhook", Shape::Id), may("payload", Shape::Payload)] },
    }
}

/// The event of a case, which must be one that the hook is told of.
pub(super) fn event(node: &Node, on: HookKind, reader: &mut Reader) -> Option<HookEvent> {
    let words: Vec<(&str, HookKind)> = HookKind::ALL.iter().map(|kind| (kind.word(), *kind)).collect();
    let (kind, kind_node) = kind_of(node, "an event", "kind", &words, reader)?;
    if kind != on {
        let message = format!("this hook is told of `{on}` only");
        let help = Some(format!("write `kind: {on}`"));
        reader.report(codes::BAD_TEST, kind_node.span, message, "another event", help);
        return None;
    }
    shaped(node, &format!("the event `{kind}`"), "kind", event_fields(kind), reader)
}

/// An effect that a case expects, which must be one that the hook declares.
pub(super) fn effect(node: &Node, declared: &BTreeSet<EffectKind>, reader: &mut Reader) -> Option<Effect> {
    let words: Vec<(&str, EffectKind)> = EffectKind::ALL.iter().map(|kind| (kind.word(), *kind)).collect();
    let (kind, kind_node) = kind_of(node, "an effect", "effect", &words, reader)?;
    if !declared.contains(&kind) {
        let message = format!("this hook does not declare the effect `{kind}`, so it can never have it");
        let help = Some("add it to the hook's `effects` in `plugin.yaml`".to_owned());
        reader.report(codes::BAD_EFFECT, kind_node.span, message, "not declared", help);
        return None;
    }
    shaped(node, &format!("the effect `{kind}`"), "effect", effect_fields(kind), reader)
}

fn kind_of<'n, T: Copy>(
    node: &'n Node,
    what: &str,
    key: &str,
    words: &[(&str, T)],
    reader: &mut Reader,
) -> Option<(T, &'n Node)> {
    let entries = reader.map(node, &format!("{what} with its `{key}`"))?;
    let Some(entry) = entries.iter().find(|entry| entry.key == key) else {
        let message = format!("{what} needs the key `{key}`");
        reader.report(codes::MISSING_KEY, node.span, message, &format!("`{key}` is missing"), None);
        return None;
    };
    let noun = what.trim_start_matches("an ");
    Some((reader.word(&entry.value, noun, words)?, &entry.value))
}

fn shaped<T: DeserializeOwned>(
    node: &Node,
    what: &str,
    kind_key: &str,
    table: &[Field],
    reader: &mut Reader,
) -> Option<T> {
    let keys: Vec<&str> = [kind_key].into_iter().chain(table.iter().map(|field| field.key)).collect();
    let fields = reader.fields(node, what, &keys)?;
    let mut json = Map::new();
    if let Some(kind) = fields.get(kind_key) {
        json.insert(kind_key.to_owned(), json::read(kind, reader)?);
    }
    let mut is_good = !node.lost_keys;
    for field in table {
        let given = match field.need {
            Need::Must => reader.required(&fields, what, field.key),
            Need::May => fields.get(field.key),
        };
        let Some(given) = given else {
            is_good &= field.need == Need::May;
            continue;
        };
        match value(given, field.shape, reader) {
            Some(value) => drop(json.insert(field.key.to_owned(), value)),
            None => is_good = false,
        }
    }
    if !is_good {
        return None;
    }
    serde_json::from_value(Value::Object(json))
        .map_err(|error| {
            let message = format!("{what} cannot be read: {error}");
            reader.report(codes::BAD_TEST, node.span, message, "not readable", None);
        })
        .ok()
}

fn value(node: &Node, shape: Shape, reader: &mut Reader) -> Option<Value> {
    match shape {
        Shape::Text => reader.text(node, TEXT, Lines::Many).map(Value::from),
        Shape::Id => reader.reference::<OfferId>(node, "what it is about").map(|named| named.id.to_string().into()),
        Shape::Priority => reader.whole(node, &(-MAX_PRIORITY..=MAX_PRIORITY)).map(Value::from),
        Shape::Reason => word(node, "reason", &REASONS.iter().map(|(word, _)| *word).collect::<Vec<_>>(), reader),
        Shape::Cause => word(node, "cause", &CAUSES.iter().map(|(word, _)| *word).collect::<Vec<_>>(), reader),
        Shape::Availability => word(node, "availability", AVAILABILITIES, reader),
        Shape::Value => json::read(node, reader).filter(|_| reader.value(node).is_some()),
        Shape::Values => {
            let entries = reader.map(node, "values by name, such as `email: mia@example.com`")?;
            let read = |entry: &crate::yaml::Entry| Some((entry.key.clone(), json_value(&entry.value, reader)?));
            let values: Map<String, Value> = entries.iter().filter_map(read).collect();
            (values.len() == entries.len()).then_some(Value::Object(values))
        }
        Shape::Payload => {
            reader.map(node, "a mapping")?;
            json::read(node, reader)
        }
    }
}

fn json_value(node: &Node, reader: &mut Reader) -> Option<Value> {
    value(node, Shape::Value, reader)
}

fn word(node: &Node, what: &str, words: &[&'static str], reader: &mut Reader) -> Option<Value> {
    let choices: Vec<(&str, &str)> = words.iter().map(|word| (*word, *word)).collect();
    reader.word(node, what, &choices).map(Value::from)
}
