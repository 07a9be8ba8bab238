//! Agents who are asked, who answer, who do not, and who leave.

use super::world::{World, id, name, text};
use crate::{OfferError, PostError};
use std::time::Duration;
use usher_model::{Availability, Body, Event, QueueReason, Release, Session, SessionState};
use usher_store::Page;

const RULE: &str = "name: Help\npriority: 1\nwhen: { page.path: /help }\ngroup: care\nstrategy: load\nwelcome: hello\n\
                    follow_up: more\n";

/// The company of the other tests; its care group answers as these lines say.
async fn company(answer: &str, workspace: &str) -> World {
    let world = World::new("[load]").await;
    world.write("groups/care.yaml", &format!("name: Care\nmembers: {{ departments: [care] }}\n{answer}"));
    world.write("workspace.yaml", &format!("name: Lantern\ntime_zone: Europe/Berlin\ndefault_locale: en\n{workspace}"));
    world.write("prompts/more.yaml", "text: What can {{ agent.name }} do for you?\n");
    world.write("distribution/help.yaml", RULE);
    world.reload().await;
    world
}

async fn entries(world: &World, session: &Session) -> Vec<Body> {
    let entries = world.engine.store().messages(session.id, Page::After(0), 50).await.expect("the store works");
    assert_eq!(
        entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(),
        (1..).take(entries.len()).collect::<Vec<i64>>()
    );
    entries.into_iter().map(|entry| entry.body).collect()
}

fn events(entries: &[Body]) -> Vec<&Event> {
    let mut events = Vec::new();
    for body in entries {
        if let Body::Event { event } = body {
            events.push(event);
        }
    }
    events
}

fn prompts(entries: &[Body]) -> Vec<&str> {
    let mut prompts = Vec::new();
    for body in entries {
        if let Body::Prompt { text, .. } = body {
            prompts.push(text.as_str());
        }
    }
    prompts
}

fn released(agent: &str, because: Release) -> Event {
    Event::Released { agent: id(agent), because }
}

#[tokio::test]
async fn who_is_asked_has_it_once_accepted() {
    let mut world = company("answer: { mode: offer, within: 30s }\n", "").await;
    world.online("ann").await;
    let session = world.open("/help").await;
    assert_eq!(session.state, SessionState::Offered { group: "care".parse().expect("a group"), agent: id("ann") });
    assert_eq!(prompts(&entries(&world, &session).await), [""; 0], "nobody has it yet");
    let early = world.engine.post_as_agent(&id("ann"), session.id, name("early"), text("Hi")).await;
    assert!(matches!(early, Err(PostError::NotOwner)), "{early:?}");
    assert!(matches!(world.engine.accept(&id("ben"), session.id).await, Err(OfferError::Gone)));
    let taken = world.engine.accept(&id("ann"), session.id).await.expect("it is offered");
    assert_eq!(taken.state.owner(), Some(&id("ann")));
    assert_eq!((taken.answer_by, taken.version), (None, session.version + 1));
    assert_eq!(prompts(&entries(&world, &taken).await), ["Welcome!", "What can Ann do for you?"]);
    assert_eq!(world.engine.accept(&id("ann"), session.id).await.expect("hers already").version, taken.version);
    world.pass(Duration::from_mins(10)).await;
    assert_eq!(world.again(&taken).await.state, taken.state, "nothing is due any more");
    world.check_invariants().await;
}

#[tokio::test]
async fn an_offer_that_is_declined_or_missed_goes_to_the_next_and_then_into_the_line() {
    let mut world = company("answer: { mode: offer, within: 30s, most_asked: 3, away_after: 2 }\n", "").await;
    for agent in ["ann", "ben", "cleo"] {
        world.online(agent).await;
    }
    let session = world.open("/help").await;
    let first = session.state.slot().expect("somebody is asked").clone();
    world.engine.decline(&first, session.id).await.expect("it is offered");
    let second = world.again(&session).await;
    let next = second.state.slot().expect("somebody else is asked").clone();
    assert_ne!(next, first);
    assert_eq!(second.missed, std::slice::from_ref(&first));
    world.pass(Duration::from_secs(31)).await;
    let third = world.again(&session).await;
    let last = third.state.slot().expect("the third is asked").clone();
    assert!(last != first && last != next);
    world.pass(Duration::from_secs(31)).await;
    let body = entries(&world, &session).await;
    let because: Vec<_> =
        events(&body).into_iter().filter(|event| matches!(event, Event::Released { .. })).cloned().collect();
    assert_eq!(
        because[..3],
        [
            released(first.as_str(), Release::Declined),
            released(next.as_str(), Release::Missed),
            released(last.as_str(), Release::Missed)
        ]
    );
    assert!(
        events(&body).contains(&&Event::Queued { group: "care".parse().expect("a group"), reason: QueueReason::Busy }),
        "enough were asked: {body:?}"
    );
    // The line goes round until everybody who does not answer is away; nothing is lost.
    world.pass(Duration::from_mins(10)).await;
    for agent in ["ann", "ben", "cleo"] {
        assert_eq!(world.engine.availability(&id(agent)).0, Availability::Away, "{agent}");
    }
    let waits = world.again(&session).await;
    assert!(matches!(waits.state, SessionState::Queued { .. }), "{waits:?}");
    assert_eq!(waits.missed, []);
    world.choose("ann", Availability::Online).await;
    world.engine.accept(&id("ann"), session.id).await.expect("it is offered to her again");
    world.check_invariants().await;
}

#[tokio::test]
async fn whoever_owns_a_session_must_write_in_time() {
    let mut world = company("answer: { within: 1m }\n", "").await;
    world.online("ann").await;
    world.online("ben").await;
    let (one, two) = (world.open("/help").await, world.open("/help").await);
    let (ann, ben) = (id("ann"), id("ben"));
    let (slow, fast) = if one.state.owner() == Some(&ann) { (one, two) } else { (two, one) };
    assert_eq!((slow.state.owner(), fast.state.owner()), (Some(&ann), Some(&ben)));
    world.engine.post_as_agent(&ben, fast.id, name("a"), text("Hello")).await.expect("his");
    world.pass(Duration::from_secs(61)).await;
    assert_eq!(world.again(&fast).await.state.owner(), Some(&ben), "he wrote");
    let moved = world.again(&slow).await;
    assert_eq!((moved.state.owner(), moved.missed.as_slice()), (Some(&ben), std::slice::from_ref(&ann)));
    let explained = world.engine.explain(slow.id).await.expect("it is there");
    let last = explained.decisions.last().expect("it was decided again").record.clone();
    let refused = last.candidates.iter().find(|one| one.agent == ann).expect("she was considered");
    assert!(format!("{:?}", refused.standing).contains("Missed"), "{refused:?}");
    world.check_invariants().await;
}

#[tokio::test]
async fn an_agent_who_leaves_is_asked_no_more_and_keeps_or_gives_back_as_the_workspace_says() {
    let held = "held_sessions: { away: keep, offline: { requeue_after: 2m }, gone: { requeue_after: 5m } }\n";
    let mut world = company("", held).await;
    world.online("ann").await;
    let session = world.open("/help").await;
    world.choose("ann", Availability::Away).await;
    world.pass(Duration::from_hours(1)).await;
    assert_eq!(world.again(&session).await.state.owner(), Some(&id("ann")), "away keeps");
    world.choose("ann", Availability::Offline).await;
    world.pass(Duration::from_secs(110)).await;
    assert_eq!(world.again(&session).await.state.owner(), Some(&id("ann")), "not yet");
    world.online("ben").await;
    world.pass(Duration::from_secs(15)).await;
    let moved = world.again(&session).await;
    assert_eq!(moved.state.owner(), Some(&id("ben")));
    assert!(events(&entries(&world, &session).await).contains(&&released("ann", Release::Offline)));
    // Gone counts from the end of the grace; whoever comes back in time keeps what is held.
    world.disconnect("ben");
    world.pass(Duration::from_mins(4)).await;
    world.connect("ben").await;
    world.pass(Duration::from_mins(10)).await;
    assert_eq!(world.again(&session).await.state.owner(), Some(&id("ben")));
    world.disconnect("ben");
    world.pass(Duration::from_mins(6)).await;
    let waits = world.again(&session).await;
    assert!(matches!(&waits.state, SessionState::Queued { reason: QueueReason::NoneOnline, .. }), "{waits:?}");
    assert!(events(&entries(&world, &session).await).contains(&&released("ben", Release::Gone)));
    world.online("cleo").await;
    assert_eq!(world.again(&session).await.state.owner(), Some(&id("cleo")), "never stranded");
    world.check_invariants().await;
}

#[tokio::test]
async fn what_is_offered_to_somebody_who_goes_away_is_offered_to_others_at_once() {
    let mut world = company("answer: { mode: offer, within: 1m }\n", "").await;
    world.online("ann").await;
    let session = world.open("/help").await;
    world.online("ben").await;
    world.choose("ann", Availability::Away).await;
    let moved = world.again(&session).await;
    assert_eq!(moved.state, SessionState::Offered { group: "care".parse().expect("a group"), agent: id("ben") });
    world.check_invariants().await;
}

#[tokio::test]
async fn one_agent_holds_only_so_many_of_a_channel() {
    let mut world = company("", "").await;
    world.write("channels/mall.yaml", "name: Mall\norigins: [https://shop.example.com]\ntitle: Hi\ncapacity: 1\n");
    world.reload().await;
    world.online("ben").await; // May hold three.
    let first = world.open("/help").await;
    assert_eq!(first.state.owner(), Some(&id("ben")));
    let second = world.open("/help").await;
    assert!(matches!(&second.state, SessionState::Queued { reason: QueueReason::Busy, .. }), "{second:?}");
    world.restart().await;
    world.online("ben").await;
    world.pass(Duration::from_secs(30)).await;
    assert!(matches!(world.again(&second).await.state, SessionState::Queued { .. }), "also after a restart");
    world.engine.close_as_agent(&id("ben"), first.id).await.expect("his");
    assert_eq!(world.again(&second).await.state.owner(), Some(&id("ben")));
}

#[tokio::test]
async fn nobody_misses_anything_while_there_is_no_server() {
    let held = "held_sessions: { gone: { requeue_after: 10s } }\n";
    let mut world = company("answer: { mode: offer, within: 30s, away_after: 1 }\n", held).await;
    world.online("ann").await;
    let taken = world.open("/help").await;
    world.engine.accept(&id("ann"), taken.id).await.expect("it is offered");
    let offered = world.open("/help").await;
    assert_eq!(offered.state.slot(), Some(&id("ann")));
    world.clock.advance(Duration::from_mins(10));
    world.restart().await;
    world.pass(Duration::from_secs(20)).await;
    assert_eq!(world.again(&taken).await.state.owner(), Some(&id("ann")), "she had no way to come back");
    let asked = world.again(&offered).await;
    assert_eq!(
        (&asked.state, asked.answer_by),
        (&offered.state, Some(world.engine.now().after(Duration::from_secs(10))))
    );
    world.connect("ann").await;
    world.engine.accept(&id("ann"), offered.id).await.expect("there is time left");
    world.pass(Duration::from_mins(2)).await;
    assert_eq!(world.again(&taken).await.state.owner(), Some(&id("ann")));
    assert_eq!(world.engine.availability(&id("ann")).0, Availability::Online);
    world.check_invariants().await;
}
