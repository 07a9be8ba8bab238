//! Left messages are given to whoever is free: in turn, one at a time, and never before sessions.

use super::{World, agent, company, leave, name};
use crate::{LeftStep, MessageText, tests::world::post};
use std::time::Duration;
use usher_model::{Availability, LeftMessageId};

#[tokio::test]
async fn the_free_are_given_the_oldest_messages_in_turn() {
    let mut world = company().await;
    world.write(
        "workspace.yaml",
        "name: Lantern\ntime_zone: Europe/Berlin\ndefault_locale: en\nleft_messages: { given: when_free }\n",
    );
    world.reload().await;
    let mut all = Vec::new();
    for _ in 0..4 {
        all.push(leave(&world, &world.visitor().await, "l-1", "Hello").await.left.id);
        world.clock.advance(Duration::from_secs(1));
    }
    assert_eq!(given(&world, &all).await, ["", "", "", ""], "nobody is there");
    world.online("ann").await;
    assert_eq!(given(&world, &all).await, ["ann", "", "", ""], "one at a time");
    world.clock.advance(Duration::from_secs(1));
    world.online("ben").await;
    assert_eq!(given(&world, &all).await, ["ann", "ben", "", ""]);
    world.pass(Duration::from_mins(1)).await;
    assert_eq!(given(&world, &all).await, ["ann", "ben", "", ""], "nobody gets a second one before answering");

    let (ann, ben) = (agent(&world, "ann"), agent(&world, "ben"));
    let text = MessageText::parse("Here you are.").unwrap();
    world.engine.answer_left(&ben, all[1], &name("a-1"), &text).await.unwrap();
    assert_eq!(given(&world, &all).await, ["ann", "ben", "ben", ""], "who answered is free again");
    world.engine.step_left(&ben, all[2], LeftStep::GiveBack).await.unwrap();
    assert_eq!(given(&world, &all).await, ["ann", "ben", "", "ben"], "what was given back is not given again");
    world.engine.step_left(&ann, all[0], LeftStep::Finish).await.unwrap();
    assert_eq!(given(&world, &all).await, ["ann", "ben", "ann", "ben"]);

    // While a session waits, left messages wait too.
    let cleo = agent(&world, "cleo");
    for (who, left) in [(&ann, all[2]), (&ben, all[3])] {
        world.engine.step_left(who, left, LeftStep::Finish).await.unwrap();
    }
    for who in ["ann", "ben"] {
        world.choose(who, Availability::Away).await;
    }
    let waits = world.visitor().await;
    world.engine.post_as_visitor(&waits, post("/help", "m-1")).await.unwrap();
    let last = leave(&world, &world.visitor().await, "l-1", "Hello").await.left.id;
    world.online("cleo").await; // She may hold one session.
    assert_eq!(given(&world, &[last]).await, [""], "the session came first, and she is full");
    let session = world.engine.latest_session(&waits).await.unwrap().unwrap();
    world.engine.close_as_agent(&cleo.id, session.id).await.unwrap();
    assert_eq!(given(&world, &[last]).await, ["cleo"]);
    world.check_invariants().await;
}

#[tokio::test]
async fn whose_turn_is_longest_ago_gets_the_next_and_nobody_outside_the_hours() {
    let mut world = company().await;
    world.write(
        "workspace.yaml",
        "name: Lantern\ntime_zone: Europe/Berlin\ndefault_locale: en\nleft_messages: { given: when_free }\n",
    );
    world.reload().await;
    for who in ["ann", "ben", "cleo"] {
        world.online(who).await;
    }
    let mut order = Vec::new();
    for _ in 0..6 {
        let left = leave(&world, &world.visitor().await, "l-1", "Hello").await.left.id;
        let who = given(&world, &[left]).await.remove(0);
        world.engine.step_left(&agent(&world, &who), left, LeftStep::Finish).await.unwrap();
        order.push(who);
        world.clock.advance(Duration::from_secs(1));
    }
    assert_eq!(order[..3], order[3..], "in turn");
    let mut three = order[..3].to_vec();
    three.sort();
    assert_eq!(three, ["ann", "ben", "cleo"]);
    world.pass(Duration::from_hours(6)).await;
    let late = leave(&world, &world.visitor().await, "l-1", "Hello").await.left.id;
    world.pass(Duration::from_mins(1)).await;
    assert_eq!(given(&world, &[late]).await, [""], "the group does not serve");
}

async fn given(world: &World, all: &[LeftMessageId]) -> Vec<String> {
    let mut holders = Vec::new();
    for id in all {
        let left = world.engine.store().left_message(*id).await.unwrap().unwrap();
        holders.push(left.agent.map_or_else(String::new, |agent| agent.to_string()));
    }
    holders
}
