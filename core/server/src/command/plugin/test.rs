//! `usher plugin test`: the cases beside the scripts.

use super::report::{FileRun, Report, TestFormat};
use crate::{
    cli::TestPluginArgs,
    command::{missing_folder, plugins_beside, problems},
    exit::Exit,
    system::SystemClock,
};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};
use usher_condition::nearest;
use usher_engine::live::{Folders, read_folders};
use usher_model::{Clock, PluginId};
use usher_ruleset::{Diagnostic, ScriptHost, Severity, SourceTree, plugin_tests};

/// Runs the tests of one plug-in, or of all that lie in the folder.
pub(crate) fn test(args: &TestPluginArgs) -> Exit {
    let named = [args.rules.as_ref(), args.plugins.as_ref()];
    if let Some(missing) = missing_folder(named.into_iter().flatten().map(AsRef::as_ref)) {
        eprintln!("usher: {missing}");
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
    let report = report(&tree, unreadable, args.id.as_ref(), &plugins);
    if args.format == TestFormat::Human {
        problems::print_human(&report.diagnostics, &tree);
    }
    print!("{}", report.render(args.format));
    report.exit()
}

/// Runs what is asked for. Of the rules nothing is asked: they need be neither good nor there.
pub(super) fn report(
    tree: &SourceTree,
    unreadable: Vec<Diagnostic>,
    only: Option<&PluginId>,
    plugins: &Path,
) -> Report {
    let folder = only.map_or_else(|| "plugins/".to_owned(), |id| format!("plugins/{id}/"));
    let is_asked_for = |file: &str| file == "plugins" || file.starts_with(&folder);
    let unreadable: Vec<Diagnostic> = unreadable.into_iter().filter(|problem| is_asked_for(&problem.file)).collect();
    if unreadable.iter().any(|problem| problem.severity == Severity::Error) {
        return Report::of_problems(unreadable);
    }
    let files = match plugin_tests(tree, &ScriptHost::new(), only) {
        Ok(files) => files,
        Err(problems) => return Report::of_problems(problems),
    };
    // What comes with Usher and does not lie here is tested where it is made, and by name.
    let is_meant = |id: &PluginId| only == Some(id) || only.is_none() && plugins.join(id.as_str()).is_dir();
    let elapsed = || SystemClock.monotonic();
    let files: Vec<FileRun> =
        files.iter().filter(|file| is_meant(file.plugin())).map(|file| FileRun::of(file, &elapsed)).collect();
    let tested: BTreeSet<&PluginId> = files.iter().map(|file| &file.plugin).collect();
    let ids = plugin_ids(tree).into_iter();
    let untested = ids.filter(|id| is_meant(id) && !tested.contains(id)).collect();
    Report { files, untested, diagnostics: Vec::new() }
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
