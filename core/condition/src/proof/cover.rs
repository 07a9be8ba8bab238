//! Many conditions in order, and which of them holds whenever a further one does.

use super::{Requirements, domain::Key, requirements::Effort};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

/// Steps for all comparisons together. A thousand rules of a company need some hundred thousand; rules that were made to
/// be slow are given up on instead.
const STEPS: usize = 2_000_000;
/// Steps of one comparison.
const STEPS_OF_ONE: usize = 20_000;

/// Conditions in order, asked whether one of them holds whenever a further one does. Most are told apart without being
/// looked at: one that wants a field to be one of a few values, or to begin in a few ways, is found by these only.
#[derive(Default)]
pub struct Cover {
    all: Vec<Requirements>,
    by_field: HashMap<Arc<str>, ByKey>,
    /// Those that are found by no field.
    others: Vec<usize>,
    steps: usize,
}

/// Those that are found by one field, ascending.
#[derive(Default)]
struct ByKey {
    numbers: HashMap<Key, Vec<usize>>,
    /// The lengths of all beginnings of texts, in bytes: a text is looked up once a length.
    lengths: BTreeSet<usize>,
}

impl Cover {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one behind the others.
    pub fn push(&mut self, requirements: Requirements) {
        let number = self.all.len();
        let crowd = |field: &Arc<str>, keys: &[Key]| -> usize {
            let by_key = self.by_field.get(field);
            let crowd_of = |key: &Key| by_key.and_then(|by_key| by_key.numbers.get(key)).map_or(0, Vec::len);
            keys.iter().map(crowd_of).max().unwrap_or(0)
        };
        // The field by which the fewest are found together.
        let best = requirements.keys().min_by_key(|(field, keys)| (crowd(field, keys), keys.len()));
        match best {
            Some((field, keys)) => {
                let by_key = self.by_field.entry(Arc::clone(field)).or_default();
                for key in keys {
                    if let Key::Head(head) = &key {
                        by_key.lengths.insert(head.len());
                    }
                    let numbers = by_key.numbers.entry(key).or_default();
                    if numbers.last() != Some(&number) {
                        numbers.push(number);
                    }
                }
            }
            None => self.others.push(number),
        }
        self.all.push(requirements);
    }

    /// The first that holds whenever these are satisfied, by its number; none where there is none, or it is not known.
    /// Nothing is said of what can never be satisfied.
    pub fn first_implied_by(&mut self, requirements: &Requirements) -> Option<usize> {
        if requirements.are_impossible() {
            return None;
        }
        let found = requirements.first_keys().filter_map(|(field, key)| Some(self.by_field.get(field)?.lists(key)));
        let (all, steps) = (&self.all, &mut self.steps);
        let mut first: Option<usize> = None;
        for list in found.flatten().chain([&self.others]) {
            let mut earlier = list.iter().copied().take_while(|number| first.is_none_or(|first| *number < first));
            let found = earlier.find(|number| {
                *steps += 1;
                if !requirements.may_imply(&all[*number]) {
                    return false;
                }
                let most = STEPS_OF_ONE.min(STEPS.saturating_sub(*steps));
                let mut effort = Effort(most);
                let is_implied = requirements.imply(&all[*number], &mut effort);
                *steps += most - effort.0;
                is_implied
            });
            first = found.or(first);
            if *steps >= STEPS {
                break;
            }
        }
        first
    }
}

impl ByKey {
    /// Those that have the key, or a beginning of it.
    fn lists(&self, key: Key) -> Vec<&Vec<usize>> {
        match key {
            Key::Bool(_) | Key::Number(_) => self.numbers.get(&key).into_iter().collect(),
            Key::Head(head) => {
                let lengths = self.lengths.range(..=head.len());
                lengths.filter_map(|length| self.numbers.get(&Key::Head(head[..*length].into()))).collect()
            }
        }
    }
}
