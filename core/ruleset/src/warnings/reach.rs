//! Rules that no visitor reaches: those that can never match, and those that earlier ones shadow.
//!
//! Rules on trial are looked at like all others, but shadow each other only: they decide nothing. Rules that are switched
//! off are not looked at.

use crate::{
    Rule, RuleSet, Span, codes, form_fact,
    kind::distribution::{Mode, RawRule},
    reader::Reader,
    set::FORM_FACTS,
    sources::{In, Sources},
    words::listed,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use usher_condition::{Condition, Contradiction, Cover, Op, Requirements, Test};
use usher_model::{ChannelId, RuleId, Value};

/// Where a rule's `channels` stand in the condition that they are put into, and where its own condition does.
const CHANNELS: &str = "all[0]";
const WHEN: &str = "all[1]";
/// Where it stands that the forms of a rule's channels leave answers out.
const UNASKED: &str = "all[2]";
/// Beyond these, a rule for all channels is not compared channel by channel.
const MANY_CHANNELS: usize = 64;

pub(super) fn check(sources: &mut Sources, set: &RuleSet) {
    let Sources { readers, rules: raws, .. } = sources;
    let raws: BTreeMap<&RuleId, &In<RawRule>> = raws.iter().map(|raw| (&raw.item.id, raw)).collect();
    let mut rules: Vec<(&Rule, Mode)> = set.rules.iter().map(|rule| (rule, Mode::Active)).collect();
    rules.extend(set.shadows.iter().map(|rule| (rule, Mode::Shadow)));
    rules.sort_by_key(|(rule, _)| (rule.priority, &rule.id));
    let (mut active, mut on_trial) = (Earlier::default(), Earlier::default());
    for (rule, mode) in rules {
        let Some(raw) = raws.get(&rule.id) else { continue };
        let whole = with_channels(rule, set);
        let requirements = Requirements::of(&whole, &set.catalogue);
        if requirements.are_impossible() {
            let reader = readers.of(&raw.file);
            match whole.contradiction_in(&set.catalogue) {
                Some(contradiction) => never_matches(&contradiction, rule, &raw.item, reader),
                None => nothing_left(&raw.item, reader),
            }
            continue;
        }
        let mut why = active.takes(rule, &requirements, set);
        if why.is_none() && mode == Mode::Shadow {
            why = on_trial.takes(rule, &requirements, set);
        }
        if let Some(why) = why {
            let message = format!("this rule is never reached: {why}");
            let help = Some("give it a lower `priority`, or remove it".to_owned());
            readers.of(&raw.file).report(codes::SHADOWED, raw.item.span, message, "never reached", help);
        } else {
            let list = if mode == Mode::Shadow { &mut on_trial } else { &mut active };
            list.push(rule, raw, requirements);
        }
    }
}

/// The rule's condition, that the session's channel is one of the rule's, and that nobody answers what the forms of these
/// channels do not ask.
fn with_channels(rule: &Rule, set: &RuleSet) -> Condition {
    let channels: Vec<Value> = match &rule.channels {
        Some(channels) => channels.iter().map(|id| Value::from(id.as_str())).collect(),
        // So many channels in each rule would cost more than the little that they prove.
        None if set.channels.len() > MANY_CHANNELS => Vec::new(),
        None => set.channels.keys().map(|id| Value::from(id.as_str())).collect(),
    };
    let serves = if channels.is_empty() {
        Condition::Always
    } else {
        Condition::Test(Test { field: "channel.id".into(), op: Op::In(channels) })
    };
    Condition::All(vec![serves, rule.condition.clone(), unasked(rule, set)])
}

/// That the answers which no form of the rule's channels asks for are not there. A rule for all channels may have any.
fn unasked(rule: &Rule, set: &RuleSet) -> Condition {
    let Some(channels) = &rule.channels else { return Condition::Always };
    let mut asked = BTreeSet::new();
    tested(&rule.condition, &mut asked);
    asked.retain(|field| field.split('.').next() == Some(FORM_FACTS));
    if asked.is_empty() {
        return Condition::Always;
    }
    let forms = channels.iter().filter_map(|id| set.pre_chat_of(set.channels.get(id)?));
    let answered: BTreeSet<String> = forms.flat_map(|form| &form.fields).map(|field| form_fact(&field.id)).collect();
    let unasked = asked.into_iter().filter(|field| !answered.contains(&**field));
    let absent = |field: Arc<str>| Condition::Test(Test { field, op: Op::Exists(false) });
    Condition::All(unasked.map(absent).collect())
}

/// The fields that a condition asks.
fn tested(condition: &Condition, fields: &mut BTreeSet<Arc<str>>) {
    match condition {
        Condition::Always | Condition::Script(_) => {}
        Condition::All(each) | Condition::Any(each) => each.iter().for_each(|one| tested(one, fields)),
        Condition::Not(inner) => tested(inner, fields),
        Condition::Test(test) => drop(fields.insert(Arc::clone(&test.field))),
    }
}

fn never_matches(contradiction: &Contradiction, rule: &Rule, raw: &RawRule, reader: &mut Reader) {
    let in_when = |path: &str| path.strip_prefix(WHEN).map(|path| path.trim_start_matches('.').to_owned());
    let place = |path: &str| in_when(path).and_then(|path| raw.when.at(&path));
    let span = place(contradiction.path()).unwrap_or(raw.span);
    let paths: Vec<&str> = match contradiction {
        Contradiction::Field { clashes, .. } => clashes.iter().map(|clash| clash.path.as_str()).collect(),
        Contradiction::Script { paths, .. } => paths.iter().map(String::as_str).collect(),
        Contradiction::NoneHolds { .. } | Contradiction::Never { .. } => Vec::new(),
    };
    if let (Contradiction::Field { field, .. }, [.., last]) = (contradiction, paths.as_slice())
        && last.starts_with(UNASKED)
    {
        let message = format!("this rule can never match: no form before a chat in its channels asks for `{field}`");
        let span = paths.first().and_then(|path| place(path)).unwrap_or(raw.span);
        let help = "remove this test, or add the field to the form that `pre_chat` of a channel names".to_owned();
        reader.report(codes::NEVER_MATCHES, span, message, "never answered", Some(help));
        return;
    }
    let (message, label) = match (paths.as_slice(), &rule.channels) {
        ([CHANNELS, ..], Some(channels)) => {
            let names: Vec<&str> = channels.iter().map(ChannelId::as_str).collect();
            let message = format!("`channels` leaves {} only, and the condition refuses that", listed(&names));
            (message, "refuses every channel of this rule")
        }
        ([CHANNELS, ..], None) => ("no channel passes its condition".to_owned(), "refuses every channel"),
        ([], _) => (contradiction.to_string(), "never holds"),
        ([_], _) => (contradiction.to_string(), "never so"),
        _ => (contradiction.to_string(), "excludes an earlier test"),
    };
    let others = paths.split_last().map_or(&[][..], |(_, others)| others);
    let help = excluded(others.iter().filter_map(|path| place(path)), span);
    reader.report(codes::NEVER_MATCHES, span, format!("this rule can never match: {message}"), label, help);
}

/// What no few tests are to blame for.
fn nothing_left(raw: &RawRule, reader: &mut Reader) {
    let span = raw.when.at("").unwrap_or(raw.span);
    let message = "this rule can never match: its tests together leave nobody over";
    reader.report(codes::NEVER_MATCHES, span, message, "never holds", None);
}

/// How to mend a test that excludes those in other places.
pub(super) fn excluded(others: impl Iterator<Item = Span>, own: Span) -> Option<String> {
    let lines: BTreeSet<u32> = others.map(|span| span.line).collect();
    let elsewhere: Vec<String> = lines.iter().filter(|line| **line != own.line).map(u32::to_string).collect();
    match elsewhere.split_last() {
        None if lines.is_empty() => None,
        None => Some("remove it, or what it excludes".to_owned()),
        Some((only, [])) => Some(format!("remove it, or what it excludes on line {only}")),
        Some((last, rest)) => Some(format!("remove it, or what it excludes on lines {} and {last}", rest.join(", "))),
    }
}

/// Rules that come earlier.
#[derive(Default)]
struct Earlier<'r> {
    /// Channels of which a rule without condition takes every session.
    taken: BTreeMap<&'r ChannelId, &'r RuleId>,
    taken_everywhere: Option<&'r RuleId>,
    cover: Cover,
    /// Those in the cover, in its order, and where their conditions stand.
    covering: Vec<(&'r RuleId, String)>,
}

impl<'r> Earlier<'r> {
    fn push(&mut self, rule: &'r Rule, raw: &In<RawRule>, requirements: Requirements) {
        match (&rule.condition, &rule.channels) {
            (Condition::Always, Some(channels)) => {
                for channel in channels {
                    self.taken.entry(channel).or_insert(&rule.id);
                }
            }
            (Condition::Always, None) => self.taken_everywhere = Some(&rule.id),
            _ => {
                self.cover.push(requirements);
                let place = raw.item.when.at("").unwrap_or(raw.item.span);
                self.covering.push((&rule.id, format!("{}:{}:{}", raw.file, place.line, place.column)));
            }
        }
    }

    /// How these take every session that the rule would.
    fn takes(&mut self, rule: &'r Rule, requirements: &Requirements, set: &'r RuleSet) -> Option<String> {
        let mut by: BTreeSet<&RuleId> = BTreeSet::new();
        let is_left = match (&rule.channels, self.taken_everywhere) {
            (_, Some(earlier)) => !by.insert(earlier),
            (Some(channels), None) => self.leaves(channels.iter(), &mut by),
            (None, None) => set.channels.is_empty() || self.leaves(set.channels.keys(), &mut by),
        };
        if !is_left {
            let names: Vec<&str> = by.iter().map(|id| id.as_str()).collect();
            let take = if names.len() == 1 { "takes" } else { "take" };
            return Some(format!("{} {take} every visitor first", listed(&names)));
        }
        let (earlier, place) = &self.covering[self.cover.first_implied_by(requirements)?];
        Some(format!("`{earlier}` is asked first, and its condition ({place}) holds whenever this one's does"))
    }

    /// Whether one of the channels is not taken whole; notes which rules take the others.
    fn leaves(&self, mut channels: impl Iterator<Item = &'r ChannelId>, by: &mut BTreeSet<&'r RuleId>) -> bool {
        channels.any(|channel| match self.taken.get(channel) {
            Some(earlier) => {
                by.insert(earlier);
                false
            }
            None => true,
        })
    }
}
