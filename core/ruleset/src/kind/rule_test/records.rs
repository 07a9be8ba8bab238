//! The CRM records of a visitor.

use crate::{
    binding::Binding,
    codes,
    kind::plugin_test::fact_value,
    limits,
    reader::{Lines, Reader},
    words::{listed, shown},
    yaml::{Entry, Node},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use usher_condition::nearest;
use usher_model::{ObjectId, Record, Value};

pub(crate) const RECORD_KEYS: &[&str] = &["id", "name", "owner", "fields"];
const WHAT: &str = "a record";
/// The families of facts that are not of records.
const NOT_OBJECTS: [&str; 6] = ["visitor", "page", "device", "channel", "session", "time"];

/// By object, one record or a list of them.
pub(super) fn read(node: &Node, binding: &Binding<'_>, reader: &mut Reader) -> BTreeMap<Arc<str>, Vec<Record>> {
    let mut records = BTreeMap::new();
    let entries = reader.map(node, "records by object, such as `account: [{ id: A1 }]`").unwrap_or_default();
    let objects: BTreeSet<&str> = binding
        .catalogue
        .iter()
        .filter_map(|(name, _)| name.split('.').next())
        .filter(|family| !NOT_OBJECTS.contains(family))
        .collect();
    for entry in entries {
        let Some(object) = object(entry, &objects, binding, reader) else { continue };
        let each = super::one_or_more(&entry.value).iter();
        let each: Vec<Record> =
            each.filter_map(|item| record(item, &object, !objects.is_empty(), binding, reader)).collect();
        records.insert(Arc::from(object.as_str()), each);
    }
    records
}

/// Where the rules have no objects, any will do: scripts may read them all the same.
fn object(entry: &Entry, objects: &BTreeSet<&str>, binding: &Binding<'_>, reader: &mut Reader) -> Option<ObjectId> {
    let id = reader.id::<ObjectId>(&entry.key, entry.key_span)?;
    // Any field of an object whose file is broken may exist.
    if objects.is_empty() || objects.contains(id.as_str()) || binding.unknowable.has(&format!("{id}.id")) {
        return Some(id);
    }
    let help = match nearest(id.as_str(), objects.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there is {}", listed(&objects.iter().copied().collect::<Vec<_>>())),
    };
    reader.report(codes::UNKNOWN_ID, entry.key_span, format!("there is no object `{id}`"), "unknown", Some(help));
    None
}

fn record(
    node: &Node,
    object: &ObjectId,
    is_typed: bool,
    binding: &Binding<'_>,
    reader: &mut Reader,
) -> Option<Record> {
    let fields = reader.fields(node, WHAT, RECORD_KEYS)?;
    let id = reader.required(&fields, WHAT, "id").and_then(|node| reader.text(node, limits::NAME, Lines::One));
    let name = fields.get("name").and_then(|node| reader.text(node, limits::NAME, Lines::One));
    let owner = fields.get("owner").and_then(|node| reader.reference(node, "an agent"));
    if let Some(owner) = &owner {
        binding.values.agent(owner, reader);
    }
    let values = fields.get("fields").and_then(|node| reader.map(node, "values by field, such as `level: gold`"));
    let mut of_record = BTreeMap::new();
    for entry in values.unwrap_or_default() {
        if let Some(value) = field(entry, object, is_typed, binding, reader) {
            of_record.insert(Arc::from(entry.key.as_str()), value);
        }
    }
    Some(Record { id: id?.into(), name: name.map(Arc::from), owner: owner.map(|owner| owner.id), fields: of_record })
}

fn field(
    entry: &Entry,
    object: &ObjectId,
    is_typed: bool,
    binding: &Binding<'_>,
    reader: &mut Reader,
) -> Option<Value> {
    if !is_typed {
        return reader.value(&entry.value);
    }
    let name = format!("{object}.{}", entry.key);
    if let Some(info) = binding.catalogue.get(&name) {
        let value = fact_value(&name, info, &entry.value, binding.catalogue, codes::BAD_FACT, reader)?;
        return binding.values.holds(&name, &value, &entry.value, codes::BAD_FACT, reader).then_some(value);
    }
    if binding.unknowable.has(&name) {
        return None;
    }
    let prefix = format!("{object}.");
    let names: Vec<&str> = binding.catalogue.iter().filter_map(|(name, _)| name.strip_prefix(&prefix)).collect();
    let help = match nearest(&entry.key, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("`{object}` has the fields {}", listed(&names)),
    };
    let message = format!("there is no field `{}`", shown(&name));
    reader.report(codes::UNKNOWN_FACT, entry.key_span, message, "unknown field", Some(help));
    None
}
