//! Many sessions, opened one after another, and how they are shared out.

use super::given::{self, RawGiven};
use crate::{
    Bound, Span,
    binding::Binding,
    codes, duration, limits,
    reader::{Instead, Lines, Reader, Ref},
    yaml::{Content, Node},
};
use std::{ops::RangeInclusive, time::Duration};
use usher_model::{AgentId, Value};

/// The keys of a simulated run, beside those of what is given.
pub(crate) const SIMULATION_KEYS: &[&str] = &["name", "sessions", "every", "lasts", "expect"];
pub(crate) const FAIRNESS_KEYS: &[&str] = &["share", "jain", "unassigned"];
pub(crate) const BOUND_KEYS: &[&str] = &["at_least", "at_most", "between"];
const WHAT: &str = "a simulated run";
const EXPECT: &str = "a run's `expect`";
const BOUND: &str = "a bound";

/// A run whose references are still to be found.
pub(crate) struct RawSimulation {
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    pub given: RawGiven,
    pub sessions: u32,
    pub every: Duration,
    pub lasts: Duration,
    pub share: Vec<(Ref<AgentId>, Bound, Span)>,
    pub jain: Option<(Bound, Span)>,
    pub unassigned: Option<(Bound, Span)>,
}

pub(super) fn read(node: &Node, binding: &Binding<'_>, reader: &mut Reader) -> Option<RawSimulation> {
    let keys = [SIMULATION_KEYS, given::GIVEN_KEYS].concat();
    let fields = reader.fields(node, WHAT, &keys)?;
    let named = reader.required(&fields, WHAT, "name");
    let span = named.map_or(node.span, |node| node.span);
    let name = named.and_then(|node| reader.text(node, limits::CASE_NAME, Lines::One));
    let given = given::read_fields(&fields, binding, reader);
    let sessions = reader.required(&fields, WHAT, "sessions");
    let sessions = sessions.and_then(|node| reader.whole(node, &(1..=limits::SIMULATED_SESSIONS)));
    let every = reader.required(&fields, WHAT, "every");
    let every = every.and_then(|node| Some((duration::read(node, &limits::SIMULATED_EVERY, reader)?, node.span)));
    let lasts = reader.required(&fields, WHAT, "lasts");
    let lasts = lasts.and_then(|node| duration::read(node, &limits::SIMULATED_LASTS, reader));
    let mut run = RawSimulation {
        name: String::new(),
        span,
        given,
        sessions: 0,
        every: Duration::ZERO,
        lasts: Duration::ZERO,
        share: Vec::new(),
        jain: None,
        unassigned: None,
    };
    let expect = reader.required(&fields, WHAT, "expect");
    if let Some(node) = expect {
        read_expect(node, &mut run, reader);
    }
    let (every, every_span) = every?;
    run.name = name?;
    run.sessions = sessions.and_then(|sessions| sessions.try_into().ok())?;
    (run.every, run.lasts) = (every, lasts?);
    let whole = every.saturating_mul(run.sessions).saturating_add(run.lasts);
    if whole > limits::SIMULATED_TIME {
        let message =
            format!("a run is over within {} days, this one is not", limits::SIMULATED_TIME.as_secs() / 86_400);
        let help = Some("let the sessions follow each other sooner, or have fewer".to_owned());
        reader.report(codes::OUT_OF_RANGE, every_span, message, "too long", help);
    }
    Some(run)
}

fn read_expect(node: &Node, run: &mut RawSimulation, reader: &mut Reader) {
    let Some(fields) = reader.fields(node, EXPECT, FAIRNESS_KEYS) else { return };
    if FAIRNESS_KEYS.iter().all(|key| fields.get(key).is_none()) && !fields.has_unknown() {
        let help = Some("write how fair it must be, such as `jain: { at_least: 0.98 }`".to_owned());
        reader.report(codes::EMPTY, node.span, format!("{EXPECT} says nothing"), "nothing in it", help);
    }
    if let Some(node) = fields.get("share") {
        let entries = reader.map(node, "bounds by agent, such as `li: { at_most: 0.4 }`").unwrap_or_default();
        for entry in entries {
            let id = reader.id::<AgentId>(&entry.key, entry.key_span);
            let bound = bound(&entry.value, &(0.0..=1.0), reader);
            if let (Some(id), Some(bound)) = (id, bound) {
                run.share.push((Ref { id, span: entry.key_span }, bound, entry.value.span));
            }
        }
    }
    let mut one = |key: &str, range: RangeInclusive<f64>| {
        let node = fields.get(key)?;
        bound(node, &range, reader).map(|bound| (bound, node.span))
    };
    run.jain = one("jain", 0.0..=1.0);
    run.unassigned = one("unassigned", 0.0..=1_000_000.0);
}

/// A number, or bounds of one.
fn bound(node: &Node, range: &RangeInclusive<f64>, reader: &mut Reader) -> Option<Bound> {
    if !matches!(node.content, Content::Map(_)) {
        let exactly = number(node, range, reader)?;
        return Some(Bound { at_least: Some(exactly), at_most: Some(exactly) });
    }
    let fields = reader.fields(node, BOUND, BOUND_KEYS)?;
    let least = fields.get("at_least").map(|node| number(node, range, reader));
    let most = fields.get("at_most").map(|node| number(node, range, reader));
    let between = fields.entry("between").map(|entry| (entry, between(&entry.value, range, reader)));
    match (least, most, between) {
        (None, None, None) => {
            if !fields.has_unknown() {
                let help = Some("write `at_least`, `at_most`, or `between` with both ends".to_owned());
                reader.report(codes::EMPTY, node.span, "this bound says nothing", "nothing in it", help);
            }
            None
        }
        (None, None, Some((_, between))) => between,
        (_, _, Some((entry, _))) => {
            let message = "`between` says both ends already";
            let help = Some("keep `between`, or the others".to_owned());
            reader.report(codes::NEVER_MET, entry.key_span, message, "one end twice", help);
            None
        }
        (least, most, None) => {
            let bound = Bound {
                at_least: least.map_or(Some(None), |least| least.map(Some))?,
                at_most: most.map_or(Some(None), |most| most.map(Some))?,
            };
            ordered(bound, node, reader)
        }
    }
}

fn between(node: &Node, range: &RangeInclusive<f64>, reader: &mut Reader) -> Option<Bound> {
    let items = reader.list(node, "both ends, such as `[0.3, 0.4]`")?;
    let [from, to] = items else {
        let message = format!("a range has two ends, and this list has {} values", items.len());
        reader.report(codes::WRONG_TYPE, node.span, message, "not two values", None);
        return None;
    };
    let (from, to) = (number(from, range, reader), number(to, range, reader));
    ordered(Bound { at_least: Some(from?), at_most: Some(to?) }, node, reader)
}

fn ordered(bound: Bound, node: &Node, reader: &mut Reader) -> Option<Bound> {
    if let (Some(least), Some(most)) = (bound.at_least, bound.at_most)
        && least > most
    {
        let message = format!("no number is at least {least} and at most {most}");
        reader.report(codes::NEVER_MET, node.span, message, "reversed", Some("swap the two".to_owned()));
        return None;
    }
    Some(bound)
}

fn number(node: &Node, range: &RangeInclusive<f64>, reader: &mut Reader) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "whole numbers out of range are refused, and small ones are exact")]
    let number = match reader.value_or(node, Instead::Number)? {
        Value::Int(whole) => whole as f64,
        Value::Float(number) => number,
        _ => return reader.wrong(node, &format!("a number from {} to {}", range.start(), range.end())),
    };
    if range.contains(&number) {
        return Some(number);
    }
    let message = format!("expected a number from {} to {}, found {number}", range.start(), range.end());
    reader.report(codes::OUT_OF_RANGE, node.span, message, "out of range", None);
    None
}
