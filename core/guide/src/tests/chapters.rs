//! The rules that the chapters for admins show are good: each file as it stands, together with the others of its chapter.

use super::{
    blocks::{Block, MENDED, Tree, blocks, chapter_trees},
    tables::operator_in_words,
};
use crate::{Part, chapters, code_pages};
use std::fmt::Write;
use usher_condition::Operator;
use usher_ruleset::{format, schemas};

/// Warnings that an example may have: it shows one thing, and not the whole company that would use it.
const UNUSED: &[&str] = &["W0102", "W0103", "W0105", "W0106", "W0122", "W0131", "W0133", "W0202"];

#[test]
fn the_rules_of_the_chapters_for_admins_have_no_problem() {
    let mut wrong = String::new();
    let mut seen = 0;
    for chapter in chapters().iter().filter(|chapter| chapter.part == Part::Admins) {
        for tree in chapter_trees(chapter) {
            let compiled = tree.compiled();
            let mut problems = compiled.diagnostics.iter().filter(|problem| !UNUSED.contains(&problem.code)).peekable();
            if problems.peek().is_some() {
                writeln!(wrong, "chapters/{}.md:\n{}\n", chapter.slug, tree.in_words(problems)).expect("a text");
            }
            seen += 1;
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(seen >= 10, "only {seen} trees were found");
}

#[test]
fn the_examples_of_operators_are_good() {
    let mut tree = Tree::base();
    let tests = Operator::ALL.map(|operator| {
        let (_, example) = operator_in_words(operator);
        assert!(example.contains(&format!("{{ {operator}: ")), "{example} shows `{operator}`");
        format!("    - {example}\n")
    });
    let text = format!("when:\n  any:\n{}", tests.concat());
    tree.lay_part(&Block { section: "", caption: "rules/distribution/all.yaml", text });
    let compiled = tree.compiled();
    assert!(compiled.diagnostics.is_empty(), "{}", tree.in_words(&compiled.diagnostics));
}

#[test]
fn every_schema_that_a_text_names_is_written() {
    let schemas = schemas();
    let texts = chapters().iter().map(|chapter| (chapter.slug, chapter.markdown));
    for (name, text) in texts.chain(code_pages().iter().map(|page| (page.name, page.markdown))) {
        for line in text.lines().filter_map(|line| line.strip_prefix("# yaml-language-server: $schema=")) {
            let file = line.rsplit('/').next().unwrap_or_default();
            assert!(schemas.iter().any(|(schema, _)| *schema == file), "{name}: there is no {line}");
        }
    }
}

#[test]
fn good_rules_are_laid_out_as_they_should_be() {
    let mut wrong = String::new();
    let mut look = |text: &str, block: &Block<'_>| {
        if !block.caption.starts_with("rules/") {
            return;
        }
        let laid_out = format(block.caption, block.text.as_bytes());
        if laid_out.as_ref().ok() != Some(&block.text) {
            let told = laid_out.unwrap_or_else(|error| error.to_string());
            writeln!(wrong, "{text}: {}\n{told}", block.caption).expect("a text");
        }
    };
    for chapter in chapters().iter().filter(|chapter| chapter.part == Part::Admins) {
        for block in blocks(chapter.markdown) {
            look(chapter.slug, &block);
        }
    }
    for page in code_pages() {
        for block in blocks(page.markdown).iter().filter(|block| block.section == MENDED) {
            look(page.name, block);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
