//! What a case expects.

use super::{case::Tested, shape};
use crate::{
    codes,
    kind::plugin::Sort,
    limits,
    reader::{Fields, Lines, Reader},
    words::listed,
    yaml::{Entry, Node},
};
use std::collections::BTreeSet;
use usher_model::{AgentId, Effect, Value};
use usher_script::OfferKind;

/// The keys that a case of any kind may have beside its answer.
pub(crate) const ALWAYS_KEYS: &[&str] = &["log", "operations"];
const WHAT: &str = "a case's `expect`";

/// What a case expects.
pub(crate) struct Expect {
    pub answer: Answer,
    /// The lines that the script logs, all of them.
    pub log: Option<Vec<String>>,
    /// Most operations used.
    pub operations: Option<u64>,
}

/// What a script answers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer {
    /// The whole order.
    Order(Vec<AgentId>),
    /// Who comes first, whoever follows.
    First(AgentId),
    Nobody,
    Holds(bool),
    Value(Option<Value>),
    Effects(Vec<Effect>),
    /// The call fails, and its error has this in it.
    Error(String),
}

/// The keys of which exactly one says what a script of this kind answers.
pub(crate) const fn answer_keys(sort: Sort) -> &'static [&'static str] {
    match sort {
        Sort::Strategy => &["order", "first", "nobody", "error"],
        Sort::Predicate => &["holds", "error"],
        Sort::Compute => &["value", "none", "error"],
        Sort::Hook => &["effects", "error"],
    }
}

pub(super) fn read(node: &Node, tested: &Tested<'_>, reader: &mut Reader) -> Option<Expect> {
    let answers = answer_keys(tested.sort);
    let keys: Vec<&str> = answers.iter().chain(ALWAYS_KEYS).copied().collect();
    let fields = reader.fields(node, WHAT, &keys)?;
    let answer = one_answer(node, &fields, answers, reader).and_then(|entry| answer(entry, tested, reader));
    let log = match fields.get("log") {
        Some(node) => Some(lines(node, reader)?),
        None => None,
    };
    let operations = match fields.get("operations") {
        Some(node) => {
            let most = i64::try_from(tested.offer.limits.operations).unwrap_or(i64::MAX);
            Some(u64::try_from(reader.whole(node, &(1..=most))?).ok()?)
        }
        None => None,
    };
    Some(Expect { answer: answer?, log, operations })
}

fn one_answer<'n>(node: &Node, fields: &Fields<'n>, answers: &[&str], reader: &mut Reader) -> Option<&'n Entry> {
    let mut given = answers.iter().filter_map(|key| fields.entry(key));
    let Some(first) = given.next() else {
        if !fields.has_unknown() {
            let message = format!("{WHAT} says what the script answers: one of {}", listed(answers));
            reader.report(codes::MISSING_KEY, node.span, message, "no answer", None);
        }
        return None;
    };
    if let Some(second) = given.next() {
        let message = format!("`{}` and `{}` cannot both be expected", first.key, second.key);
        let help = Some("keep one of the two".to_owned());
        reader.report(codes::BAD_TEST, second.key_span, message, "the second one", help);
        return None;
    }
    Some(first)
}

fn answer(entry: &Entry, tested: &Tested<'_>, reader: &mut Reader) -> Option<Answer> {
    let node = &entry.value;
    Some(match entry.key.as_str() {
        "order" => {
            let items = reader.full_list(node, "a list of agents, best first", "write `nobody: true`")?;
            let agents = reader.references::<AgentId>(items, "an agent");
            if agents.len() != items.len() {
                return None;
            }
            Answer::Order(agents.into_iter().map(|agent| agent.id).collect())
        }
        "first" => Answer::First(reader.reference(node, "an agent")?.id),
        "nobody" => {
            only_true(entry, "name who comes first as `first`", reader)?;
            Answer::Nobody
        }
        "holds" => Answer::Holds(reader.flag(node)?),
        "value" => Answer::Value(Some(reader.value(node)?)),
        "none" => {
            only_true(entry, "write the `value` that it has", reader)?;
            Answer::Value(None)
        }
        "effects" => {
            let none = BTreeSet::new();
            let declared = match &tested.offer.kind {
                OfferKind::Hook { effects, .. } => effects,
                _ => &none,
            };
            let items = reader.list(node, "a list of effects")?;
            let effects: Vec<Effect> = items.iter().filter_map(|item| shape::effect(item, declared, reader)).collect();
            if effects.len() != items.len() {
                return None;
            }
            Answer::Effects(effects)
        }
        _ => Answer::Error(reader.text(node, limits::DESCRIPTION, Lines::One)?),
    })
}

/// A key that says something only by being there.
fn only_true(entry: &Entry, otherwise: &str, reader: &mut Reader) -> Option<()> {
    if reader.flag(&entry.value)? {
        return Some(());
    }
    let message = format!("`{}: false` says nothing", entry.key);
    let help = Some(otherwise.to_owned());
    reader.report(codes::BAD_TEST, entry.value.span, message, "not an answer", help);
    None
}

fn lines(node: &Node, reader: &mut Reader) -> Option<Vec<String>> {
    let items = reader.list(node, "a list of the lines that the script logs")?;
    let lines: Vec<String> =
        items.iter().filter_map(|item| reader.raw_text(item, "a line").map(str::to_owned)).collect();
    (lines.len() == items.len()).then_some(lines)
}
