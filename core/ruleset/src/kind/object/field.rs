//! The fields of an object.

use super::{VISITOR, few, id};
use crate::{
    ObjectFieldType, Span, codes, limits,
    reader::{Fields, Lines, Reader},
    words::shown,
    yaml::{Entry, Node},
};
use std::collections::BTreeSet;
use usher_condition::{Catalogue, FieldKind};
use usher_model::{LocalText, ObjectId};

pub(crate) const FIELD_KEYS: &[&str] = &["type", "label", "options", "currency"];
pub(crate) const OPTION_KEYS: &[&str] = &["value", "label"];
const FIELD: &str = "a field";
const OPTION: &str = "an option";

/// One field.
pub(crate) struct RawField {
    pub id: String,
    pub label: Option<LocalText>,
    /// None where it was reported: then only the id is known.
    pub kind: Option<ObjectFieldType>,
    /// Of numbers that are money.
    pub currency: Option<String>,
}

/// What a field may hold, by its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TypeWord {
    Text,
    LongText,
    Email,
    Phone,
    Url,
    Integer,
    Number,
    Flag,
    Date,
    Moment,
    Choice,
    Choices,
    Agent,
}

/// The words of `type`, in the order of the manual.
const TYPES: &[(&str, TypeWord)] = &[
    ("text", TypeWord::Text),
    ("long_text", TypeWord::LongText),
    ("email", TypeWord::Email),
    ("phone", TypeWord::Phone),
    ("url", TypeWord::Url),
    ("integer", TypeWord::Integer),
    ("number", TypeWord::Number),
    ("flag", TypeWord::Flag),
    ("date", TypeWord::Date),
    ("moment", TypeWord::Moment),
    ("choice", TypeWord::Choice),
    ("choices", TypeWord::Choices),
    ("agent", TypeWord::Agent),
];

/// The fields, and whether some are lost: then nobody knows all of their ids.
pub(super) fn read(node: &Node, object: &ObjectId, reader: &mut Reader) -> Option<(Vec<RawField>, bool)> {
    let expected = "fields by id, such as `level: { type: text }`";
    let entries = few(node, expected, "fields", limits::OBJECT_FIELDS, reader)?;
    let stock = if object.as_str() == VISITOR { Catalogue::stock() } else { Catalogue::default() };
    let fields: Vec<RawField> = entries.iter().filter_map(|entry| field(entry, object, &stock, reader)).collect();
    let lost = node.lost_keys || fields.len() < entries.len();
    Some((fields, lost))
}

fn field(entry: &Entry, object: &ObjectId, stock: &Catalogue, reader: &mut Reader) -> Option<RawField> {
    let id = id(entry, FIELD, reader)?;
    let Some(keys) = reader.fields(&entry.value, FIELD, FIELD_KEYS) else {
        return Some(RawField { id, label: None, kind: None, currency: None });
    };
    let label = keys.get("label").and_then(|node| reader.local_text(node, limits::NAME, Lines::One));
    let word = reader.required(&keys, FIELD, "type");
    let word = word.and_then(|node| Some((reader.word(node, "type of field", TYPES)?, node.span)));
    let kind = word.and_then(|(word, span)| {
        let kind = kind(word, &keys, reader)?;
        free(&id, &kind, (entry.key_span, span), object, stock, reader).then_some(kind)
    });
    let currency = keys.entry("currency").zip(kind.as_ref());
    let currency = currency.and_then(|(entry, kind)| currency_of(entry, kind, reader));
    Some(RawField { id, label, kind, currency })
}

/// The currency of numbers that are money, by its code in ISO 4217.
fn currency_of(entry: &Entry, kind: &ObjectFieldType, reader: &mut Reader) -> Option<String> {
    if !matches!(kind, ObjectFieldType::Integer | ObjectFieldType::Number) {
        let message = format!("a field of the type `{}` has no currency", kind.word());
        let help = Some("write `type: number` or `type: integer`, or remove it".to_owned());
        reader.report(codes::CURRENCY, entry.key_span, message, "has no meaning here", help);
        return None;
    }
    let text = reader.raw_text(&entry.value, "a currency such as `EUR`")?;
    if text.len() == 3 && text.bytes().all(|letter| letter.is_ascii_uppercase()) {
        return Some(text.to_owned());
    }
    let message = format!("`{}` is no currency", shown(text));
    let help = Some("write its code of three capital letters, such as `EUR`, `USD` or `CNY`".to_owned());
    reader.report(codes::CURRENCY, entry.value.span, message, "not a code", help);
    None
}

/// Whether a visitor's field is none of the stock ones, or fits the one of its name.
fn free(
    id: &str,
    kind: &ObjectFieldType,
    (id_span, type_span): (Span, Span),
    object: &ObjectId,
    stock: &Catalogue,
    reader: &mut Reader,
) -> bool {
    let name = format!("{object}.{id}");
    let means = match id {
        "records" => Some("the visitor's CRM records"),
        "id" => Some("the visitor's own id"),
        "source" => Some("how a value came to be known"),
        _ => None,
    };
    if let Some(means) = means.filter(|_| object.as_str() == VISITOR) {
        let message = format!("of a visitor `{id}` means {means}");
        let help = Some("give the field another id".to_owned());
        reader.report(codes::STOCK_FIELD, id_span, message, "taken", help);
        return false;
    }
    let Some(info) = stock.get(&name) else { return true };
    // What is told of a visitor's name is a text; the other stock fields Usher knows by itself.
    let (span, message, help) = match (&info.kind, id) {
        (FieldKind::Text, "name") if *kind == ObjectFieldType::Text => return true,
        (FieldKind::Text, "name") => {
            let message = format!("`{name}` is a text in every workspace, and here it is `{}`", kind.word());
            (type_span, message, "write `type: text`")
        }
        _ => (id_span, format!("`{name}` is told by Usher itself"), "give the field another id"),
    };
    reader.report(codes::STOCK_FIELD, span, message, "taken", Some(help.to_owned()));
    false
}

fn kind(word: TypeWord, keys: &Fields<'_>, reader: &mut Reader) -> Option<ObjectFieldType> {
    let kind = match word {
        TypeWord::Choice => return options(keys, reader).map(ObjectFieldType::Choice),
        TypeWord::Choices => return options(keys, reader).map(ObjectFieldType::Choices),
        TypeWord::Text => ObjectFieldType::Text,
        TypeWord::LongText => ObjectFieldType::LongText,
        TypeWord::Email => ObjectFieldType::Email,
        TypeWord::Phone => ObjectFieldType::Phone,
        TypeWord::Url => ObjectFieldType::Url,
        TypeWord::Integer => ObjectFieldType::Integer,
        TypeWord::Number => ObjectFieldType::Number,
        TypeWord::Flag => ObjectFieldType::Flag,
        TypeWord::Date => ObjectFieldType::Date,
        TypeWord::Moment => ObjectFieldType::Moment,
        TypeWord::Agent => ObjectFieldType::Agent,
    };
    if let Some(options) = keys.entry("options") {
        let message = format!("a field of the type `{}` has no options", kind.word());
        let help = Some("write `type: choice` or `type: choices`, or remove them".to_owned());
        reader.report(codes::OPTIONS_OF_TYPE, options.key_span, message, "has no meaning here", help);
    }
    Some(kind)
}

/// The options of a choice, each as the CRM writes it, with its name for people.
fn options(keys: &Fields<'_>, reader: &mut Reader) -> Option<Vec<(String, LocalText)>> {
    let node = reader.required(keys, "a field of this type", "options")?;
    let help = "write what there is to choose from, such as `- { value: gold, label: Gold }`";
    let items = reader.full_list(node, "a list of options", help)?;
    if items.len() > limits::OBJECT_OPTIONS {
        let message = format!("a field has at most {} options, this one has {}", limits::OBJECT_OPTIONS, items.len());
        reader.report(codes::TOO_LONG, node.span, message, "too many", None);
        return None;
    }
    let mut options: Vec<(String, LocalText)> = Vec::with_capacity(items.len());
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut is_good = true;
    for item in items {
        match option(item, &mut seen, reader) {
            Some(option) => options.push(option),
            None => is_good = false,
        }
    }
    is_good.then_some(options)
}

fn option(node: &Node, seen: &mut BTreeSet<String>, reader: &mut Reader) -> Option<(String, LocalText)> {
    let keys = reader.fields(node, OPTION, OPTION_KEYS)?;
    let label = keys.get("label").map(|node| reader.local_text(node, limits::NAME, Lines::One));
    let given = reader.required(&keys, OPTION, "value")?;
    let value = reader.text(given, limits::OPTION, Lines::One)?;
    if !seen.insert(value.clone()) {
        reader.twice(given.span, &value);
        return None;
    }
    let label = label.unwrap_or_else(|| Some(LocalText::Same(value.clone())))?;
    Some((value, label))
}
