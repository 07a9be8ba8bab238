//! Every statement can be prepared on SQLite, and none walks through a whole table that grows.

use sqlx::{AssertSqlSafe, ConnectOptions, Executor, Row, SqlSafeStr, sqlite::SqliteConnectOptions};
use usher_model::Epoch;
use usher_store::{Store as _, sql};
use usher_store_sqlite::{Options, SqliteStore};

/// Tables that grow with use, and their short names in joins.
const GROWING_TABLES: &[&str] = &[
    "d",
    "decisions",
    "deliveries",
    "e",
    "files",
    "hook_runs",
    "i",
    "identity_key_events",
    "identity_keys",
    "identity_proofs",
    "identity_refusals",
    "visitor_identities",
    "l",
    "left_messages",
    "left_notes",
    "m",
    "messages",
    "n",
    "blocks",
    "k",
    "r",
    "record_keys",
    "record_links",
    "records",
    "received",
    "revisions",
    "s",
    "sessions",
    "sign_ins",
    "v",
    "visitor_records",
    "visitors",
];

#[tokio::test]
async fn every_statement_prepares_and_uses_an_index() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("usher.db");
    SqliteStore::open(&file, Options { epoch_if_new: Epoch::from_bytes([1; 16]) }).await.unwrap().close().await;
    let mut connection = SqliteConnectOptions::new().filename(&file).connect().await.unwrap();
    let mut count = 0;
    for statement in sql::all() {
        count += 1;
        if let Err(error) = connection.prepare(statement.sqlite.into_sql_str()).await {
            panic!("{}: {error}", statement.name);
        }
        let plan = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", statement.sqlite)))
            .fetch_all(&mut connection)
            .await
            .unwrap();
        for step in plan {
            let detail: String = step.get("detail");
            let scanned = detail.strip_prefix("SCAN ").filter(|rest| !rest.contains("USING"));
            let walks = scanned.is_some_and(|table| GROWING_TABLES.contains(&table));
            assert!(!walks, "{}: {detail}", statement.name);
            assert!(!detail.contains("USE TEMP B-TREE"), "{}: {detail}", statement.name);
        }
    }
    assert!(count > 50, "only {count} statements are listed");
}

/// Whoever is looked for by a key is found by the index over keys, and nothing else is read: also among millions.
#[tokio::test]
async fn records_are_found_by_the_index_over_their_keys() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("usher.db");
    SqliteStore::open(&file, Options { epoch_if_new: Epoch::from_bytes([1; 16]) }).await.unwrap().close().await;
    let mut connection = SqliteConnectOptions::new().filename(&file).connect().await.unwrap();
    let by_key = "USING PRIMARY KEY (object=? AND field=? AND value=?";
    for (statement, first) in [
        (&sql::records::WALK_KEY, by_key),
        (&sql::records::BEARERS, by_key),
        (&sql::records::DROP_KEYS, by_key),
        (&sql::records::THESE, "q VIRTUAL TABLE"),
        (&sql::records::WALK, "records_there (object=? AND number>?"),
        (&sql::records::CHANGES, "records_by_change (change>?"),
    ] {
        let text = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", statement.sqlite));
        let plan = sqlx::query(text).fetch_all(&mut connection).await.unwrap();
        let steps: Vec<String> = plan.iter().map(|step| step.get("detail")).collect();
        assert!(steps[0].contains(first), "{}: {steps:?}", statement.name);
        assert!(
            steps.iter().all(|step| !step.starts_with("SCAN") || step.contains("VIRTUAL")),
            "{}: {steps:?}",
            statement.name
        );
    }
}
