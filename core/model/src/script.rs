//! What every call of a plug-in is given, how it may fail, and the two kinds that only look: predicates and computes.

use crate::{Facts, OfferId, PluginId, Records, Timestamp, Value};
use serde::{Deserialize, Serialize};
use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// Tells how much time has passed since some fixed moment. The clock stays outside: see [`crate::Clock::monotonic`].
pub type Elapsed<'a> = &'a (dyn Fn() -> Duration + Sync);

static NO_RECORDS: Records = Records::NONE;

/// What a decision, a prompt or a hook knows, and so what its scripts may know. The same context gives the same answer:
/// only time that runs out is not repeatable, and that is kept with the decision.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// What is known of the visitor, page and channel.
    pub facts: &'a Facts,
    /// The visitor's CRM records.
    pub records: &'a Records,
    /// The decision's moment: the only clock that a script sees.
    pub now: Timestamp,
    /// The decision's randomness.
    pub seed: u64,
    /// Measures the call.
    pub elapsed: Elapsed<'a>,
    /// Where predicates that fail are noted, and looked up when a stored decision is explained.
    pub failures: Option<&'a PredicateFailures>,
}

impl<'a> Context<'a> {
    /// Facts alone, at the beginning of time, with a clock that stands still.
    pub fn of_facts(facts: &'a Facts) -> Self {
        Self {
            facts,
            records: &NO_RECORDS,
            now: Timestamp::default(),
            seed: 0,
            elapsed: &|| Duration::ZERO,
            failures: None,
        }
    }
}

/// What a plug-in offers, by the plug-in's id and the offer's: `campaign/in_season`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OfferName {
    /// The plug-in.
    pub plugin: PluginId,
    /// The offer in it.
    pub offer: OfferId,
}

impl fmt::Display for OfferName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.plugin, self.offer)
    }
}
impl std::str::FromStr for OfferName {
    type Err = String;
    fn from_str(given: &str) -> Result<Self, String> {
        let (plugin, offer) = given.split_once('/').ok_or_else(|| {
            let shown: String = given.chars().take(80).collect();
            format!("`{shown}` does not name a plug-in and what it offers: write it like `campaign/in_season`")
        })?;
        Ok(Self {
            plugin: plugin.parse().map_err(|bad: crate::BadSlug| bad.to_string())?,
            offer: offer.parse().map_err(|bad: crate::BadSlug| bad.to_string())?,
        })
    }
}
impl TryFrom<String> for OfferName {
    type Error = String;
    fn try_from(given: String) -> Result<Self, String> {
        given.parse()
    }
}
impl From<OfferName> for String {
    fn from(name: OfferName) -> Self {
        name.to_string()
    }
}

/// What becomes of it when a script fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnFailure {
    /// As if the script were not in the way. A strategy: the next one is asked. A predicate: it holds. A compute: its
    /// place stays empty. A hook: the event passes without it.
    Open,
    /// As if the script said no. A strategy: nobody is asked any more, the session waits. A predicate: it does not hold.
    /// A compute: what it is part of is not shown. A hook: it is tried again, a few times.
    Closed,
}

/// Why a script gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScriptError {
    /// The script raised an error.
    #[error("failed at {place}: {message}")]
    Failed {
        /// File, line and column.
        place: String,
        /// What it said.
        message: String,
    },
    /// Too many operations.
    #[error("used more than {limit} operations")]
    Operations {
        /// Most allowed.
        limit: u64,
    },
    /// Too much time.
    #[error("ran longer than {} ms", limit.as_millis())]
    Deadline {
        /// Most allowed.
        limit: Duration,
    },
    /// A string, array, map or depth over its limit.
    #[error("grew over a limit at {place}: {message}")]
    Size {
        /// File, line and column.
        place: String,
        /// Which limit.
        message: String,
    },
    /// Too much memory in all.
    #[error("was handed more than {limit} bytes")]
    Memory {
        /// Most allowed.
        limit: u64,
    },
    /// Returned something else than its kind of offer returns.
    #[error("returned {given}, where {expected} is expected")]
    WrongReturn {
        /// What it returned.
        given: String,
        /// What its kind returns.
        expected: &'static str,
    },
    /// The host panicked under it.
    #[error("panicked: {message}")]
    Panicked {
        /// What the panic said.
        message: String,
    },
    /// It failed too often in a row and is switched off for a while.
    #[error("is switched off for {} s after failing {failures} times in a row", seconds_until(*until, *now))]
    Tripped {
        /// How often.
        failures: u32,
        /// Until when.
        until: Timestamp,
        /// The moment of this call.
        now: Timestamp,
    },
}

fn seconds_until(until: Timestamp, now: Timestamp) -> u64 {
    until.since(now).as_secs().max(1)
}

impl ScriptError {
    /// The kind of failure, as a metric's label.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Failed { .. } => "failed",
            Self::Operations { .. } => "operations",
            Self::Deadline { .. } => "deadline",
            Self::Size { .. } => "size",
            Self::Memory { .. } => "memory",
            Self::WrongReturn { .. } => "wrong_return",
            Self::Panicked { .. } => "panicked",
            Self::Tripped { .. } => "tripped",
        }
    }
}

/// How one call of a script went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called<T> {
    /// What it answered, or why not.
    pub result: Result<T, ScriptError>,
    /// Script operations used.
    pub operations: u64,
    /// Lines it logged.
    pub log: Vec<String>,
}

/// A condition that a plug-in offers, or one written as an expression, with its parameters.
pub trait Predicate: Send + Sync + fmt::Debug {
    /// Which it is, with its parameters: what a failure is noted under. Equal keys are equal predicates.
    fn key(&self) -> &str;
    /// What counts when it fails.
    fn on_failure(&self) -> OnFailure;
    /// Asks it.
    fn call(&self, context: &Context<'_>) -> Called<bool>;
}

impl dyn Predicate {
    /// Whether it holds, with the failure that made it so. One that failed before in the same decision, or in a stored
    /// one, is not asked again.
    pub fn ask(&self, context: &Context<'_>) -> Verdict {
        let noted = context.failures.and_then(|failures| failures.of(self.key()));
        if let Some(failure) = noted {
            return Verdict { holds: failure.held, failure: Some(failure.error) };
        }
        match self.call(context).result {
            Ok(holds) => Verdict { holds, failure: None },
            Err(error) => {
                let held = self.on_failure() == OnFailure::Open;
                let error = error.to_string();
                if let Some(failures) = context.failures {
                    failures.note(PredicateFailure { predicate: self.key().to_owned(), error: error.clone(), held });
                }
                Verdict { holds: held, failure: Some(error) }
            }
        }
    }
}

/// What a predicate came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it counts as holding.
    pub holds: bool,
    /// Why it gave no answer of its own.
    pub failure: Option<String>,
}

/// A predicate that failed during a decision: kept with it, because a failure cannot be recomputed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PredicateFailure {
    /// Which, with its parameters.
    pub predicate: String,
    /// Why, in words.
    pub error: String,
    /// Whether it counted as holding.
    pub held: bool,
}

/// The predicates that failed during one decision.
#[derive(Debug, Default)]
pub struct PredicateFailures(Mutex<Vec<PredicateFailure>>);

impl PredicateFailures {
    /// Those of a stored decision.
    pub fn of_decision(failures: &[PredicateFailure]) -> Self {
        Self(Mutex::new(failures.to_vec()))
    }
    /// All of them, in the order they happened.
    pub fn into_all(self) -> Vec<PredicateFailure> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn of(&self, key: &str) -> Option<PredicateFailure> {
        self.lock().iter().find(|failure| failure.predicate == key).cloned()
    }
    fn note(&self, failure: PredicateFailure) {
        self.lock().push(failure);
    }
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<PredicateFailure>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A value that a plug-in offers, with its parameters: for a prompt's text, or a field of the workbench.
pub trait Compute: Send + Sync + fmt::Debug {
    /// Which it is.
    fn name(&self) -> &OfferName;
    /// What counts when it fails.
    fn on_failure(&self) -> OnFailure;
    /// Asks it. Nothing where it has no value.
    fn call(&self, context: &Context<'_>) -> Called<Option<Value>>;
}
