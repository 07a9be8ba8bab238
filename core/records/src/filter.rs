//! Filters over the records of one object: the condition language of rules, written as JSON.
//!
//! `{"account.level": {"in": ["gold"]}}`, under `all`, `any` and `not`. Fields, operators and types are those of rules;
//! scripts cannot be asked.

use crate::{CallingCode, key_of, keys::relation_key, problem::shown};
use serde_json::{Map, Value as Json};
use std::fmt::Write as _;
use usher_condition::{Catalogue, Condition, Op, Operator, nearest};
use usher_model::{Context, Facts, RecordKey, Value};
use usher_ruleset::{Object, RuleSet};

/// Most conditions within each other.
const MAX_DEPTH: usize = 8;
/// Most tests of a filter.
const MAX_TESTS: usize = 100;
/// Most values of a list that are looked up one after another; longer ones are found by walking.
const MAX_KEYS: usize = 1;

/// A filter that cannot be used, and where: `all[1].account.level.in`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", place(at))]
pub struct BadFilter {
    /// The way there.
    pub at: String,
    /// What is wrong.
    pub message: String,
}

fn place(at: &str) -> String {
    if at.is_empty() { String::new() } else { format!("{at}: ") }
}

/// A filter, and the key that leads straightest to what may fit.
#[derive(Debug, Clone)]
pub struct Filter {
    /// What must hold of a record's facts.
    pub condition: Condition,
    /// A key that every record has which fits; none where all must be looked at.
    pub key: Option<RecordKey>,
}

impl Filter {
    /// Whether it holds of a record's facts, with `time.now` among them.
    pub fn holds(&self, facts: &Facts) -> bool {
        self.condition.eval(&Context::of_facts(facts))
    }
}

/// Reads a filter over the records of an object.
///
/// # Errors
/// Where it stands and what is wrong with the first mistake.
pub fn read_filter(set: &RuleSet, object: &Object, given: &Map<String, Json>) -> Result<Filter, BadFilter> {
    let mut catalogue = Catalogue::default();
    for field in &object.fields {
        let name = format!("{}.{}", object.id, field.id);
        if let Some(info) = set.catalogue.get(&name) {
            catalogue.insert(&name, info.clone());
        }
    }
    let mut reading = Reading { catalogue: &catalogue, object, tests: 0 };
    let condition = if given.is_empty() { Condition::Always } else { reading.condition(given, "", 0)? };
    let code = CallingCode(set.workspace.calling_code.as_deref());
    let key = key(&condition, object, code);
    Ok(Filter { condition, key })
}

struct Reading<'a> {
    catalogue: &'a Catalogue,
    object: &'a Object,
    tests: usize,
}

impl Reading<'_> {
    fn condition(&mut self, given: &Map<String, Json>, at: &str, depth: usize) -> Result<Condition, BadFilter> {
        self.tests += 1;
        if depth > MAX_DEPTH || self.tests > MAX_TESTS {
            let message = format!("a filter has at most {MAX_TESTS} tests, at most {MAX_DEPTH} deep");
            return Err(bad(at, message));
        }
        let mut entries = given.iter();
        let (Some((word, value)), None) = (entries.next(), entries.next()) else {
            let message = "a condition is one test; put several as a list under `all` or `any`";
            return Err(bad(at, message));
        };
        let here = join(at, word);
        match word.as_str() {
            "all" => self.each(value, &here, depth).map(Condition::All),
            "any" => self.each(value, &here, depth).map(Condition::Any),
            "not" => {
                let Json::Object(inner) = value else { return Err(bad(&here, "`not` takes one condition")) };
                Ok(Condition::Not(Box::new(self.condition(inner, &here, depth + 1)?)))
            }
            "script" | "expr" => Err(bad(&here, "no script can be asked here")),
            field => self.test(field, value, &here),
        }
    }

    fn each(&mut self, given: &Json, at: &str, depth: usize) -> Result<Vec<Condition>, BadFilter> {
        let Json::Array(items) = given else { return Err(bad(at, "this takes a list of conditions")) };
        if items.is_empty() {
            return Err(bad(at, "this list is empty"));
        }
        let read = |(index, item): (usize, &Json)| match item {
            Json::Object(item) => self.condition(item, &format!("{at}[{index}]"), depth + 1),
            _ => {
                Err(bad(&format!("{at}[{index}]"), "a condition is an object such as `{\"account.level\": \"gold\"}`"))
            }
        };
        items.iter().enumerate().map(read).collect()
    }

    fn test(&self, field: &str, given: &Json, at: &str) -> Result<Condition, BadFilter> {
        if self.catalogue.get(field).is_none() {
            let help = match self.catalogue.nearest(field) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("fields begin with `{}.`", self.object.id),
            };
            return Err(bad(at, format!("there is no field `{}`; {help}", shown(field))));
        }
        let (operator, operand, here) = match given {
            Json::Object(operators) => {
                let mut each = operators.iter();
                let (Some((word, operand)), None) = (each.next(), each.next()) else {
                    return Err(bad(at, "a test has one operator, such as `{\"in\": [\"gold\"]}`"));
                };
                let operator: Operator = word.parse().map_err(|()| unknown_operator(word, at))?;
                (operator, operand, join(at, word))
            }
            plain => (Operator::Eq, plain, at.to_owned()),
        };
        let operand = plain(operand).ok_or_else(|| bad(&here, "this is no value to compare with"))?;
        let test = self.catalogue.test(field, operator, &operand);
        test.map(Condition::Test).map_err(|problem| bad(&here, problem.to_string()))
    }
}

fn unknown_operator(word: &str, at: &str) -> BadFilter {
    let names = Operator::ALL.iter().map(|operator| operator.name());
    let mut message = format!("there is no operator `{}`", shown(word));
    if let Some(near) = nearest(word, names) {
        let _ = write!(message, "; did you mean `{near}`?");
    }
    bad(at, message)
}

fn join(at: &str, word: &str) -> String {
    if at.is_empty() { shown(word) } else { format!("{at}.{}", shown(word)) }
}

fn bad(at: &str, message: impl Into<String>) -> BadFilter {
    BadFilter { at: at.to_owned(), message: message.into() }
}

fn plain(given: &Json) -> Option<Value> {
    Some(match given {
        Json::Bool(flag) => Value::Bool(*flag),
        Json::Number(number) => number.as_i64().map(Value::Int).or_else(|| number.as_f64().map(Value::Float))?,
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => Value::List(items.iter().map(plain).collect::<Option<Vec<_>>>()?),
        Json::Null | Json::Object(_) => return None,
    })
}

/// A key that every fitting record has. A text that is equal has the same normal form, so the key finds it.
fn key(condition: &Condition, object: &Object, code: CallingCode<'_>) -> Option<RecordKey> {
    match condition {
        Condition::All(each) => each.iter().find_map(|one| key(one, object, code)),
        Condition::Any(each) if each.len() == 1 => each.first().and_then(|one| key(one, object, code)),
        Condition::Test(test) => {
            let field = test.field.strip_prefix(&format!("{}.", object.id))?;
            let wanted = match &test.op {
                Op::Eq(value) => value,
                Op::In(values) if values.len() <= MAX_KEYS => values.first()?,
                _ => return None,
            };
            key_of(object, field, wanted, code)
        }
        _ => None,
    }
}

/// The key of records that lead to another one by a relation.
pub fn leading_to(relation: &str, id: &str) -> RecordKey {
    RecordKey { field: relation_key(relation), value: id.to_owned() }
}
