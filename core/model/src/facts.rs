//! What a condition may read: names and plain values, gathered before a decision and stored with it.

use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, sync::Arc};

/// Most bytes of facts stored with a decision.
pub const MAX_FACTS_BYTES: usize = 16 * 1024;

/// The fact that holds what a session began with: the words of its opening message.
pub const FIRST_MESSAGE: &str = "session.first_message";

/// One value. Dates are texts of the form `2026-12-25`, times of day `09:00`: both compare as they read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// Words.
    Text(Arc<str>),
    /// Several values.
    List(Vec<Value>),
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}
impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}
impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.into())
    }
}
impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value.into())
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => value.fmt(f),
            Self::Int(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
            Self::Text(value) => write!(f, "{value:?}"),
            Self::List(values) => f.debug_list().entries(values.iter().map(format_args_of)).finish(),
        }
    }
}

fn format_args_of(value: &Value) -> impl fmt::Debug + '_ {
    struct Plain<'a>(&'a Value);
    impl fmt::Debug for Plain<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            fmt::Display::fmt(self.0, f)
        }
    }
    Plain(value)
}

/// The facts of one decision, by field name such as `page.path`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Facts(BTreeMap<Arc<str>, Value>);

impl Facts {
    /// Puts a fact in, over an earlier one of the same name.
    pub fn set(&mut self, field: &str, value: impl Into<Value>) {
        self.0.insert(field.into(), value.into());
    }
    /// Takes a fact out.
    pub fn unset(&mut self, field: &str) {
        self.0.remove(field);
    }
    /// Looks a fact up. Absence is not an error: a page without a referrer has none.
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.0.get(field)
    }
    /// All facts in order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(k, v)| (k.as_ref(), v))
    }
}
