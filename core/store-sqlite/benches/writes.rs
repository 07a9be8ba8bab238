//! Durable messages a second through the store, beside raw group commits of the same rows through the same driver.
//!
//! Both run in this one process, in turns, each over a new file. Each client posts its next message when the
//! last one was answered, into a session of its own. The raw rate is the ceiling: it looks nothing up, checks nothing,
//! and numbers the rows in memory.

use serde_json::json;
use sqlx::{ConnectOptions, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::{mpsc, oneshot};
use usher_model::{
    Body, ClientId, Decision, DecisionCause, DecisionId, DecisionRecord, Entropy as _, Epoch, Facts, Message, Party,
    Records, Revision, Routed, SeededEntropy, Session, SessionId, Timestamp, Visitor, VisitorId,
};
use usher_store::{
    MessageStore as _, NewVisitor, OpenSession, Placement, PostMessage, PostOutcome, SessionStore as _, Store as _,
    Take, VisitorStore as _, columns, sql,
};
use usher_store_sqlite::{Options, SqliteStore};

const CLIENTS: [usize; 3] = [1, 64, 256];
/// The two take turns, so that a busy disk meets both; the middle round of each counts.
const ROUNDS: usize = 3;
const WARM_UP: Duration = Duration::from_millis(500);
const MEASURED: Duration = Duration::from_secs(2);
const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);
/// Most rows of one raw commit: what the store's own writer takes.
const RAW_BATCH: usize = 512;

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    println!("{:>8} {:>14} {:>14} {:>8}", "clients", "raw inserts/s", "store posts/s", "share");
    for clients in CLIENTS {
        let (mut raws, mut stores) = ([0.0; ROUNDS], [0.0; ROUNDS]);
        for round in 0..ROUNDS {
            raws[round] = runtime.block_on(raw(clients));
            stores[round] = runtime.block_on(store(clients));
        }
        let (raw, store) = (middle(raws), middle(stores));
        println!("{clients:>8} {raw:>14.0} {store:>14.0} {:>7.0}%", 100.0 * store / raw);
    }
}

fn middle(mut rates: [f64; ROUNDS]) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[ROUNDS / 2]
}

async fn store(clients: usize) -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, sessions) = prepared(&folder.path().join("usher.db"), clients).await;
    let posting = Arc::clone(&store);
    let rate = measure(sessions, move |session, n| {
        let store = Arc::clone(&posting);
        async move {
            let outcome = store.post(post(session, n)).await.expect("the store answers");
            assert!(matches!(outcome, PostOutcome::Stored(posted) if posted.fresh));
        }
    })
    .await;
    store.close().await;
    rate
}

async fn raw(clients: usize) -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("usher.db");
    let (store, sessions) = prepared(&file, clients).await;
    store.close().await;
    drop(store);
    let connection = SqliteConnectOptions::new()
        .filename(&file)
        .pragma("synchronous", "FULL")
        .pragma("wal_autocheckpoint", "10000")
        .disable_statement_logging()
        .connect()
        .await
        .expect("the file opens");
    let (queue, waiting) = mpsc::channel(4_096);
    let writer = tokio::spawn(raw_writer(connection, waiting));
    let rate = measure(sessions, move |session, n| {
        let queue = queue.clone();
        async move {
            let post = post(session, n);
            let message = Message {
                session,
                seq: i64::try_from(n).expect("few messages") + 2,
                sender: post.sender,
                client_id: post.client_id,
                body: post.body,
                at: post.at,
            };
            let (reply, answer) = oneshot::channel();
            queue.send((message, reply)).await.expect("the writer lives");
            answer.await.expect("the writer answers");
        }
    })
    .await;
    writer.await.expect("the writer ends");
    rate
}

async fn raw_writer(mut connection: SqliteConnection, mut waiting: mpsc::Receiver<(Message, oneshot::Sender<()>)>) {
    let mut batch = Vec::with_capacity(RAW_BATCH);
    while waiting.recv_many(&mut batch, RAW_BATCH).await > 0 {
        let rows: Vec<_> = batch
            .iter()
            .map(|(message, _)| {
                (
                    hex::encode(message.session.to_bytes()),
                    message.seq,
                    columns::party_text(&message.sender),
                    message.client_id.as_str(),
                    columns::body_text(&message.body),
                    message.at.as_micros(),
                )
            })
            .collect();
        sqlx::query("BEGIN IMMEDIATE").execute(&mut connection).await.expect("begun");
        sqlx::query(sql::messages::INSERT.sqlite)
            .bind(json!(rows).to_string())
            .execute(&mut connection)
            .await
            .expect("inserted");
        sqlx::query("COMMIT").execute(&mut connection).await.expect("committed");
        for (_, reply) in batch.drain(..) {
            reply.send(()).expect("the client waits");
        }
    }
}

/// Runs a client a session, and answers how many messages a second all of them together had answered.
#[expect(clippy::disallowed_methods, reason = "a bench measures the wall clock")]
async fn measure<F>(sessions: Vec<SessionId>, send: impl Fn(SessionId, usize) -> F + Clone + Send + 'static) -> f64
where
    F: Future<Output = ()> + Send,
{
    let start = Instant::now();
    let clients: Vec<_> = sessions
        .into_iter()
        .map(|session| {
            let send = send.clone();
            tokio::spawn(async move {
                let (mut sent, mut counted) = (0, 0_u32);
                while start.elapsed() < WARM_UP + MEASURED {
                    let warm = start.elapsed() >= WARM_UP;
                    send(session, sent).await;
                    sent += 1;
                    counted += u32::from(warm);
                }
                counted
            })
        })
        .collect();
    let mut total = 0.0;
    for client in clients {
        total += f64::from(client.await.expect("a client ends"));
    }
    total / start.elapsed().saturating_sub(WARM_UP).as_secs_f64()
}

async fn prepared(file: &Path, sessions: usize) -> (Arc<SqliteStore>, Vec<SessionId>) {
    let options = Options::new(Epoch::from_bytes([1; 16]));
    let store = Arc::new(SqliteStore::open(file, options).await.expect("the store opens"));
    let entropy = SeededEntropy::new(1);
    let mut opened = Vec::new();
    for _ in 0..sessions {
        let (visitor, session) = (VisitorId::new(NOW, &entropy), SessionId::new(NOW, &entropy));
        let mut token_hash = [0; 32];
        token_hash[..16].copy_from_slice(&entropy.bytes16());
        store.create_visitor(NewVisitor { visitor: person(visitor), token_hash }).await.expect("a visitor");
        store.open_session(opening(visitor, session, DecisionId::new(NOW, &entropy))).await.expect("a session");
        opened.push(session);
    }
    (store, opened)
}

fn post(session: SessionId, n: usize) -> PostMessage {
    PostMessage {
        session,
        sender: Party::Visitor,
        client_id: ClientId::try_from(format!("018bcfe5-6802-7167-9099-{n:012x}")).expect("a client id"),
        body: Body::text("Hello, where is my order 4711? I have been waiting for three days."),
        at: NOW,
        hooks: Vec::new(),
    }
}

fn person(id: VisitorId) -> Visitor {
    Visitor {
        id,
        channel: "mall".parse().expect("a slug"),
        origin: "https://shop.example.com".to_owned(),
        name: None,
        locale: "en".parse().expect("a locale"),
        created_at: NOW,
        blocked_until: None,
    }
}

fn opening(visitor: VisitorId, session: SessionId, decision: DecisionId) -> OpenSession {
    let record = DecisionRecord {
        id: decision,
        session,
        at: NOW,
        cause: DecisionCause::Opened,
        revision: Revision::new("ab"),
        facts: Facts::default(),
        records: Records::NONE,
        failures: Vec::new(),
        seed: 1,
        rule: None,
        by: None,
        decision: Decision::Unmatched,
        candidates: Vec::new(),
        strategies: Vec::new(),
        shadow: None,
    };
    OpenSession {
        session: Session::begin(session, visitor, "mall".parse().expect("a slug"), NOW),
        first: PostMessage {
            client_id: ClientId::try_from("first".to_owned()).expect("a client id"),
            ..post(session, 0)
        },
        placement: Placement {
            record,
            slot: None,
            cursor: None,
            entries: Vec::new(),
            hooks: Vec::new(),
            take: Take::Owns,
            answer_by: None,
            missed: Vec::new(),
            routed: Routed::ByRules,
            queue_limit: None,
        },
        ends: None,
    }
}
