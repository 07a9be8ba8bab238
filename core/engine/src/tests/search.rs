//! Looking for sessions: when words are found, by whom, and what of a visitor's past an agent may read.

use super::world::{World, id, name, text};
use crate::{CloseError, PostError, SessionExport};
use futures::StreamExt as _;
use std::{collections::BTreeSet, time::Duration};
use usher_model::{Agent, Availability, Body, ClientId, Party, Role, Session, SessionId, Visitor};
use usher_store::{Page, PostMessage, PostOutcome, SearchFilter, Viewer, WordQuery};

fn agent(world: &World, name: &str) -> Agent {
    (*world.engine.rules().ruleset().agents[&id(name)]).clone()
}

fn supervisor(world: &World) -> Agent {
    Agent { role: Role::Supervisor, ..agent(world, "dan") }
}

async fn finds(world: &World, who: &Agent, query: &str) -> Vec<SessionId> {
    let words = Some(WordQuery::parse(query).expect("words"));
    let filter = SearchFilter { words, ..SearchFilter::of(Viewer::All) };
    let page = world.engine.search(who, filter, None, 50).await.expect("the store works");
    page.sessions.iter().map(|found| found.session.id).collect()
}

async fn opened(world: &World, visitor: &Visitor, named: &str) -> Session {
    let receipt = world.post(visitor, "/help", named).await.expect("it is stored");
    world.session(receipt).await
}

#[tokio::test]
async fn words_are_found_after_the_next_tick_and_after_a_restart() {
    let mut world = World::new("[load]").await;
    world.online("ben").await;
    let session = world.open("/help").await;
    let ben = agent(&world, "ben");
    world.engine.post_as_agent(&ben.id, session.id, name("a"), text("Ihr Paket liegt in Zürich")).await.expect("his");
    assert!(finds(&world, &ben, "zurich").await.is_empty(), "not before the index came by");
    world.engine.tick().await.expect("the store works");
    assert_eq!(finds(&world, &ben, "zurich").await, [session.id]);
    // More than one step of the index, left undone by a stop.
    for number in 0..450 {
        let words = text(&format!("line{number} 订单号{number}"));
        world.engine.post_as_agent(&ben.id, session.id, name(&format!("n{number}")), words).await.expect("his");
    }
    world.restart().await;
    for query in ["line0", "line449", "单号"] {
        assert_eq!(finds(&world, &ben, query).await, [session.id], "{query}");
    }
}

#[tokio::test]
async fn an_agent_reads_the_past_of_whom_it_answers_and_of_nobody_else() {
    let mut world = World::new("[load]").await;
    world
        .write("workspace.yaml", "name: Lantern\ntime_zone: Europe/Berlin\ndefault_locale: en\nreopen_within: never\n");
    world.reload().await;
    world.online("ben").await;
    let (ann, ben, boss) = (agent(&world, "ann"), agent(&world, "ben"), supervisor(&world));
    let visitor = world.visitor().await;
    let earlier = opened(&world, &visitor, "first").await;
    world.engine.post_as_agent(&ben.id, earlier.id, name("a"), text("A secret")).await.expect("his");
    world.engine.close_as_agent(&ben.id, earlier.id).await.expect("his");
    world.choose("ben", Availability::Away).await;
    // Ids are in order of time.
    world.pass(Duration::from_secs(5)).await;
    world.online("ann").await;
    let stranger = world.visitor().await;
    let foreign = opened(&world, &stranger, "first").await;

    let reads = async |who: &Agent, session: &Session| {
        world.engine.readable_session(&who.id, who.role, session.id).await.expect("the store works").is_some()
    };
    let past = async |who: &Agent| {
        let found = world.engine.sessions_of_visitor(who, visitor.id, None, 50).await.expect("the store works");
        found.map(|(_, sessions)| sessions.iter().map(|session| session.id).collect::<Vec<_>>())
    };
    assert_eq!((reads(&ann, &earlier).await, past(&ann).await), (false, None), "a stranger to her");
    assert_eq!(
        (reads(&ben, &earlier).await, past(&ben).await),
        (true, None),
        "his at the end, but not his visitor now"
    );
    assert_eq!((reads(&boss, &earlier).await, past(&boss).await), (true, Some(vec![earlier.id])));
    assert!(!reads(&ben, &foreign).await, "another's open session");

    let now = opened(&world, &visitor, "second").await;
    assert_eq!(now.state.owner(), Some(&ann.id));
    assert_ne!(now.id, earlier.id);
    assert_eq!((reads(&ann, &earlier).await, past(&ann).await), (true, Some(vec![now.id, earlier.id])));
    assert!(!reads(&ben, &now).await, "whoever answered before does not read on");
    // Reading is all.
    let said = world.engine.post_as_agent(&ann.id, earlier.id, name("b"), text("Hi")).await;
    assert!(matches!(said, Err(PostError::SessionClosed | PostError::NotOwner)), "{said:?}");
    let closed = world.engine.close_as_agent(&ann.id, earlier.id).await;
    assert!(matches!(closed, Err(CloseError::NotOwner)), "{closed:?}");
    assert_eq!(world.engine.read_as_agent(&ann.id, earlier.id, 1).await.expect("the store works"), None);
    assert!(world.engine.visible_session(&ann.id, ann.role, earlier.id).await.expect("the store works").is_none());
    // Words are found only in what is one's own.
    world.engine.tick().await.expect("the store works");
    assert_eq!(finds(&world, &ann, "secret").await, []);
    assert_eq!(finds(&world, &ben, "secret").await, [earlier.id]);
    assert_eq!(finds(&world, &boss, "secret").await, [earlier.id]);

    world.engine.close_as_agent(&ann.id, now.id).await.expect("hers");
    assert_eq!((reads(&ann, &earlier).await, past(&ann).await), (false, None), "over with the session");
    let own = world.engine.own_sessions(&visitor, Some(now.id), 50).await.expect("the store works");
    assert_eq!(own.iter().map(|session| session.id).collect::<Vec<_>>(), [earlier.id]);
}

/// Ten thousand entries, one session longer than many pages: every entry once and in order, never more than a page at hand.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_is_whole_and_never_holds_more_than_a_page() {
    let world = World::new("[load]").await;
    let mut sessions = Vec::new();
    for _ in 0..60 {
        sessions.push(world.open("/elsewhere").await);
    }
    let posts = (0..10_000_usize).map(|number| {
        // One session gets half of all.
        let session = sessions[if number % 2 == 0 { 0 } else { number % 60 }].id;
        let store = world.engine.store().clone();
        let client_id = ClientId::try_from(format!("x{number}")).expect("a name");
        let body = Body::text(format!("=line {number}"));
        let at = world.engine.now();
        async move {
            store.post(PostMessage { session, sender: Party::Visitor, client_id, body, at, hooks: Vec::new() }).await
        }
    });
    // No more at once than the writer's queue holds.
    for done in futures::stream::iter(posts).buffer_unordered(500).collect::<Vec<_>>().await {
        assert!(matches!(done.expect("it is stored"), PostOutcome::Stored(_)));
    }
    let mut export = SessionExport::new(world.engine.clone(), supervisor(&world), SearchFilter::of(Viewer::All));
    let (mut seen, mut order, mut last) = (BTreeSet::new(), Vec::new(), None);
    while let Some((found, entries)) = export.next().await.expect("the store works") {
        assert!((1..=200).contains(&entries.len()));
        for entry in entries {
            assert_eq!(entry.session, found.session.id);
            if last != Some((entry.session, entry.seq - 1)) {
                assert_eq!(entry.seq, 1, "each session from its beginning");
                order.push(entry.session);
            }
            last = Some((entry.session, entry.seq));
            assert!(seen.insert(last), "each entry once");
        }
    }
    let mut expected = 0;
    for session in &sessions {
        expected += world.engine.store().messages(session.id, Page::Last, 1).await.expect("the store works")[0].seq;
    }
    assert_eq!(i64::try_from(seen.len()).expect("few"), expected);
    assert!(expected > 10_000);
    assert!(order.is_sorted_by(|first, second| first > second) && order.len() == 60, "the latest first");
    let nobody =
        SessionExport::new(world.engine.clone(), agent(&world, "ann"), SearchFilter::of(Viewer::All)).next().await;
    assert!(nobody.expect("the store works").is_none(), "an agent takes out what it may find");
}
