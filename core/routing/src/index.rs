//! Finds the first matching rule without looking at each: one bit a rule, in order of priority.
//!
//! The parts of a rule's condition that must all hold are sorted into columns, each over one fact. A column answers a fact
//! with the rules that accept it; a decision keeps the rules that every column accepts. What no column can hold (`any`,
//! `not`, patterns, endings, scripts) is evaluated on the rules that are left, lowest first, and of each rule the scripts
//! last.

mod bits;
mod equality;
mod prefix;
mod range;

use bits::Bits;
use equality::Equality;
use prefix::Prefix;
use range::Range;
use std::{collections::BTreeMap, sync::Arc};
use usher_condition::{Condition, Op, Test};
use usher_model::{Context, Facts, Value};
use usher_ruleset::Rule;

/// The fact that a rule's channels are compared with.
pub const CHANNEL_FIELD: &str = "channel.id";

/// The index over one rule set's rules.
pub struct MatchIndex {
    rules: usize,
    fields: Vec<(Arc<str>, Vec<Column>)>,
    /// By rule: what no column holds.
    residual: Vec<Vec<Condition>>,
}

/// All tests of one kind on one fact, at most one a rule.
struct Column {
    tests: Vec<(u32, Test)>,
    /// The rules without a test here: they accept any fact.
    untested: Bits,
    lookup: Lookup,
}

enum Lookup {
    Equality(Equality),
    Range(Range),
    Prefix(Prefix),
}

/// Which lookup can hold a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Family {
    Equality,
    RangeOfNumbers,
    RangeOfTexts,
    Prefix,
}

/// Columns under construction: field, kind, and how many tests of that kind the rule had on that field before.
type Drafts = BTreeMap<(Arc<str>, Family, usize), Vec<(u32, Test)>>;

impl MatchIndex {
    /// Sorts the rules' tests into columns.
    pub fn new(rules: &[Rule]) -> Self {
        let mut drafts = Drafts::new();
        let mut residual = Vec::with_capacity(rules.len());
        for (number, rule) in (0_u32..).zip(rules) {
            let mut rest = Vec::new();
            let mut tests = Vec::new();
            split(&rule.condition, &mut tests, &mut rest);
            if let Some(channels) = &rule.channels {
                let accepted = channels.iter().map(|channel| Value::from(channel.as_str())).collect();
                tests.push((Family::Equality, Test { field: CHANNEL_FIELD.into(), op: Op::In(accepted) }));
            }
            for (family, test) in tests {
                let taken = |nth: usize| {
                    let column = drafts.get(&(test.field.clone(), family, nth));
                    column.and_then(|tests| tests.last()).is_some_and(|(rule, _)| *rule == number)
                };
                let mut nth = 0;
                while taken(nth) {
                    nth += 1;
                }
                drafts.entry((test.field.clone(), family, nth)).or_default().push((number, test));
            }
            // Stable: what costs nothing comes before what may cost thousands of operations.
            rest.sort_by_key(Condition::asks_script);
            residual.push(rest);
        }
        let mut fields: Vec<(Arc<str>, Vec<Column>)> = Vec::new();
        for ((field, family, _), tests) in drafts {
            let column = Column::new(rules.len(), family, tests);
            match fields.last_mut() {
                Some((last, columns)) if *last == field => columns.push(column),
                _ => fields.push((field, vec![column])),
            }
        }
        Self { rules: rules.len(), fields, residual }
    }

    /// The first rule that matches, by its place in the order of rules.
    pub fn first(&self, context: &Context<'_>) -> Option<usize> {
        let facts = context.facts;
        let mut left = Bits::full(self.rules);
        let mut next = Bits::empty(self.rules);
        for (field, columns) in &self.fields {
            let fact = facts.get(field);
            for column in columns {
                column.accept(fact, facts, &left, &mut next);
                std::mem::swap(&mut left, &mut next);
            }
        }
        left.iter().find(|rule| self.residual[*rule].iter().all(|condition| condition.eval(context)))
    }
}

/// Takes the parts that must all hold apart: tests for columns, and the rest.
fn split(condition: &Condition, tests: &mut Vec<(Family, Test)>, rest: &mut Vec<Condition>) {
    match condition {
        Condition::Always => {}
        Condition::All(each) => each.iter().for_each(|one| split(one, tests, rest)),
        Condition::Test(test) => match family(&test.op) {
            Some(family) => tests.push((family, test.clone())),
            None => rest.push(condition.clone()),
        },
        Condition::Any(_) | Condition::Not(_) | Condition::Script(_) => rest.push(condition.clone()),
    }
}

fn family(op: &Op) -> Option<Family> {
    let range_of = |bound: &Value| match bound {
        Value::Int(_) => Some(Family::RangeOfNumbers),
        Value::Text(_) => Some(Family::RangeOfTexts),
        _ => None,
    };
    match op {
        Op::Eq(value) | Op::Ne(value) => equality::is_key(value).then_some(Family::Equality),
        Op::In(values) | Op::NotIn(values) => values.iter().all(equality::is_key).then_some(Family::Equality),
        Op::Exists(_) => Some(Family::Equality),
        Op::Gt(bound) | Op::Gte(bound) | Op::Lt(bound) | Op::Lte(bound) | Op::Before(bound) | Op::After(bound) => {
            range_of(bound)
        }
        Op::Between(from, to) => range_of(from).filter(|family| range_of(to) == Some(*family)),
        Op::StartsWith(_) => Some(Family::Prefix),
        Op::Contains(_) | Op::EndsWith(_) | Op::Matches(_) | Op::Within(_) => None,
    }
}

impl Column {
    fn new(rules: usize, family: Family, tests: Vec<(u32, Test)>) -> Self {
        let mut untested = Bits::full(rules);
        for (rule, _) in &tests {
            untested.clear(*rule);
        }
        let lookup = match family {
            Family::Equality => Lookup::Equality(Equality::new(rules, &untested, &tests)),
            Family::RangeOfNumbers | Family::RangeOfTexts => Lookup::Range(Range::new(rules, &untested, &tests)),
            Family::Prefix => Lookup::Prefix(Prefix::new(rules, &tests)),
        };
        Self { tests, untested, lookup }
    }

    /// Writes into `next` those of the rules `left` that accept the fact.
    fn accept(&self, fact: Option<&Value>, facts: &Facts, left: &Bits, next: &mut Bits) {
        // Numbers with a fraction and lists compare in ways that no key does; such facts are few.
        if matches!(fact, Some(Value::Float(_) | Value::List(_))) {
            next.set_to_both(left, &self.untested);
            for (rule, test) in &self.tests {
                if left.has(*rule) && test.eval(facts) {
                    next.set(*rule);
                }
            }
            return;
        }
        match &self.lookup {
            Lookup::Equality(equality) => equality.accept(fact, left, next),
            Lookup::Range(range) => range.accept(fact, &self.untested, left, next),
            Lookup::Prefix(prefix) => prefix.accept(fact, &self.untested, left, next),
        }
    }
}
