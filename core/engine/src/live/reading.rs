//! Reads the folders once into memory, as they stood at one moment.
//!
//! Owns what makes a read whole: no git at work, nothing changed between the listing before it and the one after it.

use super::{
    config::Folders,
    git::{GitStamp, Repository},
    listing::{self, Listed, Listing, MAX_FILE_BYTES},
    problem,
    status::GitState,
};
use std::{
    fs::File,
    io::{self, Read},
    path::PathBuf,
    sync::Arc,
};
use usher_model::Revision;
use usher_ruleset::{Diagnostic, SourceTree};

/// One whole read.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub(super) tree: Arc<SourceTree>,
    pub(super) revision: Revision,
    /// What could not be read. A tree with any is not compiled.
    pub(super) problems: Vec<Diagnostic>,
    pub(super) glance: Glance,
    /// Where the folder with the rules stands in git.
    pub(super) git: Option<GitState>,
}

/// What the folders look like from outside: enough to tell whether a read is worth it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Glance {
    pub(super) listing: Listing,
    /// Git moves its head after it has let go of the index, so this may change by itself.
    pub(super) git_commit: Option<String>,
}

/// How an attempt went.
#[derive(Debug)]
pub(super) enum Attempt {
    /// It is whole.
    Whole(Box<Reading>),
    /// Something changed underneath.
    Torn,
    /// Git is at work.
    Locked(PathBuf),
}

/// Reads rule files and plug-ins from disk, once, without waiting for anything: what `usher check` looks at. The
/// tree has the built-in plug-ins too. Problems with reading come beside whatever could be read.
pub fn read_folders(folders: &Folders) -> (SourceTree, Vec<Diagnostic>) {
    let listing = listing::list(folders);
    let (tree, unreadable) = read_listed(&listing.files);
    let mut problems = listing.problems;
    problems.extend(unreadable);
    (tree, problems)
}

/// Looks without reading a rule.
pub(super) fn glance(folders: &Folders) -> Glance {
    let git_commit = Repository::around(&folders.rules).as_ref().and_then(Repository::commit);
    Glance { listing: listing::list(folders), git_commit }
}

/// Tries once. `armed` is called with the listing before any byte is read: watches that stand by then miss nothing that
/// the listing afterwards does not see.
pub(super) fn attempt(folders: &Folders, armed: impl FnOnce(&Listing)) -> Attempt {
    let repositories = repositories(folders);
    let before = match look_at(&repositories) {
        Ok(stamps) => stamps,
        Err(lock) => return Attempt::Locked(lock),
    };
    let listing = listing::list(folders);
    armed(&listing);
    let (tree, unreadable) = read_listed(&listing.files);
    let own = repositories.first().and_then(Option::as_ref);
    let git = own.and_then(|repository| repository.state(folders, &listing.files, &tree));
    match look_at(&repositories) {
        Err(lock) => return Attempt::Locked(lock),
        Ok(after) if after != before => return Attempt::Torn,
        Ok(_) => {}
    }
    if listing::list(folders) != listing {
        return Attempt::Torn;
    }
    let mut problems = listing.problems.clone();
    problems.extend(unreadable);
    let revision = tree.revision();
    let glance = Glance { listing, git_commit: git.as_ref().map(|git| git.commit.clone()) };
    Attempt::Whole(Box::new(Reading { tree: Arc::new(tree), revision, problems, glance, git }))
}

/// The repository of the rules first, then that of the plug-ins.
fn repositories(folders: &Folders) -> Vec<Option<Repository>> {
    let mut found = vec![Repository::around(&folders.rules)];
    if let Some(plugins) = &folders.plugins {
        let other = Repository::around(plugins);
        if !found.contains(&other) {
            found.push(other);
        }
    }
    found
}

fn look_at(repositories: &[Option<Repository>]) -> Result<Vec<GitStamp>, PathBuf> {
    repositories
        .iter()
        .flatten()
        .map(|repository| match repository.lock() {
            Some(lock) => Err(lock),
            None => Ok(repository.stamp()),
        })
        .collect()
}

fn read_listed(files: &[Listed]) -> (SourceTree, Vec<Diagnostic>) {
    let mut tree = SourceTree::default();
    let mut problems = Vec::new();
    for file in files {
        match read_one(file) {
            Ok(bytes) => {
                tree.files.insert(Arc::clone(&file.path), bytes.into());
            }
            Err(error) => problems.push(problem::unreadable(&file.path, &error)),
        }
    }
    (tree.with_builtins(), problems)
}

fn read_one(file: &Listed) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // Files that the kernel makes up say that they are empty, and some never end or wait for something to say.
    if file.stamp.bytes == 0 {
        return Ok(bytes);
    }
    // A file that grows after the listing is seen by the next listing; here it must only not fill the memory.
    File::open(&file.disk)?.take(MAX_FILE_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}
