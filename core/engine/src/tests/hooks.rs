//! Hooks: told of what happened, once it is stored; what they ask for is there exactly once.

use super::world::{World, id};
use crate::MessageText;
use std::time::Duration;
use usher_model::{Availability, Body, ClientId, Effect, Event, Message, Party, Session, SessionState};
use usher_store::Page;

const MOOD: &str = "api: 1
name: Mood
description: Notices angry visitors.
offers:
  hook:
    - { id: angry, event: message_posted, file: mood.rhai, on_failure: POLICY, effects: [tag, set_priority, set_field,
        send_prompt, ask_transfer, call_webhook] }
";
const ANGRY: &str = r#"
fn angry(event, session) {
    if event.sender != "visitor" || !event.text.to_lower().contains("angry") { return; }
    [
        tag("angry"), set_priority(50), set_field("mood", "angry"), send_prompt("sorry"),
        ask_transfer("sales", "is angry"), call_webhook("pager", #{ said: event.text }),
    ]
}
"#;

async fn world(policy: &str, script: &str) -> World {
    let world = World::new("load").await;
    world.write("../plugins/mood/plugin.yaml", &MOOD.replace("POLICY", policy));
    world.write("../plugins/mood/mood.rhai", script);
    world.write("prompts/sorry.yaml", "text: We are sorry.\n");
    world.write("webhooks/pager.yaml", "name: Pager\nurl: https://pager.example.com/in\n");
    world.reload().await;
    world
}

async fn say(world: &World, path: &str, name: &str, text: &str) -> Session {
    let visitor = world.visitor().await;
    let mut post = super::world::post(path, name);
    post.text = MessageText::parse(text).unwrap();
    let receipt = world.engine.post_as_visitor(&visitor, post).await.unwrap();
    world.session(receipt).await
}

async fn transcript(world: &World, session: &Session) -> Vec<Message> {
    world.engine.transcript(session.id, Page::After(0), 100).await.unwrap()
}

/// Hook runs that wait.
async fn waiting(world: &World) -> u32 {
    world.engine.hook_backlog().await.unwrap().runs.iter().map(|(_, count)| count).sum()
}

fn effects(entries: &[Message]) -> Vec<&'static str> {
    let of = |entry: &Message| match &entry.body {
        Body::Event { event: Event::Applied { by, effect } } => {
            assert_eq!((by.to_string().as_str(), &entry.sender), ("mood/angry", &Party::System));
            Some(effect.kind().word())
        }
        _ => None,
    };
    entries.iter().filter_map(of).collect()
}

#[tokio::test]
async fn a_hook_has_its_effects_after_the_event_and_exactly_once() {
    let mut world = world("open", ANGRY).await;
    let calm = say(&world, "/offers", "m-1", "Hello").await;
    world.clock.advance(Duration::from_secs(1));
    let session = say(&world, "/offers", "m-1", "I am ANGRY").await;
    assert_eq!((session.priority, session.tags.len()), (0, 0), "nobody waits for a hook");

    // The server stops before the hook has run: the run is there all the same.
    world.restart().await;
    let after = world.again(&session).await;
    assert_eq!(after.priority, 50);
    assert_eq!(after.tags.iter().map(ToString::to_string).collect::<Vec<_>>(), ["angry"]);
    assert_eq!(after.fields.len(), 1);
    let entries = transcript(&world, &session).await;
    let all = ["tag", "set_priority", "set_field", "send_prompt", "ask_transfer", "call_webhook"];
    assert_eq!(effects(&entries), all);
    assert!(entries.iter().any(|entry| matches!(&entry.body, Body::Prompt { text, .. } if text == "We are sorry.")));
    let secret = entries.iter().find_map(|entry| match &entry.body {
        Body::Event { event: Event::Applied { effect: Effect::CallWebhook { payload, .. }, .. } } => Some(payload),
        _ => None,
    });
    assert_eq!(secret, Some(&None), "a payload is not kept in the history");
    assert_eq!(entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), (1..=9).collect::<Vec<_>>());
    assert_eq!(effects(&transcript(&world, &calm).await), [""; 0]);

    let calls = world.receivers.calls();
    assert_eq!(calls.len(), 1);
    let body: serde_json::Value = serde_json::from_str(&calls[0].body).unwrap();
    assert_eq!((&body["type"], &body["timestamp"]), (&"message_posted".into(), &"2026-03-01T09:00:01Z".into()));
    assert_eq!((&body["data"]["payload"]["said"], &body["data"]["hook"]), (&"I am ANGRY".into(), &"mood/angry".into()));
    assert_eq!(body["data"]["session"]["id"], session.id.to_string());

    world.pass(Duration::from_mins(5)).await;
    assert_eq!(transcript(&world, &session).await.len(), 9, "nothing is done twice");
    assert_eq!(world.receivers.calls().len(), 1);

    // Whoever was angry is served first, though last to come.
    world.write("directory/agents.yaml", &super::world::AGENTS.replace("[sales], capacity: 2", "[sales], capacity: 1"));
    world.reload().await;
    world.online("dan").await;
    assert_eq!(world.again(&session).await.state.owner(), Some(&id("dan")));
    assert!(matches!(world.again(&calm).await.state, SessionState::Queued { .. }));
}

#[tokio::test]
async fn every_event_that_happens_is_told() {
    let world = World::new("load").await;
    let kinds = ["session_opened", "session_assigned", "session_queued", "message_posted", "session_closed"];
    let offer = |kind: &&str| {
        format!("    - {{ id: {kind}, event: {kind}, file: all.rhai, function: note, effects: [set_field] }}\n")
    };
    let agents =
        "    - { id: agents, event: agent_changed, file: all.rhai, function: page, effects: [call_webhook] }\n";
    let hooks: String = kinds.iter().map(offer).collect();
    world.write("../plugins/all/plugin.yaml", &format!("api: 1\nname: All\noffers:\n  hook:\n{hooks}{agents}"));
    let note = "fn note(event) { set_field(event.kind, true) }\n";
    let page = "fn page(event) { call_webhook(\"pager\", #{ who: event.agent, chose: event.availability }) }\n";
    world.write("../plugins/all/all.rhai", &format!("{note}{page}"));
    world.write("webhooks/pager.yaml", "name: Pager\nurl: https://pager.example.com/in\n");
    world.reload().await;
    let mut world = world;

    let session = say(&world, "/offers", "m-1", "Hello").await;
    world.online("dan").await;
    let (dan, name) = (id("dan"), ClientId::try_from("a-1".to_owned()).unwrap());
    let text = MessageText::parse("Hi").unwrap();
    world.engine.post_as_agent(&dan, session.id, name, text).await.unwrap();
    world.engine.close_as_agent(&id("dan"), session.id).await.unwrap();
    world.choose("dan", Availability::Online).await; // No change, so no event.
    world.choose("dan", Availability::Away).await;
    world.engine.tick().await.unwrap();
    let after = world.again(&session).await;
    let told: Vec<_> = after.fields.keys().map(ToString::to_string).collect();
    let mut expected = kinds.to_vec();
    expected.sort_unstable();
    assert_eq!(told, expected);
    let payloads: Vec<String> = world
        .receivers
        .calls()
        .iter()
        .map(|call| {
            serde_json::from_str::<serde_json::Value>(&call.body).unwrap()["data"]["payload"]["chose"].to_string()
        })
        .collect();
    assert_eq!(payloads, ["\"online\"", "\"away\""]);
}

#[tokio::test]
async fn a_failing_hook_is_passed_over_or_tried_again_as_it_declares() {
    let script = "fn angry(event) { if event.text == \"angry\" { throw \"no idea\" } tag(\"calm\") }";
    for (policy, tags) in [("open", 0), ("closed", 1)] {
        let world = world(policy, script).await;
        let session = say(&world, "/help", "m-1", "angry").await;
        world.engine.tick().await.unwrap();
        let calls = |world: &World| {
            let health = world.engine.plugin_health();
            health.iter().find(|one| one.plugin.as_str() == "mood").map_or(0, |one| one.calls)
        };
        assert_eq!(calls(&world), 1, "{policy}");
        world.engine.tick().await.unwrap();
        assert_eq!(calls(&world), 1, "{policy}: not again at once");
        // Mended in time, the event is not lost where the hook is closed.
        world.write("../plugins/mood/mood.rhai", "fn angry(event) { tag(\"calm\") }");
        world.reload().await;
        world.pass(Duration::from_mins(1)).await;
        assert_eq!(world.again(&session).await.tags.len(), tags, "{policy}");
        assert_eq!(waiting(&world).await, 0, "{policy}");
    }
}

#[tokio::test]
async fn a_hook_that_loops_costs_others_nothing_and_is_switched_off() {
    let mut world = world("closed", "fn angry(event) { loop {} }").await;
    world.online("ann").await;
    for number in 0..8 {
        let session = say(&world, "/help", &format!("m-{number}"), "Hello").await;
        assert!(session.state.is_open());
    }
    world.engine.tick().await.unwrap();
    let health = world.engine.plugin_health();
    let mood = health.iter().find(|one| one.plugin.as_str() == "mood").unwrap();
    // Two threads run hooks: one call may be under way when the fifth in a row fails.
    assert!((5..=6).contains(&mood.calls), "{mood:?}");
    assert_eq!(mood.failures["operations"], mood.calls);
    assert!(mood.off_until.is_some());
    assert_eq!(waiting(&world).await, 8, "put off, not lost");

    world.write("../plugins/mood/mood.rhai", "fn angry(event) { tag(\"calm\") }");
    world.reload().await;
    world.pass(Duration::from_mins(3)).await;
    assert!(world.open_sessions().await.iter().all(|session| session.tags.len() == 1));
}

#[tokio::test]
async fn an_effect_that_names_what_is_not_there_fails_the_whole_run() {
    let world =
        world("open", "fn angry(event) { let id = \"no-\" + event.text.to_lower(); [tag(\"calm\"), send_prompt(id)] }")
            .await;
    let session = say(&world, "/help", "m-1", "Hello").await;
    world.engine.tick().await.unwrap();
    assert!(world.again(&session).await.tags.is_empty());
    assert_eq!(waiting(&world).await, 0);
}

#[tokio::test]
async fn a_webhook_is_called_again_under_the_same_name_until_it_answers() {
    let world = world("open", ANGRY).await;
    world.receivers.fail(3);
    say(&world, "/help", "m-1", "I am angry").await;
    world.pass(Duration::from_mins(5)).await;
    let calls = world.receivers.calls();
    assert_eq!(calls.len(), 4);
    assert!(calls.iter().all(|call| call.delivery == calls[0].delivery && call.body == calls[0].body));

    world.receivers.fail(100);
    say(&world, "/help", "m-2", "I am angry too").await;
    for _ in 0..70 {
        world.clock.advance(Duration::from_hours(1));
        world.engine.tick().await.unwrap();
    }
    assert_eq!(world.engine.hook_backlog().await.unwrap().deliveries.len(), 1, "a week-end is not too long");
    for _ in 0..6 {
        world.clock.advance(Duration::from_hours(1));
        world.engine.tick().await.unwrap();
    }
    assert!(world.engine.hook_backlog().await.unwrap().deliveries.is_empty(), "three days are");
}

#[tokio::test]
async fn a_call_that_is_refused_by_itself_holds_nothing_up() {
    let world = world("open", "fn angry(event) { call_webhook(\"pager\", #{ said: event.text }) }").await;
    for (number, text) in ["poison", "one", "poison", "two"].into_iter().enumerate() {
        say(&world, "/help", &format!("m-{number}"), text).await;
    }
    world.engine.tick().await.unwrap();
    assert_eq!(world.receivers.calls().len(), 4, "each is made at once");
    let left = world.engine.hook_backlog().await.unwrap().deliveries;
    assert_eq!(left.iter().map(|(_, calls)| *calls).collect::<Vec<_>>(), [2]);
    for _ in 0..180 {
        world.clock.advance(Duration::from_mins(1));
        world.engine.tick().await.unwrap();
    }
    assert_eq!(world.receivers.calls().len(), 2 + 2 * 8, "it is given up after eight tries");
    assert!(world.engine.hook_backlog().await.unwrap().deliveries.is_empty());
}

#[tokio::test]
async fn a_call_that_fails_for_ever_makes_room_for_those_behind_it() {
    let script = "fn angry(event) { call_webhook(if event.text == \"dead\" { \"dead\" } else { \"pager\" }) }";
    let world = world("open", script).await;
    world.write("webhooks/dead.yaml", "name: Dead\nurl: https://dead.example.com/in\n");
    world.reload().await;
    world.receivers.kill("dead");
    let calls = || world.receivers.calls();
    say(&world, "/help", "d-1", "dead").await;
    world.clock.advance(Duration::from_secs(1));
    say(&world, "/help", "d-2", "dead").await;
    for _ in 0..60 {
        world.clock.advance(Duration::from_mins(1));
        world.engine.tick().await.unwrap();
    }
    let first = calls()[0].delivery;
    assert!(calls()[..8].iter().all(|call| call.delivery == first), "the order stays for a while");
    assert_ne!(calls()[8].delivery, first);
}

#[tokio::test]
async fn a_dead_webhook_holds_no_other_up_and_its_calls_are_given_up_in_time() {
    let script = "fn angry(event) { call_webhook(if event.text == \"dead\" { \"dead\" } else { \"pager\" }) }";
    let world = world("open", script).await;
    world.write("webhooks/dead.yaml", "name: Dead\nurl: https://dead.example.com/in\n");
    world.reload().await;
    world.receivers.kill("dead");
    for number in 0..80 {
        say(&world, "/help", &format!("d-{number}"), "dead").await;
    }
    say(&world, "/help", "p-1", "Hello").await;
    world.engine.tick().await.unwrap();
    let to = |name: &str| world.receivers.calls().iter().filter(|call| call.webhook.id.as_str() == name).count();
    assert_eq!((to("pager"), to("dead")), (1, 1), "a lane pauses at its first failure");
    for _ in 0..74 {
        world.clock.advance(Duration::from_hours(1));
        world.engine.tick().await.unwrap();
    }
    assert!(to("dead") < 80, "{} calls to a receiver that is dead", to("dead"));
    assert!(world.engine.hook_backlog().await.unwrap().deliveries.is_empty(), "what is too old is given up");
    world.receivers.revive("dead");
    let before = to("dead");
    say(&world, "/help", "d-last", "dead").await;
    world.pass(Duration::from_mins(11)).await;
    assert_eq!(to("dead"), before + 1);
}
