//! The way from a tree to a rule set: each file by itself, the plug-ins, the references, then the whole.

use crate::{Diagnostic, RuleSet, Severity, SourceTree, link, sources, warnings};
use usher_script::ScriptHost;

/// What came of a tree.
pub struct Compiled {
    /// The rules, if there is no error.
    pub ruleset: Option<RuleSet>,
    /// All problems of all files, in order of file and place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Compiles a tree to a rule set, or to everything that is wrong with it. Call [`SourceTree::with_builtins`] first to
/// have the built-in plug-ins.
///
/// The host compiles the scripts and keeps how they fare. A server has one for as long as it runs; whoever only wants to
/// know what a tree says takes a new one.
pub fn compile(tree: &SourceTree, host: &ScriptHost) -> Compiled {
    let (mut sources, offered) = sources::read(tree, host);
    link::check(&mut sources, &offered);
    let ruleset = if sources.readers.have_errors() { None } else { link::build(&sources, &offered, tree.revision()) };
    if let Some(set) = &ruleset {
        warnings::check(&mut sources, set, &offered);
    }
    let diagnostics = sources.readers.into_problems();
    debug_assert_eq!(ruleset.is_none(), diagnostics.iter().any(|problem| problem.severity == Severity::Error));
    Compiled { ruleset, diagnostics }
}
