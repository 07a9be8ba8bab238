//! What a record is found by: its match keys, its name, its owner and its relations, each in its normal form.

use crate::normal::{CallingCode, normal};
use usher_model::{RecordContent, RecordKey, Value};
use usher_ruleset::{Object, ObjectField};

/// Longest normal form that records are found by, in bytes. Longer values are cut there: what is found is compared whole.
const MAX_KEY_BYTES: usize = 200;

/// All keys of a record.
pub fn keys_of(object: &Object, content: &RecordContent, code: CallingCode<'_>) -> Vec<RecordKey> {
    let fields = object.match_keys.iter().chain(object.owner_field.as_ref());
    let mut keys: Vec<RecordKey> =
        fields.filter_map(|field| key_of(object, field, content.fields.get(field.as_str())?, code)).collect();
    keys.extend(content.fields.get(object.name_field.as_str()).and_then(|name| name_key(object, name, code)));
    for (relation, ids) in content.relations.iter().filter(|(relation, _)| object.relations.contains_key(&***relation))
    {
        keys.extend(ids.iter().map(|id| RecordKey { field: relation_key(relation), value: id.as_str().to_owned() }));
    }
    keys.sort();
    keys.dedup();
    keys
}

/// The key of one field; none where records are not found by the field, or not by this value.
pub fn key_of(object: &Object, field: &str, value: &Value, code: CallingCode<'_>) -> Option<RecordKey> {
    let is_key = object.match_keys.iter().any(|key| key == field) || object.owner_field.as_deref() == Some(field);
    key_by(object.field(field).filter(|_| is_key)?, value, code)
}

/// The key of a name. People look for names, and matches never do: many bear the same one.
pub fn name_key(object: &Object, value: &Value, code: CallingCode<'_>) -> Option<RecordKey> {
    key_by(object.field(&object.name_field)?, value, code)
}

fn key_by(field: &ObjectField, value: &Value, code: CallingCode<'_>) -> Option<RecordKey> {
    let mut value = normal(&field.kind, value, code)?;
    value.truncate(value.floor_char_boundary(MAX_KEY_BYTES));
    Some(RecordKey { field: field.id.clone(), value })
}

/// The name of a relation among the keys: no field is called so.
pub fn relation_key(relation: &str) -> String {
    format!("@{relation}")
}
