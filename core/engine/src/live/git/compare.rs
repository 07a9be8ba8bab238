//! Whether the files that were read are those of the commit that is checked out.
//!
//! Owns the comparison, by content: what serves is compared with what the commit says, so that staging a change, or
//! touching a file, makes no difference, and leaving a new file out of git does. Line ends count as git's own settings may
//! have written them. Must not read a rule: the bytes are handed in.

use super::{
    Repository,
    object::{ObjectId, ObjectKind, Objects},
    tree::{CommitTree, EntryKind, Unreadable},
};
use crate::live::{
    config::Folders,
    listing::{Kind, Listed, MAX_DEPTH, MAX_ENTRIES, is_ignored},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    os::unix::ffi::OsStrExt,
    path::Path,
};
use usher_ruleset::SourceTree;

/// What a commit says of the folders. Paths are those of the source tree.
#[derive(Default)]
struct Said {
    files: BTreeMap<String, ObjectId>,
    links: BTreeMap<String, ObjectId>,
    entries: usize,
}

/// Whether they differ.
///
/// # Errors
/// Where the commit cannot be read: a clone that fetches what it lacks only when git asks, or a folder of another
/// repository within the rules.
pub(super) fn differs(
    repository: &Repository,
    commit: &str,
    folders: &Folders,
    files: &[Listed],
    tree: &SourceTree,
) -> Result<bool, Unreadable> {
    let mut commit = CommitTree::of(Objects::of(&repository.common), commit).ok_or(Unreadable)?;
    let mut said = Said::default();
    let mut roots = BTreeSet::new();
    let plugins = folders.plugins.as_ref().map(|folder| (Kind::Plugins, folder));
    for (kind, folder) in [(Kind::Rules, &folders.rules)].into_iter().chain(plugins) {
        let Ok(real) = fs::canonicalize(folder) else { continue };
        // Plug-ins of another repository, or of none, are not what this commit speaks of.
        if kind == Kind::Plugins && Repository::around(folder).as_ref() != Some(repository) {
            continue;
        }
        roots.insert(kind.root());
        let within = real.strip_prefix(&repository.work).map_err(|_| Unreadable)?;
        if let Some(entry) = commit.at(parts(within))?
            && entry.kind == EntryKind::Folder
        {
            said.collect(&mut commit, kind, kind.root(), &entry.id, 0)?;
        }
        for (path, id) in &said.links {
            let Some(rest) = path.strip_prefix(kind.root()).and_then(|rest| rest.strip_prefix('/')) else { continue };
            let leads_there = fs::read_link(real.join(rest))
                .is_ok_and(|target| id.names(ObjectKind::Blob, target.as_os_str().as_bytes()));
            if !leads_there {
                return Ok(true);
            }
        }
    }
    for file in files {
        if !roots.iter().any(|root| file.path.starts_with(root)) {
            continue;
        }
        let id = match said.files.remove(&*file.path) {
            Some(id) => Some(id),
            None => said.through_link(&mut commit, repository, file)?,
        };
        let same = match (id, tree.files.get(&file.path)) {
            (Some(id), Some(bytes)) => holds(&id, bytes),
            // What cannot be read is a problem of its own, and none of the commit's.
            (Some(_), None) => true,
            (None, _) => false,
        };
        if !same {
            return Ok(true);
        }
    }
    // What the commit has beyond that is gone.
    Ok(!said.files.is_empty())
}

impl Said {
    /// Notes every file and link of a folder that counts.
    fn collect(
        &mut self,
        commit: &mut CommitTree,
        kind: Kind,
        path: &str,
        folder: &ObjectId,
        depth: usize,
    ) -> Result<(), Unreadable> {
        let entries = commit.entries(folder).ok_or(Unreadable)?.to_vec();
        self.entries += entries.len();
        if depth > MAX_DEPTH || self.entries > MAX_ENTRIES {
            return Err(Unreadable);
        }
        for entry in entries {
            let Ok(name) = std::str::from_utf8(&entry.name) else { continue };
            let path = format!("{path}/{name}");
            match entry.kind {
                _ if is_ignored(name) => {}
                EntryKind::Folder => self.collect(commit, kind, &path, &entry.id, depth + 1)?,
                EntryKind::File if kind.counts(&path) => drop(self.files.insert(path, entry.id)),
                EntryKind::File => {}
                EntryKind::Link => drop(self.links.insert(path, entry.id)),
                EntryKind::Submodule => return Err(Unreadable),
            }
        }
        Ok(())
    }

    /// What the commit holds for a file that a link of the commit leads to. None where it knows no such link, or where
    /// the link leads out of the repository.
    fn through_link(
        &self,
        commit: &mut CommitTree,
        repository: &Repository,
        file: &Listed,
    ) -> Result<Option<ObjectId>, Unreadable> {
        let is_linked = self.links.keys().any(|link| {
            file.path.strip_prefix(link.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        let Some(real) = fs::canonicalize(&file.disk).ok().filter(|_| is_linked) else { return Ok(None) };
        let Ok(within) = real.strip_prefix(&repository.work) else { return Ok(None) };
        let entry = commit.at(parts(within))?;
        Ok(entry.filter(|entry| entry.kind == EntryKind::File).map(|entry| entry.id))
    }
}

fn parts(path: &Path) -> impl Iterator<Item = &[u8]> {
    path.components().map(|part| part.as_os_str().as_bytes())
}

fn holds(id: &ObjectId, bytes: &[u8]) -> bool {
    id.names(ObjectKind::Blob, bytes) || without_returns(bytes).is_some_and(|bytes| id.names(ObjectKind::Blob, &bytes))
}

/// The text with the line ends that git keeps. None where they are so already.
fn without_returns(bytes: &[u8]) -> Option<Vec<u8>> {
    bytes.windows(2).any(|pair| pair == b"\r\n").then(|| {
        let follows = bytes.iter().skip(1).copied().map(Some).chain([None]);
        let kept = bytes.iter().copied().zip(follows).filter(|pair| *pair != (b'\r', Some(b'\n')));
        kept.map(|(byte, _)| byte).collect()
    })
}
