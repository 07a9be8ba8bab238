//! Sessions that are taken from whoever has them: which causes may, what frees, and what is counted.

use super::{
    Backend,
    world::{NOW, World, assign, hour, id, queue, seqs, slot, stored},
};
use crate::{Lost, Page, PlaceOutcome, Placement, SessionFilter, Slot, SlotCheck};
use usher_model::{
    AgentId, Availability, Body, Decision, DecisionCause, Event, Party, QueueReason, Release, Routed, SessionState,
};

const CAUSES: [DecisionCause; 9] = [
    DecisionCause::Opened,
    DecisionCause::Drained,
    DecisionCause::Reloaded,
    DecisionCause::Missed,
    DecisionCause::Declined,
    DecisionCause::Requeued,
    DecisionCause::Transferred,
    DecisionCause::ByHand,
    DecisionCause::Reopened,
];

/// A placement that its cause does not allow loses, and leaves everything as it was; what is over is placed by nothing.
pub async fn only_some_causes_take_a_session_away(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let mo = world.agent("mo").await;
    let mut won = Vec::new();
    for from in ["assigned", "offered", "queued", "unmatched", "closed"] {
        for cause in CAUSES {
            let li = world.agent(&format!("li-{from}")).await;
            let before = match from {
                "assigned" => world.open_unanswered(&li).await,
                "offered" => world.open_offered(&li, NOW).await,
                "queued" => world.open(queue("care")).await,
                "unmatched" => world.open(Decision::Unmatched).await,
                _ => world.close(world.open(queue("care")).await.id).await,
            };
            let mut placement = world.placement_because(cause, before.id, assign(&mo));
            placement.slot = Some(slot(&mo, 100));
            let loads = (world.load(&li).await, world.load(&mo).await);
            let may = before.state.is_open() && before.state.check_step(&placement.state(), cause).is_ok();
            match world.place(placement, before.version).await {
                PlaceOutcome::Placed { session, freed, .. } => {
                    assert!(may, "{from} by {cause:?}");
                    won.push((from, cause));
                    assert_eq!(freed.as_ref(), before.state.slot());
                    assert_eq!(world.session(before.id).await, session);
                    assert_eq!(session.state, SessionState::Assigned { group: Some(id("care")), agent: mo.clone() });
                    assert_eq!(world.load(&mo).await, loads.1 + 1);
                    assert_eq!(world.load(&li).await, loads.0 - u32::from(freed.is_some()));
                }
                PlaceOutcome::Lost(lost) => {
                    assert!(!may && lost == Lost::State, "{from} by {cause:?}: {lost:?}");
                    assert_eq!(world.session(before.id).await, before);
                    assert_eq!((world.load(&li).await, world.load(&mo).await), loads);
                    assert_eq!(world.store.decisions(before.id).await.expect("answered").len(), 1);
                    let entries = world.store.messages(before.id, Page::After(0), 10).await.expect("read");
                    assert_eq!(i64::try_from(entries.len()), Ok(before.last_seq));
                }
            }
            if world.session(before.id).await.state.is_open() {
                world.close(before.id).await;
            }
        }
    }
    let count = |state| won.iter().filter(|(from, _)| *from == state).count();
    assert_eq!(["assigned", "offered", "queued", "unmatched", "closed"].map(count), [4, 5, 6, 6, 0]);
}

/// A transfer takes the new slot and frees the old one, counts as received, and stores what the placement says.
pub async fn a_transfer_moves_the_slot(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let (li, mo) = (world.agent("li").await, world.agent("mo").await);
    let before = world.open(assign(&li)).await;
    let event = Event::Transferred {
        by: Some(li.clone()),
        to_agent: Some(mo.clone()),
        to_group: Some(id("night")),
        note: Some("it's \"urgent\"".to_owned()),
    };
    let decision = Decision::Assign { group: Some(id("night")), agent: mo.clone() };
    let mut placement = world.placement_because(DecisionCause::Transferred, before.id, decision);
    placement.entries.insert(0, crate::SystemEntry::new(Body::Event { event: event.clone() }));
    placement.record.by = Some(li.clone());
    placement.routed = Routed::ByHand;
    placement.answer_by = Some(hour());
    placement.missed = vec![id("ng"), id("an")];
    let expected = placement.carry_out(&before, before.last_seq + 2);
    let record = placement.record.clone();
    let outcome = world.place(placement, before.version).await;
    let PlaceOutcome::Placed { session, messages, freed, misses } = outcome else { panic!("{outcome:?}") };
    assert_eq!(session, usher_model::Session { version: before.version + 1, ..expected });
    assert_eq!((session.routed, session.answer_by, session.missed.len()), (Routed::ByHand, Some(hour()), 2));
    assert_eq!(world.session(before.id).await, session);
    assert_eq!((freed, misses), (Some(li.clone()), None));
    assert_eq!((seqs(&messages), &messages[0].body), (vec![3, 4], &Body::Event { event }));
    assert_eq!(world.store.latest_decision(before.id).await.expect("answered"), Some(record));
    assert_eq!((world.load(&li).await, world.load(&mo).await), (0, 1));
    let received = world.store.received_since(NOW).await.expect("answered");
    assert_eq!(received, [(li.clone(), 1), (mo.clone(), 1)]);
    let listed = |agent: &AgentId| world.store.sessions(SessionFilter::OwnedBy(agent.clone()), None, 10);
    assert_eq!(listed(&li).await.expect("listed"), []);
    assert_eq!(listed(&mo).await.expect("listed"), [session]);
    assert_eq!(world.say(before.id, Party::Agent(li), "late", "hi").await, crate::PostOutcome::NotOwner);
}

/// The new slot is taken before the old one is free: whoever is full cannot be given the session anew, and who has room
/// for one more holds as many as before.
pub async fn a_session_given_to_its_owner_anew_needs_room(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let li = world.agent("li").await;
    let session = world.open(assign(&li)).await;
    let again = |capacity| Placement {
        slot: Some(slot(&li, capacity)),
        ..world.placement_because(DecisionCause::ByHand, session.id, assign(&li))
    };
    assert_eq!(world.place(again(1), 1).await, PlaceOutcome::Lost(Lost::Slot));
    let outcome = world.place(again(2), 1).await;
    assert!(matches!(&outcome, PlaceOutcome::Placed { freed: None, .. }), "{outcome:?}");
    assert_eq!(world.load(&li).await, 1);
}

/// Who does not answer in time is counted, until answering, accepting or choosing anything. Other causes count nothing.
pub async fn misses_are_counted_in_a_row(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let (li, mo) = (world.agent("li").await, world.agent("mo").await);
    let lose = async |cause: DecisionCause, offered: bool| {
        let session = if offered { world.open_offered(&li, NOW).await } else { world.open_unanswered(&li).await };
        let mut placement = world.placement_because(cause, session.id, queue("care"));
        let event = Event::Released { agent: id("li"), because: Release::Missed };
        placement.entries = vec![crate::SystemEntry::new(Body::Event { event })];
        let outcome = world.place(placement, 1).await;
        let PlaceOutcome::Placed { freed, misses, session, .. } = outcome else { panic!("{outcome:?}") };
        assert_eq!(freed, Some(id("li")));
        assert_eq!((session.answer_by, session.assigned_at), (None, None));
        misses
    };
    let misses = async || world.roster_row(&li).await.misses;
    for early in [world.open_offered(&li, hour()).await, world.open(assign(&li)).await] {
        let placement = world.placement_because(DecisionCause::Missed, early.id, queue("care"));
        assert_eq!(
            world.place(placement, 1).await,
            PlaceOutcome::Lost(Lost::State),
            "there is time left, or none is set"
        );
        world.close(early.id).await;
    }
    assert_eq!(lose(DecisionCause::Missed, false).await, Some(1));
    assert_eq!(lose(DecisionCause::Missed, true).await, Some(2));
    assert_eq!(lose(DecisionCause::Declined, true).await, None);
    assert_eq!(lose(DecisionCause::Requeued, false).await, None);
    assert_eq!(misses().await, 2);
    assert_eq!(world.roster_row(&mo).await.misses, 0);

    world.store.set_availability(li.clone(), Availability::Online, NOW, Vec::new()).await.expect("set");
    assert_eq!(misses().await, 0, "whoever chooses is there");
    assert_eq!(lose(DecisionCause::Missed, true).await, Some(1));
    let session = world.open(assign(&li)).await.id;
    stored(world.say(session, Party::Visitor, "a", "hello").await);
    assert_eq!(misses().await, 1);
    stored(world.say(session, Party::Agent(li.clone()), "a", "hello").await);
    assert_eq!(misses().await, 0, "whoever writes is there");
    assert_eq!(lose(DecisionCause::Missed, true).await, Some(1));
    let offered = world.open_offered(&li, hour()).await.id;
    world.store.accept_offer(world.accepting(offered, &li)).await.expect("answered");
    assert_eq!(misses().await, 0, "whoever accepts is there");
}

/// How long a session waited in line is told by when it came there: it stays while the session waits in the same line.
pub async fn waits_begin_with_the_line(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let li = world.agent("li").await;
    let session = world.open(queue("care")).await;
    let came = session.queued_at.expect("it waits");
    let other = Decision::Queue { group: id("care"), reason: QueueReason::NoneOnline };
    let same = world.placed(world.placement(session.id, other), 1).await;
    assert_eq!(same.queued_at, Some(came));
    let given = world.placed(world.placement(session.id, assign(&li)), 2).await;
    assert_eq!(given.queued_at, Some(came));
    let departures = async |group: &str| world.store.departures(&id(group), NOW, 10).await.expect("answered");
    assert_eq!(departures("care").await, [given.assigned_at.expect("it is given")]);
    assert_eq!(departures("night").await, []);
    let mo = world.agent("mo").await;
    let passed = Placement {
        slot: Some(slot(&mo, 100)),
        ..world.placement_because(DecisionCause::ByHand, session.id, assign(&mo))
    };
    world.placed(passed, 3).await;
    assert_eq!(departures("care").await, [], "who goes from one agent to another leaves no line by it");

    let back = world.placed(world.placement_because(DecisionCause::Requeued, session.id, queue("care")), 4).await;
    assert!(back.queued_at > Some(came), "it waits anew");
    assert_eq!(departures("care").await, [], "it did not leave after all");
    let direct = world.open(assign(&li)).await;
    assert_eq!(direct.queued_at, None);
    assert_eq!(departures("care").await, [], "who never waited never left");
    let mut left = Vec::new();
    for offered in [false, true] {
        let waiting = world.open(queue("care")).await;
        let placement = if offered {
            world.offering(DecisionCause::Drained, waiting.id, &li, hour())
        } else {
            world.placement(waiting.id, assign(&li))
        };
        left.insert(0, (waiting.id, world.placed(placement, 1).await.assigned_at));
    }
    assert_eq!(departures("care").await, [left[1].1.expect("given")], "who is asked has not taken it");
    let accepted = world.accepting(left[0].0, &li);
    let at = accepted.at;
    world.store.accept_offer(accepted).await.expect("answered");
    world.close(left[1].0).await;
    assert_eq!(departures("care").await, [at, left[1].1.expect("given")], "newest first, ended ones too");
    let one = world.store.departures(&id("care"), NOW, 1).await.expect("answered");
    assert_eq!(one, [at]);
    assert_eq!(world.store.departures(&id("care"), at, 10).await.expect("answered"), [at]);
}

/// By hand a slot is always given: to who is away, full, or was never seen. Others then find the agent full.
pub async fn by_hand_a_slot_is_always_given(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let li = world.agent("li").await;
    let by_hand = |agent: &AgentId| Slot { agent: agent.clone(), check: SlotCheck::ByHand };
    for _ in 0..3 {
        world.open(assign(&li)).await;
    }
    world.store.set_availability(li.clone(), Availability::Away, NOW, Vec::new()).await.expect("set");
    for agent in [&li, &id("nobody")] {
        let waiting = world.open(Decision::Unmatched).await.id;
        let decision = Decision::Assign { group: None, agent: agent.clone() };
        let mut placement = world.placement_because(DecisionCause::ByHand, waiting, decision);
        placement.slot = Some(by_hand(agent));
        let at = placement.record.at;
        let placed = world.placed(placement, 1).await;
        assert_eq!(placed.state, SessionState::Assigned { group: None, agent: agent.clone() });
        assert_eq!(world.session(waiting).await, placed);
        assert_eq!(world.roster_row(agent).await.last_assigned, Some(at));
    }
    assert_eq!((world.load(&li).await, world.load(&id("nobody")).await), (4, 1));
    let row = world.roster_row(&id("nobody")).await;
    assert_eq!((row.availability, row.availability_at), (Availability::Offline, None));
    world.store.set_availability(li.clone(), Availability::Online, NOW, Vec::new()).await.expect("set");
    let more = world.opening(world.visitor().await, assign(&li));
    assert_eq!(world.store.open_session(more).await.expect("answered"), crate::OpenOutcome::Lost(Lost::Slot));
}
