//! Git's objects by their names: commits and trees, loose or packed. Read from the repository's files, as
//! <https://git-scm.com/docs/gitformat-pack> describes them; no process is started.
//!
//! Owns how objects are stored, and how much of them is read. Must not know what they are read for. Nothing is believed
//! that does not hash to its name, so a repository that is broken or made up yields nothing rather than something wrong.

use super::pack::Pack;
use flate2::bufread::ZlibDecoder;
use sha1::{Digest, Sha1};
use sha2::Sha256;
use std::{
    fs::{self, File},
    io::{BufReader, Read},
    path::{Path, PathBuf},
};

const SHA_1_BYTES: usize = 20;
const SHA_256_BYTES: usize = 32;
/// Most bytes inflated for one comparison: trees and commits are small, and what claims more is made to fill the memory.
const BUDGET_BYTES: usize = 32 * 1024 * 1024;
/// Longest heading of a loose object: `commit`, a space, a number and a zero byte.
const HEADING_BYTES: usize = 32;
/// Most object stores that borrow from each other.
const MAX_STORES: usize = 8;
/// Most packs looked into: git repacks at fifty.
const MAX_PACKS: usize = 1_000;

/// The name of an object: the hash of what it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct ObjectId(Box<[u8]>);

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ObjectKind {
    Commit,
    Tree,
    Blob,
}

impl ObjectKind {
    const fn word(self) -> &'static str {
        match self {
            Self::Commit => "commit",
            Self::Tree => "tree",
            Self::Blob => "blob",
        }
    }
}

impl ObjectId {
    /// From 40 or 64 hexadecimal digits.
    pub(super) fn from_hex(text: &str) -> Option<Self> {
        let bytes = hex::decode(text).ok()?;
        matches!(bytes.len(), SHA_1_BYTES | SHA_256_BYTES).then(|| Self(bytes.into()))
    }
    /// From the bytes themselves.
    pub(super) fn from_bytes(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }
    /// The bytes themselves.
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
    /// Whether it names an object of this kind and content.
    pub(super) fn names(&self, kind: ObjectKind, content: &[u8]) -> bool {
        let heading = format!("{} {}\0", kind.word(), content.len());
        if self.0.len() == SHA_1_BYTES {
            *self.0 == *Sha1::new().chain_update(heading).chain_update(content).finalize()
        } else {
            *self.0 == *Sha256::new().chain_update(heading).chain_update(content).finalize()
        }
    }
}

/// The object stores of a repository.
pub(super) struct Objects {
    stores: Vec<PathBuf>,
    /// Opened when something is not loose.
    packs: Option<Vec<Pack>>,
    budget: usize,
}

impl Objects {
    /// The store of a repository, and those that it borrows from.
    pub(super) fn of(repository: &Path) -> Self {
        let mut stores = vec![repository.join("objects")];
        let mut at = 0;
        while let Some(store) = stores.get(at).cloned() {
            at += 1;
            let Ok(text) = fs::read_to_string(store.join("info/alternates")) else { continue };
            for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
                let other = store.join(line);
                if stores.len() < MAX_STORES && !stores.contains(&other) {
                    stores.push(other);
                }
            }
        }
        Self { stores, packs: None, budget: BUDGET_BYTES }
    }

    /// The content of an object. None where it is not there, not of this kind, damaged, or more than is read.
    pub(super) fn read(&mut self, id: &ObjectId, kind: ObjectKind) -> Option<Vec<u8>> {
        let content = match self.loose(id) {
            Some((found, content)) => (found == kind).then_some(content)?,
            None => self.packed(id, kind)?,
        };
        id.names(kind, &content).then_some(content)
    }

    fn loose(&mut self, id: &ObjectId) -> Option<(ObjectKind, Vec<u8>)> {
        let name = hex::encode(id.as_bytes());
        let (folder, file) = name.split_at(2);
        let file = self.stores.iter().find_map(|store| File::open(store.join(folder).join(file)).ok())?;
        let mut bytes = inflate(BufReader::new(file), self.budget)?;
        self.budget -= bytes.len();
        let end = bytes.iter().take(HEADING_BYTES).position(|byte| *byte == 0)?;
        let (word, length) = std::str::from_utf8(&bytes[..end]).ok()?.split_once(' ')?;
        let kind = [ObjectKind::Commit, ObjectKind::Tree, ObjectKind::Blob];
        let kind = kind.into_iter().find(|kind| kind.word() == word)?;
        let length: usize = length.parse().ok()?;
        let content = bytes.split_off(end + 1);
        (length == content.len()).then_some((kind, content))
    }

    fn packed(&mut self, id: &ObjectId, kind: ObjectKind) -> Option<Vec<u8>> {
        let stores = &self.stores;
        let packs = self.packs.get_or_insert_with(|| packs_in(stores));
        packs.iter().find_map(|pack| pack.read(id, kind, &mut self.budget))
    }
}

fn packs_in(stores: &[PathBuf]) -> Vec<Pack> {
    let folders = stores.iter().filter_map(|store| fs::read_dir(store.join("pack")).ok());
    let paths = folders.flatten().filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let indexes = paths.filter(|path| path.extension().is_some_and(|ending| ending == "idx"));
    indexes.take(MAX_PACKS).filter_map(|index| Pack::open(&index)).collect()
}

/// What a stream of zlib holds. None where it holds more than `most` bytes, or is damaged.
pub(super) fn inflate(from: impl std::io::BufRead, most: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    ZlibDecoder::new(from).take(most as u64 + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() <= most).then_some(bytes)
}
