//! Forms that chats begin with: what opens a session, what does not, and what rules read of the answers.

use super::world::{World, id, name, post};
use crate::{BeginError, Begun, OwnSession, Page as HostPage, PostError, SentForm, Upload, UserAgent, VisitorPost};
use bytes::Bytes;
use serde_json::{Value as Json, json};
use std::{convert::Infallible, time::Duration};
use usher_model::{
    Answer, Body, CloseCause, Facts, FilePresence, FileRef, MAX_FACTS_BYTES, Message, Party, Role, RuleId,
    SessionState, Value, Visitor,
};
use usher_ruleset::ProblemCode;
use usher_store::{Doom, Page};

const FORM: &str = "name: Before the chat
kind: pre_chat
title: Before we begin
fields:
  - { id: company, type: text, label: { en: Company, zh: 公司 }, required: true }
  - { id: lamps, type: number, label: Lamps, whole: true, min: 1 }
  - id: rooms
    type: choices
    label: Rooms
    options: [{ value: bath, label: Bath }, { value: hall, label: Hall }]
  - { id: agreed, type: consent, label: Agreed }
  - { id: plan, type: file, label: Plan, files: 2 }
  - { id: message, type: long_text, label: Message, max_length: 4000 }
";

/// A company in whose channel a chat begins with a form; large orders go to sales, whatever the page.
async fn company() -> World {
    let mut world = World::new("[load]").await;
    world.write("workspace.yaml", "name: Lantern\ntime_zone: Europe/Berlin\ndefault_locale: en\nreopen_within: 24h\n");
    world.write("forms/before.yaml", FORM);
    world.write("channels/mall.yaml", "name: Mall\norigins: [https://shop.example.com]\ntitle: Hi\npre_chat: before\n");
    world.write(
        "distribution/large.yaml",
        "name: Large\npriority: 0\nwhen: { all: [{ form.lamps: { gte: 100 } }, { form.rooms: { contains: hall } }] }\n\
         group: sales\nstrategy: [load]\n",
    );
    world.reload().await;
    world.online("ann").await;
    world.online("dan").await;
    world
}

fn sent(named: &str, answers: &Json) -> SentForm {
    SentForm {
        client_id: name(named),
        form: "before".parse().expect("a form"),
        answers: answers.as_object().expect("an object").clone(),
        page: HostPage { url: "https://shop.example.com/help".to_owned(), ..HostPage::default() },
        locale: "en".parse().expect("a locale"),
        agent: UserAgent::default(),
    }
}

async fn begin(world: &World, visitor: &Visitor, named: &str, answers: Json) -> Result<Begun, BeginError> {
    world.engine.begin(visitor, &sent(named, &answers)).await
}

async fn entries(world: &World, begun: &Begun) -> Vec<Message> {
    world.engine.transcript(begun.session.id, Page::After(0), 100).await.expect("the store works")
}

async fn facts(world: &World, begun: &Begun) -> Facts {
    let latest = world.engine.store().latest_decision(begun.session.id).await.expect("the store works");
    latest.expect("each session was decided on").facts
}

async fn upload(world: &World, visitor: &Visitor, text: &'static str) -> FileRef {
    let upload = Upload { name: "plan.txt", announced: Some(text.len() as u64) };
    let bytes = futures::stream::iter([Ok::<_, Infallible>(Bytes::from_static(text.as_bytes()))]);
    world.engine.receive_from_visitor(visitor, upload, bytes).await.expect("it is received")
}

/// Lets much time pass at once.
async fn later(world: &World, time: Duration) {
    world.clock.advance(time);
    world.engine.tick().await.expect("the store works");
}

async fn sessions(world: &World) -> usize {
    world.open_sessions().await.len()
}

#[tokio::test]
async fn a_form_opens_a_session_and_rules_read_what_it_says() {
    let world = company().await;
    let visitor = world.visitor().await;
    let answers = json!({ "company": "Harbour", "lamps": 120, "rooms": ["hall", "bath"], "message": "By May?" });
    let begun = begin(&world, &visitor, "f-1", answers).await.unwrap();
    assert!(matches!(&begun.session.state, SessionState::Assigned { agent, .. } if *agent == id("dan")), "by the form");
    assert_eq!((begun.seq, begun.session.rule.as_ref().map(RuleId::as_str)), (1, Some("large")));
    let told = entries(&world, &begun).await;
    let (first, Body::PreChat { form, answers }) = (&told[0], &told[0].body) else { panic!("{told:?}") };
    assert_eq!((first.seq, &first.sender, &first.client_id), (1, &Party::Visitor, &name("f-1")));
    assert_eq!(form.as_str(), "before");
    let words: Vec<(&str, String)> = answers.iter().map(|one| (one.label.as_str(), one.value.to_string())).collect();
    let [company, lamps, rooms, agreed, message] = &words[..] else { panic!("{words:?}") };
    assert_eq!((company, lamps), (&("Company", "Harbour".to_owned()), &("Lamps", "120".to_owned())));
    assert_eq!((rooms, message), (&("Rooms", "Bath, Hall".to_owned()), &("Message", "By May?".to_owned())));
    assert_eq!(agreed.0, "Agreed");

    let facts = facts(&world, &begun).await;
    assert_eq!(facts.get("form.company"), Some(&Value::from("Harbour")));
    assert_eq!(facts.get("form.lamps"), Some(&Value::Int(120)));
    assert_eq!(facts.get("form.rooms"), Some(&Value::List(vec!["bath".into(), "hall".into()])));
    assert_eq!(facts.get("form.agreed"), Some(&Value::Bool(false)));
    assert_eq!(facts.get("session.first_message"), Some(&Value::from("By May?")), "the visitor's own words");

    let other = world.visitor().await;
    let begun =
        begin(&world, &other, "f-1", json!({ "company": "Small", "lamps": 99, "rooms": ["hall"] })).await.unwrap();
    assert_eq!(begun.session.rule.as_ref().map(RuleId::as_str), Some("help"), "by its page");
    world.check_invariants().await;
}

#[tokio::test]
async fn sent_again_under_its_name_it_opens_nothing_more() {
    let world = company().await;
    let visitor = world.visitor().await;
    let file = upload(&world, &visitor, "a plan").await;
    let answers = json!({ "company": "Harbour", "plan": [file.id.to_string()] });
    let begun = begin(&world, &visitor, "f-1", answers.clone()).await.unwrap();
    assert_eq!(begin(&world, &visitor, "f-1", answers.clone()).await.unwrap(), begun);
    let in_chinese = SentForm { locale: "zh".parse().unwrap(), ..sent("f-1", &answers) };
    assert_eq!(world.engine.begin(&visitor, &in_chinese).await.unwrap(), begun, "labels do not count");
    let other = begin(&world, &visitor, "f-1", json!({ "company": "Another" })).await;
    assert!(matches!(other, Err(BeginError::Conflict)), "{other:?}");
    let missing = begin(&world, &visitor, "f-1", json!({})).await;
    assert_eq!(missing.unwrap(), begun, "what is stored stays, as where the form asks for more by now");
    let as_text = world.post(&visitor, "/help", "f-1").await;
    assert!(matches!(as_text, Err(PostError::Conflict { seq: 1 })), "{as_text:?}");
    world.post(&visitor, "/help", "m-2").await.unwrap();
    let as_form = begin(&world, &visitor, "m-2", answers.clone()).await;
    assert!(matches!(as_form, Err(BeginError::Conflict)), "{as_form:?}");

    // Closed, and the form is another by now: the answer is the same session still.
    let own = OwnSession::of(&visitor, &begun.session).unwrap();
    world.engine.close_as_visitor(own).await.unwrap();
    world.write("channels/mall.yaml", "name: Mall\norigins: [https://shop.example.com]\ntitle: Hi\n");
    world.write("distribution/large.yaml", "name: Large\nmode: 'off'\npriority: 0\ngroup: sales\nstrategy: [load]\n");
    world.reload().await;
    let again = begin(&world, &visitor, "f-1", answers).await.unwrap();
    assert_eq!((again.session.id, again.seq), (begun.session.id, 1));
    let unknown = begin(&world, &visitor, "f-2", json!({ "company": "Harbour" })).await;
    assert!(matches!(unknown, Err(BeginError::UnknownForm)), "{unknown:?}");
    assert_eq!(sessions(&world).await, 0);
}

#[tokio::test]
async fn twice_at_once_it_opens_one_session() {
    let world = company().await;
    let visitor = world.visitor().await;
    let answers = json!({ "company": "Harbour" });
    let (one, other, third) = tokio::join!(
        begin(&world, &visitor, "f-1", answers.clone()),
        begin(&world, &visitor, "f-1", answers.clone()),
        begin(&world, &visitor, "f-2", answers.clone()),
    );
    let begun: Vec<_> = [&one, &other].into_iter().filter_map(|done| done.as_ref().ok()).collect();
    match &third {
        Ok(third) => assert!(begun.is_empty(), "{third:?} and {begun:?}"),
        Err(refused) => {
            assert!(matches!(refused, BeginError::SessionOpen), "{refused:?}");
            assert_eq!((begun.len(), begun[0].session.id), (2, begun[1].session.id));
        }
    }
    assert_eq!(sessions(&world).await, 1);
}

#[tokio::test]
async fn what_does_not_fit_opens_nothing() {
    let world = company().await;
    let visitor = world.visitor().await;
    let wrong = begin(&world, &visitor, "f-1", json!({ "lamps": 0, "rooms": ["attic"], "fax": "1" })).await;
    let Err(BeginError::Answers(problems)) = wrong else { panic!("{wrong:?}") };
    let told: Vec<(&str, ProblemCode)> = problems.iter().map(|one| (one.field.as_str(), one.code)).collect();
    let expected = [
        ("company", ProblemCode::Required),
        ("lamps", ProblemCode::Below),
        ("rooms", ProblemCode::UnknownOption),
        ("fax", ProblemCode::UnknownField),
    ];
    assert_eq!(told, expected);
    let other = SentForm { form: "elsewhere".parse().unwrap(), ..sent("f-1", &json!({ "company": "A" })) };
    assert!(matches!(world.engine.begin(&visitor, &other).await, Err(BeginError::UnknownForm)));
    assert_eq!(sessions(&world).await, 0);
    // The name is free still.
    begin(&world, &visitor, "f-1", json!({ "company": "A" })).await.unwrap();
}

#[tokio::test]
async fn a_message_opens_nothing_where_a_form_is_asked_for_and_goes_on_with_what_is_there() {
    let world = company().await;
    let visitor = world.visitor().await;
    let refused = world.post(&visitor, "/help", "m-1").await;
    assert!(matches!(&refused, Err(PostError::FormRequired { form }) if form.as_str() == "before"), "{refused:?}");
    assert_eq!(sessions(&world).await, 0);
    assert!(world.engine.store().said_under(visitor.id, &name("m-1")).await.unwrap().is_none(), "nothing is stored");

    let answers = json!({ "company": "Harbour", "lamps": 150, "rooms": ["hall"] });
    let begun = begin(&world, &visitor, "f-1", answers).await.unwrap();
    let open = begin(&world, &visitor, "f-2", json!({ "company": "Harbour" })).await;
    assert!(matches!(open, Err(BeginError::SessionOpen)), "{open:?}");
    let said = world.post(&visitor, "/help", "m-1").await.unwrap();
    assert_eq!(said.session, begun.session.id, "the refused one may be said again");

    // Closed a while ago: a message begins it again, and rules go on seeing the answers.
    world.engine.close_as_agent(&id("dan"), begun.session.id).await.unwrap();
    later(&world, Duration::from_hours(23)).await;
    let back = world.post(&visitor, "/help", "m-2").await.unwrap();
    assert_eq!(back.session, begun.session.id);
    let known = facts(&world, &begun).await;
    assert_eq!(known.get("form.lamps"), Some(&Value::Int(150)));
    assert_eq!(known.get("session.first_message"), Some(&Value::from("Hello, where is my parcel?")));
    assert_eq!(world.session(back).await.rule.as_ref().map(RuleId::as_str), Some("large"));

    // Closed for longer, it takes a form.
    let own = OwnSession::of(&visitor, &begun.session);
    world.engine.close_as_visitor(own.expect("own")).await.unwrap();
    later(&world, Duration::from_hours(25)).await;
    let late = world.engine.post_as_visitor(&visitor, VisitorPost { session: own, ..post("/help", "m-3") }).await;
    assert!(matches!(late, Err(PostError::SessionClosed)), "{late:?}");
    let late = world.post(&visitor, "/help", "m-3").await;
    assert!(matches!(late, Err(PostError::FormRequired { .. })), "{late:?}");
    let again = world.post(&visitor, "/help", "m-2").await.unwrap();
    assert_eq!(again, back, "what was said before is acknowledged still");
}

#[tokio::test]
async fn a_form_begins_anew_where_a_message_would_come_back() {
    let world = company().await;
    let visitor = world.visitor().await;
    let first = begin(&world, &visitor, "f-1", json!({ "company": "Harbour" })).await.unwrap();
    world.engine.close_as_agent(&id("ann"), first.session.id).await.unwrap();
    let second = begin(&world, &visitor, "f-2", json!({ "company": "Harbour" })).await.unwrap();
    assert_ne!(second.session.id, first.session.id);
    let closed = world.again(&first.session).await;
    assert!(matches!(closed.state, SessionState::Closed { cause: CloseCause::Agent, .. }));
    assert_eq!(facts(&world, &second).await.get("visitor.sessions"), Some(&Value::Int(1)));
}

#[tokio::test]
async fn who_may_not_write_fills_in_nothing() {
    let world = company().await;
    let visitor = world.visitor().await;
    let ann = (*world.engine.rules().ruleset().agents[&id("ann")]).clone();
    let begun = begin(&world, &visitor, "f-1", json!({ "company": "Harbour" })).await.unwrap();
    let until = world.engine.now().after(Duration::from_hours(1));
    world.engine.block_visitor(&ann, visitor.id, Some(until), "rude").await.expect("her visitor");
    let blocked = world.engine.store().visitor(visitor.id).await.unwrap().expect("there");
    for known in [&visitor, &blocked] {
        let refused = begin(&world, known, "f-2", json!({ "company": "Harbour" })).await;
        assert!(matches!(refused, Err(BeginError::Blocked)), "{refused:?}");
    }
    assert!(!world.again(&begun.session).await.state.is_open());
    assert_eq!(sessions(&world).await, 0);
}

#[tokio::test]
async fn files_go_along_once_and_end_like_others() {
    let world = company().await;
    let (visitor, stranger) = (world.visitor().await, world.visitor().await);
    let (file, theirs) = (upload(&world, &visitor, "a plan").await, upload(&world, &stranger, "another").await);
    let named = |file: &FileRef| json!({ "company": "Harbour", "plan": [file.id.to_string()] });
    let refused = begin(&world, &visitor, "f-1", named(&theirs)).await;
    let Err(BeginError::Answers(problems)) = refused else { panic!("{refused:?}") };
    assert_eq!((problems[0].field.as_str(), problems[0].code), ("plan", ProblemCode::UnknownFile));

    let begun = begin(&world, &visitor, "f-1", named(&file)).await.unwrap();
    let Body::PreChat { answers, .. } = entries(&world, &begun).await.remove(0).body else { panic!("a form") };
    assert_eq!(Answer::files(&answers).collect::<Vec<_>>(), [&file]);
    assert_eq!(facts(&world, &begun).await.get("form.plan"), None);
    assert_eq!(
        world.engine.file_for_agent(&id("ann"), Role::Agent, file.id).await.unwrap(),
        file,
        "whose session it is"
    );
    assert!(world.engine.file_for_visitor(&visitor, file.id).await.is_ok());

    // It belongs there: it can go along nowhere else, and its end is told in the entry.
    world.engine.close_as_agent(&id("ann"), begun.session.id).await.unwrap();
    let again = begin(&world, &visitor, "f-2", named(&file)).await;
    assert!(matches!(again, Err(BeginError::Answers(_))), "{again:?}");
    world.engine.store().doom_file(file.id, Doom::Removed).await.unwrap().expect("it was there");
    let Body::PreChat { answers, .. } = entries(&world, &begun).await.remove(0).body else { panic!("a form") };
    assert!(Answer::files(&answers).all(|file| file.presence == FilePresence::Deleted), "{answers:?}");
    assert!(begin(&world, &visitor, "f-1", named(&file)).await.is_ok(), "sent again it is the same still");
}

#[tokio::test]
async fn however_much_is_answered_the_facts_stay_small() {
    let world = company().await;
    let texts: Vec<String> = (0..28).map(|at| format!("  - {{ id: text_{at}, type: text, label: T }}\n")).collect();
    world.write("forms/before.yaml", &format!("{FORM}{}", texts[..24].concat()));
    world.reload().await;
    let visitor = world.visitor().await;
    let mut answers =
        json!({ "company": "é".repeat(200), "lamps": 120, "rooms": ["hall"], "message": "界".repeat(4_000) });
    for at in 0..24 {
        answers[format!("text_{at}")] = "界".repeat(200).into();
    }
    let page = HostPage {
        url: format!("https://shop.example.com/help?{}", "q".repeat(4_000)),
        title: "t".repeat(4_000),
        referrer: "r".repeat(4_000),
    };
    let long = SentForm { page, ..sent("f-1", &answers) };
    let begun = world.engine.begin(&visitor, &long).await.unwrap();
    assert_eq!(begun.session.rule.as_ref().map(RuleId::as_str), Some("large"), "texts push no number out");
    let facts = facts(&world, &begun).await;
    let kept = serde_json::to_string(&facts).unwrap().len();
    assert!(kept <= MAX_FACTS_BYTES, "{kept} bytes");
    let Some(Value::Text(company)) = facts.get("form.company") else { panic!("{facts:?}") };
    assert_eq!(company.len(), 256, "cut between letters");
    let Body::PreChat { answers, .. } = entries(&world, &begun).await.remove(0).body else { panic!("a form") };
    assert_eq!(answers[0].value.to_string().chars().count(), 200, "the transcript has all of it");
}
