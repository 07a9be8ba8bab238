//! Hook runs and webhook calls: stored with what causes them, taken in turn, ended once.

use super::{
    Backend,
    world::{NOW, World, assign, hour, id, post, queue, slot, stored},
};
use crate::{
    AttemptResult, CloseSession, Closed, Delivery, HookOutcome, Lost, NewHookRun, OpenOutcome, PlaceOutcome,
    PostOutcome, StoreError,
};
use std::{sync::Arc, time::Duration};
use usher_model::{
    Availability, CloseCause, Decision, Effect, HookEvent, Party, QueueReason, SessionId, Timestamp, Value, WebhookId,
};

/// Every kind of event, with whatever causes it, leaves its runs; they outlive the process.
pub async fn hook_runs_are_stored_with_their_events(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let li = world.agent("li").await;
    let mut opening = world.opening(world.visitor().await, queue("care"));
    let session = opening.session.id;
    let about = |event| NewHookRun { event, ..world.run("all", Some(session)) };
    // Every run is of a hook of its own, so that none waits for another.
    let mut number = 0;
    let mut runs: Vec<_> = [
        HookEvent::SessionOpened { text: "it's \"so\" \\ 你好 👋 \u{0} \u{2028} $1 ?".to_owned() },
        HookEvent::SessionQueued { group: id("care"), reason: QueueReason::NoneOnline },
        HookEvent::SessionAssigned { group: None, agent: li.clone() },
        HookEvent::SessionTransferred {
            from_agent: Some(li.clone()),
            from_group: None,
            to_agent: None,
            to_group: Some(id("night")),
        },
        HookEvent::MessagePosted { agent: Some(li.clone()), text: "hi".to_owned() },
        HookEvent::MessageLeft {
            form: "later".to_owned(),
            fields: [("age".to_owned(), Value::Float(0.5)), ("ok".to_owned(), Value::Bool(true))].into(),
        },
        HookEvent::SessionClosed { cause: CloseCause::Agent },
        HookEvent::AgentChanged { agent: li.clone(), availability: Availability::Away },
    ]
    .into_iter()
    .map(|event| {
        number += 1;
        NewHookRun { hook: id(&format!("mood/h{number}")), ..about(event) }
    })
    .collect();
    runs[7].session = None;

    opening.first.hooks = vec![runs[0].clone()];
    opening.placement.hooks = vec![runs[1].clone()];
    world.open_as(opening).await;
    assert_eq!(world.due().await, runs[..2]);
    let mut placement = world.placement(session, assign(&li));
    placement.hooks = runs[2..4].to_vec();
    world.store.place_session(placement, 1).await.expect("placed");
    let mut message = post(session, Party::Agent(li.clone()), "a", "hi");
    message.hooks = runs[4..6].to_vec();
    stored(world.store.post(message).await.expect("posted"));
    let hooks = vec![runs[6].clone()];
    let close = CloseSession {
        session,
        cause: CloseCause::Agent,
        at: world.later(),
        owned_by: None,
        quiet_since: None,
        farewell: None,
        hooks,
    };
    world.store.close_session(close).await.expect("closed");
    world.store.set_availability(li, Availability::Away, NOW, vec![runs[7].clone()]).await.expect("set");
    assert_eq!(world.due().await, runs);

    world.store.close().await;
    let world = World::new(backend).await;
    assert_eq!(world.due().await, runs);
}

/// A write that is repeated, refused or lost leaves no run; one that is stored leaves each of its runs once.
pub async fn hook_runs_are_stored_only_by_the_write_that_counts(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let store = &world.store;
    let (li, mo) = (world.agent("li").await, world.agent("mo").await);
    let visitor = world.visitor().await;
    let session = world.open_as(world.opening(visitor, assign(&li))).await.id;
    let first = world.stored_run("once", session).await;
    let run = || vec![world.run("never", Some(session))];

    let say = |sender, session, name: &str, text: &str| {
        let mut message = post(session, sender, name, text);
        message.hooks = run();
        store.post(message)
    };
    let name = first.id.to_string();
    assert!(!stored(say(Party::Visitor, session, &name, "hello").await.expect("answered")).fresh);
    let conflict = say(Party::Visitor, session, &name, "else").await.expect("answered");
    assert!(matches!(conflict, PostOutcome::Conflict { .. }), "{conflict:?}");
    let stranger = say(Party::Agent(mo.clone()), session, "b", "hi").await.expect("answered");
    assert_eq!(stranger, PostOutcome::NotOwner);
    let nowhere = SessionId::from_bytes([9; 16]);
    assert_eq!(say(Party::Visitor, nowhere, "b", "hi").await.expect("answered"), PostOutcome::Missing);

    let mut again = world.opening(visitor, queue("care"));
    (again.first.hooks, again.placement.hooks) = (run(), run());
    assert_eq!(store.open_session(again).await.expect("answered"), OpenOutcome::AlreadyOpen { session });
    let mut full = world.opening(world.visitor().await, assign(&li));
    full.placement.slot = Some(slot(&li, 1));
    (full.first.hooks, full.placement.hooks) = (run(), run());
    assert_eq!(store.open_session(full).await.expect("answered"), OpenOutcome::Lost(Lost::Slot));
    let mut stale = world.placement(session, queue("care"));
    stale.hooks = run();
    assert_eq!(store.place_session(stale, 1).await.expect("answered"), PlaceOutcome::Lost(Lost::State));
    let mut unknown = world.opening(world.visitor_named([8; 32]).visitor.id, queue("care"));
    unknown.first.hooks = run();
    assert!(matches!(store.open_session(unknown).await, Err(StoreError::Missing { .. })));

    let close = |session, owned_by| {
        store.close_session(CloseSession {
            session,
            cause: CloseCause::Agent,
            at: world.later(),
            owned_by,
            quiet_since: None,
            farewell: None,
            hooks: run(),
        })
    };
    assert_eq!(close(session, Some(mo)).await.expect("answered"), Closed::NotOwner);
    assert_eq!(close(nowhere, None).await.expect("answered"), Closed::Missing);
    world.close(session).await;
    assert!(matches!(close(session, None).await.expect("answered"), Closed::Before { .. }));
    assert_eq!(say(Party::Visitor, session, "c", "hi").await.expect("answered"), PostOutcome::SessionClosed);
    assert_eq!(world.due().await, [first]);
}

/// Among writes that fail, each message is posted twice at once: the runs of the post that stored it are there, and a
/// run that comes with many of them is there once.
pub async fn runs_of_messages_posted_at_once_are_stored_once(backend: &dyn Backend) {
    let world = World::new(backend).await;
    world.store.create_visitor(world.visitor_named([1; 32])).await.expect("remembered");
    let session = world.open(Decision::Unmatched).await.id;
    let shared = world.run("shared", None);
    let mut tasks = Vec::new();
    for n in 0..40 {
        let store = Arc::clone(&world.store);
        let clash = world.visitor_named([if n % 4 == 0 { 1 } else { 100 + n }; 32]);
        let posts = [(); 2].map(|()| {
            let mut message = post(session, Party::Visitor, &n.to_string(), "hello");
            message.hooks = vec![world.run(&format!("h{n}"), Some(session)), shared.clone()];
            message
        });
        tasks.push(tokio::spawn(async move {
            let runs = posts.each_ref().map(|message| message.hooks[0].clone());
            let [one, two] = posts;
            let (one, two, visitor) = tokio::join!(store.post(one), store.post(two), store.create_visitor(clash));
            assert_eq!(visitor.is_err(), n % 4 == 0);
            let (one, two) = (stored(one.expect("answered")), stored(two.expect("answered")));
            assert!(one.fresh != two.fresh, "exactly one of them stored it");
            let [first, second] = runs;
            if one.fresh { first } else { second }
        }));
    }
    let mut expected = vec![shared];
    for task in tasks {
        expected.push(task.await.expect("a writer finishes"));
    }
    expected.sort_unstable_by_key(|run| run.id);
    assert_eq!(world.due().await, expected);
}

/// Of one hook on one session, a run waits until those before it are done; hooks, sessions and agents do not wait for
/// each other. A run is not due before its moment.
pub async fn hook_runs_of_a_session_take_turns(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let store = &world.store;
    let (one, two) = (world.open(queue("care")).await.id, world.open(queue("care")).await.id);
    let a1 = world.stored_run("a", one).await;
    let a2 = world.stored_run("a", one).await;
    let b1 = world.stored_run("b", one).await;
    let a3 = world.stored_run("a", one).await;
    let c1 = world.stored_run("a", two).await;
    let agent: Vec<_> = [(); 2].map(|()| world.run("a", None)).into();
    store.set_availability(id("li"), Availability::Online, NOW, agent.clone()).await.expect("set");
    let due = |now, limit| async move {
        let due = store.due_hooks(now, limit).await.expect("answered");
        due.runs.into_iter().map(|due| (due.run.id, due.attempts)).collect::<Vec<_>>()
    };
    let (first, second) = (agent[0].id, agent[1].id);
    let all = [(a1.id, 0), (b1.id, 0), (c1.id, 0), (first, 0), (second, 0)];
    assert_eq!(due(hour(), 100).await, all);
    assert_eq!(due(hour(), 2).await, all[..2]);
    assert_eq!(due(hour(), 0).await, []);
    assert_eq!(due(b1.at, 100).await, all[..2]);
    assert_eq!(due(Timestamp::from_micros(a1.at.as_micros() - 1), 100).await, []);

    // The first is put off: those behind it wait with it.
    store.postpone_hook(a1.id, hour(), 3).await.expect("put off");
    let just_before = Timestamp::from_micros(hour().as_micros() - 1);
    assert_eq!(due(just_before, 100).await, all[1..]);
    assert_eq!(due(hour(), 100).await[0], (a1.id, 3));
    assert_eq!(due(hour(), 4).await, all[1..], "those that were due first");
    for (ends, next) in [(&a1, &a2), (&a2, &a3)] {
        let outcome = store.finish_hook(world.finish(ends, Vec::new())).await.expect("answered");
        let session = Some(world.session(one).await);
        assert_eq!(outcome, HookOutcome::Done { session, messages: Vec::new() });
        assert!(due(hour(), 100).await.contains(&(next.id, 0)));
    }
    // What is done stays done.
    store.postpone_hook(a1.id, NOW, 0).await.expect("answered");
    assert!(!due(hour(), 100).await.contains(&(a1.id, 0)));
}

/// Many try to end a run at once: one does, and only its effects and webhook calls are there.
pub async fn a_run_ends_once(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let session = world.open(queue("care")).await;
    for round in 1..=5 {
        let run = world.stored_run("race", session.id).await;
        let finishes = (0..8).map(|n| {
            let tag = Effect::Tag { tag: id(&format!("t{round}-{n}")) };
            let mut finish = world.finish(&run, vec![tag, Effect::SendPrompt { prompt: id("wait") }]);
            finish.deliveries.push(world.delivery("{}"));
            let store = Arc::clone(&world.store);
            tokio::spawn(async move { store.finish_hook(finish).await.expect("answered") })
        });
        let tasks: Vec<_> = finishes.collect();
        let mut done = Vec::new();
        for task in tasks {
            match task.await.expect("it finishes") {
                HookOutcome::Done { session, messages } => done.push((session, messages.len())),
                HookOutcome::Gone => {}
            }
        }
        let after = world.session(session.id).await;
        assert_eq!(done, [(Some(after.clone()), 3)], "round {round}");
        assert_eq!(after.tags.len(), round);
        // Each round, the visitor's message, two effects and the prompt.
        assert_eq!(after.last_seq, session.last_seq + 4 * i64::try_from(round).expect("small"));
        assert_eq!(world.store.due_deliveries(&id("pager"), hour(), 100).await.expect("answered").len(), round);
    }
    assert_eq!(world.due().await, []);
}

/// A call is due until it was made; a run that ends adds it once, whether or not the run's session is there.
pub async fn webhook_calls_wait_until_they_are_made(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let store = &world.store;
    let session = world.open(queue("care")).await.id;
    let calls = ["{\"text\":\"it's \\u0000 👋\"}", "{}", "[]"].map(|body| world.delivery(body));
    let lost = world.run("lost", Some(SessionId::from_bytes([9; 16])));
    store.set_availability(id("li"), Availability::Away, NOW, vec![lost.clone()]).await.expect("set");
    let (one, two) = (world.stored_run("a", session).await, world.stored_run("b", session).await);
    for (run, deliveries) in [(&one, &calls[..2]), (&two, &calls[1..2]), (&lost, &calls[2..])] {
        let mut finish = world.finish(run, vec![Effect::Tag { tag: id("told") }]);
        finish.deliveries = deliveries.to_vec();
        let outcome = store.finish_hook(finish.clone()).await.expect("answered");
        assert!(matches!(outcome, HookOutcome::Done { .. }), "{outcome:?}");
        assert_eq!(store.finish_hook(finish).await.expect("answered"), HookOutcome::Gone);
    }
    let pager: WebhookId = id("pager");
    let due = |now, limit| store.due_deliveries(&pager, now, limit);
    let waiting = |attempts: [u32; 3]| -> Vec<_> {
        let each = calls.iter().cloned().zip(attempts);
        each.map(|(delivery, attempts)| Delivery { since: delivery.at, delivery, attempts }).collect()
    };
    assert_eq!(due(hour(), 10).await.expect("answered"), waiting([0; 3]));
    assert_eq!(due(hour(), 2).await.expect("answered"), waiting([0; 3])[..2]);
    assert_eq!(due(calls[0].at, 10).await.expect("answered"), waiting([0; 3])[..1]);

    world.fail(&calls[0], 4, hour()).await;
    let just_before = hour().as_micros() - 1;
    assert_eq!(due(Timestamp::from_micros(just_before), 10).await.expect("answered"), waiting([4, 0, 0])[1..]);
    assert_eq!(due(hour(), 10).await.expect("answered"), waiting([4, 0, 0]));

    for _ in 0..2 {
        world.attempt(&calls[1], 1, AttemptResult::Delivered).await; // Made once, and again is no mistake.
    }
    world.fail(&calls[1], 1, NOW).await; // What was made is not made again.
    let left = due(hour().after(Duration::from_secs(1)), 10).await.expect("answered");
    assert_eq!(left, [waiting([4, 0, 0])[0].clone(), waiting([4, 0, 0])[2].clone()]);
}
