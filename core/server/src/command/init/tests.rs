//! What a new admin has after one command.

use super::{TREE, init};
use crate::{
    cli::{CheckArgs, FindingArgs, FmtArgs, FmtMode, InitArgs, TestArgs},
    command::{check, fmt, test},
    exit::Exit,
    report::{Format, Warnings},
};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;
use tokio::runtime::Runtime;

fn begin(folder: &Path, name: &str) -> Exit {
    init(&InitArgs { folder: folder.to_owned(), name: name.to_owned() })
}

fn files_below(folder: &Path) -> BTreeSet<PathBuf> {
    let mut files = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(path);
            }
        }
    }
    files
}

#[test]
fn a_new_tree_has_no_problem_and_is_laid_out_whatever_the_company_is_called() {
    let runtime = Runtime::new().unwrap();
    for name in ["My company", "O'Neill & Söhne: \"Lamps\" #1", "yes", "1.10", "流明家居"] {
        let place = TempDir::new().unwrap();
        let folder = place.path().join("made/on/the/way");
        assert_eq!(begin(&folder, name), Exit::Fine, "{name}");
        let rules = folder.join("rules");
        let findings = FindingArgs::new(Format::Human, Warnings::Deny);
        let args = CheckArgs { rules: rules.clone(), plugins: None, findings, watch: false };
        assert_eq!(check(&args, &runtime), Exit::Fine, "{name}");
        assert_eq!(fmt(&FmtArgs::new(rules.clone(), FmtMode::Check)), Exit::Fine, "{name}");
        let args = TestArgs { rules, plugins: None, only: None, fail_under: Some(100), findings };
        assert_eq!(runtime.block_on(test(&args)), Exit::Fine, "{name}");
        for file in files_below(&folder).iter().filter(|file| file.extension().is_some_and(|end| end == "yaml")) {
            let text = fs::read_to_string(file).unwrap();
            let schema = text.lines().next().and_then(|line| line.split_once("$schema=")).unwrap().1;
            assert!(file.parent().unwrap().join(schema).is_file(), "{}: {schema}", file.display());
        }
        assert!(folder.join(".gitignore").is_file() && folder.join(".vscode/settings.json").is_file());
    }
}

#[test]
fn every_file_that_is_there_to_be_laid_is_laid() {
    let there = files_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/command/init/tree"));
    assert_eq!(there.len(), TREE.len());
}

#[test]
fn nothing_is_laid_where_something_lies_or_under_an_impossible_name() {
    let place = TempDir::new().unwrap();
    let folder = place.path().join("company");
    assert_eq!(begin(&folder, ""), Exit::Usage);
    assert_eq!(begin(&folder, "two\nlines"), Exit::Usage);
    assert_eq!(begin(&folder, &"long".repeat(100)), Exit::Usage);
    assert!(!folder.exists());

    fs::create_dir_all(folder.join(".git")).unwrap();
    fs::write(folder.join("notes.txt"), "mine").unwrap();
    assert_eq!(begin(&folder, "Company"), Exit::Usage);
    assert_eq!(files_below(&folder).len(), 1, "nothing was written");
    fs::remove_file(folder.join("notes.txt")).unwrap();
    assert_eq!(begin(&folder, "Company"), Exit::Fine, "a fresh repository is empty");

    let file = place.path().join("file");
    fs::write(&file, "mine").unwrap();
    assert_eq!(begin(&file, "Company"), Exit::Failed);
}
