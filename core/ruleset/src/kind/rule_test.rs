//! `tests/<name>.yaml`: what the rules must do with given visitors at given times. What holds for all cases stands under
//! `given`, and a case's own keys are laid over it; the places of both are kept, so that a failure is told where it stands.

mod case;
mod expect;
mod fact;
mod given;
mod mocks;
mod moment;
mod records;
mod scenario;
mod simulate;

pub(crate) use case::RawCase;
pub(crate) use expect::{RawContrary, RawExpect};
pub(crate) use given::RawGiven;
pub(crate) use mocks::RawStrategy;
pub use moment::{BadMoment, moment};
pub(crate) use scenario::{RawAnswers, RawDoing, RawScenario, RawSeen, RawTarget, Seen};
pub(crate) use simulate::RawSimulation;
#[cfg(test)]
pub(crate) use {
    case::CASE_KEYS,
    expect::EXPECT_KEYS,
    given::AGENT_KEYS,
    given::GIVEN_KEYS,
    records::RECORD_KEYS,
    scenario::{
        AGENT_KEYS as STEP_AGENT_KEYS, LEAVES_KEYS, SCENARIO_KEYS, SEEN_KEYS, STEP_KEYS, TRANSFER_KEYS, VISITOR_KEYS,
    },
    simulate::BOUND_KEYS,
    simulate::FAIRNESS_KEYS,
    simulate::SIMULATION_KEYS,
};

use crate::{
    Span,
    binding::Binding,
    codes, limits,
    reader::{Lines, Reader},
    words::shown,
    yaml::Node,
};
use std::collections::BTreeSet;

pub(crate) const KEYS: &[&str] = &["name", "given", "cases", "scenarios", "simulate"];
const WHAT: &str = "a file of tests";

/// A file of tests whose references are still to be found.
pub(crate) struct RawRuleTests {
    pub name: String,
    pub given: RawGiven,
    pub cases: Vec<RawCase>,
    pub scenarios: Vec<RawScenario>,
    pub simulations: Vec<RawSimulation>,
}

pub(crate) fn read(root: &Node, binding: &Binding<'_>, reader: &mut Reader) -> Option<RawRuleTests> {
    let fields = reader.fields(root, WHAT, KEYS)?;
    let name = reader.required(&fields, WHAT, "name").and_then(|node| reader.text(node, limits::NAME, Lines::One));
    let given = match fields.get("given") {
        Some(node) => given::read(node, binding, reader),
        None if fields.may_have("given") => RawGiven::unread(),
        None => RawGiven::default(),
    };
    let mut names = BTreeSet::new();
    let mut cases = Vec::new();
    let (mut scenarios, mut simulations) = (Vec::new(), Vec::new());
    if ["cases", "scenarios", "simulate"].iter().all(|key| fields.get(key).is_none()) && !fields.has_unknown() {
        let message = format!("{WHAT} needs `cases`, `scenarios` or `simulate`");
        let help = Some("write a case, or remove the file".to_owned());
        reader.report(codes::MISSING_KEY, root.span, message, "nothing is tested", help);
    }
    for item in items(fields.get("cases"), "a list of cases", reader) {
        if let Some(case) = case::read(item, binding, reader)
            && is_new(&case.name, case.span, &mut names, reader)
        {
            cases.push(case);
        }
    }
    for item in items(fields.get("scenarios"), "a list of scenarios", reader) {
        if let Some(scenario) = scenario::read(item, binding, reader)
            && is_new(&scenario.name, scenario.span, &mut names, reader)
        {
            scenarios.push(scenario);
        }
    }
    for item in items(fields.get("simulate"), "a list of simulated runs", reader) {
        if let Some(run) = simulate::read(item, binding, reader)
            && is_new(&run.name, run.span, &mut names, reader)
        {
            simulations.push(run);
        }
    }
    Some(RawRuleTests { name: name?, given, cases, scenarios, simulations })
}

fn items<'n>(node: Option<&'n Node>, expected: &str, reader: &mut Reader) -> &'n [Node] {
    let Some(node) = node else { return &[] };
    let Some(items) = reader.full_list(node, expected, "write one, or remove the key") else { return &[] };
    if items.len() <= limits::CASES {
        return items;
    }
    let message = format!("a file has at most {} of these, this one has {}", limits::CASES, items.len());
    let help = Some("split it into several files".to_owned());
    reader.report(codes::TOO_LONG, node.span, message, "too many", help);
    &[]
}

/// Whether no other in the file is called so: reports and `--only` name cases by their names.
fn is_new(name: &str, span: Span, names: &mut BTreeSet<String>, reader: &mut Reader) -> bool {
    if names.insert(name.to_owned()) {
        return true;
    }
    let message = format!("another case is called `{}` already", shown(name));
    let help = Some("give it a name of its own".to_owned());
    reader.report(codes::TWICE, span, message, "the second one", help);
    false
}

/// A list, or one thing in place of a list with one thing in it.
fn one_or_more(node: &Node) -> &[Node] {
    match &node.content {
        crate::yaml::Content::List(items) => items,
        _ => std::slice::from_ref(node),
    }
}

/// Whether a node is the word `none`.
fn is_none(node: &Node) -> bool {
    matches!(&node.content, crate::yaml::Content::Scalar(scalar) if scalar.text == "none")
}
