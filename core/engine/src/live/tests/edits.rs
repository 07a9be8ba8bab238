//! Edits that come close together: the last one wins, none is seen half, and none overtakes a later one.

use super::fixture::{NEVER, Place, broken_text, names, rule_text, save_by_rename, until, until_names};
use crate::live::LiveConfig;
use std::{fs, sync::Arc, time::Duration};

#[tokio::test]
async fn of_two_quick_edits_the_last_wins() {
    let place = Place::new("old", 2);
    let live = place.start().await;
    let mut generation = 1;
    for round in 0..10 {
        let (first, second) = (format!("first {round}"), format!("second {round}"));
        save_by_rename(&place.rule(0), &rule_text(&first));
        save_by_rename(&place.rule(1), &rule_text(&first));
        save_by_rename(&place.rule(0), &rule_text(&second));
        let status = until_names(&live, &[&second, &first]).await;
        assert!(status.last_reload_successful);
        let went_live = status.generation - generation;
        // Between two saves there may have been quiet on a busy machine, but each save is one set at most.
        assert!((1..=3).contains(&went_live), "{went_live} sets of three saves");
        generation = status.generation;
    }
}

#[tokio::test]
async fn an_edit_that_is_mended_before_anybody_looked_is_never_refused() {
    let place = Place::new("old", 1);
    // So patient that both edits fall into one quiet time.
    let live = place.start_with(LiveConfig { quiet: Duration::from_secs(1), ..place.config() }).await.unwrap();
    fs::write(place.rule(0), broken_text("bad")).unwrap();
    fs::write(place.rule(0), rule_text("new")).unwrap();
    let status = until_names(&live, &["new"]).await;
    assert_eq!(status.generation, 2);
    assert!(status.rejected.is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_change_in_order_are_never_seen_out_of_order() {
    const ROUNDS: u32 = 60;
    let place = Place::new("v0", 2);
    let poll = Duration::from_millis(2);
    let live = place.start_with(LiveConfig { quiet: Duration::ZERO, poll, ..place.config() }).await.unwrap();
    let (first, second) = (place.rule(0), place.rule(1));
    let writing = tokio::task::spawn_blocking(move || {
        for round in 1..=ROUNDS {
            // The first is always written first: whoever sees the second ahead of it has read a torn tree.
            save_by_rename(&first, &rule_text(&format!("v{round}")));
            save_by_rename(&second, &rule_text(&format!("v{round}")));
            std::thread::sleep(Duration::from_millis(2));
        }
    });
    let mut last = vec![0, 0];
    while !writing.is_finished() {
        live.reload().await;
        let now: Vec<u32> = names(&live).iter().map(|name| name[1..].parse().unwrap()).collect();
        assert!(now[0] == now[1] || now[0] == now[1] + 1, "a torn tree went live: {now:?}");
        assert!(now >= last, "an older tree went live after a newer one: {last:?}, {now:?}");
        last = now;
    }
    writing.await.unwrap();
    let last = format!("v{ROUNDS}");
    until_names(&live, &[&last, &last]).await;
}

#[tokio::test]
async fn an_edit_during_validation_wins_in_the_end() {
    let place = Place::new("old", 1);
    let live = place.start().await;
    let first = live.status().revision.clone();
    place.archive.hold();
    fs::write(place.rule(0), rule_text("older")).unwrap();
    place.archive.until_it_waits().await;
    // The older edit is good and about to go live when the newer one is written.
    fs::write(place.rule(0), rule_text("newer")).unwrap();
    let mut generations = live.subscribe();
    generations.mark_unchanged();
    let watching = Arc::clone(&live);
    let order = tokio::spawn(async move {
        let mut order = vec![];
        while order.last().is_none_or(|name| name != "newer") {
            generations.changed().await.unwrap();
            order.extend(names(&watching));
        }
        order
    });
    place.archive.let_go();
    let status = until_names(&live, &["newer"]).await;
    assert!(status.last_reload_successful && status.rejected.is_none());
    let order = order.await.unwrap();
    assert!(order == ["older", "newer"] || order == ["newer", "newer"] || order == ["newer"], "{order:?}");
    // Nothing goes back afterwards, whatever is asked.
    live.reload().await;
    assert_eq!(names(&live), ["newer"]);
    let archived = place.archive.archived();
    assert_eq!((archived.first(), archived.last()), (Some(&first), Some(&live.status().revision)));
}

#[tokio::test]
async fn an_edit_that_breaks_the_rules_during_validation_is_refused_after_it() {
    let place = Place::new("old", 1);
    let live = place.start().await;
    place.archive.hold();
    fs::write(place.rule(0), rule_text("good")).unwrap();
    place.archive.until_it_waits().await;
    fs::write(place.rule(0), broken_text("bad")).unwrap();
    place.archive.let_go();
    let status = until(&live, |status| !status.last_reload_successful).await;
    assert_eq!((names(&live), status.generation), (vec!["good".to_owned()], 2));
}

#[tokio::test]
async fn a_thousand_files_are_live_as_one() {
    const RULES: usize = 1_000;
    let place = Place::new("old", RULES);
    let live = place.start_with(LiveConfig { poll: NEVER, ..place.config() }).await.unwrap();
    assert_eq!(names(&live), vec!["old"; RULES]);
    for at in [0, RULES / 2, RULES - 1] {
        let before = live.status().generation;
        save_by_rename(&place.rule(at), &rule_text("new"));
        let status = until(&live, |status| status.generation > before).await;
        assert_eq!(status.generation, before + 1);
        assert_eq!(names(&live)[at], "new");
    }
    // All of them at once; half of them may be a set of its own, but the end is whole.
    for at in 0..RULES {
        fs::write(place.rule(at), rule_text("all")).unwrap();
    }
    until_names(&live, &vec!["all"; RULES]).await;
    let status = live.status();
    assert!(status.last_reload_successful && place.archive.holds(&status.revision));
}
