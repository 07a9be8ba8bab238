//! Where a session must stand at a moment of a scenario.

use super::{
    super::{expect::some, is_none},
    step::{RawDoing, Visitors},
};
use crate::{
    Span, StandsAs, codes,
    kind::plugin_test::{CAUSES, REASONS},
    limits,
    reader::{Reader, Ref},
    yaml::{Entry, Node},
};
use usher_model::{AgentId, CloseCause, GroupId, PromptId, QueueReason, RuleId};

pub(crate) const KEYS: &[&str] = &["session", "state", "agent", "group", "rule", "reason", "place", "prompt", "cause"];
const WHAT: &str = "a step's `expect`";

/// One expectation whose references are still to be found, with the place of its value.
pub(crate) enum RawSeen {
    State(StandsAs, Span),
    Agent(Vec<Ref<AgentId>>, Span),
    Group(Ref<GroupId>),
    Rule(Option<Ref<RuleId>>, Span),
    Reason(QueueReason, Span),
    Place(u32, Span),
    /// Empty for nothing.
    Prompt(Vec<Ref<PromptId>>, Span),
    Cause(CloseCause, Span),
}

impl RawSeen {
    /// Where its value stands.
    pub fn span(&self) -> Span {
        match self {
            Self::Group(group) => group.span,
            Self::State(_, span)
            | Self::Agent(_, span)
            | Self::Rule(_, span)
            | Self::Reason(_, span)
            | Self::Place(_, span)
            | Self::Prompt(_, span)
            | Self::Cause(_, span) => *span,
        }
    }
}

pub(super) fn read(node: &Node, visitors: &Visitors, reader: &mut Reader) -> Option<RawDoing> {
    let fields = reader.fields(node, WHAT, KEYS)?;
    let visitor = reader.required(&fields, WHAT, "session").and_then(|node| visitors.named(node, reader));
    let entries: Vec<&Entry> = KEYS[1..].iter().filter_map(|key| fields.entry(key)).collect();
    if entries.is_empty() && !fields.has_unknown() {
        let help = Some("write where the session must stand, such as `state: queued`".to_owned());
        reader.report(codes::EMPTY, node.span, format!("{WHAT} says nothing"), "nothing in it", help);
    }
    let all: Vec<RawSeen> = entries.iter().filter_map(|entry| one(entry, reader)).collect();
    // What could not be read may have been something else.
    if all.len() == entries.len() {
        contradictions(&all, reader);
    }
    Some(RawDoing::Expect { visitor: visitor?, all })
}

fn one(entry: &Entry, reader: &mut Reader) -> Option<RawSeen> {
    let (node, span) = (&entry.value, entry.value.span);
    Some(match entry.key.as_str() {
        "state" => {
            let words = StandsAs::ALL.map(|state| (state.word(), state));
            RawSeen::State(reader.word(node, "state of a session", &words)?, span)
        }
        "agent" => RawSeen::Agent(some(node, "an agent", reader)?, span),
        "group" => RawSeen::Group(reader.reference(node, "a group")?),
        "rule" if is_none(node) => RawSeen::Rule(None, span),
        "rule" => RawSeen::Rule(Some(reader.reference(node, "a rule, or `none`")?), span),
        "reason" => RawSeen::Reason(reader.word(node, "reason", REASONS)?, span),
        "place" => RawSeen::Place(reader.whole(node, &limits::QUEUE)?.try_into().ok()?, span),
        "prompt" if is_none(node) => RawSeen::Prompt(Vec::new(), span),
        "prompt" => RawSeen::Prompt(some(node, "a prompt", reader)?, span),
        _ => RawSeen::Cause(reader.word(node, "cause", CAUSES)?, span),
    })
}

/// Reports expectations that no session could meet together.
fn contradictions(all: &[RawSeen], reader: &mut Reader) {
    let state = all.iter().find_map(|one| if let RawSeen::State(state, _) = one { Some(*state) } else { None });
    let find = |is: fn(&RawSeen) -> bool| all.iter().find(|one| is(one));
    let cause = find(|one| matches!(one, RawSeen::Cause(..)));
    let agent = find(|one| matches!(one, RawSeen::Agent(..)));
    let waits =
        find(|one| matches!(one, RawSeen::Reason(..))).or_else(|| find(|one| matches!(one, RawSeen::Place(..))));
    let group = find(|one| matches!(one, RawSeen::Group(_)));
    let rule = find(|one| matches!(one, RawSeen::Rule(Some(_), _)));
    let is_not = |wanted: StandsAs| state.is_some_and(|state| state != wanted);
    let unmatched = state == Some(StandsAs::Unmatched);
    let checks = [
        (is_not(StandsAs::Closed), cause, "only a session that is closed has a cause"),
        (is_not(StandsAs::Queued), waits, "only a session that is queued waits in line"),
        (cause.is_some(), waits, "a session that is over waits in no line"),
        (unmatched || state == Some(StandsAs::Queued), agent, "nobody has a session that waits, nor is asked"),
        (unmatched, group, "a session that no rule matches is in no group"),
        (unmatched, rule, "a session that a rule matches is not unmatched"),
    ];
    if let Some((_, Some(one), message)) = checks.into_iter().find(|(is_wrong, one, _)| *is_wrong && one.is_some()) {
        let help = Some("keep one of the two".to_owned());
        reader.report(codes::NEVER_MET, one.span(), message, "cannot be, beside the others", help);
        return;
    }
    if let Some(RawSeen::Reason(QueueReason::Full, span)) = find(|one| matches!(one, RawSeen::Reason(..))) {
        let message = "nobody waits in a queue that is full: such a session is turned away";
        let help = Some("expect it as `state: closed` with `cause: not_held`".to_owned());
        reader.report(codes::NEVER_MET, *span, message, "never waits", help);
    }
}
