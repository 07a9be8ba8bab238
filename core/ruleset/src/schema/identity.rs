//! The shape of the identity. What stands here in comments is what an editor shows beside a key.
#![expect(dead_code, reason = "these types are never filled: their shape alone is wanted, for the schemas")]

use super::{JsonSchema, Schema, SchemaGenerator, limits, object::FIELD_ID, text::RelationPath};
use serde_json::json;
use std::{borrow::Cow, collections::BTreeMap};

/// Who a visitor is: what a page may tell of them, how one who came before is found, and which records they lead to.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Identity {
    /// The fields of `objects/visitor.yaml` that an identity may tell. What else it tells is refused.
    #[schemars(
        length(min = 1, max = limits::OBJECT_FIELDS),
        extend("uniqueItems" = true, "examples" = [["full_name", "phone", "email"]])
    )]
    fields: Vec<String>,
    /// How a visitor who came before is found. Without it: never, each identity is a visitor of its own.
    r#match: Option<Match>,
    /// How the records of a visitor are found, by object. Without it: by hand only.
    associate: Option<Associate>,
}

/// How a visitor who came before is found.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct Match {
    /// Lists of fields. The first counts whose fields are all told, and equal those of exactly one visitor. In each at
    /// least one is among the visitor's `match_keys`.
    by: NameLists,
    /// What a value must be worth.
    #[schemars(extend("default" = "asserted"))]
    require: Option<Worth>,
}

/// What a value must be worth.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
enum Worth {
    /// The page says so, in a way that could be replayed or forged. What is proven will do too.
    Asserted,
    /// A signature that the visitor cannot forge vouches for it.
    Proven,
}

/// How records are found: `require`, and a way for each object.
struct Associate;

impl JsonSchema for Associate {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Associate".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut worth = generator.subschema_for::<Worth>();
        worth.insert("description".to_owned(), json!("What a value must be worth."));
        worth.insert("default".to_owned(), json!("asserted"));
        let lookup = generator.subschema_for::<Lookup>();
        schemars::json_schema!({
            "type": "object",
            "properties": { "require": worth },
            "additionalProperties": lookup,
            "minProperties": 1,
            "examples": [{ "require": "proven", "contact": { "by": [["phone"]] }, "account": { "through": "contact" } }],
        })
    }
}

/// How the records of one object are found: by fields, or through those of another object.
#[derive(JsonSchema)]
#[schemars(
    deny_unknown_fields,
    extend("oneOf" = json!([{ "required": ["by"] }, { "required": ["through"] }]))
)]
struct Lookup {
    /// Lists of fields. The first counts whose fields are all told, and equal those of exactly one record. In each at
    /// least one is among the object's `match_keys`.
    #[schemars(length(min = 1, max = limits::LOOKUPS))]
    by: Option<Vec<Compared>>,
    /// The object that leads there by a relation: `contact`, or `contact.account` where the relation must be named.
    through: Option<RelationPath>,
}

/// Fields that must all be equal.
#[derive(JsonSchema)]
#[schemars(untagged, inline)]
enum Compared {
    /// Fields that have the same ids in both objects.
    Same(Names),
    /// The visitor's field, and the one of the object that it is compared with.
    Named(#[schemars(extend("propertyNames" = { "pattern": FIELD_ID }, "minProperties" = 1))] BTreeMap<String, String>),
}

/// Fields by their ids.
struct Names;

impl JsonSchema for Names {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Names".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({
            "type": "array",
            "minItems": 1,
            "maxItems": limits::LOOKUPS,
            "uniqueItems": true,
            "items": { "type": "string", "pattern": FIELD_ID },
        })
    }
}

/// Lists of fields.
struct NameLists;

impl JsonSchema for NameLists {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "NameLists".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let names = generator.subschema_for::<Names>();
        schemars::json_schema!({
            "type": "array",
            "minItems": 1,
            "maxItems": limits::LOOKUPS,
            "items": names,
            "examples": [[["phone", "full_name"], ["email"]]],
        })
    }
}
