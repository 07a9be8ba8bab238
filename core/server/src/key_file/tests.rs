//! Where the key-encryption key is found, and that a lost one is told.

use super::{FILE, KeyFileError, key_encryption};
use crate::system::SystemClock;
use std::{fs, os::unix::fs::PermissionsExt as _};
use usher_engine::{KeySource, NewKeyAsked, import_key};
use usher_model::{Epoch, KeyKind, SeededEntropy};
use usher_store::IdentityStore as _;
use usher_store_sqlite::{Options, SqliteStore};

#[tokio::test]
async fn a_key_is_made_once_and_never_over_keys_that_it_would_lose() {
    let folder = tempfile::tempdir().unwrap();
    let (path, entropy) = (folder.path().join(FILE), SeededEntropy::new(1));
    let store = SqliteStore::open_in_memory(Options::new(Epoch::from_bytes([1; 16]))).await.unwrap();
    let made = key_encryption(folder.path(), &store, &entropy).await.unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let again = key_encryption(folder.path(), &store, &entropy).await.unwrap();
    assert_eq!(made.to_text(), again.to_text());

    let source = KeySource::Fresh { bits: 128 };
    let asked = NewKeyAsked { kind: KeyKind::Aes, source, label: "shop".to_owned(), kid: None, by: "sue".to_owned() };
    let key = import_key(&store, &made, &SystemClock, &entropy, asked).await.unwrap().key;
    let text = fs::read_to_string(&path).unwrap();
    fs::remove_file(&path).unwrap();
    let lost = key_encryption(folder.path(), &store, &entropy).await.unwrap_err();
    assert!(lost.to_string().contains(&key.id.to_string()) && !path.exists(), "{lost}");
    assert!(matches!(lost, KeyFileError::Lost { .. }));
    fs::write(&path, "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=").unwrap();
    let other = key_encryption(folder.path(), &store, &entropy).await.unwrap_err();
    assert!(matches!(other, KeyFileError::Other { .. }), "{other}");
    fs::write(&path, "").unwrap();
    let empty = key_encryption(folder.path(), &store, &entropy).await.unwrap_err();
    assert!(matches!(empty, KeyFileError::BadFile(_)), "{empty}");
    fs::write(&path, text).unwrap();
    key_encryption(folder.path(), &store, &entropy).await.unwrap();
    assert_eq!(store.live_keys().await.unwrap().len(), 1);
}
