//! How the records of an object lead to those of another.

use super::{few, id};
use crate::{
    limits,
    reader::{Lines, Reader, Ref},
    yaml::{Entry, Node},
};
use usher_model::{LocalText, ObjectId};

pub(crate) const RELATION_KEYS: &[&str] = &["object", "label", "many"];
const RELATION: &str = "a relation";

/// A relation whose object is still to be found.
pub(crate) struct RawRelation {
    pub id: String,
    /// None where it was reported.
    pub object: Option<Ref<ObjectId>>,
    pub label: Option<LocalText>,
    pub many: bool,
}

/// The relations, and whether some are lost: then nobody knows all of their ids.
pub(super) fn read(node: &Node, reader: &mut Reader) -> (Vec<RawRelation>, bool) {
    let expected = "relations by id, such as `account: { object: account }`";
    let Some(entries) = few(node, expected, "relations", limits::RELATIONS, reader) else { return (Vec::new(), true) };
    let relations: Vec<RawRelation> = entries.iter().filter_map(|entry| relation(entry, reader)).collect();
    let is_lost = |relation: &RawRelation| relation.object.is_none();
    let lost = node.lost_keys || relations.len() < entries.len() || relations.iter().any(is_lost);
    (relations, lost)
}

fn relation(entry: &Entry, reader: &mut Reader) -> Option<RawRelation> {
    let id = id(entry, RELATION, reader)?;
    let mut relation = RawRelation { id, object: None, label: None, many: false };
    let Some(keys) = reader.fields(&entry.value, RELATION, RELATION_KEYS) else { return Some(relation) };
    let object = reader.required(&keys, RELATION, "object");
    relation.object = object.and_then(|node| reader.reference(node, "an object"));
    relation.label = keys.get("label").and_then(|node| reader.local_text(node, limits::NAME, Lines::One));
    relation.many = keys.get("many").and_then(|node| reader.flag(node)).unwrap_or_default();
    Some(relation)
}
