//! How the command ends, at once and while somebody edits.

use super::{check, judge, watch::until, wrong_folder};
use crate::{
    cli::{CheckArgs, FindingArgs},
    exit::Exit,
    report::{Format, Warnings},
};
use std::{fs, path::Path, sync::mpsc, time::Duration};
use tempfile::TempDir;
use tokio::{runtime::Runtime, sync::oneshot};
use usher_engine::live::{Folders, read_folders};

const WORKSPACE: &str = "name: Meadow\ntime_zone: UTC\ndefault_locale: en\n";
/// Generous: a busy machine must not fail a test.
const BOUND: Duration = Duration::from_mins(1);

fn args(rules: &Path, plugins: Option<&Path>) -> CheckArgs {
    let findings = FindingArgs::new(Format::Human, Warnings::Deny);
    CheckArgs { rules: rules.to_owned(), plugins: plugins.map(Path::to_owned), findings, watch: false }
}

fn add(rules: &Path, path: &str, text: &str) {
    let path = rules.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn a_folder_that_is_not_there_is_wrong_usage_and_an_empty_one_holds_bad_rules() {
    let runtime = Runtime::new().unwrap();
    let ends = |rules: &Path, plugins: Option<&Path>| check(&args(rules, plugins), &runtime);
    let folder = TempDir::new().unwrap();
    let (rules, nope) = (folder.path().join("rules"), folder.path().join("nope"));
    fs::create_dir(&rules).unwrap();
    assert_eq!(ends(&nope, None), Exit::Usage);
    assert_eq!(ends(&rules, Some(&nope)), Exit::Usage);
    assert_eq!(ends(&rules, None), Exit::InvalidRules, "there need be no plug-ins");

    add(&rules, "workspace.yaml", WORKSPACE);
    assert_eq!(ends(&rules, None), Exit::Fine);
    add(&rules, "channels/mall.yaml", "name: Mall\norigins: [self]\ntitle: Chat\n");
    assert_eq!(ends(&rules, None), Exit::Warnings, "no rule serves the channel");

    let findings = FindingArgs::new(Format::Json, Warnings::Allow);
    let watched = CheckArgs { watch: true, findings, ..args(&rules, None) };
    assert_eq!(check(&watched, &runtime), Exit::Usage, "only people watch");
}

#[test]
fn a_file_and_the_folder_above_the_rules_are_told_apart_from_rules_with_errors() {
    let folder = TempDir::new().unwrap();
    let rules = folder.path().join("rules");
    add(&rules, "workspace.yaml", WORKSPACE);
    let said = |rules: &Path, plugins: Option<&Path>| wrong_folder(Some(rules), plugins).unwrap_or_default();
    assert_eq!(said(&rules, None), "");
    let file = rules.join("workspace.yaml");
    assert_eq!(said(&file, None), format!("`{}` is a file; name the folder of rules", file.display()));
    assert!(said(&rules, Some(&file)).ends_with("is a file; name the folder of plug-ins"));
    let above = said(folder.path(), None);
    assert!(above.ends_with(&format!("did you mean `{}`?", rules.display())), "{above}");
    assert_eq!(check(&args(folder.path(), None), &Runtime::new().unwrap()), Exit::Usage);
}

#[test]
fn what_is_said_of_a_folder_that_is_away_is_said_once() {
    let folder = TempDir::new().unwrap();
    let folders = Folders { rules: folder.path().join("rules"), plugins: None };
    let (tree, unreadable) = read_folders(&folders);
    let report = judge(&tree, unreadable, &folders);
    let codes: Vec<&str> = report.problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["E0901"]);
    let help = report.problems[0].help.as_deref().unwrap_or_default();
    assert!(!help.contains("--rules"), "`check` has no such option: {help}");
}

#[test]
fn watching_tells_each_state_once_and_ends_as_the_last_one_did() {
    let folder = TempDir::new().unwrap();
    let rules = folder.path().join("rules");
    add(&rules, "workspace.yaml", WORKSPACE);
    let (told, hear) = mpsc::channel();
    let (enough, ended) = oneshot::channel::<()>();
    let watched = Folders { rules: rules.clone(), plugins: None };
    let watching = std::thread::spawn(move || {
        Runtime::new().unwrap().block_on(until(async { drop(ended.await) }, &watched, |report| {
            told.send(report.summary.clone()).unwrap();
            report.exit(Warnings::Deny)
        }))
    });
    let next = || hear.recv_timeout(BOUND).unwrap();
    assert!(next().contains("good, 0 warnings"));
    add(&rules, "workspace.yaml", "name: [Meadow\n");
    assert!(next().contains("1 error"));
    // The same bytes again are no news; what comes after them is.
    add(&rules, "workspace.yaml", "name: [Meadow\n");
    add(&rules, "groups/care.yaml", "name: Care\nmembers: { agents: [] }\n");
    assert!(next().starts_with("2 rule files"));
    add(&rules, "workspace.yaml", WORKSPACE);
    assert!(next().contains("good, 2 warnings"), "a group without members, and without a rule");
    let away = folder.path().join("away");
    fs::rename(&rules, &away).unwrap();
    assert!(next().contains("is not there"));
    fs::rename(&away, &rules).unwrap();
    assert!(next().contains("good, 2 warnings"));
    enough.send(()).unwrap();
    assert_eq!(watching.join().unwrap(), Exit::Warnings);
}
