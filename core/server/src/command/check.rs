//! `usher check`: would these rules go live?

use super::{plugins_beside, serve::print_diagnostics};
use crate::{
    cli::{CheckArgs, CheckFormat},
    exit::Exit,
};
use usher_engine::live::{Folders, read_folders};
use usher_ruleset::{Severity, compile};

/// Compiles a folder of rules and prints all that is wrong with it.
pub(crate) fn check(args: &CheckArgs) -> Exit {
    let folders =
        Folders { rules: args.rules.clone(), plugins: Some(plugins_beside(&args.rules, args.plugins.as_ref())) };
    let (tree, mut diagnostics) = read_folders(&folders);
    let compiled = compile(&tree);
    diagnostics.extend(compiled.diagnostics);
    let errors = diagnostics.iter().filter(|problem| problem.severity == Severity::Error).count();
    let warnings = diagnostics.len() - errors;
    match args.format {
        CheckFormat::Human => {
            print_diagnostics(&diagnostics, &tree);
            let files = tree.files.keys().filter(|path| path.starts_with("rules/")).count();
            let rules = compiled.ruleset.as_ref().map_or(0, |set| set.rules.len());
            if errors == 0 {
                println!("{files} files, {rules} distribution rules: good, {warnings} warnings");
            } else {
                println!("{files} files: {errors} errors, {warnings} warnings");
            }
        }
        CheckFormat::Json => match serde_json::to_string_pretty(&diagnostics) {
            Ok(text) => println!("{text}"),
            Err(error) => {
                eprintln!("usher: the problems cannot be written as JSON: {error}");
                return Exit::Failed;
            }
        },
    }
    if errors > 0 {
        Exit::InvalidRules
    } else if warnings > 0 && args.deny_warnings {
        Exit::Warnings
    } else {
        Exit::Fine
    }
}
