//! A file of an earlier version is brought up to date with everything in it, and what fails half-way leaves nothing.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, SqlSafeStr, SqlitePool,
    migrate::{Migration, MigrationType, Migrator},
    sqlite::SqliteConnectOptions,
};
use std::path::Path;
use usher_model::{Body, ClientId, Effect, Epoch, HookEvent, Party, SessionId, SessionState, Timestamp, VisitorId};
use usher_store::{
    AgentStore as _, FinishHook, HookOutcome, HookStore as _, MessageStore as _, NewHookRun, Page, PlannedEffect,
    PostMessage, PostOutcome, SessionStore as _, Store as _, VisitorHistory, VisitorStore as _, sql,
};
use usher_store_sqlite::{Options, SqliteStore};

/// A file as the first version left it: one session waits, one is owned, one is over.
const FIRST: &str = "
    INSERT INTO meta VALUES ('epoch', x'05050505050505050505050505050505');
    INSERT INTO visitors VALUES (x'0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a', x'01', 'mall', 'https://a.example', NULL, 'en', 1);
    INSERT INTO visitors VALUES (x'0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b', x'02', 'mall', 'https://a.example', NULL, 'en', 2);
    INSERT INTO sessions VALUES (x'01010101010101010101010101010101', x'0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a', 'mall',
        'closed', 'care', 'li', NULL, 'agent', NULL, 1, 2, 2, 0, 0, 2);
    INSERT INTO sessions VALUES (x'02020202020202020202020202020202', x'0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a', 'mall',
        'queued', 'care', NULL, 'busy', NULL, 'vip', 3, NULL, 1, 1, 0, 1);
    INSERT INTO sessions VALUES (x'03030303030303030303030303030303', x'0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b', 'mall',
        'assigned', 'care', 'li', NULL, NULL, 'vip', 4, NULL, 1, 0, 1, 1);
    INSERT INTO messages VALUES (x'02020202020202020202020202020202', 1, 'visitor', 'first',
        '{\"kind\":\"text\",\"text\":\"hello\"}', 3);
    INSERT INTO decisions VALUES (x'04040404040404040404040404040404', x'02020202020202020202020202020202', 3,
        '{\"id\":\"04040404-0404-0404-0404-040404040404\",\"session\":\"02020202-0202-0202-0202-020202020202\",\"at\":3,
          \"cause\":\"opened\",\"revision\":\"ab\",\"facts\":{},\"seed\":1,\"rule\":\"vip\",
          \"outcome\":{\"decision\":\"queue\",\"group\":\"care\",\"reason\":\"busy\"},\"candidates\":[],\"strategies\":[]}');
    INSERT INTO agents VALUES ('li', 'online', 1, 100, 1, 4);";

#[tokio::test]
async fn a_file_of_the_first_version_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("usher.db");
    first_version(&file).await;
    let store = open(&file).await;
    assert_eq!(store.epoch(), Epoch::from_bytes([5; 16]), "the life goes on");

    let queue = store.queue(&"care".parse().unwrap(), None, 10).await.unwrap();
    let [only] = queue.as_slice() else { panic!("one session should wait, not {}", queue.len()) };
    assert_eq!((only.id, only.priority, only.version), (waiting(), 0, 1));
    assert!(only.tags.is_empty() && only.fields.is_empty());
    let owned = store.session(SessionId::from_bytes([3; 16])).await.unwrap().unwrap();
    assert!(matches!(owned.state, SessionState::Assigned { .. }) && owned.agent_read == 1);
    let [decision] = store.decisions(waiting()).await.unwrap().try_into().unwrap();
    assert!(decision.records.is_empty() && decision.failures.is_empty());
    let history = store.visitor_history(VisitorId::from_bytes([0x0a; 16]), 10).await.unwrap();
    assert_eq!(history, VisitorHistory { sessions: 1, last_agent: Some("li".parse().unwrap()) });
    assert_eq!(store.received_since(Timestamp::default()).await.unwrap(), [], "counting begins now");

    let run = run();
    post(&store, "next", vec![run.clone()]).await;
    assert_eq!(store.due_hooks(run.at, 10).await.unwrap().runs.len(), 1);
    let outcome = store.finish_hook(finish(&run)).await.unwrap();
    assert!(matches!(outcome, HookOutcome::Done { session: Some(session), .. } if session.priority == 7));
    store.close().await;

    let again = open(&file).await;
    assert_eq!(again.session(waiting()).await.unwrap().unwrap().priority, 7);
}

#[tokio::test]
async fn a_run_whose_effects_cannot_be_written_is_not_done() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("usher.db");
    first_version(&file).await;
    let store = open(&file).await;
    let run = run();
    post(&store, "next", vec![run.clone()]).await;
    let before = store.session(waiting()).await.unwrap();
    let mut other = SqliteConnectOptions::new().filename(&file).connect().await.unwrap();
    let refuse = "CREATE TRIGGER refuse BEFORE INSERT ON messages BEGIN SELECT RAISE(ABORT, 'no'); END";
    sqlx::query(refuse).execute(&mut other).await.unwrap();
    store.finish_hook(finish(&run)).await.unwrap_err();
    assert_eq!(store.session(waiting()).await.unwrap(), before);
    assert_eq!(store.due_hooks(run.at, 10).await.unwrap().runs.len(), 1);

    sqlx::query("DROP TRIGGER refuse").execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    let outcome = store.finish_hook(finish(&run)).await.unwrap();
    assert!(matches!(outcome, HookOutcome::Done { messages, .. } if messages.len() == 1));
    assert_eq!(store.messages(waiting(), Page::After(2), 10).await.unwrap().len(), 1);
}

fn waiting() -> SessionId {
    SessionId::from_bytes([2; 16])
}

async fn open(file: &Path) -> SqliteStore {
    SqliteStore::open(file, Options::new(Epoch::from_bytes([1; 16]))).await.unwrap()
}

async fn first_version(file: &Path) {
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let pool = SqlitePool::connect_with(options).await.unwrap();
    let step = &sql::migrations::MIGRATIONS[0];
    let text = step.sqlite.into_sql_str();
    let first = Migration::new(step.version, step.name.into(), MigrationType::Simple, text, false);
    Migrator::with_migrations(vec![first]).run(&pool).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(FIRST)).execute(&pool).await.unwrap();
    pool.close().await;
}

fn run() -> NewHookRun {
    NewHookRun {
        id: usher_model::HookRunId::from_bytes([6; 16]),
        hook: "mood/angry".parse().unwrap(),
        session: Some(waiting()),
        event: HookEvent::MessagePosted { agent: None, text: "hello".to_owned() },
        at: Timestamp::from_micros(5),
    }
}

fn finish(run: &NewHookRun) -> FinishHook {
    FinishHook {
        run: run.id,
        hook: run.hook.clone(),
        session: run.session,
        effects: vec![PlannedEffect { effect: Effect::SetPriority { priority: 7 }, prompt_text: None }],
        deliveries: Vec::new(),
        at: run.at,
    }
}

async fn post(store: &SqliteStore, name: &str, hooks: Vec<NewHookRun>) {
    let message = PostMessage {
        session: waiting(),
        sender: Party::Visitor,
        client_id: ClientId::try_from(name.to_owned()).unwrap(),
        body: Body::Text { text: "hello".to_owned() },
        at: Timestamp::from_micros(5),
        hooks,
    };
    let outcome = store.post(message).await.unwrap();
    assert!(matches!(&outcome, PostOutcome::Stored(posted) if posted.message.seq == 2), "{outcome:?}");
}
