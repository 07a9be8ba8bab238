//! The promise of durability is checked, not assumed.

use super::{Options, assert_durable, open, writing};
use sqlx::{ConnectOptions, Connection as _, sqlite::SqliteJournalMode, sqlite::SqliteSynchronous};
use usher_model::Epoch;
use usher_store::Store as _;

fn first() -> Options {
    Options { epoch_if_new: Epoch::from_bytes([1; 16]) }
}

#[tokio::test]
async fn a_writer_that_could_lose_commits_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("usher.db");
    let store = open(&file, first()).await.unwrap();
    store.close().await;
    for (synchronous, accepted) in [
        (SqliteSynchronous::Off, false),
        (SqliteSynchronous::Normal, false),
        (SqliteSynchronous::Full, true),
        (SqliteSynchronous::Extra, true),
    ] {
        let mut connection = writing(&file).synchronous(synchronous).connect().await.unwrap();
        assert_eq!(assert_durable(&mut connection).await.is_ok(), accepted, "{synchronous:?}");
        // Another journal mode needs the file for itself.
        connection.close().await.unwrap();
    }
    let mut connection = writing(&file).journal_mode(SqliteJournalMode::Delete).connect().await.unwrap();
    let refused = assert_durable(&mut connection).await.unwrap_err().to_string();
    assert!(refused.contains("power loss"), "{refused}");
}

#[cfg(unix)]
#[tokio::test]
async fn the_files_are_private() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("usher.db"), first()).await.unwrap();
    store.ping().await.unwrap();
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.file_name());
        names.push(entry.file_name().into_string().unwrap());
    }
    names.sort();
    assert_eq!(names, ["usher.db", "usher.db-shm", "usher.db-wal"]);
}

#[tokio::test]
async fn an_epoch_begins_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("usher.db");
    open(&file, first()).await.unwrap().close().await;
    let store = open(&file, Options { epoch_if_new: Epoch::from_bytes([2; 16]) }).await.unwrap();
    assert_eq!(store.epoch(), first().epoch_if_new);
}
