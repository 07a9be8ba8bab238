//! `usher check`: would these rules go live?

#[cfg(test)]
mod tests;
mod watch;

use super::{plugins_beside, wrong_folder};
use crate::{
    cli::CheckArgs,
    exit::Exit,
    report::{Format, Report, counted, errors},
};
use tokio::runtime::Runtime;
use usher_engine::live::{Folders, read_folders};
use usher_ruleset::{Diagnostic, ScriptHost, SourceTree, compile};

/// The code of a folder that is not there.
const NO_FOLDER: &str = "E0901";

/// Compiles a folder of rules and prints all that is wrong with it; with `--watch` again after each change.
pub(crate) fn check(args: &CheckArgs, runtime: &Runtime) -> Exit {
    if let Some(wrong) = wrong_folder(Some(&args.rules), args.plugins.as_deref()) {
        eprintln!("usher: {wrong}");
        return Exit::Usage;
    }
    let folders =
        Folders { rules: args.rules.clone(), plugins: Some(plugins_beside(&args.rules, args.plugins.as_ref())) };
    let (format, warnings) = (args.findings.format, args.findings.warnings());
    if !args.watch {
        let (tree, unreadable) = read_folders(&folders);
        return judge(&tree, unreadable, &folders).print(format, warnings);
    }
    if format != Format::Human {
        eprintln!("usher: --watch is for people: it goes with --format human only");
        return Exit::Usage;
    }
    runtime.block_on(watch::watch(&folders, warnings))
}

/// What there is to say about a tree, and about what of it could not be read.
fn judge<'a>(tree: &'a SourceTree, unreadable: Vec<Diagnostic>, folders: &'a Folders) -> Report<'a> {
    // Of rules that are away nothing else can be said.
    if unreadable.iter().any(|problem| problem.code == NO_FOLDER) {
        let summary = "the folder of rules is not there".to_owned();
        return Report { problems: unreadable, sources: tree, folders, tests: None, summary };
    }
    let compiled = compile(tree, &ScriptHost::new());
    let mut problems = unreadable;
    problems.extend(compiled.diagnostics);
    let errors = errors(&problems);
    let warnings = counted(problems.len() - errors, "warning");
    let files = counted(tree.files.keys().filter(|path| path.starts_with("rules/")).count(), "rule file");
    let summary = if errors == 0 {
        let rules = compiled.ruleset.as_ref().map_or(0, |set| set.rules.len());
        format!("{files}, {}: good, {warnings}", counted(rules, "distribution rule"))
    } else {
        format!("{files}: {}, {warnings}", counted(errors, "error"))
    };
    Report { problems, sources: tree, folders, tests: None, summary }
}
