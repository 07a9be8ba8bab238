//! The schema of `when`, made from the catalogue of fields.

use super::{JsonSchema, Schema, SchemaGenerator, limits, prompt::UseOf};
use crate::kind::object::VISITOR;
use serde_json::{Map, Value, json};
use std::{borrow::Cow, collections::BTreeSet};
use usher_condition::{Catalogue, FieldKind, Operator, Pattern};

/// What must hold: one test, or several under `all`, `any` or `not`.
pub(super) struct When;

impl JsonSchema for When {
    fn schema_name() -> Cow<'static, str> {
        "Condition".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let again = generator.subschema_for::<Self>().to_value();
        let mut properties = Map::new();
        for (word, what) in [("all", "Each of these must hold."), ("any", "At least one of these must hold.")] {
            let each = json!({ "type": "array", "minItems": 1, "maxItems": limits::CONDITION_TESTS, "items": again });
            properties.insert(word.to_owned(), described(each, what));
        }
        // A reference stands alone: draft-07 ignores what is beside it.
        let used = json!({ "allOf": [generator.subschema_for::<UseOf>().to_value()] });
        properties.insert("script".to_owned(), described(used, "A plug-in tells whether this holds."));
        let text = json!({ "type": "string", "minLength": 1, "maxLength": limits::EXPRESSION });
        let what = "This must be true: an expression such as `visitor.sessions > 3`. Write it in single quotes.";
        properties.insert("expr".to_owned(), described(text, what));
        properties.insert("not".to_owned(), json!({ "description": "This must not hold.", "allOf": [again] }));
        for (name, info) in Catalogue::stock().iter() {
            properties.insert(name.to_owned(), described(field(name, &info.kind), &info.description));
        }
        let names: Vec<String> = properties.keys().cloned().collect();
        let mut object = Map::new();
        object.insert("description".to_owned(), json!("One test, or several under `all`, `any` or `not`."));
        object.insert("type".to_owned(), json!("object"));
        object.insert("properties".to_owned(), Value::Object(properties));
        object.insert("minProperties".to_owned(), json!(1));
        object.insert("maxProperties".to_owned(), json!(1));
        object.insert("additionalProperties".to_owned(), of_objects());
        object.insert("propertyNames".to_owned(), json!({ "anyOf": [{ "enum": names }, names_of_objects()] }));
        Schema::from(object)
    }
}

/// The fields of a tree's own objects, `account.level` and `visitor.phone.source`, of which no schema knows the types.
fn of_objects() -> Value {
    let one = json!({ "type": ["string", "number", "boolean"] });
    let operators: Map<String, Value> =
        Operator::ALL.iter().map(|operator| (operator.name().to_owned(), operand(*operator, &one))).collect();
    let test = json!({
        "type": "object",
        "properties": operators,
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": false,
    });
    let what = "A field of an object, such as `account.level`: the objects of `objects/` tell which there are.";
    described(json!({ "anyOf": [one, test] }), what)
}

/// What their names are: none begins as those of the fields that every rule set has, but the visitor's.
fn names_of_objects() -> Value {
    let stock = Catalogue::stock();
    let families: BTreeSet<&str> = stock.iter().filter_map(|(field, _)| field.split('.').next()).collect();
    let taken: Vec<&str> = families.into_iter().filter(|family| *family != VISITOR).collect();
    json!({
        "pattern": "^[a-z][a-z0-9_]*[.][a-z][a-z0-9_]*([.]source)?$",
        "not": { "pattern": format!("^({})[.]", taken.join("|")) },
    })
}

/// What may stand after a field: a value, where it can be compared, or an operator with its operand.
fn field(name: &str, kind: &FieldKind) -> Value {
    let one = value(kind);
    let operators = kind.operators().iter().copied();
    let operators: Map<String, Value> = operators
        // The present moment is always within any span.
        .filter(|operator| name != "time.now" || *operator != Operator::Within)
        .map(|operator| (operator.name().to_owned(), operand(operator, &one)))
        .collect();
    let test = json!({
        "type": "object",
        "properties": operators,
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": false,
    });
    if kind.operators().contains(&Operator::Eq) { json!({ "anyOf": [one, test] }) } else { test }
}

pub(super) fn operand(operator: Operator, one: &Value) -> Value {
    let text = json!({ "type": "string", "minLength": 1 });
    let (schema, what) = match operator {
        Operator::Eq => (one.clone(), "Equal."),
        Operator::Ne => (one.clone(), "Not equal, or absent."),
        Operator::In => (list(one), "One of these."),
        Operator::NotIn => (list(one), "None of these, or absent."),
        Operator::Gt => (one.clone(), "Greater."),
        Operator::Gte => (one.clone(), "Greater or equal."),
        Operator::Lt => (one.clone(), "Less."),
        Operator::Lte => (one.clone(), "Less or equal."),
        Operator::Between => (
            json!({ "type": "array", "minItems": 2, "maxItems": 2, "items": one }),
            "From the first to the second, both included. A time of day may run past midnight.",
        ),
        Operator::Contains => (text, "Has this in it."),
        Operator::StartsWith => (json!({ "anyOf": [text, list(&text)] }), "Begins with this, or with one of these."),
        Operator::EndsWith => (json!({ "anyOf": [text, list(&text)] }), "Ends with this, or with one of these."),
        Operator::Matches => (
            json!({ "type": "string", "minLength": 1, "maxLength": Pattern::MAX_CHARS }),
            "Matches this regular expression somewhere. Write it in single quotes.",
        ),
        Operator::Exists => (json!({ "type": "boolean" }), "Is there, or is not."),
        Operator::Before => (one.clone(), "Earlier than this."),
        Operator::After => (one.clone(), "Later than this."),
        Operator::Within => (json!({ "type": "string", "pattern": "^[0-9]+[smhd]$" }), "No longer ago than this."),
    };
    described(schema, what)
}

fn list(one: &Value) -> Value {
    json!({ "type": "array", "minItems": 1, "uniqueItems": true, "items": one })
}

fn value(kind: &FieldKind) -> Value {
    match kind {
        FieldKind::Bool => json!({ "type": "boolean" }),
        FieldKind::Int { least, most: i64::MAX } => json!({ "type": "integer", "minimum": least }),
        FieldKind::Int { least, most } => json!({ "type": "integer", "minimum": least, "maximum": most }),
        FieldKind::Number => json!({ "type": "number" }),
        FieldKind::Text | FieldKind::TextList => json!({ "type": "string" }),
        FieldKind::Path => json!({ "type": "string", "pattern": "^/" }),
        FieldKind::Locale => json!({ "type": "string", "examples": ["en", "zh-CN"] }),
        FieldKind::Language => json!({ "type": "string", "pattern": "^[a-z]{2,3}$" }),
        FieldKind::Enum(words) => json!({ "enum": words.iter().map(AsRef::as_ref).collect::<Vec<&str>>() }),
        FieldKind::Date => json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
        FieldKind::TimeOfDay => json!({ "type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$" }),
        FieldKind::Moment => json!({ "type": "string", "format": "date-time" }),
    }
}

pub(super) fn described(mut schema: Value, what: &str) -> Value {
    if let Value::Object(map) = &mut schema {
        map.insert("description".to_owned(), json!(what));
    }
    schema
}
