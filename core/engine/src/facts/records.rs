//! What conditions read of a visitor's CRM records.

use super::cut;
use usher_model::{Facts, Record, Records, Value};
use usher_ruleset::{RecordFact, RecordField};

/// Longest text of a record kept as a fact, in bytes: levels, names and addresses are shorter, and notes are for reading.
const MAX_TEXT_BYTES: usize = 256;
/// Bytes that the facts of records may take in all, names included: with the others they stay under
/// [`usher_model::MAX_FACTS_BYTES`].
const MAX_BYTES: usize = 2 * 1024;

/// Sets the facts of the most closely linked record of each object, and takes out those that no record tells any more.
pub(crate) fn set_record_facts(facts: &mut Facts, told: &[RecordFact], records: &Records) {
    let mut left = MAX_BYTES;
    for RecordFact { fact, object, field } in told {
        facts.unset(fact);
        let Some(value) = records.first(object.as_str()).and_then(|record| value_of(record, field)) else { continue };
        let size = fact.len() + size_of(&value);
        if size > left {
            tracing::warn!(%fact, "a visitor's records are larger than facts may be; this one is not told");
            continue;
        }
        left -= size;
        facts.set(fact, value);
    }
}

fn value_of(record: &Record, field: &RecordField) -> Option<Value> {
    match field {
        RecordField::Name => Some(Value::from(cut(record.name.as_deref()?, MAX_TEXT_BYTES))),
        RecordField::Owner => Some(Value::from(record.owner.as_ref()?.as_str())),
        RecordField::Field(name) => match record.fields.get(name)? {
            Value::Text(text) => Some(Value::from(cut(text, MAX_TEXT_BYTES))),
            other => Some(other.clone()),
        },
    }
}

pub(crate) fn size_of(value: &Value) -> usize {
    match value {
        Value::Bool(_) | Value::Int(_) | Value::Float(_) => 8,
        Value::Text(text) => text.len(),
        Value::List(values) => values.iter().map(size_of).sum(),
    }
}
