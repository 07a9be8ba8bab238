//! `distribution/<id>.yaml`: channels and a condition -> a group, strategies, and what visitors are told.

use crate::{
    Span,
    binding::Binding,
    codes, duration,
    kind::{
        condition::{self, Places},
        use_of::{self, UseOf},
        waiting::{self, RawWaiting},
    },
    limits,
    reader::{Lines, Reader, Ref},
    yaml::{Content, Node},
};
use std::{slice, sync::Arc, time::Duration};
use usher_condition::Condition;
use usher_model::{ChannelId, GroupId, PromptId, RuleId, Strategy};

pub(crate) const KEYS: &[&str] = &[
    "name",
    "mode",
    "priority",
    "channels",
    "when",
    "group",
    "strategy",
    "overflow",
    "welcome",
    "follow_up",
    "waiting",
    "closed",
];
pub(crate) const OVERFLOW_KEYS: &[&str] = &["after", "longer_than", "group"];
const WHAT: &str = "a distribution rule";
const OVERFLOW: &str = "`overflow`";

/// Whether a rule decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Mode {
    /// It does.
    #[default]
    Active,
    /// It is evaluated and recorded, and decides nothing.
    Shadow,
    /// It is checked, and nothing else.
    Off,
}

const MODES: &[(&str, Mode)] = &[("active", Mode::Active), ("shadow", Mode::Shadow), ("off", Mode::Off)];

/// A rule whose references are still to be found.
pub(crate) struct RawRule {
    pub id: RuleId,
    pub span: Span,
    pub name: Option<String>,
    pub mode: Mode,
    pub priority: i64,
    pub channels: Option<Vec<Ref<ChannelId>>>,
    pub condition: Condition,
    /// Whether nobody knows all that it asks, since something of it was reported, here or where it is from.
    pub lost_condition: bool,
    /// Where its parts stand.
    pub when: Places,
    pub group: Option<Ref<GroupId>>,
    pub strategies: Vec<Arc<dyn Strategy>>,
    /// Where each of them is named.
    pub strategy_spans: Vec<Span>,
    pub overflow: Option<RawOverflow>,
    pub welcome: Option<Ref<PromptId>>,
    pub follow_up: Option<Ref<PromptId>>,
    pub waiting: RawWaiting,
    pub closed: Option<Ref<PromptId>>,
}

/// Who else serves, by a group that is still to be found.
pub(crate) struct RawOverflow {
    pub group: Ref<GroupId>,
    pub after: Option<Duration>,
    pub longer_than: Option<(u32, Span)>,
}

impl RawRule {
    /// The prompts that are named, each with its key.
    pub fn prompts(&self) -> impl Iterator<Item = (&'static str, &Ref<PromptId>)> {
        let welcome = self.welcome.as_ref().map(|prompt| ("welcome", prompt));
        let follow_up = self.follow_up.as_ref().map(|prompt| ("follow_up", prompt));
        let closed = self.closed.as_ref().map(|prompt| ("closed", prompt));
        welcome.into_iter().chain(follow_up).chain(self.waiting.prompts()).chain(closed)
    }
}

pub(crate) fn read(root: &Node, id: RuleId, binding: &Binding<'_>, reader: &mut Reader) -> Option<RawRule> {
    let fields = reader.fields(root, WHAT, KEYS)?;
    let name = reader.required(&fields, WHAT, "name");
    let span = name.map_or(root.span, |node| node.span);
    let name = name.and_then(|node| reader.text(node, limits::NAME, Lines::One));
    let mode = fields.get("mode").and_then(|node| mode(node, reader)).unwrap_or_default();
    let priorities = -limits::PRIORITY..=limits::PRIORITY;
    let priority = fields.get("priority").and_then(|node| reader.whole(node, &priorities));
    let channels = fields.get("channels").map(|node| {
        let help = "name the channels it applies to, or leave `channels` out for all of them";
        let items = reader.full_list(node, "a list of channels", help).unwrap_or_default();
        reader.references(items, "a channel")
    });
    let condition = fields.get("when").map_or(Some(Condition::Always), |node| condition::read(node, binding, reader));
    let lost_condition = condition.is_none() || fields.has_unknown();
    let condition = condition.unwrap_or(Condition::Always);
    let when = fields.get("when").map(Places::of).unwrap_or_default();
    let group = reader.required(&fields, WHAT, "group").and_then(|node| reader.reference(node, "a group"));
    let strategies = reader.required(&fields, WHAT, "strategy").map(|node| strategies(node, binding, reader));
    let overflow = fields.get("overflow").and_then(|node| overflow(node, group.as_ref(), reader));
    let welcome = fields.get("welcome").and_then(|node| reader.reference(node, "a prompt"));
    let follow_up = fields.get("follow_up").and_then(|node| reader.reference(node, "a prompt"));
    if let Some(entry) = fields.entry("follow_up")
        && !fields.may_have("welcome")
    {
        let message = "`follow_up` is sent right after the welcome, and this rule has none";
        let help = Some("add `welcome`, or write `welcome` in place of `follow_up`".to_owned());
        reader.report(codes::KEY_ALONE, entry.key_span, message, "no `welcome`", help);
    }
    let waiting = fields.get("waiting").map(|node| waiting::read(node, reader)).unwrap_or_default();
    let closed = fields.get("closed").and_then(|node| reader.reference(node, "a prompt"));
    let priority = priority.unwrap_or(limits::DEFAULT_PRIORITY);
    let strategies = strategies.unwrap_or_default().into_iter();
    let (strategies, strategy_spans) = strategies.map(|used| (used.bound, used.span)).unzip();
    Some(RawRule {
        id,
        span,
        name,
        mode,
        priority,
        channels,
        condition,
        lost_condition,
        when,
        group,
        strategies,
        strategy_spans,
        overflow,
        welcome,
        follow_up,
        waiting,
        closed,
    })
}

/// The rule's mode. To older tools `off` is `false`, so here it is taken as it is written, and so are its kin.
fn mode(node: &Node, reader: &mut Reader) -> Option<Mode> {
    let meant = match &node.content {
        Content::Scalar(scalar) => match scalar.text.as_str() {
            "off" => return Some(Mode::Off),
            "on" | "yes" | "true" => Some("active"),
            "no" | "false" => Some("off"),
            _ => None,
        },
        _ => None,
    };
    let (Some(meant), Content::Scalar(scalar)) = (meant, &node.content) else {
        return reader.word(node, "mode", MODES);
    };
    let message = format!("there is no mode `{}`", scalar.text);
    reader.report(codes::UNKNOWN_WORD, node.span, message, "unknown", Some(format!("did you mean `{meant}`?")));
    None
}

fn overflow(node: &Node, own: Option<&Ref<GroupId>>, reader: &mut Reader) -> Option<RawOverflow> {
    if matches!(&node.content, Content::Map(entries) if entries.is_empty()) && !node.lost_keys {
        let help = "say when which other group serves, such as `{ after: 2m, group: everybody }`".to_owned();
        reader.report(codes::EMPTY, node.span, "`overflow` says nothing", "nothing in it", Some(help));
        return None;
    }
    let fields = reader.fields(node, OVERFLOW, OVERFLOW_KEYS)?;
    let after = fields.get("after").map(|node| duration::read(node, &limits::OVERFLOW_AFTER, reader));
    let longer_than = fields.get("longer_than").map(|node| reader.whole(node, &limits::QUEUE).zip(Some(node.span)));
    if after.is_none() && longer_than.is_none() && !fields.has_unknown() {
        let message = "`overflow` needs the key `after` or the key `longer_than`";
        let help = "say when the other group serves too, such as `after: 2m` or `longer_than: 10`".to_owned();
        reader.report(codes::MISSING_KEY, node.span, message, "when?", Some(help));
    }
    let group = reader.required(&fields, OVERFLOW, "group")?;
    let group = reader.reference::<GroupId>(group, "a group")?;
    if own.is_some_and(|own| own.id == group.id) {
        let message = format!("this rule's own group is `{}` already", group.id);
        let help = Some("name another group, which serves where this one cannot".to_owned());
        reader.report(codes::OWN_GROUP, group.span, message, "its own group", help);
    }
    let longer_than = longer_than.flatten().and_then(|(most, span)| Some((most.try_into().ok()?, span)));
    Some(RawOverflow { group, after: after.flatten(), longer_than })
}

fn strategies(node: &Node, binding: &Binding<'_>, reader: &mut Reader) -> Vec<UseOf<dyn Strategy>> {
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
    strategies
}
