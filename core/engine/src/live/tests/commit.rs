//! Whether the rules are those of the commit: what git would say, by content, of files that count.

use super::{
    checkout::repository,
    fixture::{NEVER, Place, broken_text, git, rule_text, until},
};
use crate::live::{LiveConfig, LiveRules, WorkTree};
use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// A company that is committed whole, with plug-ins and a shared folder beside its rules.
fn committed() -> (Place, PathBuf) {
    let place = Place::new("unused", 0);
    let root = place.root.path().to_owned();
    fs::write(root.join("notes.txt"), "none of the rules'").unwrap();
    fs::write(place.rules().join("README.md"), "hello").unwrap();
    fs::create_dir_all(root.join("plugins/mine")).unwrap();
    fs::write(root.join("plugins/mine/mine.rhai"), "fn pick(candidates) { candidates }\n").unwrap();
    let offer = "offers:\n  strategy:\n    - id: mine\n      file: mine.rhai\n      function: pick\n";
    fs::write(root.join("plugins/mine/plugin.yaml"), format!("api: 1\nname: Mine\ndescription: All.\n{offer}"))
        .unwrap();
    repository(&place, &["one"], 3);
    (place, root)
}

fn tree(live: &Arc<LiveRules>) -> Option<WorkTree> {
    live.status().git.as_ref().map(|git| git.tree)
}

/// What is said after a change of a clean repository, and that it is clean again when that is committed.
async fn check(prepare: impl FnOnce(&Path), expected: WorkTree) {
    let (place, root) = committed();
    let live = place.start().await;
    assert_eq!(tree(&live), Some(WorkTree::Clean));
    prepare(&root);
    live.reload().await;
    assert_eq!(tree(&live), Some(expected), "{:?}", live.status());
    git(&root, &["add", "--all"]);
    live.reload().await;
    assert_eq!(tree(&live), Some(expected), "staged is not committed");
    git(&root, &["commit", "-q", "--allow-empty", "-m", "it"]);
    live.reload().await;
    assert_eq!(tree(&live), Some(WorkTree::Clean));
}

#[tokio::test]
async fn what_changes_the_rules_makes_them_differ() {
    use WorkTree::Changed;
    let write = |path: &'static str, text: String| move |root: &Path| fs::write(root.join(path), text).unwrap();
    check(write("rules/distribution/rule-000.yaml", rule_text("edited")), Changed).await;
    check(write("rules/distribution/rule-009.yaml", rule_text("added")), Changed).await;
    check(write("plugins/mine/mine.rhai", "fn pick(candidates) { candidates.available() }\n".to_owned()), Changed)
        .await;
    check(|root| fs::remove_file(root.join("rules/distribution/rule-001.yaml")).unwrap(), Changed).await;
    // One of the same length and time, as no stamp would tell.
    check(
        |root| {
            let path = root.join("rules/distribution/rule-002.yaml");
            let modified = fs::metadata(&path).unwrap().modified().unwrap();
            fs::write(&path, rule_text("two")).unwrap();
            fs::File::options().write(true).open(path).unwrap().set_modified(modified).unwrap();
        },
        Changed,
    )
    .await;
    // Neither does a link of the same content belong to the commit when it leads out of it.
    let elsewhere = tempfile::tempdir().unwrap();
    let target = elsewhere.path().join("rule.yaml");
    fs::write(&target, rule_text("elsewhere")).unwrap();
    check(|root| symlink("../../notes.txt", root.join("rules/distribution/more.txt")).unwrap(), WorkTree::Clean).await;
    let (place, root) = committed();
    symlink(&target, root.join("rules/distribution/rule-009.yaml")).unwrap();
    git(&root, &["add", "--all"]);
    git(&root, &["commit", "-q", "-m", "a link that leads away"]);
    assert_eq!(tree(&place.start().await), Some(Changed), "the commit does not say what stands there");
}

#[tokio::test]
async fn what_is_none_of_the_rules_makes_no_difference() {
    use WorkTree::Clean;
    check(|root| fs::write(root.join("notes.txt"), "edited").unwrap(), Clean).await;
    check(|root| fs::write(root.join("rules/README.md"), "edited").unwrap(), Clean).await;
    check(|root| fs::write(root.join("rules/.hidden.yaml"), "added").unwrap(), Clean).await;
    check(|root| fs::write(root.join("plugins/mine/notes.txt"), "added").unwrap(), Clean).await;
    // Written again, and made executable.
    check(
        |root| {
            let path = root.join("rules/distribution/rule-000.yaml");
            fs::write(&path, fs::read(&path).unwrap()).unwrap();
        },
        Clean,
    )
    .await;
    // With the line ends of another system.
    check(
        |root| {
            let path = root.join("rules/distribution/rule-000.yaml");
            fs::write(&path, fs::read_to_string(&path).unwrap().replace('\n', "\r\n")).unwrap();
            git(root, &["config", "core.autocrlf", "input"]);
        },
        Clean,
    )
    .await;
}

#[tokio::test]
async fn links_of_the_commit_are_followed() {
    let (place, root) = committed();
    fs::create_dir(root.join("shared")).unwrap();
    fs::write(root.join("shared/night.yaml"), rule_text("night")).unwrap();
    symlink("../shared", root.join("rules/distribution/shared")).unwrap();
    symlink("../../shared/night.yaml", root.join("rules/distribution/night.yaml")).unwrap();
    fs::remove_file(root.join("rules/distribution/shared")).unwrap();
    let live = place.start_with(LiveConfig { poll: NEVER, ..place.config() }).await.unwrap();
    assert_eq!(tree(&live), Some(WorkTree::Changed), "nobody committed the link");
    git(&root, &["add", "--all"]);
    git(&root, &["commit", "-q", "-m", "a link"]);
    live.reload().await;
    assert_eq!(tree(&live), Some(WorkTree::Clean));
    fs::write(root.join("shared/night.yaml"), rule_text("edited")).unwrap();
    live.reload().await;
    assert_eq!(tree(&live), Some(WorkTree::Changed), "where it leads to was edited");
    git(&root, &["checkout", "-q", "."]);
    live.reload().await;
    assert_eq!(tree(&live), Some(WorkTree::Clean));
    // Another file of the commit, which is as clean: but it is not where the commit's link leads.
    fs::remove_file(root.join("rules/distribution/night.yaml")).unwrap();
    symlink("rule-000.yaml", root.join("rules/distribution/night.yaml")).unwrap();
    live.reload().await;
    assert_eq!(tree(&live), Some(WorkTree::Changed));
}

#[tokio::test]
async fn packed_and_borrowed_and_linked_repositories_are_read_too() {
    let (place, root) = committed();
    // Many versions of large folders: git keeps them as changes of each other.
    for round in 0..4 {
        for at in 0..60 {
            let text = rule_text(&format!("v{}", at / 3 + round));
            fs::write(root.join(format!("rules/distribution/rule-{at:03}.yaml")), text).unwrap();
        }
        git(&root, &["add", "--all"]);
        git(&root, &["commit", "-q", "-m", "more"]);
    }
    git(&root, &["repack", "-adfq"]);
    git(&root, &["prune-packed"]);
    let live = place.start().await;
    assert_eq!(tree(&live), Some(WorkTree::Clean));
    let of = async |root: &Path| {
        let config =
            LiveConfig { rules_dir: root.join("rules"), plugins_dir: Some(root.join("plugins")), ..place.config() };
        let live = place.start_with(config).await.unwrap();
        assert_eq!(tree(&live), Some(WorkTree::Clean));
        fs::write(root.join("rules/distribution/rule-000.yaml"), rule_text("edited")).unwrap();
        live.reload().await;
        assert_eq!(tree(&live), Some(WorkTree::Changed));
    };
    let (clone, linked) = (root.join("clone"), root.join("linked"));
    git(&root, &["clone", "-q", "--shared", ".", clone.to_str().unwrap()]);
    git(&root, &["worktree", "add", "-q", "--detach", linked.to_str().unwrap()]);
    of(&clone).await;
    of(&linked).await;
}

#[tokio::test]
async fn the_longer_hashes_are_read_too() {
    let place = Place::new("one", 2);
    git(place.root.path(), &["init", "-q", "--object-format=sha256"]);
    repository(&place, &["one"], 2);
    let live = place.start().await;
    assert_eq!(tree(&live), Some(WorkTree::Clean));
    assert_eq!(live.status().git.as_ref().map(|git| git.commit.len()), Some(64));
    fs::write(place.rule(0), rule_text("edited")).unwrap();
    live.reload().await;
    assert_eq!(tree(&live), Some(WorkTree::Changed));
}

#[tokio::test]
async fn what_cannot_be_told_is_said_so() {
    // Objects that are not there, or are something else than they say.
    let (place, root) = committed();
    fs::remove_dir_all(root.join(".git/objects")).unwrap();
    assert_eq!(tree(&place.start().await), Some(WorkTree::Unknown));
    let (place, root) = committed();
    let commit = git(&root, &["rev-parse", "HEAD"]);
    let (folder, file) = commit.split_at(2);
    let object = |id: &str| root.join(".git/objects").join(&id[..2]).join(&id[2..]);
    let tree_id = git(&root, &["rev-parse", "HEAD^{tree}"]);
    let stored = root.join(".git/objects").join(folder).join(file);
    fs::remove_file(&stored).unwrap();
    fs::copy(object(&tree_id), &stored).unwrap();
    assert_eq!(tree(&place.start().await), Some(WorkTree::Unknown));
    // Another repository within.
    let (place, root) = committed();
    let inner = root.join("rules/distribution/inner");
    fs::create_dir(&inner).unwrap();
    git(&inner, &["init", "-q"]);
    git(&inner, &["commit", "-q", "--allow-empty", "-m", "inner"]);
    git(&root, &["add", "--all"]);
    git(&root, &["commit", "-q", "-m", "outer"]);
    assert_eq!(tree(&place.start().await), Some(WorkTree::Unknown));
    // No commit yet, and no repository at all.
    let place = Place::new("one", 1);
    assert_eq!(tree(&place.start().await), None);
    git(place.root.path(), &["init", "-q"]);
    assert_eq!(tree(&place.start().await), None);
}

#[tokio::test]
async fn a_refused_edit_names_the_commit_that_it_came_with() {
    let (place, root) = committed();
    let good = git(&root, &["rev-parse", "HEAD"]);
    let live = place.start_with(LiveConfig { poll: Duration::from_millis(20), ..place.config() }).await.unwrap();
    fs::write(place.rule(0), broken_text("bad")).unwrap();
    let said = |wanted: WorkTree, commit: String| {
        let live = &live;
        async move {
            let refused = until(live, |status| {
                let git = status.rejected.as_ref().and_then(|rejected| rejected.git.clone());
                git.is_some_and(|git| (git.tree, git.commit) == (wanted, commit.clone()))
            });
            refused.await
        }
    };
    let first = said(WorkTree::Changed, good.clone()).await;
    git(&root, &["commit", "-q", "-a", "-m", "bad"]);
    let second = said(WorkTree::Clean, git(&root, &["rev-parse", "HEAD"])).await;
    assert_eq!(second.git.as_ref().map(|git| git.commit.clone()), Some(good), "what serves came with another");
    assert_eq!(first.rejected.as_ref().map(|old| old.at), second.rejected.as_ref().map(|new| new.at));
    assert_eq!((first.diagnostics.len(), first.generation), (second.diagnostics.len(), second.generation));
}
