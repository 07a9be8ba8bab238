//! Lines: how they age, and how many may wait in one.

use super::{
    Backend,
    world::{NOW, World, assign, hour, id, queue},
};
use crate::{Lost, OpenOutcome, PlaceOutcome, Placement, QueuePlace};
use std::{sync::Arc, time::Duration};
use usher_model::{CloseCause, Decision, DecisionCause, Effect, GroupId, QueueReason, Session, SessionId};

/// A point of priority is worth a minute of waiting: who waited longer than others' priorities are worth is before them.
pub async fn who_waits_long_enough_comes_before_a_priority(backend: &dyn Backend) {
    let world = World::new(backend).await;
    // When each is opened, in seconds, and with which priority.
    let opened =
        [(0, 2), (0, 0), (59, 1), (60, 1), (61, 1), (1_200, 20), (2, 0), (3_600, 60), (3, 0), (0, -1), (61, 0)];
    let mut order = Vec::new();
    for (at, priority) in opened {
        let mut opening = world.opening(world.visitor().await, queue("care"));
        opening.session.opened_at = NOW.after(Duration::from_secs(at));
        opening.session.priority = priority;
        let session = world.open_as(opening).await;
        assert_eq!((world.session(session.id).await.priority, session.priority), (priority, priority));
        order.push((i64::try_from(at).expect("small") - 60 * priority, session));
    }
    // Those of one rank are in order of their ids, as they were made.
    order.sort_by_key(|(rank, session)| (*rank, session.id));
    let mut expected: Vec<_> = order.into_iter().map(|(_, session)| session).collect();
    assert_line(&world, &id("care"), &expected).await;
    // The last comes first with enough points, and one point less is not enough.
    let last = expected.pop().expect("there is one");
    let ahead = expected[0].opened_at.since(NOW).as_secs();
    let needed = i64::try_from(last.opened_at.since(NOW).as_secs() - ahead).expect("small").div_euclid(60)
        + expected[0].priority
        + 1;
    for (priority, place) in [(needed - 1, None), (needed, Some(0))] {
        let run = world.stored_run("rank", last.id).await;
        let finish = world.finish(&run, vec![Effect::SetPriority { priority }]);
        world.store.finish_hook(finish).await.expect("answered");
        let line = world.store.line(&id("care"), 1).await.expect("answered");
        assert_eq!((line[0] == last.id).then_some(0), place, "with {priority}");
        let stored = world.session(last.id).await;
        assert_eq!((stored.priority, stored.opened_at), (priority, last.opened_at));
    }
}

async fn assert_line(world: &World, group: &GroupId, expected: &[Session]) {
    let ids: Vec<_> = expected.iter().map(|session| session.id).collect();
    assert_eq!(world.store.line(group, 100).await.expect("answered"), ids);
    assert_eq!(world.store.line(group, 3).await.expect("answered"), ids[..3]);
    assert_eq!(world.store.queue(group, None, 100).await.expect("answered"), expected);
    for (before, session) in expected.iter().enumerate() {
        let place = Some(QueuePlace::of(session));
        let length = world.store.queue_length(group, place).await.expect("answered");
        assert_eq!(usize::try_from(length), Ok(before));
        let rest = world.store.queue(group, place, 100).await.expect("answered");
        assert_eq!(rest, expected[before + 1..]);
    }
}

/// Sixty-four want to wait where five may: exactly five do, whether they open, come from others, or come back.
pub async fn no_more_wait_than_may(backend: &dyn Backend) {
    let world = Arc::new(World::new(backend).await);
    let li = world.agent("li").await;
    let limited = |mut placement: Placement| {
        placement.queue_limit = Some(5);
        placement
    };
    let mut tasks = Vec::new();
    for n in 0..64 {
        let mut opening = world.opening(world.visitor().await, queue("care"));
        opening.placement = limited(opening.placement);
        // Half of them open elsewhere first, and are placed.
        if n % 2 == 0 {
            let store = Arc::clone(&world.store);
            tasks.push(tokio::spawn(async move {
                match store.open_session(opening).await.expect("answered") {
                    OpenOutcome::Opened { session, .. } => Some(session.id),
                    other => {
                        assert_eq!(other, OpenOutcome::Lost(Lost::Full));
                        None
                    }
                }
            }));
        } else {
            let waits = world.open(Decision::Unmatched).await.id;
            let placement = limited(world.placement(waits, queue("care")));
            let store = Arc::clone(&world.store);
            tasks.push(tokio::spawn(async move {
                match store.place_session(placement, 1).await.expect("answered") {
                    PlaceOutcome::Placed { session, .. } => Some(session.id),
                    other @ PlaceOutcome::Lost(_) => {
                        assert_eq!(other, PlaceOutcome::Lost(Lost::Full));
                        None
                    }
                }
            }));
        }
    }
    let mut waiting: Vec<SessionId> = Vec::new();
    for task in tasks {
        waiting.extend(task.await.expect("it ends"));
    }
    assert_eq!(waiting.len(), 5);
    let length = async |group: &str| world.store.queue_length(&id(group), None).await.expect("answered");
    assert_eq!(length("care").await, 5);

    // Who waits there has a place already, and keeps it for another reason too.
    let version = world.session(waiting[0]).await.version;
    let other_reason = Decision::Queue { group: id("care"), reason: QueueReason::NoneOnline };
    let stays = limited(world.placement(waiting[0], other_reason));
    assert!(matches!(world.place(stays, version).await, PlaceOutcome::Placed { .. }));
    // Another group has a line of its own; what is over at once needs no place; an agent's session takes its slot along.
    let mut elsewhere = world.opening(world.visitor().await, queue("night"));
    elsewhere.placement = limited(elsewhere.placement);
    world.open_as(elsewhere).await;
    let mut over = world.opening(world.visitor().await, queue("care"));
    over.placement = limited(over.placement);
    over.ends = Some(CloseCause::NotHeld);
    world.open_as(over).await;
    let owned = world.open(assign(&li)).await;
    let requeued = || limited(world.placement_because(DecisionCause::Requeued, owned.id, queue("care")));
    assert_eq!(world.place(requeued(), 1).await, PlaceOutcome::Lost(Lost::Full));
    assert_eq!((world.session(owned.id).await, world.load(&li).await), (owned.clone(), 1));
    // A place that is left is another's.
    world.close(waiting[1]).await;
    assert!(matches!(world.place(requeued(), 1).await, PlaceOutcome::Placed { .. }));
    assert_eq!((length("care").await, length("night").await), (5, 1));
    let mut unlimited = world.opening(world.visitor().await, queue("care"));
    unlimited.placement.answer_by = Some(hour());
    let unlimited = world.open_as(unlimited).await;
    assert_eq!(unlimited.answer_by, None, "nobody is there who could answer");
    assert_eq!(length("care").await, 6);
}
