//! The settings by which VS Code, and editors that read the same ones, know the schema of each rule file.

use serde_json::json;
use std::{
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
};

/// Each schema, and the files that it is of.
pub(super) const FILES: &[(&str, &str)] = &[
    ("agents.schema.json", "rules/directory/agents.yaml"),
    ("channel.schema.json", "rules/channels/*.yaml"),
    ("departments.schema.json", "rules/directory/departments.yaml"),
    ("distribution.schema.json", "rules/distribution/*.yaml"),
    ("form.schema.json", "rules/forms/*.yaml"),
    ("group.schema.json", "rules/groups/*.yaml"),
    ("hours.schema.json", "rules/hours/*.yaml"),
    ("identity.schema.json", "rules/identity.yaml"),
    ("object.schema.json", "rules/objects/*.yaml"),
    ("plugin-test.schema.json", "plugins/*/tests/*.yaml"),
    ("plugin.schema.json", "plugins/*/plugin.yaml"),
    ("prompt.schema.json", "rules/prompts/*.yaml"),
    ("test.schema.json", "rules/tests/*.yaml"),
    ("webhook.schema.json", "rules/webhooks/*.yaml"),
    ("workbench.schema.json", "rules/workbench/*.yaml"),
    ("workspace.schema.json", "rules/workspace.yaml"),
];

/// The text of `.vscode/settings.json`; `schemas` is the way to their folder from the one that holds `rules`.
pub(super) fn settings(schemas: &str) -> String {
    let files: BTreeMap<String, &str> =
        FILES.iter().map(|(name, files)| (format!("{schemas}/{name}"), *files)).collect();
    // The width is that of `usher fmt`, whose layout the editor's own then keeps.
    let settings = json!({ "yaml.schemas": files, "yaml.format.printWidth": 120 });
    format!("{settings:#}\n")
}

/// The way from one folder to another, as the editor wants it: with `/`, and beginning with a dot.
pub(super) fn way(from: &Path, to: &Path) -> String {
    let (from, to) = (plain(from), plain(to));
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let common = from.iter().zip(&to).take_while(|(from, to)| from == to).count();
    let mut parts = vec!["..".to_owned(); from.len() - common];
    if parts.is_empty() {
        parts.push(".".to_owned());
    }
    parts.extend(to[common..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned()));
    parts.join("/")
}

/// The whole path, without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut plain = PathBuf::new();
    for part in whole.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            part => plain.push(part),
        }
    }
    plain
}
