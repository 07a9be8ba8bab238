//! Where findings lie on disk, as a repository's root sees it.

use std::{
    env,
    path::{Path, PathBuf},
};
use url::Url;
use usher_engine::live::Folders;

/// A file of a source tree, relative to the repository's root where it lies within, else as a whole path.
pub(super) fn in_repository(file: &str, folders: &Folders) -> String {
    let whole = absolute(&named(file, folders));
    inside(&whole).unwrap_or(whole).display().to_string()
}

/// A file of a source tree as whoever ran the command finds it: relative to the present folder where it lies within,
/// else by the way that the folder was named.
pub(crate) fn from_here(file: &str, folders: &Folders) -> String {
    let path = named(file, folders);
    let here = env::current_dir().ok();
    let inside = here.and_then(|here| absolute(&path).strip_prefix(here).ok().map(Path::to_owned));
    inside.unwrap_or(path).display().to_string()
}

/// As an address from the repository's root: relative, with `/`, and whether it is.
pub(super) fn address(file: &str, folders: &Folders) -> Address {
    let whole = absolute(&named(file, folders));
    let Some(inside) = inside(&whole) else {
        let url = Url::from_file_path(&whole).map_or_else(|()| whole.display().to_string(), String::from);
        return Address::Whole(url);
    };
    // Of a whole address the path is taken: that is the one place that knows which characters stand for themselves.
    let path = Url::from_file_path(Path::new("/").join(&inside)).map(|url| url.path().to_owned());
    Address::Inside(path.map_or_else(|()| inside.display().to_string(), |path| path.trim_start_matches('/').to_owned()))
}

/// An address of a file.
pub(super) enum Address {
    /// Relative to the repository's root.
    Inside(String),
    /// Of a file beyond it.
    Whole(String),
}

/// Where a file of a source tree lies, by the way that the folders were named.
fn named(file: &str, folders: &Folders) -> PathBuf {
    match (file.split_once('/').unwrap_or((file, "")), &folders.plugins) {
        (("rules", ""), _) => folders.rules.clone(),
        (("rules", rest), _) => folders.rules.join(rest),
        (("plugins", ""), Some(plugins)) => plugins.clone(),
        (("plugins", rest), Some(plugins)) => plugins.join(rest),
        _ => PathBuf::from(file),
    }
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// Below the repository's root: where a workflow runs, its workspace; elsewhere the present folder.
fn inside(path: &Path) -> Option<PathBuf> {
    let root = env::var_os("GITHUB_WORKSPACE").map(PathBuf::from).or_else(|| env::current_dir().ok())?;
    path.strip_prefix(root).ok().map(Path::to_owned)
}
