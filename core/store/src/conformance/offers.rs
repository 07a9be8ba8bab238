//! Sessions that an agent is asked to take.

use super::{
    Backend,
    world::{NOW, World, assign, hour, id, queue, seqs, stored},
};
use crate::{Accepted, CloseSession, Closed, Lost, OpenOutcome, PlaceOutcome, PostOutcome, SessionFilter};
use std::sync::Arc;
use usher_model::{
    Body, CloseCause, Decision, DecisionCause, Event, Party, Session, SessionId, SessionState, VisitorId,
};

/// Who is asked holds a slot and owns nothing; who accepts owns it, once.
pub async fn an_offer_is_accepted_once(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let (li, mo) = (world.agent("li").await, world.agent("mo").await);
    let mut opening = world.opening(world.visitor().await, assign(&li));
    opening.placement = world.offering(DecisionCause::Opened, opening.session.id, &li, hour());
    opening.placement.missed = vec![mo.clone()];
    let offered = world.open_as(opening.clone()).await;
    assert_eq!(offered, opening.stored(2));
    assert_eq!(offered.state, SessionState::Offered { group: id("care"), agent: li.clone() });
    assert_eq!((offered.answer_by, &offered.missed), (Some(hour()), &vec![mo.clone()]));
    let id_of = offered.id;
    assert_eq!(world.session(id_of).await, offered);
    assert_eq!(world.load(&li).await, 1);
    assert_eq!(world.store.received_since(NOW).await.expect("answered"), [], "it is not received yet");
    let owned = world.store.sessions(SessionFilter::OwnedBy(li.clone()), None, 10).await.expect("listed");
    assert_eq!(owned, std::slice::from_ref(&offered));
    assert_eq!(world.store.queue_length(&id("care"), None).await.expect("answered"), 0);
    assert_eq!(world.say(id_of, Party::Agent(li.clone()), "a", "hi").await, PostOutcome::NotOwner);
    assert_eq!(stored(world.say(id_of, Party::Visitor, "a", "hi").await).message.seq, 3);

    let accept = |session, agent| world.store.accept_offer(world.accepting(session, agent));
    assert_eq!(accept(id_of, &mo).await.expect("answered"), Accepted::Gone);
    assert_eq!(accept(SessionId::from_bytes([9; 16]), &li).await.expect("answered"), Accepted::Gone);
    let mut accepting = world.accepting(id_of, &li);
    accepting.hooks = vec![world.run("taken", Some(id_of))];
    let outcome = world.store.accept_offer(accepting.clone()).await.expect("answered");
    let Accepted::Now { session, messages } = outcome else { panic!("{outcome:?}") };
    let expected = Session {
        state: SessionState::Assigned { group: Some(id("care")), agent: li.clone() },
        assigned_at: Some(accepting.at),
        answer_by: None,
        missed: Vec::new(),
        last_seq: 4,
        visitor_at: NOW,
        version: 2,
        ..offered
    };
    assert_eq!(session, expected);
    assert_eq!(world.session(id_of).await, session);
    let event = Event::Assigned { group: Some(id("care")), agent: li.clone(), by: None };
    assert_eq!((seqs(&messages), &messages[0].body), (vec![4], &Body::Event { event }));
    assert_eq!(world.due().await, accepting.hooks);
    let row = world.roster_row(&li).await;
    assert_eq!((row.load, row.last_assigned), (1, Some(accepting.at)));
    assert_eq!(world.store.received_since(NOW).await.expect("answered"), [(li.clone(), 1)]);

    let again = world.store.accept_offer(accepting).await.expect("answered");
    assert_eq!(again, Accepted::Before { session: session.clone() });
    assert_eq!(accept(id_of, &mo).await.expect("answered"), Accepted::Gone);
    assert_eq!(world.session(id_of).await, session);
    assert_eq!(world.due().await.len(), 1);
    stored(world.say(id_of, Party::Agent(li.clone()), "a", "hi").await);
    world.close(id_of).await;
    assert_eq!(accept(id_of, &li).await.expect("answered"), Accepted::Gone);
}

/// Declined, an offer goes to another, and comes to the first no more; whoever was asked before cannot accept.
pub async fn an_offer_goes_on_to_the_next(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let (li, mo) = (world.agent("li").await, world.agent("mo").await);
    let offered = world.open_offered(&li, hour()).await;
    let mut next = world.offering(DecisionCause::Declined, offered.id, &mo, hour());
    next.missed = vec![li.clone()];
    let outcome = world.place(next, offered.version).await;
    let PlaceOutcome::Placed { session, freed, misses, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!((freed, misses, &session.missed), (Some(li.clone()), None, &vec![li.clone()]));
    assert_eq!(session.state, SessionState::Offered { group: id("care"), agent: mo.clone() });
    assert_eq!((world.load(&li).await, world.load(&mo).await), (0, 1));
    let late = world.store.accept_offer(world.accepting(offered.id, &li)).await.expect("answered");
    assert_eq!(late, Accepted::Gone);

    // Nobody can be asked without a group, because there would be nobody to ask next.
    let decision = Decision::Assign { group: None, agent: li.clone() };
    let mut groupless = world.offering(DecisionCause::Declined, offered.id, &li, hour());
    groupless.record.decision = decision;
    assert_eq!(world.place(groupless, session.version).await, PlaceOutcome::Lost(Lost::Slot));
    assert_eq!(world.load(&li).await, 0);
}

/// The agent accepts at the very moment when time is up: one of the two happens, and the slot is held once.
pub async fn accepting_and_missing_exclude_each_other(backend: &dyn Backend) {
    let world = Arc::new(World::new(backend).await);
    let (li, mo) = (world.agent("li").await, world.agent("mo").await);
    let mut accepted = 0;
    for round in 0..20 {
        let offered = world.open_offered(&li, hour()).await;
        let accept = world.accepting(offered.id, &li);
        let next = world.offering(DecisionCause::Missed, offered.id, &mo, hour());
        let accepting = || {
            let (store, accept) = (Arc::clone(&world.store), accept.clone());
            tokio::spawn(async move { store.accept_offer(accept).await.expect("answered") })
        };
        let missing = || {
            let (store, next) = (Arc::clone(&world.store), next.clone());
            tokio::spawn(async move { store.place_session(next, 1).await.expect("answered") })
        };
        let (accepting, missing) = if round % 2 == 0 {
            let first = accepting();
            (first, missing())
        } else {
            let first = missing();
            (accepting(), first)
        };
        let (accepting, missing) = (accepting.await.expect("it ends"), missing.await.expect("it ends"));
        let session = world.session(offered.id).await;
        match (accepting, missing) {
            (Accepted::Now { .. }, PlaceOutcome::Lost(Lost::State)) => {
                accepted += 1;
                assert_eq!(session.state.owner(), Some(&li));
                assert_eq!((world.load(&li).await, world.load(&mo).await), (1, 0));
            }
            (Accepted::Gone, PlaceOutcome::Placed { misses: Some(_), .. }) => {
                assert_eq!(session.state.slot(), Some(&mo));
                assert_eq!((world.load(&li).await, world.load(&mo).await), (0, 1));
            }
            other => panic!("one of the two should happen, not {other:?}"),
        }
        world.close(offered.id).await;
    }
    assert!(accepted <= 20);
    assert_eq!((world.load(&li).await, world.load(&mo).await), (0, 0));
}

/// An offered session that ends frees the slot of who was asked, and was never anybody's.
pub async fn an_offered_session_that_ends_was_nobodys(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let li = world.agent("li").await;
    let offered = world.open_offered(&li, hour()).await;
    let close = |owned_by| CloseSession {
        session: offered.id,
        cause: CloseCause::LeftMessage,
        at: world.later(),
        owned_by,
        quiet_since: None,
        farewell: None,
        hooks: Vec::new(),
    };
    let by_li = world.store.close_session(close(Some(li.clone()))).await.expect("answered");
    assert_eq!(by_li, Closed::NotOwner);
    let outcome = world.store.close_session(close(None)).await.expect("answered");
    let Closed::Now { session, freed, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!(freed, Some(li.clone()));
    let closed = SessionState::Closed { cause: CloseCause::LeftMessage, agent: None, group: Some(id("care")) };
    assert_eq!((&session.state, session.answer_by, session.assigned_at), (&closed, None, None));
    assert_eq!(world.session(offered.id).await, session);
    assert_eq!(world.load(&li).await, 0);
    let history = world.store.visitor_history(offered.visitor, 10).await.expect("answered");
    assert_eq!(history.last_agent, None);
    assert_eq!(world.store.answers_due(hour(), 10).await.expect("answered"), []);
}

/// What each agent holds is told by channel, offered ones too; a bound on a channel holds for each agent, however many
/// want a slot at once.
pub async fn a_channel_bounds_what_an_agent_holds(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let (li, mo) = (world.agent("li").await, world.agent("mo").await);
    let opening = |visitor: VisitorId, agent, channel: &str, most: Option<u32>, offered: bool| {
        let mut opening = world.opening(visitor, assign(agent));
        opening.session.channel = id(channel);
        if offered {
            opening.placement = world.offering(DecisionCause::Opened, opening.session.id, agent, hour());
        }
        let channel = most.map(|most| (id(channel), most));
        let check = crate::SlotCheck::Able { capacity: 5, channel };
        opening.placement.slot = Some(crate::Slot { agent: agent.clone(), check });
        opening
    };
    let mut tasks = Vec::new();
    for n in 0..64 {
        let opening = opening(world.visitor().await, &li, "mall", Some(2), n % 2 == 0);
        let store = Arc::clone(&world.store);
        tasks.push(tokio::spawn(async move { store.open_session(opening).await.expect("answered") }));
    }
    let mut held = Vec::new();
    for task in tasks {
        match task.await.expect("an opening ends") {
            OpenOutcome::Opened { session, .. } => held.push(session.id),
            other => assert_eq!(other, OpenOutcome::Lost(Lost::Slot)),
        }
    }
    assert_eq!((held.len(), world.load(&li).await), (2, 2));
    let open = async |agent, channel: &str, most, offered| {
        let opening = opening(world.visitor().await, agent, channel, most, offered);
        matches!(world.store.open_session(opening).await.expect("answered"), OpenOutcome::Opened { .. })
    };
    assert!(open(&mo, "mall", Some(1), true).await, "the bound is each agent's own");
    assert!(open(&li, "shop", Some(1), true).await, "and each channel's");
    assert!(!open(&li, "shop", Some(1), false).await);
    assert!(open(&li, "mall", None, false).await, "a channel without a bound has none");
    assert!(!open(&li, "mall", Some(3), false).await);
    assert!(open(&li, "desk", Some(9), false).await);
    assert!(!open(&li, "desk", Some(9), false).await, "the agent is full");
    let mut told = world.store.held_by_channel().await.expect("answered");
    told.sort_unstable();
    let held_by = |agent: &_, channel, count| (Clone::clone(agent), id(channel), count);
    let expected = [held_by(&li, "desk", 1), held_by(&li, "mall", 3), held_by(&li, "shop", 1), held_by(&mo, "mall", 1)];
    assert_eq!(told, expected);

    world.close(held[0]).await;
    world.close(held[1]).await;
    assert!(open(&li, "mall", Some(2), false).await, "ended ones are not held");
    let waiting = world.open(queue("care")).await;
    assert_eq!(waiting.channel, id("mall"));
    assert!(!open(&li, "mall", Some(2), false).await);
}
