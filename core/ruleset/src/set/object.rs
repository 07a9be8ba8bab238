//! CRM objects: which fields their records have, and how they hang together.

use std::collections::BTreeMap;
use usher_model::{LocalText, ObjectId};

/// `objects/<id>.yaml`.
#[derive(Debug, Clone)]
pub struct Object {
    /// The file's stem, and the first part of its fields' names in conditions.
    pub id: ObjectId,
    /// Its name, for people.
    pub name: LocalText,
    /// Its name in the CRM.
    pub api_name: String,
    /// Its fields, in the order of the file.
    pub fields: Vec<ObjectField>,
    /// The field that names a record.
    pub name_field: String,
    /// The field with the agent in charge.
    pub owner_field: Option<String>,
    /// Fields that records are looked up by.
    pub match_keys: Vec<String>,
    /// Related objects, by the relation's id.
    pub relations: BTreeMap<String, Relation>,
}

impl Object {
    /// A field by its id.
    pub fn field(&self, id: &str) -> Option<&ObjectField> {
        self.fields.iter().find(|field| field.id == id)
    }
}

/// One field of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectField {
    /// Its id.
    pub id: String,
    /// Its name, for people; the id where nothing is said.
    pub label: Option<LocalText>,
    /// What it holds.
    pub kind: ObjectFieldType,
    /// Of numbers that are money: its currency, by its code in ISO 4217.
    pub currency: Option<String>,
}

/// What a field of an object holds.
#[derive(Debug, Clone, PartialEq)]
pub enum ObjectFieldType {
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
    /// One of several words, each with its name for people.
    Choice(Vec<(String, LocalText)>),
    /// Any of several words, each with its name for people.
    Choices(Vec<(String, LocalText)>),
    /// An agent, by id.
    Agent,
}

impl ObjectFieldType {
    /// Its word in rules.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::LongText => "long_text",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Url => "url",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Flag => "flag",
            Self::Date => "date",
            Self::Moment => "moment",
            Self::Choice(_) => "choice",
            Self::Choices(_) => "choices",
            Self::Agent => "agent",
        }
    }

    /// Whether values of the two can be equal: all that is written in letters can.
    pub const fn is_comparable(&self, other: &Self) -> bool {
        self.family() == other.family()
    }

    const fn family(&self) -> u8 {
        match self {
            Self::Text | Self::LongText | Self::Email | Self::Phone | Self::Url | Self::Choice(_) | Self::Agent => 0,
            Self::Integer | Self::Number => 1,
            Self::Flag => 2,
            Self::Date => 3,
            Self::Moment => 4,
            Self::Choices(_) => 5,
        }
    }
}

/// How one object leads to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// To which.
    pub object: ObjectId,
    /// Its name, for people.
    pub label: Option<LocalText>,
    /// Whether there may be several.
    pub many: bool,
}
