//! The rules' own tests stand between an edit and the sessions, where the workspace says so.

use super::fixture::{Place, codes, names, rule_text, until, until_names};
use crate::{
    live::{LiveConfig, StartError},
    rule_tests::Sandbox,
};
use std::{fs, sync::Arc};
use usher_model::Epoch;
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

const TESTS: &str = "name: Care
given: { at: 2026-11-23T10:00 }
cases:
  - name: everybody goes to care
    expect:
      rule: rule-000
      reason: none_online
";

/// A company whose workspace asks for its tests.
fn place() -> (Place, LiveConfig) {
    let place = Place::new("old", 1);
    write(&place, "workspace.yaml", "name: Lantern\ntime_zone: Europe/Berlin\ndefault_locale: en\non_reload: tests\n");
    write(&place, "channels/mall.yaml", "name: Mall\norigins: [https://shop.example.com]\ntitle: Hi\n");
    write(&place, "tests/care.yaml", TESTS);
    let config = LiveConfig { sandbox: Some(Arc::new(Memory)), ..place.config() };
    (place, config)
}

fn write(place: &Place, path: &str, text: &str) {
    let path = place.rules().join(path);
    fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folders can be made");
    fs::write(path, text).expect("files can be written");
}

/// A rule that no longer takes everybody.
fn narrowed(name: &str) -> String {
    format!("{}when: {{ page.path: /help }}\n", rule_text(name))
}

#[tokio::test]
async fn an_edit_that_fails_a_test_is_refused_at_the_place_of_the_expectation() {
    let (place, config) = place();
    let live = place.start_with(config).await.unwrap();
    let good = live.status();
    fs::write(place.rule(0), narrowed("new")).unwrap();
    let status = until(&live, |status| !status.last_reload_successful).await;
    assert_eq!(codes(&status), ["E0795"]);
    assert_eq!((names(&live), &status.revision, status.generation), (vec!["old".to_owned()], &good.revision, 1));
    let problem = &status.diagnostics[0];
    assert_eq!((&*problem.file, problem.span.line, problem.span.column), ("rules/tests/care.yaml", 6, 13));
    let misses = "rule: expected rule-000, got none; reason: expected none_online, got unmatched";
    assert_eq!(problem.message, format!("the test `everybody goes to care` fails: {misses}"));
    // The edit goes live with a test that knows of it.
    write(&place, "tests/care.yaml", &TESTS.replace("given: {", "given: { page: { path: /help },"));
    let status = until_names(&live, &["new"]).await;
    assert_eq!((status.last_reload_successful, status.generation), (true, 2));
    // Without a test nobody can know.
    fs::remove_file(place.rules().join("tests/care.yaml")).unwrap();
    let status = until(&live, |status| !status.last_reload_successful).await;
    assert_eq!(
        (codes(&status), status.diagnostics[0].file.to_string()),
        (vec!["E0796"], "rules/workspace.yaml".into())
    );
    // What a broken tree says is said before any test is run.
    fs::write(place.rule(0), "name: [[\n").unwrap();
    let status = until(&live, |status| codes(status).contains(&"E0101")).await;
    assert!(!codes(&status).contains(&"E0796"));
}

#[tokio::test]
async fn a_start_with_failing_tests_is_a_broken_start() {
    let (place, config) = place();
    fs::write(place.rule(0), narrowed("bad")).unwrap();
    let Err(StartError::Broken { diagnostics, sources, .. }) = place.start_with(config.clone()).await else {
        panic!("nothing can serve");
    };
    assert_eq!(diagnostics.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["E0795"]);
    assert!(sources.files.contains_key(&diagnostics[0].file), "an excerpt can be shown");

    fs::write(place.rule(0), rule_text("good")).unwrap();
    place.start_with(config.clone()).await.unwrap().stop().await;
    fs::write(place.rule(0), narrowed("bad")).unwrap();
    let live = place.start_with(config).await.unwrap();
    let status = live.status();
    assert!(status.from_cache && !status.last_reload_successful, "{status:?}");
    assert_eq!((names(&live), codes(&status)), (vec!["good".to_owned()], vec!["E0795"]));
}

#[tokio::test]
async fn tests_that_are_not_asked_for_stop_nothing() {
    let (place, config) = place();
    write(&place, "workspace.yaml", "name: Lantern\ntime_zone: Europe/Berlin\ndefault_locale: en\n");
    let live = place.start_with(config).await.unwrap();
    fs::write(place.rule(0), narrowed("new")).unwrap();
    until_names(&live, &["new"]).await;
}
