//! Which rules accept a value by its order: `gt`, `gte`, `lt`, `lte`, `between`, `before`, `after`.
//!
//! All bounds, sorted, cut the line of values into points and the gaps between them. Going along that line, rules begin
//! and cease to accept. What holds after so many of these changes is written down in full; in between, the few changes
//! since then are replayed.

use super::bits::Bits;
use std::sync::Arc;
use usher_condition::{Op, Test};
use usher_model::Value;

/// Changes replayed at most: as many as cost about as much as one pass over the bits of 10,000 rules.
const CHANGES_A_STATE: usize = 64;

/// Rules by the ranges they accept.
pub struct Range {
    bounds: Vec<Bound>,
    /// In order of slot.
    changes: Vec<Change>,
    /// What holds before every [`CHANGES_A_STATE`]th change.
    states: Vec<Bits>,
}

/// A bound; one column has bounds of one type only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Bound {
    Int(i64),
    Text(Arc<str>),
}

#[derive(Debug, Clone, Copy)]
struct Change {
    /// From this slot on: even slots are gaps, odd ones are bounds.
    slot: usize,
    rule: u32,
    to: Accepts,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Accepts {
    Yes,
    No,
}

fn bound(value: &Value) -> Option<Bound> {
    match value {
        Value::Int(value) => Some(Bound::Int(*value)),
        Value::Text(value) => Some(Bound::Text(value.clone())),
        Value::Bool(_) | Value::Float(_) | Value::List(_) => None,
    }
}

impl Range {
    /// Over tests whose bounds are all of one type.
    pub fn new(rules: usize, untested: &Bits, tests: &[(u32, Test)]) -> Self {
        let mut bounds: Vec<Bound> = tests.iter().flat_map(|(_, test)| bounds_of(&test.op)).collect();
        bounds.sort();
        bounds.dedup();
        let slot = |value: &Value| bound(value).map_or(0, |bound| slot_of(&bounds, &bound));
        let end = 2 * bounds.len() + 1;
        let mut changes = Vec::new();
        for (rule, test) in tests {
            let mut accept = |from: usize, until: usize| {
                changes.push(Change { slot: from, rule: *rule, to: Accepts::Yes });
                changes.push(Change { slot: until, rule: *rule, to: Accepts::No });
            };
            match &test.op {
                Op::Gt(bound) | Op::After(bound) => accept(slot(bound) + 1, end),
                Op::Gte(bound) => accept(slot(bound), end),
                Op::Lt(bound) | Op::Before(bound) => accept(0, slot(bound)),
                Op::Lte(bound) => accept(0, slot(bound) + 1),
                Op::Between(from, to) if slot(from) <= slot(to) => accept(slot(from), slot(to) + 1),
                // Reversed ends run past midnight.
                Op::Between(from, to) => {
                    accept(0, slot(to) + 1);
                    accept(slot(from), end);
                }
                _ => {}
            }
        }
        changes.sort_by_key(|change| (change.slot, change.to));
        let mut states = Vec::new();
        let mut state = untested.clone();
        debug_assert_eq!(state.words(), rules.div_ceil(64));
        for (at, change) in changes.iter().enumerate() {
            if at % CHANGES_A_STATE == 0 {
                states.push(state.clone());
            }
            match change.to {
                Accepts::Yes => state.set(change.rule),
                Accepts::No => state.clear(change.rule),
            }
        }
        // The last state is there for a value behind every change.
        states.push(state);
        Self { bounds, changes, states }
    }

    /// Writes into `next` those of the rules `left` that accept the fact; the rules `untested` accept any.
    pub fn accept(&self, fact: Option<&Value>, untested: &Bits, left: &Bits, next: &mut Bits) {
        let of_this_type = |bound: &Bound| {
            self.bounds.first().is_some_and(|first| std::mem::discriminant(first) == std::mem::discriminant(bound))
        };
        let Some(value) = fact.and_then(bound).filter(of_this_type) else {
            return next.set_to_both(left, untested);
        };
        let slot = slot_of(&self.bounds, &value);
        let made = self.changes.partition_point(|change| change.slot <= slot);
        let state = made / CHANGES_A_STATE;
        next.set_to_both(left, &self.states[state]);
        for change in &self.changes[(state * CHANGES_A_STATE).min(made)..made] {
            match change.to {
                Accepts::Yes if left.has(change.rule) => next.set(change.rule),
                Accepts::Yes => {}
                Accepts::No => next.clear(change.rule),
            }
        }
    }
}

fn bounds_of(op: &Op) -> Vec<Bound> {
    match op {
        Op::Gt(one) | Op::Gte(one) | Op::Lt(one) | Op::Lte(one) | Op::Before(one) | Op::After(one) => {
            bound(one).into_iter().collect()
        }
        Op::Between(from, to) => [from, to].into_iter().filter_map(bound).collect(),
        _ => Vec::new(),
    }
}

fn slot_of(bounds: &[Bound], value: &Bound) -> usize {
    match bounds.binary_search(value) {
        Ok(at) => 2 * at + 1,
        Err(at) => 2 * at,
    }
}
