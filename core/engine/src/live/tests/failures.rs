//! Bad changes change nothing, and are named until they are repaired; a restart over one serves the archive.

use super::fixture::{NEVER, Place, broken_text, codes, names, rule_text, until, until_names, write_company};
use crate::live::{LiveConfig, RevisionCache, RevisionError, ShrinkPolicy, StartError};
use std::{fs, time::Duration};
use usher_model::Revision;

#[tokio::test]
async fn a_broken_file_changes_nothing_until_it_is_repaired() {
    let place = Place::new("old", 2);
    let live = place.start().await;
    let good = live.status();
    fs::write(place.rule(1), broken_text("new")).unwrap();
    let status = until(&live, |status| !status.last_reload_successful).await;
    assert_eq!(names(&live), ["old", "old"]);
    assert_eq!((&status.revision, status.generation), (&good.revision, 1));
    let problem = &status.diagnostics[0];
    assert_eq!((&*problem.file, problem.span.line), ("rules/distribution/rule-001.yaml", 2));
    let rejected = status.rejected.clone().expect("it was refused");
    assert!(rejected.revision.is_some_and(|revision| revision != good.revision));
    assert!(status.sources.files.contains_key(&problem.file), "an excerpt can be shown");
    // Asking again neither forgets nor repeats.
    assert_eq!(live.reload().await.diagnostics, status.diagnostics);
    fs::write(place.rule(1), rule_text("new")).unwrap();
    let status = until_names(&live, &["old", "new"]).await;
    assert!(status.last_reload_successful && status.rejected.is_none(), "{status:?}");
    assert_eq!(status.generation, 2);
    // A change that is taken back leaves the set as it was, and the status clean.
    fs::write(place.rule(1), broken_text("new")).unwrap();
    until(&live, |status| !status.last_reload_successful).await;
    fs::write(place.rule(1), rule_text("new")).unwrap();
    let status = until(&live, |status| status.last_reload_successful).await;
    assert!(status.rejected.is_none(), "{status:?}");
    assert_eq!(status.generation, 2);
}

#[tokio::test]
async fn a_broken_start_serves_the_archive_and_says_so() {
    let place = Place::new("good", 2);
    let live = place.start().await;
    let good = live.status().revision.clone();
    live.stop().await;
    fs::write(place.rule(0), broken_text("bad")).unwrap();
    let live = place.start().await;
    let status = live.status();
    assert_eq!(status.revision, good);
    assert_eq!(names(&live), ["good", "good"]);
    assert!(status.from_cache && !status.last_reload_successful && !status.diagnostics.is_empty(), "{status:?}");
    fs::write(place.rule(0), rule_text("good")).unwrap();
    let status = until(&live, |status| status.last_reload_successful).await;
    assert!(!status.from_cache && status.rejected.is_none(), "{status:?}");
    assert_eq!((&status.revision, status.generation), (&good, 1), "the same set needs no swap");
}

#[tokio::test]
async fn a_broken_start_without_an_archive_is_refused_with_every_problem() {
    let place = Place::new("bad", 2);
    for at in 0..2 {
        fs::write(place.rule(at), broken_text("bad")).unwrap();
    }
    let Err(StartError::Broken { diagnostics, sources, .. }) = place.start_with(place.config()).await else {
        panic!("nothing can serve");
    };
    for at in 0..2 {
        let file = format!("rules/distribution/rule-00{at}.yaml");
        assert!(diagnostics.iter().any(|problem| *problem.file == *file), "{diagnostics:?}");
        assert!(sources.files.contains_key(file.as_str()));
    }
}

#[tokio::test]
async fn a_broken_start_over_a_damaged_archive_is_refused() {
    let place = Place::new("good", 1);
    place.start().await.stop().await;
    place.archive.damage();
    fs::write(place.rule(0), broken_text("bad")).unwrap();
    let refused = place.start_with(place.config()).await;
    assert!(matches!(refused, Err(StartError::Broken { .. })));
    // Good rules need no archive.
    fs::write(place.rule(0), rule_text("good")).unwrap();
    assert!(place.start().await.status().last_reload_successful);
}

#[tokio::test]
async fn a_set_that_lost_most_of_its_rules_needs_a_word() {
    let place = Place::new("old", 5);
    let live = place.start().await;
    for at in 0..2 {
        fs::remove_file(place.rule(at)).unwrap();
    }
    until_names(&live, &["old"; 3]).await;
    for at in 2..5 {
        fs::remove_file(place.rule(at)).unwrap();
    }
    let status = until(&live, |status| !status.last_reload_successful).await;
    assert_eq!(codes(&status), ["E0908"]);
    assert!(status.diagnostics[0].help.as_deref().is_some_and(|help| help.contains("--allow-shrink")));
    assert_eq!(names(&live).len(), 3);
    live.stop().await;
    // A restart is no word.
    let live = place.start().await;
    assert!(live.status().from_cache);
    assert_eq!(names(&live).len(), 3);
    live.stop().await;
    let config = LiveConfig { allow_shrink: ShrinkPolicy::Allow, ..place.config() };
    let live = place.start_with(config).await.unwrap();
    assert!(live.status().last_reload_successful && names(&live).is_empty());
    // The word holds for as long as it runs.
    write_company(&place.rules(), "back", 5);
    until_names(&live, &["back"; 5]).await;
    fs::remove_dir_all(place.rules().join("distribution")).unwrap();
    until_names(&live, &[]).await;
}

#[tokio::test]
async fn what_cannot_be_archived_does_not_go_live() {
    let place = Place::new("old", 1);
    let live = place.start_with(LiveConfig { poll: Duration::from_millis(20), ..place.config() }).await.unwrap();
    place.archive.start_failing();
    fs::write(place.rule(0), rule_text("new")).unwrap();
    let status = until(&live, |status| !status.last_reload_successful).await;
    assert_eq!(codes(&status), ["E0911"]);
    assert_eq!(names(&live), ["old"]);
    place.archive.stop_failing();
    let status = until_names(&live, &["new"]).await;
    assert!(status.last_reload_successful && place.archive.holds(&status.revision));
}

#[tokio::test]
async fn earlier_revisions_are_compiled_from_the_archive() {
    let place = Place::new("old", 1);
    let live = place.start_with(LiveConfig { poll: NEVER, ..place.config() }).await.unwrap();
    let first = live.status().revision.clone();
    for name in ["two", "three", "four", "five", "six", "seven"] {
        fs::write(place.rule(0), rule_text(name)).unwrap();
        until_names(&live, &[name]).await;
    }
    let cache = RevisionCache::new(place.archive.clone());
    for _ in 0..2 {
        let router = cache.router_for(&first).await.unwrap();
        assert_eq!((router.ruleset().rules[0].name.as_str(), &router.ruleset().revision), ("old", &first));
    }
    let current = cache.router_for(&live.status().revision).await.unwrap();
    assert_eq!(current.ruleset().rules[0].name, "seven");
    let unknown = Revision::new("00000000000000000000000000000000");
    assert!(matches!(cache.router_for(&unknown).await, Err(RevisionError::Unknown { .. })));
}
