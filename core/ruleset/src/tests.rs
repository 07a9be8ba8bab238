//! Rules through the crate's public face.

mod channel_mistakes;
mod distribution;
mod distribution_mistakes;
mod form_answers;
mod form_facts;
mod form_mistakes;
mod format;
mod hours;
mod hours_mistakes;
mod identity_mistakes;
mod layout_mistakes;
mod mistakes;
mod mutations;
mod object_mistakes;
mod plugin_mistakes;
mod plugin_tests;
mod plugins;
mod prompt_variables;
mod prompts;
mod properties;
mod rule_tests;
mod scenarios;
mod schemas;
mod scripts;
mod secrets;
mod shipped;
mod text_lints;

use crate::{Compiled, ScriptHost, SourceTree, compile};
use std::sync::{Arc, LazyLock};

/// A small tree without a problem, for tests to change.
const BASE: &[(&str, &str)] = &[
    ("rules/workspace.yaml", "name: Acme\ntime_zone: Europe/Berlin\ndefault_locale: en\n"),
    ("rules/channels/mall.yaml", "name: Mall\norigins: [self]\ntitle: Chat\n"),
    (
        "rules/directory/agents.yaml",
        "agents:\n  mia: { name: Mia, email: mia@acme.example, departments: [care] }\n  bo: { name: Bo, email: bo@acme.example }\n",
    ),
    (
        "rules/directory/departments.yaml",
        "departments:\n  office: { name: Office }\n  care: { name: Care, parent: office }\n",
    ),
    ("rules/groups/team.yaml", "name: Team\nmembers: { agents: [bo], departments: [office] }\n"),
    (
        "rules/distribution/first.yaml",
        "name: First\nchannels: [mall]\nwhen:\n  page.path: { starts_with: /help }\ngroup: team\nstrategy: load\nwelcome: hello\n",
    ),
    ("rules/distribution/rest.yaml", "name: Rest\npriority: 200\ngroup: team\nstrategy: [circular, load]\n"),
    ("rules/prompts/hello.yaml", "text: { en: Hello, zh: 你好 }\n"),
];

/// The small tree with some files in place of its own, or more.
fn tree(changes: &[(&str, &str)]) -> SourceTree {
    let mut tree = SourceTree::default();
    for (path, text) in BASE.iter().chain(changes) {
        tree.files.insert(Arc::from(*path), Arc::from(text.as_bytes()));
    }
    tree.with_builtins()
}

/// One for all trees that are only compiled: nothing that they say depends on how scripts fared.
fn host() -> &'static ScriptHost {
    static HOST: LazyLock<ScriptHost> = LazyLock::new(ScriptHost::new);
    &HOST
}

fn compiled(changes: &[(&str, &str)]) -> Compiled {
    compile(&tree(changes), host())
}

/// Every file of the rules that ship, and of the plug-ins.
fn shipped_tree() -> SourceTree {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut tree = SourceTree::default();
    let mut folders = vec![root.join("rules"), root.join("plugins")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&root).expect("within the root").to_string_lossy().replace('\\', "/");
                tree.files.insert(name.into(), std::fs::read(&path).expect("a file").into());
            }
        }
    }
    tree
}
