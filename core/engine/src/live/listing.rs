//! What lies in the folders, by name and stamp: which files a source tree has, and whether any of them changed.
//!
//! Owns which files count and how many may. Must not read any file's bytes.

use super::{config::Folders, problem};
use std::{
    ffi::{OsStr, OsString},
    fs::{self, Metadata},
    io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};
use usher_ruleset::Diagnostic;

/// Most files in a tree: ten times the largest set that routing is measured with would be a mistake.
pub const MAX_FILES: usize = 10_000;
/// Most bytes of all files together: a whole tree is held in memory, and archived with each revision.
pub const MAX_TREE_BYTES: u64 = 16 * 1024 * 1024;
/// Most bytes of one file.
pub const MAX_FILE_BYTES: u64 = 1024 * 1024;
/// Most folders below each other: kinds need one, plug-ins two.
pub const MAX_DEPTH: usize = 8;
/// Most entries looked at, of files that do not count too: bounds the walk through a wrong or strangely linked folder.
pub const MAX_ENTRIES: usize = 50_000;

/// Most entries in the way that are told: whoever has more has named the wrong folder.
pub(super) const MAX_IN_THE_WAY: usize = 100;

/// What tells one state of a file or folder from another without reading it. The change time cannot be set back by
/// programs that keep the modification time; the birth time tells a new inode from an old one of the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) id: Identity,
    pub(super) bytes: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

/// Which inode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Identity {
    device: u64,
    inode: u64,
    born: Option<SystemTime>,
}

impl Stamp {
    pub(super) fn of(metadata: &Metadata) -> Self {
        let id = Identity { device: metadata.dev(), inode: metadata.ino(), born: metadata.created().ok() };
        Self {
            id,
            bytes: metadata.len(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }
}

/// One file that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    /// Path in the source tree.
    pub(super) path: Arc<str>,
    /// Where it lies.
    pub(super) disk: PathBuf,
    pub(super) stamp: Stamp,
}

/// Everything that counts at one moment. Two equal listings with nothing between them hold the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Listing {
    /// In order of the walk.
    pub(super) files: Vec<Listed>,
    /// Every folder walked, the roots first.
    pub(super) folders: Vec<(PathBuf, Identity)>,
    /// What was in the way.
    pub(super) problems: Vec<Diagnostic>,
}

/// Which files of a root count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Rules,
    Plugins,
}

impl Kind {
    /// Where it stands in the source tree.
    pub(super) const fn root(self) -> &'static str {
        match self {
            Self::Rules => "rules",
            Self::Plugins => "plugins",
        }
    }
    /// `.yml` counts too, for `ruleset` to say that it should be `.yaml`: not reading it would hide a rule silently.
    pub(super) fn counts(self, path: &str) -> bool {
        let (folder, name) = path.rsplit_once('/').unwrap_or_default();
        let ending = Path::new(name).extension().and_then(OsStr::to_str);
        let is_yaml = matches!(ending, Some("yaml" | "yml"));
        match self {
            Self::Rules => is_yaml,
            Self::Plugins => {
                let is_test = is_yaml && folder.ends_with("/tests");
                matches!(name, "plugin.yaml" | "plugin.yml") || ending == Some("rhai") || is_test
            }
        }
    }
}

/// Lists both roots.
pub(super) fn list(folders: &Folders) -> Listing {
    let mut walk = Walk { listing: Listing::default(), bytes: 0, entries: 0, above: Vec::new() };
    match fs::metadata(&folders.rules) {
        Ok(metadata) if metadata.is_dir() => walk.folder(Kind::Rules, &folders.rules, "rules", &metadata),
        Ok(_) => walk.listing.problems.push(problem::no_rules_folder(&folders.rules)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            walk.listing.problems.push(problem::no_rules_folder(&folders.rules));
        }
        Err(error) => walk.listing.problems.push(problem::unreadable("rules", &error)),
    }
    if let Some(plugins) = &folders.plugins {
        match fs::metadata(plugins) {
            Ok(metadata) if metadata.is_dir() => walk.folder(Kind::Plugins, plugins, "plugins", &metadata),
            Ok(_) => walk.listing.problems.push(problem::not_a_file("plugins")),
            // The built-in plug-ins are enough.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => walk.listing.problems.push(problem::unreadable("plugins", &error)),
        }
    }
    walk.listing
}

struct Walk {
    listing: Listing,
    bytes: u64,
    entries: usize,
    /// The folders from the root to here: a link back to one of them would never end.
    above: Vec<Identity>,
}

impl Walk {
    fn folder(&mut self, kind: Kind, disk: &Path, path: &str, metadata: &Metadata) {
        let id = Stamp::of(metadata).id;
        if self.above.contains(&id) {
            self.listing.problems.push(problem::leads_back(path));
            return;
        }
        if self.above.len() > MAX_DEPTH {
            self.listing.problems.push(problem::too_deep(path));
            return;
        }
        self.listing.folders.push((disk.to_owned(), id));
        let mut names = match names_in(disk) {
            Ok(names) => names,
            Err(error) => {
                self.listing.problems.push(problem::unreadable(path, &error));
                return;
            }
        };
        names.sort();
        self.above.push(id);
        for name in names {
            match name.to_str() {
                Some(name) if is_ignored(name) => {}
                // A terminal would obey them, and a log would show lines that nobody wrote.
                Some(name) if name.chars().any(char::is_control) => {
                    self.listing.problems.push(problem::strange_name(path, name));
                }
                Some(name) => self.entry(kind, &disk.join(name), &format!("{path}/{name}")),
                None => self.listing.problems.push(problem::strange_name(path, &name.to_string_lossy())),
            }
            if self.is_over_budget(kind) {
                break;
            }
        }
        self.above.pop();
    }

    fn entry(&mut self, kind: Kind, disk: &Path, path: &str) {
        self.entries += 1;
        let metadata = match fs::metadata(disk) {
            Ok(metadata) => metadata,
            Err(error) => {
                // What does not count may dangle.
                if kind.counts(path) {
                    self.listing.problems.push(problem::unreadable(path, &error));
                }
                return;
            }
        };
        if metadata.is_dir() {
            self.folder(kind, disk, path, &metadata);
        } else if !kind.counts(path) {
            // A README beside the rules is welcome.
        } else if !metadata.is_file() {
            self.listing.problems.push(problem::not_a_file(path));
        } else if metadata.len() > MAX_FILE_BYTES {
            self.listing.problems.push(problem::file_too_large(path, metadata.len()));
        } else {
            self.bytes += metadata.len();
            let stamp = Stamp::of(&metadata);
            self.listing.files.push(Listed { path: Arc::from(path), disk: disk.to_owned(), stamp });
        }
    }

    /// Says so once, however many folders are left on the way up.
    fn is_over_budget(&mut self, kind: Kind) -> bool {
        let found = if self.listing.files.len() > MAX_FILES || self.entries > MAX_ENTRIES {
            problem::too_many_files(kind.root())
        } else if self.bytes > MAX_TREE_BYTES {
            problem::tree_too_large(kind.root())
        } else if self.listing.problems.len() >= MAX_IN_THE_WAY {
            problem::too_much_in_the_way(kind.root())
        } else {
            return false;
        };
        if !self.listing.problems.contains(&found) {
            self.listing.problems.push(found);
        }
        true
    }
}

fn names_in(folder: &Path) -> io::Result<Vec<OsString>> {
    fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.file_name())).collect()
}

/// Hidden entries (a `ConfigMap`'s `..data` too: its files are linked under their own names) and what editors leave.
pub(super) fn is_ignored(name: &str) -> bool {
    name.starts_with(['.', '#']) || name.ends_with('~')
}
