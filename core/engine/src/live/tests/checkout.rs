//! A git repository under the rules: a checkout goes live whole or not at all.

use super::fixture::{Place, codes, git, names, rule_text, until, until_names, write_company};
use crate::live::{LiveConfig, LiveRules};
use std::{
    collections::BTreeSet,
    fs,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// As many as a large company has, and enough for a read to meet a checkout half way.
const FILES: usize = 300;

/// A repository with a branch a name; `rules` is inside it.
pub(super) fn repository(place: &Place, branches: &[&str], files: usize) -> PathBuf {
    let root = place.root.path().to_owned();
    git(&root, &["init", "-q"]);
    for branch in branches {
        write_company(&place.rules(), branch, files);
        git(&root, &["checkout", "-q", "-b", branch]);
        git(&root, &["add", "."]);
        git(&root, &["commit", "-q", "-m", branch]);
    }
    root
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_checkout_of_many_files_is_never_half_live() {
    let place = Place::new("one", FILES);
    let root = repository(&place, &["one", "two"], FILES);
    // Impatient, so that reads and checkouts meet as often as they can.
    let config = LiveConfig { quiet: Duration::ZERO, poll: Duration::from_millis(5), ..place.config() };
    let live = place.start_with(config).await.unwrap();
    let ends = Arc::new(AtomicBool::new(false));
    let (watched, watch_ends) = (Arc::clone(&live), Arc::clone(&ends));
    let asking = tokio::spawn(async move {
        let mut seen = BTreeSet::new();
        while !watch_ends.load(Ordering::SeqCst) {
            watched.reload().await;
            seen.insert(markers(&watched));
        }
        seen
    });
    for round in 0..24 {
        let branch = if round % 2 == 0 { "one" } else { "two" };
        let root = root.clone();
        tokio::task::spawn_blocking(move || git(&root, &["checkout", "-q", branch])).await.unwrap();
    }
    until(&live, |_| markers(&live) == ["two"]).await;
    ends.store(true, Ordering::SeqCst);
    let seen = asking.await.unwrap();
    assert!(seen.iter().all(|markers| markers.len() == 1), "a mixed tree went live: {seen:?}");
    let status = until(&live, |status| status.last_reload_successful).await;
    assert!(status.rejected.is_none(), "{status:?}");
    assert_eq!(names(&live).len(), FILES);
    assert!(place.archive.holds(&status.revision));
}

/// The different names that the live rules bear.
fn markers(live: &LiveRules) -> Vec<String> {
    names(live).into_iter().collect::<BTreeSet<_>>().into_iter().collect()
}

#[tokio::test(start_paused = true)]
async fn nothing_is_read_while_git_holds_its_lock() {
    let place = Place::new("old", 1);
    let root = repository(&place, &["main-line"], 1);
    let live = place.start_with(LiveConfig { poll: Duration::from_secs(2), ..place.config() }).await.unwrap();
    let lock = root.join(".git/index.lock");
    fs::write(&lock, "").unwrap();
    fs::write(place.rule(0), rule_text("new")).unwrap();
    let status = until(&live, |status| !status.last_reload_successful).await;
    assert_eq!(codes(&status), ["E0909"]);
    assert!(status.diagnostics[0].message.contains("index.lock"), "{status:?}");
    assert_eq!(names(&live), ["main-line"]);
    fs::remove_file(&lock).unwrap();
    let status = until_names(&live, &["new"]).await;
    assert!(status.last_reload_successful && status.diagnostics.iter().all(|problem| problem.code != "E0909"));
}

fn commit(live: &LiveRules) -> Option<String> {
    live.status().git.as_ref().map(|git| git.commit.clone())
}

#[tokio::test]
async fn the_status_names_the_commit() {
    let place = Place::new("one", 1);
    let root = repository(&place, &["one", "two"], 1);
    let head = |folder: &PathBuf| Some(git(folder, &["rev-parse", "HEAD"]));
    let live = place.start().await;
    assert_eq!(commit(&live), head(&root));
    // Packed branches, and a commit that changes no rule.
    git(&root, &["commit", "-q", "--allow-empty", "-m", "nothing"]);
    git(&root, &["pack-refs", "--all"]);
    live.reload().await;
    assert_eq!(commit(&live), head(&root));
    assert_eq!(live.status().generation, 1);
    // No branch at all; the poll alone sees that git moved its head.
    let config = LiveConfig { poll: Duration::from_millis(20), ..place.config() };
    let live = place.start_with(config).await.unwrap();
    git(&root, &["checkout", "-q", "--detach", "one"]);
    let wanted = head(&root);
    until(&live, |_| commit(&live) == wanted && names(&live) == ["one"]).await;
    // Another working tree of the same repository, whose lock lies elsewhere.
    let linked = place.root.path().join("linked");
    git(&root, &["worktree", "add", "-q", linked.to_str().unwrap(), "two"]);
    let config = LiveConfig { rules_dir: linked.join("rules"), ..place.config() };
    let live = place.start_with(config).await.unwrap();
    assert_eq!(names(&live), ["two"]);
    assert_eq!(commit(&live), head(&linked));
}
