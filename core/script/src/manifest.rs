//! What a plug-in says it offers, and what is wrong with it.

use std::{collections::BTreeSet, sync::Arc, time::Duration};
use usher_model::{EffectKind, HookKind, OfferId, OnFailure, PluginId};

/// The version of the API that scripts see.
pub const API: u32 = 1;

/// The parameters of one use of an offer: checked against the offer's schemas, defaults filled in.
pub type Params = serde_json::Map<String, serde_json::Value>;

/// `plugins/<id>/plugin.yaml`, parsed.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    /// The folder's name.
    pub id: PluginId,
    /// The version of the API that the scripts were written for: [`API`].
    pub api: u32,
    /// Its name, for admins.
    pub name: String,
    /// What it does, in a sentence.
    pub description: String,
    /// What it offers.
    pub offers: Vec<Offer>,
}

/// One thing that a plug-in offers.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// Its name: for a strategy the one that rules use, else the part behind the plug-in's: `campaign/in_season`.
    pub id: OfferId,
    /// What it does, in a sentence; empty where the plug-in's own description says it.
    pub description: String,
    /// The script, as a file name within the plug-in's folder.
    pub file: Arc<str>,
    /// The function that is called.
    pub function: String,
    /// What rules may set. Hooks have none: no rule names them.
    pub parameters: Vec<Parameter>,
    /// What becomes of it when the script fails.
    pub on_failure: OnFailure,
    /// How much one call may use.
    pub limits: Limits,
    /// What kind it is.
    pub kind: OfferKind,
}

/// The kinds of offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfferKind {
    /// Orders candidates.
    Strategy,
    /// Says yes or no, in a condition.
    Predicate,
    /// Gives a value.
    Compute,
    /// Runs after an event.
    Hook {
        /// Which event.
        on: HookKind,
        /// The effects it may ask for; others are refused.
        effects: BTreeSet<EffectKind>,
    },
}

impl OfferKind {
    /// Its word in manifests.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Strategy => "strategy",
            Self::Predicate => "predicate",
            Self::Compute => "compute",
            Self::Hook { .. } => "hook",
        }
    }
    /// The most that one call of this kind may use. A manifest may ask for less.
    pub const fn limits(&self) -> Limits {
        match self {
            Self::Strategy | Self::Predicate | Self::Compute => Limits::INLINE,
            Self::Hook { .. } => Limits::HOOK,
        }
    }
    /// What counts on failure where the manifest does not say. A predicate that fails does not hold; everything else
    /// steps aside.
    pub const fn on_failure(&self) -> OnFailure {
        match self {
            Self::Predicate => OnFailure::Closed,
            Self::Strategy | Self::Compute | Self::Hook { .. } => OnFailure::Open,
        }
    }
}

/// A parameter that rules may set.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// The JSON Schema of its value.
    pub schema: serde_json::Value,
    /// Its value where a rule sets none; without one it must be set.
    pub default: Option<serde_json::Value>,
}

/// How much one call may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Script operations.
    pub operations: u64,
    /// Wall time.
    pub time: Duration,
}

impl Limits {
    /// For what runs while a visitor waits: about ten milliseconds of plain script, half of that on the clock.
    pub const INLINE: Self = Self { operations: 100_000, time: Duration::from_millis(5) };
    /// For what runs afterwards.
    pub const HOOK: Self = Self { operations: 1_000_000, time: Duration::from_millis(100) };
}

/// One thing that is wrong with a plug-in, or probably so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptProblem {
    /// How bad.
    pub severity: Severity,
    /// The file, by its name within the plug-in's folder; empty for an expression.
    pub file: Arc<str>,
    /// 1-based line.
    pub line: u32,
    /// 1-based column, in characters.
    pub column: u32,
    /// Column after the last, on the same line.
    pub end_column: u32,
    /// What is wrong, in one line.
    pub message: String,
    /// What the marked place is, in a few words.
    pub label: String,
    /// How to mend it.
    pub help: Option<String>,
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The plug-in does not load.
    Error,
    /// It loads, and is probably not meant so: a parameter that nothing reads, a function that nothing calls, a hook
    /// that fails on an ordinary event.
    Warning,
}
