//! Who cannot be served at once: how long queues are, sessions that are over as they open, and what is said last.

use super::{
    Backend,
    world::{World, id, queue},
};
use crate::{CloseSession, Closed, OpenOutcome, OpenSession, Page, PostMessage, QueuePlace};
use usher_model::{Body, ClientId, CloseCause, Event, SessionState};

/// A queue tells how long it is, and how many wait before a place in it.
pub async fn queues_tell_their_length(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let care: usher_model::GroupId = id("care");
    let length = |before: Option<QueuePlace>| {
        let (store, care) = (&world.store, care.clone());
        async move { store.queue_length(&care, before).await.expect("answered") }
    };
    assert_eq!(length(None).await, 0);
    let waiting = [world.open(queue("care")).await, world.open(queue("care")).await, world.open(queue("care")).await];
    world.open(queue("sales")).await;
    assert_eq!(length(None).await, 3);
    for (ahead, session) in (0..).zip(&waiting) {
        assert_eq!(length(Some(QueuePlace::of(session))).await, ahead);
    }
    // Whoever is more urgent than all stands before the first.
    let first = QueuePlace { priority: 5, ..QueuePlace::of(&waiting[2]) };
    assert_eq!(length(Some(first)).await, 0);
    world.close(waiting[0].id).await;
    assert_eq!((length(None).await, length(Some(QueuePlace::of(&waiting[2]))).await), (2, 1));
}

/// A session that nobody takes and that may not wait is opened and over at once, with all its entries; the visitor may
/// open another.
pub async fn a_session_may_be_over_as_it_opens(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let visitor = world.visitor().await;
    let turned_away = |name: &str| {
        let opening = OpenSession { ends: Some(CloseCause::NotHeld), ..world.opening(visitor, queue("care")) };
        let client_id = ClientId::try_from(name.to_owned()).expect("a client id");
        OpenSession { first: PostMessage { client_id, ..opening.first.clone() }, ..opening }
    };
    let mut first = None;
    for name in ["a", "b"] {
        let opening = turned_away(name);
        let at = opening.placement.record.at;
        let session = world.open_as(opening).await;
        assert_eq!(
            session.state,
            SessionState::Closed { cause: CloseCause::NotHeld, agent: None, group: Some(id("care")) }
        );
        assert_eq!((session.closed_at, session.last_seq), (Some(at), 2));
        assert_eq!(world.session(session.id).await, session);
        assert_eq!(world.store.open_session_of(visitor).await.expect("answered"), None);
        let decision = world.store.latest_decision(session.id).await.expect("answered").expect("it is stored");
        assert_eq!(decision.decision, queue("care"));
        first.get_or_insert(session.id);
    }
    // The same message again opens nothing, however many others came meanwhile.
    let again = world.store.open_session(turned_away("a")).await.expect("answered");
    assert_eq!(again, OpenOutcome::AlreadyOpen { session: first.expect("it was opened") });
    let at_once = [turned_away("c"), turned_away("c")].map(|opening| world.store.open_session(opening));
    let [one, other] = at_once;
    let (one, other) = tokio::join!(one, other);
    let opened = [one, other].into_iter().filter(|outcome| matches!(outcome, Ok(OpenOutcome::Opened { .. }))).count();
    assert_eq!(opened, 1, "one of two at once opens");
    assert_eq!(world.store.queue_length(&id("care"), None).await.expect("answered"), 0);
}

/// What a visitor is told last stands before the end, and both once.
pub async fn a_farewell_comes_before_the_end(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let session = world.open(queue("care")).await;
    let farewell = Body::Prompt { prompt: id("bye"), text: "Good bye".to_owned() };
    let close = CloseSession {
        session: session.id,
        cause: CloseCause::Agent,
        at: world.later(),
        owned_by: None,
        quiet_since: None,
        farewell: Some(farewell.clone()),
        hooks: Vec::new(),
    };
    let Closed::Now { session: ended, messages, .. } =
        world.store.close_session(close.clone()).await.expect("answered")
    else {
        panic!("the session should have ended");
    };
    assert_eq!(ended.last_seq, session.last_seq + 2);
    let bodies: Vec<_> = messages.iter().map(|message| (message.seq, message.body.clone())).collect();
    let end = Body::Event { event: Event::Closed { cause: CloseCause::Agent } };
    assert_eq!(bodies, [(session.last_seq + 1, farewell), (session.last_seq + 2, end)]);
    let stored = world.store.messages(session.id, Page::After(session.last_seq), 10).await.expect("answered");
    assert_eq!(stored, messages);
    assert!(matches!(world.store.close_session(close).await.expect("answered"), Closed::Before { .. }));
}
