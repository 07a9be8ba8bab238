//! The code that the guide shows, and the plug-ins that it sends its readers to, do what their tests say.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc, time::Duration};
use usher_engine::{Page, Present, UserAgent, WhatIf, moment, what_if};
use usher_model::{Facts, Records};
use usher_routing::Router;
use usher_ruleset::{Diagnostic, ScriptHost, SourceTree, Style, compile, plugin_tests, render_human};

const STRATEGY: &str = include_str!("../../chapters/strategy.md");
const SCRIPT: &str = "plugins/expert-first/expert-first.rhai";
const MANIFEST: &str = "plugins/expert-first/plugin.yaml";
const TEST: &str = "plugins/expert-first/tests/expert-first.yaml";

#[test]
fn the_strategy_of_the_chapter_passes_the_tests_of_the_chapter() {
    let blocks = blocks(STRATEGY);
    let tree = tree(&[MANIFEST, SCRIPT, TEST].map(|path| (path, blocks[path][0].to_owned())));
    assert_eq!(run(&tree), 4);
}

#[test]
fn with_parameters_it_passes_them_too() {
    let blocks = blocks(STRATEGY);
    let (head, _) = blocks[MANIFEST][0].split_once("offers:").expect("the first manifest has offers");
    let test = blocks[TEST][0].replace("    facts:", "    with: { path: /checkout, skill: orders }\n    facts:");
    let tree = tree(&[
        (MANIFEST, head.to_owned() + blocks[MANIFEST][1]),
        (SCRIPT, blocks[SCRIPT][1].to_owned()),
        (TEST, test),
    ]);
    assert_eq!(run(&tree), 4);
}

#[test]
fn what_the_chapter_says_of_a_mistake_is_what_is_said() {
    let blocks = blocks(STRATEGY);
    let script = blocks[SCRIPT][0].replace("candidates.available()", "candidates.availabel()");
    let tree = tree(&[(MANIFEST, blocks[MANIFEST][0].to_owned()), (SCRIPT, script)]);
    let problems = plugin_tests(&tree, &ScriptHost::new(), None).err().expect("it does not load");
    let told = in_words(&tree, &problems);
    assert!(STRATEGY.contains(told.trim_end()), "the chapter does not show:\n{told}");
}

#[test]
fn the_built_in_plug_ins_pass_their_tests_and_each_has_some() {
    let tree = folder(&["plugins"], "");
    assert!(run(&tree) >= 50);
    for path in tree.files.keys().filter(|path| path.ends_with("/plugin.yaml")) {
        let id = path.split('/').nth(1).expect("a manifest lies in its plug-in's folder");
        assert!(tree.files.contains_key(format!("plugins/{id}/tests/{id}.yaml").as_str()), "{id} has no tests");
    }
}

#[test]
fn the_example_plug_ins_pass_their_tests_and_their_rules_have_no_problem() {
    let tree = folder(&["rules", "plugins"], "examples/plugins/").with_builtins();
    let compiled = compile(&tree, &ScriptHost::new());
    assert!(compiled.diagnostics.is_empty(), "{}", in_words(&tree, &compiled.diagnostics));
    assert!(run(&tree) >= 30);
}

/// What `usher explain` says of a visitor at the checkout, with the chapter's strategy in the rules that ship.
pub(super) fn explained() -> String {
    const RULE: &str = "rules/distribution/mall-orders.yaml";
    const PAGE: &str = "https://shop.lumen-living.example/checkout";
    const AT: &str = "2026-11-23T10:00";
    let blocks = blocks(STRATEGY);
    let mut tree = folder(&["rules"], "").with_builtins();
    tree.files.extend(self::tree(&[MANIFEST, SCRIPT].map(|path| (path, blocks[path][0].to_owned()))).files);
    let rule = String::from_utf8(tree.files[RULE].to_vec()).expect("rules are text");
    let rule =
        rule.lines().map(|line| if line.starts_with("strategy:") { "strategy: [expert-first, load]" } else { line });
    tree.files.insert(RULE.into(), rule.collect::<Vec<_>>().join("\n").into_bytes().into());
    let compiled = compile(&tree, &ScriptHost::for_replay());
    let Some(set) = compiled.ruleset else { panic!("{}", in_words(&tree, &compiled.diagnostics)) };
    let asked = WhatIf {
        channel: "mall".parse().expect("an id"),
        page: Page { url: PAGE.to_owned(), ..Page::default() },
        agent: UserAgent::default(),
        locale: None,
        says: "Hello".to_owned(),
        facts: Facts::default(),
        records: Records::NONE,
        at: moment(AT, &set.workspace.time_zone).expect("a moment"),
        others_waiting: 0,
    };
    let present = Present::Only(["li", "mia"].iter().map(|id| id.parse().expect("an id")).collect());
    // Any change of the rules gives them another revision; what is told here stays the same.
    let revision = set.revision.short().to_owned();
    let told = what_if(&Router::new(Arc::new(set)), &asked, &present).to_string().replace(&revision, "c7f9de00");
    format!("```console\n$ usher explain --channel mall --page {PAGE} --at {AT} --online li,mia\n{told}```\n")
}

/// Runs all tests of a tree; answers how many cases passed.
fn run(tree: &SourceTree) -> usize {
    let files = match plugin_tests(tree, &ScriptHost::new(), None) {
        Ok(files) => files,
        Err(problems) => panic!("{}", in_words(tree, &problems)),
    };
    let mut passed = 0;
    for file in &files {
        for case in file.run(&|| Duration::ZERO) {
            let misses: Vec<String> = case.misses.iter().map(ToString::to_string).collect();
            assert!(case.passed(), "{}: {}: {}", file.file(), case.name, misses.join("; "));
            passed += 1;
        }
    }
    passed
}

fn in_words(tree: &SourceTree, problems: &[Diagnostic]) -> String {
    let told = problems.iter().map(|problem| {
        let source = tree.files.get(&problem.file).and_then(|bytes| std::str::from_utf8(bytes).ok());
        render_human(problem, source, Style::Plain)
    });
    told.collect::<Vec<_>>().join("\n")
}

fn tree(files: &[(&str, String)]) -> SourceTree {
    SourceTree { files: files.iter().map(|(path, text)| (Arc::from(*path), Arc::from(text.as_bytes()))).collect() }
}

/// Folders of the source tree, below `under`, as they are read when rules are loaded.
fn folder(names: &[&str], under: &str) -> SourceTree {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(under);
    let mut tree = SourceTree::default();
    for name in names {
        walk(&root.join(name), name, &mut tree);
    }
    tree
}

fn walk(folder: &Path, name: &str, tree: &mut SourceTree) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries.map(|entry| entry.expect("the folder can be listed")) {
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            walk(&entry.path(), &name, tree);
        } else if entry.path().extension().is_some_and(|ending| ending == "yaml" || ending == "rhai") {
            let bytes = fs::read(entry.path()).expect("the file can be read");
            tree.files.insert(name.into(), bytes.into());
        }
    }
}

/// The blocks of a chapter that are files, by path, in the order they stand.
fn blocks(markdown: &str) -> BTreeMap<&str, Vec<&str>> {
    let mut blocks: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for block in markdown.split("\n```").skip(1).step_by(2) {
        let (info, text) = block.split_once('\n').expect("a block has lines");
        if let Some((_, path)) = info.split_once(' ') {
            blocks.entry(path).or_default().push(text);
        }
    }
    blocks
}
