//! Watches directories so that the loop wakes soon after a change.
//!
//! Owns which directories are watched and which events count. An event says only "look": what changed is told by reading.
//! Whatever a watch misses, the poll sees; so a watch that cannot be had costs time, never correctness.

use super::{config::Folders, listing::Identity, listing::Listing, listing::Stamp};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher, event::ModifyKind};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ffi::OsString,
    fs, io,
    path::{Component, Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::watch;

/// Longest chain of links resolved, as the operating system has it.
const MAX_LINKS: usize = 40;

/// The watches of both folders.
pub(super) struct Watching {
    /// None where the system gives no watcher: then the poll alone wakes the loop.
    watcher: Option<RecommendedWatcher>,
    armed: Arc<Mutex<Armed>>,
    /// What could not be watched and was said so already.
    complained: BTreeSet<PathBuf>,
}

/// What is watched now; read by the watcher's own thread.
#[derive(Default)]
struct Armed {
    directories: HashMap<PathBuf, Directory>,
}

struct Directory {
    id: Identity,
    interest: Interest,
    /// Its path was renamed or removed, so the watch may be dead though a directory stands there again.
    suspect: bool,
}

/// Which entries of a directory matter.
#[derive(Clone, PartialEq, Eq)]
enum Interest {
    /// All.
    Everything,
    /// These: the rest of a folder's parent, such as a database beside it, is none of ours.
    Names(BTreeSet<OsString>),
}

impl Watching {
    /// A watcher that watches nothing yet, and counts the events that matter up in `events`.
    pub(super) fn start(events: watch::Sender<u64>) -> Self {
        let armed = Arc::new(Mutex::new(Armed::default()));
        let seen = Arc::clone(&armed);
        let handler = move |event: notify::Result<Event>| {
            if lock(&seen).matters(event.as_ref()) {
                events.send_modify(|count| *count += 1);
            }
        };
        let watcher = notify::recommended_watcher(handler)
            .inspect_err(|error| tracing::warn!(%error, "changes of the rules are only seen by polling"))
            .ok();
        Self { watcher, armed, complained: BTreeSet::new() }
    }

    /// Watches what the listing walked, and the directories where a folder itself could be replaced. Watches whose
    /// directory is no longer the same are renewed. Blocks for a moment.
    pub(super) fn arm(&mut self, folders: &Folders, listing: &Listing) {
        let Some(watcher) = &mut self.watcher else { return };
        let wanted = wanted(folders, listing);
        // The lock is not held while the watcher is told: it calls the handler, which takes it.
        let stale: Vec<PathBuf> = {
            let armed = lock(&self.armed);
            let is_stale = |(path, now): (&PathBuf, &Directory)| {
                let kept = wanted.get(path).is_some_and(|(id, _)| *id == now.id) && !now.suspect;
                (!kept).then(|| path.clone())
            };
            armed.directories.iter().filter_map(is_stale).collect()
        };
        for path in stale {
            // It may be gone already, which is what made it stale.
            let _ = watcher.unwatch(&path);
            lock(&self.armed).directories.remove(&path);
        }
        for (path, (id, interest)) in wanted {
            if let Some(known) = lock(&self.armed).directories.get_mut(&path) {
                known.interest = interest;
                continue;
            }
            // Said first: an event that comes while the watch is being set must find it.
            let directory = Directory { id, interest, suspect: false };
            lock(&self.armed).directories.insert(path.clone(), directory);
            if let Err(error) = watcher.watch(&path, RecursiveMode::NonRecursive) {
                lock(&self.armed).directories.remove(&path);
                if self.complained.insert(path.clone()) {
                    tracing::warn!(%error, path = %path.display(), "changes here are only seen by polling");
                }
            }
        }
    }
}

fn lock(armed: &Mutex<Armed>) -> std::sync::MutexGuard<'_, Armed> {
    armed.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Armed {
    fn matters(&mut self, event: Result<&Event, &notify::Error>) -> bool {
        let event = match event {
            // Reading must not cause another reading.
            Ok(event) if matches!(event.kind, EventKind::Access(_)) => return false,
            // Lost events may have been any events.
            Ok(event) if event.need_rescan() => return true,
            Ok(event) => event,
            Err(_) => return true,
        };
        if matches!(event.kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))) {
            for (path, directory) in &mut self.directories {
                directory.suspect |= event.paths.iter().any(|moved| path.starts_with(moved));
            }
        }
        event.paths.iter().any(|path| self.is_of_interest(path))
    }

    fn is_of_interest(&self, path: &Path) -> bool {
        if self.directories.contains_key(path) {
            return true;
        }
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else { return false };
        self.directories.get(parent).is_some_and(|directory| match &directory.interest {
            Interest::Everything => true,
            Interest::Names(names) => names.contains(name),
        })
    }
}

/// One directory a path and its interest. A directory that is reached by two paths is watched by the first: the system
/// knows one watch a directory.
fn wanted(folders: &Folders, listing: &Listing) -> BTreeMap<PathBuf, (Identity, Interest)> {
    let mut wanted = BTreeMap::new();
    let mut taken: HashMap<Identity, PathBuf> = HashMap::new();
    for (path, id) in &listing.folders {
        if taken.insert(*id, path.clone()).is_none() {
            wanted.insert(path.clone(), (*id, Interest::Everything));
        }
    }
    for root in std::iter::once(&folders.rules).chain(&folders.plugins) {
        for (holder, name) in holders(root) {
            let Ok(metadata) = fs::metadata(&holder) else { continue };
            let id = Stamp::of(&metadata).id;
            let path = taken.entry(id).or_insert(holder).clone();
            let (_, interest) = wanted.entry(path).or_insert_with(|| (id, Interest::Names(BTreeSet::new())));
            if let Interest::Names(names) = interest {
                names.insert(name);
            }
        }
    }
    wanted
}

/// Where somebody could put another directory in the place of `root`: the directory of each link on the way to it, and
/// that of its last part; if a part is missing, the directory where it would appear.
fn holders(root: &Path) -> Vec<(PathBuf, OsString)> {
    let mut found = Vec::new();
    let mut links = 0;
    let mut real = PathBuf::new();
    let mut left: Vec<OsString> = parts(root);
    while let Some(part) = left.pop() {
        let here = real.join(&part);
        match Path::new(&part).components().next() {
            Some(Component::ParentDir) => {
                real.pop();
                continue;
            }
            Some(Component::Normal(_)) => {}
            _ => {
                real = here;
                continue;
            }
        }
        match read_link(&here) {
            Ok(Some(target)) if links < MAX_LINKS => {
                links += 1;
                found.push((real.clone(), part));
                // An absolute target replaces the whole path when it is joined.
                left.extend(parts(&target));
            }
            Ok(None) if !left.is_empty() => real = here,
            _ => {
                found.push((real, part));
                break;
            }
        }
    }
    found
}

/// The parts of a path, last first.
fn parts(path: &Path) -> Vec<OsString> {
    path.components().rev().filter(|part| *part != Component::CurDir).map(|part| part.as_os_str().to_owned()).collect()
}

fn read_link(path: &Path) -> io::Result<Option<PathBuf>> {
    if fs::symlink_metadata(path)?.is_symlink() { fs::read_link(path).map(Some) } else { Ok(None) }
}
