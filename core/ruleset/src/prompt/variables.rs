//! The variables that stand in prompts: which there are, and where the value of each comes from.

use super::PromptVars;
use minijinja::Value as Shown;
use std::collections::{BTreeMap, BTreeSet};
use usher_condition::{Catalogue, FieldKind, nearest};
use usher_model::{Facts, LocalText, Locale, Value};

/// Where a variable's value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    VisitorName,
    AgentName,
    GroupName,
    Company,
    Fact,
    /// A fact in microseconds, which nobody wants to read.
    Moment,
    Compute,
}

const STOCK: [(&str, Source); 4] = [
    ("agent.name", Source::AgentName),
    ("company", Source::Company),
    ("group.name", Source::GroupName),
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
        for (field, info) in catalogue.iter() {
            let source = if info.kind == FieldKind::Moment { Source::Moment } else { Source::Fact };
            all.insert(field.to_owned(), Variable { source, sample: sample(&info.kind) });
        }
        let stock = STOCK.iter().copied().chain(computes.into_iter().map(|name| (name, Source::Compute)));
        all.extend(stock.map(|(name, source)| (name.to_owned(), Variable { source, sample: Shown::from("sample") })));
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

/// The names that a text uses.
pub(super) type Uses = BTreeSet<String>;
