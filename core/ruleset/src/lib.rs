//! YAML text -> one immutable [`RuleSet`], or all its diagnostics.
//!
//! Owns the rule format. Must not know files on disk, the network, or the wall clock.

mod codes;
mod compile;
mod diagnostic;
mod files;
mod kind;
mod limits;
mod link;
mod locale;
mod plugins;
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
pub use render::{Style, render_human};
pub use schema::schemas;
pub use set::{ButtonStyle, Channel, Group, Icon, Look, Position, Prompt, Rule, RuleSet, Workspace};
pub use tree::SourceTree;
