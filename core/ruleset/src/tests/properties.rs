//! Whatever stands in the files, compiling ends, without a panic and within its budgets.

use super::{compiled, host, shipped_tree};
use crate::{SourceTree, compile, render_human};
use proptest::prelude::*;
use std::{fmt::Write, sync::Arc};

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_edit_of_the_shipped_rules_panics(
        file in any::<prop::sample::Index>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..4), 1..6),
    ) {
        let mut tree = shipped_tree();
        let path = file.get(&tree.files.keys().cloned().collect::<Vec<_>>()).clone();
        let mut bytes = tree.files[&path].to_vec();
        for (at, byte, how) in edits {
            if bytes.is_empty() { break; }
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => drop(bytes.remove(at)),
                // The characters that YAML gives a meaning are where it goes wrong.
                _ => bytes[at] = b":-{}[]#&*!|>'\"%@`,? \n\t<"[usize::from(byte) % 23],
            }
        }
        // Of the plug-ins one is enough, beside the edited one: compiling all takes most of the time.
        let folder = path.strip_prefix("plugins/").and_then(|rest| rest.split('/').next()).unwrap_or("load").to_owned();
        let is_kept = |name: &str| name.starts_with("load/") || name.starts_with(&format!("{folder}/"));
        tree.files.retain(|path, _| path.strip_prefix("plugins/").is_none_or(is_kept));
        tree.files.insert(path, Arc::from(bytes));
        let compiled = compile(&tree, host());
        for problem in &compiled.diagnostics {
            prop_assert!(problem.span.line >= 1 && problem.span.column >= 1);
            prop_assert!((problem.span.end_line, problem.span.end_column) > (problem.span.line, problem.span.column));
            let source = tree.files.get(&problem.file).and_then(|bytes| std::str::from_utf8(bytes).ok());
            prop_assert!(render_human(problem, source, crate::Style::Plain).contains(&*problem.file));
        }
    }

    #[test]
    fn no_schema_of_a_parameter_panics(
        pattern in "[a-zA-Z0-9\\\\(){}?*+|^$.,:<>=!_\\[\\]-]{0,16}",
        text in "[a-z]{0,6}",
        schema in "[a-zA-Z0-9 {}:,$#\"/\\[\\].-]{0,60}",
    ) {
        let script = ("plugins/mine/mine.rhai", "fn pick(candidates) { candidates }\n");
        for schema in [format!("{{ pattern: '{pattern}', default: '{text}' }}"), schema] {
            let manifest =
                format!("api: 1\nname: Mine\noffers: {{ strategy: [{{ parameters: {{ a: {schema} }} }}] }}\n");
            compile(&small(&[script, ("plugins/mine/plugin.yaml", &manifest)]), host());
        }
    }

    #[test]
    fn no_text_at_all_panics(text in "[ -~\n\t]{0,200}") {
        let path = "rules/distribution/first.yaml";
        compile(&small(&[(path, &text)]), host());
        let rule = format!("name: First\ngroup: team\nstrategy: load\nwhen:\n  {text}\n");
        compile(&small(&[(path, &rule)]), host());
    }
}

/// The small tree with changes and few plug-ins: compiling all that are built in takes most of the time.
fn small(changes: &[(&str, &str)]) -> SourceTree {
    let mut tree = super::tree(changes);
    let is_kept = |name: &str| ["load/", "circular/", "mine/"].iter().any(|folder| name.starts_with(folder));
    tree.files.retain(|path, _| path.strip_prefix("plugins/").is_none_or(is_kept));
    tree
}

#[track_caller]
fn refused(text: &[u8], code: &str) {
    let mut tree = small(&[]);
    tree.files.insert("rules/workspace.yaml".into(), Arc::from(text));
    let compiled = compile(&tree, host());
    let codes: Vec<&str> = compiled.diagnostics.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, [code]);
    assert!(compiled.ruleset.is_none());
}

#[test]
fn hostile_files_are_refused_within_budget() {
    let mut bomb = String::from("a: &a [x, x, x, x, x, x, x, x, x]\n");
    for (this, last) in ('b'..='j').zip('a'..='i') {
        writeln!(bomb, "{this}: &{this} [{}]", vec![format!("*{last}"); 9].join(", ")).expect("a string");
    }
    let mut tree = small(&[]);
    tree.files.insert("rules/workspace.yaml".into(), Arc::from(bomb.as_bytes()));
    let first = &compile(&tree, host()).diagnostics[0];
    assert_eq!((first.code, first.span.line, first.span.column), ("E0201", 1, 1));
    assert!(compile(&tree, host()).diagnostics.iter().filter(|problem| problem.code == "E0104").count() == 1);

    let chain = (0..60_000).fold(String::from("departments:\n"), |mut text, n| {
        writeln!(text, "  d{n}: {{ name: D, parent: d{} }}", n + 1).expect("a string");
        text
    });
    let compiled = compile(&small(&[("rules/directory/departments.yaml", &chain)]), host());
    assert!(compiled.diagnostics.iter().any(|problem| problem.code == "E0301"), "the last parent is missing");
    refused("[".repeat(5_000).as_bytes(), "E0106");
    refused("- ".repeat(5_000).as_bytes(), "E0106");
    refused("{a: ".repeat(100).as_bytes(), "E0106");
    refused(&[b'n', 0xff, b':'], "E0107");
    refused(b"name: \x00", "E0107");
    refused(format!("name: {}", "x".repeat(100_000)).as_bytes(), "E0106");
    refused("- a\n".repeat(500_000).as_bytes(), "E0106");
    refused(&vec![b'#'; 5 << 20], "E0106");
}

#[test]
fn a_file_shows_a_hundred_problems_and_counts_the_others() {
    let many = (0..150).fold(String::new(), |text, n| format!("{text}key{n}: 1\n"));
    let compiled = compiled(&[("rules/prompts/hello.yaml", &format!("text: Hi\n{many}"))]);
    assert_eq!(compiled.diagnostics.len(), 101);
    assert_eq!(compiled.diagnostics[100].message, "this file has 50 more problems, which are not shown");
}
