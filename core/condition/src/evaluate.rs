//! Whether a condition holds of some facts.

use crate::{Condition, Op, Test};
use std::cmp::Ordering;
use usher_model::{Context, Facts, Timestamp, Value};

impl Condition {
    /// Whether it holds. A script that fails counts as its plug-in declares, under a `not` too: what `closed` means
    /// there is the opposite of what it means elsewhere.
    pub fn eval(&self, context: &Context<'_>) -> bool {
        match self {
            Self::Always => true,
            Self::All(each) => each.iter().all(|one| one.eval(context)),
            Self::Any(each) => each.iter().any(|one| one.eval(context)),
            Self::Not(inner) => !inner.eval(context),
            Self::Test(test) => test.eval(context.facts),
            Self::Script(predicate) => predicate.ask(context).holds,
        }
    }

    /// Whether it asks a script: such a condition is evaluated behind those that do not.
    pub fn asks_script(&self) -> bool {
        match self {
            Self::Always | Self::Test(_) => false,
            Self::All(each) | Self::Any(each) => each.iter().any(Self::asks_script),
            Self::Not(inner) => inner.asks_script(),
            Self::Script(_) => true,
        }
    }
}

impl Test {
    /// Whether it holds.
    pub fn eval(&self, facts: &Facts) -> bool {
        match (facts.get(&self.field), &self.op) {
            (Some(moment), Op::Within(span)) => {
                let (Value::Int(then), Some(Value::Int(now))) = (moment, facts.get("time.now")) else { return false };
                // A moment still to come is no longer ago than anything: clocks of two machines may differ a little.
                Timestamp::from_micros(*now).since(Timestamp::from_micros(*then)) <= *span
            }
            (Some(actual), op) => op.holds(actual),
            (None, op) => matches!(op, Op::Ne(_) | Op::NotIn(_) | Op::Exists(false)),
        }
    }
}

impl Op {
    /// Whether it holds of a fact that is there. `within` needs the present moment too: see [`Test::eval`].
    pub(crate) fn holds(&self, actual: &Value) -> bool {
        match self {
            Self::Eq(wanted) => same(actual, wanted),
            Self::Ne(unwanted) => !same(actual, unwanted),
            Self::In(wanted) => wanted.iter().any(|one| same(actual, one)),
            Self::NotIn(unwanted) => !unwanted.iter().any(|one| same(actual, one)),
            Self::Gt(bound) | Self::After(bound) => order(actual, bound).is_some_and(Ordering::is_gt),
            Self::Gte(bound) => order(actual, bound).is_some_and(Ordering::is_ge),
            Self::Lt(bound) | Self::Before(bound) => order(actual, bound).is_some_and(Ordering::is_lt),
            Self::Lte(bound) => order(actual, bound).is_some_and(Ordering::is_le),
            Self::Between(from, to) => {
                let after = order(actual, from).is_some_and(Ordering::is_ge);
                let before = order(actual, to).is_some_and(Ordering::is_le);
                // Only a time of day may be built with its ends reversed: it runs past midnight.
                if order(from, to).is_some_and(Ordering::is_gt) { after || before } else { after && before }
            }
            Self::Contains(wanted) => match (actual, wanted) {
                (Value::Text(text), Value::Text(part)) => text.contains(part.as_ref()),
                (Value::List(values), one) => values.iter().any(|value| same(value, one)),
                _ => false,
            },
            Self::StartsWith(heads) => text(actual).is_some_and(|t| heads.iter().any(|head| t.starts_with(&**head))),
            Self::EndsWith(tails) => text(actual).is_some_and(|t| tails.iter().any(|tail| t.ends_with(&**tail))),
            Self::Matches(pattern) => text(actual).is_some_and(|t| pattern.is_match(t)),
            Self::Exists(wanted) => *wanted,
            Self::Within(_) => false,
        }
    }
}

fn text(value: &Value) -> Option<&str> {
    if let Value::Text(text) = value { Some(text) } else { None }
}

fn same(a: &Value, b: &Value) -> bool {
    order(a, b).is_some_and(Ordering::is_eq)
}

/// How two values of one type stand to each other; none where their types have no order between them.
pub(crate) fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        (Value::Float(a), Value::Float(b)) => a.partial_cmp(b),
        (Value::Int(a), Value::Float(b)) => wide(*a).partial_cmp(b),
        (Value::Float(a), Value::Int(b)) => a.partial_cmp(&wide(*b)),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "beside a fraction, a whole number over 2^53 need not be exact")]
fn wide(whole: i64) -> f64 {
    whole as f64
}
