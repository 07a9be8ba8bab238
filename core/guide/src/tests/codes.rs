//! The pages about codes: one for each, and none that lies. What a page shows is compiled, and what Usher says to it is
//! written into the page by `UPDATE_SCHEMAS=1 cargo test -p usher-guide`.

use super::{
    blocks::{EXAMPLE, MENDED, code_tree},
    fresh,
};
use crate::{CodePage, code_page, code_pages};
use std::{collections::BTreeSet, fmt::Write, fs, path::Path};
use usher_ruleset::CODES;

/// What comes with an example of a code because it cannot come alone.
const ALSO: &[(&str, &str)] = &[("E0199", "E0301")];
/// An example of a plug-in need not show a rule that uses it.
const UNUSED: &str = "W0202";

/// Codes without an example: a test of the rules has to be run for them, or they need a hundred problems of one file.
const NO_EXAMPLE: [&str; 3] = ["E0795", "E0796", "W0199"];

/// The codes of problems with files and folders, which have no YAML to show: read where they stand.
fn live() -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/src/live/problem.rs");
    let source = fs::read_to_string(path).expect("the problems of going live are there");
    let texts = source.split('"').skip(1).step_by(2).filter(|text| text.len() == 5 && text.starts_with("E09"));
    texts.map(str::to_owned).collect()
}

#[test]
fn every_code_has_a_page_and_every_page_is_about_a_code() {
    let mut codes: BTreeSet<String> = CODES.iter().map(|code| code.name.to_owned()).collect();
    codes.extend(live());
    let pages: BTreeSet<String> = code_pages().iter().map(|page| page.name.to_owned()).collect();
    assert!(code_pages().is_sorted_by_key(|page| page.name), "pages are looked up by their order");
    let files = fs::read_dir(fresh::folder("codes")).expect("the folder is there");
    let files = files.map(|file| file.expect("can be listed").file_name().to_string_lossy().replace(".md", ""));
    let files: BTreeSet<String> = files.collect();
    let without = |all: &BTreeSet<String>, some: &BTreeSet<String>| all.difference(some).cloned().collect::<Vec<_>>();
    assert_eq!(without(&codes, &pages), [""; 0], "these codes have no page in core/guide/src/codes.rs");
    assert_eq!(without(&pages, &codes), [""; 0], "these pages are about no code");
    assert_eq!(without(&files, &pages), [""; 0], "these files are no pages");
    for page in code_pages() {
        assert!(page.title().starts_with(&format!("{}: ", page.name)), "{}: begins with its code", page.name);
        assert_eq!(code_page(page.name), Some(page.markdown));
    }
    assert_eq!(code_page("E0000"), None);
}

#[test]
fn every_page_says_what_to_do() {
    let live = live();
    for page in code_pages() {
        let sections: Vec<&str> = page.markdown.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        let wanted: &[&str] = if live.contains(page.name) || NO_EXAMPLE.contains(&page.name) {
            &["What to do"]
        } else {
            &[EXAMPLE, MENDED]
        };
        assert_eq!(sections, wanted, "{}", page.name);
    }
}

#[test]
fn every_example_has_exactly_the_problem_of_its_page() {
    each(|page| {
        let tree = code_tree(page, EXAMPLE);
        let compiled = tree.compiled();
        let codes = compiled.diagnostics.iter().map(|problem| problem.code);
        let told: BTreeSet<&str> = codes.filter(|code| *code == page.name || *code != UNUSED).collect();
        let also = ALSO.iter().filter(|(code, _)| *code == page.name).map(|(_, also)| *also);
        if told != also.chain([page.name]).collect() {
            return Err(format!("its example has {told:?}\n{}", tree.in_words(&compiled.diagnostics)));
        }
        let own = compiled.diagnostics.iter().filter(|problem| problem.code == page.name);
        fresh::holds(&format!("codes/{}.md", page.name), &with_words(page.markdown, &tree.in_words(own)));
        Ok(())
    });
}

#[test]
fn every_mended_example_has_no_problem() {
    each(|page| {
        let tree = code_tree(page, MENDED);
        let compiled = tree.compiled();
        let mut problems =
            compiled.diagnostics.iter().filter(|problem| problem.code != UNUSED || page.name == UNUSED).peekable();
        if problems.peek().is_none() {
            return Ok(());
        }
        Err(format!("its mended example has\n{}", tree.in_words(problems)))
    });
}

/// Looks at each page with an example, and tells of all that are wrong.
fn each(look: impl Fn(&CodePage) -> Result<(), String>) {
    let mut wrong = String::new();
    for page in code_pages().iter().filter(|page| page.markdown.contains("\n## Example\n")) {
        if let Err(problem) = look(page) {
            writeln!(wrong, "{}: {problem}\n", page.name).expect("a text");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// The page with what Usher says at the end of its example.
fn with_words(markdown: &str, told: &str) -> String {
    let (example, mended) = markdown.split_once("\n## Mended\n").expect("a page has both");
    let example = example.split_once("\n```console usher check\n").map_or(example, |(before, _)| before);
    format!("{}\n\n```console usher check\n{told}\n```\n\n## Mended\n{mended}", example.trim_end())
}
