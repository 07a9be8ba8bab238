//! Sessions: opened once, queued in order, closed once, listed, kept.

use super::{
    Backend,
    world::{NOW, World, assign, id, post, queue, seqs, stored},
};
use crate::{CloseSession, Closed, OpenOutcome, Page, QueuePlace, SessionFilter, StoreError};
use std::sync::Arc;
use usher_model::{
    CandidateTrace, CloseCause, Decision, DecisionCause, Effect, Facts, Party, PredicateFailure, Record, Refusal,
    Revision, Session, SessionId, SessionState, ShadowMatch, Standing, StrategyAttempt, StrategyOutcome, Value,
};

/// Of many openings of one visitor at once, one wins and the others are told where; after the end a new one may open.
pub async fn a_visitor_holds_one_open_session(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let li = world.agent("li").await;
    let visitor = world.visitor().await;
    let tasks: Vec<_> = (0..8)
        .map(|_| (Arc::clone(&world.store), world.opening(visitor, assign(&li))))
        .map(|(store, opening)| tokio::spawn(async move { store.open_session(opening).await.expect("answered") }))
        .collect();
    let (mut opened, mut told) = (Vec::new(), Vec::new());
    for task in tasks {
        match task.await.expect("an opening finishes") {
            OpenOutcome::Opened { session, messages } => {
                assert_eq!(seqs(&messages), [1, 2]);
                assert_eq!(messages[0].sender, Party::Visitor);
                assert_eq!(session.last_seq, 2);
                opened.push(session);
            }
            OpenOutcome::AlreadyOpen { session } => told.push(session),
            other @ (OpenOutcome::Lost(_) | OpenOutcome::Blocked) => panic!("nothing else competes, but: {other:?}"),
        }
    }
    let [session] = opened.as_slice() else { panic!("one opening should win, not {}", opened.len()) };
    assert_eq!(told, [session.id; 7]);
    assert_eq!(world.roster_row(&li).await.load, 1);
    assert_eq!(world.store.open_session_of(visitor).await.expect("answered").as_ref(), Some(session));
    let messages = world.store.messages(session.id, Page::After(0), 10).await.expect("read");
    assert_eq!(seqs(&messages), [1, 2]);

    world.close(session.id).await;
    assert_eq!(world.store.open_session_of(visitor).await.expect("answered"), None);
    let next = world.open_as(world.opening(visitor, Decision::Unmatched)).await;
    assert_eq!(world.store.latest_session_of(visitor).await.expect("answered"), Some(next));
    let unknown = world.visitor_named([8; 32]).visitor.id;
    let stranger = world.store.open_session(world.opening(unknown, Decision::Unmatched)).await;
    assert!(matches!(stranger, Err(StoreError::Missing { what: "visitor", .. })), "{stranger:?}");
}

/// A queue keeps the order of opening, page by page, and only its own group's sessions.
pub async fn queues_are_first_in_first_out(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let li = world.agent("li").await;
    let mut waiting = Vec::new();
    for n in 0..7 {
        let session = world.open(queue(if n == 3 { "night" } else { "care" })).await.id;
        if n != 3 {
            waiting.push(session);
        }
    }
    // The first of all was opened last: the moment decides, not the id.
    let mut early = world.opening(world.visitor().await, queue("care"));
    early.session.opened_at = NOW;
    waiting.insert(0, world.open_as(early).await.id);
    // One of the middle leaves.
    let placement = world.placement(waiting.remove(3), assign(&li));
    world.store.place_session(placement, 1).await.expect("placed");

    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = world.store.queue(&id("care"), after, 2).await.expect("answered");
        let Some(last) = page.last() else { break };
        after = Some(QueuePlace::of(last));
        found.extend(ids(&page));
    }
    assert_eq!(found, waiting);
    assert_eq!(world.store.queue(&id("night"), None, 10).await.expect("answered").len(), 1);
}

/// Higher priorities are served first, page by page, whoever set them and whenever; among equals the earlier opening.
pub async fn queues_serve_the_highest_priority_first(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let mut expected = Vec::new();
    for (n, priority) in [0, 5, -3, 0, 100, 5, -100, 0].into_iter().enumerate() {
        let mut opening = world.opening(world.visitor().await, queue("care"));
        opening.session.priority = priority;
        let session = world.open_as(opening).await;
        assert_eq!((session.priority, world.session(session.id).await.priority), (priority, priority));
        expected.push((-priority, n, session.id));
    }
    for (place, priority) in [(3, 7), (1, 0), (6, 100)] {
        let run = world.stored_run("rank", expected[place].2).await;
        let finish = world.finish(&run, vec![Effect::SetPriority { priority }]);
        world.store.finish_hook(finish).await.expect("answered");
        expected[place].0 = -priority;
    }
    expected.sort_unstable();
    let expected: Vec<_> = expected.into_iter().map(|(_, _, id)| id).collect();
    for limit in [1, 3, 8, 9] {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = world.store.queue(&id("care"), after, limit).await.expect("answered");
            let Some(last) = page.last() else { break };
            after = Some(QueuePlace::of(last));
            found.extend(ids(&page));
        }
        assert_eq!(found, expected, "by pages of {limit}");
    }
}

/// Whoever moves in the queue between two pages is the only one that may be met twice or missed: the page goes on from
/// the place, wherever its session went.
pub async fn a_priority_that_changes_between_pages_moves_nobody_else(backend: &dyn Backend) {
    let world = World::new(backend).await;
    // Which of six moves, where to, and who is met behind the third of them.
    for (moved, priority, behind) in [
        (2, 9, vec![3, 4, 5]),
        (2, -9, vec![3, 4, 5, 2]),
        (0, -9, vec![3, 4, 5, 0]),
        (4, 9, vec![3, 5]),
        (3, -9, vec![4, 5, 3]),
    ] {
        let group = format!("g{moved}{}", if priority > 0 { "up" } else { "down" });
        let mut waiting = Vec::new();
        for _ in 0..6 {
            waiting.push(world.open(queue(&group)).await.id);
        }
        let page = world.store.queue(&id(&group), None, 3).await.expect("answered");
        assert_eq!(ids(&page), waiting[..3]);
        let run = world.stored_run("rank", waiting[moved]).await;
        let finish = world.finish(&run, vec![Effect::SetPriority { priority }]);
        world.store.finish_hook(finish).await.expect("answered");
        let after = Some(QueuePlace::of(&page[2]));
        let rest = world.store.queue(&id(&group), after, 10).await.expect("answered");
        let expected: Vec<_> = behind.into_iter().map(|place: usize| waiting[place]).collect();
        assert_eq!(ids(&rest), expected, "{moved} moves to {priority}");
    }
    // The place is there even when its session has left the queue.
    let left = [world.open(queue("care")).await, world.open(queue("care")).await];
    world.close(left[0].id).await;
    let rest = world.store.queue(&id("care"), Some(QueuePlace::of(&left[0])), 10).await.expect("answered");
    assert_eq!(ids(&rest), [left[1].id]);
}

/// Closing frees the owner's slot and writes its entry, once; another agent may not.
pub async fn closing_frees_the_slot_once(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let (li, mo) = (world.agent("li").await, world.agent("mo").await);
    let session = world.open(assign(&li)).await.id;
    let close = |owned_by| CloseSession {
        session,
        cause: CloseCause::Agent,
        at: world.later(),
        owned_by,
        quiet_since: None,
        farewell: None,
        hooks: Vec::new(),
    };

    let by_mo = world.store.close_session(close(Some(mo.clone()))).await.expect("answered");
    assert_eq!(by_mo, Closed::NotOwner);
    let by_li = close(Some(li.clone()));
    let Closed::Now { session: ended, messages, freed } =
        world.store.close_session(by_li.clone()).await.expect("answered")
    else {
        panic!("the session should have ended");
    };
    assert_eq!(
        ended.state,
        SessionState::Closed { cause: CloseCause::Agent, agent: Some(li.clone()), group: Some(id("care")) }
    );
    assert_eq!((ended.closed_at, ended.version, ended.last_seq), (Some(by_li.at), 2, 3));
    let told: Vec<_> = messages.iter().map(|message| (message.seq, message.sender.clone())).collect();
    assert_eq!((told, freed), (vec![(3, Party::System)], Some(li.clone())));
    assert_eq!(world.roster_row(&li).await.load, 0);

    for owned_by in [Some(li.clone()), None] {
        let again = world.store.close_session(close(owned_by)).await.expect("answered");
        assert_eq!(again, Closed::Before { session: ended.clone() });
    }
    assert_eq!(world.store.close_session(close(Some(mo))).await.expect("answered"), Closed::NotOwner);
    assert_eq!(world.roster_row(&li).await.load, 0);
    assert_eq!(world.session(session).await, ended);

    let waiting = world.open(queue("care")).await.id;
    let mut end = close(Some(li));
    end.session = waiting;
    assert_eq!(world.store.close_session(end.clone()).await.expect("answered"), Closed::NotOwner);
    end.owned_by = None;
    let ended = world.store.close_session(end.clone()).await.expect("answered");
    assert!(matches!(&ended, Closed::Now { freed: None, .. }), "{ended:?}");
    end.session = SessionId::from_bytes([9; 16]);
    assert_eq!(world.store.close_session(end).await.expect("answered"), Closed::Missing);
}

/// Lists are newest first, page by page, each of its own kind.
pub async fn sessions_are_listed_newest_first(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let li = world.agent("li").await;
    let visitor = world.visitor().await;
    let mut old = Vec::new();
    for _ in 0..2 {
        old.insert(0, world.open_as(world.opening(visitor, assign(&li))).await.id);
        world.close(old[0]).await;
    }
    let owned = world.open_as(world.opening(visitor, assign(&li))).await.id;
    let queued = world.open(queue("care")).await.id;
    let unmatched = world.open(Decision::Unmatched).await.id;
    for (filter, expected) in [
        (SessionFilter::OwnedBy(li.clone()), vec![owned]),
        (SessionFilter::ClosedBy(li), old.clone()),
        (SessionFilter::Queued, vec![queued]),
        (SessionFilter::Unmatched, vec![unmatched]),
        (SessionFilter::Open, vec![unmatched, queued, owned]),
        (SessionFilter::OfVisitor(visitor), vec![owned, old[0], old[1]]),
    ] {
        let (mut found, mut before) = (Vec::new(), None);
        loop {
            let page = world.store.sessions(filter.clone(), before, 1).await.expect("answered");
            let Some(last) = page.last() else { break };
            before = Some(last.id);
            found.extend(ids(&page));
        }
        assert_eq!(found, expected, "{filter:?}");
    }
}

/// A decision comes back as it was stored: facts, records, failures, candidates, strategies, seed.
pub async fn decisions_are_stored_with_their_trace(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let mut opening = world.opening(world.visitor().await, queue("care"));
    let record = &mut opening.placement.record;
    let mut facts = Facts::default();
    facts.set("page.path", "/checkout/'\"\\");
    facts.set("visitor.orders", 12);
    facts.set("visitor.verified", true);
    facts.set("visitor.score", Value::Float(0.5));
    facts.set("visitor.tags", Value::List(vec!["a".into(), 1.into()]));
    record.facts = facts;
    let fields = [("level".into(), "gold".into()), ("orders".into(), 3.into())].into();
    let account = Record { id: "a1".into(), name: Some("Acme".into()), owner: Some(id("li")), fields };
    record.records.add("account", account.clone());
    record.records.add("account", Record { id: "a2".into(), name: None, owner: None, ..account });
    record.failures = vec![PredicateFailure {
        predicate: "campaign/in_season {\"zone\":\"cet\"}".to_owned(),
        error: "line 1: \"oops\"".to_owned(),
        held: true,
    }];
    record.candidates = vec![
        CandidateTrace {
            agent: id("li"),
            overflow: None,
            load: 3,
            standing: Standing::Refused { refusal: Refusal::Full { load: 3, capacity: 3 }, picked: true },
        },
        CandidateTrace {
            agent: id("mo"),
            overflow: None,
            load: 0,
            standing: Standing::Refused { refusal: Refusal::Absent, picked: false },
        },
        CandidateTrace {
            agent: id("ng"),
            overflow: Some(id("sales")),
            load: 1,
            standing: Standing::Eligible { place: Some(1) },
        },
    ];
    record.strategies = vec![StrategyAttempt {
        strategy: id("load"),
        overflow: Some(id("sales")),
        outcome: StrategyOutcome::Failed { error: "line 1: \"oops\"".to_owned(), timed_out: false },
        operations: 17,
        log: vec!["looked".to_owned()],
    }];
    let decision = Decision::Assign { group: Some(id("vip")), agent: id("li") };
    record.shadow = Some(ShadowMatch { rule: id("vip-trial"), decision });
    let first = record.clone();
    let session = world.open_as(opening).await.id;
    let mut again = world.placement(session, Decision::Unmatched);
    again.record.cause = DecisionCause::Reloaded;
    let second = again.record.clone();
    world.store.place_session(again, 1).await.expect("placed");
    assert_eq!(world.store.decisions(session).await.expect("answered"), [first, second.clone()]);
    let latest = |session| world.store.latest_decision(session);
    assert_eq!(latest(session).await.expect("answered"), Some(second.clone()));
    // The latest is the one that was decided last; of one moment, the one whose id is last.
    for (record_at, is_latest) in [(NOW, false), (second.at, true)] {
        let mut placement = world.placement(session, Decision::Unmatched);
        placement.record.at = record_at;
        let (record, version) = (placement.record.clone(), world.session(session).await.version);
        world.store.place_session(placement, version).await.expect("placed");
        let expected = if is_latest { record } else { second.clone() };
        assert_eq!(latest(session).await.expect("answered"), Some(expected));
    }
    assert_eq!(latest(SessionId::from_bytes([9; 16])).await.expect("answered"), None);
}

/// Whoever closes the store and opens it again finds everything as it was, in the same epoch.
pub async fn reopening_keeps_everything(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let li = world.agent("li").await;
    let mut opening = world.opening(world.visitor().await, assign(&li));
    opening.placement.cursor = Some(super::world::turn(None, &li));
    let session = world.open_as(opening).await;
    let said = stored(world.say(session.id, Party::Visitor, "3", "hello").await).message;
    world.store.archive_revision(Revision::new("ab"), vec![0, 1, 255], NOW).await.expect("archived");
    let before = (
        world.store.epoch(),
        world.session(session.id).await,
        world.store.messages(session.id, Page::Last, 10).await.expect("read"),
        world.store.decisions(session.id).await.expect("read"),
        world.store.roster().await.expect("read"),
        world.store.cursors().await.expect("read"),
    );
    world.store.ping().await.expect("the store is well");
    world.store.close().await;
    assert!(matches!(world.store.ping().await, Err(StoreError::Closed)));
    assert!(matches!(world.store.session(session.id).await, Err(StoreError::Closed)));
    assert!(matches!(world.store.post(post(session.id, Party::Visitor, "4", "hi")).await, Err(StoreError::Closed)));
    drop(world);

    let world = World::new(backend).await;
    let after = (
        world.store.epoch(),
        world.session(session.id).await,
        world.store.messages(session.id, Page::Last, 10).await.expect("read"),
        world.store.decisions(session.id).await.expect("read"),
        world.store.roster().await.expect("read"),
        world.store.cursors().await.expect("read"),
    );
    assert_eq!(after, before);
    let again = stored(world.say(session.id, Party::Visitor, "3", "hello").await);
    assert_eq!((again.message, again.fresh), (said, false));
    assert_eq!(stored(world.say(session.id, Party::Visitor, "4", "hi").await).message.seq, 4);
    let sources = world.store.revision_sources(&Revision::new("ab")).await.expect("read");
    assert_eq!(sources, Some(vec![0, 1, 255]));
    world.store.close().await;
}

fn ids(sessions: &[Session]) -> Vec<SessionId> {
    sessions.iter().map(|session| session.id).collect()
}
