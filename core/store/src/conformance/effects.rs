//! What effects leave behind: marks on the session, entries in its transcript.

use super::{
    Backend,
    world::{World, assign, id, post, queue, seqs, stored},
};
use crate::{HookOutcome, Page, PlaceOutcome};
use usher_model::{Body, Effect, Event, MAX_TAGS, Message, Party, Session, SessionId, Value};

/// Effects come in order, each with its entry, and none hurts a placement that was decided before them.
pub async fn effects_are_written_with_their_entries(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let li = world.agent("li").await;
    let before = world.open(queue("care")).await;
    let run = world.stored_run("all", before.id).await;
    let call = |payload| Effect::CallWebhook { webhook: id("pager"), payload };
    let (prompt, transfer) = (Effect::SendPrompt { prompt: id("sorry") }, ask_transfer());
    let effects = vec![
        tag("angry"),
        Effect::SetPriority { priority: 50 },
        prompt.clone(),
        field("mood", Some(Value::Float(0.5))),
        field("mood", Some(Value::from("bad"))),
        field("orders", Some(3.into())),
        transfer.clone(),
        call(Some(serde_json::json!({ "secret": 1 }))),
        tag("vip"),
        field("orders", None),
    ];
    let mut finish = world.finish(&run, effects.clone());
    // Without its text, a prompt is not sent, and nothing tells of it.
    finish.effects.insert(0, crate::PlannedEffect { effect: prompt.clone(), prompt_text: None });
    let (after, messages) = done(world.store.finish_hook(finish.clone()).await.expect("answered"));

    let mut told: Vec<_> = effects.into_iter().map(|effect| applied("mood/all", effect)).collect();
    told[7] = applied("mood/all", call(None));
    told.insert(3, Body::Prompt { prompt: id("sorry"), text: "Please wait.".to_owned() });
    assert_eq!(bodies(&messages), told);
    assert_eq!(seqs(&messages), (4..=14).collect::<Vec<_>>(), "behind the opening's entries and the message");
    assert!(messages.iter().all(|entry| entry.sender == Party::System && entry.at == finish.at));
    assert_eq!(after.priority, 50);
    assert_eq!(after.tags, [id("angry"), id("vip")].into());
    assert_eq!(after.fields, [(id("mood"), Value::from("bad"))].into());
    assert_eq!((after.last_seq, after.version), (14, before.version));
    assert_eq!(Some(&after), world.store.session(before.id).await.expect("answered").as_ref());
    let entries = world.store.messages(before.id, Page::After(3), 100).await.expect("read");
    assert_eq!(entries, messages);

    // The version is the one that the decision was made on, and the entries follow on.
    let placement = world.placement(before.id, assign(&li));
    let placed = world.store.place_session(placement, before.version).await.expect("answered");
    let PlaceOutcome::Placed { session, messages, .. } = placed else { panic!("it should be placed, but: {placed:?}") };
    assert_eq!((session.priority, &session.tags, &session.fields), (50, &after.tags, &after.fields));
    assert_eq!(seqs(&messages), [15]);
    assert_eq!(stored(world.say(before.id, Party::Visitor, "z", "hello").await).message.seq, 16);
}

/// Tags and fields past the most are left out, as is what changes nothing, and a number that is none.
pub async fn effects_keep_within_their_limits(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let session = world.open(queue("care")).await.id;
    let most = i64::try_from(MAX_TAGS).expect("small");
    let every = (0..most).flat_map(|n| [tag(&format!("t{n}")), field(&format!("f{n}"), Some(n.into()))]);
    let finish = world.finish(&world.stored_run("all", session).await, every.collect());
    let (full, messages) = done(world.store.finish_hook(finish).await.expect("answered"));
    assert_eq!((full.tags.len(), full.fields.len(), messages.len()), (MAX_TAGS, MAX_TAGS, 2 * MAX_TAGS));

    let nothing = vec![
        tag("t0"),
        tag("one-more"),
        field("one-more", Some(1.into())),
        field("f0", Some(0.into())),
        field("f1", Some(Value::Float(f64::NAN))),
        field("f1", Some(Value::List(vec![Value::Float(f64::INFINITY)]))),
        field("unknown", None),
        Effect::SetPriority { priority: 0 },
    ];
    let finish = world.finish(&world.stored_run("all", session).await, nothing);
    let (same, messages) = done(world.store.finish_hook(finish).await.expect("answered"));
    assert_eq!(messages, []);
    assert_eq!(same, Session { last_seq: full.last_seq + 1, ..full.clone() });

    // A field that is there may change, and one that leaves makes room.
    let room = vec![field("f0", Some("new".into())), field("f1", None), field("one-more", Some(1.into()))];
    let finish = world.finish(&world.stored_run("all", session).await, room);
    let (changed, messages) = done(world.store.finish_hook(finish).await.expect("answered"));
    assert_eq!((changed.fields.len(), messages.len()), (MAX_TAGS, 3));
    assert_eq!(changed.fields.get("f0"), Some(&Value::from("new")));
    assert_eq!(world.session(session).await, changed);
}

/// A session that is over is still marked, and its history tells of webhooks; nothing else is done to it. A session that
/// is not there takes nothing.
pub async fn a_session_that_is_over_takes_tags_and_fields(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let session = world.open(queue("care")).await.id;
    let run = world.stored_run("late", session).await;
    let ended = world.close(session).await;
    let call = Effect::CallWebhook { webhook: id("pager"), payload: None };
    let effects = vec![
        Effect::SetPriority { priority: 9 },
        tag("late"),
        Effect::SendPrompt { prompt: id("sorry") },
        field("mood", Some(true.into())),
        ask_transfer(),
        call.clone(),
    ];
    let (after, messages) = done(world.store.finish_hook(world.finish(&run, effects.clone())).await.expect("answered"));
    let told = [&effects[1], &effects[3], &call].map(|effect| applied("mood/late", effect.clone()));
    assert_eq!(bodies(&messages), told);
    let fields = [(id("mood"), Value::Bool(true))].into();
    assert_eq!(after, Session { tags: [id("late")].into(), fields, last_seq: ended.last_seq + 3, ..ended });
    assert_eq!(world.session(session).await, after);

    let missing = world.run("late", Some(SessionId::from_bytes([9; 16])));
    let agents = world.run("late", None);
    let mut message = post(world.open(queue("care")).await.id, Party::Visitor, "a", "hello");
    message.hooks = vec![missing.clone(), agents.clone()];
    stored(world.store.post(message).await.expect("posted"));
    for run in [missing, agents] {
        let outcome = world.store.finish_hook(world.finish(&run, effects.clone())).await.expect("answered");
        assert_eq!(outcome, HookOutcome::Done { session: None, messages: Vec::new() });
    }
    assert_eq!(world.due().await, []);
}

/// A run that somebody stores again after it was done, and ends again, adds nothing to the transcript.
pub async fn a_run_stored_again_writes_nothing_twice(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let session = world.open(queue("care")).await.id;
    let run = world.stored_run("again", session).await;
    let finish = world.finish(&run, vec![tag("a"), Effect::SendPrompt { prompt: id("sorry") }, ask_transfer()]);
    let (_, messages) = done(world.store.finish_hook(finish.clone()).await.expect("answered"));
    assert_eq!(messages.len(), 4);
    let mut message = post(session, Party::Visitor, "a", "hello");
    message.hooks.push(run.clone());
    stored(world.store.post(message).await.expect("posted"));
    assert_eq!(world.due().await, [run]);
    let before = world.session(session).await;
    let (after, messages) = done(world.store.finish_hook(finish).await.expect("answered"));
    assert_eq!((after, messages), (before, Vec::new()));
}

fn tag(name: &str) -> Effect {
    Effect::Tag { tag: id(name) }
}

fn field(name: &str, value: Option<Value>) -> Effect {
    Effect::SetField { field: id(name), value }
}

fn ask_transfer() -> Effect {
    Effect::AskTransfer { group: id("night"), reason: "it's \"late\"".to_owned() }
}

fn applied(hook: &str, effect: Effect) -> Body {
    Body::Event { event: Event::Applied { by: id(hook), effect } }
}

fn bodies(messages: &[Message]) -> Vec<Body> {
    messages.iter().map(|entry| entry.body.clone()).collect()
}

fn done(outcome: HookOutcome) -> (Session, Vec<Message>) {
    match outcome {
        HookOutcome::Done { session: Some(session), messages } => (session, messages),
        other => panic!("the run should be done, but: {other:?}"),
    }
}
