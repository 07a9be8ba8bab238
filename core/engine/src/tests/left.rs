//! Left messages: by whom and when, into which session, who handles them, and how the answer comes back.

mod giving;

use super::world::{World, id};
use crate::{
    FormAsked, LeaveError, LeftError, LeftNow, LeftStep, MessageText, OwnSession, Page as HostPage, RecallError,
    SentForm, UserAgent,
};
use serde_json::{Value, json};
use std::time::Duration;
use usher_bus::{Notice, Received, Topic};
use usher_model::{
    Agent, AnsweredLeft, Body, ClientId, CloseCause, Decision, DecisionCause, Event, GroupId, LeftMessage, LeftStatus,
    Party, QueueReason, Session, SessionState, Visitor,
};
use usher_store::{LeftFilter, LeftPage, Page};

const FORM: &str = "name: Leave a message
kind: leave_message
title: { en: Leave a message, zh: 留言 }
thanks: { en: Thank you., zh: 谢谢。 }
fields:
  - { id: email, type: email, label: { en: E-mail, zh: 邮箱 }, required: true }
  - { id: message, type: long_text, label: Message, required: true, max_length: 2000 }
";

/// A company that offers a form to whoever cannot be served, and turns visitors away outside its hours.
async fn company() -> World {
    let world = World::new("load").await;
    world.write("forms/leave.yaml", FORM);
    world.write("forms/other.yaml", &FORM.replace("leave_message", "pre_chat"));
    world.write("prompts/closed.yaml", "text: We are closed.\n");
    world.write(
        "hours/office.yaml",
        "name: Office\ntime_zone: UTC\nweek: { mon-fri: ['09:00-17:00'], sun: ['08:00-12:00'] }\n",
    );
    world.write("groups/care.yaml", "name: Care\nmembers: { departments: [care] }\nhours: office\n");
    world.write(
        "distribution/help.yaml",
        "name: Help\npriority: 1\nwhen: { page.path: /help }\ngroup: care\nstrategy: load\nwaiting:\n  \
         busy: { form: leave }\n  none_online: { form: leave }\n  \
         outside_hours: { prompt: closed, hold: false, form: leave }\n",
    );
    world.reload().await;
    world
}

fn leaving(name: &str, text: &str) -> SentForm {
    let answers = json!({ "email": "mia@example.com", "message": text });
    SentForm {
        client_id: ClientId::try_from(name.to_owned()).expect("a name"),
        form: "leave".parse().expect("a form"),
        answers: answers.as_object().expect("an object").clone(),
        page: HostPage { url: "https://shop.example.com/help".to_owned(), ..HostPage::default() },
        locale: "en".parse().expect("a locale"),
        agent: UserAgent::default(),
    }
}

async fn leave(world: &World, visitor: &Visitor, name: &str, text: &str) -> LeftNow {
    world.engine.leave(visitor, &leaving(name, text)).await.expect("it is left")
}

fn agent(world: &World, name: &str) -> Agent {
    (*world.engine.rules().ruleset().agents[&id(name)]).clone()
}

fn care() -> GroupId {
    "care".parse().expect("a group")
}

fn name(text: &str) -> ClientId {
    ClientId::try_from(text.to_owned()).expect("a name")
}

fn asked() -> FormAsked {
    let SentForm { page, locale, agent, .. } = leaving("x", "x");
    FormAsked { page, locale, agent }
}

async fn entries(world: &World, session: &Session) -> Vec<Body> {
    let all = world.engine.transcript(session.id, Page::After(0), 100).await.expect("the store works");
    all.into_iter().map(|entry| entry.body).collect()
}

fn left_cause(session: &Session) -> bool {
    matches!(session.state, SessionState::Closed { cause: CloseCause::LeftMessage, agent: None, .. })
}

#[tokio::test]
async fn who_waits_may_leave_a_message_instead() {
    let world = company().await;
    let visitor = world.visitor().await;
    let first = world.post(&visitor, "/help", "m-1").await.unwrap();
    let waits = world.session(first).await;
    assert!(matches!(waits.state, SessionState::Queued { reason: QueueReason::NoneOnline, .. }));
    let offer = world.engine.form_for(&visitor, &asked()).await.unwrap().expect("a form is offered");
    assert_eq!((offer.form.id.as_str(), offer.session, offer.group.clone()), ("leave", Some(waits.id), Some(care())));
    assert_eq!(world.engine.form_of(&waits).await.unwrap(), Some(offer.form.id.clone()));

    let mut follower = world.engine.bus().subscribe(&[Topic::Group("care".parse().unwrap())]);
    let done = leave(&world, &visitor, "l-1", "Where is it?").await;
    assert!(left_cause(&done.session));
    assert_eq!((done.session.id, done.thanks.as_deref()), (waits.id, Some("Thank you.")));
    let LeftMessage { group, reason, status, contact, rule, .. } = &done.left;
    assert_eq!((group, *reason, *status), (&Some(care()), Some(QueueReason::NoneOnline), LeftStatus::Open));
    assert_eq!((contact.as_deref(), rule), (Some("mia@example.com"), &waits.rule));
    let told = entries(&world, &waits).await;
    let [.., Body::Left { left, answers }, Body::Event { event: Event::Closed { cause: CloseCause::LeftMessage } }] =
        &told[..]
    else {
        panic!("{told:?}")
    };
    assert_eq!(*left, done.left.id);
    assert_eq!(answers[1], ("Message".to_owned(), "Where is it?".to_owned()));
    assert_eq!(world.engine.store().queue_length(&care(), None).await.unwrap(), 0);
    let mut heard = false;
    while let Ok(Received::Notice(notice)) = tokio::time::timeout(Duration::ZERO, follower.recv()).await {
        heard |= matches!(notice, Notice::Left { left } if left == done.left.id);
    }
    assert!(heard, "the group hears of it");

    assert_eq!(leave(&world, &visitor, "l-1", "Where is it?").await.left, done.left, "the same message again");
    let other = world.engine.leave(&visitor, &leaving("l-1", "Another")).await;
    assert!(matches!(other, Err(LeaveError::Conflict)));
    let next = world.post(&visitor, "/help", "m-2").await.unwrap();
    assert_ne!(next.session, waits.id, "who writes after that begins anew");
    world.check_invariants().await;
}

#[tokio::test]
async fn who_was_turned_away_leaves_a_message_in_that_session_for_a_day() {
    let world = company().await;
    world.pass(Duration::from_hours(6)).await; // Sunday afternoon.
    let away = world.open("/help").await;
    assert!(matches!(away.state, SessionState::Closed { cause: CloseCause::NotHeld, .. }));
    let visitor = world.engine.store().visitor(away.visitor).await.unwrap().unwrap();
    assert_eq!(world.engine.form_of(&away).await.unwrap().unwrap().as_str(), "leave");
    let done = leave(&world, &visitor, "l-1", "Please call").await;
    assert_eq!((done.session.id, &done.session.state), (away.id, &away.state), "it stays turned away");
    assert_eq!((done.left.group, done.left.reason), (Some(care()), Some(QueueReason::OutsideHours)));
    assert!(matches!(entries(&world, &away).await.last(), Some(Body::Left { .. })));

    world.clock.advance(Duration::from_hours(25));
    assert_eq!(world.engine.form_of(&away).await.unwrap(), None);
    assert_ne!(leave(&world, &visitor, "l-2", "Again").await.session.id, away.id);
}

#[tokio::test]
async fn without_a_session_the_rules_say_which_form_and_which_group() {
    let mut world = company().await;
    world.pass(Duration::from_hours(6)).await;
    let visitor = world.visitor().await;
    let offer = world.engine.form_for(&visitor, &asked()).await.unwrap().expect("a form is offered");
    assert_eq!((offer.reason, offer.session), (Some(QueueReason::OutsideHours), None));
    assert!(world.engine.latest_session(&visitor).await.unwrap().is_none(), "asking stores nothing");
    let done = leave(&world, &visitor, "l-1", "Hello").await;
    assert!(left_cause(&done.session));
    assert_eq!((done.left.group.clone(), done.left.reason), (Some(care()), Some(QueueReason::OutsideHours)));
    let told = entries(&world, &done.session).await;
    assert!(matches!(&told[..], [Body::Left { .. }, Body::Event { event: Event::Closed { .. } }]), "{told:?}");
    let explained = world.engine.explain(done.session.id).await.unwrap();
    let decision = &explained.decisions[0];
    assert_eq!((decision.record.cause, decision.told.len()), (DecisionCause::LeftMessage, 0));
    assert!(decision.record.candidates.iter().any(|candidate| candidate.agent == id("ann")), "with its trace");
    assert!(decision.to_string().starts_with("left with care, when the visitor left a message"), "{decision}");
    let again = world.engine.leave(&visitor, &leaving("l-1", "Hello")).await.unwrap();
    assert_eq!((again.left, again.session), (done.left, done.session));

    world.clock.advance(Duration::from_hours(18)); // Monday, with somebody there.
    world.online("ann").await;
    let other = world.visitor().await;
    assert!(world.engine.form_for(&other, &asked()).await.unwrap().is_none(), "somebody can answer");
    let done = leave(&world, &other, "l-1", "Filled in while nobody was there").await;
    assert_eq!((done.left.group, done.left.reason), (Some(care()), None), "it is left all the same");
    let decision = world.engine.store().latest_decision(done.session.id).await.unwrap().unwrap();
    assert!(matches!(decision.decision, Decision::Queue { .. }));
    world.check_invariants().await;
}

#[tokio::test]
async fn who_is_being_answered_leaves_no_message_and_wrong_answers_leave_nothing() {
    let mut world = company().await;
    world.online("ann").await;
    let visitor = world.visitor().await;
    world.post(&visitor, "/help", "m-1").await.unwrap();
    let refused = world.engine.leave(&visitor, &leaving("l-1", "x")).await;
    assert!(matches!(refused, Err(LeaveError::Answering)));
    assert!(world.engine.form_for(&visitor, &asked()).await.unwrap().is_none());

    let other = world.visitor().await;
    let answers = json!({ "email": "nobody", "message": "", "cake": 1 });
    let wrong = SentForm { answers: answers.as_object().unwrap().clone(), ..leaving("l-1", "x") };
    let Err(LeaveError::Answers(problems)) = world.engine.leave(&other, &wrong).await else { panic!("refused") };
    let named: Vec<_> = problems.iter().map(|problem| format!("{} {}", problem.field, problem.code.word())).collect();
    assert_eq!(named, ["email not_an_email", "message required", "cake unknown_field"]);
    for form in ["other", "unknown"] {
        let foreign = SentForm { form: form.parse().unwrap(), ..leaving("l-1", "x") };
        assert!(matches!(world.engine.leave(&other, &foreign).await, Err(LeaveError::UnknownForm)), "{form}");
    }
    assert!(world.engine.latest_session(&other).await.unwrap().is_none(), "nothing was stored");
    leave(&world, &other, "l-1", "Right").await;
}

#[tokio::test]
async fn the_answer_reaches_the_visitor_and_stays_unread_until_the_return() {
    let world = company().await;
    let visitor = world.visitor().await;
    let done = leave(&world, &visitor, "l-1", "Hello").await;
    let (ann, ben, dan) = (agent(&world, "ann"), agent(&world, "ben"), agent(&world, "dan"));
    let text = MessageText::parse("Here you are.").unwrap();
    let foreign = world.engine.answer_left(&dan, done.left.id, &name("a-1"), &text).await;
    assert!(matches!(foreign, Err(LeftError::Missing)), "dan is of another group");

    let mut page = world.engine.bus().subscribe(&[Topic::Session(done.session.id)]);
    let (answered, said) = world.engine.answer_left(&ann, done.left.id, &name("a-1"), &text).await.unwrap();
    assert_eq!((answered.status, answered.agent.as_ref()), (LeftStatus::Answered, Some(&ann.id)));
    let Ok(Received::Notice(Notice::Message(shown))) = tokio::time::timeout(Duration::ZERO, page.recv()).await else {
        panic!("an open page shows it at once")
    };
    assert_eq!((&shown.sender, &shown.body), (&Party::Agent(ann.id.clone()), &Body::text("Here you are.")));
    let again = world.engine.answer_left(&ann, done.left.id, &name("a-1"), &text).await.unwrap();
    assert_eq!(again, (answered.clone(), said.clone()), "once");
    let other = MessageText::parse("Something else").unwrap();
    let conflict = world.engine.answer_left(&ann, done.left.id, &name("a-1"), &other).await;
    assert!(matches!(conflict, Err(LeftError::Conflict)));
    let taken = world.engine.answer_left(&ben, done.left.id, &name("b-1"), &other).await;
    assert!(matches!(taken, Err(LeftError::TakenBy { agent }) if agent == ann.id));

    let latest = world.engine.latest_session(&visitor).await.unwrap().unwrap();
    assert_eq!((latest.id, latest.last_seq), (done.session.id, said.seq));
    assert!(latest.visitor_read < said.seq, "it is unread");
    assert!(left_cause(&latest), "the session stays over");
    let own = OwnSession::of(&visitor, &latest).expect("the visitor's own");
    let form = world.engine.recall_as_visitor(own, 1).await;
    assert!(matches!(form, Err(RecallError::NotWords)), "the visitor sent it, but it is no message: {form:?}");
    let next = world.post(&visitor, "/help", "m-1").await.unwrap();
    assert_ne!(next.session, done.session.id, "who writes goes the ordinary way");
    world.check_invariants().await;
}

#[tokio::test]
async fn the_answer_reaches_the_latest_session_whoever_has_it() {
    let mut world = company().await;
    let visitor = world.visitor().await;
    let done = leave(&world, &visitor, "l-1", "Hello").await;
    world.online("ben").await;
    let receipt = world.post(&visitor, "/help", "m-1").await.unwrap();
    let open = world.session(receipt).await;
    assert_eq!(open.state.owner(), Some(&id("ben")));
    assert_ne!(open.id, done.session.id);

    let mut page = world.engine.bus().subscribe(&[Topic::Session(open.id)]);
    let ann = agent(&world, "ann");
    let text = MessageText::parse("Here you are.").unwrap();
    let (answered, said) = world.engine.answer_left(&ann, done.left.id, &name("a-1"), &text).await.unwrap();
    let reference = AnsweredLeft { left: done.left.id, left_at: done.left.created_at };
    let body = Body::Text { text: "Here you are.".to_owned(), answers: Some(reference) };
    assert_eq!((said.session, said.seq, &said.body), (open.id, open.last_seq + 1, &body));
    let Ok(Received::Notice(Notice::Message(shown))) = tokio::time::timeout(Duration::ZERO, page.recv()).await else {
        panic!("an open page shows it at once")
    };
    assert_eq!((&shown.sender, shown.seq), (&Party::Agent(ann.id.clone()), said.seq));
    let again = world.engine.answer_left(&ann, done.left.id, &name("a-1"), &text).await.unwrap();
    assert_eq!(again, (answered.clone(), said.clone()), "once");
    assert_eq!(world.engine.left_answers(&answered).await.unwrap(), std::slice::from_ref(&said));
    let now = world.again(&open).await;
    assert_eq!(
        (now.state, now.answer_by, now.agent_at),
        (open.state, open.answer_by, None),
        "ben owes an answer still"
    );
    assert_eq!(world.again(&done.session).await.last_seq, done.session.last_seq, "nothing in the earlier one");

    // The one who wrote it takes it back, and nobody else.
    let ben = agent(&world, "ben");
    assert!(matches!(world.engine.recall_as_agent(&ben, open.id, said.seq).await, Err(RecallError::NotSender)));
    world.engine.recall_as_agent(&ann, open.id, said.seq).await.unwrap();
    let recalled = world.engine.left_answers(&answered).await.unwrap();
    assert_eq!(recalled[0].body, Body::Recalled);

    // What ben said under a name is not ann's; what ann said there under one is no answer.
    let supervisor = Agent { role: usher_model::Role::Supervisor, ..ben.clone() };
    world.engine.post_as_agent(&ben.id, open.id, name("b-1"), text.clone()).await.unwrap();
    let used = world.engine.answer_left(&supervisor, done.left.id, &name("b-1"), &text).await;
    assert!(matches!(used, Err(LeftError::Conflict)), "{used:?}");
    world.check_invariants().await;
}

#[tokio::test]
async fn of_two_who_take_a_message_one_has_it() {
    let world = company().await;
    let done = leave(&world, &world.visitor().await, "l-1", "Hello").await;
    let (ann, ben) = (agent(&world, "ann"), agent(&world, "ben"));
    let boss = Agent { role: usher_model::Role::Supervisor, ..agent(&world, "dan") };
    let of = done.left.id;
    let (one, other) = tokio::join!(
        world.engine.step_left(&ann, of, LeftStep::Take),
        world.engine.step_left(&ben, of, LeftStep::Take)
    );
    let (winner, loser) = if one.is_ok() { (&ann, &ben) } else { (&ben, &ann) };
    let lost = if one.is_ok() { other } else { one };
    assert!(matches!(lost, Err(LeftError::TakenBy { agent }) if agent == winner.id));
    world.engine.step_left(winner, of, LeftStep::Take).await.expect("taking it again changes nothing");
    for step in [LeftStep::GiveBack, LeftStep::Finish] {
        let refused = world.engine.step_left(loser, of, step).await;
        assert!(matches!(refused, Err(LeftError::TakenBy { .. })), "{step:?}");
    }
    let taken = world.engine.step_left(&boss, of, LeftStep::Take).await.unwrap();
    assert_eq!(taken.agent, Some(boss.id.clone()), "a supervisor takes it from whoever has it");
    let back = world.engine.step_left(&boss, of, LeftStep::GiveBack).await.unwrap();
    assert_eq!((back.status, back.agent), (LeftStatus::Open, None));
    let note = MessageText::parse("Knows us well").unwrap();
    let noted = world.engine.note_left(&ann, of, name("n-1"), note.clone()).await.unwrap();
    assert_eq!(world.engine.note_left(&ann, of, name("n-1"), note.clone()).await.unwrap(), noted);
    let foreign = world.engine.note_left(&agent(&world, "dan"), of, name("n-1"), note).await;
    assert!(matches!(foreign, Err(LeftError::Missing)));
    let finished = world.engine.step_left(&ann, of, LeftStep::Finish).await.unwrap();
    assert_eq!((finished.status, finished.agent), (LeftStatus::Done, Some(ann.id.clone())));
    assert!(matches!(world.engine.step_left(&ben, of, LeftStep::Take).await, Err(LeftError::Done)));
    let late = MessageText::parse("Late").unwrap();
    assert!(matches!(world.engine.answer_left(&ann, of, &name("a-1"), &late).await, Err(LeftError::Done)));
    let open = world.engine.step_left(&ben, of, LeftStep::Reopen).await.unwrap();
    assert_eq!(open.status, LeftStatus::Open);
}

#[tokio::test]
async fn agents_see_the_messages_of_their_groups_and_their_sessions() {
    let world = company().await;
    let done = leave(&world, &world.visitor().await, "l-1", "Hello").await;
    let (ann, dan) = (agent(&world, "ann"), agent(&world, "dan"));
    let boss = Agent { role: usher_model::Role::Supervisor, ..dan.clone() };
    let list = |who: Agent, groups: Option<Vec<GroupId>>| {
        let (engine, filter) = (world.engine.clone(), LeftFilter { groups, ..LeftFilter::default() });
        async move { engine.list_left(&who, filter, LeftPage::Before(None), 50).await.unwrap().len() }
    };
    let groups = Some(vec![care()]);
    assert_eq!((list(ann.clone(), None).await, list(dan.clone(), None).await, list(boss, None).await), (1, 0, 1));
    assert_eq!(list(dan.clone(), groups.clone()).await, 0, "asking for a foreign group shows nothing");
    assert_eq!(list(ann.clone(), groups).await, 1);
    let sees = |who: Agent| {
        let (engine, session) = (world.engine.clone(), done.session.id);
        async move { engine.visible_session(&who.id, who.role, session).await.unwrap().is_some() }
    };
    assert_eq!((sees(ann.clone()).await, sees(dan.clone()).await), (true, false));
    assert_eq!(world.engine.count_left(&ann).await.unwrap().len(), 1);
    assert_eq!(world.engine.count_left(&dan).await.unwrap().len(), 0);
}

#[tokio::test]
async fn hooks_are_told_of_what_was_left() {
    let world = company().await;
    world.write(
        "../plugins/tell/plugin.yaml",
        "api: 1\nname: Tell\ndescription: Marks what was left.\noffers:\n  hook:\n    - { id: left, event: message_left, file: tell.rhai, function: left, effects: [set_field] }\n",
    );
    world.write(
        "../plugins/tell/tell.rhai",
        "fn left(event) { [set_field(\"said\", event.form + \": \" + event.fields[\"message\"])] }\n",
    );
    world.reload().await;
    let done = leave(&world, &world.visitor().await, "l-1", "Hello").await;
    world.engine.tick().await.unwrap();
    let session = world.again(&done.session).await;
    let said: Vec<Value> = session.fields.values().map(|value| serde_json::to_value(value).unwrap()).collect();
    assert_eq!(said, [json!("leave: Hello")]);
}

#[tokio::test]
async fn who_is_blocked_leaves_nothing() {
    let world = company().await;
    let visitor = world.visitor().await;
    let boss = Agent { role: usher_model::Role::Supervisor, ..agent(&world, "dan") };
    world.engine.block_visitor(&boss, visitor.id, None, "spam").await.unwrap();
    // As a connection that was there before knows the visitor, and as it is stored.
    let stored = world.engine.store().visitor(visitor.id).await.unwrap().unwrap();
    for known in [&visitor, &stored] {
        let refused = world.engine.leave(known, &leaving("l-1", "Hello")).await;
        assert!(matches!(refused, Err(LeaveError::Blocked)), "{refused:?}");
    }
}
