//! A file of an earlier version is brought up to date with everything in it, and what fails half-way leaves nothing.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, SqlSafeStr, SqlitePool,
    migrate::{Migration, MigrationType, Migrator},
    sqlite::SqliteConnectOptions,
};
use std::path::Path;
use usher_model::{
    Body, ClientId, CloseCause, Effect, Epoch, HookEvent, NoticeKind, Party, Routed, SessionId, SessionState,
    Timestamp, VisitorId,
};
use usher_store::{
    AgentStore as _, FinishHook, HookOutcome, HookStore as _, MessageStore as _, NewHookRun, NoticeFilter,
    NoticeStore as _, Page, PlannedEffect, PostMessage, PostOutcome, SessionStore as _, Store as _, VisitorHistory,
    VisitorStore as _, sql,
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

/// A file as the second version left it: sessions in each state, some with a priority, with everything around them.
const SECOND: &str = "
    INSERT INTO meta VALUES ('epoch', x'05050505050505050505050505050505');
    INSERT INTO visitors SELECT unhex(value || 'a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0'), unhex(value), 'mall',
        'https://a.example', NULL, 'en', 1 FROM json_each('[\"01\",\"02\",\"03\",\"04\",\"05\",\"06\"]');
    INSERT INTO sessions SELECT unhex(value ->> 0 || '0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b'),
        unhex(value ->> 0 || 'a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0'), 'mall', value ->> 1, value ->> 2, value ->> 3,
        value ->> 4, value ->> 5, 'vip', value ->> 6, value ->> 7, value ->> 8, 2, 1, 7, value ->> 9, '[\"late\"]',
        '{\"orders\":3}' FROM json_each('[
            [\"01\", \"queued\", \"care\", null, \"busy\", null, 100000000, null, 3, 0],
            [\"02\", \"queued\", \"care\", null, \"none_online\", null, 200000000, null, 0, -100],
            [\"03\", \"queued\", \"care\", null, \"full\", null, 90000000, null, 0, 1],
            [\"04\", \"assigned\", \"care\", \"li\", null, null, 400000000, null, 4, -5],
            [\"05\", \"unmatched\", null, null, null, null, 500000000, null, 0, 0],
            [\"06\", \"closed\", \"care\", \"li\", null, \"agent\", 600000000, 700000000, 2, 0]]');
    INSERT INTO messages SELECT unhex(value ->> 0 || '0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b'), value ->> 1, value ->> 2,
        value ->> 1, '{\"kind\":\"text\",\"text\":\"hello\"}', value ->> 3 FROM json_each('[
            [\"01\", 1, \"visitor\", 100000000], [\"01\", 2, \"system\", 100000001],
            [\"01\", 3, \"visitor\", 100000003],
            [\"04\", 1, \"visitor\", 400000000], [\"04\", 2, \"agent:li\", 400000002],
            [\"04\", 3, \"system\", 400000003], [\"04\", 4, \"agent:li\", 400000004],
            [\"06\", 1, \"agent:li\", 600000002], [\"06\", 2, \"visitor\", 600000001]]');
    INSERT INTO decisions SELECT unhex((value ->> 0) || '0404040404040404040404040404' || (value ->> 1)),
        unhex(value ->> 0 || '0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b'), value ->> 2,
        '{\"id\":\"04040404-0404-0404-0404-040404040404\",\"session\":\"02020202-0202-0202-0202-020202020202\",
          \"at\":3,\"cause\":\"opened\",\"revision\":\"ab\",\"facts\":{},\"seed\":1,\"rule\":\"vip\",
          \"outcome\":{\"decision\":\"assign\",\"group\":\"care\",\"agent\":\"li\"},\"candidates\":[],
          \"strategies\":[]}'
        FROM json_each('[[\"01\", \"01\", 100000000], [\"04\", \"01\", 400000000], [\"04\", \"02\", 400000001]]');
    INSERT INTO hook_runs VALUES (x'06060606060606060606060606060606', 'mood/angry',
        x'010b0b0b0b0b0b0b0b0b0b0b0b0b0b0b', '{\"kind\":\"message_posted\",\"agent\":null,\"text\":\"a\"}', 5, 5, 1, 0);
    INSERT INTO deliveries VALUES (x'07070707070707070707070707070707', 'pager', '{}', 5, 5, 2);
    INSERT INTO agents VALUES ('li', 'online', 1, 100, 1, 4);
    INSERT INTO received VALUES ('li', 7, 3);";

#[tokio::test]
async fn a_file_of_the_second_version_is_rebuilt_with_everything_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("usher.db");
    at_version(&file, 2, SECOND).await;
    let store = open(&file).await;
    let moment = Timestamp::from_micros;

    let queue = store.queue(&"care".parse().unwrap(), None, 10).await.unwrap();
    let order: Vec<_> = queue.iter().map(|session| (session.id, session.priority)).collect();
    assert_eq!(order, [(session(2), 100), (session(1), 0), (session(3), -1)]);
    let waits = &queue[1];
    assert_eq!(waits.queued_at, Some(moment(100_000_000)));
    assert_eq!((waits.visitor_at, waits.agent_at, waits.assigned_at), (moment(100_000_003), None, None));
    let owned = store.session(session(4)).await.unwrap().unwrap();
    assert_eq!(
        owned.state,
        SessionState::Assigned { group: Some("care".parse().unwrap()), agent: "li".parse().unwrap() }
    );
    assert_eq!((owned.priority, owned.assigned_at), (5, Some(moment(400_000_001))));
    assert_eq!((owned.visitor_at, owned.agent_at), (moment(400_000_000), Some(moment(400_000_004))));
    let unmatched = store.session(session(5)).await.unwrap().unwrap();
    assert_eq!((&unmatched.state, unmatched.visitor_at), (&SessionState::Unmatched, moment(500_000_000)));
    let over = store.session(session(6)).await.unwrap().unwrap();
    let (cause, agent, group) = (CloseCause::Agent, Some("li".parse().unwrap()), Some("care".parse().unwrap()));
    assert_eq!(over.state, SessionState::Closed { cause, agent, group });
    assert_eq!((over.closed_at, over.agent_at), (Some(moment(700_000_000)), Some(moment(600_000_002))));
    for found in queue.iter().chain([&owned, &unmatched, &over]) {
        assert_eq!((found.version, found.visitor_read, found.agent_read), (7, 2, 1));
        assert_eq!((found.tags.len(), found.fields.len(), found.rule.as_ref().unwrap().as_str()), (1, 1, "vip"));
        assert_eq!((found.routed, found.answer_by, found.missed.len()), (Routed::ByRules, None, 0));
    }
    let silent = store.idle_sessions(moment(400_000_004), None, 10).await.unwrap();
    assert_eq!(silent, [owned], "an agent wrote last");
    for (n, entries) in [(1, 3), (4, 4), (6, 2)] {
        assert_eq!(store.messages(session(n), Page::After(0), 10).await.unwrap().len(), entries);
    }
    assert_eq!(store.decisions(session(4)).await.unwrap().len(), 2);
    let due = store.due_hooks(moment(5), 10).await.unwrap().runs;
    assert_eq!((due.len(), due[0].attempts, due[0].run.session), (1, 1, Some(session(1))));
    assert_eq!(store.due_deliveries(&"pager".parse().unwrap(), moment(5), 10).await.unwrap().len(), 1);
    let [li] = store.roster().await.unwrap().try_into().unwrap();
    assert_eq!((li.load, li.misses, li.availability_at), (1, 0, Some(moment(1))));
    assert_eq!(store.received_since(Timestamp::default()).await.unwrap(), [("li".parse().unwrap(), 3)]);
    store.close().await;

    // What refers to sessions still does, and is held to it.
    let mut other = SqliteConnectOptions::new().filename(&file).foreign_keys(true).connect().await.unwrap();
    let broken = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut other).await.unwrap();
    assert!(broken.is_empty());
    for stray in [
        "INSERT INTO messages VALUES (x'09', 1, 'visitor', 'a', '{}', 1)",
        "INSERT INTO decisions VALUES (x'09', x'09', 1, '{}')",
        "DELETE FROM sessions WHERE id = x'040b0b0b0b0b0b0b0b0b0b0b0b0b0b0b'",
        "UPDATE sessions SET visitor = x'09' WHERE state = 'unmatched'",
    ] {
        let refused = sqlx::query(stray).execute(&mut other).await.unwrap_err().to_string();
        assert!(refused.contains("FOREIGN KEY"), "{stray}: {refused}");
    }
    other.close().await.unwrap();
    let again = open(&file).await;
    assert_eq!(again.queue(&"care".parse().unwrap(), None, 10).await.unwrap(), queue);
}

#[tokio::test]
async fn a_file_with_broken_references_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("usher.db");
    at_version(&file, 2, SECOND).await;
    let mut other = SqliteConnectOptions::new().filename(&file).foreign_keys(false).connect().await.unwrap();
    let stray = "INSERT INTO messages VALUES (x'09', 1, 'visitor', 'a', '{}', 1)";
    sqlx::query(stray).execute(&mut other).await.unwrap();
    let refused = SqliteStore::open(&file, Options::new(Epoch::from_bytes([1; 16]))).await.unwrap_err().to_string();
    assert!(refused.contains("number = 0"), "{refused}");
    let before = sqlx::query("SELECT id FROM sessions WHERE rank = -100").fetch_all(&mut other).await.unwrap();
    assert_eq!(before.len(), 1, "the old table is there, with its ranks");
    sqlx::query("DELETE FROM messages WHERE session = x'09'").execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    assert_eq!(open(&file).await.queue_length(&"care".parse().unwrap(), None).await.unwrap(), 3);
}

/// A session of the second version's file.
fn session(n: u8) -> SessionId {
    let mut bytes = [0x0b; 16];
    bytes[0] = n;
    SessionId::from_bytes(bytes)
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
    at_version(file, 1, FIRST).await;
}

#[tokio::test]
async fn notices_of_an_earlier_version_stay() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("usher.db");
    let rows = "
        INSERT INTO meta VALUES ('epoch', x'05050505050505050505050505050505');
        INSERT INTO notices VALUES (x'01010101010101010101010101010101', 'unmatched',
            x'02020202020202020202020202020202', NULL, NULL, 1, 2);
        INSERT INTO notices VALUES (x'03030303030303030303030303030303', 'nobody_online', NULL, 'care', 2, 3, NULL);
        INSERT INTO notice_reads VALUES ('ada', x'01010101010101010101010101010101', 4);";
    at_version(&file, 7, rows).await;
    let store = SqliteStore::open(&file, Options::new(Epoch::from_bytes([9; 16]))).await.unwrap();
    let seen = store.notices(NoticeFilter::All, &"ada".parse().unwrap(), None, 10).await.unwrap();
    let care = NoticeKind::NobodyOnline { group: "care".parse().unwrap(), waiting: 2 };
    let unmatched = NoticeKind::Unmatched { session: SessionId::from_bytes([2; 16]) };
    assert_eq!(seen.iter().map(|one| &one.notice.kind).collect::<Vec<_>>(), [&care, &unmatched]);
    assert_eq!(seen[1].read_at, Some(Timestamp::from_micros(4)));
    let told = store.groups_told_of().await.unwrap();
    assert_eq!(told.len(), 1, "what is open is open still");
    store.close().await;
}

/// Makes a file as this version left it, with these rows in it.
async fn at_version(file: &Path, version: usize, rows: &'static str) {
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let pool = SqlitePool::connect_with(options).await.unwrap();
    let steps = sql::migrations::MIGRATIONS[..version].iter().map(|step| {
        let text = step.sqlite.into_sql_str();
        Migration::new(step.version, step.name.into(), MigrationType::Simple, text, false)
    });
    Migrator::with_migrations(steps.collect()).run(&pool).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(rows)).execute(&pool).await.unwrap();
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
        body: Body::text("hello"),
        at: Timestamp::from_micros(5),
        hooks,
    };
    let outcome = store.post(message).await.unwrap();
    assert!(matches!(&outcome, PostOutcome::Stored(posted) if posted.message.seq == 2), "{outcome:?}");
}
