//! The same conditions, one after the other.

use super::{Engine, facts};
use crate::rules::{Event, Rule};
use usher_condition::Condition;
use usher_model::{Context, Facts};

pub struct Scan {
    conditions: Vec<(u32, Condition)>,
    events: Vec<Facts>,
}

impl Scan {
    pub fn new(rules: &[Rule], events: &[Event]) -> Self {
        Self {
            conditions: rules.iter().map(|rule| (rule.number, rule.whole_condition())).collect(),
            events: events.iter().map(facts).collect(),
        }
    }
}

impl Engine for Scan {
    fn first(&self, event: usize) -> Option<u32> {
        let context = Context::of_facts(&self.events[event]);
        self.conditions.iter().find(|(_, condition)| condition.eval(&context)).map(|(number, _)| *number)
    }
}
