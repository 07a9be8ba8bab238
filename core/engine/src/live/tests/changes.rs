//! The ways in which files change, each seen by events alone unless it says otherwise.

use super::fixture::{NEVER, Place, names, rule_text, save_by_rename, until, until_names, write_company};
use crate::live::LiveConfig;
use std::{fs, os::unix::fs::symlink, time::Duration};

#[tokio::test]
async fn a_file_written_in_place_goes_live() {
    let place = Place::new("old", 2);
    let live = place.start().await;
    assert_eq!(live.status().generation, 1);
    let mut generations = live.subscribe();
    fs::write(place.rule(1), rule_text("new")).unwrap();
    let status = until_names(&live, &["old", "new"]).await;
    assert!(status.last_reload_successful && !status.from_cache && status.rejected.is_none(), "{status:?}");
    assert_eq!(status.generation, 2);
    assert_eq!(*generations.borrow_and_update(), 2);
    assert_eq!(status.revision, live.current().ruleset().revision);
}

#[tokio::test]
async fn files_replaced_again_and_again_go_live() {
    let place = Place::new("old", 2);
    let live = place.start().await;
    for name in ["first", "second", "third"] {
        save_by_rename(&place.rule(0), &rule_text(name));
        until_names(&live, &[name, "old"]).await;
    }
}

#[tokio::test]
async fn a_new_folder_is_watched_too() {
    let place = Place::new("old", 0);
    let live = place.start().await;
    fs::create_dir(place.rules().join("distribution")).unwrap();
    fs::write(place.rule(0), rule_text("new")).unwrap();
    until_names(&live, &["new"]).await;
    fs::write(place.rule(0), rule_text("newer")).unwrap();
    until_names(&live, &["newer"]).await;
    fs::remove_file(place.rule(0)).unwrap();
    until_names(&live, &[]).await;
}

#[tokio::test]
async fn a_replaced_folder_is_noticed_and_watched_again() {
    let place = Place::new("old", 1);
    let live = place.start().await;
    for name in ["new", "newer"] {
        let (beside, gone) = (place.root.path().join("beside"), place.root.path().join("gone"));
        write_company(&beside, name, 1);
        fs::rename(place.rules(), &gone).unwrap();
        fs::rename(beside, place.rules()).unwrap();
        until_names(&live, &[name]).await;
        fs::write(place.rule(0), rule_text("edited")).unwrap();
        until_names(&live, &["edited"]).await;
        fs::remove_dir_all(gone).unwrap();
    }
}

#[tokio::test]
async fn a_replaced_folder_of_one_kind_is_noticed_and_watched_again() {
    let place = Place::new("old", 2);
    let live = place.start().await;
    let kind = place.rules().join("distribution");
    for name in ["new", "newer"] {
        // Beside the rules: what is being written there is none of theirs until it is moved in.
        let (beside, gone) = (place.root.path().join("beside"), place.root.path().join("gone"));
        write_company(&beside, name, 2);
        fs::rename(&kind, &gone).unwrap();
        fs::rename(beside.join("distribution"), &kind).unwrap();
        until_names(&live, &[name, name]).await;
        save_by_rename(&place.rule(0), &rule_text("edited"));
        until_names(&live, &["edited", name]).await;
        fs::remove_dir_all(gone).unwrap();
        fs::remove_dir_all(beside).unwrap();
    }
}

#[tokio::test]
async fn a_replaced_folder_far_above_is_seen_by_the_poll() {
    let place = Place::new("unused", 1);
    let at = |name: &str| place.root.path().join(name);
    for name in ["one", "two"] {
        write_company(&at(name).join("deeper/rules"), name, 1);
    }
    let poll = Duration::from_millis(20);
    let config = LiveConfig { rules_dir: at("one/deeper/rules"), poll, ..place.config() };
    let live = place.start_with(config).await.unwrap();
    fs::rename(at("one"), at("gone")).unwrap();
    fs::rename(at("two"), at("one")).unwrap();
    until_names(&live, &["two"]).await;
    fs::write(at("one/deeper/rules/distribution/rule-000.yaml"), rule_text("edited")).unwrap();
    until_names(&live, &["edited"]).await;
}

#[tokio::test]
async fn a_removed_folder_changes_nothing_until_it_is_back() {
    let place = Place::new("old", 1);
    let live = place.start().await;
    fs::remove_dir_all(place.rules()).unwrap();
    let status = until(&live, |status| !status.last_reload_successful).await;
    assert_eq!(super::fixture::codes(&status), ["E0901"]);
    assert_eq!(names(&live), ["old"]);
    write_company(&place.rules(), "new", 1);
    until_names(&live, &["new"]).await;
    fs::write(place.rule(0), rule_text("newer")).unwrap();
    until_names(&live, &["newer"]).await;
}

#[tokio::test]
async fn a_link_to_a_folder_can_be_swapped() {
    let place = Place::new("unused", 1);
    let releases = place.root.path().join("releases");
    for name in ["one", "two", "three"] {
        write_company(&releases.join(name).join("rules"), name, 2);
    }
    // The link is not the folder itself but above it, as release tools have it.
    let current = place.root.path().join("current");
    symlink(releases.join("one"), &current).unwrap();
    let config = LiveConfig { rules_dir: current.join("rules"), ..place.config() };
    let live = place.start_with(config).await.unwrap();
    assert_eq!(names(&live), ["one", "one"]);
    for name in ["two", "three", "one"] {
        let aside = place.root.path().join("aside");
        symlink(releases.join(name), &aside).unwrap();
        fs::rename(aside, &current).unwrap();
        until_names(&live, &[name, name]).await;
    }
    fs::write(releases.join("one/rules/distribution/rule-000.yaml"), rule_text("edited")).unwrap();
    until_names(&live, &["edited", "one"]).await;
}

#[tokio::test]
async fn a_mounted_config_map_can_be_swapped() {
    let place = Place::new("unused", 1);
    let mount = place.root.path().join("mount");
    // Each version is a hidden folder, `..data` leads to one, and every visible name leads through `..data`.
    for (version, name) in [("..1", "one"), ("..2", "two"), ("..3", "three")] {
        write_company(&mount.join(version), name, 1);
    }
    symlink("..1", mount.join("..data")).unwrap();
    for visible in ["workspace.yaml", "groups", "distribution"] {
        symlink(format!("..data/{visible}"), mount.join(visible)).unwrap();
    }
    let config = LiveConfig { rules_dir: mount.clone(), ..place.config() };
    let live = place.start_with(config).await.unwrap();
    assert_eq!(names(&live), ["one"]);
    for (version, name) in [("..2", "two"), ("..3", "three")] {
        symlink(version, mount.join("..data_tmp")).unwrap();
        fs::rename(mount.join("..data_tmp"), mount.join("..data")).unwrap();
        until_names(&live, &[name]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_config_map_that_is_swapped_again_and_again_is_never_half_live() {
    const RULES: usize = 40;
    let place = Place::new("unused", 1);
    let mount = place.root.path().join("mount");
    write_company(&mount.join("..0"), "v0", RULES);
    symlink("..0", mount.join("..data")).unwrap();
    // The rules are mounted file by file, as a map without folders of its own is.
    symlink("..data/workspace.yaml", mount.join("workspace.yaml")).unwrap();
    symlink("..data/groups", mount.join("groups")).unwrap();
    fs::create_dir(mount.join("distribution")).unwrap();
    for at in 0..RULES {
        let file = format!("distribution/rule-{at:03}.yaml");
        symlink(format!("../..data/{file}"), mount.join(file)).unwrap();
    }
    let poll = Duration::from_millis(5);
    let config = LiveConfig { rules_dir: mount.clone(), quiet: Duration::ZERO, poll, ..place.config() };
    let live = place.start_with(config).await.unwrap();
    let mut last = String::new();
    for version in 1..=30 {
        last = format!("v{version}");
        write_company(&mount.join(format!("..{version}")), &last, RULES);
        symlink(format!("..{version}"), mount.join("..data_tmp")).unwrap();
        fs::rename(mount.join("..data_tmp"), mount.join("..data")).unwrap();
        // The version before is taken away at once, under whoever is reading it.
        fs::remove_dir_all(mount.join(format!("..{}", version - 1))).unwrap();
        live.reload().await;
        let mut markers = names(&live);
        markers.dedup();
        assert_eq!(markers.len(), 1, "a mixed map went live: {markers:?}");
        assert_eq!(live.current().ruleset().rules.len(), RULES);
    }
    until_names(&live, &vec![last.as_str(); RULES]).await;
}

#[tokio::test]
async fn the_poll_sees_what_no_event_tells() {
    let place = Place::new("old", 1);
    // Written through the link's target, in a folder that is not watched.
    let elsewhere = tempfile::tempdir().unwrap();
    let target = elsewhere.path().join("rule.yaml");
    fs::write(&target, rule_text("linked")).unwrap();
    symlink(&target, place.rule(1)).unwrap();
    let live = place.start_with(LiveConfig { poll: Duration::from_millis(20), ..place.config() }).await.unwrap();
    assert_eq!(names(&live), ["old", "linked"]);
    fs::write(&target, rule_text("edited")).unwrap();
    until_names(&live, &["old", "edited"]).await;
}

#[tokio::test]
async fn a_reload_answers_with_what_it_found() {
    let place = Place::new("old", 1);
    // So patient that an event alone would not be acted on: the request finds quiet where nothing stirs.
    let live = place.start_with(LiveConfig { quiet: NEVER, ..place.config() }).await.unwrap();
    let before = live.status();
    assert_eq!(live.reload().await.generation, before.generation);
    live.stop().await;
    fs::write(place.rule(0), rule_text("new")).unwrap();
    assert_eq!(live.reload().await.revision, before.revision, "a stopped loop answers with what serves");
}

#[tokio::test]
async fn plug_ins_are_part_of_the_set() {
    let place = Place::new("old", 1);
    let live = place.start().await;
    // The folder appears while the rules serve, and a rule uses what it offers.
    let plugin = place.root.path().join("plugins/mine");
    fs::create_dir_all(&plugin).unwrap();
    fs::write(plugin.join("mine.rhai"), "fn pick(candidates) { candidates.available() }\n").unwrap();
    let offer = "offers:\n  strategy:\n    - id: mine\n      file: mine.rhai\n      function: pick\n";
    fs::write(plugin.join("plugin.yaml"), format!("api: 1\nname: Mine\ndescription: Anybody.\n{offer}")).unwrap();
    fs::write(place.rule(0), "name: new\ngroup: care\nstrategy: [mine]\n").unwrap();
    let status = until_names(&live, &["new"]).await;
    assert_eq!(live.current().ruleset().rules[0].strategies[0].id().as_str(), "mine");
    // A script alone makes another set, and a broken one does not go live.
    fs::write(plugin.join("mine.rhai"), "fn pick(candidates) { candidates }\n").unwrap();
    let edited = until(&live, |now| now.generation > status.generation).await;
    fs::write(plugin.join("mine.rhai"), "fn pick(candidates) { candidates.nobody_knows() }\n").unwrap();
    let refused = until(&live, |now| !now.last_reload_successful).await;
    assert_eq!(refused.revision, edited.revision);
    assert_eq!(&*refused.diagnostics[0].file, "plugins/mine/mine.rhai");
}

#[tokio::test]
async fn an_earlier_set_serves_whoever_holds_it() {
    let place = Place::new("old", 1);
    let live = place.start().await;
    let pinned = live.current();
    save_by_rename(&place.rule(0), &rule_text("new"));
    until_names(&live, &["new"]).await;
    assert_eq!(pinned.ruleset().rules[0].name, "old");
}
