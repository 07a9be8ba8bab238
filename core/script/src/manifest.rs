//! What a plug-in says it offers, and what is wrong with it.

use std::sync::Arc;
use usher_model::{PluginId, StrategyId};

/// The version of the API that scripts see.
pub const API: u32 = 1;

/// `plugins/<id>/plugin.yaml`, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The folder's name.
    pub id: PluginId,
    /// The version of the API that the scripts were written for: [`API`].
    pub api: u32,
    /// Its name, for admins.
    pub name: String,
    /// What it does, in a sentence.
    pub description: String,
    /// The strategies it offers.
    pub strategies: Vec<StrategyOffer>,
}

/// One strategy that a plug-in offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StrategyOffer {
    /// Its name in rules.
    pub id: StrategyId,
    /// The script, as a file name within the plug-in's folder.
    pub file: Arc<str>,
    /// The function that is called.
    pub function: String,
}

/// One thing that is wrong with a plug-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptProblem {
    /// The file, by its name within the plug-in's folder.
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
