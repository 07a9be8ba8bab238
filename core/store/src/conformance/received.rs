//! How many sessions agents received.

use super::{
    Backend,
    world::{NOW, World, assign, queue, slot},
};
use crate::{Lost, OpenOutcome, PlaceOutcome};
use std::time::Duration;
use usher_model::{AgentId, Decision, Timestamp};

/// A quarter of an hour, in microseconds.
const QUARTER: i64 = 900_000_000;

/// Each session that an agent is given counts in its quarter of an hour, opened or placed; what is lost does not, and
/// what is over still does.
pub async fn received_sessions_are_counted_by_quarters(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let (li, mo) = (world.agent("li").await, world.agent("mo").await);
    let begin = quarter(NOW);
    let after = |micros: i64| Timestamp::from_micros(begin.as_micros() + micros);
    assert_eq!(received(&world, begin).await, []);

    for (at, agent) in [(after(0), &li), (after(QUARTER - 1), &li), (after(QUARTER), &li), (after(QUARTER), &mo)] {
        let session = open_at(&world, assign(agent), agent, at).await;
        world.close(session).await;
    }
    assert_eq!(received(&world, begin).await, [(li.clone(), 3), (mo.clone(), 1)]);
    assert_eq!(received(&world, after(QUARTER - 1)).await, [(li.clone(), 3), (mo.clone(), 1)], "rounded down");
    assert_eq!(received(&world, after(QUARTER)).await, [(li.clone(), 1), (mo.clone(), 1)]);
    assert_eq!(received(&world, after(2 * QUARTER)).await, []);
    let before_all = Timestamp::from_micros(-1);
    assert_eq!(received(&world, before_all).await, [(li.clone(), 3), (mo.clone(), 1)]);

    // Placed, after it waited; a lost version counts nothing.
    let waiting = world.open(queue("care")).await.id;
    let mut placement = world.placement(waiting, assign(&mo));
    placement.record.at = after(2 * QUARTER);
    let lost = world.store.place_session(placement.clone(), 9).await.expect("answered");
    assert_eq!(lost, PlaceOutcome::Lost(Lost::State));
    let placed = world.store.place_session(placement, 1).await.expect("answered");
    assert!(matches!(placed, PlaceOutcome::Placed { .. }), "{placed:?}");
    // Refused, because there is no room.
    let mut full = world.opening(world.visitor().await, assign(&mo));
    full.placement.slot = Some(slot(&mo, 1));
    full.placement.record.at = after(2 * QUARTER);
    assert_eq!(world.store.open_session(full).await.expect("answered"), OpenOutcome::Lost(Lost::Slot));
    assert_eq!(received(&world, after(2 * QUARTER)).await, [(mo.clone(), 1)]);
    assert_eq!(received(&world, begin).await, [(li.clone(), 3), (mo.clone(), 2)]);

    // What is forgotten are whole quarters: the one that the moment falls into stays.
    for (before, left) in [(after(QUARTER - 1), [3, 2]), (after(2 * QUARTER - 1), [1, 2])] {
        world.store.forget_received(before).await.expect("forgotten");
        assert_eq!(received(&world, before_all).await, [(li.clone(), left[0]), (mo.clone(), left[1])]);
    }
    world.store.forget_received(after(2 * QUARTER)).await.expect("forgotten");
    assert_eq!(received(&world, before_all).await, [(mo, 1)]);
}

async fn open_at(world: &World, decision: Decision, agent: &AgentId, at: Timestamp) -> usher_model::SessionId {
    // The lease must outlive the moment of the decision.
    let until = at.after(Duration::from_hours(2));
    world.store.renew_presence(vec![agent.clone()], until).await.expect("renewed");
    let mut opening = world.opening(world.visitor().await, decision);
    opening.placement.record.at = at;
    world.open_as(opening).await.id
}

async fn received(world: &World, since: Timestamp) -> Vec<(AgentId, u32)> {
    let mut received = world.store.received_since(since).await.expect("answered");
    received.sort_unstable();
    received
}

fn quarter(at: Timestamp) -> Timestamp {
    Timestamp::from_micros(at.as_micros().div_euclid(QUARTER) * QUARTER)
}
