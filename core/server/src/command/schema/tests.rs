//! What the folders hold afterwards.

use super::{schema, vscode, write_settings};
use crate::{cli::SchemaArgs, exit::Exit};
use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

fn names(folder: &Path) -> BTreeSet<OsString> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn every_file_that_is_committed_can_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("made/on/the/way");
    assert_eq!(schema(&SchemaArgs { out: out.clone(), vscode: None }), Exit::Fine);
    assert_eq!(names(&out), names(&root().join("schemas")));
}

#[test]
fn every_schema_has_its_files_in_the_settings() {
    let of_files: BTreeSet<&str> = vscode::FILES.iter().map(|(name, _)| *name).collect();
    let written: BTreeSet<&str> = usher_ruleset::schemas().iter().map(|(name, _)| *name).collect();
    assert_eq!(of_files, written);
}

#[test]
fn settings_lead_to_the_schemas_and_take_nobodys_place() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("company");
    let args = SchemaArgs { out: root.join("tools/../schemas"), vscode: Some(root.clone()) };
    assert_eq!(schema(&args), Exit::Fine);
    let path = root.join(".vscode/settings.json");
    let settings: serde_json::Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    for (schema, _) in settings["yaml.schemas"].as_object().unwrap() {
        assert!(schema.starts_with("./schemas/") && root.join(schema).is_file(), "{schema}");
    }
    assert_eq!(schema(&args), Exit::Fine, "it may be written again");

    let own = "{\n  // mine\n}\n";
    fs::write(&path, own).unwrap();
    assert_eq!(schema(&args), Exit::Failed);
    assert_eq!(fs::read_to_string(&path).unwrap(), own);
}

#[test]
fn the_settings_that_are_committed_are_fresh() {
    for folder in ["", "examples/plugins"] {
        let root = root().join(folder);
        if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            let _gone = fs::remove_file(root.join(".vscode/settings.json"));
        }
        let written = write_settings(&root, &self::root().join("schemas"));
        assert!(written.is_ok(), "run it with UPDATE_SCHEMAS=1: {}", written.unwrap_err());
    }
}
