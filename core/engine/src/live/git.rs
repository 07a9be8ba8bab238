//! What git is doing with the folders: its lock, its index, its commit, and whether the files are the commit's. Read
//! from its files; no process is started.

mod compare;
mod object;
mod pack;
mod tree;

use super::{
    config::Folders,
    listing::{Listed, Stamp},
    status::{GitState, WorkTree},
};
use std::{
    fs,
    path::{Path, PathBuf},
};
use usher_ruleset::SourceTree;

/// Longest chain of symbolic references followed: `HEAD` is one, anything longer is made by hand.
const MAX_REFS: usize = 5;

/// The repository that a folder lies in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Repository {
    /// Holds `HEAD` and `index`: `.git`, or what a linked worktree's `.git` file names.
    own: PathBuf,
    /// Holds the branches and objects; differs in a linked worktree.
    common: PathBuf,
    /// Holds the files.
    work: PathBuf,
}

/// What git has done so far. Git writes the working tree between taking `index.lock` and renaming it to `index`, so two
/// equal stamps without a lock have no checkout between them, not even one that began and ended in between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct GitStamp {
    index: Option<Stamp>,
}

impl Repository {
    /// Looks from the folder upward, from where its links lead.
    pub(super) fn around(folder: &Path) -> Option<Self> {
        let real = fs::canonicalize(folder).ok()?;
        real.ancestors().find_map(Self::at)
    }

    fn at(work: &Path) -> Option<Self> {
        let dot_git = work.join(".git");
        let metadata = fs::metadata(&dot_git).ok()?;
        let own = if metadata.is_dir() {
            dot_git
        } else {
            let text = fs::read_to_string(&dot_git).ok()?;
            work.join(text.strip_prefix("gitdir:")?.trim())
        };
        // An empty folder that happens to be called `.git` is no repository.
        fs::metadata(own.join("HEAD")).ok()?;
        let common = match fs::read_to_string(own.join("commondir")) {
            Ok(text) => own.join(text.trim()),
            Err(_) => own.clone(),
        };
        Some(Self { own, common, work: work.to_owned() })
    }

    /// The lock file while git holds it.
    pub(super) fn lock(&self) -> Option<PathBuf> {
        let lock = self.own.join("index.lock");
        fs::symlink_metadata(&lock).is_ok().then_some(lock)
    }

    /// What git has done so far.
    pub(super) fn stamp(&self) -> GitStamp {
        GitStamp { index: fs::metadata(self.own.join("index")).ok().map(|metadata| Stamp::of(&metadata)) }
    }

    /// The commit that is checked out; none before the first one.
    pub(super) fn commit(&self) -> Option<String> {
        let mut text = fs::read_to_string(self.own.join("HEAD")).ok()?;
        for _ in 0..MAX_REFS {
            let Some(name) = text.strip_prefix("ref:").map(|name| name.trim().to_owned()) else {
                return as_commit(text.trim());
            };
            text = match fs::read_to_string(self.common.join(&name)) {
                Ok(text) => text,
                Err(_) => return self.packed(&name),
            };
        }
        None
    }

    /// The commit, and whether what was read is what it says. Reads every folder of the commit that the rules are in.
    pub(super) fn state(&self, folders: &Folders, files: &[Listed], tree: &SourceTree) -> Option<GitState> {
        let commit = self.commit()?;
        let tree = match compare::differs(self, &commit, folders, files, tree) {
            Ok(false) => WorkTree::Clean,
            Ok(true) => WorkTree::Changed,
            Err(_) => WorkTree::Unknown,
        };
        Some(GitState { commit, tree })
    }

    fn packed(&self, name: &str) -> Option<String> {
        let text = fs::read_to_string(self.common.join("packed-refs")).ok()?;
        text.lines().find_map(|line| line.strip_suffix(name)?.strip_suffix(' ').and_then(as_commit))
    }
}

fn as_commit(text: &str) -> Option<String> {
    let fits = matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    fits.then(|| text.to_owned())
}
