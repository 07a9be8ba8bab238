//! The files of the tree, and what cargo knows of it.

use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

/// Folders that hold nothing of ours: build output, packages, a run's data.
const NOT_OURS: [&str; 8] =
    [".git", "target", "node_modules", "data", "dist", "screenshots", "snapshots", "__pycache__"];

/// The folder of the workspace.
pub(super) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this package lies in the workspace's folder")
}

/// One file of ours.
pub(super) struct File {
    /// From the root, with `/`.
    pub(super) path: String,
    pub(super) text: String,
}

impl File {
    pub(super) fn has_extension(&self, wanted: &[&str]) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, extension)| wanted.contains(&extension))
    }
}

/// Every text file of ours, in order of its path.
pub(super) fn files() -> &'static [File] {
    static FILES: OnceLock<Vec<File>> = OnceLock::new();
    FILES.get_or_init(|| {
        let mut found = Vec::new();
        walk(root(), "", &mut found);
        found.sort_by(|a, b| a.path.cmp(&b.path));
        found
    })
}

fn walk(folder: &Path, path: &str, found: &mut Vec<File>) {
    for (name, at) in entries(folder) {
        let path = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
        if at.is_dir() {
            if !NOT_OURS.contains(&name.as_str()) {
                walk(&at, &path, found);
            }
        } else if let Ok(text) = fs::read_to_string(&at) {
            found.push(File { path, text });
        }
    }
}

/// What lies in a folder, by name.
pub(super) fn entries(folder: &Path) -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries
        .map(|entry| entry.expect("the folder can be listed"))
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
        .collect()
}

/// One dependency of a package.
pub(super) struct Dependency {
    /// The crate's own name, whatever it is called here.
    pub(super) name: String,
    /// Only tests, benches and examples have it.
    pub(super) is_dev: bool,
}

/// One package of the workspace.
pub(super) struct Package {
    pub(super) name: String,
    /// Its folder from the root, with `/`.
    pub(super) folder: String,
    pub(super) dependencies: Vec<Dependency>,
    /// Its programs.
    pub(super) binaries: Vec<String>,
}

/// The packages of the workspace, as cargo reads their manifests.
pub(super) fn packages() -> &'static [Package] {
    static PACKAGES: OnceLock<Vec<Package>> = OnceLock::new();
    PACKAGES.get_or_init(|| list(&metadata()["packages"]).iter().map(package).collect())
}

/// What `cargo metadata` says.
pub(super) fn metadata() -> &'static Value {
    static METADATA: OnceLock<Value> = OnceLock::new();
    METADATA.get_or_init(|| {
        let output = Command::new(env!("CARGO"))
            .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
            .current_dir(root())
            .output()
            .expect("cargo runs, as it runs this test");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("cargo writes JSON")
    })
}

fn package(value: &Value) -> Package {
    let manifest = Path::new(text(&value["manifest_path"]));
    let folder = manifest.parent().and_then(|folder| folder.strip_prefix(root()).ok()).expect("members lie below");
    let dependency = |value: &Value| Dependency {
        name: text(&value["name"]).to_owned(),
        is_dev: value["kind"].as_str() == Some("dev"),
    };
    let is_binary = |target: &&Value| list(&target["kind"]).iter().any(|kind| kind == "bin");
    Package {
        name: text(&value["name"]).to_owned(),
        folder: folder.to_string_lossy().replace('\\', "/"),
        dependencies: list(&value["dependencies"]).iter().map(dependency).collect(),
        binaries: list(&value["targets"])
            .iter()
            .filter(is_binary)
            .map(|target| text(&target["name"]).to_owned())
            .collect(),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("cargo's metadata has a text here")
}

/// The values of a list.
pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().expect("cargo's metadata has a list here")
}
