//! A folder of files on this machine.

use crate::{Attachments, StorageError};
use object_store::local::LocalFileSystem;
use std::{fs, io, path::Path, sync::Arc};

/// Bytes that are gathered before they are written. On a local disk larger parts gain little.
const PART_BYTES: usize = 256 * 1024;

impl Attachments {
    /// Files in a folder, which is made where there is none, readable by its owner only. What is kept is on the disk
    /// when its receiving ends. No other process may use the folder.
    ///
    /// # Errors
    /// When the folder cannot be made or read.
    pub fn in_folder(folder: &Path) -> Result<Self, StorageError> {
        let failed = |error: io::Error| StorageError::of(error);
        make_private(folder).map_err(failed)?;
        sweep(folder).map_err(failed)?;
        let disk = LocalFileSystem::new_with_prefix(folder).map_err(StorageError::of)?.with_fsync(true);
        Ok(Self::over(Arc::new(disk), PART_BYTES))
    }
}

fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Removes what an earlier life was still writing when it ended: such files bear the number sign that no key has, and
/// nobody else knows of them.
fn sweep(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sweep(&entry.path())?;
        } else if entry.file_name().as_encoded_bytes().contains(&b'#') {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
