//! YAML text -> one immutable [`RuleSet`], or all its diagnostics.
//!
//! Owns the rule format. Must not know files on disk, the network, or the wall clock.

mod binding;
mod codes;
mod compile;
mod diagnostic;
mod duration;
mod files;
mod json;
mod kind;
mod limits;
mod link;
mod locale;
mod parameters;
mod plugin_tests;
mod plugins;
mod prompt;
mod reader;
mod render;
mod scalar;
mod schema;
mod set;
mod sources;
#[cfg(test)]
mod tests;
mod tree;
mod warnings;
mod words;
mod yaml;

pub use codes::{CODES, Code};
pub use compile::{Compiled, compile};
pub use diagnostic::{Diagnostic, Severity, Span};
pub use plugin_tests::{CaseOutcome, Miss, PluginTestFile, plugin_tests};
pub use prompt::{ComputeFailure, NotSent, Prompt, PromptText, PromptVars, Rendered};
pub use render::{Style, render_human};
pub use schema::schemas;
pub use set::{
    ButtonStyle, Channel, Group, Icon, Look, OfferInfo, PluginInfo, PluginOrigin, Position, Rule, RuleSet, Webhook,
    Workspace,
};
pub use tree::SourceTree;
/// The plug-in API as editors of scripts read it: the text of `plugin-api.d.rhai`.
pub use usher_script::definitions as plugin_api_definitions;
pub use usher_script::{LastFailure, PluginHealth, ScriptHost, TRIP_AFTER};
