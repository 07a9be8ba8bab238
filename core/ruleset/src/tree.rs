//! The bytes a rule set is compiled from, read once so that nothing changes underneath.

use std::{collections::BTreeMap, sync::Arc};
use usher_model::Revision;

/// All source files, by path. Paths are relative, with `/`: `rules/distribution/vip.yaml`, `plugins/load/plugin.yaml`.
/// `rules/` and `plugins/` stand for the two folders whatever their names on disk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceTree {
    /// Path -> bytes.
    pub files: BTreeMap<Arc<str>, Arc<[u8]>>,
}

impl SourceTree {
    /// The hash that names this tree.
    pub fn revision(&self) -> Revision {
        use sha2::{Digest, Sha256};
        let mut hash = Sha256::new();
        for (path, bytes) in &self.files {
            // Lengths keep `a` + `bc` apart from `ab` + `c`.
            hash.update((path.len() as u64).to_le_bytes());
            hash.update(path.as_bytes());
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        }
        Revision::new(&hex::encode(&hash.finalize()[..16]))
    }
}
