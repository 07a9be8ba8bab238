//! Which files count, and what is said of those that cannot.

use super::fixture::write_company;
use crate::live::{Folders, MAX_DEPTH, MAX_FILE_BYTES, read_folders};
use std::{
    ffi::OsStr,
    fs,
    os::unix::{ffi::OsStrExt, fs::symlink, net::UnixListener},
    path::Path,
    process::Command,
};
use tempfile::TempDir;
use usher_ruleset::SourceTree;

fn company() -> (TempDir, Folders) {
    let root = tempfile::tempdir().unwrap();
    let folders = Folders { rules: root.path().join("rules"), plugins: Some(root.path().join("plugins")) };
    write_company(&folders.rules, "any", 1);
    (root, folders)
}

fn check(prepare: impl FnOnce(&Path), expected: &[(&str, &str)]) {
    let (root, folders) = company();
    prepare(root.path());
    let (_, problems) = read_folders(&folders);
    let found: Vec<_> = problems.iter().map(|problem| (problem.code, &*problem.file)).collect();
    assert_eq!(found, expected, "{problems:?}");
}

#[test]
fn rules_and_plug_ins_are_read_and_nothing_else() {
    let (root, folders) = company();
    let write = |path: &str| {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "text").unwrap();
    };
    for counts in ["plugins/fair/plugin.yaml", "plugins/fair/fair.rhai"] {
        write(counts);
    }
    for other in [
        "rules/README.md",
        "rules/.hidden.yaml",
        "rules/.git/config.yaml",
        "rules/distribution/.rule-000.yaml.swp",
        "rules/distribution/#rule-000.yaml#",
        "rules/distribution/rule-000.yaml~",
        "rules/distribution/rule-000.yaml.tmp",
        "plugins/fair/notes.yaml",
        "plugins/fair/README.md",
    ] {
        write(other);
    }
    symlink("nowhere", root.path().join("rules/dangling")).unwrap();
    let (tree, problems) = read_folders(&folders);
    assert_eq!(problems, []);
    let builtin = SourceTree::default().with_builtins();
    let own = tree.files.keys().filter(|path| !builtin.files.contains_key(*path));
    let paths: Vec<_> = own.map(|path| &**path).collect();
    assert_eq!(
        paths,
        [
            "plugins/fair/fair.rhai",
            "plugins/fair/plugin.yaml",
            "rules/distribution/rule-000.yaml",
            "rules/groups/care.yaml",
            "rules/workspace.yaml",
        ]
    );
}

#[test]
fn no_rules_folder_is_a_problem_and_no_plug_ins_folder_is_none() {
    check(|_| {}, &[]);
    check(|root| fs::remove_dir_all(root.join("rules")).unwrap(), &[("E0901", "rules")]);
}

#[test]
fn an_ending_that_is_nearly_right_is_read_and_judged() {
    let (root, folders) = company();
    fs::write(root.path().join("rules/distribution/vip.yml"), "").unwrap();
    assert!(read_folders(&folders).0.files.contains_key("rules/distribution/vip.yml"));
}

#[test]
fn links_that_lead_back_end() {
    check(|root| symlink("..", root.join("rules/groups/up")).unwrap(), &[("E0906", "rules/groups/up")]);
    let deep = ["a"; MAX_DEPTH + 1].join("/");
    let path = format!("rules/{deep}");
    check(|root| fs::create_dir_all(root.join(&path)).unwrap(), &[("E0906", &path)]);
}

#[test]
fn what_is_no_file_or_too_large_or_gone_is_told() {
    check(
        |root| {
            let pipe = root.join("rules/pipe.yaml");
            assert!(Command::new("mkfifo").arg(pipe).status().unwrap().success());
        },
        &[("E0905", "rules/pipe.yaml")],
    );
    let large = vec![b'a'; usize::try_from(MAX_FILE_BYTES).unwrap() + 1];
    check(|root| fs::write(root.join("rules/large.yaml"), &large).unwrap(), &[("E0903", "rules/large.yaml")]);
    check(|root| symlink("gone", root.join("rules/link.yaml")).unwrap(), &[("E0902", "rules/link.yaml")]);
}

#[test]
fn whatever_else_can_bear_a_rules_name_is_told_and_never_waited_for() {
    let socket = |root: &Path| drop(UnixListener::bind(root.join("rules/socket.yaml")).unwrap());
    check(socket, &[("E0905", "rules/socket.yaml")]);
    for device in ["/dev/zero", "/dev/null", "/dev/tty"] {
        check(|root| symlink(device, root.join("rules/device.yaml")).unwrap(), &[("E0905", "rules/device.yaml")]);
    }
    check(|root| symlink("loop.yaml", root.join("rules/loop.yaml")).unwrap(), &[("E0902", "rules/loop.yaml")]);
    check(
        |root| {
            symlink("b.yaml", root.join("rules/a.yaml")).unwrap();
            symlink("a.yaml", root.join("rules/b.yaml")).unwrap();
        },
        &[("E0902", "rules/a.yaml"), ("E0902", "rules/b.yaml")],
    );
    check(|root| fs::create_dir(root.join("rules/folder.yaml")).unwrap(), &[]);
    // A folder of pipes, under a link, and one that only a plug-in's folder leads to.
    check(
        |root| {
            fs::create_dir_all(root.join("elsewhere")).unwrap();
            assert!(Command::new("mkfifo").arg(root.join("elsewhere/main.rhai")).status().unwrap().success());
            fs::create_dir(root.join("plugins")).unwrap();
            symlink("../elsewhere", root.join("plugins/mine")).unwrap();
        },
        &[("E0905", "plugins/mine/main.rhai")],
    );
}

#[test]
fn files_that_the_kernel_makes_up_are_as_empty_as_they_say() {
    // The first has no end that reading would come to, the second waits for something to happen.
    for endless in ["/proc/self/mem", "/proc/kmsg"] {
        let (root, folders) = company();
        symlink(endless, root.path().join("rules/groups/endless.yaml")).unwrap();
        let (tree, problems) = read_folders(&folders);
        assert_eq!(problems, []);
        assert!(tree.files["rules/groups/endless.yaml"].is_empty());
    }
}

#[test]
fn names_that_nobody_can_read_are_told_as_they_are() {
    let strange: [&[u8]; 3] = [b"caf\xe9.yaml", b"two\nlines.yaml", b"red\x1b[31m.yaml"];
    for name in strange {
        let (root, folders) = company();
        fs::write(root.path().join("rules/groups").join(OsStr::from_bytes(name)), "").unwrap();
        let (_, problems) = read_folders(&folders);
        let [problem] = problems.as_slice() else { panic!("{problems:?}") };
        assert_eq!((problem.code, &*problem.file), ("E0907", "rules/groups"));
        assert!(!problem.message.contains(char::is_control), "{problem:?}");
    }
}

/// Folders that each lead to the next by several names: all ways through them are many thousands.
fn multiplied(root: &Path, levels: usize) {
    let at = |level: usize| root.join(format!("levels/{level}"));
    for level in 0..=levels {
        fs::create_dir_all(at(level)).unwrap();
    }
    for (level, name) in (0..levels).flat_map(|level| (0..12).map(move |name| (level, name))) {
        symlink(format!("../{}", level + 1), at(level).join(format!("way-{name}"))).unwrap();
    }
    symlink("../levels/0", root.join("rules/many")).unwrap();
}

#[test]
fn links_that_multiply_end_within_the_budget() {
    check(|root| multiplied(root, MAX_DEPTH - 2), &[("E0904", "rules")]);
    // What is too deep is told of the first ways only.
    let (root, folders) = company();
    multiplied(root.path(), MAX_DEPTH);
    let (_, problems) = read_folders(&folders);
    assert_eq!(problems.len(), 101);
    assert_eq!((problems[0].code, problems[100].code), ("E0906", "E0904"));
}

#[test]
fn a_tree_that_is_too_large_is_told_once() {
    let most = vec![b'a'; usize::try_from(MAX_FILE_BYTES).unwrap()];
    check(
        |root| {
            for at in 0..17 {
                fs::write(root.join(format!("rules/distribution/{at}.yaml")), &most).unwrap();
            }
        },
        &[("E0904", "rules")],
    );
}
