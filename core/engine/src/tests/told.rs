//! Webhooks that are told of events by themselves, and what becomes of their calls.

use super::world::{World, id};
use crate::{MessageText, ReplayError};
use serde_json::Value;
use std::time::Duration;
use usher_model::{Availability, ClientId, DeliveryId, SessionState, WebhookId};
use usher_store::{DeliveryOutcome, LoggedDelivery};

async fn world(events: &str) -> World {
    let world = World::new("load").await;
    let text = format!("name: Pager\nurl: https://pager.example.com/in\nevents: [{events}]\n");
    world.write("webhooks/pager.yaml", &text);
    world.write("webhooks/quiet.yaml", "name: Quiet\nurl: https://quiet.example.com/in\n");
    world.reload().await;
    world
}

fn bodies(world: &World) -> Vec<Value> {
    world.receivers.calls().iter().map(|call| serde_json::from_str(&call.body).expect("JSON")).collect()
}

fn types(world: &World) -> Vec<String> {
    bodies(world).iter().map(|body| body["type"].as_str().expect("a word").to_owned()).collect()
}

async fn log(world: &World) -> Vec<LoggedDelivery> {
    world.engine.store().deliveries(&pager(), None, None, 100).await.expect("the store works")
}

fn pager() -> WebhookId {
    "pager".parse().expect("an id")
}

#[tokio::test]
async fn a_webhook_is_told_of_what_it_wants_in_order_and_of_nothing_else() {
    let all = "session_opened, session_assigned, session_queued, message_posted, session_closed, agent_changed";
    let mut world = world(all).await;
    let session = world.open("/offers").await;
    // The server stops before anybody is told.
    world.restart().await;
    world.online("dan").await;
    let (dan, name) = (id("dan"), ClientId::try_from("a-1".to_owned()).unwrap());
    world.engine.post_as_agent(&dan, session.id, name, MessageText::parse("Hi").unwrap()).await.unwrap();
    world.engine.close_as_agent(&dan, session.id).await.unwrap();
    world.choose("dan", Availability::Away).await;
    world.engine.tick().await.unwrap();

    let mut told = types(&world);
    assert_eq!(world.receivers.calls().len(), told.len());
    assert!(world.receivers.calls().iter().all(|call| call.webhook.id == pager()));
    let of_session: Vec<_> = told.iter().filter(|kind| *kind != "agent_changed").cloned().collect();
    let expected =
        ["session_opened", "message_posted", "session_queued", "session_assigned", "message_posted", "session_closed"];
    assert_eq!(of_session, expected, "each session's events come in order");
    told.retain(|kind| kind == "agent_changed");
    assert_eq!(told.len(), 2);
    let bodies = bodies(&world);
    let opened = &bodies[0];
    assert_eq!(opened["timestamp"], "2026-03-01T09:00:00Z");
    assert_eq!(opened["data"]["text"], "Hello, where is my parcel?");
    assert_eq!(opened["data"]["session"]["id"], session.id.to_string());
    assert_eq!(opened["data"]["session"]["channel"], "mall");
    let agent = bodies.iter().find(|body| body["type"] == "agent_changed").unwrap();
    assert_eq!((&agent["data"]["agent"], &agent["data"]["session"]), (&"dan".into(), &Value::Null));
    let posted = bodies.iter().rfind(|body| body["type"] == "message_posted").unwrap();
    assert_eq!((&posted["data"]["agent"], &posted["data"]["text"]), (&"dan".into(), &"Hi".into()));
    assert!(world.engine.hook_backlog().await.unwrap().runs.is_empty());

    // What it no longer wants to be told of is not told, though it was stored.
    world.open("/offers").await;
    world.write("webhooks/pager.yaml", "name: Pager\nurl: https://pager.example.com/in\n");
    let before = world.receivers.calls().len();
    world.reload().await;
    assert_eq!(world.receivers.calls().len(), before);
    assert!(world.engine.hook_backlog().await.unwrap().runs.is_empty());
}

#[tokio::test]
async fn a_plug_in_may_not_bear_the_name_that_webhooks_runs_have() {
    let world = World::new("load").await;
    world.write("../plugins/webhooks/plugin.yaml", "api: 1\nname: Mine\noffers: {}\n");
    let status = world.engine.live().reload().await;
    assert!(!status.last_reload_successful);
}

#[tokio::test]
async fn the_log_tells_what_became_of_each_call_and_makes_one_once_more() {
    let world = world("session_opened").await;
    world.open("/offers").await;
    world.engine.tick().await.unwrap();
    world.receivers.fail(1);
    world.open("/offers").await;
    world.engine.tick().await.unwrap();
    let [failed, delivered]: [LoggedDelivery; 2] = log(&world).await.try_into().unwrap();
    assert_eq!((delivered.outcome, delivered.status, delivered.attempts), (DeliveryOutcome::Delivered, Some(204), 1));
    assert_eq!((failed.outcome, failed.status), (DeliveryOutcome::Waiting, Some(503)));
    assert_eq!(failed.error.as_deref(), Some("answered with status 503"));
    let state = async || {
        let states = world.engine.webhook_states().await.unwrap();
        states.into_iter().find(|state| state.webhook.id == pager()).unwrap()
    };
    let paused = state().await;
    assert!(paused.paused_until.is_some());
    assert_eq!((paused.waiting, paused.failures_in_a_row), (1, 1));
    let health = paused.health.unwrap();
    assert_eq!((health.succeeded_at, health.failed_at), (delivered.ended_at, failed.tried_at));

    // Made once more, a call bears the same id and ends the pause.
    let calls = world.receivers.calls().len();
    let again = world.engine.replay_delivery(&pager(), delivered.id).await.unwrap();
    assert_eq!((again.outcome, again.attempts), (DeliveryOutcome::Waiting, 0));
    world.engine.tick().await.unwrap();
    let made = world.receivers.calls();
    assert_eq!(made.len(), calls + 2, "the one that had failed is made too");
    assert!(made[calls..].iter().any(|call| call.delivery == delivered.id && call.body == made[0].body));
    assert!(log(&world).await.iter().all(|call| call.outcome == DeliveryOutcome::Delivered));
    assert_eq!(state().await.waiting, 0);

    // What it told is kept for a week, that it was made for a month.
    world.clock.advance(Duration::from_hours(8 * 24));
    world.engine.tick().await.unwrap();
    assert!(log(&world).await.iter().all(|call| call.body.is_none()));
    let gone = world.engine.replay_delivery(&pager(), delivered.id).await;
    assert!(matches!(gone, Err(ReplayError::BodyGone)), "{gone:?}");
    let nobodys = world.engine.replay_delivery(&"quiet".parse().unwrap(), delivered.id).await;
    assert!(matches!(nobodys, Err(ReplayError::Missing)), "{nobodys:?}");
    let nothing = world.engine.replay_delivery(&pager(), DeliveryId::from_bytes([1; 16])).await;
    assert!(matches!(nothing, Err(ReplayError::Missing)), "{nothing:?}");
    world.clock.advance(Duration::from_hours(23 * 24));
    world.engine.tick().await.unwrap();
    assert!(log(&world).await.is_empty());
}

#[tokio::test]
async fn calls_that_are_given_up_stay_in_the_log_and_can_be_made_when_the_receiver_is_back() {
    let world = world("session_opened").await;
    world.receivers.kill("pager");
    let session = world.open("/offers").await;
    assert!(matches!(session.state, SessionState::Queued { .. }));
    for _ in 0..74 {
        world.clock.advance(Duration::from_hours(1));
        world.engine.tick().await.unwrap();
    }
    let [given_up]: [LoggedDelivery; 1] = log(&world).await.try_into().unwrap();
    assert_eq!(given_up.outcome, DeliveryOutcome::GivenUp);
    assert!(given_up.error.is_some());
    world.receivers.revive("pager");
    world.engine.replay_delivery(&pager(), given_up.id).await.unwrap();
    world.engine.tick().await.unwrap();
    assert_eq!(log(&world).await[0].outcome, DeliveryOutcome::Delivered);
}
