//! Which crate may use which: the table that the design rests on.

use super::{
    none_of,
    tree::{Package, packages, root},
};
use std::fs;

/// Each crate of ours, what it may use, and what its tests may use besides, without the prefix `usher-`. The server and
/// the end-to-end tests wire everything and may use everything.
const ALLOWED: &[(&str, &[&str], &[&str])] = &[
    ("model", &[], &[]),
    ("condition", &["model"], &[]),
    ("script", &["model"], &[]),
    ("ruleset", &["model", "condition", "script"], &[]),
    ("routing", &["model", "condition", "ruleset"], &["script"]),
    ("identity", &["model"], &[]),
    // Values are checked against the objects of a rule set.
    ("records", &["model", "condition", "ruleset"], &[]),
    ("store", &["model", "condition"], &[]),
    ("store-sqlite", &["model", "store"], &[]),
    ("store-postgres", &["model", "store"], &[]),
    ("bus", &["model"], &[]),
    ("attachments", &["model"], &[]),
    (
        "engine",
        &["model", "condition", "ruleset", "routing", "identity", "records", "store", "bus", "attachments"],
        &["store-sqlite"],
    ),
    // Its chapters are tested against what they tell of, and the tests of rules that they show are run.
    ("guide", &[], &["model", "condition", "script", "ruleset", "routing", "store", "store-sqlite", "engine"]),
    ("web", &[], &[]),
    (
        "api",
        &[
            "model",
            "ruleset",
            "routing",
            "identity",
            "records",
            "store",
            "bus",
            "attachments",
            "engine",
            "guide",
            "web",
        ],
        // Requests are tested against a real store.
        &["store-sqlite"],
    ),
    ("server", EVERYTHING, EVERYTHING),
    ("tests", EVERYTHING, EVERYTHING),
];

const EVERYTHING: &[&str] = &[
    "model",
    "condition",
    "script",
    "ruleset",
    "routing",
    "identity",
    "records",
    "store",
    "store-sqlite",
    "store-postgres",
    "bus",
    "attachments",
    "engine",
    "guide",
    "web",
    "api",
    "server",
];

/// Crates of others that only some of ours may name, tests included.
const RESERVED: &[(&str, &[&str])] = &[
    // Its database is a backend's secret; everybody else speaks to `store`.
    ("sqlx", &["store-sqlite", "store-postgres"]),
    // HTTP is the rim.
    ("axum", &["api", "server"]),
    ("axum-extra", &["api", "server"]),
    ("memory-serve", &["web"]),
    // Only the rim speaks to other systems: calls go out where their address, encryption and signature are seen to.
    ("hyper", &["server"]),
    ("tokio-rustls", &["server"]),
    ("rustls-native-certs", &["server"]),
    ("reqwest", &["tests"]),
    ("pulldown-cmark", &["guide"]),
    // Scripts are an implementation of `model::Strategy`.
    ("rhai", &["script"]),
    // Bytes that strangers sent are looked at in one place.
    ("object_store", &["attachments"]),
    ("image", &["attachments"]),
    ("infer", &["attachments"]),
    // Rules are text only here.
    ("serde-saphyr", &["ruleset"]),
    ("pretty_yaml", &["ruleset"]),
    // Texts with variables are part of the rules.
    ("minijinja", &["ruleset"]),
    ("async-nats", &["bus"]),
    ("notify", &["engine"]),
];

/// Crates that a pure crate cannot have: they bring tasks, sockets, files or a clock.
const IMPURE: &[&str] = &["tokio", "sqlx", "axum", "hyper", "reqwest", "notify", "async-trait", "getrandom", "tracing"];

/// Crates that time and randomness come into as arguments.
const PURE: &[&str] = &["model", "condition", "script", "ruleset", "routing", "identity", "records"];

#[test]
fn crates_use_only_what_lies_below_them() {
    let mut findings = Vec::new();
    for package in packages() {
        let name = short(&package.name);
        let Some((_, allowed, in_tests)) = ALLOWED.iter().find(|(known, ..)| *known == name) else {
            findings.push(format!("{}: has no line in the table of dependencies", package.name));
            continue;
        };
        for dependency in &package.dependencies {
            let Some(used) = dependency.name.strip_prefix("usher-") else { continue };
            // A crate's own features are switched on for its tests by naming it once more.
            let is_fine = allowed.contains(&used) || dependency.is_dev && (in_tests.contains(&used) || used == name);
            if !is_fine {
                findings.push(format!("{}: may not use {}", package.name, dependency.name));
            }
        }
    }
    none_of(&findings);
}

#[test]
fn reserved_crates_are_named_where_they_belong() {
    let mut findings = Vec::new();
    for (package, dependency) in uses() {
        if let Some((_, owners)) = RESERVED.iter().find(|(reserved, _)| *reserved == dependency)
            && !owners.contains(&short(&package.name))
        {
            findings.push(format!("{}: {dependency} belongs to {owners:?} alone", package.name));
        }
    }
    none_of(&findings);
}

#[test]
fn pure_crates_have_nothing_impure() {
    let mut findings = Vec::new();
    for package in packages().iter().filter(|package| PURE.contains(&short(&package.name))) {
        for dependency in package.dependencies.iter().filter(|dependency| !dependency.is_dev) {
            if IMPURE.contains(&dependency.name.as_str()) {
                findings.push(format!("{}: {} does not belong in a pure crate", package.name, dependency.name));
            }
        }
    }
    none_of(&findings);
}

#[test]
fn the_code_map_is_in_order_and_has_captions() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the workspace has a manifest");
    let (_, rest) = manifest.split_once("members = [").expect("the members are listed");
    let (members, _) = rest.split_once("\n]").expect("the list ends");
    let mut findings = Vec::new();
    let mut above: Vec<&str> = Vec::new();
    for line in members.lines().map(str::trim).filter(|line| line.starts_with('"')) {
        let folder = line.split('"').nth(1).unwrap_or_default();
        if line.split_once('#').is_none_or(|(_, caption)| caption.trim().is_empty()) {
            findings.push(format!("Cargo.toml: {folder} has no caption"));
        }
        let Some(package) = packages().iter().find(|package| package.folder == folder) else {
            findings.push(format!("Cargo.toml: {folder} is no package"));
            continue;
        };
        for dependency in package.dependencies.iter().filter(|dependency| !dependency.is_dev) {
            if dependency.name.starts_with("usher-") && !above.contains(&dependency.name.as_str()) {
                findings.push(format!("Cargo.toml: {folder} stands above {}, which it uses", dependency.name));
            }
        }
        above.push(&package.name);
    }
    assert_eq!(above.len(), packages().len(), "every package stands in the list, one a line");
    none_of(&findings);
}

fn uses() -> impl Iterator<Item = (&'static Package, &'static str)> {
    packages().iter().flat_map(|package| package.dependencies.iter().map(move |used| (package, used.name.as_str())))
}

fn short(name: &str) -> &str {
    name.strip_prefix("usher-").unwrap_or(name)
}
