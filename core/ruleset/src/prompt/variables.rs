//! The variables that stand in prompts: which there are, and where the value of each comes from.

use super::{PromptVars, opening};
use crate::binding::is_part;
use minijinja::Value as Shown;
use std::{collections::BTreeMap, ops::Range, time::Duration};
use usher_condition::{Catalogue, FieldKind, nearest};
use usher_model::{Facts, LocalText, Locale, Value};

/// Where a variable's value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    VisitorName,
    AgentName,
    GroupName,
    Company,
    Queue(InQueue),
    Hours(OfHours),
    /// Minutes until an idle session is closed.
    ClosesIn,
    Fact,
    /// A fact in microseconds, which nobody wants to read.
    Moment,
    Compute,
}

/// Something about the queue that the session waits in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InQueue {
    Place,
    Length,
    WaitMinutes,
}

/// Something about the hours of the group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OfHours {
    Name,
    Holiday,
    OpensAt,
}

/// What the names of variables about a queue begin with.
pub(crate) const QUEUE: &str = "queue.";
/// What the names of variables about the end of an idle session begin with.
pub(crate) const IDLE: &str = "idle.";

const STOCK: [(&str, Source); 11] = [
    ("agent.name", Source::AgentName),
    ("company", Source::Company),
    ("group.name", Source::GroupName),
    ("hours.holiday", Source::Hours(OfHours::Holiday)),
    ("hours.name", Source::Hours(OfHours::Name)),
    ("hours.opens_at", Source::Hours(OfHours::OpensAt)),
    ("idle.closes_in", Source::ClosesIn),
    ("queue.length", Source::Queue(InQueue::Length)),
    ("queue.place", Source::Queue(InQueue::Place)),
    ("queue.wait_minutes", Source::Queue(InQueue::WaitMinutes)),
    ("visitor.name", Source::VisitorName),
];

/// Words that the template language keeps for itself.
const RESERVED: &[&str] = &[
    "and",
    "do",
    "elif",
    "else",
    "endfor",
    "endif",
    "endset",
    "false",
    "for",
    "if",
    "in",
    "is",
    "loop",
    "none",
    "not",
    "or",
    "recursive",
    "self",
    "set",
    "super",
    "true",
];

/// The variables that the texts of one prompt may name.
pub(crate) struct Variables(BTreeMap<String, Variable>);

struct Variable {
    source: Source,
    /// A value such as it may have.
    sample: Shown,
}

impl Variables {
    /// The stock ones, the fields of conditions, and what the prompt computes.
    pub fn new<'c>(catalogue: &Catalogue, computes: impl IntoIterator<Item = &'c str>) -> Self {
        let mut all = BTreeMap::new();
        // A value is no map in a text: how it came to be known only conditions can ask.
        for (field, info) in catalogue.iter().filter(|(field, _)| !is_part(field, catalogue)) {
            let source = if info.kind == FieldKind::Moment { Source::Moment } else { Source::Fact };
            all.insert(field.to_owned(), Variable { source, sample: sample(&info.kind) });
        }
        let stock = STOCK.iter().copied().chain(computes.into_iter().map(|name| (name, Source::Compute)));
        all.extend(stock.map(|(name, source)| {
            let is_number = matches!(source, Source::Queue(_) | Source::ClosesIn);
            let sample = if is_number { Shown::from(1) } else { Shown::from("sample") };
            (name.to_owned(), Variable { source, sample })
        }));
        Self(all)
    }

    pub fn get(&self, name: &str) -> Option<Source> {
        self.0.get(name).map(|variable| variable.source)
    }

    /// A value such as the variable may have.
    pub fn sample(&self, name: &str) -> Shown {
        self.0.get(name).map_or(Shown::UNDEFINED, |variable| variable.sample.clone())
    }

    /// The variables under a name: `page.title` and others under `page`.
    pub fn under(&self, name: &str) -> Vec<&str> {
        let is_under = |variable: &&str| variable.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
        self.names().filter(is_under).collect()
    }

    /// What a wrong name most likely meant: a slip of the finger, or the last part alone.
    pub fn meant<'a>(&'a self, name: &str, locals: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
        let by_last_part: Vec<&str> = self.names().filter(|known| known.rsplit('.').next() == Some(name)).collect();
        if by_last_part.is_empty() {
            nearest(name, self.names().chain(locals)).into_iter().collect()
        } else {
            by_last_part
        }
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// Whether a prompt may compute a variable of this name, which neither the language nor anything else uses.
pub(crate) fn is_free(name: &str, catalogue: &Catalogue) -> bool {
    let first = |variable: &str| variable.split('.').next() == Some(name);
    !RESERVED.contains(&name)
        && !STOCK.iter().any(|(variable, _)| first(variable))
        && !catalogue.iter().any(|(field, _)| first(field))
}

/// What one rendering knows.
pub(crate) struct Values<'a> {
    pub vars: &'a PromptVars<'a>,
    pub locale: &'a Locale,
    pub default: &'a Locale,
    pub facts: &'a Facts,
    pub computed: &'a BTreeMap<&'a str, Option<Value>>,
}

impl Values<'_> {
    /// The value of a variable.
    pub fn of(&self, name: &str, source: Source) -> Option<Shown> {
        let local = |text: &LocalText| Shown::from(text.get(self.locale, self.default));
        let fact = || self.facts.get(name);
        match source {
            Source::VisitorName => self.vars.visitor_name.map(Shown::from).or_else(|| fact().map(shown)),
            Source::AgentName => self.vars.agent_name.map(Shown::from),
            Source::GroupName => self.vars.group_name.map(local),
            Source::Company => Some(local(self.vars.company)),
            Source::Queue(asked) => {
                let queue = self.vars.queue?;
                match asked {
                    InQueue::Place => Some(Shown::from(queue.place)),
                    InQueue::Length => Some(Shown::from(queue.length)),
                    InQueue::WaitMinutes => queue.wait.map(minutes),
                }
            }
            Source::ClosesIn => self.vars.closes_in.map(minutes),
            Source::Hours(asked) => {
                let hours = self.vars.hours?;
                match asked {
                    OfHours::Name => Some(local(hours.name)),
                    OfHours::Holiday => hours.holiday.map(local),
                    OfHours::OpensAt => {
                        opening::written(hours.opens_at?, hours.now, hours.zone, self.locale).map(Shown::from)
                    }
                }
            }
            Source::Fact => fact().map(shown),
            Source::Moment => fact().map(|value| match value {
                Value::Int(micros) => jiff::Timestamp::from_microsecond(*micros)
                    .map_or_else(|_| shown(value), |moment| Shown::from(moment.to_string())),
                other => shown(other),
            }),
            Source::Compute => self.computed.get(name)?.as_ref().map(shown),
        }
    }
}

/// Rounded up: who waits should not be promised too much, and what is nearly over is not over.
fn minutes(time: Duration) -> Shown {
    Shown::from(time.as_secs().div_ceil(60).max(1))
}

/// Values by dotted names as one value of values: `page.title` is `title` of `page`.
pub(super) fn nested<'n>(values: impl IntoIterator<Item = (&'n str, Shown)>) -> Shown {
    let mut leaves: BTreeMap<&str, Shown> = BTreeMap::new();
    let mut branches: BTreeMap<&str, Vec<(&str, Shown)>> = BTreeMap::new();
    for (name, value) in values {
        match name.split_once('.') {
            Some((first, rest)) => branches.entry(first).or_default().push((rest, value)),
            None => drop(leaves.insert(name, value)),
        }
    }
    let branches = branches.into_iter().map(|(name, values)| (name, nested(values)));
    let all = leaves.into_iter().chain(branches).map(|(name, value)| (name.to_owned(), value));
    Shown::from_object(all.collect::<BTreeMap<String, Shown>>())
}

fn sample(kind: &FieldKind) -> Shown {
    match kind {
        FieldKind::Bool => Shown::from(true),
        FieldKind::Int { least, .. } => Shown::from(*least.max(&1)),
        FieldKind::Number => Shown::from(1.5),
        FieldKind::TextList => Shown::from(vec![Shown::from("sample")]),
        FieldKind::Text
        | FieldKind::Path
        | FieldKind::Locale
        | FieldKind::Language
        | FieldKind::Enum(_)
        | FieldKind::Date
        | FieldKind::TimeOfDay
        | FieldKind::Moment => Shown::from("sample"),
    }
}

fn shown(value: &Value) -> Shown {
    match value {
        Value::Bool(flag) => Shown::from(*flag),
        Value::Int(number) => Shown::from(*number),
        Value::Float(number) => Shown::from(*number),
        Value::Text(text) => Shown::from(text.as_ref()),
        Value::List(values) => Shown::from(values.iter().map(shown).collect::<Vec<_>>()),
    }
}

/// The names that a text uses, each with where it stands first, in characters of the text.
pub(crate) type Uses = BTreeMap<String, Range<usize>>;
