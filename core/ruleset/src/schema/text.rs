//! The small types that documents are made of.

use super::{JsonSchema, Schema, SchemaGenerator, limits};
use schemars::json_schema;
use std::borrow::Cow;

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident = { $($schema:tt)* };)*) => {$(
        $(#[$doc])*
        pub(super) struct $name;

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ $($schema)* })
            }
        }
    )*};
}

const LOCALE: &str = "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$";

texts! {
    /// An id: the stem of a file, or a key of the directory.
    Id = { "type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,63}$" };
    /// An object, or one with its relation.
    RelationPath = {
        "type": "string",
        "pattern": "^[a-z0-9][a-z0-9_-]{0,63}(\\.[a-z][a-z0-9_]{0,63})?$",
        "examples": ["account", "account.cases"],
    };
    /// A plug-in and what it offers.
    OfferName = {
        "type": "string",
        "pattern": "^[a-z0-9][a-z0-9_-]{0,63}/[a-z0-9][a-z0-9_-]{0,63}$",
        "examples": ["campaign/in_season"],
    };
    /// A language tag.
    Tag = { "type": "string", "pattern": LOCALE, "examples": ["en", "zh-CN"] };
    /// An origin, or `self`.
    Origin = {
        "type": "string",
        "maxLength": limits::ORIGIN,
        "pattern": "^(self|https://[^/?#@*A-Z]+|http://(localhost|127\\.0\\.0\\.1|\\[::1\\])(:[0-9]+)?)$",
        "examples": ["https://shop.example.com", "self"],
    };
    /// A colour.
    Color = { "type": "string", "pattern": "^#[0-9a-fA-F]{6}$", "examples": ["#1f6feb"] };
    /// An e-mail address.
    Email = { "type": "string", "maxLength": limits::EMAIL, "pattern": "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$" };
    /// A script's name.
    ScriptFile = { "type": "string", "pattern": "^[A-Za-z0-9_-]{1,100}\\.rhai$" };
    /// A function's name.
    Function = { "type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]{0,99}$" };
    /// Skills with a level each.
    Skills = {
        "type": "object",
        "propertyNames": { "pattern": "^[a-z0-9][a-z0-9_-]{0,63}$" },
        "additionalProperties": { "type": "integer", "minimum": 1, "maximum": limits::SKILL_LEVEL },
    };
}

/// One text, or one a locale.
pub(super) struct LocalText<const MOST: usize>;

impl<const MOST: usize> JsonSchema for LocalText<MOST> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        format!("LocalText{MOST}").into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                { "type": "string", "minLength": 1, "maxLength": MOST },
                {
                    "type": "object",
                    "minProperties": 1,
                    "propertyNames": { "pattern": LOCALE },
                    "additionalProperties": { "type": "string", "minLength": 1, "maxLength": MOST },
                },
            ],
        })
    }
}

/// A text of bounded length.
pub(super) struct Text<const MOST: usize>;

impl<const MOST: usize> JsonSchema for Text<MOST> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        format!("Text{MOST}").into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "maxLength": MOST })
    }
}
