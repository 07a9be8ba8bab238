//! What was answered is in the files: a copy of them, taken while the store still runs, holds it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{path::Path, sync::Arc};
use usher_model::{
    Body, ClientId, Decision, DecisionCause, DecisionId, DecisionRecord, Epoch, Facts, Party, Records, Revision,
    Routed, SeededEntropy, Session, SessionId, Timestamp, Visitor, VisitorId,
};
use usher_store::{
    MessageStore as _, NewVisitor, OpenSession, Page, Placement, PostMessage, PostOutcome, SessionStore as _,
    Store as _, Take, VisitorStore as _,
};
use usher_store_sqlite::{Options, SqliteStore};

const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_after_the_answer_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(open(&folder.path().join("usher.db")).await);
    let session = start(&store).await;
    let mut answered = 0;
    for round in 0..10 {
        let posts: Vec<_> = (0..30)
            .map(|n| {
                let store = Arc::clone(&store);
                let message = message(session, &format!("{round}-{n}"));
                tokio::spawn(async move { store.post(message).await.unwrap() })
            })
            .collect();
        for post in posts {
            assert!(matches!(post.await.unwrap(), PostOutcome::Stored(posted) if posted.fresh));
            answered += 1;
        }
        let copy = tempfile::tempdir().unwrap();
        // The journal holds what is not in the database yet: it is copied first, as a crash would leave both behind.
        for name in ["usher.db-wal", "usher.db"] {
            std::fs::copy(folder.path().join(name), copy.path().join(name)).unwrap();
        }
        let revived = open(&copy.path().join("usher.db")).await;
        let found = revived.messages(session, Page::After(0), 1_000).await.unwrap();
        assert_eq!(found.iter().map(|entry| entry.seq).collect::<Vec<_>>(), (1..=answered + 1).collect::<Vec<_>>());
        assert_eq!(revived.session(session).await.unwrap().unwrap().last_seq, answered + 1);
        revived.close().await;
    }
    store.close().await;
}

async fn open(path: &Path) -> SqliteStore {
    SqliteStore::open(path, Options { epoch_if_new: Epoch::from_bytes([5; 16]) }).await.unwrap()
}

fn message(session: SessionId, name: &str) -> PostMessage {
    PostMessage {
        session,
        sender: Party::Visitor,
        client_id: ClientId::try_from(name.to_owned()).unwrap(),
        body: Body::text("hello"),
        at: NOW,
        hooks: Vec::new(),
    }
}

async fn start(store: &SqliteStore) -> SessionId {
    let entropy = SeededEntropy::new(1);
    let (visitor, session) = (VisitorId::new(NOW, &entropy), SessionId::new(NOW, &entropy));
    let person = Visitor {
        id: visitor,
        channel: "mall".parse().unwrap(),
        origin: "https://shop.example.com".to_owned(),
        name: None,
        locale: "en".parse().unwrap(),
        created_at: NOW,
        blocked_until: None,
    };
    store.create_visitor(NewVisitor { visitor: person, token_hash: [1; 32] }).await.unwrap();
    let record = DecisionRecord {
        id: DecisionId::new(NOW, &entropy),
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
    let open = OpenSession {
        session: Session::begin(session, visitor, "mall".parse().unwrap(), NOW),
        first: message(session, "first"),
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
    };
    store.open_session(open).await.unwrap();
    session
}
