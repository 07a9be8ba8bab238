//! What the command writes, what it leaves, and how it ends.

use super::{difference, fmt, laid_out};
use crate::{
    cli::{FmtArgs, FmtMode},
    exit::Exit,
};
use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt, symlink},
    path::{Path, PathBuf},
};
use tempfile::TempDir;

const UNTIDY: &str = "# what it is for\nname:   'Care'   # short\n\n\nmembers: {agents: [ ]}\n";
const TIDY: &str = "# what it is for\nname: \"Care\" # short\n\nmembers: { agents: [] }\n";

struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(TempDir::new().unwrap());
        fs::create_dir_all(place.path("rules/groups")).unwrap();
        place
    }
    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }
    fn write(&self, path: &str, text: &str) -> PathBuf {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }
    fn fmt(&self, mode: FmtMode) -> Exit {
        fmt(&FmtArgs::new(self.path("rules"), mode))
    }
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn untidy_files_are_written_and_tidy_ones_are_not_touched() {
    let place = Place::new();
    let untidy = place.write("rules/groups/care.yaml", UNTIDY);
    let tidy = place.write("rules/groups/tidy.yaml", TIDY);
    let manifest = place.write("plugins/vip/plugin.yaml", "api:    1\n");
    let test = place.write("plugins/vip/tests/vip.yaml", "strategy:   vip\n");
    let other = [
        place.write("rules/README.md", "a:   1\n"),
        place.write("rules/.hidden.yaml", "a:   1\n"),
        place.write("plugins/vip/notes.yaml", "a:   1\n"),
        place.write("plugins/vip/vip.rhai", "a:   1\n"),
    ];
    fs::set_permissions(&untidy, fs::Permissions::from_mode(0o640)).unwrap();
    let inode = |path: &Path| fs::metadata(path).unwrap().ino();
    let before = inode(&tidy);

    assert_eq!(place.fmt(FmtMode::Check), Exit::Failed);
    assert_eq!(text(&untidy), UNTIDY, "--check writes nothing");
    assert_eq!(place.fmt(FmtMode::Write), Exit::Fine);
    assert_eq!(text(&untidy), TIDY);
    assert_eq!(fs::metadata(&untidy).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(inode(&tidy), before);
    assert_eq!((text(&manifest).as_str(), text(&test).as_str()), ("api: 1\n", "strategy: vip\n"));
    for path in other {
        assert_eq!(text(&path), "a:   1\n", "{}", path.display());
    }
    assert_eq!(place.fmt(FmtMode::Check), Exit::Fine);
    let left: Vec<_> = fs::read_dir(place.path("rules/groups")).unwrap().collect();
    assert_eq!(left.len(), 2, "nothing unfinished is left");
}

#[test]
fn a_file_with_a_mistake_is_left_and_the_others_are_laid_out() {
    let place = Place::new();
    let broken = place.write("rules/groups/broken.yaml", "name:   [Care\n");
    let twice = place.write("rules/groups/twice.yaml", "name:   Care\nname: Care\n");
    let untidy = place.write("rules/groups/care.yaml", UNTIDY);
    assert_eq!(place.fmt(FmtMode::Check), Exit::InvalidRules);
    assert_eq!(place.fmt(FmtMode::Write), Exit::InvalidRules);
    assert_eq!(text(&broken), "name:   [Care\n");
    assert_eq!(text(&twice), "name:   Care\nname: Care\n");
    assert_eq!(text(&untidy), TIDY);
}

#[test]
fn a_link_stays_a_link() {
    let place = Place::new();
    let behind = place.write("elsewhere.yaml", UNTIDY);
    let link = place.path("rules/groups/care.yaml");
    symlink(&behind, &link).unwrap();
    assert_eq!(place.fmt(FmtMode::Write), Exit::Fine);
    assert!(link.is_symlink());
    assert_eq!(text(&behind), TIDY);
}

#[test]
fn a_link_to_another_file_of_the_tree_is_no_second_file() {
    let place = Place::new();
    let real = place.write("rules/groups/care.yaml", UNTIDY);
    for link in ["again", "zzz"] {
        symlink(&real, place.path(&format!("rules/groups/{link}.yaml"))).unwrap();
    }
    let outside = place.write("elsewhere.yaml", UNTIDY);
    for link in ["one", "two"] {
        symlink(&outside, place.path(&format!("rules/groups/{link}.yaml"))).unwrap();
    }
    assert_eq!(place.fmt(FmtMode::Write), Exit::Fine, "nothing changed meanwhile");
    assert_eq!((text(&real), text(&outside)), (TIDY.to_owned(), TIDY.to_owned()));
}

#[test]
fn a_folder_that_is_not_there_is_wrong_usage() {
    let place = Place::new();
    assert_eq!(fmt(&FmtArgs::new(place.path("nope"), FmtMode::Write)), Exit::Usage);
}

#[test]
fn a_difference_is_short_and_steers_no_terminal() {
    let shown = difference("care.yaml", "a:  \"\u{1b}[2J\"\n", "a: \"\u{1b}[2J\"\n");
    assert!(shown.contains("-a:  \"\u{fffd}[2J\"") && shown.contains("+a: \"\u{fffd}[2J\""), "{shown}");
    let long = |gap: &str| format!("k:{gap}1\n").repeat(100);
    let shown = difference("care.yaml", &long("  "), &long(" "));
    assert!(shown.lines().count() == super::SHOWN_LINES + 1 && shown.ends_with(" lines more\n"), "{shown}");
}

#[test]
fn one_file_goes_through_for_editors() {
    let run = |text: &str, mode| laid_out(text.as_bytes().to_vec(), mode);
    assert_eq!(run(UNTIDY, FmtMode::Write), (TIDY.to_owned(), Exit::Fine));
    assert_eq!(run(TIDY, FmtMode::Check), (String::new(), Exit::Fine));
    let (shown, exit) = run(UNTIDY, FmtMode::Check);
    assert!(shown.starts_with("--- stdin\n+++ stdin\n") && exit == Exit::Failed, "{shown}");
    assert_eq!(run("name: [\n", FmtMode::Write), (String::new(), Exit::InvalidRules), "an editor keeps what it has");
}
