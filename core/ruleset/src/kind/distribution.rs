//! `distribution/<id>.yaml`: channels and a condition -> a group, strategies and a welcome.

use crate::{
    Span, codes,
    kind::condition,
    limits,
    reader::{Lines, Reader, Ref},
    yaml::{Content, Node},
};
use usher_condition::{Catalogue, Condition};
use usher_model::{ChannelId, GroupId, PromptId, RuleId, StrategyId};

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
    pub strategies: Vec<Ref<StrategyId>>,
    pub welcome: Option<Ref<PromptId>>,
}

pub(crate) fn read(root: &Node, id: RuleId, catalogue: &Catalogue, reader: &mut Reader) -> Option<RawRule> {
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
    let condition = fields.get("when").map_or(Condition::Always, |node| condition::read(node, catalogue, reader));
    let group = reader.required(&fields, WHAT, "group").and_then(|node| reader.reference(node, "a group"));
    let strategies = reader.required(&fields, WHAT, "strategy").map(|node| strategies(node, reader));
    let welcome = fields.get("welcome").and_then(|node| reader.reference(node, "a prompt"));
    let priority = priority.unwrap_or(limits::DEFAULT_PRIORITY);
    let strategies = strategies.unwrap_or_default();
    Some(RawRule { id, span, name, priority, channels, condition, group, strategies, welcome })
}

fn strategies(node: &Node, reader: &mut Reader) -> Vec<Ref<StrategyId>> {
    if !matches!(node.content, Content::List(_)) {
        return reader.reference(node, "a strategy, or a list of them").into_iter().collect();
    }
    let help = "name a strategy such as `load`";
    let items = reader.full_list(node, "a strategy, or a list of them", help).unwrap_or_default();
    if items.len() > limits::STRATEGIES {
        let message = format!("a rule asks at most {} strategies, this one asks {}", limits::STRATEGIES, items.len());
        reader.report(codes::TOO_LONG, node.span, message, "too many", None);
        return Vec::new();
    }
    reader.references(items, "a strategy")
}
