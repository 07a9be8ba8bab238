//! The key-encryption key: from the environment, or from a file beside the database that the first start makes.
//!
//! Owns where it is looked for, and that it is never made anew over keys that it would lose.

use std::{
    env, fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};
use tempfile::NamedTempFile;
use usher_engine::{LostKeys, check_keys};
use usher_identity::KeyEncryptionKey;
use usher_model::{Entropy, KeyId};
use usher_store::{Store, StoreError};

/// The variable that holds it where it shall not be in a file.
pub(crate) const VARIABLE: &str = "USHER_KEY_ENCRYPTION_KEY";
/// The file's name, in the folder of data.
const FILE: &str = "key-encryption.key";

/// Why keys of sites cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The variable holds something else.
    #[error(
        "{VARIABLE} is not a key-encryption key: it is 32 bytes in Base64, as `openssl rand -base64 32` makes them"
    )]
    BadVariable,
    /// The file holds something else.
    #[error("{} is not a key-encryption key: restore it from a backup", .0.display())]
    BadFile(PathBuf),
    /// It cannot be read or written.
    #[error("{} cannot be used: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// There is none, though keys were sealed with it.
    #[error(
        "the key-encryption key is lost: {} is not there and {VARIABLE} is not set, but the database holds keys that were \
         sealed with it; restore it from a backup, or revoke these with `usher identity key revoke`: {}",
        path.display(),
        .keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    )]
    Lost {
        /// Where it should be.
        path: PathBuf,
        /// The keys that cannot be opened.
        keys: Vec<KeyId>,
    },
    /// It is another than some keys were sealed with.
    #[error("{from}: {source}")]
    Other {
        /// Where it was read.
        from: String,
        /// Which keys.
        source: LostKeys,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The key-encryption key of a store, made where there is none and nothing was sealed yet.
///
/// # Errors
/// When it is lost, or another.
pub(crate) async fn key_encryption(
    data: &Path,
    store: &dyn Store,
    entropy: &dyn Entropy,
) -> Result<KeyEncryptionKey, KeyFileError> {
    let path = data.join(FILE);
    let (key, from) = match env::var(VARIABLE) {
        Ok(text) => (KeyEncryptionKey::parse(&text).map_err(|_| KeyFileError::BadVariable)?, VARIABLE.to_owned()),
        Err(_) => (of_file(&path, store, entropy).await?, path.display().to_string()),
    };
    match check_keys(store, &key).await {
        Ok(()) => Ok(key),
        Err(LostKeys::Store(error)) => Err(error.into()),
        Err(source) => Err(KeyFileError::Other { from, source }),
    }
}

async fn of_file(path: &Path, store: &dyn Store, entropy: &dyn Entropy) -> Result<KeyEncryptionKey, KeyFileError> {
    if let Some(key) = read(path)? {
        return Ok(key);
    }
    let keys: Vec<KeyId> = store.live_keys().await?.into_iter().map(|stored| stored.key.id).collect();
    if !keys.is_empty() {
        return Err(KeyFileError::Lost { path: path.to_owned(), keys });
    }
    let fresh = KeyEncryptionKey::generate(entropy);
    write(path, &fresh).map_err(|source| KeyFileError::File { path: path.to_owned(), source })?;
    // Another process may have been faster: what is there counts.
    read(path)?.ok_or_else(|| KeyFileError::BadFile(path.to_owned()))
}

fn read(path: &Path) -> Result<Option<KeyEncryptionKey>, KeyFileError> {
    match fs::read_to_string(path) {
        Ok(text) => {
            warn_if_open(path);
            KeyEncryptionKey::parse(&text).map(Some).map_err(|_| KeyFileError::BadFile(path.to_owned()))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(KeyFileError::File { path: path.to_owned(), source }),
    }
}

/// Writes it whole or not at all, readable by its owner only, and never over another.
fn write(path: &Path, key: &KeyEncryptionKey) -> io::Result<()> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let mut file = NamedTempFile::new_in(folder)?;
    writeln!(file, "{}", key.to_text().as_str())?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_) => {
            tracing::info!(file = %path.display(), "a key-encryption key was made; keep a copy apart from the database");
            fs::File::open(folder)?.sync_all()
        }
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error.error),
    }
}

fn warn_if_open(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(path).map_or(0, |found| found.permissions().mode());
    if mode & 0o077 != 0 {
        let mode = format!("{:o}", mode & 0o777);
        tracing::warn!(file = %path.display(), mode, "the key-encryption key can be read by others; `chmod 600` it");
    }
}

#[cfg(test)]
mod tests;
