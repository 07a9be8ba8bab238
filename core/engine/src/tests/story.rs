//! A visitor asks, an agent answers, others wait their turn.

use super::world::{World, id, post};
use crate::{CloseError, MessageText, OwnSession, PostError};
use std::time::Duration;
use usher_model::{
    Availability, Body, ClientId, CloseCause, Event, Party, QueueReason, SessionState, Standing, StrategyOutcome,
};
use usher_store::Page;

fn owner(state: &SessionState) -> Option<&str> {
    state.owner().map(usher_model::AgentId::as_str)
}

fn name(text: &str) -> ClientId {
    ClientId::try_from(text.to_owned()).expect("a name")
}

#[tokio::test]
async fn a_visitor_is_routed_welcomed_and_answered() {
    let mut world = World::new("load").await;
    world.online("ann").await;
    let visitor = world.visitor().await;
    let first = world.post(&visitor, "/help", "m-1").await.unwrap();
    let session = world.session(first).await;
    assert_eq!((owner(&session.state), session.rule.as_ref().unwrap().as_str()), (Some("ann"), "help"));

    let again = world.post(&visitor, "/help", "m-1").await.unwrap();
    assert_eq!(again, first, "the same message again is the same entry");
    let mut other = post("/help", "m-1");
    other.text = MessageText::parse("something else").unwrap();
    let conflict = world.engine.post_as_visitor(&visitor, other).await;
    assert!(matches!(conflict, Err(PostError::Conflict { seq }) if seq == first.seq));

    let answer = MessageText::parse("On its way!").unwrap();
    let stranger = world.engine.post_as_agent(&id("ben"), session.id, name("a-1"), answer.clone()).await;
    assert!(matches!(stranger, Err(PostError::NotOwner)));
    world.engine.post_as_agent(&id("ann"), session.id, name("a-1"), answer).await.unwrap();

    let entries = world.engine.transcript(session.id, Page::After(0), 100).await.unwrap();
    assert_eq!(entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert!(matches!(&entries[0].body, Body::Text { text, .. } if text.starts_with("Hello")));
    assert!(matches!(&entries[1].body, Body::Event { event: Event::Assigned { agent, .. } } if *agent == id("ann")));
    assert!(matches!(&entries[2].body, Body::Prompt { text, .. } if text == "Welcome!"));
    assert_eq!(entries[3].sender, Party::Agent(id("ann")));

    assert_eq!(world.engine.read_as_agent(&id("ben"), session.id, 4).await.unwrap(), None);
    assert_eq!(world.engine.read_as_agent(&id("ann"), session.id, 99).await.unwrap(), Some(4));
    assert_eq!(world.engine.read_as_agent(&id("ann"), session.id, 2).await.unwrap(), Some(4), "receipts only rise");

    assert!(matches!(world.engine.close_as_agent(&id("ben"), session.id).await, Err(CloseError::NotOwner)));
    world.engine.close_as_agent(&id("ann"), session.id).await.unwrap();
    let closed = world.engine.close_as_agent(&id("ann"), session.id).await.unwrap();
    assert!(matches!(closed.state, SessionState::Closed { cause: CloseCause::Agent, .. }));
    let late = world.post(&visitor, "/help", "m-1").await.unwrap();
    assert_eq!(late, first, "a repetition after the close is still the same entry");
    let next = world.post(&visitor, "/help", "m-2").await.unwrap();
    assert_ne!(next.session, session.id, "a new message after the close opens a new session");
    world.check_invariants().await;
}

#[tokio::test]
async fn waiting_sessions_are_taken_first_in_first_out() {
    let mut world = World::new("load").await;
    let mut waiting = Vec::new();
    for _ in 0..5 {
        waiting.push(world.open("/offers").await);
        world.pass(Duration::from_secs(1)).await;
    }
    for session in &waiting {
        assert!(matches!(&session.state, SessionState::Queued { reason: QueueReason::NoneOnline, .. }));
    }
    world.online("dan").await; // Room for two.
    let mut owned = Vec::new();
    for session in &waiting {
        owned.push(owner(&world.again(session).await.state).is_some());
    }
    assert_eq!(owned, [true, true, false, false, false]);

    world.engine.close_as_agent(&id("dan"), waiting[1].id).await.unwrap();
    assert_eq!(owner(&world.again(&waiting[2]).await.state), Some("dan"));
    let own = OwnSession::of(&visitor_of(&world, &waiting[3]).await, &waiting[3]).unwrap();
    world.engine.close_as_visitor(own).await.unwrap();
    world.engine.close_as_agent(&id("dan"), waiting[0].id).await.unwrap();
    assert_eq!(owner(&world.again(&waiting[4]).await.state), Some("dan"));
    world.check_invariants().await;
}

#[tokio::test]
async fn nobody_away_offline_or_gone_is_given_a_session() {
    let mut world = World::new("load").await;
    world.online("ann").await;
    world.online("ben").await;
    world.choose("ann", Availability::Away).await;
    assert_eq!(owner(&world.open("/help").await.state), Some("ben"));
    world.disconnect("ben");
    assert_eq!(owner(&world.open("/help").await.state), Some("ben"), "within the grace a reload keeps the place");
    world.pass(Duration::from_secs(31)).await;
    let waits = world.open("/help").await;
    assert!(matches!(&waits.state, SessionState::Queued { reason: QueueReason::NoneOnline, .. }));
    world.choose("ann", Availability::Online).await;
    assert_eq!(owner(&world.again(&waits).await.state), Some("ann"));
    world.check_invariants().await;
}

#[tokio::test]
async fn circular_takes_turns_and_goes_on_after_a_restart() {
    let mut world = World::new("circular").await;
    for agent in ["ann", "ben", "cleo"] {
        world.online(agent).await;
    }
    assert_eq!(owner(&world.open("/help").await.state), Some("ann"));
    assert_eq!(owner(&world.open("/help").await.state), Some("ben"));
    world.restart().await;
    for agent in ["ann", "ben", "cleo"] {
        world.connect(agent).await;
    }
    assert_eq!(owner(&world.open("/help").await.state), Some("cleo"));
    assert_eq!(owner(&world.open("/help").await.state), Some("ann"));
    world.check_invariants().await;
}

#[tokio::test]
async fn the_reasons_are_told_against_the_rules_of_that_day() {
    let mut world = World::new("load").await;
    world.online("ann").await;
    world.choose("ben", Availability::Away).await;
    let unmatched = world.open("/elsewhere").await;
    assert_eq!(unmatched.state, SessionState::Unmatched);
    let session = world.open("/offers/lamps").await;
    world.rewrite_rules("circular").await;

    let explained = world.engine.explain(session.id).await.unwrap();
    let decision = &explained.decisions[0];
    assert_ne!(decision.record.revision, world.engine.rules().ruleset().revision);
    let told: Vec<String> = decision.rules.iter().map(|rule| format!("{}: {}", rule.rule, rule.verdict)).collect();
    assert_eq!(told.len(), 2);
    assert!(told[0].contains("/help") && told[0].contains("/offers/lamps"), "{told:?}");
    assert!(decision.candidates.iter().all(|one| matches!(one.standing, Standing::Refused { .. })));

    let cared = world.engine.explain(world.open("/help").await.id).await.unwrap();
    let standing = |agent: &str| {
        let one = cared.decisions[0].candidates.iter().find(|one| one.agent == id(agent)).expect("a member");
        one.standing.clone()
    };
    assert_eq!(standing("ann"), Standing::Chosen);
    assert!(matches!(standing("ben"), Standing::Refused { refusal: usher_model::Refusal::Away, .. }));
    assert_eq!(cared.decisions[0].record.strategies[0].strategy.as_str(), "circular");
}

#[tokio::test]
async fn a_strategy_that_loops_grows_or_fails_falls_to_the_next_and_is_seen() {
    let mut world = World::new("[loops, grows, fails, load]").await;
    world.online("ben").await;
    let session = world.open("/help").await;
    assert_eq!(owner(&session.state), Some("ben"), "no script loses a session");
    let explained = world.engine.explain(session.id).await.unwrap();
    let told: Vec<String> = explained.decisions[0]
        .record
        .strategies
        .iter()
        .map(|attempt| match &attempt.outcome {
            StrategyOutcome::Failed { error, .. } => format!("{}: {error}", attempt.strategy),
            other => format!("{}: {other:?}", attempt.strategy),
        })
        .collect();
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(told[0].starts_with("loops: ") && !told[0].contains("Chose"), "{told:?}");
    assert!(told[1].starts_with("grows: grew over a limit at plugins/bad/bad.rhai:2:"), "{told:?}");
    assert!(told[2].starts_with("fails: failed at plugins/bad/bad.rhai:3:") && told[2].contains("no idea"), "{told:?}");
    assert_eq!(told[3], "load: Chose");
}

#[tokio::test]
async fn a_clock_that_steps_back_does_not_lose_the_open_session() {
    let mut world = World::new("load").await;
    world.online("ben").await;
    let visitor = world.visitor().await;
    let first = world.post(&visitor, "/help", "m-1").await.unwrap();
    world.engine.close_as_agent(&id("ben"), first.session).await.unwrap();
    world.clock.set(usher_model::Timestamp::from_micros(world.engine.now().as_micros() - 60_000_000));
    let second = world.post(&visitor, "/help", "m-2").await.unwrap();
    assert_ne!(second.session, first.session);
    assert!(second.session < first.session, "its id sorts before the closed one's");
    let third = world.post(&visitor, "/help", "m-3").await.unwrap();
    assert_eq!(third.session, second.session);
    let latest = world.engine.latest_session(&visitor).await.unwrap().unwrap();
    assert_eq!(latest.id, second.session);
    world.pass(Duration::from_secs(1)).await;
    world.check_invariants().await;
}

async fn visitor_of(world: &World, session: &usher_model::Session) -> usher_model::Visitor {
    world.engine.store().visitor(session.visitor).await.unwrap().unwrap()
}
