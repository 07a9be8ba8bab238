//! A record as conditions and scripts read it.

use std::sync::Arc;
use usher_model::{Facts, Record, RecordContent, RecordId, Value};
use usher_ruleset::Object;

/// The record of an object, with the fields that the object has today. What is stored of another type than the field has
/// today is not told.
pub fn value_of(object: &Object, id: &RecordId, content: &RecordContent) -> Record {
    let mut record =
        Record { id: id.as_str().into(), name: None, owner: None, fields: std::collections::BTreeMap::new() };
    for field in &object.fields {
        let Some(value) = content.fields.get(field.id.as_str()).filter(|value| fits(&field.kind, value)) else {
            continue;
        };
        match value {
            Value::Text(name) if field.id == object.name_field => record.name = Some(Arc::clone(name)),
            Value::Text(owner) if object.owner_field.as_ref() == Some(&field.id) => record.owner = owner.parse().ok(),
            value => drop(record.fields.insert(field.id.as_str().into(), value.clone())),
        }
    }
    record
}

/// The facts that filters over an object's records read: `account.level` and so on.
pub fn facts_of(object: &Object, content: &RecordContent) -> Facts {
    let mut facts = Facts::default();
    for field in &object.fields {
        if let Some(value) = content.fields.get(field.id.as_str()).filter(|value| fits(&field.kind, value)) {
            facts.set(&format!("{}.{}", object.id, field.id), value.clone());
        }
    }
    facts
}

/// Whether a stored value is of a field's type still: the type may have been changed since.
pub(crate) fn fits(kind: &usher_ruleset::ObjectFieldType, value: &Value) -> bool {
    use usher_ruleset::ObjectFieldType as Kind;
    match (kind, value) {
        (Kind::Choice(options), Value::Text(text)) => options.iter().any(|(option, _)| **option == **text),
        (Kind::Choices(options), Value::List(items)) => items
            .iter()
            .all(|item| matches!(item, Value::Text(text) if options.iter().any(|(option, _)| **option == **text))),
        (Kind::Date, Value::Text(text)) => text.parse::<jiff::civil::Date>().is_ok(),
        (Kind::Text | Kind::LongText | Kind::Email | Kind::Phone | Kind::Url | Kind::Agent, Value::Text(_))
        | (Kind::Integer | Kind::Moment | Kind::Number, Value::Int(_))
        | (Kind::Number, Value::Float(_))
        | (Kind::Flag, Value::Bool(_)) => true,
        _ => false,
    }
}
