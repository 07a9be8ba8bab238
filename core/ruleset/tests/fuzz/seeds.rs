//! What is changed: the rules that ship, a small company, and the corpus.

use std::{fs, path::Path, sync::Arc};
use usher_ruleset::SourceTree;

const COMPANY: &[(&str, &str)] = &[
    ("rules/workspace.yaml", "name: Acme\ntime_zone: Europe/Berlin\ndefault_locale: en\nlocales: [en, zh]\n"),
    ("rules/channels/mall.yaml", "name: Mall\norigins: [self]\ntitle: { en: Chat, zh: 聊天 }\n"),
    (
        "rules/directory/agents.yaml",
        "agents:\n  mia: { name: Mia, email: mia@acme.example, departments: [care] }\n  bo: { name: Bo, email: bo@acme.example }\n",
    ),
    ("rules/directory/departments.yaml", "departments:\n  care: { name: Care }\n"),
    ("rules/groups/team.yaml", "name: Team\nmembers: { agents: [bo], departments: [care] }\n"),
    ("rules/hours/office.yaml", "name: Office\nweek: { mon-fri: [\"09:00-17:00\"] }\n"),
    ("rules/prompts/hello.yaml", "text: { en: Hello, zh: 你好 }\n"),
    (
        "rules/forms/leave-message.yaml",
        "name: Leave\nkind: leave_message\ntitle: Leave us a message\nfields: [{ id: topic, type: text, label: Topic }]\n",
    ),
    (
        "rules/objects/visitor.yaml",
        "name: Visitor\napi_name: V\nfields: { full_name: { type: text, label: Name }, phone: { type: phone, label: Phone } }\nname_field: full_name\nmatch_keys: [phone]\n",
    ),
    (
        "rules/objects/account.yaml",
        "name: Account\napi_name: A\nfields: { name: { type: text, label: Name }, level: { type: choice, label: L, options: [{ value: gold, label: Gold }] } }\nname_field: name\n",
    ),
    ("rules/distribution/rest.yaml", "name: Rest\npriority: 200\ngroup: team\nstrategy: load\nwelcome: hello\n"),
];

/// A small tree without a problem.
pub fn company() -> SourceTree {
    let files = COMPANY.iter().map(|(path, text)| (Arc::from(*path), Arc::from(text.as_bytes())));
    super::with_load(SourceTree { files: files.collect() })
}

/// The rules that ship, with the plug-ins that they name and without what tests those.
pub fn shipped() -> SourceTree {
    let mut tree = SourceTree::default();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    read(&root, &root.join("rules"), &mut tree);
    let mut tree = tree.with_builtins();
    tree.files.retain(|path, _| !path.starts_with("plugins/") || !path.contains("/tests/"));
    tree
}

fn read(root: &Path, folder: &Path, tree: &mut SourceTree) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read(root, &path, tree);
        } else {
            let name = path.strip_prefix(root).expect("within the root").to_string_lossy().into_owned();
            tree.files.insert(name.into(), fs::read(&path).expect("a file").into());
        }
    }
}

/// Every file of a folder of the corpus, in order of their names.
pub fn corpus(folder: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(folder);
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths.iter().map(|path| fs::read(path).expect("a file")).collect()
}

/// A path, which is the first line, and the text below it.
pub fn split(bytes: &[u8]) -> (Arc<str>, &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let path = String::from_utf8_lossy(&bytes[..end]);
    (Arc::from(path.as_ref()), bytes.get(end + 1..).unwrap_or_default())
}
