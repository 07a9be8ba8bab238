//! `objects/<id>.yaml`: the fields and relations of one sort of CRM record.

mod facts;
mod field;
mod path;
mod relation;
mod values;

pub(crate) use facts::{Unknowable, catalogue, plain, record_facts};
pub(crate) use field::RawField;
pub(crate) use path::Path;
pub(crate) use relation::RawRelation;
pub(crate) use values::Values;
#[cfg(test)]
pub(crate) use {
    field::{FIELD_KEYS, OPTION_KEYS},
    relation::RELATION_KEYS,
};

use crate::{
    ObjectFieldType, Span, codes, limits,
    reader::{Lines, Reader, Ref},
    words::{listed, shown},
    yaml::{Entry, FIRST, Node},
};
use usher_condition::{Catalogue, nearest};
use usher_model::{LocalText, ObjectId};

pub(crate) const KEYS: &[&str] =
    &["name", "api_name", "fields", "name_field", "owner_field", "match_keys", "relations"];
const WHAT: &str = "an object";
/// The object whose records are the visitors themselves.
pub(crate) const VISITOR: &str = "visitor";
/// More names than these say nothing in a help text.
const FEW: usize = 12;
/// First parts of names that are not those of records: other variables of prompts, and words of conditions.
const TAKEN: &[&str] =
    &["agent", "all", "any", "company", "expr", "form", "group", "hours", "idle", "not", "queue", "require", "script"];

/// Object whose references are still to be found.
pub(crate) struct RawObject {
    pub id: ObjectId,
    pub name: Option<LocalText>,
    pub api_name: Option<Ref<String>>,
    pub fields: Vec<RawField>,
    /// Whether nobody knows all of its fields, since something of them was reported.
    pub lost_fields: bool,
    pub name_field: Option<Ref<String>>,
    pub owner_field: Option<Ref<String>>,
    pub match_keys: Vec<Ref<String>>,
    /// Whether something of them was reported.
    pub lost_match_keys: bool,
    pub relations: Vec<RawRelation>,
    /// Whether nobody knows all of its relations, since something of them was reported.
    pub lost_relations: bool,
}

impl RawObject {
    /// A field by its id.
    pub fn field(&self, id: &str) -> Option<&RawField> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// A field that a rule names. One that is not there is reported, where all are known.
    pub fn named_field(&self, id: &str, span: Span, reader: &mut Reader) -> Option<&RawField> {
        let found = self.field(id);
        if found.is_none() && !self.lost_fields {
            if reader.is_full() {
                reader.report(codes::UNKNOWN_ID, span, "", "", None);
                return None;
            }
            let names: Vec<&str> = self.fields.iter().map(|field| field.id.as_str()).collect();
            let help = match nearest(id, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if names.len() > FEW => format!("add it to `objects/{}.yaml`", self.id),
                None => format!("it has {}", listed(&names)),
            };
            let message = format!("the object `{}` has no field `{}`", self.id, shown(id));
            reader.report(codes::UNKNOWN_ID, span, message, "unknown", Some(help));
        }
        found
    }

    /// Whether records are looked up by a field.
    pub fn is_match_key(&self, id: &str) -> bool {
        self.match_keys.iter().any(|key| key.id == id)
    }
}

pub(crate) fn read(root: &Node, id: ObjectId, reader: &mut Reader) -> Option<RawObject> {
    named(&id, reader);
    let keys = reader.fields(root, WHAT, KEYS)?;
    let name = reader.required(&keys, WHAT, "name").and_then(|node| reader.local_text(node, limits::NAME, Lines::One));
    let api_name = reader.required(&keys, WHAT, "api_name").and_then(|node| api_name(node, reader));
    let fields = reader.required(&keys, WHAT, "fields").and_then(|node| field::read(node, &id, reader));
    let (fields, lost_fields) = fields.unwrap_or((Vec::new(), true));
    let relations = keys.get("relations").map(|node| relation::read(node, reader));
    let (relations, lost_relations) = relations.unwrap_or((Vec::new(), keys.has_unknown()));
    let mut object = RawObject {
        id,
        name,
        api_name,
        fields,
        lost_fields,
        name_field: None,
        owner_field: None,
        match_keys: Vec::new(),
        lost_match_keys: keys.has_unknown(),
        relations,
        lost_relations,
    };
    let of_type = |node: Option<&Node>, key: &str, wanted: &[ObjectFieldType], reader: &mut Reader| {
        node.and_then(|node| own_field(node, &object, key, wanted, reader))
    };
    let name_field = reader.required(&keys, WHAT, "name_field");
    let name_field = of_type(name_field, "name_field", &[ObjectFieldType::Text], reader);
    let owner_field = of_type(keys.get("owner_field"), "owner_field", &[ObjectFieldType::Agent], reader);
    let match_keys = keys.get("match_keys").map(|node| match_keys(node, &object, reader));
    if let Some((match_keys, lost)) = match_keys {
        (object.match_keys, object.lost_match_keys) = (match_keys, lost);
    }
    (object.name_field, object.owner_field) = (name_field, owner_field);
    Some(object)
}

/// Reports an object whose fields conditions and expressions could not name.
fn named(id: &ObjectId, reader: &mut Reader) {
    let text = id.as_str();
    let is_stock = |(field, _): (&str, _)| field.split('.').next() == Some(text);
    let is_plain = text.starts_with(|letter: char| letter.is_ascii_lowercase()) && !text.contains('-');
    let (message, help) = if !is_plain {
        let help = "rename the file: small letters, digits and `_`, beginning with a letter, such as `work_order.yaml`";
        (format!("the facts of conditions cannot begin with `{text}`"), help)
    } else if TAKEN.contains(&text) {
        (format!("`{text}` means something else in rules"), "rename the file")
    } else if text != VISITOR && Catalogue::stock().iter().any(is_stock) {
        (format!("facts that every workspace has begin with `{text}`"), "rename the file")
    } else {
        return;
    };
    reader.report(codes::OBJECT_ID, FIRST, message, "by its name", Some(help.to_owned()));
}

fn api_name(node: &Node, reader: &mut Reader) -> Option<Ref<String>> {
    let text = reader.raw_text(node, "the object's name in the CRM, such as `AccountObj`")?;
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let begins = text.starts_with(|letter: char| letter.is_ascii_alphabetic());
    if begins && text.len() <= limits::API_NAME && text.chars().all(is_part) {
        return Some(Ref { id: text.to_owned(), span: node.span });
    }
    let message = format!("`{}` is not the name of an object in a CRM", shown(text));
    let help = "write letters, digits and `_`, beginning with a letter, such as `AccountObj`".to_owned();
    reader.report(codes::API_NAME, node.span, message, "not a name", Some(help));
    None
}

/// A field of the object itself, of a type that will do.
fn own_field(
    node: &Node,
    object: &RawObject,
    key: &str,
    wanted: &[ObjectFieldType],
    reader: &mut Reader,
) -> Option<Ref<String>> {
    let id = reader.raw_text(node, "the id of a field of this object")?;
    let field = object.named_field(id, node.span, reader)?;
    // What a broken field is nobody knows.
    let kind = field.kind.as_ref()?;
    if wanted.contains(kind) {
        return Some(Ref { id: id.to_owned(), span: node.span });
    }
    let words: Vec<&str> = wanted.iter().map(ObjectFieldType::word).collect();
    let fits = |field: &&RawField| field.kind.as_ref().is_some_and(|kind| wanted.contains(kind));
    let fitting: Vec<&str> = object.fields.iter().filter(fits).map(|field| field.id.as_str()).take(FEW).collect();
    let message = format!("`{key}` takes fields of the type {}, and `{id}` is `{}`", either(&words), kind.word());
    let help = match fitting.as_slice() {
        [] => "this object has no such field".to_owned(),
        [only] => format!("write `{only}`"),
        several => format!("write one of {}", listed(several)),
    };
    reader.report(codes::FIELD_TYPE, node.span, message, "of another type", Some(help));
    None
}

fn either(words: &[&str]) -> String {
    listed(words).replace(" and ", " or ")
}

fn match_keys(node: &Node, object: &RawObject, reader: &mut Reader) -> (Vec<Ref<String>>, bool) {
    const WANTED: &[ObjectFieldType] = &[ObjectFieldType::Text, ObjectFieldType::Email, ObjectFieldType::Phone];
    let help = "name fields such as `phone`, or leave `match_keys` out";
    let items = reader.full_list(node, "a list of fields", help).unwrap_or_default();
    let mut keys: Vec<Ref<String>> = Vec::new();
    for item in items {
        let Some(key) = own_field(item, object, "match_keys", WANTED, reader) else { continue };
        if keys.iter().any(|earlier| earlier.id == key.id) {
            reader.twice(key.span, &key.id);
        } else {
            keys.push(key);
        }
    }
    let lost = items.is_empty() || keys.len() < items.len();
    (keys, lost)
}

/// The id of a field or relation: it stands in conditions, expressions and prompts.
fn id(entry: &Entry, what: &str, reader: &mut Reader) -> Option<String> {
    let id = entry.key.as_str();
    let is_part = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'_';
    let begins = id.starts_with(|letter: char| letter.is_ascii_lowercase());
    if begins && id.len() <= limits::FIELD_ID && id.bytes().all(is_part) {
        return Some(id.to_owned());
    }
    let most = limits::FIELD_ID;
    let message = format!("`{}` cannot be the id of {what}", shown(id));
    let help = format!("write up to {most} small letters, digits and `_`, beginning with a letter");
    reader.report(codes::BAD_ID, entry.key_span, message, "not an id", Some(help));
    None
}

/// The entries of a mapping that are not too many.
fn few<'n>(node: &'n Node, expected: &str, what: &str, most: usize, reader: &mut Reader) -> Option<&'n [Entry]> {
    let entries = reader.map(node, expected)?;
    if entries.len() > most {
        let message = format!("an object has at most {most} {what}, this one has {}", entries.len());
        reader.report(codes::TOO_LONG, node.span, message, "too many", None);
        return None;
    }
    if entries.is_empty() && !node.lost_keys {
        let message = format!("there are no {what} here");
        reader.report(codes::EMPTY, node.span, message, "nothing in it", None);
        return None;
    }
    Some(entries)
}
