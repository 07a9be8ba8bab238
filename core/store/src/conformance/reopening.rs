//! Sessions that begin again because the visitor wrote.

use super::{
    Backend,
    world::{NOW, World, assign, hour, id, post, queue, seqs, slot, stored},
};
use crate::{CloseSession, Closed, Lost, OpenOutcome, Page, PostOutcome, ReopenSession, StoreError, SystemEntry};
use std::{sync::Arc, time::Duration};
use usher_model::{
    AgentId, Body, CloseCause, Decision, DecisionCause, Event, Party, Session, SessionId, SessionState, Timestamp,
};

fn reopening(world: &World, session: &Session, name: &str, decision: Decision) -> ReopenSession {
    let mut placement = world.placement_because(DecisionCause::Reopened, session.id, decision);
    placement.entries.insert(0, SystemEntry::new(Body::Event { event: Event::Reopened }));
    let first = post(session.id, Party::Visitor, name, "one more thing");
    ReopenSession { placement, expected_version: session.version, first, ends: None }
}

/// A session that was owned by an agent who answered, and is over.
async fn ended(world: &World, agent: &AgentId) -> Session {
    let session = world.open(assign(agent)).await.id;
    stored(world.say(session, Party::Agent(agent.clone()), "1", "bye").await);
    world.close(session).await
}

/// It goes on behind its last entry with the visitor's message, takes its slot, and ends again like any other.
pub async fn a_session_begins_again(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let li = world.agent("li").await;
    let over = ended(&world, &li).await;
    let mut again = reopening(&world, &over, "2", assign(&li));
    again.first.at = NOW.after(Duration::from_mins(5));
    again.first.hooks = vec![world.run("said", Some(over.id))];
    again.placement.hooks = vec![world.run("given", Some(over.id))];
    again.placement.answer_by = Some(hour());
    let expected = again.stored(&over, over.last_seq + 3);
    let outcome = world.store.reopen_session(again.clone()).await.expect("answered");
    let OpenOutcome::Opened { session, messages } = outcome else { panic!("{outcome:?}") };
    assert_eq!(session, Session { version: over.version + 1, ..expected });
    assert_eq!(session.state, SessionState::Assigned { group: Some(id("care")), agent: li.clone() });
    assert_eq!((session.closed_at, session.visitor_at), (None, again.first.at));
    assert_eq!((session.opened_at, session.agent_at), (again.first.at, over.agent_at));
    assert_eq!(world.session(over.id).await, session);
    assert_eq!(seqs(&messages), [over.last_seq + 1, over.last_seq + 2, over.last_seq + 3]);
    assert_eq!((&messages[0].sender, &messages[0].body), (&Party::Visitor, &again.first.body));
    assert_eq!(messages[1].body, Body::Event { event: Event::Reopened });
    let stored_entries = world.store.messages(over.id, Page::After(over.last_seq), 10).await.expect("read");
    assert_eq!(stored_entries, messages);
    assert_eq!(world.due().await.len(), 2);
    assert_eq!(world.load(&li).await, 1);
    let latest = world.store.latest_decision(over.id).await.expect("answered");
    assert_eq!(latest, Some(again.placement.record.clone()));
    let open = world.store.open_session_of(over.visitor).await.expect("answered");
    assert_eq!(open, Some(session.clone()));
    // The visitor wrote last, whenever the agent did before.
    assert_eq!(world.store.idle_sessions(hour(), None, 10).await.expect("answered"), []);
    stored(world.say(over.id, Party::Agent(li.clone()), "2", "hello again").await);

    // It ends again, with entries of their own names.
    let close = CloseSession {
        session: over.id,
        cause: CloseCause::Agent,
        at: world.later(),
        owned_by: Some(li.clone()),
        quiet_since: None,
        farewell: Some(Body::Prompt { prompt: id("bye"), text: "Good bye".to_owned() }),
        hooks: Vec::new(),
    };
    let outcome = world.store.close_session(close).await.expect("answered");
    let Closed::Now { session: twice, messages, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!((twice.version, seqs(&messages).len()), (session.version + 1, 2));
    assert_eq!(world.load(&li).await, 0);
    let entries = world.store.messages(over.id, Page::After(0), 100).await.expect("read");
    assert_eq!(seqs(&entries), (1..=twice.last_seq).collect::<Vec<_>>());
}

/// A message said before, and a visitor who has an open session, begin nothing again; neither does another version,
/// another cause, or a slot that cannot be had.
pub async fn what_cannot_begin_again_stays_over(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let li = world.agent("li").await;
    let over = ended(&world, &li).await;
    let try_again = |again| world.store.reopen_session(again);
    let lost = |lost| OpenOutcome::Lost(lost);

    let said = reopening(&world, &over, &over.id.to_string(), queue("care"));
    let already = OpenOutcome::AlreadyOpen { session: over.id };
    assert_eq!(try_again(said).await.expect("answered"), already);
    let mut stale = reopening(&world, &over, "a", queue("care"));
    stale.expected_version -= 1;
    assert_eq!(try_again(stale).await.expect("answered"), lost(Lost::State));
    let mut drained = reopening(&world, &over, "a", queue("care"));
    drained.placement.record.cause = DecisionCause::Drained;
    assert_eq!(try_again(drained).await.expect("answered"), lost(Lost::State));
    let mut missing = reopening(&world, &over, "a", queue("care"));
    missing.placement.record.session = SessionId::from_bytes([9; 16]);
    assert_eq!(try_again(missing).await.expect("answered"), lost(Lost::State));
    let mut full = reopening(&world, &over, "a", assign(&li));
    full.placement.slot = Some(slot(&li, 0));
    full.first.hooks = vec![world.run("never", Some(over.id))];
    assert_eq!(try_again(full).await.expect("answered"), lost(Lost::Slot));
    let mut no_room = reopening(&world, &over, "a", queue("care"));
    no_room.placement.queue_limit = Some(0);
    assert_eq!(try_again(no_room).await.expect("answered"), lost(Lost::Full));

    let other = world.open_as(world.opening(over.visitor, Decision::Unmatched)).await;
    let busy = try_again(reopening(&world, &over, "a", queue("care"))).await.expect("answered");
    assert_eq!(busy, OpenOutcome::AlreadyOpen { session: other.id });
    assert_eq!(world.session(over.id).await, over);
    assert_eq!((world.load(&li).await, world.due().await), (0, Vec::new()));
    assert_eq!(world.store.decisions(over.id).await.expect("answered").len(), 1);
    // What is open is not opened again.
    let open = world.store.reopen_session(reopening(&world, &other, "b", queue("care"))).await.expect("answered");
    assert_eq!(open, OpenOutcome::AlreadyOpen { session: other.id });
}

/// The visitor writes again in several tabs, and opens a new session, all at once: one session is open afterwards, and
/// every message that was answered as said is there.
pub async fn many_returns_begin_one_session(backend: &dyn Backend) {
    let world = Arc::new(World::new(backend).await);
    let li = world.agent("li").await;
    for round in 0..8 {
        let over = ended(&world, &li).await;
        let tasks: Vec<_> = (0..8)
            .map(|n| {
                let store = Arc::clone(&world.store);
                // Two tabs send the very same message.
                let again = reopening(&world, &over, &format!("tab-{}", n / 2), assign(&li));
                let new = (n == round).then(|| world.opening(over.visitor, queue("care")));
                tokio::spawn(async move {
                    match new {
                        Some(new) => store.open_session(new).await.expect("answered"),
                        None => store.reopen_session(again).await.expect("answered"),
                    }
                })
            })
            .collect();
        let (mut opened, mut told) = (Vec::new(), Vec::new());
        for task in tasks {
            match task.await.expect("it ends") {
                OpenOutcome::Opened { session, .. } => opened.push(session),
                OpenOutcome::AlreadyOpen { session } => told.push(session),
                other @ (OpenOutcome::Lost(_) | OpenOutcome::Blocked) => {
                    panic!("nothing else competes, but: {other:?}")
                }
            }
        }
        let [session] = opened.as_slice() else { panic!("one should win, not {}", opened.len()) };
        assert_eq!(told, [session.id; 7]);
        let entries = world.store.messages(session.id, Page::After(0), 100).await.expect("read");
        assert_eq!(seqs(&entries), (1..=session.last_seq).collect::<Vec<_>>());
        assert_eq!(world.load(&li).await, u32::from(session.id == over.id));
        let end = world.close(session.id).await;
        assert_eq!(end.visitor, over.visitor);
        assert_eq!(world.load(&li).await, 0);
    }
}

/// Who comes back where nobody may wait is told so in the same session, which is over again at once; the next message
/// may begin it once more. Who comes back into a line waits from then on.
pub async fn a_return_may_be_turned_away(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let li = world.agent("li").await;
    let over = ended(&world, &li).await;
    let mut away = reopening(&world, &over, "2", queue("care"));
    away.ends = Some(CloseCause::NotHeld);
    away.placement.queue_limit = Some(0);
    let (at, said_at) = (away.placement.record.at, away.first.at);
    let outcome = world.store.reopen_session(away.clone()).await.expect("answered");
    let OpenOutcome::Opened { session, messages } = outcome else { panic!("{outcome:?}") };
    let state = SessionState::Closed { cause: CloseCause::NotHeld, agent: None, group: Some(id("care")) };
    assert_eq!((&session.state, session.closed_at, session.queued_at), (&state, Some(at), None));
    assert_eq!((session.visitor_at, messages.len()), (said_at, 3));
    assert_eq!(world.session(over.id).await, session);
    assert_eq!(world.store.open_session_of(over.visitor).await.expect("answered"), None);
    let repeated = world.store.reopen_session(away).await.expect("answered");
    assert_eq!(repeated, OpenOutcome::AlreadyOpen { session: over.id });
    let mut owned = reopening(&world, &session, "3", assign(&li));
    owned.ends = Some(CloseCause::NotHeld);
    assert_eq!(world.store.reopen_session(owned).await.expect("answered"), OpenOutcome::Lost(Lost::Slot));

    let outcome = world.store.reopen_session(reopening(&world, &session, "3", queue("care"))).await.expect("answered");
    let OpenOutcome::Opened { session, .. } = outcome else { panic!("{outcome:?}") };
    let waits_since = session.queued_at.expect("it waits");
    assert!(waits_since > at);
    assert_eq!(world.store.line(&id("care"), 10).await.expect("answered"), [over.id]);
    // Begun again with an agent, it left no line: its waits of before are over.
    let over = world.close(session.id).await;
    assert_eq!(over.queued_at, Some(waits_since));
    let outcome = world.store.reopen_session(reopening(&world, &over, "4", assign(&li))).await.expect("answered");
    assert!(matches!(&outcome, OpenOutcome::Opened { session, .. } if session.queued_at.is_none()), "{outcome:?}");
    let departed = world.store.departures(&id("care"), Timestamp::default(), 10).await.expect("answered");
    assert_eq!(departed, []);
}

/// A post behind a return is part of the session that began again, also within one commit; a post ahead of it is not.
pub async fn a_post_behind_a_return_is_stored(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let li = world.agent("li").await;
    for _ in 0..10 {
        let over = ended(&world, &li).await;
        let say = |name: &str| world.store.post(post(over.id, Party::Visitor, name, "hello"));
        let again = reopening(&world, &over, "again", assign(&li));
        // `join!` asks in the order written.
        let (ahead, begun, behind, read) = tokio::join!(
            say("ahead"),
            world.store.reopen_session(again),
            say("behind"),
            world.store.mark_read(over.id, Party::Visitor, i64::MAX),
        );
        assert_eq!(ahead.expect("answered"), PostOutcome::SessionClosed);
        let begun: Result<OpenOutcome, StoreError> = begun;
        let OpenOutcome::Opened { session, .. } = begun.expect("answered") else { panic!("it should begin again") };
        assert_eq!(stored(behind.expect("answered")).message.seq, session.last_seq + 1);
        assert_eq!(read.expect("answered"), Some(session.last_seq + 1));
        world.close(over.id).await;
    }
}
