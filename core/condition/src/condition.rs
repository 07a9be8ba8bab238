//! The tree. How it is built from names and values stands in `build`, how it is evaluated in `evaluate`.

use crate::{Operator, Pattern};
use std::{sync::Arc, time::Duration};
use usher_model::{Predicate, Value};

/// What must hold. An absent fact fails every test but `exists: false`, `ne` and `not_in`; a script says for itself what
/// an absent fact means to it.
#[derive(Debug, Clone)]
pub enum Condition {
    /// Every visitor: no condition at all.
    Always,
    /// Each of these.
    All(Vec<Condition>),
    /// At least one of these.
    Any(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
    /// One field, one operator.
    Test(Test),
    /// A plug-in's predicate, or an expression: anything that only a script can tell.
    Script(Arc<dyn Predicate>),
}

/// One field, one operator.
#[derive(Debug, Clone)]
pub struct Test {
    /// Which fact, such as `page.path`.
    pub field: Arc<str>,
    /// What must hold of it.
    pub op: Op,
}

/// What must hold of a fact. Operands have the field's type already; text compares exactly, case and all.
#[derive(Debug, Clone)]
pub enum Op {
    /// Equal.
    Eq(Value),
    /// Not equal, or absent.
    Ne(Value),
    /// One of these.
    In(Vec<Value>),
    /// None of these, or absent.
    NotIn(Vec<Value>),
    /// Greater.
    Gt(Value),
    /// Greater or equal.
    Gte(Value),
    /// Less.
    Lt(Value),
    /// Less or equal.
    Lte(Value),
    /// From the first to the second, both included. A time of day may run past midnight: `["22:00", "06:00"]`.
    Between(Value, Value),
    /// The text has this in it; the list has this among it.
    Contains(Value),
    /// The text begins with one of these.
    StartsWith(Vec<Arc<str>>),
    /// The text ends with one of these.
    EndsWith(Vec<Arc<str>>),
    /// The text matches this expression somewhere.
    Matches(Pattern),
    /// The fact is there, or is not.
    Exists(bool),
    /// Earlier than this date or time.
    Before(Value),
    /// Later than this date or time.
    After(Value),
    /// A moment no longer ago than this, seen from the fact `time.now`.
    Within(Duration),
}

impl Op {
    /// The operator, without its operand.
    pub const fn operator(&self) -> Operator {
        match self {
            Self::Eq(_) => Operator::Eq,
            Self::Ne(_) => Operator::Ne,
            Self::In(_) => Operator::In,
            Self::NotIn(_) => Operator::NotIn,
            Self::Gt(_) => Operator::Gt,
            Self::Gte(_) => Operator::Gte,
            Self::Lt(_) => Operator::Lt,
            Self::Lte(_) => Operator::Lte,
            Self::Between(..) => Operator::Between,
            Self::Contains(_) => Operator::Contains,
            Self::StartsWith(_) => Operator::StartsWith,
            Self::EndsWith(_) => Operator::EndsWith,
            Self::Matches(_) => Operator::Matches,
            Self::Exists(_) => Operator::Exists,
            Self::Before(_) => Operator::Before,
            Self::After(_) => Operator::After,
            Self::Within(_) => Operator::Within,
        }
    }
}
