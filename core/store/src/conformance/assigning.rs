//! Slots and turns: who wins, who loses, and that the load is always true.

use super::{
    Backend,
    world::{NOW, World, assign, hour, id, queue, slot, turn},
};
use crate::{CloseSession, Closed, Lost, OpenOutcome, PlaceOutcome, SessionFilter};
use std::{sync::Arc, time::Duration};
use usher_model::{AgentId, Availability, CloseCause, Decision, SessionState, Timestamp};

const CROWD: usize = 64;

/// A slot is refused where the agent is away, offline, absent, unknown or full; nothing is written then.
pub async fn a_slot_is_taken_only_while_the_agent_can_serve(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let store = &world.store;
    let li = world.agent("li").await;
    let visitor = world.visitor().await;
    let lost = |agent: &AgentId| {
        let mut opening = world.opening(visitor, assign(agent));
        opening.placement.cursor = Some(turn(None, agent));
        async {
            let session = opening.session.id;
            let outcome = store.open_session(opening).await.expect("answered");
            assert_eq!(outcome, OpenOutcome::Lost(Lost::Slot));
            assert_eq!(store.session(session).await.expect("answered"), None);
            assert_eq!(store.cursors().await.expect("answered"), []);
        }
    };
    for availability in [Availability::Away, Availability::Offline] {
        store.set_availability(li.clone(), availability, NOW, Vec::new()).await.expect("set");
        lost(&li).await;
    }
    lost(&id("nobody")).await;
    let absent: AgentId = id("mo");
    store.set_availability(absent.clone(), Availability::Online, NOW, Vec::new()).await.expect("set");
    lost(&absent).await;
    // A lease that ends at the very moment of the decision has ended.
    let ends = world.later().after(Duration::from_millis(2));
    store.renew_presence(vec![absent.clone()], ends).await.expect("renewed");
    let mut late = world.opening(visitor, assign(&absent));
    late.placement.record.at = ends;
    assert_eq!(store.open_session(late.clone()).await.expect("answered"), OpenOutcome::Lost(Lost::Slot));
    late.placement.record.at = Timestamp::from_micros(ends.as_micros() - 1);
    assert!(matches!(store.open_session(late).await.expect("answered"), OpenOutcome::Opened { .. }));

    store.set_availability(li.clone(), Availability::Online, NOW, Vec::new()).await.expect("set");
    for _ in 0..3 {
        world.open(assign(&li)).await;
    }
    let full = world.opening(world.visitor().await, assign(&li));
    assert_eq!(store.open_session(full).await.expect("answered"), OpenOutcome::Lost(Lost::Slot));
    assert_eq!(world.roster_row(&li).await.load, 3);
}

/// A turn is taken from where it stands, by one decision; who loses it takes no slot either.
pub async fn a_turn_is_taken_once(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let (li, mo) = (world.agent("li").await, world.agent("mo").await);
    for (from, to, wins) in [
        (Some(&li), &mo, false),
        (None, &li, true),
        (None, &mo, false),
        (Some(&mo), &li, false),
        (Some(&li), &mo, true),
        (Some(&mo), &mo, true),
    ] {
        let before = world.roster_row(to).await;
        let mut opening = world.opening(world.visitor().await, assign(to));
        opening.placement.cursor = Some(turn(from, to));
        let outcome = world.store.open_session(opening).await.expect("answered");
        let after = world.roster_row(to).await;
        if wins {
            assert!(matches!(outcome, OpenOutcome::Opened { .. }), "{from:?} to {to}: {outcome:?}");
            assert_eq!(after.load, before.load + 1);
            assert_eq!(world.store.cursors().await.expect("answered"), [(id("care"), to.clone())]);
        } else {
            assert_eq!(outcome, OpenOutcome::Lost(Lost::Cursor), "{from:?} to {to}");
            assert_eq!(after, before);
        }
    }
}

/// An assignment without a slot, or with another agent's, cannot win; neither can a slot without an assignment.
pub async fn assignments_must_name_their_slot(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let (li, mo) = (world.agent("li").await, world.agent("mo").await);
    for (decision, slot) in
        [(assign(&li), None), (assign(&li), Some(slot(&mo, 3))), (queue("care"), Some(slot(&mo, 3)))]
    {
        let mut opening = world.opening(world.visitor().await, decision);
        opening.placement.slot = slot;
        let outcome = world.store.open_session(opening).await.expect("answered");
        assert_eq!(outcome, OpenOutcome::Lost(Lost::Slot));
    }
    assert_eq!((world.roster_row(&li).await.load, world.roster_row(&mo).await.load), (0, 0));
}

/// Placing needs the version that the decision was made on, and a session that waits.
pub async fn placing_needs_the_version_it_was_decided_on(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let li = world.agent("li").await;
    let session = world.open(queue("care")).await;
    let place = |decision, version| world.store.place_session(world.placement(session.id, decision), version);
    let lost = PlaceOutcome::Lost(Lost::State);

    assert_eq!(place(assign(&li), 2).await.expect("answered"), lost);
    let requeued = place(queue("night"), 1).await.expect("answered");
    assert!(matches!(&requeued, PlaceOutcome::Placed { session, .. } if session.version == 2), "{requeued:?}");
    assert_eq!(place(assign(&li), 1).await.expect("answered"), lost);
    let PlaceOutcome::Placed { session: placed, messages, .. } = place(assign(&li), 2).await.expect("answered") else {
        panic!("the session should have been placed");
    };
    assert_eq!(placed.state, SessionState::Assigned { group: Some(id("care")), agent: li.clone() });
    assert_eq!((placed.version, placed.last_seq), (3, 4));
    assert_eq!(messages.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [4]);
    assert_eq!(world.session(session.id).await, placed);
    assert_eq!(place(queue("care"), 3).await.expect("answered"), lost, "an owned session is never queued again");
    assert_eq!(world.roster_row(&li).await.load, 1);
    let nowhere = world.opening(world.visitor().await, queue("care")).placement;
    assert_eq!(world.store.place_session(nowhere, 1).await.expect("answered"), lost);
}

/// Sixty-four visitors at once want one agent with room for three: exactly three are given.
pub async fn sixty_four_openings_win_no_more_than_the_capacity(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let li = world.agent("li").await;
    let mut openings = Vec::new();
    for _ in 0..CROWD {
        openings.push(world.opening(world.visitor().await, assign(&li)));
    }
    let tasks: Vec<_> = openings
        .into_iter()
        .map(|opening| {
            let store = Arc::clone(&world.store);
            tokio::spawn(async move { store.open_session(opening).await.expect("answered") })
        })
        .collect();
    let (mut won, mut lost) = (0, 0);
    for task in tasks {
        match task.await.expect("an opening finishes") {
            OpenOutcome::Opened { .. } => won += 1,
            OpenOutcome::Lost(Lost::Slot) => lost += 1,
            other => panic!("an opening should win or lose the slot, but: {other:?}"),
        }
    }
    assert_eq!((won, lost), (3, CROWD - 3));
    assert_eq!(world.roster_row(&li).await.load, 3);
    let owned = world.store.sessions(SessionFilter::OwnedBy(li), None, 100).await.expect("listed");
    assert_eq!(owned.len(), 3);
}

/// Many decisions take turns at once: each turn is taken by one of them, and everybody who tries again gets one.
pub async fn sixty_four_turns_are_taken_one_by_one(backend: &dyn Backend) {
    let world = Arc::new(World::new(backend).await);
    let agents = [world.agent("a").await, world.agent("b").await, world.agent("c").await];
    let tasks: Vec<_> = (0..CROWD)
        .map(|_| {
            let (world, agents) = (Arc::clone(&world), agents.clone());
            tokio::spawn(async move {
                let visitor = world.visitor().await;
                loop {
                    let cursors = world.store.cursors().await.expect("answered");
                    let from = cursors.first().map(|(_, agent)| agent);
                    let place = from.and_then(|from| agents.iter().position(|agent| agent == from));
                    let to = &agents[place.map_or(0, |place| (place + 1) % agents.len())];
                    let mut opening = world.opening(visitor, assign(to));
                    opening.placement.slot = Some(slot(to, 100));
                    opening.placement.cursor = Some(turn(from, to));
                    match world.store.open_session(opening).await.expect("answered") {
                        OpenOutcome::Opened { .. } => break,
                        OpenOutcome::Lost(Lost::Cursor) => {}
                        other => panic!("only the turn can be lost, but: {other:?}"),
                    }
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("a decision finishes");
    }
    let mut loads = Vec::new();
    for agent in &agents {
        loads.push(world.roster_row(agent).await.load);
    }
    assert_eq!(loads, [22, 21, 21], "turns are fair");
}

/// Openings, placings and closings at once, from many tasks: afterwards each agent's load is the count of its open
/// sessions, and nobody has more than it may.
pub async fn the_load_is_the_count_of_owned_open_sessions(backend: &dyn Backend) {
    let world = Arc::new(World::new(backend).await);
    let agents = Arc::new([world.agent("a").await, world.agent("b").await, world.agent("c").await]);
    let tasks: Vec<_> = (0..CROWD)
        .map(|n| {
            let (world, agents) = (Arc::clone(&world), Arc::clone(&agents));
            tokio::spawn(async move {
                for round in 0..4 {
                    let agent = &agents[(n + round) % agents.len()];
                    let visitor = world.visitor().await;
                    let opening = world.opening(visitor, if n % 2 == 0 { assign(agent) } else { queue("care") });
                    let session = opening.session.id;
                    let opened = world.store.open_session(opening).await.expect("answered");
                    if matches!(opened, OpenOutcome::Opened { .. }) && n % 2 == 1 {
                        let placement = world.placement(session, assign(agent));
                        world.store.place_session(placement, 1).await.expect("answered");
                    }
                    if (n + round) % 3 > 0 {
                        let owned_by = (round % 2 == 0).then(|| agent.clone());
                        let close = CloseSession {
                            session,
                            cause: CloseCause::Agent,
                            at: world.later(),
                            owned_by,
                            quiet_since: None,
                            farewell: None,
                            hooks: Vec::new(),
                        };
                        let (one, two) =
                            tokio::join!(world.store.close_session(close.clone()), world.store.close_session(close));
                        let both = [one.expect("answered"), two.expect("answered")];
                        assert!(both.iter().filter(|end| matches!(end, Closed::Now { .. })).count() <= 1);
                    }
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("a task finishes");
    }
    for row in world.store.roster().await.expect("answered") {
        let owned = SessionFilter::OwnedBy(row.agent.clone());
        let owned = world.store.sessions(owned, None, 1_000).await.expect("listed");
        assert_eq!(usize::try_from(row.load).expect("small"), owned.len(), "{}", row.agent);
        assert!(row.load <= 3, "{} holds {}", row.agent, row.load);
        assert!(row.last_assigned.is_some_and(|at| at >= NOW && at < hour()));
    }
    let unmatched = world.open(Decision::Unmatched).await;
    assert_eq!(unmatched.state, SessionState::Unmatched);
}
