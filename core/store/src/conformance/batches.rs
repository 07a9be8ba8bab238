//! Writes that arrive together: each gets its own answer, and what one session was told first happens first.

use super::{
    Backend,
    world::{World, assign, post, queue, stored},
};
use crate::{CloseSession, Closed, Lost, OpenOutcome, Page, PostOutcome, StoreError};
use std::sync::Arc;
use usher_model::{CloseCause, Party};

/// Among many writes at once, some lose and some fail in ways no outcome foresees: their neighbours are all stored.
pub async fn a_failing_write_does_not_hurt_its_neighbours(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let (li, session) = (world.agent("li").await, world.open(queue("care")).await);
    let taken = world.visitor_named([1; 32]);
    world.store.create_visitor(taken).await.expect("remembered");
    let mut tasks = Vec::new();
    for n in 0..60 {
        let store = Arc::clone(&world.store);
        tasks.push(match n % 6 {
            // The token is taken: the database itself refuses.
            0 => {
                let clash = world.visitor_named([1; 32]);
                tokio::spawn(async move {
                    let outcome = store.create_visitor(clash).await;
                    assert!(matches!(outcome, Err(StoreError::Driver(_))), "{outcome:?}");
                })
            }
            // The session's id is taken, which is found only after the slot was.
            1 => {
                let mut clash = world.opening(world.visitor().await, assign(&li));
                clash.session.id = session.id;
                tokio::spawn(async move {
                    let outcome = store.open_session(clash).await;
                    assert!(matches!(outcome, Err(StoreError::Driver(_))), "{outcome:?}");
                })
            }
            2 => {
                let mut loses = world.opening(world.visitor().await, assign(&li));
                loses.placement.slot = None;
                tokio::spawn(async move {
                    let outcome = store.open_session(loses).await.expect("answered");
                    assert_eq!(outcome, OpenOutcome::Lost(Lost::Slot));
                })
            }
            _ => {
                let message = post(session.id, Party::Visitor, &n.to_string(), "hello");
                tokio::spawn(async move {
                    assert!(stored(store.post(message).await.expect("answered")).fresh);
                })
            }
        });
    }
    for task in tasks {
        task.await.expect("a write finishes as it should");
    }
    let messages = world.store.messages(session.id, Page::After(0), 100).await.expect("read");
    assert_eq!(super::world::seqs(&messages), (1..=32).collect::<Vec<_>>());
    assert_eq!(world.roster_row(&li).await.load, 0, "a failed opening takes no slot");
}

/// What was asked of one session in order is done in that order, also within one commit.
pub async fn a_post_behind_a_close_is_refused(backend: &dyn Backend) {
    let world = World::new(backend).await;
    for round in 0..10 {
        let (session, other) = (world.open(queue("care")).await.id, world.open(queue("care")).await.id);
        let store = &world.store;
        let close = CloseSession {
            session,
            cause: CloseCause::Visitor,
            at: world.later(),
            owned_by: None,
            quiet_since: None,
            farewell: None,
            hooks: Vec::new(),
        };
        let say = |session, name: &str| store.post(post(session, Party::Visitor, name, "hello"));
        // `join!` asks in the order written: all of these wait together while the first is on its way.
        let (a, before, read, closed, after, b, again) = tokio::join!(
            say(other, "a"),
            say(session, "before"),
            store.mark_read(session, Party::Visitor, 3),
            store.close_session(close),
            say(session, "after"),
            say(other, "b"),
            say(session, "before"),
        );
        assert_eq!(stored(a.expect("answered")).message.seq, 3);
        let before = stored(before.expect("answered"));
        assert_eq!((before.message.seq, before.fresh), (3, true), "round {round}");
        assert_eq!(read.expect("answered"), Some(3));
        let Closed::Now { messages, .. } = closed.expect("answered") else { panic!("it should end now") };
        let [message] = messages.as_slice() else { panic!("it has one last entry") };
        assert_eq!(message.seq, 4);
        assert_eq!(after.expect("answered"), PostOutcome::SessionClosed);
        assert_eq!(stored(b.expect("answered")).message.seq, 4);
        let again = stored(again.expect("answered"));
        assert_eq!((again.message.seq, again.fresh), (3, false));
    }
}
