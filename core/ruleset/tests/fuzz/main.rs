//! Rules as nobody would write them: seeds from the rules that ship and from `corpus/`, changed at random in ways that keep
//! some of their structure. Whatever comes of it, compiling ends, tells the truth about itself, and says the same again.
//!
//! `cargo test -p usher-ruleset --test fuzz` runs each target for some seconds. `USHER_FUZZ_MS=600000` runs each for ten
//! minutes; `ARBTEST_SEED=0x…` repeats what a failure printed. A file that failed once belongs into `corpus/`, where every
//! run begins.

mod change;
mod oracle;
mod seeds;

use arbtest::{arbitrary::Unstructured, arbtest};
use std::{sync::Arc, time::Duration};
use usher_ruleset::SourceTree;

/// How long each target runs where nothing is said.
const BUDGET: Duration = Duration::from_millis(2_500);

/// Runs every seed as it is, then changed ones for as long as the budget lasts.
fn fuzz(seeds: &[Vec<u8>], pool: &[Vec<u8>], check: impl Fn(&[u8])) {
    for seed in seeds {
        check(seed);
    }
    let given = std::env::var("USHER_FUZZ_MS").ok().and_then(|text| text.parse().ok());
    let budget = given.map_or(BUDGET, Duration::from_millis);
    arbtest(|u| {
        let changed = change::changed(u.choose(seeds)?, pool, u)?;
        check(&changed);
        Ok(())
    })
    .budget(budget)
    .run();
}

#[test]
fn the_rules_that_ship() {
    let whole = seeds::shipped();
    let pool: Vec<Vec<u8>> = whole.files.values().map(|bytes| bytes.to_vec()).collect();
    oracle::compile(&whole);
    let paths: Vec<Arc<str>> = whole.files.keys().filter(|path| path.starts_with("rules/")).cloned().collect();
    let given = std::env::var("USHER_FUZZ_MS").ok().and_then(|text| text.parse().ok());
    arbtest(|u: &mut Unstructured<'_>| {
        // Files that do not fit together any more are as likely as one that is broken by itself.
        let mut tree = whole.clone();
        for _ in 0..u.int_in_range(1..=3)? {
            let path = u.choose(&paths)?;
            match u.int_in_range(0..=9)? {
                0 => drop(tree.files.remove(path)),
                1 => {
                    let other = tree.files.get(u.choose(&paths)?).cloned();
                    tree.files.extend(other.map(|bytes| (Arc::clone(path), bytes)));
                }
                _ => {
                    let Some(bytes) = tree.files.get(path).cloned() else { continue };
                    let changed = change::changed(&bytes, &pool, u)?;
                    tree.files.insert(Arc::clone(path), changed.into());
                }
            }
        }
        oracle::compile(&tree);
        Ok(())
    })
    .budget(given.map_or(BUDGET, Duration::from_millis))
    .run();
}

#[test]
fn files_of_every_kind() {
    let small = seeds::company();
    let shipped = seeds::shipped();
    let rules = shipped.files.iter().filter(|(path, _)| path.starts_with("rules/"));
    // The path stands in the first line, so that a seed knows what it is.
    let mut all: Vec<Vec<u8>> = rules.map(|(path, bytes)| [path.as_bytes(), b"\n", bytes].concat()).collect();
    all.extend(seeds::corpus("files"));
    fuzz(&all, &all, |bytes| {
        let (path, text) = seeds::split(bytes);
        let mut tree = small.clone();
        tree.files.insert(path, text.into());
        oracle::compile(&tree);
    });
}

#[test]
fn conditions() {
    let small = seeds::company();
    let all = seeds::corpus("conditions");
    fuzz(&all, &all, |bytes| {
        let mut tree = small.clone();
        let rule = [b"name: Any\ngroup: team\nstrategy: load\nwhen:\n", bytes].concat();
        tree.files.insert("rules/distribution/any.yaml".into(), rule.into());
        oracle::compile(&tree);
    });
}

#[test]
fn templates() {
    let small = seeds::company();
    let all = seeds::corpus("templates");
    fuzz(&all, &all, |bytes| {
        let mut tree = small.clone();
        tree.files.insert("rules/prompts/hello.yaml".into(), bytes.into());
        oracle::compile(&tree);
    });
}

#[test]
fn plug_ins() {
    let small = seeds::company();
    let all = seeds::corpus("plugins");
    fuzz(&all, &all, |bytes| {
        let mut tree = small.clone();
        tree.files.insert("plugins/mine/plugin.yaml".into(), bytes.into());
        let script = b"fn pick(candidates) { candidates }\nfn holds(facts) { true }\nfn text(facts) { \"x\" }\n";
        tree.files.insert("plugins/mine/mine.rhai".into(), Arc::from(&script[..]));
        oracle::compile(&tree);
    });
}

#[test]
fn layouts_of_text() {
    let shipped = seeds::shipped();
    let mut all: Vec<Vec<u8>> = shipped.files.values().map(|bytes| bytes.to_vec()).collect();
    for folder in ["conditions", "templates", "plugins", "files"] {
        all.extend(seeds::corpus(folder));
    }
    fuzz(&all, &all, oracle::format);
}

/// A tree with the one plug-in that its rules name: compiling all that are built in takes most of the time.
fn with_load(mut tree: SourceTree) -> SourceTree {
    tree = tree.with_builtins();
    tree.files.retain(|path, _| !path.starts_with("plugins/") || path.starts_with("plugins/load/"));
    tree
}
