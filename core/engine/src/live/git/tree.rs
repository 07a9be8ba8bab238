//! The tree of a commit: what lies at a path there.
//!
//! Owns the form of commits and trees. Must not know which files are rules.

use super::object::{ObjectId, ObjectKind, Objects};
use std::collections::HashMap;

/// What an entry of a tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryKind {
    Folder,
    File,
    /// Its content is where it leads.
    Link,
    /// A commit of another repository.
    Submodule,
}

/// One entry.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) name: Vec<u8>,
    pub(super) kind: EntryKind,
    pub(super) id: ObjectId,
}

/// A commit's folders, read as they are asked for.
pub(super) struct CommitTree {
    objects: Objects,
    root: ObjectId,
    read: HashMap<ObjectId, Vec<Entry>>,
}

impl CommitTree {
    /// None where the commit cannot be read.
    pub(super) fn of(mut objects: Objects, commit: &str) -> Option<Self> {
        let commit = objects.read(&ObjectId::from_hex(commit)?, ObjectKind::Commit)?;
        let line = commit.split(|byte| *byte == b'\n').next()?;
        let tree = std::str::from_utf8(line.strip_prefix(b"tree ")?).ok()?;
        Some(Self { objects, root: ObjectId::from_hex(tree)?, read: HashMap::new() })
    }

    /// The entries of a folder. None where it cannot be read.
    pub(super) fn entries(&mut self, folder: &ObjectId) -> Option<&[Entry]> {
        if !self.read.contains_key(folder) {
            let bytes = self.objects.read(folder, ObjectKind::Tree)?;
            self.read.insert(folder.clone(), entries(&bytes, folder.as_bytes().len())?);
        }
        self.read.get(folder).map(Vec::as_slice)
    }

    /// What lies at a path, from the top.
    ///
    /// # Errors
    /// Where a folder on the way cannot be read, or is another repository's.
    pub(super) fn at<'p>(&mut self, path: impl IntoIterator<Item = &'p [u8]>) -> Result<Option<Entry>, Unreadable> {
        let mut here = Entry { name: Vec::new(), kind: EntryKind::Folder, id: self.root.clone() };
        for part in path {
            match here.kind {
                EntryKind::Folder => {}
                EntryKind::Submodule => return Err(Unreadable),
                EntryKind::File | EntryKind::Link => return Ok(None),
            }
            let entries = self.entries(&here.id).ok_or(Unreadable)?;
            match entries.iter().find(|entry| entry.name == part) {
                Some(entry) => here = entry.clone(),
                None => return Ok(None),
            }
        }
        Ok(Some(here))
    }
}

/// A commit cannot be read as far as was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the commit cannot be read")]
pub(super) struct Unreadable;

/// Each is a mode, a space, a name, a zero byte and the bytes of an id.
fn entries(mut bytes: &[u8], name_length: usize) -> Option<Vec<Entry>> {
    let mut entries = Vec::new();
    while !bytes.is_empty() {
        let space = bytes.iter().position(|byte| *byte == b' ')?;
        let zero = bytes.iter().position(|byte| *byte == 0)?;
        let kind = match &bytes[..space] {
            b"40000" => EntryKind::Folder,
            b"120000" => EntryKind::Link,
            b"160000" => EntryKind::Submodule,
            _ => EntryKind::File,
        };
        let name = bytes.get(space + 1..zero)?.to_vec();
        let (id, rest) = bytes[zero + 1..].split_at_checked(name_length)?;
        entries.push(Entry { name, kind, id: ObjectId::from_bytes(id) });
        bytes = rest;
    }
    Some(entries)
}
