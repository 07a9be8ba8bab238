//! Sessions that people, and hooks, give to others by hand.

use super::world::{World, id, name, text};
use crate::{HandError, HandTarget, Handed, Warned};
use std::time::Duration;
use usher_model::{Agent, Availability, Body, Event, Refusal, Role, Routed, Session, SessionState};
use usher_store::Page;

async fn company() -> World {
    let world = World::new("[load]").await;
    world.write("groups/help.yaml", "name: Helpers\nmembers: { agents: [dan, ben] }\n");
    world.reload().await;
    world
}

fn agent(world: &World, agent: &str, role: Role) -> Agent {
    let rules = world.engine.rules();
    Agent { role, ..(*rules.ruleset().agents[&id(agent)]).clone() }
}

fn to_agent(agent: &str) -> HandTarget {
    HandTarget::Agent(id(agent))
}

fn to_group(group: &str) -> HandTarget {
    HandTarget::Group(group.parse().expect("a group"))
}

fn seen(handed: &Handed) -> Session {
    handed.session.clone().expect("whoever gives it sees it")
}

async fn transfers(world: &World, session: &Session) -> Vec<Event> {
    let entries = world.engine.store().messages(session.id, Page::After(0), 50).await.expect("the store works");
    let event = |body: Body| match body {
        Body::Event { event: event @ Event::Transferred { .. } } => Some(event),
        _ => None,
    };
    entries.into_iter().filter_map(|entry| event(entry.body)).collect()
}

#[tokio::test]
async fn an_owner_gives_a_session_to_an_agent_who_can_take_it() {
    let mut world = company().await;
    world.online("ann").await;
    let session = world.open("/help").await;
    let ann = agent(&world, "ann", Role::Agent);
    let refused = world.engine.give(&ann, session.id, &to_agent("dan"), None, None).await;
    assert!(
        matches!(&refused, Err(HandError::Unable { refusal: Refusal::Offline, .. })),
        "a colleague who is not there is not handed a chat: {refused:?}"
    );
    let unknown = world.engine.give(&ann, session.id, &to_agent("zoe"), None, None).await;
    assert!(matches!(unknown, Err(HandError::UnknownAgent(_))));
    let note = "n".repeat(501);
    let long = world.engine.give(&ann, session.id, &to_agent("ben"), Some(&note), None).await;
    assert!(matches!(long, Err(HandError::NoteTooLong { given: 501, limit: 500 })));
    world.online("dan").await;
    let handed =
        world.engine.give(&ann, session.id, &to_agent("dan"), Some("knows the order"), None).await.expect("he can");
    assert_eq!((seen(&handed).state.owner(), handed.warned), (Some(&id("dan")), None));
    assert_eq!(
        transfers(&world, &session).await,
        [Event::Transferred {
            by: Some(id("ann")),
            to_agent: Some(id("dan")),
            to_group: Some("help".parse().expect("a group")),
            note: Some("knows the order".to_owned()),
        }]
    );
    let again = world.engine.give(&ann, session.id, &to_agent("dan"), None, None).await;
    assert!(matches!(again, Err(HandError::Missing)), "it is no longer hers: {again:?}");
    let dan = agent(&world, "dan", Role::Agent);
    world.engine.post_as_agent(&dan.id, session.id, name("dan"), text("I know it")).await.expect("his now");
    assert_eq!(world.engine.availability(&id("ann")).1, 0);
    world.check_invariants().await;
}

#[tokio::test]
async fn a_session_given_to_a_group_is_led_by_its_rules_and_stays_there() {
    let mut world = company().await;
    world.online("ann").await;
    world.online("ben").await;
    let session = world.open("/help").await;
    let owner = session.state.owner().expect("somebody has it").clone();
    let giver = agent(&world, owner.as_str(), Role::Agent);
    let handed = world.engine.give(&giver, session.id, &to_group("sales"), None, None).await.expect("a group there is");
    assert_eq!(handed.warned, Some(Warned::GroupWaits));
    let waits = seen(&handed);
    assert!(matches!(&waits.state, SessionState::Queued { group, .. } if group.as_str() == "sales"), "{waits:?}");
    assert_eq!(waits.routed, Routed::ByHand);
    world.rewrite_rules("[idle-rate]").await;
    assert_eq!(world.again(&session).await.state, waits.state, "other rules leave it where a person brought it");
    world.online("dan").await;
    assert_eq!(world.again(&session).await.state.owner(), Some(&id("dan")));
    let care = world.engine.give(&agent(&world, "dan", Role::Agent), session.id, &to_group("care"), None, None).await;
    let back = seen(&care.expect("a group there is"));
    assert!(back.state.owner().is_some_and(|owner| *owner != id("dan")), "{back:?}");
    world.check_invariants().await;
}

#[tokio::test]
async fn an_admin_gives_any_session_to_anybody_and_is_warned() {
    let mut world = company().await;
    let session = world.open("/elsewhere").await;
    assert_eq!(session.state, SessionState::Unmatched);
    let stranger = agent(&world, "ann", Role::Agent);
    let refused = world.engine.give(&stranger, session.id, &to_agent("ann"), None, None).await;
    assert!(matches!(refused, Err(HandError::Missing)), "{refused:?}");
    let admin = agent(&world, "ben", Role::Admin);
    let handed =
        world.engine.give(&admin, session.id, &to_agent("cleo"), None, None).await.expect("warned, not blocked");
    assert_eq!(handed.warned, Some(Warned::Agent(Refusal::Offline)));
    assert_eq!(seen(&handed).state.owner(), Some(&id("cleo")));
    let decision = world.engine.store().latest_decision(session.id).await.expect("the store works").expect("stored");
    assert_eq!((decision.by, decision.decision.agent()), (Some(id("ben")), Some(&id("cleo"))));
    // Cleo may hold one: a second one is over her capacity, and only a person can give it.
    let other = world.open("/elsewhere").await;
    let handed = world.engine.give(&admin, other.id, &to_agent("cleo"), None, None).await.expect("warned, not blocked");
    assert!(matches!(handed.warned, Some(Warned::Agent(_))));
    assert_eq!(world.engine.availability(&id("cleo")).1, 2);
    world.connect("cleo").await;
    world.choose("cleo", Availability::Online).await;
    let third = world.open("/help").await;
    assert!(matches!(third.state, SessionState::Queued { .. }), "the rules give her none: {third:?}");
    for held in [session.id, other.id] {
        world.engine.close_as_agent(&id("cleo"), held).await.expect("hers");
    }
    assert_eq!(world.again(&third).await.state.owner(), Some(&id("cleo")));
    let to_line = world.open("/elsewhere").await;
    let handed = world.engine.give(&admin, to_line.id, &to_group("sales"), None, None).await.expect("a group there is");
    assert_eq!(handed.warned, Some(Warned::GroupWaits));
    world.pass(Duration::from_mins(1)).await;
    world.online("dan").await;
    assert_eq!(world.again(&to_line).await.state.owner(), Some(&id("dan")));
    world.check_invariants().await;
}

#[tokio::test]
async fn what_is_given_by_hand_to_whoever_is_asked_already_counts_once() {
    let mut world = company().await;
    world.write("groups/care.yaml", "name: Care\nmembers: { departments: [care] }\nanswer: { mode: offer }\n");
    world.reload().await;
    world.online("ann").await;
    let session = world.open("/help").await;
    assert!(matches!(session.state, SessionState::Offered { .. }), "{session:?}");
    let admin = agent(&world, "ben", Role::Admin);
    let given = world.engine.give(&admin, session.id, &to_agent("ann"), None, None).await.expect("she is there");
    assert_eq!(given.session.expect("as it stands now").state.owner(), Some(&id("ann")));
    assert_eq!(world.engine.availability(&id("ann")), (Availability::Online, 1));
    assert!(matches!(world.open("/help").await.state, SessionState::Offered { .. }), "she has room for another");
    world.check_invariants().await;
}

#[tokio::test]
async fn a_hook_that_asks_for_others_has_its_way_once() {
    let mut world = company().await;
    world.write(
        "../plugins/mood/plugin.yaml",
        "api: 1\nname: Mood\ndescription: Angry people go to sales.\noffers:\n  hook:\n    - { id: angry, event: message_posted, file: mood.rhai, function: angry, effects: [ask_transfer] }\n",
    );
    world.write(
        "../plugins/mood/mood.rhai",
        "fn angry(event) { if event.text.contains(\"angry\") { [ask_transfer(\"sales\", \"is angry\")] } else { [] } }\n",
    );
    world.reload().await;
    world.online("ann").await;
    world.online("dan").await;
    let visitor = world.visitor().await;
    let receipt = world.post(&visitor, "/help", "first").await.expect("stored");
    let session = world.session(receipt).await;
    assert_eq!(session.state.owner(), Some(&id("ann")));
    let mut angry = super::world::post("/help", "second");
    angry.text = text("I am angry");
    world.engine.post_as_visitor(&visitor, angry).await.expect("stored");
    world.pass(Duration::from_secs(10)).await;
    assert_eq!(world.again(&session).await.state.owner(), Some(&id("dan")));
    let told = transfers(&world, &session).await;
    assert!(
        matches!(&told[..], [Event::Transferred { by: None, note: Some(note), .. }] if note == "is angry"),
        "{told:?}"
    );
    world.check_invariants().await;
}

#[tokio::test]
async fn the_same_request_again_is_answered_as_before() {
    let mut world = company().await;
    world.online("ann").await;
    let session = world.open("/help").await;
    let ann = agent(&world, "ann", Role::Agent);
    let (to, note, named) = (to_group("sales"), Some("wants to buy"), name("give-1"));
    let first = world.engine.give(&ann, session.id, &to, note, Some(&named)).await.expect("hers");
    assert_eq!(first.warned, Some(Warned::GroupWaits));
    let seq = world.again(&session).await.last_seq;
    let again = world.engine.give(&ann, session.id, &to, note, Some(&named)).await.expect("it was carried out");
    assert_eq!((again.session, again.warned), (None, Some(Warned::GroupWaits)), "no longer hers to see");
    world.online("dan").await;
    assert_eq!(world.again(&session).await.state.owner(), Some(&id("dan")));
    let later = world.engine.give(&ann, session.id, &to, note, Some(&named)).await.expect("it was carried out");
    assert_eq!(later.warned, Some(Warned::GroupWaits), "as it was answered then");
    assert_eq!(transfers(&world, &session).await.len(), 1);
    let other = world.engine.give(&ann, session.id, &to_group("care"), note, Some(&named)).await;
    assert!(matches!(other, Err(HandError::Missing)), "who may not see it is told nothing: {other:?}");
    let stranger = world.engine.give(&agent(&world, "ben", Role::Agent), session.id, &to, note, Some(&named)).await;
    assert!(matches!(stranger, Err(HandError::Missing)), "another's request: {stranger:?}");
    let admin = agent(&world, "ben", Role::Admin);
    let used = world.engine.give(&admin, session.id, &to, note, Some(&named)).await;
    assert!(matches!(used, Err(HandError::Conflict { seq: at }) if at < seq), "{used:?}");
    let dan = agent(&world, "dan", Role::Agent);
    let nothing = world.engine.give(&dan, session.id, &to_agent("ann"), None, Some(&name("give-2"))).await;
    assert_eq!(
        seen(&nothing.expect("she is there")).state.owner(),
        Some(&id("ann")),
        "another name is another request"
    );
    world.check_invariants().await;
}

#[tokio::test]
async fn a_request_that_comes_twice_at_once_moves_a_session_once() {
    let world = company().await;
    let session = world.open("/elsewhere").await;
    let admin = agent(&world, "ben", Role::Admin);
    let (to, named) = (to_agent("cleo"), name("give"));
    let (one, two) = tokio::join!(
        world.engine.give(&admin, session.id, &to, Some("please"), Some(&named)),
        world.engine.give(&admin, session.id, &to, Some("please"), Some(&named)),
    );
    for handed in [one, two] {
        assert_eq!(seen(&handed.expect("carried out")).state.owner(), Some(&id("cleo")));
    }
    assert_eq!(transfers(&world, &session).await.len(), 1);
    assert_eq!(notes(&world, &session).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_said_of_a_session_that_is_there_already_is_noted() {
    let world = company().await;
    let session = world.open("/help").await;
    assert!(matches!(&session.state, SessionState::Queued { group, .. } if group.as_str() == "care"));
    let admin = agent(&world, "ben", Role::Admin);
    let (to, named) = (to_group("care"), name("give"));
    for _ in 0..2 {
        let given = world.engine.give(&admin, session.id, &to, Some("an old customer"), Some(&named)).await;
        assert_eq!(seen(&given.expect("it is there")).state, session.state);
    }
    assert_eq!(notes(&world, &session).await, ["an old customer"]);
    let to = to_agent("cleo");
    world.engine.give(&admin, session.id, &to, None, None).await.expect("warned, not blocked");
    let given = world.engine.give(&admin, session.id, &to, Some("take care"), None).await.expect("she has it");
    assert_eq!(given.warned, None);
    assert_eq!(notes(&world, &session).await, ["an old customer", "take care"]);
    let (to, said) = (to_group("care"), Some("an old customer"));
    let again = world.engine.give(&admin, session.id, &to, said, Some(&named)).await.expect("it was noted");
    assert_eq!(seen(&again).state.owner(), Some(&id("cleo")), "the note was all it did, and is all it does");
    let other = world.engine.give(&admin, session.id, &to, Some("another"), Some(&named)).await;
    assert!(matches!(other, Err(HandError::Conflict { .. })), "{other:?}");
}

async fn notes(world: &World, session: &Session) -> Vec<String> {
    let entries = world.engine.store().messages(session.id, Page::After(0), 50).await.expect("the store works");
    let note = |body: Body| match body {
        Body::Note { text } => Some(text),
        _ => None,
    };
    entries.into_iter().filter_map(|entry| note(entry.body)).collect()
}

#[tokio::test]
async fn who_gives_a_session_to_the_own_group_does_not_get_it_straight_back() {
    let mut world = company().await;
    world.online("cleo").await;
    let hers = world.open("/help").await;
    assert_eq!(hers.state.owner(), Some(&id("cleo")), "she holds one, and is full");
    world.online("ann").await;
    let session = world.open("/help").await;
    let ann = agent(&world, "ann", Role::Agent);
    let given = world.engine.give(&ann, session.id, &to_group("care"), None, None).await.expect("a group there is");
    assert!(matches!(seen(&given).state, SessionState::Queued { .. }), "{given:?}");
    world.pass(Duration::from_mins(3)).await;
    assert!(matches!(world.again(&session).await.state, SessionState::Queued { .. }), "it waits for the others");
    let next = world.open("/help").await;
    assert_eq!(next.state.owner(), Some(&id("ann")), "she has room, only not for that one");
    world.engine.close_as_agent(&id("cleo"), hers.id).await.expect("hers");
    let given = world.again(&session).await;
    assert_eq!((given.state.owner(), given.missed.len()), (Some(&id("cleo")), 1));

    // Where nobody else is there, somebody is better than nobody, after a while.
    let cleo = agent(&world, "cleo", Role::Agent);
    world.choose("ann", Availability::Away).await;
    world.engine.give(&cleo, session.id, &to_group("care"), None, None).await.expect("a group there is");
    world.pass(Duration::from_secs(30)).await;
    assert!(matches!(world.again(&session).await.state, SessionState::Queued { .. }));
    world.pass(Duration::from_mins(1)).await;
    assert_eq!(world.again(&session).await.state.owner(), Some(&id("cleo")));
    world.check_invariants().await;
}
