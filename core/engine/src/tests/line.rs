//! Places in line, waits that are told, and the order in which a line moves.

use super::world::{World, id};
use std::time::Duration;
use usher_bus::{Notice, Received, Topic};
use usher_model::SessionState;

#[tokio::test]
async fn a_place_is_told_as_the_line_moves_and_a_wait_once_it_is_known() {
    let mut world = World::new("[load]").await;
    world.online("cleo").await; // May hold one.
    let mut owned = world.open("/help").await;
    let mut waiting = Vec::new();
    for _ in 0..4 {
        world.clock.advance(Duration::from_secs(1));
        waiting.push(world.open("/help").await);
    }
    let mut hears = world.engine.bus().subscribe(&[Topic::Group("care".parse().expect("a group"))]);
    let last = world.again(&waiting[3]).await;
    let standing = world.engine.standing(&last).await.expect("the store works").expect("it waits");
    assert_eq!((standing.place, standing.length, standing.wait), (4, 4, None), "nobody can tell yet");
    for next in &waiting[..3] {
        world.pass(Duration::from_mins(2)).await;
        world.engine.close_as_agent(&id("cleo"), owned.id).await.expect("hers");
        owned = world.again(next).await;
        assert_eq!(owned.state.owner(), Some(&id("cleo")), "in order");
    }
    world.pass(Duration::from_secs(5)).await;
    let standing = world.engine.standing(&last).await.expect("the store works").expect("it waits");
    assert_eq!((standing.place, standing.length), (1, 1));
    let wait = standing.wait.expect("three have left the line");
    assert!((Duration::from_mins(1)..Duration::from_mins(3)).contains(&wait), "{wait:?}");
    assert!(matches!(hears.recv().await, Received::Notice(Notice::Line { .. })));
    world.disconnect("cleo");
    world.pass(Duration::from_mins(1)).await;
    let standing = world.engine.standing(&last).await.expect("the store works").expect("it waits");
    assert_eq!(standing.wait, None, "a line that does not move promises nothing");
    let taken = world.again(&owned).await;
    assert_eq!(world.engine.standing(&taken).await.expect("the store works"), None);
}

#[tokio::test]
async fn at_opening_time_the_line_is_shared_out_in_order() {
    let mut world = World::new("[load]").await;
    world.write("hours/day.yaml", "name: Day\ntime_zone: UTC\nweek: { mon-fri: [\"08:00-18:00\"] }\n");
    world.write("groups/care.yaml", "name: Care\nmembers: { departments: [care] }\nhours: day\n");
    world.reload().await;
    let mut waiting = Vec::new();
    for _ in 0..8 {
        waiting.push(world.open("/help").await);
        world.pass(Duration::from_secs(5)).await;
    }
    for agent in ["ann", "ben", "cleo"] {
        world.online(agent).await;
    }
    assert!(world.open_sessions().await.iter().all(|session| matches!(session.state, SessionState::Queued { .. })));
    // Sunday 09:00 to Monday 08:00, to the second.
    let opens = world.engine.opens_at(&"care".parse().expect("a group")).expect("it opens");
    let wait = opens.at.since(world.engine.now());
    world.clock.advance(wait.saturating_sub(Duration::from_secs(20)));
    for agent in ["ann", "ben", "cleo"] {
        world.connect(agent).await;
    }
    world.engine.tick().await.expect("the store works");
    assert!(world.open_sessions().await.iter().all(|session| matches!(session.state, SessionState::Queued { .. })));
    world.pass(Duration::from_secs(20)).await;
    let mut held = Vec::new();
    for (place, session) in waiting.iter().enumerate() {
        let now = world.again(session).await;
        assert_eq!(now.state.owner().is_some(), place < 6, "the first six of eight, in order: {place} {now:?}");
        held.extend(now.state.owner().cloned());
    }
    let count = |agent: &str| held.iter().filter(|one| **one == id(agent)).count();
    assert_eq!((count("ann"), count("ben"), count("cleo")), (2, 3, 1), "nobody more than may be held");
    world.check_invariants().await;
}

#[tokio::test]
async fn a_priority_is_worth_a_while_and_not_for_ever() {
    let mut world = World::new("[load]").await;
    world.write(
        "../plugins/rank/plugin.yaml",
        "api: 1\nname: Rank\ndescription: Buyers first.\noffers:\n  hook:\n    - { id: buyers, event: session_opened, file: rank.rhai, function: rank, effects: [set_priority] }\n",
    );
    world.write(
        "../plugins/rank/rank.rhai",
        "fn rank(facts) { if facts[\"page.path\"] == \"/offers/buy\" { [set_priority(10)] } else { [] } }\n",
    );
    world.write("groups/sales.yaml", "name: Sales\nmembers: { agents: [dan] }\ncapacity: 1\n");
    world.reload().await;
    let early = world.open("/offers").await;
    world.pass(Duration::from_mins(20)).await;
    let late = world.open("/offers").await;
    world.pass(Duration::from_secs(1)).await;
    let buyer = world.open("/offers/buy").await;
    world.pass(Duration::from_secs(10)).await;
    world.online("dan").await;
    for next in [&early, &buyer, &late] {
        let now = world.again(next).await;
        assert_eq!(now.state.owner(), Some(&id("dan")), "{now:?}");
        world.engine.close_as_agent(&id("dan"), now.id).await.expect("his");
    }
}
