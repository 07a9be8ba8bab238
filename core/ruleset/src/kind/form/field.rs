//! One field of a form: the keys that fields of all types have. What else there is depends on the type: see `takes`.

use super::{
    FieldPlaces, UploadWish,
    answers::Answers,
    takes::{self, SORTS, Sort},
};
use crate::{
    FormField, FormOption,
    binding::Binding,
    codes,
    kind::condition::{Places, WORDS},
    limits,
    reader::{Fields, Lines, Reader},
    words::{listed, shown},
    yaml::{Entry, Node},
};
use usher_condition::Condition;
use usher_model::{FieldName, LocalText};

/// The keys of every field.
pub(crate) const COMMON_KEYS: &[&str] = &["id", "type", "label", "help", "required", "shown_if"];
pub(crate) const OPTION_KEYS: &[&str] = &["value", "label"];
const WHAT: &str = "a form's field";
const OPTION: &str = "an answer of a choice";

/// A field, what it asks for if it takes files, and where its parts stand.
pub(super) struct ReadField {
    pub field: FormField,
    pub upload: Option<UploadWish>,
    pub places: FieldPlaces,
}

/// Reads a field. Everything that is wrong with it is reported; then there is none.
pub(super) fn read(node: &Node, answers: &Answers, binding: &Binding<'_>, reader: &mut Reader) -> Option<ReadField> {
    let entries = reader.map(node, "a field such as `{ id: message, type: long_text, label: Your message }`")?;
    let typed = entries.iter().find(|entry| entry.key == "type");
    let sort = typed.map(|entry| reader.word(&entry.value, "type of field", SORTS));
    let fields = keys(node, entries, sort.flatten(), reader)?;
    if sort.is_none() {
        reader.required(&fields, WHAT, "type");
    }
    let id = reader.required(&fields, WHAT, "id").and_then(|node| id(node, answers, reader));
    let label = reader
        .required(&fields, WHAT, "label")
        .and_then(|node| reader.local_text(node, limits::FORM_LABEL, Lines::One));
    let help = optional(&fields, "help", limits::FORM_HELP, Lines::Many, reader);
    let placeholder = match sort.flatten() {
        Some(sort) if sort.takes("placeholder") => {
            optional(&fields, "placeholder", limits::PLACEHOLDER, Lines::One, reader)
        }
        _ => Some(None),
    };
    let required = fields.get("required").map_or(Some(false), |node| reader.flag(node));
    let shown_if = fields.get("shown_if").map(|node| answers.condition(node, binding, reader));
    let taken = sort.flatten().and_then(|sort| takes::read(sort, &fields, reader));
    let ((kind, upload), shown_if) = (taken?, shown_if.unwrap_or(Condition::Always));
    let (label, help, placeholder) = (label?, help?, placeholder?);
    let field = FormField { id: id?, label, help, placeholder, required: required?, kind, shown_if };
    let places = FieldPlaces {
        shown_if: fields.get("shown_if").map(Places::of).unwrap_or_default(),
        pattern: fields.get("pattern").map(|node| node.span),
        kind: typed.map(|entry| entry.value.span),
    };
    Some(ReadField { field, upload, places })
}

/// A text that may be left out.
#[expect(clippy::option_option, reason = "the outer one is none where something was reported")]
pub(super) fn optional(
    fields: &Fields<'_>,
    key: &str,
    most: usize,
    lines: Lines,
    reader: &mut Reader,
) -> Option<Option<LocalText>> {
    fields.get(key).map_or(Some(None), |node| reader.local_text(node, most, lines).map(Some))
}

/// The answers of a choice, in order.
pub(super) fn options(node: &Node, reader: &mut Reader) -> Option<Vec<FormOption>> {
    let help = "add an answer such as `{ value: order, label: An order }`";
    let items = reader.full_list(node, "a list of answers", help)?;
    if items.len() > limits::FORM_OPTIONS {
        let message = format!("a choice has at most {} answers, this one has {}", limits::FORM_OPTIONS, items.len());
        reader.report(codes::TOO_LONG, node.span, message, "too many", None);
        return None;
    }
    let mut options: Vec<FormOption> = Vec::with_capacity(items.len());
    for item in items {
        let Some(fields) = reader.fields(item, OPTION, OPTION_KEYS) else { continue };
        let named = reader.required(&fields, OPTION, "value");
        let value = named.and_then(|node| reader.reference::<FieldName>(node, "an answer"));
        let label = reader
            .required(&fields, OPTION, "label")
            .and_then(|node| reader.local_text(node, limits::FORM_LABEL, Lines::One));
        let (Some(value), Some(label)) = (value, label) else { continue };
        if options.iter().any(|earlier| earlier.value == value.id.as_str()) {
            reader.twice(value.span, value.id.as_str());
        } else {
            options.push(FormOption { value: value.id.to_string(), label });
        }
    }
    (options.len() == items.len()).then_some(options)
}

/// The keys of a field. Those that only other types take are reported, and so are those that nothing takes.
fn keys<'n>(node: &'n Node, entries: &[Entry], sort: Option<Sort>, reader: &mut Reader) -> Option<Fields<'n>> {
    let Some(sort) = sort else {
        let own = SORTS.iter().flat_map(|(_, sort)| sort.keys());
        let all: Vec<&str> = COMMON_KEYS.iter().chain(own).copied().collect();
        return reader.fields(node, WHAT, &all);
    };
    let mut known = [COMMON_KEYS, sort.keys()].concat();
    for entry in entries {
        let key = entry.key.as_str();
        let others: Vec<&str> = SORTS.iter().filter(|(_, other)| other.takes(key)).map(|(name, _)| *name).collect();
        if known.contains(&key) || others.is_empty() {
            continue;
        }
        known.push(key);
        let message = format!("a field of type `{}` has no key `{key}`", sort.name());
        let help = format!("fields of type {} have it", listed(&others));
        reader.report(codes::OTHER_TYPES_KEY, entry.key_span, message, "a key of other types", Some(help));
    }
    reader.fields(node, &format!("a field of type `{}`", sort.name()), &known)
}

fn id(node: &Node, answers: &Answers, reader: &mut Reader) -> Option<String> {
    let text = reader.text_such_as(node, "the id of a field", "`full_name`")?;
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    let begins = text.starts_with(|c: char| c.is_ascii_lowercase());
    let (code, message, label, help) = if !begins || text.len() > limits::VARIABLE || !text.bytes().all(is_plain) {
        let message = format!("`{}` cannot be the id of a field", shown(text));
        let help = "write small letters, digits and `_`, beginning with a letter, such as `full_name`";
        (codes::FORM_FIELD_ID, message, "not an id", help)
    } else if WORDS.contains(&text) {
        let message = format!("`{text}` cannot be the id of a field: it has a meaning of its own in conditions");
        (codes::FORM_FIELD_ID, message, "taken", "write another id such as `full_name`")
    } else if answers.has(text) {
        let message = format!("an earlier field of this form has the id `{text}` already");
        (codes::TWICE, message, "the second one", "give each field an id of its own")
    } else {
        return Some(text.to_owned());
    };
    reader.report(code, node.span, message, label, Some(help.to_owned()));
    None
}
