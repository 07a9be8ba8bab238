//! What is taken back or erased is not found from that very moment on, whoever does it in the database.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use sqlx::{ConnectOptions, SqliteConnection, sqlite::SqliteConnectOptions};
use usher_model::Epoch;
use usher_store::{SearchFilter, SearchStore as _, Store as _, Viewer, WordQuery};
use usher_store_sqlite::{Options, SqliteStore};

const FILLED: &str = "
    INSERT INTO visitors (id, token_hash, channel, origin, locale, created_at)
    VALUES (x'0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a', x'01', 'mall', 'https://a.example', 'en', 1);
    INSERT INTO sessions (id, visitor, channel, state, opened_at, last_seq, visitor_read, agent_read, rank, visitor_at,
                          version)
    VALUES (x'01010101010101010101010101010101', x'0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a', 'mall', 'unmatched', 1, 3, 0, 0,
            1, 1, 1);
    INSERT INTO messages VALUES
        (x'01010101010101010101010101010101', 1, 'visitor', 'a', '{\"kind\":\"text\",\"text\":\"secret one\"}', 1),
        (x'01010101010101010101010101010101', 2, 'visitor', 'b', '{\"kind\":\"text\",\"text\":\"secret two\"}', 1),
        (x'01010101010101010101010101010101', 3, 'visitor', 'c', '{\"kind\":\"text\",\"text\":\"secret three\"}', 1);";

async fn hits(store: &SqliteStore, query: &str) -> Vec<i64> {
    let words = Some(WordQuery::parse(query).unwrap());
    let filter = SearchFilter { words, ..SearchFilter::of(Viewer::All) };
    let page = store.search(&filter, None, 10).await.unwrap();
    page.sessions.iter().flat_map(|found| found.hits.iter().map(|hit| hit.seq)).collect()
}

async fn write(connection: &mut SqliteConnection, sql: &'static str) {
    sqlx::raw_sql(sql).execute(connection).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_gone_is_not_found() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("usher.db");
    let store = SqliteStore::open(&file, Options { epoch_if_new: Epoch::from_bytes([1; 16]) }).await.unwrap();
    let mut other = SqliteConnectOptions::new().filename(&file).foreign_keys(true).connect().await.unwrap();
    write(&mut other, FILLED).await;
    assert_eq!(store.index_messages(100).await.unwrap().entries, 3);
    assert_eq!(hits(&store, "secret").await, [3, 2, 1]);

    write(&mut other, "UPDATE messages SET body = '{\"kind\":\"recalled\"}' WHERE seq = 2").await;
    assert_eq!(hits(&store, "secret").await, [3, 1], "at once");
    assert_eq!(store.index_messages(100).await.unwrap().entries, 2, "read anew from there");
    assert_eq!(hits(&store, "secret").await, [3, 1]);

    write(&mut other, "UPDATE messages SET body = '{\"kind\":\"text\",\"text\":\"amended\"}' WHERE seq = 1").await;
    assert_eq!(hits(&store, "secret").await, [3]);
    store.index_messages(100).await.unwrap();
    assert_eq!((hits(&store, "amended").await, hits(&store, "secret").await), (vec![1], vec![3]));

    write(&mut other, "DELETE FROM messages WHERE seq = 3").await;
    assert!(hits(&store, "secret").await.is_empty());
    write(&mut other, "UPDATE sessions SET indexed_seq = 0").await;
    let done = store.index_messages(100).await.unwrap();
    assert!(!done.has_more, "entries that are not there any more hold nothing up");
    assert_eq!(store.index_messages(100).await.unwrap().entries, 0);
    write(&mut other, "DELETE FROM messages; DELETE FROM sessions").await;
    assert!(hits(&store, "amended").await.is_empty());
    store.close().await;
}
