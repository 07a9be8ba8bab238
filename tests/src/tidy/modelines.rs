//! The first line of every rule file that ships: which schema an editor checks it with.

use super::{
    none_of,
    tree::{File, files, root},
};
use std::path::{Component, Path, PathBuf};

/// The trees that ship, each with the folder that its `schemas` stand for: a new tree gets schemas of its own.
const TREES: &[(&str, &str)] =
    &[("", ""), ("examples/plugins/", ""), ("core/server/src/command/init/tree/", "core/server/src/command/init/tree")];

#[test]
fn every_rule_file_names_the_schema_of_its_kind() {
    let mut findings = Vec::new();
    for (tree, home) in TREES {
        let mut seen = 0;
        for (file, path) in of(tree) {
            let Some(kind) = kind(path) else { continue };
            seen += 1;
            findings.extend(finding(file, kind, home));
        }
        assert!(seen > 9, "{tree}: has {seen} rule files");
    }
    none_of(&findings);
}

/// The YAML of a tree, with its path in it.
fn of(tree: &'static str) -> impl Iterator<Item = (&'static File, &'static str)> {
    let yaml = files().iter().filter(|file| file.has_extension(&["yaml"]));
    yaml.filter_map(move |file| Some((file, file.path.strip_prefix(tree)?)))
}

/// What schema a file is of, by its folder.
fn kind(path: &str) -> Option<&'static str> {
    Some(match path.split('/').collect::<Vec<_>>().as_slice() {
        ["rules", "workspace.yaml"] => "workspace",
        ["rules", "identity.yaml"] => "identity",
        ["rules", "directory", "agents.yaml"] => "agents",
        ["rules", "directory", "departments.yaml"] => "departments",
        ["rules", "channels", _] => "channel",
        ["rules", "distribution", _] => "distribution",
        ["rules", "forms", _] => "form",
        ["rules", "groups", _] => "group",
        ["rules", "hours", _] => "hours",
        ["rules", "objects", _] => "object",
        ["rules", "prompts", _] => "prompt",
        ["rules", "tests", _] => "test",
        ["rules", "webhooks", _] => "webhook",
        ["rules", "workbench", _] => "workbench",
        ["rules", ..] => "a kind that this test does not know",
        ["plugins", _, "plugin.yaml"] => "plugin",
        ["plugins", _, "tests", _] => "plugin-test",
        _ => return None,
    })
}

fn finding(file: &File, kind: &str, home: &str) -> Option<String> {
    let first = file.text.lines().next().unwrap_or_default();
    let Some(named) = first.strip_prefix("# yaml-language-server: $schema=") else {
        return Some(format!("{}: does not begin with its schema", file.path));
    };
    let folder = Path::new(&file.path).parent().expect("a file has a folder");
    let schema = plain(&folder.join(named.trim()));
    let schema = schema.strip_prefix(home).map_or(schema.clone(), Path::to_owned);
    let wanted = format!("schemas/{kind}.schema.json");
    if schema != Path::new(&wanted) || !root().join(&schema).is_file() {
        return Some(format!("{}: names {}, and {wanted} is meant", file.path, schema.display()));
    }
    None
}

/// The path without `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        if part == Component::ParentDir {
            plain.pop();
        } else {
            plain.push(part);
        }
    }
    plain
}
