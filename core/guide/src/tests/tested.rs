//! The tests of rules that the texts show pass, by the engine that runs them for admins.

use super::blocks::{MENDED, Tree, chapter_trees, code_tree};
use crate::{chapters, code_pages};
use std::sync::Arc;
use usher_engine::rule_tests::{Sandbox, TestOptions, run};
use usher_model::Epoch;
use usher_routing::Router;
use usher_store::{Store, StoreError};
use usher_store_sqlite::{Options, SqliteStore};

#[derive(Debug)]
struct Memory;

#[async_trait::async_trait]
impl Sandbox for Memory {
    async fn store(&self, epoch: Epoch) -> Result<Arc<dyn Store>, StoreError> {
        Ok(Arc::new(SqliteStore::open_in_memory(Options::new(epoch)).await?))
    }
}

#[tokio::test]
async fn the_tests_of_rules_that_chapters_show_pass() {
    let chapter = chapters().iter().find(|chapter| chapter.slug == "testing").expect("the chapter is there");
    for tree in chapter_trees(chapter) {
        let cases = passed("the chapter on tests", &tree).await;
        assert!(cases >= 6, "only {cases} cases were run");
    }
}

#[tokio::test]
async fn the_tests_of_rules_that_pages_about_codes_show_mended_pass() {
    for page in code_pages().iter().filter(|page| page.markdown.contains(" rules/tests/")) {
        assert!(passed(page.name, &code_tree(page, MENDED)).await >= 1, "{} runs a case", page.name);
    }
}

/// Runs the tests of a tree; answers how many cases there were.
async fn passed(text: &str, tree: &Tree) -> usize {
    let compiled = tree.compiled();
    let router = Arc::new(Router::new(Arc::new(compiled.ruleset.expect("the tree has no error"))));
    let report = run(&router, &Memory, &TestOptions::default()).await.expect("the tests can be run");
    let failed: Vec<String> = report
        .failures()
        .map(|(file, case)| {
            let misses: Vec<String> = case.misses.iter().map(ToString::to_string).collect();
            format!("{file}: {}: {}\n{}", case.name, misses.join("; "), case.trace)
        })
        .collect();
    assert!(failed.is_empty(), "{text}:\n{}", failed.join("\n"));
    report.cases()
}
