//! Which rules accept a value: `eq`, `ne`, `in`, `not_in`, `exists`.

use super::bits::{Bits, Rules};
use std::collections::HashMap;
use std::sync::Arc;
use usher_condition::{Op, Test};
use usher_model::Value;

/// A value that equals another only if both are written alike.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Bool(bool),
    Int(i64),
    Text(Arc<str>),
}

/// Rules by the values they accept.
pub struct Equality {
    /// The rules that name a value.
    by_key: HashMap<Key, Named>,
    /// The rules that accept a value that nobody names.
    other: Bits,
    /// The rules that accept an absent fact.
    absent: Bits,
}

/// The rules that name one value.
struct Named {
    /// Those that accept it.
    wanted: Rules,
    /// Those that accept any value but this and perhaps some more.
    refused: Rules,
}

/// Whether a value can be a key.
pub fn is_key(value: &Value) -> bool {
    key(value).is_some()
}

fn key(value: &Value) -> Option<Key> {
    match value {
        Value::Bool(value) => Some(Key::Bool(*value)),
        Value::Int(value) => Some(Key::Int(*value)),
        Value::Text(value) => Some(Key::Text(value.clone())),
        Value::Float(_) | Value::List(_) => None,
    }
}

impl Equality {
    /// Over tests that only have keys as operands.
    pub fn new(rules: usize, untested: &Bits, tests: &[(u32, Test)]) -> Self {
        let (mut other, mut absent) = (untested.clone(), untested.clone());
        let mut by_key: HashMap<Key, (Vec<u32>, Vec<u32>)> = HashMap::new();
        for (rule, test) in tests {
            let (wanted, refused) = match &test.op {
                Op::Eq(value) => (std::slice::from_ref(value), &[][..]),
                Op::In(values) => (values.as_slice(), &[][..]),
                Op::Ne(value) => (&[][..], std::slice::from_ref(value)),
                Op::NotIn(values) => (&[][..], values.as_slice()),
                _ => (&[][..], &[][..]),
            };
            for key in wanted.iter().filter_map(key) {
                by_key.entry(key).or_default().0.push(*rule);
            }
            for key in refused.iter().filter_map(key) {
                by_key.entry(key).or_default().1.push(*rule);
            }
            if matches!(test.op, Op::Ne(_) | Op::NotIn(_) | Op::Exists(true)) {
                other.set(*rule);
            }
            if matches!(test.op, Op::Ne(_) | Op::NotIn(_) | Op::Exists(false)) {
                absent.set(*rule);
            }
        }
        let named = |(wanted, refused): (Vec<u32>, Vec<u32>)| Named {
            wanted: Rules::new(rules, wanted),
            refused: Rules::new(rules, refused),
        };
        let by_key = by_key.into_iter().map(|(key, rules)| (key, named(rules))).collect();
        Self { by_key, other, absent }
    }

    /// Writes into `next` those of the rules `left` that accept the fact.
    pub fn accept(&self, fact: Option<&Value>, left: &Bits, next: &mut Bits) {
        let Some(fact) = fact else { return next.set_to_both(left, &self.absent) };
        match key(fact).and_then(|key| self.by_key.get(&key)) {
            None => next.set_to_both(left, &self.other),
            Some(named) => {
                next.set_to_both(left, &self.other);
                named.refused.remove_from(next);
                named.wanted.add_to(next, left);
            }
        }
    }
}
