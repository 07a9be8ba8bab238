//! `distribution/<id>.yaml`: channels and a condition -> a group, strategies and a welcome.

use crate::{
    Span,
    binding::Binding,
    codes,
    kind::{
        condition,
        use_of::{self, UseOf},
    },
    limits,
    reader::{Lines, Reader, Ref},
    yaml::{Content, Node},
};
use std::{slice, sync::Arc};
use usher_condition::Condition;
use usher_model::{ChannelId, GroupId, PromptId, RuleId, Strategy};

pub(crate) const KEYS: &[&str] = &["name", "priority", "channels", "when", "group", "strategy", "welcome"];
const WHAT: &str = "a distribution rule";

/// A rule whose references are still to be found.
pub(crate) struct RawRule {
    pub id: RuleId,
    pub span: Span,
    pub name: Option<String>,
    pub priority: i64,
    pub channels: Option<Vec<Ref<ChannelId>>>,
    pub condition: Condition,
    pub group: Option<Ref<GroupId>>,
    pub strategies: Vec<Arc<dyn Strategy>>,
    pub welcome: Option<Ref<PromptId>>,
}

pub(crate) fn read(root: &Node, id: RuleId, binding: &Binding<'_>, reader: &mut Reader) -> Option<RawRule> {
    let fields = reader.fields(root, WHAT, KEYS)?;
    let name = reader.required(&fields, WHAT, "name");
    let span = name.map_or(root.span, |node| node.span);
    let name = name.and_then(|node| reader.text(node, limits::NAME, Lines::One));
    let priorities = -limits::PRIORITY..=limits::PRIORITY;
    let priority = fields.get("priority").and_then(|node| reader.whole(node, &priorities));
    let channels = fields.get("channels").map(|node| {
        let help = "name the channels it applies to, or leave `channels` out for all of them";
        let items = reader.full_list(node, "a list of channels", help).unwrap_or_default();
        reader.references(items, "a channel")
    });
    let condition = fields.get("when").map_or(Condition::Always, |node| condition::read(node, binding, reader));
    let group = reader.required(&fields, WHAT, "group").and_then(|node| reader.reference(node, "a group"));
    let strategies = reader.required(&fields, WHAT, "strategy").map(|node| strategies(node, binding, reader));
    let welcome = fields.get("welcome").and_then(|node| reader.reference(node, "a prompt"));
    let priority = priority.unwrap_or(limits::DEFAULT_PRIORITY);
    let strategies = strategies.unwrap_or_default();
    Some(RawRule { id, span, name, priority, channels, condition, group, strategies, welcome })
}

fn strategies(node: &Node, binding: &Binding<'_>, reader: &mut Reader) -> Vec<Arc<dyn Strategy>> {
    let items = match &node.content {
        Content::List(_) => {
            let help = "name a strategy such as `load`";
            reader.full_list(node, "a strategy, or a list of them", help).unwrap_or_default()
        }
        _ => slice::from_ref(node),
    };
    if items.len() > limits::STRATEGIES {
        let message = format!("a rule asks at most {} strategies, this one asks {}", limits::STRATEGIES, items.len());
        reader.report(codes::TOO_LONG, node.span, message, "too many", None);
        return Vec::new();
    }
    let mut strategies: Vec<UseOf<dyn Strategy>> = Vec::with_capacity(items.len());
    for item in items {
        let Some(used) = use_of::strategy(item, binding.offered, reader) else { continue };
        // With other parameters it may name somebody where it named nobody before.
        let is_earlier = |one: &UseOf<dyn Strategy>| one.bound.id() == used.bound.id() && one.params == used.params;
        if strategies.iter().any(is_earlier) {
            reader.twice(used.span, used.bound.id().as_str());
        } else {
            strategies.push(used);
        }
    }
    strategies.into_iter().map(|used| used.bound).collect()
}
