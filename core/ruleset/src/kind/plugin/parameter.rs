//! The parameters of an offer: each name with the JSON Schema of its value, checked so far that no word of a schema is
//! without effect.

use crate::{
    codes, json, limits,
    parameters::{Refusal, Schemas},
    reader::Reader,
    scalar::{Class, classify},
    words::shown,
    yaml::{Content, Entry, Node},
};
use usher_condition::{Pattern, nearest};
use usher_script::Parameter;

/// The names of parameters: words that scripts can write behind a dot.
pub(crate) const NAME_PATTERN: &str = "^[a-z][a-z0-9_]{0,63}$";
const NAME_BYTES: usize = 64;
const WHAT: &str = "a parameter's schema";

/// What a key of a schema holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Any value.
    Value,
    /// One word, or several, of the types.
    Types,
    /// A word of the formats.
    Format,
    /// A regular expression.
    Pattern,
    /// A schema.
    Schema,
    /// A list of schemas.
    Schemas,
    /// Schemas by key.
    ByKey,
    /// Schemas by regular expression.
    ByPattern,
}

/// The keys that a schema may have. Those that point elsewhere (`$ref` and the like) are left out, so that a schema is
/// all in one place and ends; so are those that JSON Schema itself gives no effect.
pub(crate) const KEYWORDS: &[(&str, Holds)] = &[
    ("type", Holds::Types),
    ("title", Holds::Value),
    ("description", Holds::Value),
    ("default", Holds::Value),
    ("examples", Holds::Value),
    ("enum", Holds::Value),
    ("const", Holds::Value),
    ("minimum", Holds::Value),
    ("maximum", Holds::Value),
    ("exclusiveMinimum", Holds::Value),
    ("exclusiveMaximum", Holds::Value),
    ("multipleOf", Holds::Value),
    ("minLength", Holds::Value),
    ("maxLength", Holds::Value),
    ("pattern", Holds::Pattern),
    ("format", Holds::Format),
    ("items", Holds::Schema),
    ("prefixItems", Holds::Schemas),
    ("contains", Holds::Schema),
    ("minContains", Holds::Value),
    ("maxContains", Holds::Value),
    ("minItems", Holds::Value),
    ("maxItems", Holds::Value),
    ("uniqueItems", Holds::Value),
    ("properties", Holds::ByKey),
    ("patternProperties", Holds::ByPattern),
    ("additionalProperties", Holds::Schema),
    ("propertyNames", Holds::Schema),
    ("required", Holds::Value),
    ("minProperties", Holds::Value),
    ("maxProperties", Holds::Value),
    ("dependentRequired", Holds::Value),
    ("dependentSchemas", Holds::ByKey),
    ("allOf", Holds::Schemas),
    ("anyOf", Holds::Schemas),
    ("oneOf", Holds::Schemas),
    ("not", Holds::Schema),
    ("if", Holds::Schema),
    ("then", Holds::Schema),
    ("else", Holds::Schema),
];
pub(crate) const TYPES: &[&str] = &["string", "integer", "number", "boolean", "array", "object"];
/// Keywords of which the first says the least, and the second the most.
const RANGES: [(&str, &str); 5] = [
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
    ("minContains", "maxContains"),
];
const FORMATS: &[&str] =
    &["date", "time", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "uri", "uuid", "regex"];

/// All parameters; none where one of them is wrong.
pub(super) fn read(node: &Node, schemas: &mut Schemas, reader: &mut Reader) -> Option<Vec<Parameter>> {
    let entries = reader.map(node, "parameters by name, each with the JSON Schema of its value")?;
    if entries.len() > limits::PARAMETERS {
        let (most, given) = (limits::PARAMETERS, entries.len());
        let message = format!("an offer has at most {most} parameters, this one has {given}");
        reader.report(codes::TOO_LONG, node.span, message, "too many", None);
        return None;
    }
    let parameters: Vec<Parameter> = entries.iter().filter_map(|entry| parameter(entry, schemas, reader)).collect();
    (parameters.len() == entries.len() && !node.lost_keys).then_some(parameters)
}

fn parameter(entry: &Entry, schemas: &mut Schemas, reader: &mut Reader) -> Option<Parameter> {
    let name = name(entry, reader);
    let Content::Map(keys) = &entry.value.content else {
        return reader.wrong(&entry.value, "a JSON Schema such as `{ type: string }`");
    };
    if !words(&entry.value, 1, reader) {
        return None;
    }
    let (name, schema) = (name?, json::read(&entry.value, reader)?);
    if let Err(refusals) = schemas.add(name, &schema) {
        report(&refusals, codes::BAD_SCHEMA, &entry.value, reader);
        return None;
    }
    let mut default = schema.get("default").cloned();
    if let (Some(default), Some(at)) = (&default, keys.iter().find(|key| key.key == "default")) {
        let refusals = schemas.check(name, default);
        report(&refusals, codes::BAD_DEFAULT, &at.value, reader);
        if !refusals.is_empty() {
            return None;
        }
    }
    if let Some(default) = &mut default {
        json::make_whole(default, &schema);
    }
    Some(Parameter { name: name.to_owned(), schema, default })
}

fn report(refusals: &[Refusal], code: codes::Code, node: &Node, reader: &mut Reader) {
    for refusal in refusals {
        refusal.report(code, node, reader);
    }
}

fn name<'n>(entry: &'n Entry, reader: &mut Reader) -> Option<&'n str> {
    let name = entry.key.as_str();
    let is_inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    if name.starts_with(|c: char| c.is_ascii_lowercase()) && name.len() <= NAME_BYTES && name.bytes().all(is_inner) {
        return Some(name);
    }
    let message = format!("`{}` is not the name of a parameter", shown(name));
    let help = format!("use 1 to {NAME_BYTES} of a-z, 0-9, `_`, beginning with a letter");
    reader.report(codes::BAD_ID, entry.key_span, message, "not a parameter's name", Some(help));
    None
}

/// Whether a schema has known words only. JSON Schema lets unknown ones pass, and then a misspelt one checks nothing.
fn words(schema: &Node, depth: usize, reader: &mut Reader) -> bool {
    if !reader.hold_schema(schema.span) {
        return false;
    }
    if depth > limits::SCHEMA_DEPTH {
        let message = format!("schemas are nested more than {} deep", limits::SCHEMA_DEPTH);
        reader.report(codes::BUDGET, schema.span, message, "too deep", Some("make it simpler".to_owned()));
        return false;
    }
    let Content::Map(entries) = &schema.content else {
        // `additionalProperties: false` and the like; everything else the meta-schema refuses.
        return true;
    };
    let mut is_known = possible(entries, reader);
    for entry in entries {
        let Some((_, holds)) = KEYWORDS.iter().find(|(word, _)| *word == entry.key) else {
            unknown_key(entry, reader);
            is_known = false;
            continue;
        };
        let value = &entry.value;
        is_known &= match (holds, &value.content) {
            (Holds::Types, Content::List(items)) => each(items, |item| one_of(item, "type of value", TYPES, reader)),
            (Holds::Types, _) => one_of(value, "type of value", TYPES, reader),
            (Holds::Format, _) => one_of(value, "format of a text", FORMATS, reader),
            (Holds::Pattern, Content::Scalar(scalar)) => pattern(&scalar.text, value.span, reader),
            (Holds::Schema, _) => words(value, depth + 1, reader),
            (Holds::Schemas, Content::List(items)) => each(items, |item| words(item, depth + 1, reader)),
            (Holds::ByKey, Content::Map(entries)) => each(entries, |one| words(&one.value, depth + 1, reader)),
            (Holds::ByPattern, Content::Map(entries)) => each(entries, |one| {
                let fits = pattern(&one.key, one.key_span, reader);
                words(&one.value, depth + 1, reader) && fits
            }),
            _ => true,
        };
    }
    is_known
}

/// Whether some value can pass: no value is in an empty `enum`, or above its most and below its least at once.
fn possible(entries: &[Entry], reader: &mut Reader) -> bool {
    let number = |key: &str| match &entries.iter().find(|entry| entry.key == key)?.value {
        Node { content: Content::Scalar(scalar), span, .. } => match classify(scalar) {
            Class::Int(_) | Class::Float(_) => Some((scalar.text.parse::<f64>().ok()?, *span)),
            _ => None,
        },
        _ => None,
    };
    let mut is_possible = true;
    for (least, most) in RANGES {
        if let (Some((low, _)), Some((high, span))) = (number(least), number(most))
            && low > high
        {
            let message = format!("`{least}` is more than `{most}`, so no value would do");
            reader.report(codes::BAD_SCHEMA, span, message, "less than the least", Some("swap the two".to_owned()));
            is_possible = false;
        }
    }
    if let Some(Entry { value, .. }) = entries.iter().find(|entry| entry.key == "enum")
        && matches!(&value.content, Content::List(items) if items.is_empty())
    {
        let help = Some("name the values that may be given, or remove `enum`".to_owned());
        reader.report(codes::BAD_SCHEMA, value.span, "this list is empty, so no value would do", "nothing in it", help);
        is_possible = false;
    }
    is_possible
}

/// Whether all are good, each looked at: the second mistake is told with the first.
fn each<T>(items: &[T], mut is_good: impl FnMut(&T) -> bool) -> bool {
    items.iter().filter(|item| !is_good(item)).count() == 0
}

fn unknown_key(entry: &Entry, reader: &mut Reader) {
    let key = entry.key.as_str();
    let help = match nearest(key, KEYWORDS.iter().map(|(word, _)| *word)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if key.starts_with('$') => "a schema stands by itself: write out what it would point to".to_owned(),
        None => "see `JSON Schema`, draft 2020-12; a key that checks nothing is not taken".to_owned(),
    };
    let message = format!("{WHAT} has no key `{}`", shown(key));
    reader.report(codes::UNKNOWN_KEY, entry.key_span, message, "unknown key", Some(help));
}

fn one_of(node: &Node, what: &str, words: &[&str], reader: &mut Reader) -> bool {
    let choices: Vec<(&str, ())> = words.iter().map(|word| (*word, ())).collect();
    reader.word(node, what, &choices).is_some()
}

/// The validator's own message about an expression has no place; ours is bounded in size too.
fn pattern(text: &str, span: crate::Span, reader: &mut Reader) -> bool {
    if !reader.holds_pattern(span) {
        return false;
    }
    let compiled = Pattern::new(text);
    reader.hold_pattern(compiled.as_ref());
    let Err(problem) = compiled else { return true };
    reader.report(codes::BAD_EXPRESSION, span, problem.to_string(), "not usable", None);
    false
}
