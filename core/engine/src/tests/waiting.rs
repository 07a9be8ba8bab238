//! Who cannot be served at once: what the visitor is told, who waits, who is sent away, and who helps out.

use super::world::{World, post};
use std::time::Duration;
use usher_model::{Availability, Body, CloseCause, Decision, Event, GroupId, QueueReason, Session, SessionState};
use usher_store::Page;

const PROMPTS: [(&str, &str); 6] = [
    ("busy", "All are busy"),
    ("in-line", "You are number {{ queue.place }} of {{ queue.length }}"),
    ("none", "Nobody is here"),
    ("closed", "Closed for {{ hours.holiday }}, back {{ hours.opens_at }}"),
    ("nobody-fits", "We look for somebody"),
    ("bye", "Bye from {{ agent.name }} of {{ company }}"),
];

/// The company of the other tests, with prompts for everything; START is a Sunday, 10:00 in Berlin.
async fn company(help: &str) -> World {
    let world = World::new("[load]").await;
    for (id, text) in PROMPTS {
        world.write(&format!("prompts/{id}.yaml"), &format!("text: \"{text}\"\n"));
    }
    world.write(
        "workspace.yaml",
        "name: Lantern\ntime_zone: Europe/Berlin\ndefault_locale: en\n\
         waiting: { busy: { prompt: busy }, none_online: { prompt: none, hold: false }, in_line: { prompt: in-line } }\n\
         unmatched: nobody-fits\nclosed: bye\n",
    );
    let rule = "name: Help\npriority: 1\nwhen: { page.path: /help }\ngroup: care\nstrategy: load\nwelcome: hello\n";
    world.write("distribution/help.yaml", &format!("{rule}{help}"));
    world.reload().await;
    world
}

async fn told(world: &World, session: &Session) -> Vec<String> {
    let entries = world.engine.store().messages(session.id, Page::After(0), 50).await.expect("the store works");
    let text = |body: Body| match body {
        Body::Prompt { text, .. } => Some(text),
        _ => None,
    };
    entries.into_iter().filter_map(|entry| text(entry.body)).collect()
}

fn queued(group: &str, reason: QueueReason) -> SessionState {
    SessionState::Queued { group: group.parse().expect("a group"), reason }
}

#[tokio::test]
async fn whoever_waits_is_told_why_and_at_which_place() {
    let mut world = company("").await;
    world.online("cleo").await; // May hold one.
    world.open("/help").await;
    let second = world.open("/help").await;
    let third = world.open("/help").await;
    assert_eq!(second.state, queued("care", QueueReason::Busy));
    assert_eq!(told(&world, &second).await, ["All are busy", "You are number 1 of 1"]);
    assert_eq!(told(&world, &third).await, ["All are busy", "You are number 2 of 2"]);
    let lost = world.open("/elsewhere").await;
    assert_eq!(
        (&lost.state, told(&world, &lost).await),
        (&SessionState::Unmatched, vec!["We look for somebody".into()])
    );
}

#[tokio::test]
async fn whoever_may_not_wait_is_told_so_and_the_session_is_over() {
    let mut world = company("").await;
    let visitor = world.visitor().await;
    let receipt = world.post(&visitor, "/help", "first").await.expect("it is stored");
    let away = world.session(receipt).await;
    assert_eq!(
        away.state,
        SessionState::Closed { cause: CloseCause::NotHeld, agent: None, group: Some("care".parse().expect("a group")) }
    );
    assert_eq!(told(&world, &away).await, ["Nobody is here"]);
    let entries = world.engine.store().messages(away.id, Page::After(0), 50).await.expect("the store works");
    let last = entries.last().expect("it has entries");
    assert_eq!(last.body, Body::Event { event: Event::Closed { cause: CloseCause::NotHeld } });
    assert_eq!(entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), (1..=away.last_seq).collect::<Vec<_>>());
    // The same message again is the one that was stored; another one opens another session.
    assert_eq!(world.engine.post_as_visitor(&visitor, post("/help", "first")).await.expect("known").seq, receipt.seq);
    let other = world.post(&visitor, "/help", "other").await.expect("it is stored");
    assert_ne!(other.session, receipt.session);
    let again = world.post(&visitor, "/help", "first").await.expect("known, though it is not in the latest session");
    assert_eq!(again, receipt);
    world.online("ann").await;
    let receipt = world.post(&visitor, "/help", "second").await.expect("it is stored");
    let session = world.session(receipt).await;
    assert!(matches!(session.state, SessionState::Assigned { .. }) && session.id != away.id, "{session:?}");
    world.check_invariants().await;
}

#[tokio::test]
async fn whoever_waits_already_is_not_sent_away_when_the_last_agent_leaves() {
    let mut world = company("").await;
    world.online("cleo").await;
    world.open("/help").await;
    let waits = world.open("/help").await;
    world.choose("cleo", Availability::Offline).await;
    world.pass(Duration::from_mins(2)).await;
    assert!(matches!(world.again(&waits).await.state, SessionState::Queued { .. }));
    world.rewrite_rules("[circular]").await; // Decided anew by other rules.
    assert!(world.again(&waits).await.state.is_open());
}

#[tokio::test]
async fn a_closed_group_gets_nobody_until_its_hours_open() {
    let mut world = company("").await;
    world.write("hours/days.yaml", "name: Days\nweek: { mon-fri: ['09:00-17:00'] }\n");
    world.write("groups/care.yaml", "name: Care\nmembers: { departments: [care] }\nhours: days\n");
    world.reload().await;
    world.online("ann").await;
    let waits = world.open("/help").await;
    assert_eq!(waits.state, queued("care", QueueReason::OutsideHours));
    world.pass(Duration::from_hours(1)).await;
    assert!(matches!(world.again(&waits).await.state, SessionState::Queued { .. }), "still Sunday");
    // Monday at nine is 23 hours after the start, of which one has passed.
    world.clock.advance(Duration::from_hours(21) + Duration::from_mins(59));
    world.pass(Duration::from_secs(40)).await;
    assert!(matches!(world.again(&waits).await.state, SessionState::Queued { .. }), "a few seconds before nine");
    world.pass(Duration::from_mins(1)).await;
    assert!(matches!(world.again(&waits).await.state, SessionState::Assigned { .. }), "just after nine");
}

#[tokio::test]
async fn a_holiday_is_told_with_the_next_opening() {
    let world = company("waiting: { outside_hours: { prompt: closed, hold: false } }\n").await;
    world.write(
        "hours/days.yaml",
        "name: Days\nweek: { mon-sun: ['09:00-17:00'] }\nholidays: [{ date: 2026-03-01, name: Lantern Day }]\n",
    );
    world.write("groups/care.yaml", "name: Care\nmembers: { departments: [care] }\nhours: days\n");
    world.reload().await;
    let away = world.open("/help").await;
    assert_eq!(told(&world, &away).await, ["Closed for Lantern Day, back Monday 09:00"]);
}

#[tokio::test]
async fn a_full_queue_sends_away() {
    let mut world = company("waiting: { full: { prompt: none } }\n").await;
    world.write("groups/care.yaml", "name: Care\nmembers: { departments: [care] }\nqueue_limit: 2\n");
    world.reload().await;
    world.online("cleo").await;
    for _ in 0..3 {
        assert!(world.open("/help").await.state.is_open());
    }
    let away = world.open("/help").await;
    assert_eq!(
        away.state,
        SessionState::Closed { cause: CloseCause::NotHeld, agent: None, group: Some("care".parse().expect("a group")) }
    );
    let decision = world.engine.store().latest_decision(away.id).await.expect("the store works").expect("stored");
    let group: GroupId = "care".parse().expect("a group");
    assert_eq!(decision.decision, Decision::Queue { group, reason: QueueReason::Full });
    assert_eq!(world.open_sessions().await.len(), 3);
}

#[tokio::test]
async fn another_group_helps_after_a_while_and_its_agents_keep_their_capacity() {
    let mut world = company("overflow: { after: 2m, group: sales }\n").await;
    world.online("cleo").await;
    world.online("dan").await; // Of sales; may hold two.
    world.open("/help").await;
    let mut waits = Vec::new();
    for _ in 0..3 {
        waits.push(world.open("/help").await);
        world.clock.advance(Duration::from_millis(10)); // Of one moment nobody is the oldest.
    }
    world.pass(Duration::from_secs(115)).await;
    for session in &waits {
        assert!(matches!(world.again(session).await.state, SessionState::Queued { .. }), "two minutes are not over");
    }
    world.pass(Duration::from_secs(40)).await;
    let mut states = Vec::new();
    for session in &waits {
        states.push(world.again(session).await.state);
    }
    let (dan, sales) = ("dan".parse().expect("an agent"), "sales".parse().expect("a group"));
    let helped = SessionState::Assigned { group: Some(sales), agent: dan };
    assert_eq!(states, [helped.clone(), helped, queued("care", QueueReason::Busy)], "the oldest first");
    world.check_invariants().await;
}

#[tokio::test]
async fn a_slot_that_frees_in_the_helping_group_goes_to_who_is_due_at_once() {
    let mut world = company("overflow: { after: 1m, group: sales }\n").await;
    world.online("cleo").await;
    world.online("dan").await;
    world.open("/help").await;
    let held = [world.open("/offers").await, world.open("/offers").await]; // Dan is full with his own.
    let waits = world.open("/help").await;
    world.pass(Duration::from_mins(3)).await;
    assert_eq!(world.again(&waits).await.state, queued("care", QueueReason::Busy));
    world.engine.close_as_agent(&super::world::id("dan"), held[0].id).await.expect("he owns it");
    assert_eq!(world.again(&waits).await.state.owner().map(ToString::to_string).as_deref(), Some("dan"));
    world.check_invariants().await;
}

#[tokio::test]
async fn an_agents_good_bye_is_the_last_thing_said() {
    let mut world = company("").await;
    world.online("ann").await;
    let session = world.open("/help").await;
    world.engine.close_as_agent(&super::world::id("ann"), session.id).await.expect("she owns it");
    assert_eq!(told(&world, &session).await, ["Welcome!", "Bye from Ann of Lantern"]);
    let entries = world.engine.store().messages(session.id, Page::Last, 2).await.expect("the store works");
    assert!(matches!(entries[1].body, Body::Event { event: Event::Closed { .. } }), "{entries:?}");
}

#[tokio::test]
async fn a_rule_on_trial_is_kept_with_the_decision() {
    let mut world = company("").await;
    world.write(
        "distribution/trial.yaml",
        "name: Trial\nmode: shadow\npriority: 0\nwhen: { page.path: /help }\ngroup: sales\nstrategy: load\n",
    );
    world.reload().await;
    world.online("ann").await;
    world.online("dan").await;
    let session = world.open("/help").await;
    assert_eq!(session.state.owner().map(ToString::to_string).as_deref(), Some("ann"));
    let explained = world.engine.explain(session.id).await.expect("it is there");
    let decision = explained.decisions.last().expect("it was decided");
    let shadow = decision.record.shadow.as_ref().expect("it would have been taken");
    assert_eq!(shadow.rule.as_str(), "trial");
    assert!(decision.to_string().contains("would have taken it: assigned to dan in sales"), "{decision}");
}
