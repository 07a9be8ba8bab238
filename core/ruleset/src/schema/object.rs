//! The shape of objects. What stands here in comments is what an editor shows beside a key.
#![expect(dead_code, reason = "these types are never filled: their shape alone is wanted, for the schemas")]

use super::{
    JsonSchema, limits,
    text::{Id, LocalText, Text},
};
use serde_json::json;
use std::collections::BTreeMap;

/// What the ids of fields and relations are made of.
pub(super) const FIELD_ID: &str = "^[a-z][a-z0-9_]{0,63}$";

/// One sort of record in the CRM: its fields can be named in conditions as `account.level`, and shown in the workbench.
/// The file's name is the object's id: `account`, `contact`, `lead`, `case`, `visitor`, or one of your own.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Object {
    /// Its name, for people.
    name: LocalText<{ limits::NAME }>,
    /// Its name in the CRM.
    #[schemars(
        length(max = limits::API_NAME),
        regex(pattern = "^[A-Za-z][A-Za-z0-9_]*$"),
        extend("examples" = ["AccountObj", "ContactObj"])
    )]
    api_name: String,
    /// Its fields by id. Conditions name them behind the object's id, as in `account.level`; of the visitor there is
    /// `visitor.phone.source` too, which tells how the value came to be known: `proven`, `asserted`, `typed`, `inferred`.
    #[schemars(extend(
        "propertyNames" = { "pattern": FIELD_ID },
        "minProperties" = 1,
        "maxProperties" = limits::OBJECT_FIELDS
    ))]
    fields: BTreeMap<String, Field>,
    /// The field that names a record. Its type is `text`.
    #[schemars(regex(pattern = FIELD_ID), extend("examples" = ["name"]))]
    name_field: String,
    /// The field with the agent who is in charge of a record. Its type is `agent`. The strategies `customer-owner` and
    /// `contact-owner` ask for it.
    #[schemars(regex(pattern = FIELD_ID), extend("examples" = ["owner"]))]
    owner_field: Option<String>,
    /// The fields that records are looked up by, of the types `text`, `email` and `phone`.
    #[schemars(length(min = 1), extend("uniqueItems" = true, "examples" = [["phone", "email"]]))]
    match_keys: Option<Vec<String>>,
    /// Where its records lead, by id.
    #[schemars(extend(
        "propertyNames" = { "pattern": FIELD_ID },
        "minProperties" = 1,
        "maxProperties" = limits::RELATIONS
    ))]
    relations: Option<BTreeMap<String, Relation>>,
}

/// One field.
#[derive(JsonSchema)]
#[schemars(
    deny_unknown_fields,
    extend(
        "if" = json!({ "properties": { "type": { "enum": ["choice", "choices"] } } }),
        "then" = json!({ "required": ["options"] }),
        "else" = json!({ "not": { "required": ["options"] } })
    )
)]
struct Field {
    /// What it holds.
    r#type: Type,
    /// Its name, for people. Without it: its id.
    label: Option<LocalText<{ limits::NAME }>>,
    /// What there is to choose from. Only the types `choice` and `choices` have it, and they need it.
    #[schemars(length(min = 1, max = limits::OBJECT_OPTIONS))]
    options: Option<Vec<ObjectOption>>,
    /// Where the number is money: its currency, by its code in ISO 4217. Only `number` and `integer` have it.
    #[schemars(regex(pattern = "^[A-Z]{3}$"), extend("examples" = ["EUR", "USD", "CNY"]))]
    currency: Option<String>,
}

/// What a field holds.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
enum Type {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// An address on the web.
    Url,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// Yes or no.
    Flag,
    /// A day.
    Date,
    /// A moment.
    Moment,
    /// One of `options`.
    Choice,
    /// Any of `options`.
    Choices,
    /// An agent of the directory, by id.
    Agent,
}

/// One of several.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct ObjectOption {
    /// As the CRM writes it, and conditions too.
    value: Text<{ limits::OPTION }>,
    /// Its name, for people. Without it: the value.
    label: Option<LocalText<{ limits::NAME }>>,
}

/// A way to the records of another object.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Relation {
    /// To which object.
    object: Id,
    /// Its name, for people. Without it: its id.
    label: Option<LocalText<{ limits::NAME }>>,
    /// Whether there may be several.
    #[schemars(extend("default" = false))]
    many: Option<bool>,
}
