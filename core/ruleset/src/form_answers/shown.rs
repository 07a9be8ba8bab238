//! When a field is shown, as plain data: pages ask the same as the server does.

use crate::FormField;
use serde_json::{Value as Json, json};
use std::sync::Arc;
use usher_condition::{Condition, Op, Pattern, Test};

/// A condition over the answers to earlier fields.
#[derive(Debug, Clone, PartialEq)]
pub enum ShownIf {
    /// Each of these.
    All(Vec<ShownIf>),
    /// At least one of these.
    Any(Vec<ShownIf>),
    /// Not this.
    Not(Box<ShownIf>),
    /// One field, one operator.
    Test {
        /// Which field, by its id.
        field: String,
        /// The operator's name in rules.
        op: &'static str,
        /// Its operand: a value, a list of values, an expression, or whether the answer is there.
        value: Json,
    },
}

impl FormField {
    /// When the field is shown; none for always.
    pub fn shown(&self) -> Option<ShownIf> {
        plain(&self.shown_if)
    }
}

fn plain(condition: &Condition) -> Option<ShownIf> {
    let each = |all: &[Condition]| all.iter().filter_map(plain).collect::<Vec<_>>();
    Some(match condition {
        // A form asks no scripts: a condition over answers cannot be built with one.
        Condition::Always | Condition::Script(_) => return None,
        Condition::All(all) => ShownIf::All(each(all)),
        Condition::Any(all) => ShownIf::Any(each(all)),
        Condition::Not(inner) => ShownIf::Not(Box::new(plain(inner)?)),
        Condition::Test(Test { field, op }) => {
            ShownIf::Test { field: field.to_string(), op: op.operator().name(), value: operand(op) }
        }
    })
}

fn operand(op: &Op) -> Json {
    let texts = |texts: &[Arc<str>]| json!(texts.iter().map(AsRef::as_ref).collect::<Vec<&str>>());
    match op {
        Op::Eq(value)
        | Op::Ne(value)
        | Op::Gt(value)
        | Op::Gte(value)
        | Op::Lt(value)
        | Op::Lte(value)
        | Op::Contains(value)
        | Op::Before(value)
        | Op::After(value) => json!(value),
        Op::In(values) | Op::NotIn(values) => json!(values),
        Op::Between(from, to) => json!([from, to]),
        Op::StartsWith(heads) => texts(heads),
        Op::EndsWith(tails) => texts(tails),
        Op::Matches(pattern) => json!(Pattern::as_str(pattern)),
        Op::Exists(wanted) => json!(wanted),
        Op::Within(span) => json!(span.as_secs()),
    }
}
