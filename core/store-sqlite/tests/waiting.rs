//! Runs that cannot be read do not hold up the others, and however many wait, the due ones are found at once.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use sqlx::{ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};
use usher_model::{Availability, Epoch, HookEvent, HookRunId, SessionId, Timestamp};
use usher_store::{AgentStore as _, FinishHook, HookOutcome, HookStore as _, NewHookRun, Store as _, sql};
use usher_store_sqlite::{Options, SqliteStore};

/// When all runs were stored.
const AT: Timestamp = Timestamp::from_micros(1_000);
/// Steps of SQLite's machine between two counts.
const STEPS: i32 = 20;

#[tokio::test]
async fn runs_that_cannot_be_read_are_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("usher.db");
    let store = open(&file).await;
    let session = SessionId::from_bytes([1; 16]);
    // Each of a hook of its own, but for the last: it stands behind the first.
    let hooks = ["a", "b", "c", "d", "a"];
    let runs: Vec<_> = (0..).zip(hooks).map(|(n, hook)| run(n, hook, Some(session))).collect();
    store_runs(&store, runs.clone()).await;
    let mut other = raw(&file).await;
    for (n, wrong) in ["event = '{\"kind\":\"from_a_later_version\"}'", "hook = 'Not A Name'"].into_iter().enumerate() {
        let text = format!("UPDATE hook_runs SET {wrong} WHERE id = $1");
        let query = sqlx::query(sqlx::AssertSqlSafe(text)).bind(runs[2 * n].id.to_bytes().to_vec());
        assert_eq!(query.execute(&mut other).await.unwrap().rows_affected(), 1);
    }
    other.close().await.unwrap();

    let due = store.due_hooks(AT, 10).await.unwrap();
    assert_eq!(due.runs.iter().map(|due| &due.run).collect::<Vec<_>>(), [&runs[1], &runs[3]]);
    let [(first, why), (second, _)] = due.unreadable.as_slice() else { panic!("{:?}", due.unreadable) };
    assert_eq!((*first, *second), (runs[0].id, runs[2].id));
    assert!(why.contains("hook_runs.event") && why.contains("from_a_later_version"), "{why}");
    let backlog = store.hook_backlog().await.unwrap().runs;
    assert_eq!(backlog, [("mood/a", 2), ("mood/b", 1), ("mood/d", 1)].map(|(hook, n)| (hook.parse().unwrap(), n)));

    // Ended by nothing but its id, it makes room for the one behind it.
    for id in [*first, *second] {
        let hook = "passed/over".parse().unwrap();
        let (effects, deliveries) = (Vec::new(), Vec::new());
        let finish = FinishHook { run: id, hook, session: None, effects, deliveries, at: AT };
        let outcome = store.finish_hook(finish).await.unwrap();
        assert_eq!(outcome, HookOutcome::Done { session: None, messages: Vec::new() });
    }
    let due = store.due_hooks(AT, 10).await.unwrap();
    assert_eq!(due.unreadable, []);
    assert_eq!(due.runs.into_iter().map(|due| due.run).collect::<Vec<_>>(), [1, 3, 4].map(|n| runs[n].clone()));
}

/// Ten thousand runs stand behind an earlier one or are put off; ten thousand calls of one webhook are put off.
#[tokio::test]
async fn what_waits_is_not_walked() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("usher.db");
    let store = open(&file).await;
    let session = |n: u32| Some(SessionId::from_bytes(bytes(n)));
    let mut runs: Vec<_> = (0..10_000).map(|n| run(n, "a", session(0))).collect();
    runs.extend((10_000..20_000).map(|n| run(n, "b", session(n))));
    store_runs(&store, runs.clone()).await;
    let until = Timestamp::from_micros(5_000);
    store.postpone_hooks_of(&"mood/b".parse().unwrap(), until).await.unwrap();
    let last = run(30_000, "c", None);
    store_runs(&store, vec![last.clone()]).await;
    let due = store.due_hooks(AT, 10).await.unwrap();
    assert_eq!(due.runs.into_iter().map(|due| due.run).collect::<Vec<_>>(), [runs[0].clone(), last]);
    store.close().await;

    let mut other = raw(&file).await;
    let calls = "INSERT INTO deliveries (id, webhook, body, at, due_at, since, attempts) \
                 SELECT id, 'pager', '{}', 1, 5000, 1, 1 FROM hook_runs";
    sqlx::query(calls).execute(&mut other).await.unwrap();
    let at = AT.as_micros();
    let due = sqlx::query(sql::hooks::DUE.sqlite).bind(at).bind(64_i64);
    assert_eq!(counted(&mut other, due).await, 2);
    let webhooks = sqlx::query(sql::hooks::DUE_WEBHOOKS.sqlite).bind(at);
    assert_eq!(counted(&mut other, webhooks).await, 0);
    let calls = sqlx::query(sql::hooks::DUE_DELIVERIES.sqlite).bind("pager").bind(at).bind(64_i64);
    assert_eq!(counted(&mut other, calls).await, 0);
    let forget = sqlx::query(sql::deliveries::GIVE_UP.sqlite).bind("pager").bind(1_i64).bind(at).bind("too old");
    assert_eq!(counted(&mut other, forget).await, 0);
    let turn = sqlx::query(sql::hooks::TURN.sqlite).bind(format!("[[\"{}\",\"mood/a\"]]", "00".repeat(16)));
    assert_eq!(counted(&mut other, turn).await, 0);
}

type Query = sqlx::query::Query<'static, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

/// How many rows it answers, in at most as many steps as a walk through a tenth of what waits would take.
async fn counted(connection: &mut SqliteConnection, query: Query) -> usize {
    let steps = Arc::new(AtomicU32::new(0));
    let counting = Arc::clone(&steps);
    connection.lock_handle().await.unwrap().set_progress_handler(STEPS, move || {
        counting.fetch_add(1, Ordering::Relaxed);
        true
    });
    let rows = query.fetch_all(&mut *connection).await.unwrap().len();
    connection.lock_handle().await.unwrap().remove_progress_handler();
    let taken = steps.load(Ordering::Relaxed) * STEPS.unsigned_abs();
    assert!(taken < 1_000, "{taken} steps");
    rows
}

async fn open(file: &Path) -> SqliteStore {
    SqliteStore::open(file, Options::new(Epoch::from_bytes([1; 16]))).await.unwrap()
}

async fn raw(file: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(file).connect().await.unwrap()
}

async fn store_runs(store: &SqliteStore, runs: Vec<NewHookRun>) {
    store.set_availability("li".parse().unwrap(), Availability::Online, AT, runs).await.unwrap();
}

fn run(n: u32, hook: &str, session: Option<SessionId>) -> NewHookRun {
    let event = HookEvent::MessagePosted { agent: None, text: "hello".to_owned() };
    let hook = format!("mood/{hook}").parse().unwrap();
    NewHookRun { id: HookRunId::from_bytes(bytes(n)), hook, session, event, at: AT }
}

fn bytes(n: u32) -> [u8; 16] {
    u128::from(n).to_be_bytes()
}
