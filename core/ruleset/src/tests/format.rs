//! Laying out: what comes out says the same, and laying it out again changes nothing.

use super::{BASE, shipped_tree};
use crate::{Cause, FormatError, SourceTree, format};
use proptest::prelude::*;
use std::{fs, path::Path, sync::Arc};

#[track_caller]
fn check(text: &str, expected: &str) {
    let laid = format("rules/a.yaml", text.as_bytes()).unwrap_or_else(|error| panic!("{error:?}\n{text}"));
    assert_eq!(laid, expected);
    let again = format("rules/a.yaml", laid.as_bytes()).unwrap_or_else(|error| panic!("{error:?}\n{laid}"));
    assert_eq!(again, laid, "a second time");
}

#[test]
fn spaces_quotes_and_empty_lines_become_the_usual_ones() {
    check("a:   1\nb:    'x'\n", "a: 1\nb: \"x\"\n");
    check("a: 1\n\n\n\nb: 2   \n\n\n", "a: 1\n\nb: 2\n");
    check("list:\n- a\n-   b: 1\n    c: 2\n", "list:\n  - a\n  - b: 1\n    c: 2\n");
    check("deep:\n      a:\n            b: 1\n", "deep:\n  a:\n    b: 1\n");
    check("a: {b: 1,c: [ x,y , ]}\n", "a: { b: 1, c: [x, y] }\n");
    check("a: 1\r\nb:\r\n  - x\r\n", "a: 1\nb:\n  - x\n");
    check("\u{feff}a:  1\n", "a: 1\n");
}

#[test]
fn what_quotes_and_styles_mean_stays() {
    // Single quotes stay where double ones would need escapes, and a number in quotes stays a text.
    check("a: '(?i)\\bx\\b'\n", "a: '(?i)\\bx\\b'\n");
    check("a: 'say \"x\"'\n", "a: 'say \"x\"'\n");
    check("a: '1'\nb: '09:00'\n", "a: \"1\"\nb: \"09:00\"\n");
    check("a: \"tab\\t\\u00e9\"\n", "a: \"tab\\t\\u00e9\"\n");
    check("a: |\n    one\n      two\n\n    three\n", "a: |\n  one\n    two\n\n  three\n");
    check(
        "a: >-\n   one\n   two\n\n   three\nb: |+\n  x\n\nc: 1\n",
        "a: >-\n  one\n  two\n\n  three\nb: |+\n  x\n\nc: 1\n",
    );
    check("a: |\n  # no comment\n", "a: |\n  # no comment\n");
}

#[test]
fn comments_and_the_order_of_keys_stay() {
    check(
        "# yaml-language-server: $schema=../../schemas/x.json\n#tight\nz: 1   # beside\n# between\na:   # of a\n    # above b\n    b: 2\n# the end\n",
        "# yaml-language-server: $schema=../../schemas/x.json\n#tight\nz: 1 # beside\n# between\na: # of a\n  # above b\n  b: 2\n# the end\n",
    );
    check("a: [ x, # of x\n  # above y\n  y ]\n", "a:\n  [\n    x, # of x\n    # above y\n    y\n  ]\n");
    let (kept, first) = ("# usher-fmt-ignore\na:    { b:   1 }\n", "# usher-fmt-ignore\na:   1\nb:   2\n");
    check(&format!("z:   1\n{kept}c:   2\n"), &format!("z: 1\n{kept}c: 2\n"));
    check(first, first);
}

#[test]
fn what_is_too_wide_is_broken_at_brackets_alone() {
    let word = "w".repeat(70);
    check(
        &format!("a: {{ b: {word}, c: {word} }}\nlist:\n  - {{ b: {word}, c: {word} }}\n"),
        &format!(
            "a:\n  {{\n    b: {word},\n    c: {word}\n  }}\nlist:\n  - {{\n      b: {word},\n      c: {word}\n    }}\n"
        ),
    );
    check(&format!("a: {word} {word}\n"), &format!("a: {word} {word}\n"));
}

#[test]
fn a_block_text_at_the_end_gets_no_line_break_that_would_be_part_of_it() {
    check("a:   1\nb: |\n    one\n    two", "a: 1\nb: |\n  one\n  two");
    check("a:   1\nb: >\n    one", "a: 1\nb: >\n  one");
    check("b: |-\n    one", "b: |-\n  one\n");
    check("b: |\n    one\n# end", "b: |\n  one\n# end\n");
}

#[test]
fn what_cannot_be_laid_out_tells_why() {
    let refused = |text: &str| match format("rules/a.yaml", text.as_bytes()) {
        Err(error @ FormatError::Changed { line, cause }) => {
            assert!(error.to_string().contains("usher-fmt-ignore"), "{error}");
            (line, cause)
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(refused("a: 1\nb: |\n  one  \n  two\n"), (3, Cause::Blanks));
    assert_eq!(refused("a: |+\n  one\n\n\n\nb: 1\n"), (2, Cause::EmptyLines));
}

#[test]
fn what_cannot_be_read_is_told_with_its_place() {
    let refused = |text: &[u8]| match format("rules/a.yaml", text) {
        Err(FormatError::Unreadable(problems)) => {
            assert_eq!(&*problems[0].file, "rules/a.yaml");
            (problems.len(), problems[0].code, problems[0].span.line)
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(b"a: 1\nb: [x\n"), (1, "E0101", 2));
    assert_eq!(refused(b"a: 1\na: 2\n"), (1, "E0103", 2));
    assert_eq!(refused(b"a: &x 1\n"), (1, "E0104", 1));
    assert_eq!(refused(b"a: \xff\n"), (1, "E0107", 1));
    assert_eq!(refused(b"# nothing\n"), (1, "E0108", 1));
}

#[test]
fn what_ships_is_laid_out_already() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut tree = shipped_tree();
    add(&mut tree, &root.join("examples"));
    let files: Vec<_> = tree.files.iter().filter(|(path, _)| path.ends_with(".yaml")).collect();
    assert!(files.len() > 40, "{}", files.len());
    for (path, bytes) in files {
        let laid = format(path, bytes).unwrap_or_else(|error| panic!("{path}: {error:?}"));
        assert!(laid.as_bytes() == &**bytes, "{path}: run `usher fmt`");
    }
}

fn add(tree: &mut SourceTree, folder: &Path) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            add(tree, &path);
        } else {
            tree.files.insert(path.to_string_lossy().into(), fs::read(&path).expect("a file").into());
        }
    }
}

#[test]
fn untidy_rules_still_compile_to_the_same() {
    let untidy = |text: &str| text.replace(": ", ":   ").replace(", ", " ,").replace('\n', "   \n");
    let tree = |change: &dyn Fn(&str, &str) -> String| {
        let files = BASE.iter().map(|(path, text)| (Arc::from(*path), Arc::from(change(path, text).as_bytes())));
        let compiled = crate::compile(&SourceTree { files: files.collect() }.with_builtins(), super::host());
        assert!(compiled.diagnostics.is_empty(), "{:?}", compiled.diagnostics);
        let set = compiled.ruleset.expect("a rule set");
        format!("{:?} {:?} {:?}", set.agents, set.channels, set.rules.len())
    };
    let laid = |path: &str, text: &str| format(path, untidy(text).as_bytes()).expect("it can be laid out");
    assert_eq!(tree(&laid), tree(&|_, text| untidy(text)));
}

/// A document, with comments and empty lines wherever they may stand.
#[derive(Debug, Clone)]
enum Doc {
    Inline(String),
    Block(&'static str, Vec<String>),
    List(Vec<(Around, Doc)>),
    Map(Vec<(Around, Doc)>),
}

/// What stands above an entry, and beside it.
#[derive(Debug, Clone)]
struct Around {
    empty_lines: usize,
    above: Option<String>,
    beside: Option<String>,
}

fn inline() -> impl Strategy<Value = String> {
    let words = ["1.10", "true", "/path/x", "10m", "2026-11-23T10:00", "你好"].map(str::to_owned);
    let quoted = "[a-z \"'#:{},你-]{0,12}";
    let leaf = prop_oneof![
        prop::sample::select(words.to_vec()),
        "[a-z]{1,6}( [a-z]{1,6}){0,24}",
        quoted.prop_map(|text| format!("'{}'", text.replace('\'', "''"))),
        quoted.prop_map(|text| format!("\"{}\"", text.replace('"', "\\\""))),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        let list = prop::collection::vec(inner.clone(), 0..6).prop_map(|items| format!("[{}]", items.join(",  ")));
        let map = prop::collection::vec(inner, 0..5).prop_map(|values| {
            let entries = values.iter().enumerate().map(|(at, value)| format!("k{at}:   {value}"));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        });
        prop_oneof![list, map]
    })
}

fn doc() -> impl Strategy<Value = Doc> {
    let comment = || proptest::option::of("[a-z #:'\"你-]{0,20}");
    let around = move || {
        (0..3_usize, comment(), comment()).prop_map(|(empty_lines, above, beside)| Around {
            empty_lines,
            above,
            beside,
        })
    };
    let lines = ("[a-z#:]", prop::collection::vec("( {0,2}[a-z#:{][a-z ]{0,12}[a-z])?", 0..4));
    let block = (prop::sample::select(vec!["|", "|-", ">", ">-"]), lines);
    let leaf = prop_oneof![
        4 => inline().prop_map(Doc::Inline),
        1 => block.prop_map(|(mark, (first, mut lines))| {
            lines.insert(0, first);
            Doc::Block(mark, lines)
        }),
    ];
    leaf.prop_recursive(4, 40, 5, move |inner| {
        let entries = prop::collection::vec((around(), inner), 1..5);
        prop_oneof![entries.clone().prop_map(Doc::List), entries.prop_map(Doc::Map)]
    })
}

/// Writes a document with an indentation of one's own.
fn write(doc: &Doc, indent: usize, step: usize, beside: Option<&str>, out: &mut String) {
    let beside = beside.map(|comment| format!("   # {comment}")).unwrap_or_default();
    let margin = " ".repeat(indent);
    let mut line = |text: &str| out.extend([text, "\n"]);
    match doc {
        Doc::Inline(text) => line(&format!(" {text}{beside}")),
        Doc::Block(mark, lines) => {
            line(&format!(" {mark}{beside}"));
            for text in lines {
                line(&if text.is_empty() { String::new() } else { format!("{margin}{text}") });
            }
        }
        Doc::List(entries) | Doc::Map(entries) => {
            line(&beside);
            for (at, (around, value)) in entries.iter().enumerate() {
                *out += &"\n".repeat(around.empty_lines);
                if let Some(comment) = &around.above {
                    out.extend([&margin, "# ", comment, "\n"]);
                }
                let (mark, further) = match doc {
                    Doc::List(_) => ("-".to_owned(), 1),
                    _ => (format!("k{at}:"), 0),
                };
                out.extend([margin.as_str(), mark.as_str()]);
                write(value, indent + step + further, step, around.beside.as_deref(), out);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// That nothing is changed in meaning is checked within `format` itself, and refused: so here nothing is.
    #[test]
    fn any_document_can_be_laid_out_and_comes_to_rest(docs in prop::collection::vec(doc(), 1..5), step in 1..5_usize) {
        let mut text = String::new();
        for (at, doc) in docs.iter().enumerate() {
            text.extend(["key", &at.to_string(), ":"]);
            write(doc, step, step, None, &mut text);
        }
        let laid = format("rules/a.yaml", text.as_bytes()).unwrap_or_else(|error| panic!("{error:?}\n{text}"));
        let again = format("rules/a.yaml", laid.as_bytes()).unwrap_or_else(|error| panic!("{error:?}\n{laid}"));
        prop_assert_eq!(&again, &laid);
        prop_assert_eq!(comments(&laid), comments(&text));
    }

    /// Whatever somebody typed: an answer, and never a panic.
    #[test]
    fn any_text_gets_an_answer(text in "[a-c:\\-\\[\\]{}#|>'\"\n ?,&*!你\t]{0,60}") {
        if let Ok(laid) = format("rules/a.yaml", text.as_bytes()) {
            let again = format("rules/a.yaml", laid.as_bytes()).unwrap_or_else(|error| panic!("{error:?}\n{laid}"));
            prop_assert_eq!(again, laid);
        }
    }
}

/// How many `#` there are: none comes or goes. What the texts are is compared within `format`.
fn comments(text: &str) -> usize {
    text.matches('#').count()
}
