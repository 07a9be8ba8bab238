//! Writing a file so that whoever reads it meanwhile sees the old text or the new one, and never half of either.

use std::{fs, io, io::Write as _, path::Path};

/// Puts a text in the place of a file that is there, with its permissions. Where the path is a link, what it leads to is
/// replaced and the link stays.
///
/// # Errors
/// Where the file is not there, or its folder cannot be written to; the file is then as it was.
pub(super) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    let permissions = fs::metadata(&path)?.permissions();
    let folder = path.parent().ok_or(io::ErrorKind::NotADirectory)?;
    // Names that begin with a dot are no rules, should it ever be left behind.
    let mut new = tempfile::Builder::new().prefix(".usher-").suffix(".tmp").tempfile_in(folder)?;
    new.write_all(text.as_bytes())?;
    new.as_file().set_permissions(permissions)?;
    // A name must not lead to a text that is not on disk yet.
    new.as_file().sync_all()?;
    new.persist(&path)?;
    Ok(())
}
