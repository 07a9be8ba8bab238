//! What lies where: the top level, the crates, the one program, the lint lists.

use super::{
    none_of,
    tree::{entries, files, list, metadata, packages, root},
};
use std::{collections::BTreeSet, fs};

/// The fixed folders.
const FOLDERS: &[&str] = &["core", "plugins", "rules", "schemas", "examples", "tests"];
/// The usual files beside them. Hidden ones may come and go with tools.
const FILES: &[&str] = &[
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "SECURITY.md",
    "clippy.toml",
    "deny.toml",
    "rustfmt.toml",
];
/// Those that must be there.
const REQUIRED: &[&str] = &["ARCHITECTURE.md", "CHANGELOG.md", "Cargo.lock", "LICENSE", "README.md", "deny.toml"];
/// Made by running, never committed.
const IGNORED: &[&str] = &["target", "data", "node_modules"];

/// What tells the time or rolls dice behind everybody's back.
const DISALLOWED: &[&str] = &[
    "std::time::SystemTime::now",
    "std::time::Instant::now",
    "jiff::Timestamp::now",
    "jiff::Zoned::now",
    "getrandom::fill",
    "uuid::Uuid::new_v4",
];

#[test]
fn the_top_level_holds_what_it_should() {
    let mut findings = Vec::new();
    for (name, path) in entries(root()) {
        let known = if path.is_dir() { FOLDERS } else { FILES };
        if !known.contains(&name.as_str()) && !IGNORED.contains(&name.as_str()) && !name.starts_with('.') {
            findings.push(format!("{name}: does not belong at the top"));
        }
    }
    for name in FOLDERS.iter().chain(REQUIRED) {
        if !root().join(name).exists() {
            findings.push(format!("{name}: is missing"));
        }
    }
    none_of(&findings);
}

#[test]
fn a_crate_is_named_after_its_folder() {
    let mut findings = Vec::new();
    for package in packages() {
        let folder = package.folder.strip_prefix("core/").unwrap_or(&package.folder);
        if package.name != format!("usher-{folder}") {
            findings.push(format!("{}: the package is called {}", package.folder, package.name));
        }
    }
    none_of(&findings);
}

#[test]
fn cargo_run_starts_the_product_and_cargo_test_tests_all_of_it() {
    let binaries: Vec<&str> = packages().iter().flat_map(|package| &package.binaries).map(String::as_str).collect();
    assert_eq!(binaries, ["usher"]);
    let names = |key: &str| list(&metadata()[key]).iter().map(ToString::to_string).collect::<BTreeSet<_>>();
    assert_eq!(names("workspace_default_members"), names("workspace_members"));
}

#[test]
fn only_the_rim_may_ask_for_the_time() {
    let lints = fs::read_to_string(root().join("clippy.toml")).expect("clippy is configured");
    let mut findings = Vec::new();
    for path in DISALLOWED {
        if !lints.contains(&format!("path = \"{path}\"")) {
            findings.push(format!("clippy.toml: {path} is no longer disallowed"));
        }
    }
    // Benches measure; the server has the clock that all others are handed.
    let may = |path: &str| path.starts_with("core/server/") || path.starts_with("tests/") || path.contains("/benches/");
    for file in files().iter().filter(|file| file.has_extension(&["rs"]) && !may(&file.path)) {
        if file.text.contains("clippy::disallowed_methods") {
            findings.push(format!("{}: only the server may go around clippy.toml", file.path));
        }
    }
    none_of(&findings);
}
