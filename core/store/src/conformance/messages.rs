//! Transcripts and receipts.

use super::{
    Backend,
    world::{World, assign, post, queue, seqs, stored},
};
use crate::{CloseSession, Page, PostOutcome};
use std::sync::Arc;
use usher_model::{Body, ClientId, CloseCause, Decision, Party, SessionId};

/// The same name and body again is the first message, not fresh, even after the session's end; another body is a
/// conflict; another sender's name is another name.
pub async fn posting_again_changes_nothing(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let agent = world.agent("li").await;
    let session = world.open(assign(&agent)).await.id;
    // Every kind of character that a text may hold and a database may stumble over.
    let text = "it's \"so\" \\ 你好 👋 \u{0} \u{1f} \u{2028} $1 ?";
    let first = stored(world.say(session, Party::Visitor, "a", text).await);
    assert!(first.fresh);
    let again = stored(world.say(session, Party::Visitor, "a", text).await);
    assert!(!again.fresh);
    assert_eq!(again.message, first.message);
    let conflict = world.say(session, Party::Visitor, "a", "something else").await;
    assert_eq!(conflict, PostOutcome::Conflict { seq: first.message.seq });
    let other = stored(world.say(session, Party::Agent(agent.clone()), "a", text).await);
    assert!(other.fresh);
    assert_eq!(other.message.seq, first.message.seq + 1);

    let close = CloseSession {
        session,
        cause: CloseCause::Visitor,
        at: world.later(),
        owned_by: None,
        quiet_since: None,
        farewell: None,
        hooks: Vec::new(),
    };
    world.store.close_session(close).await.expect("closed");
    let after_the_end = stored(world.say(session, Party::Visitor, "a", text).await);
    assert_eq!((after_the_end.message, after_the_end.fresh), (first.message.clone(), false));
    assert_eq!(world.say(session, Party::Visitor, "b", text).await, PostOutcome::SessionClosed);

    let entries = world.store.messages(session, Page::After(0), 10).await.expect("read");
    assert_eq!(entries.iter().filter(|entry| entry.body == Body::text(text)).count(), 2);
    assert_eq!(seqs(&entries), [1, 2, 3, 4, 5]);
    assert_eq!(entries[2], first.message);
}

/// What a visitor said is found by its name in whichever session it was said, and only what that visitor said.
pub async fn a_visitors_words_are_found_by_their_name(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let agent = world.agent("li").await;
    let session = world.open(assign(&agent)).await;
    let name = |text: &str| ClientId::try_from(text.to_owned()).expect("a name");
    let said = stored(world.say(session.id, Party::Visitor, "a", "Hello").await).message;
    stored(world.say(session.id, Party::Agent(agent.clone()), "b", "Hello").await);
    world.close(session.id).await;
    let later = world.open_as(world.opening(session.visitor, queue("care"))).await;
    stored(world.say(later.id, Party::Visitor, "c", "Hello").await);
    let found = |visitor, named| world.store.said_under(visitor, named);
    let (a, b, c) = (name("a"), name("b"), name("c"));
    assert_eq!(found(session.visitor, &a).await.expect("read"), Some(said));
    assert_eq!(found(session.visitor, &b).await.expect("read"), None, "the agent said that");
    assert_eq!(found(session.visitor, &c).await.expect("read").map(|said| said.session), Some(later.id));
    let other = world.visitor().await;
    assert_eq!(found(other, &a).await.expect("read"), None);
}

/// Sixty-four posters at once leave places without gap or doubling, also where some post the same message twice.
pub async fn places_are_dense_under_many_posters(backend: &dyn Backend) {
    const POSTERS: usize = 64;
    const EACH: usize = 5;
    let world = World::new(backend).await;
    let sessions = [world.open(queue("care")).await.id, world.open(Decision::Unmatched).await.id];
    let tasks: Vec<_> = (0..POSTERS)
        .map(|poster| {
            let store = Arc::clone(&world.store);
            let session = sessions[poster % 2];
            tokio::spawn(async move {
                for turn in 0..EACH {
                    let name = format!("{poster}-{turn}");
                    let message = post(session, Party::Visitor, &name, &name);
                    let (one, two) = tokio::join!(store.post(message.clone()), store.post(message));
                    let (one, two) = (stored(one.expect("posted")), stored(two.expect("posted")));
                    assert_eq!(one.message, two.message, "both answers name the same entry");
                    assert!(one.fresh != two.fresh, "exactly one of them stored it");
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("a poster finishes");
    }
    let entries = i64::try_from(POSTERS / 2 * EACH + 2).expect("a small number");
    for session in sessions {
        let messages = world.store.messages(session, Page::After(0), 1_000).await.expect("read");
        assert_eq!(seqs(&messages), (1..=entries).collect::<Vec<_>>());
        assert_eq!(world.session(session).await.last_seq, entries);
    }
    let missing = SessionId::from_bytes([9; 16]);
    let mut known = world.store.last_seqs(&[sessions[0], missing, sessions[1]]).await.expect("read");
    known.sort_unstable();
    assert_eq!(known, sessions.map(|session| (session, entries)));
}

/// An agent posts only to a session it owns; nobody posts to a session that is over or not there.
pub async fn only_the_owner_posts_as_an_agent(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let (li, mo) = (world.agent("li").await, world.agent("mo").await);
    let owned = world.open(assign(&li)).await.id;
    let waiting = world.open(queue("care")).await.id;
    assert!(stored(world.say(owned, Party::Agent(li.clone()), "1", "hi").await).fresh);
    assert!(stored(world.say(owned, Party::System, "2", "note").await).fresh);
    assert_eq!(world.say(owned, Party::Agent(mo), "1", "hi").await, PostOutcome::NotOwner);
    assert_eq!(world.say(waiting, Party::Agent(li.clone()), "1", "hi").await, PostOutcome::NotOwner);
    let close = CloseSession {
        session: owned,
        cause: CloseCause::Agent,
        at: world.later(),
        owned_by: Some(li.clone()),
        quiet_since: None,
        farewell: None,
        hooks: Vec::new(),
    };
    world.store.close_session(close).await.expect("closed");
    assert_eq!(world.say(owned, Party::Agent(li), "3", "hi").await, PostOutcome::SessionClosed);
    let nowhere = SessionId::from_bytes([9; 16]);
    assert_eq!(world.say(nowhere, Party::Visitor, "1", "hi").await, PostOutcome::Missing);
}

/// Pages are read after a place, before a place, and from the end; always oldest first.
pub async fn transcripts_are_read_both_ways(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let session = world.open(Decision::Unmatched).await.id;
    for n in 3..=10 {
        stored(world.say(session, Party::Visitor, &n.to_string(), "hello").await);
    }
    for (page, limit, expected) in [
        (Page::After(0), 3, vec![1, 2, 3]),
        (Page::After(8), 5, vec![9, 10]),
        (Page::After(10), 5, vec![]),
        (Page::Before(4), 2, vec![2, 3]),
        (Page::Before(1), 2, vec![]),
        (Page::Last, 4, vec![7, 8, 9, 10]),
        (Page::Last, 0, vec![]),
    ] {
        let messages = world.store.messages(session, page, limit).await.expect("read");
        assert_eq!(seqs(&messages), expected, "{page:?} of {limit}");
    }
    let first = world.store.messages(session, Page::After(0), 1).await.expect("read").remove(0);
    assert_eq!(first.client_id, ClientId::try_from(session.to_string()).expect("a client id"));
    assert_eq!(first.sender, Party::Visitor);
}

/// Receipts rise to what was read, never fall, never pass the last entry, and belong to the visitor and the owner.
pub async fn receipts_only_rise(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let (li, mo) = (world.agent("li").await, world.agent("mo").await);
    let session = world.open(assign(&li)).await.id;
    stored(world.say(session, Party::Visitor, "3", "hello").await);
    let (visitor, owner) = (Party::Visitor, Party::Agent(li));
    for (reader, seq, expected) in [
        (&visitor, 2, 2),
        (&visitor, 1, 2),
        (&visitor, 99, 3),
        (&owner, 1, 1),
        (&owner, 0, 1),
        (&Party::Agent(mo), 3, 1),
        (&owner, 2, 2),
    ] {
        let stands = world.store.mark_read(session, reader.clone(), seq).await.expect("marked");
        assert_eq!(stands, Some(expected), "{reader:?} reads {seq}");
    }
    let stored = world.session(session).await;
    assert_eq!((stored.visitor_read, stored.agent_read, stored.version), (3, 2, 1));
    let nowhere = SessionId::from_bytes([9; 16]);
    assert_eq!(world.store.mark_read(nowhere, visitor, 1).await.expect("answered"), None);
}
