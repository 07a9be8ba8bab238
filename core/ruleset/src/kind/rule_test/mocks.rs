//! Scripts that answer otherwise than they would.

use super::one_or_more;
use crate::{
    MockedPredicate, Span,
    binding::Binding,
    codes,
    kind::plugin::Sort,
    reader::{Reader, Ref},
    words::{listed, shown},
    yaml::{Content, Entry, Node, is_old_boolean},
};
use std::collections::BTreeMap;
use usher_condition::nearest;
use usher_model::{AgentId, OfferName, StrategyId};

const FAILS: &str = "fails";
/// More names than these say nothing in a help text.
const FEW: usize = 8;

/// Mocks whose agents are still to be found.
#[derive(Default)]
pub(crate) struct RawMocks {
    pub predicates: BTreeMap<OfferName, MockedPredicate>,
    pub strategies: BTreeMap<StrategyId, RawStrategy>,
}

impl RawMocks {
    /// All agents that are named.
    pub fn agents(&self) -> impl Iterator<Item = &Ref<AgentId>> {
        self.strategies.values().flat_map(|mock| match mock {
            RawStrategy::Names(agents) => agents.as_slice(),
            RawStrategy::Fails(_) => &[],
        })
    }
}

/// What a strategy answers.
pub(crate) enum RawStrategy {
    Names(Vec<Ref<AgentId>>),
    Fails(Span),
}

pub(super) fn read(node: &Node, binding: &Binding<'_>, reader: &mut Reader) -> RawMocks {
    let mut mocks = RawMocks::default();
    let entries = reader.map(node, "answers by script, such as `campaign/in_season: true`").unwrap_or_default();
    for entry in entries {
        let sort = if entry.key.contains('/') { Sort::Predicate } else { Sort::Strategy };
        match binding.offered.exists(sort, &entry.key) {
            Some(true) => {}
            Some(false) => {
                unknown(entry, sort, binding, reader);
                continue;
            }
            // Of a plug-in that cannot be read nobody knows what it offers; that was reported there.
            None => continue,
        }
        if sort == Sort::Predicate {
            let name = reader.id::<OfferName>(&entry.key, entry.key_span);
            if let (Some(name), Some(mock)) = (name, predicate(&entry.value, reader)) {
                mocks.predicates.insert(name, mock);
            }
        } else {
            let name = reader.id::<StrategyId>(&entry.key, entry.key_span);
            if let (Some(name), Some(mock)) = (name, strategy(&entry.value, reader)) {
                mocks.strategies.insert(name, mock);
            }
        }
    }
    mocks
}

fn fails(node: &Node) -> bool {
    matches!(&node.content, Content::Scalar(scalar) if scalar.text == FAILS)
}

fn predicate(node: &Node, reader: &mut Reader) -> Option<MockedPredicate> {
    if fails(node) {
        return Some(MockedPredicate::Fails(node.span));
    }
    match &node.content {
        Content::Scalar(scalar) if matches!(scalar.text.as_str(), "true" | "false") || is_old_boolean(&scalar.text) => {
            reader.flag(node).map(MockedPredicate::Holds)
        }
        _ => reader.wrong(node, "`true`, `false` or `fails`"),
    }
}

fn strategy(node: &Node, reader: &mut Reader) -> Option<RawStrategy> {
    if fails(node) {
        return Some(RawStrategy::Fails(node.span));
    }
    if !matches!(node.content, Content::List(_)) {
        return reader.wrong(node, "`fails`, or a list of the agents that the strategy names, best first");
    }
    let items = one_or_more(node);
    let agents = reader.references(items, "an agent");
    (agents.len() == items.len()).then_some(RawStrategy::Names(agents))
}

fn unknown(entry: &Entry, sort: Sort, binding: &Binding<'_>, reader: &mut Reader) {
    let mut names = binding.offered.names(sort);
    // Whoever leaves out the plug-in's name means a predicate.
    let within: Vec<String> = binding.offered.names(Sort::Predicate);
    let meant = within.iter().find(|name| name.split_once('/').is_some_and(|(_, offer)| offer == entry.key));
    names.extend(within.iter().filter(|_| sort == Sort::Strategy).cloned());
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let help = match meant.map(String::as_str).or_else(|| nearest(&entry.key, names.iter().copied())) {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.is_empty() || names.len() > FEW => {
            "name a strategy such as `load`, or a plug-in's predicate such as `campaign/in_season`".to_owned()
        }
        None => format!("there is {}", listed(&names)),
    };
    let message = format!("there is no {} `{}`", sort.word(), shown(&entry.key));
    reader.report(codes::UNKNOWN_ID, entry.key_span, message, "unknown", Some(help));
}
