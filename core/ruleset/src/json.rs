//! Nodes as JSON, for values that a plug-in describes by a schema, and the way back from a place in the JSON to one in
//! the file.

use crate::{
    Span, codes,
    reader::Reader,
    yaml::{Content, Node},
};
use serde_json::{Map, Value};

/// One step of the way to a part of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    Item(usize),
}

/// A node as JSON, each value of the type that it is written as: a number in quotes is a text. What has no such type is
/// reported.
pub(crate) fn read(node: &Node, reader: &mut Reader) -> Option<Value> {
    match &node.content {
        Content::Broken => None,
        Content::List(items) => {
            let values: Vec<Value> = items.iter().filter_map(|item| read(item, reader)).collect();
            (values.len() == items.len()).then_some(Value::Array(values))
        }
        Content::Map(entries) => {
            let pairs: Map<String, Value> =
                entries.iter().filter_map(|entry| Some((entry.key.clone(), read(&entry.value, reader)?))).collect();
            (pairs.len() == entries.len() && !node.lost_keys).then_some(Value::Object(pairs))
        }
        Content::Scalar(_) => {
            let value = of_value(&reader.value(node)?);
            if value.is_none() {
                let message = "this number is too large";
                reader.report(codes::OUT_OF_RANGE, node.span, message, "out of range", None);
            }
            value
        }
    }
}

/// Whole numbers where a schema wants such: `1.0` is one for JSON Schema, and scripts would take it for a fraction.
pub(crate) fn make_whole(value: &mut Value, schema: &Value) {
    match value {
        Value::Number(number) if number.is_f64() && wants_whole(schema) => {
            // The text of a whole float without its fraction; beyond the range of whole numbers it stays as it is.
            let whole = number.as_f64().filter(|number| number.fract() == 0.0).map(|number| format!("{number:.0}"));
            if let Some(whole) = whole.and_then(|digits| digits.parse::<i64>().ok()) {
                *value = Value::from(whole);
            }
        }
        Value::Array(items) => {
            if let Some(schema) = schema.get("items") {
                for item in items {
                    make_whole(item, schema);
                }
            }
        }
        Value::Object(pairs) => {
            for (key, value) in pairs {
                if let Some(schema) = schema.get("properties").and_then(|each| each.get(key)) {
                    make_whole(value, schema);
                }
            }
        }
        _ => {}
    }
}

/// Whether a schema takes whole numbers and no others.
fn wants_whole(schema: &Value) -> bool {
    let is = |one: &Value, word: &str| one.as_str() == Some(word);
    match schema.get("type") {
        Some(Value::Array(types)) => {
            types.iter().any(|one| is(one, "integer")) && !types.iter().any(|one| is(one, "number"))
        }
        Some(one) => is(one, "integer"),
        None => false,
    }
}

/// A fact's value as JSON; none where it is a number that JSON has no digits for.
fn of_value(value: &usher_model::Value) -> Option<Value> {
    use usher_model::Value as Fact;
    Some(match value {
        Fact::Bool(flag) => Value::Bool(*flag),
        Fact::Int(number) => Value::from(*number),
        Fact::Float(number) => Value::Number(serde_json::Number::from_f64(*number)?),
        Fact::Text(text) => Value::from(text.as_ref()),
        Fact::List(items) => Value::Array(items.iter().map(of_value).collect::<Option<_>>()?),
    })
}

/// The node that a way leads to, or the last one on it.
pub(crate) fn follow<'n>(node: &'n Node, path: &[Step]) -> &'n Node {
    path.iter().try_fold(node, |at, step| next(at, step).ok_or(at)).unwrap_or_else(|last| last)
}

/// Where the key of a mapping stands, or the mapping itself where it has no such key.
pub(crate) fn key_span(node: &Node, path: &[Step], key: &str) -> Span {
    let map = follow(node, path);
    match &map.content {
        Content::Map(entries) => entries.iter().find(|entry| entry.key == key).map_or(map.span, |entry| entry.key_span),
        _ => map.span,
    }
}

fn next<'n>(node: &'n Node, step: &Step) -> Option<&'n Node> {
    match (&node.content, step) {
        (Content::Map(entries), Step::Key(key)) => {
            entries.iter().find(|entry| entry.key == *key).map(|entry| &entry.value)
        }
        (Content::List(items), Step::Item(index)) => items.get(*index),
        _ => None,
    }
}
