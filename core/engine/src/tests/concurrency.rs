//! Many at once, against a real store.

use super::world::{World, id};
use std::collections::HashMap;
use usher_model::SessionState;

/// Visitors who open at the same moment.
const OPENINGS: usize = 64;

async fn open_at_once(world: &World) -> HashMap<String, usize> {
    let mut visitors = Vec::new();
    for _ in 0..OPENINGS {
        visitors.push(world.visitor().await);
    }
    let mut tasks = tokio::task::JoinSet::new();
    for visitor in visitors {
        let engine = world.engine.clone();
        tasks.spawn(async move {
            let post = super::world::post("/help", "first");
            engine.post_as_visitor(&visitor, post).await.expect("it is stored")
        });
    }
    let mut receipts = Vec::new();
    while let Some(receipt) = tasks.join_next().await {
        receipts.push(receipt.expect("no panic"));
    }
    // Read when all have opened: a slot that one loses is given to whoever waits, by whichever opening looks next.
    let mut outcome = HashMap::new();
    for receipt in receipts {
        let session = world.session(receipt).await;
        let place = match &session.state {
            SessionState::Assigned { agent, .. } => agent.to_string(),
            other => other.word().to_owned(),
        };
        *outcome.entry(place).or_default() += 1;
    }
    outcome
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_slot_is_given_twice_and_none_is_left_empty() {
    for strategy in ["load", "circular"] {
        let mut world = World::new(strategy).await;
        for agent in ["ann", "ben", "cleo"] {
            world.online(agent).await;
        }
        let outcome = open_at_once(&world).await;
        let found = |place: &str| outcome.get(place).copied().unwrap_or(0);
        assert_eq!((found("ann"), found("ben"), found("cleo")), (2, 3, 1), "by {strategy}");
        assert_eq!(found("queued"), OPENINGS - 6, "by {strategy}");
        world.check_invariants().await;

        // Everything drains in order while agents close as fast as they can.
        let mut left = world.open_sessions().await.len();
        while left > 0 {
            let owned: Vec<_> =
                world.open_sessions().await.into_iter().filter(|session| session.state.owner().is_some()).collect();
            assert!(!owned.is_empty(), "{left} sessions wait and nobody is given one");
            let mut closing = tokio::task::JoinSet::new();
            for session in owned {
                let engine = world.engine.clone();
                let agent = session.state.owner().expect("it is owned").clone();
                closing.spawn(async move { engine.close_as_agent(&agent, session.id).await.expect("it is owned") });
            }
            while let Some(closed) = closing.join_next().await {
                closed.expect("no panic");
            }
            world.check_invariants().await;
            left = world.open_sessions().await.len();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_visitor_in_many_tabs_opens_one_session() {
    let mut world = World::new("load").await;
    world.online("ben").await;
    let visitor = world.visitor().await;
    let mut tasks = tokio::task::JoinSet::new();
    for tab in 0..OPENINGS {
        let (engine, visitor) = (world.engine.clone(), visitor.clone());
        tasks.spawn(async move {
            let post = super::world::post("/help", &format!("tab-{tab}"));
            engine.post_as_visitor(&visitor, post).await.expect("it is stored")
        });
    }
    let mut seqs = Vec::new();
    let mut sessions = std::collections::HashSet::new();
    while let Some(receipt) = tasks.join_next().await {
        let receipt = receipt.expect("no panic");
        sessions.insert(receipt.session);
        seqs.push(receipt.seq);
    }
    assert_eq!(sessions.len(), 1);
    seqs.sort_unstable();
    seqs.dedup();
    assert_eq!(seqs.len(), OPENINGS, "every message has a place of its own");
    assert_eq!(world.engine.availability(&id("ben")).1, 1);
    world.check_invariants().await;
}
