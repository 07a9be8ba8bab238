//! `usher plugin test`: the cases beside the scripts.

use super::suite;
use crate::{
    cli::TestPluginArgs,
    command::{plugins_beside, wrong_folder},
    exit::Exit,
    report::{Report, Suite, Tests, counted, errors, from_here},
};
use serde_json::json;
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    time::Duration,
};
use usher_condition::nearest;
use usher_engine::live::{Folders, read_folders};
use usher_model::PluginId;
use usher_ruleset::{Diagnostic, ScriptHost, Severity, SourceTree, plugin_tests, plugin_warnings};

/// Runs the tests of one plug-in, or of all that lie in the folder.
pub(crate) fn test(args: &TestPluginArgs) -> Exit {
    if let Some(wrong) = wrong_folder(args.rules.as_deref(), args.plugins.as_deref()) {
        eprintln!("usher: {wrong}");
        return Exit::Usage;
    }
    let rules = args.rules.clone().unwrap_or_else(|| PathBuf::from("rules"));
    let plugins = plugins_beside(&rules, args.plugins.as_ref());
    let folders = Folders { rules, plugins: Some(plugins.clone()) };
    let (tree, unreadable) = read_folders(&folders);
    let ids = plugin_ids(&tree);
    if let Some(id) = args.id.as_ref().filter(|id| !ids.contains(*id)) {
        eprintln!("usher: {}", unknown(id, &ids, &plugins));
        return Exit::Usage;
    }
    let ran = run(&tree, unreadable, args.id.as_ref(), &plugins);
    ran.report(&tree, &folders).print(args.findings.format, args.findings.warnings())
}

/// What came of the tests.
pub(super) struct Ran {
    problems: Vec<Diagnostic>,
    tests: Tests,
    summary: String,
}

impl Ran {
    /// As reports show it.
    pub(super) fn report<'a>(self, sources: &'a SourceTree, folders: &'a Folders) -> Report<'a> {
        Report { problems: self.problems, sources, folders, tests: Some(self.tests), summary: self.summary }
    }

    fn nothing(problems: Vec<Diagnostic>) -> Self {
        let summary = format!("{}: nothing was run", counted(errors(&problems), "error"));
        Self { problems, tests: tests(Vec::new(), &[], Path::new("")), summary }
    }
}

/// Runs what is asked for. Of the rules nothing is asked: they need be neither good nor there.
pub(super) fn run(tree: &SourceTree, unreadable: Vec<Diagnostic>, only: Option<&PluginId>, plugins: &Path) -> Ran {
    let folder = only.map_or_else(|| "plugins/".to_owned(), |id| format!("plugins/{id}/"));
    let is_asked_for = |file: &str| file == "plugins" || file.starts_with(&folder);
    let mut problems: Vec<Diagnostic> = unreadable.into_iter().filter(|problem| is_asked_for(&problem.file)).collect();
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Ran::nothing(problems);
    }
    let files = match plugin_tests(tree, &ScriptHost::new(), only) {
        Ok(files) => files,
        Err(more) => {
            problems.extend(more);
            return Ran::nothing(problems);
        }
    };
    problems.extend(plugin_warnings(tree, &ScriptHost::new(), only));
    // What comes with Usher and does not lie here is tested where it is made, and by name.
    let is_meant = |id: &PluginId| only == Some(id) || only.is_none() && plugins.join(id.as_str()).is_dir();
    // A test must not depend on how busy the machine is: operations bound what a script may do.
    let elapsed = || Duration::ZERO;
    let meant: Vec<_> = files.iter().filter(|file| is_meant(file.plugin())).collect();
    let tested: BTreeSet<&PluginId> = meant.iter().map(|file| file.plugin()).collect();
    let untested: Vec<PluginId> =
        plugin_ids(tree).into_iter().filter(|id| is_meant(id) && !tested.contains(id)).collect();
    let tests = tests(meant.iter().map(|file| suite::run(file, &elapsed)).collect(), &untested, plugins);
    let (files, cases) = (counted(tests.suites.len(), "file"), counted(tests.cases(), "case"));
    let summary = match tests.failed() {
        _ if tests.cases() == 0 && untested.is_empty() => {
            "there are no plug-ins here; `usher plugin new` begins one".to_owned()
        }
        0 if tests.cases() == 0 => "nothing was tested".to_owned(),
        0 => format!("{files}, {cases}: all passed"),
        failed => format!("{files}, {cases}: {failed} failed"),
    };
    Ran { problems, tests, summary }
}

fn tests(suites: Vec<Suite>, untested: &[PluginId], plugins: &Path) -> Tests {
    let folders = Folders { rules: PathBuf::new(), plugins: Some(plugins.to_owned()) };
    let hint = |id| {
        let folder = from_here(&format!("plugins/{id}"), &folders);
        format!("none  {folder}  no tests yet: write {folder}/tests/{id}.yaml")
    };
    let more = [("untested".to_owned(), json!(untested))].into_iter().collect();
    Tests { suites, notes: untested.iter().map(hint).collect(), more }
}

/// The folders with a manifest or script in them.
fn plugin_ids(tree: &SourceTree) -> BTreeSet<PluginId> {
    let files = tree.files.keys().filter_map(|path| path.strip_prefix("plugins/")?.split_once('/'));
    files.filter(|(_, name)| !name.contains('/')).filter_map(|(folder, _)| folder.parse().ok()).collect()
}

fn unknown(id: &PluginId, ids: &BTreeSet<PluginId>, plugins: &Path) -> String {
    let known = || ids.iter().map(PluginId::as_str);
    let help = match nearest(id.as_str(), known()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", known().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")),
    };
    format!("there is no plug-in `{id}` in {}: {help}", plugins.display())
}
