//! Where findings lie on disk, as a repository's root sees it.

use std::{
    env,
    path::{Path, PathBuf},
};
use url::Url;
use usher_engine::live::Folders;

/// A file of a source tree, relative to the repository's root where it lies within, else as a whole path.
pub(super) fn in_repository(file: &str, folders: &Folders) -> String {
    let whole = on_disk(file, folders);
    inside(&whole).unwrap_or(whole).display().to_string()
}

/// The same as an address: relative, with `/`, and whether it is.
pub(super) fn address(file: &str, folders: &Folders) -> Address {
    let whole = on_disk(file, folders);
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

/// Where a file of a source tree lies, as a whole path.
fn on_disk(file: &str, folders: &Folders) -> PathBuf {
    let path = match (file.split_once('/'), &folders.plugins) {
        (Some(("rules", rest)), _) => folders.rules.join(rest),
        (Some(("plugins", rest)), Some(plugins)) => plugins.join(rest),
        _ => PathBuf::from(file),
    };
    std::path::absolute(&path).unwrap_or(path)
}

/// Below the repository's root: where a workflow runs, its workspace; elsewhere the present folder.
fn inside(path: &Path) -> Option<PathBuf> {
    let root = env::var_os("GITHUB_WORKSPACE").map(PathBuf::from).or_else(|| env::current_dir().ok())?;
    path.strip_prefix(root).ok().map(Path::to_owned)
}
