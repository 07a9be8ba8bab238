//! What must come of a session.

use super::{is_none, one_or_more};
use crate::{
    FailedOn, RoutedTo, Span,
    binding::Binding,
    codes,
    kind::plugin_test::REASONS,
    reader::{Reader, Ref},
    words::shown,
    yaml::{Entry, Node},
};
use std::sync::Arc;
use usher_condition::nearest;
use usher_model::{AgentId, FormId, GroupId, PromptId, QueueReason, RuleId};

pub(crate) const EXPECT_KEYS: &[&str] =
    &["rule", "outcome", "reason", "group", "agent", "prompt", "form", "shadows", "not"];
const WHAT: &str = "a case's `expect`";

/// One expectation whose references are still to be found, with the place of its value.
pub(crate) enum RawExpect {
    Rule(Option<Ref<RuleId>>, Span),
    Outcome(RoutedTo, Span),
    Reason(QueueReason, Span),
    Group(Ref<GroupId>),
    Agent(Vec<Ref<AgentId>>, Span),
    /// Empty for nothing.
    Prompt(Vec<Ref<PromptId>>, Span),
    Form(Option<Ref<FormId>>, Span),
    Shadows(Vec<Ref<RuleId>>, Span),
    Not(Vec<RawContrary>, Span),
}

/// A rule that must not match.
pub(crate) struct RawContrary {
    pub rule: Ref<RuleId>,
    pub on: FailedOn,
    /// Where it stands what the rule must fail on.
    pub on_span: Span,
}

impl RawExpect {
    /// Where its value stands.
    pub fn span(&self) -> Span {
        match self {
            Self::Group(group) => group.span,
            Self::Rule(_, span)
            | Self::Outcome(_, span)
            | Self::Reason(_, span)
            | Self::Agent(_, span)
            | Self::Prompt(_, span)
            | Self::Form(_, span)
            | Self::Shadows(_, span)
            | Self::Not(_, span) => *span,
        }
    }
}

pub(super) fn read(node: &Node, binding: &Binding<'_>, reader: &mut Reader) -> Vec<RawExpect> {
    let Some(fields) = reader.fields(node, WHAT, EXPECT_KEYS) else { return Vec::new() };
    let entries: Vec<&Entry> = EXPECT_KEYS.iter().filter_map(|key| fields.entry(key)).collect();
    if entries.is_empty() && !fields.has_unknown() {
        let help = Some("write what must come of the session, such as `rule: vip` or `outcome: assigned`".to_owned());
        reader.report(codes::EMPTY, node.span, format!("{WHAT} says nothing"), "nothing in it", help);
    }
    let expect: Vec<RawExpect> = entries.iter().filter_map(|entry| one(entry, binding, reader)).collect();
    // What could not be read may have been something else.
    if expect.len() == entries.len() {
        contradictions(&expect, reader);
    }
    expect
}

fn one(entry: &Entry, binding: &Binding<'_>, reader: &mut Reader) -> Option<RawExpect> {
    let node = &entry.value;
    let span = node.span;
    Some(match entry.key.as_str() {
        "rule" if is_none(node) => RawExpect::Rule(None, span),
        "rule" => RawExpect::Rule(Some(reader.reference(node, "a rule, or `none`")?), span),
        "outcome" => {
            let words = RoutedTo::ALL.map(|outcome| (outcome.word(), outcome));
            RawExpect::Outcome(reader.word(node, "outcome", &words)?, span)
        }
        "reason" => RawExpect::Reason(reader.word(node, "reason", REASONS)?, span),
        "group" => RawExpect::Group(reader.reference(node, "a group")?),
        "agent" => RawExpect::Agent(some(node, "an agent", reader)?, span),
        "prompt" if is_none(node) => RawExpect::Prompt(Vec::new(), span),
        "prompt" => RawExpect::Prompt(some(node, "a prompt", reader)?, span),
        "form" if is_none(node) => RawExpect::Form(None, span),
        "form" => RawExpect::Form(Some(reader.reference(node, "a form, or `none`")?), span),
        "shadows" => {
            let items = reader.list(node, "a list of shadow rules")?;
            let rules = reader.references(items, "a rule");
            (rules.len() == items.len()).then_some(RawExpect::Shadows(rules, span))?
        }
        _ => RawExpect::Not(contraries(node, binding, reader)?, span),
    })
}

/// One id, or a list of some.
pub(super) fn some<T>(node: &Node, what: &str, reader: &mut Reader) -> Option<Vec<Ref<T>>>
where
    T: std::str::FromStr<Err: std::fmt::Display> + std::fmt::Display,
{
    let items = one_or_more(node);
    if items.is_empty() {
        reader.full_list(node, what, "name one")?;
    }
    let each = reader.references(items, what);
    (each.len() == items.len()).then_some(each)
}

fn contraries(node: &Node, binding: &Binding<'_>, reader: &mut Reader) -> Option<Vec<RawContrary>> {
    let entries = reader.map(node, "what each rule fails on, such as `vip: page.path`")?;
    if entries.is_empty() {
        let help = Some("write a rule and what it fails on, such as `vip: page.path`".to_owned());
        reader.report(codes::EMPTY, node.span, "no rule is named here", "nothing in it", help);
        return None;
    }
    let contrary = |entry: &Entry, reader: &mut Reader| {
        let id = reader.id::<RuleId>(&entry.key, entry.key_span);
        let on = failed_on(&entry.value, binding, reader);
        Some(RawContrary { rule: Ref { id: id?, span: entry.key_span }, on: on?, on_span: entry.value.span })
    };
    let each: Vec<RawContrary> = entries.iter().filter_map(|entry| contrary(entry, reader)).collect();
    (each.len() == entries.len()).then_some(each)
}

fn failed_on(node: &Node, binding: &Binding<'_>, reader: &mut Reader) -> Option<FailedOn> {
    let text = reader.raw_text(node, "a field such as `page.path`, or `channel`, or `script`")?;
    match text {
        "channel" => return Some(FailedOn::Channel),
        "script" => return Some(FailedOn::Script),
        field if binding.catalogue.get(field).is_some() => return Some(FailedOn::Field(Arc::from(field))),
        field if binding.unknowable.has(field) => return None,
        _ => {}
    }
    let near = nearest(text, ["channel", "script"]).or_else(|| binding.catalogue.nearest(text));
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write the field that the rule fails on, such as `page.path`, or `channel`, or `script`".to_owned(),
    };
    let message = format!("there is no field `{}`", shown(text));
    reader.report(codes::UNKNOWN_FACT, node.span, message, "unknown field", Some(help));
    None
}

/// Reports expectations that no session could meet together.
fn contradictions(expect: &[RawExpect], reader: &mut Reader) {
    let find = |is: fn(&RawExpect) -> bool| expect.iter().find(|one| is(one));
    let outcome =
        expect.iter().find_map(|one| if let RawExpect::Outcome(outcome, _) = one { Some(*outcome) } else { None });
    let unmatched = outcome == Some(RoutedTo::Unmatched);
    let no_rule = find(|one| matches!(one, RawExpect::Rule(None, _)));
    let some_rule = find(|one| matches!(one, RawExpect::Rule(Some(_), _)));
    let reason = find(|one| matches!(one, RawExpect::Reason(..)));
    let full = find(|one| matches!(one, RawExpect::Reason(QueueReason::Full, _)));
    let agent = find(|one| matches!(one, RawExpect::Agent(..)));
    let group = find(|one| matches!(one, RawExpect::Group(_)));
    let form = find(|one| matches!(one, RawExpect::Form(Some(_), _)));
    let named = find(|one| matches!(one, RawExpect::Outcome(..)));
    let is_taken = matches!(outcome, Some(RoutedTo::Assigned | RoutedTo::Offered));
    let is_assigned = is_taken || agent.is_some();
    let is_matched = is_taken || matches!(outcome, Some(RoutedTo::Queued | RoutedTo::TurnedAway));
    let checks = [
        (no_rule.is_some() && is_matched, named, "a session that no rule matches is unmatched"),
        (some_rule.is_some() && unmatched, named, "a session that a rule matches is not unmatched"),
        (no_rule.is_some() || unmatched, group, "a session that no rule matches goes to no group"),
        (no_rule.is_some() || unmatched, agent, "a session that no rule matches goes to no agent"),
        (no_rule.is_some() || unmatched, reason, "a session that no rule matches waits for nothing"),
        (no_rule.is_some() || unmatched, form, "a session that no rule matches is offered no form"),
        (outcome.is_some() && !is_taken, agent, "only a session that is assigned or offered has an agent"),
        (is_assigned, reason, "a session that an agent takes at once has no reason to wait"),
        (is_assigned, form, "a session that an agent takes at once is offered no form"),
        (outcome == Some(RoutedTo::Queued), full, "a session that comes to a full queue is turned away"),
    ];
    if let Some(RawExpect::Shadows(rules, _)) = find(|one| matches!(one, RawExpect::Shadows(..)))
        && let Some(second) = rules.get(1)
    {
        let message = "one rule on trial would take a session, the first that matches";
        let help = Some("keep the one that is asked first".to_owned());
        reader.report(codes::NEVER_MET, second.span, message, "the second one", help);
    }
    if let Some((_, Some(one), message)) = checks.into_iter().find(|(is_wrong, one, _)| *is_wrong && one.is_some()) {
        let help = Some("keep one of the two".to_owned());
        reader.report(codes::NEVER_MET, one.span(), message, "cannot be, beside the others", help);
    }
}
