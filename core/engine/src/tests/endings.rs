//! Chats that fall silent, and visitors who come back.

use super::world::{World, id, name, post, text};
use crate::OwnSession;
use std::time::Duration;
use usher_model::{Availability, Body, CloseCause, Event, Session, SessionState, Visitor};
use usher_store::Page;

async fn company(workspace: &str) -> World {
    let world = World::new("[load]").await;
    world.write("prompts/soon.yaml", "text: We close this chat soon\n");
    world.write("prompts/bye.yaml", "text: Bye\n");
    world.write(
        "workspace.yaml",
        &format!("name: Lantern\ntime_zone: Europe/Berlin\ndefault_locale: en\nclosed: bye\n{workspace}"),
    );
    world.reload().await;
    world
}

async fn opened(world: &World) -> (Visitor, Session) {
    let visitor = world.visitor().await;
    let receipt = world.post(&visitor, "/help", "first").await.expect("it is stored");
    let session = world.session(receipt).await;
    (visitor, session)
}

async fn bodies(world: &World, session: &Session) -> Vec<Body> {
    let entries = world.engine.store().messages(session.id, Page::After(0), 100).await.expect("the store works");
    assert_eq!(
        entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(),
        (1..).take(entries.len()).collect::<Vec<i64>>()
    );
    entries.into_iter().map(|entry| entry.body).collect()
}

async fn says(world: &World, agent: &str, session: &Session, what: &str) {
    world.engine.post_as_agent(&id(agent), session.id, name(what), text(what)).await.expect("it is stored");
}

fn prompt(text: &str) -> impl Fn(&Body) -> bool {
    move |body| matches!(body, Body::Prompt { text: told, .. } if told == text)
}

#[tokio::test]
async fn a_chat_that_falls_silent_is_closed_after_a_warning() {
    let mut world = company("idle: { close_after: 10m, warn_before: 2m, warning: soon }\n").await;
    world.online("ann").await;
    let (visitor, session) = opened(&world).await;
    world.pass(Duration::from_mins(30)).await;
    assert!(world.again(&session).await.state.is_open(), "who waits for an answer is never closed for being silent");
    says(&world, "ann", &session, "How can I help?").await;
    world.pass(Duration::from_secs(8 * 60 + 15)).await;
    assert_eq!(bodies(&world, &session).await.iter().filter(|body| prompt("We close this chat soon")(body)).count(), 1);
    world.post(&visitor, "/help", "still here").await.expect("it is stored");
    world.pass(Duration::from_mins(20)).await;
    assert!(world.again(&session).await.state.is_open(), "the visitor wrote");
    says(&world, "ann", &session, "And now?").await;
    world.pass(Duration::from_secs(10 * 60 + 25)).await;
    let closed = world.again(&session).await;
    assert!(
        matches!(&closed.state, SessionState::Closed { cause: CloseCause::Idle, agent: Some(agent), .. } if *agent == id("ann")),
        "{closed:?}"
    );
    let told = bodies(&world, &session).await;
    assert_eq!(told.iter().filter(|body| prompt("We close this chat soon")(body)).count(), 2, "warned each time");
    assert!(told.iter().any(prompt("Bye")));
    assert_eq!(world.engine.availability(&id("ann")).1, 0);
    world.check_invariants().await;
}

#[tokio::test]
async fn who_comes_back_in_time_comes_back_to_the_same_agent() {
    let mut world = company("reopen_within: 1h\n").await;
    world.online("ben").await;
    let (visitor, session) = opened(&world).await;
    says(&world, "ben", &session, "Done").await;
    world.engine.close_as_agent(&id("ben"), session.id).await.expect("his");
    world.online("ann").await;
    world.pass(Duration::from_mins(30)).await;
    // Ann holds nothing and Ben would be the strategy's second choice; he knows the visitor.
    assert_eq!(world.engine.availability(&id("ann")).1, 0);
    let again = world.post(&visitor, "/help", "one more thing").await.expect("it is stored");
    assert_eq!(again.session, session.id, "the same session goes on");
    let open = world.again(&session).await;
    assert_eq!((open.state.owner(), open.closed_at), (Some(&id("ben")), None));
    let told = bodies(&world, &open).await;
    let reopened = told.iter().position(|body| *body == Body::Event { event: Event::Reopened }).expect("told");
    assert!(matches!(&told[reopened - 1], Body::Text { .. }), "the message comes first: {told:?}");
    assert_eq!(world.post(&visitor, "/help", "one more thing").await.expect("known"), again);
    // A second end and a second return, while he is away: the rules choose.
    world.engine.close_as_agent(&id("ben"), session.id).await.expect("his");
    world.choose("ben", Availability::Away).await;
    let own = OwnSession::of(&visitor, &session).expect("own");
    let third =
        world.engine.post_as_visitor(&visitor, crate::VisitorPost { session: Some(own), ..post("/help", "third") });
    assert_eq!(third.await.expect("it is stored").session, session.id);
    assert_eq!(world.again(&session).await.state.owner(), Some(&id("ann")));
    world.check_invariants().await;
}

#[tokio::test]
async fn who_comes_back_late_begins_anew() {
    let mut world = company("reopen_within: 1h\n").await;
    world.online("ben").await;
    let (visitor, session) = opened(&world).await;
    world.engine.close_as_agent(&id("ben"), session.id).await.expect("his");
    world.pass(Duration::from_mins(61)).await;
    let own = OwnSession::of(&visitor, &session).expect("own");
    let late =
        world.engine.post_as_visitor(&visitor, crate::VisitorPost { session: Some(own), ..post("/help", "late") });
    assert!(matches!(late.await, Err(crate::PostError::SessionClosed)));
    let anew = world.post(&visitor, "/help", "late").await.expect("it is stored");
    assert_ne!(anew.session, session.id);
}

#[tokio::test]
async fn coming_back_from_many_tabs_at_once_begins_one_session_again() {
    let mut world = company("reopen_within: 1h\n").await;
    world.online("ben").await;
    let (visitor, session) = opened(&world).await;
    world.engine.close_as_agent(&id("ben"), session.id).await.expect("his");
    let tabs = (0..16).map(|tab| {
        let (engine, visitor) = (world.engine.clone(), visitor.clone());
        tokio::spawn(async move { engine.post_as_visitor(&visitor, post("/help", &format!("tab-{tab}"))).await })
    });
    for tab in tabs.collect::<Vec<_>>() {
        assert_eq!(tab.await.expect("no panic").expect("it is stored").session, session.id);
    }
    let told = bodies(&world, &session).await;
    assert_eq!(told.iter().filter(|body| **body == Body::Event { event: Event::Reopened }).count(), 1);
    assert_eq!(world.engine.availability(&id("ben")).1, 1);
    world.check_invariants().await;
}
