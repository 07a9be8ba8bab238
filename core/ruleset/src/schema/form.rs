//! The shape of forms. What stands here in comments and descriptions is what an editor shows beside a key.
#![expect(dead_code, reason = "these types are never filled: their shape alone is wanted, for the schemas")]

use super::{
    JsonSchema, Schema, SchemaGenerator,
    condition::{described, operand},
    limits,
    text::{LocalText, Text},
};
use crate::kind::{
    condition::WORDS,
    form::{COMMON_KEYS, OPTION_KEYS, SORTS, Sort},
};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use usher_condition::{Operator, Pattern};

/// What a visitor fills in: to leave a message where nobody can answer, or before a session opens.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Form {
    /// Its name, for admins.
    name: Text<{ limits::NAME }>,
    /// What it is for.
    kind: FormKind,
    /// The form's title, as visitors see it.
    title: LocalText<{ limits::TITLE }>,
    /// What stands under the title.
    intro: Option<LocalText<{ limits::FORM_INTRO }>>,
    /// The words of the button that sends it.
    submit: Option<LocalText<{ limits::BUTTON }>>,
    /// What a visitor is told once it was sent.
    thanks: Option<LocalText<{ limits::FORM_THANKS }>>,
    /// What is asked, in order.
    #[schemars(length(min = 1, max = limits::FORM_FIELDS))]
    fields: Vec<Field>,
}

/// What a form is for.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
enum FormKind {
    /// Offered where nobody can answer: a rule names it as `form` below `waiting`.
    LeaveMessage,
    /// Filled in before a session opens: a channel names it as `pre_chat`.
    PreChat,
}

/// One field: which keys it has depends on its `type`.
struct Field;

impl JsonSchema for Field {
    fn schema_name() -> Cow<'static, str> {
        "Field".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = Map::new();
        schema.insert("description".to_owned(), json!("One field. Which keys it has depends on its `type`."));
        let of_types = SORTS.iter().map(|(name, sort)| of_type(name, *sort, generator));
        schema.insert("oneOf".to_owned(), of_types.collect());
        Schema::from(schema)
    }
}

fn of_type(name: &str, sort: Sort, generator: &mut SchemaGenerator) -> Value {
    let mut properties = Map::new();
    for key in COMMON_KEYS.iter().chain(sort.keys()) {
        let (schema, what) = match *key {
            "type" => (json!({ "const": name }), told(sort)),
            "required" if sort == Sort::Consent => {
                (json!({ "type": "boolean", "default": false }), "Whether the visitor has to tick it.")
            }
            key => property(key, sort, generator),
        };
        properties.insert((*key).to_owned(), described(schema, what));
    }
    let mut required = vec!["id", "type", "label"];
    required.extend(sort.takes("options").then_some("options"));
    let mut schema = json!({
        "title": format!("{name} field"),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    if let (Value::Object(schema), true) = (&mut schema, sort.takes("pattern_help")) {
        schema.insert("dependencies".to_owned(), json!({ "pattern_help": ["pattern"] }));
    }
    schema
}

/// What fields of a type take.
const fn told(sort: Sort) -> &'static str {
    match sort {
        Sort::Text => "One line of text.",
        Sort::LongText => "Several lines of text.",
        Sort::Email => "An e-mail address.",
        Sort::Phone => "A telephone number.",
        Sort::Number => "A number.",
        Sort::Date => "A day.",
        Sort::Choice => "One of several answers.",
        Sort::Choices => "Any of several answers.",
        Sort::File => "Files.",
        Sort::Consent => "A box to tick.",
    }
}

/// A key's schema, and what it says.
fn property(key: &str, sort: Sort, generator: &mut SchemaGenerator) -> (Value, &'static str) {
    let short =
        |generator: &mut SchemaGenerator| generator.subschema_for::<LocalText<{ limits::FORM_HELP }>>().to_value();
    let label =
        |generator: &mut SchemaGenerator| generator.subschema_for::<LocalText<{ limits::FORM_LABEL }>>().to_value();
    let (usual, most) = match sort {
        Sort::LongText => (limits::DEFAULT_FORM_LONG_TEXT, limits::FORM_LONG_TEXT),
        _ => (limits::DEFAULT_FORM_TEXT, limits::FORM_TEXT),
    };
    match key {
        "id" => (
            json!({
                "type": "string",
                "pattern": "^[a-z][a-z0-9_]{0,63}$",
                "not": { "enum": WORDS },
                "examples": ["full_name"],
            }),
            "The name that the answer is kept under. Conditions ask it by this name.",
        ),
        "label" => (label(generator), "What the visitor is asked."),
        "help" => (short(generator), "What helps to fill it in. It stands below the field."),
        "required" => (json!({ "type": "boolean", "default": false }), "Whether it has to be filled in."),
        "shown_if" => (
            json!({ "allOf": [generator.subschema_for::<ShownIf>().to_value()] }),
            "What the answers to earlier fields must be, such as `topic: order`. Without it the field is always shown.",
        ),
        "placeholder" => (
            generator.subschema_for::<LocalText<{ limits::PLACEHOLDER }>>().to_value(),
            "What stands in it while it is empty. It is no place for a label.",
        ),
        "min_length" => (
            json!({ "type": "integer", "minimum": 0, "maximum": most, "default": 0 }),
            "The least characters of an answer.",
        ),
        "max_length" => (
            json!({ "type": "integer", "minimum": 1, "maximum": most, "default": usual }),
            "The most characters of an answer.",
        ),
        "pattern" => (
            json!({
                "type": "string", "minLength": 1, "maxLength": Pattern::MAX_CHARS, "examples": ["^[0-9]{8}$"],
            }),
            "A regular expression that the answer matches somewhere; `^` and `$` stand for its ends. Write it in single \
             quotes.",
        ),
        "pattern_help" => (short(generator), "What is said to a visitor whose answer does not match."),
        "min" | "max" if sort == Sort::Date => (
            json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "examples": ["2026-12-25"] }),
            if key == "min" { "The first day that is taken." } else { "The last day that is taken." },
        ),
        "min" | "max" => (
            json!({ "type": "number", "minimum": -limits::FORM_NUMBER, "maximum": limits::FORM_NUMBER }),
            if key == "min" { "The least number that is taken." } else { "The most that is taken." },
        ),
        "whole" => (json!({ "type": "boolean", "default": false }), "Whether fractions are refused."),
        "options" => (
            json!({ "type": "array", "minItems": 1, "maxItems": limits::FORM_OPTIONS, "items": option(label(generator)) }),
            "The answers, in order.",
        ),
        "files" => (
            json!({
                "type": "integer",
                "minimum": limits::UPLOAD_FILES.start(),
                "maximum": limits::UPLOAD_FILES.end(),
                "default": 1,
            }),
            "How many files are taken, within what the workspace lets through.",
        ),
        "file_size" => (
            json!({ "type": "string", "pattern": "^[0-9]+(KB|MB)$", "examples": ["5MB"] }),
            "How large one file may be, from `1KB` to `100MB`. Without it: what the workspace lets through.",
        ),
        _ => (
            json!({
                "type": "array",
                "minItems": 1,
                "maxItems": limits::MEDIA_TYPES,
                "uniqueItems": true,
                "items": { "type": "string", "maxLength": limits::MEDIA_TYPE, "pattern": "^[a-z]+/(\\*|[a-z0-9][a-z0-9!#$&^_.+-]*)$" },
                "examples": [["image/*", "application/pdf"]],
            }),
            "The sorts of files that are taken: media types such as `image/png`, or families such as `image/*`. Without \
             it: any.",
        ),
    }
}

fn option(label: Value) -> Value {
    let value = json!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,63}$", "examples": ["order"] });
    let schemas =
        [described(value, "What is kept, and what conditions ask."), described(label, "What the visitor reads.")];
    let properties: Map<String, Value> = OPTION_KEYS.iter().map(|key| (*key).to_owned()).zip(schemas).collect();
    json!({ "type": "object", "properties": properties, "required": OPTION_KEYS, "additionalProperties": false })
}

/// What the answers to earlier fields must be.
struct ShownIf;

impl JsonSchema for ShownIf {
    fn schema_name() -> Cow<'static, str> {
        "ShownIf".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let again = generator.subschema_for::<Self>().to_value();
        let mut properties = Map::new();
        for (word, what) in [("all", "Each of these must hold."), ("any", "At least one of these must hold.")] {
            let each = json!({ "type": "array", "minItems": 1, "maxItems": limits::CONDITION_TESTS, "items": again });
            properties.insert(word.to_owned(), described(each, what));
        }
        properties.insert("not".to_owned(), json!({ "description": "This must not hold.", "allOf": [again] }));
        let Value::Object(object) = json!({
            "description": "One test of an earlier answer, or several under `all`, `any` or `not`.",
            "type": "object",
            "properties": properties,
            "propertyNames": { "pattern": "^[a-z][a-z0-9_]{0,63}$", "not": { "enum": ["script", "expr"] } },
            "additionalProperties": test(),
            "minProperties": 1,
            "maxProperties": 1,
        }) else {
            return Schema::default();
        };
        Schema::from(object)
    }
}

/// What may stand after a field: a value, or an operator with its operand. Which fit is known when it is compiled.
fn test() -> Value {
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
    json!({ "anyOf": [one, test] })
}
