//! Which rules accept the beginning of a text: `starts_with`.

use super::bits::{Bits, Rules};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use usher_condition::{Op, Test};
use usher_model::Value;

/// Rules by the beginnings they accept.
pub struct Prefix {
    by_head: HashMap<Arc<str>, Rules>,
    /// The lengths of all beginnings, in bytes, each once: a text is looked up once a length.
    lengths: Vec<usize>,
}

impl Prefix {
    /// Over tests that are `starts_with`.
    pub fn new(rules: usize, tests: &[(u32, Test)]) -> Self {
        let mut by_head: HashMap<Arc<str>, Vec<u32>> = HashMap::new();
        for (rule, test) in tests {
            if let Op::StartsWith(heads) = &test.op {
                for head in heads {
                    by_head.entry(head.clone()).or_default().push(*rule);
                }
            }
        }
        let lengths: BTreeSet<usize> = by_head.keys().map(|head| head.len()).collect();
        Self {
            lengths: lengths.into_iter().collect(),
            by_head: by_head.into_iter().map(|(head, list)| (head, Rules::new(rules, list))).collect(),
        }
    }

    /// Writes into `next` those of the rules `left` that accept the fact; the rules `untested` accept any.
    pub fn accept(&self, fact: Option<&Value>, untested: &Bits, left: &Bits, next: &mut Bits) {
        next.set_to_both(left, untested);
        let Some(Value::Text(text)) = fact else { return };
        for length in &self.lengths {
            if *length > text.len() {
                break;
            }
            if let Some(rules) = text.get(..*length).and_then(|head| self.by_head.get(head)) {
                rules.add_to(next, left);
            }
        }
    }
}
