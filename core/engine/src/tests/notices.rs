//! What admins are told of: once each, until it is over, and whatever stops in between.

use super::world::{World, id, name};
use crate::{LeftStep, Page, SentForm, UserAgent};
use serde_json::{Map, Value};
use std::time::Duration;
use usher_bus::{Notice, Received, Topic};
use usher_model::{Agent, AgentId, Availability, GroupId, NoticeKind, Role, SeenNotice, SessionState};
use usher_store::NoticeFilter;

const WORKSPACE: &str = "name: Lantern\ntime_zone: Europe/Berlin\ndefault_locale: en\n";

async fn world() -> World {
    let world = World::new("load").await;
    world.write(
        "webhooks/pager.yaml",
        "name: Pager\nurl: https://pager.example.com/in\nevents: [session_unmatched, left_unmatched, nobody_online]\n",
    );
    world.write("workspace.yaml", &format!("{WORKSPACE}alerts: {{ nobody_online_after: 1m }}\n"));
    world.reload().await;
    world
}

async fn notices(world: &World) -> Vec<SeenNotice> {
    let ada: AgentId = id("ada");
    let mut seen = world.engine.notices(&ada, NoticeFilter::All, None, 100).await.expect("the store works");
    seen.reverse();
    seen
}

fn group(name: &str) -> GroupId {
    name.parse().expect("an id")
}

fn calls(world: &World) -> Vec<Value> {
    world.receivers.calls().iter().map(|call| serde_json::from_str(&call.body).expect("JSON")).collect()
}

#[tokio::test]
async fn an_unmatched_session_is_told_at_once_and_over_when_somebody_has_it() {
    let mut world = world().await;
    world.clock.advance(Duration::from_secs(5));
    world.engine.tick().await.unwrap();
    let mut follow = world.engine.bus().subscribe(&[Topic::Notices]);
    let session = world.open("/elsewhere").await;
    // The clock stands: a hint is enough.
    world.engine.tick().await.unwrap();
    let [told]: [SeenNotice; 1] = notices(&world).await.try_into().unwrap();
    assert_eq!(told.notice.kind, NoticeKind::Unmatched { session: session.id });
    assert_eq!(told.notice.over_at, None);
    let heard = follow.recv().await;
    assert!(matches!(heard, Received::Notice(Notice::Notice { notice }) if notice == told.notice.id), "{heard:?}");
    let [call]: [Value; 1] = calls(&world).try_into().unwrap();
    assert_eq!(call["type"], "session_unmatched");
    assert_eq!(call["data"]["session"]["id"], session.id.to_string());
    assert_eq!(call["data"]["notice"], told.notice.id.to_string());

    // A restart tells nothing twice, and nothing that is over stays open.
    world.restart().await;
    assert_eq!(notices(&world).await.len(), 1);
    world.write("distribution/rest.yaml", "name: Rest\npriority: 9\ngroup: sales\nstrategy: [load]\n");
    world.reload().await;
    assert!(matches!(world.again(&session).await.state, SessionState::Queued { .. }));
    world.pass(Duration::from_secs(5)).await;
    assert!(notices(&world).await[0].notice.over_at.is_some());
    assert_eq!(calls(&world).len(), 1);
}

#[tokio::test]
async fn a_session_that_a_stop_kept_from_being_told_is_found() {
    let mut world = world().await;
    let session = world.open("/elsewhere").await;
    assert!(notices(&world).await.is_empty());
    world.restart().await;
    assert_eq!(notices(&world).await[0].notice.kind, NoticeKind::Unmatched { session: session.id });
}

#[tokio::test]
async fn nobody_online_is_told_after_a_while_within_hours_and_over_when_somebody_comes() {
    let mut world = world().await;
    world.write("hours/day.yaml", "name: Day\nweek: { sun: ['10:00-12:00'] }\n");
    world.write("groups/care.yaml", "name: Care\nmembers: { departments: [care] }\nhours: day\n");
    world.reload().await;
    // It is ten in Berlin. Nobody waits yet.
    world.pass(Duration::from_mins(3)).await;
    assert!(notices(&world).await.is_empty());
    world.open("/help").await;
    world.pass(Duration::from_secs(50)).await;
    assert!(notices(&world).await.is_empty(), "not before it lasted a minute");
    world.open("/help").await;
    world.pass(Duration::from_secs(15)).await;
    let [told]: [SeenNotice; 1] = notices(&world).await.try_into().unwrap();
    assert_eq!(told.notice.kind, NoticeKind::NobodyOnline { group: group("care"), waiting: 2 });
    let call = calls(&world).pop().unwrap();
    assert_eq!(
        (&call["type"], &call["data"]["group"], &call["data"]["waiting"]),
        (&"nobody_online".into(), &"care".into(), &2.into())
    );
    world.pass(Duration::from_mins(5)).await;
    assert_eq!(notices(&world).await.len(), 1, "once");

    // Somebody who is full is there all the same.
    world.online("cleo").await;
    world.pass(Duration::from_secs(5)).await;
    assert!(notices(&world).await[0].notice.over_at.is_some());
    world.pass(Duration::from_mins(3)).await;
    assert_eq!(notices(&world).await.len(), 1);
    // Away, though connected, is not there: the count begins anew.
    world.choose("cleo", Availability::Away).await;
    world.pass(Duration::from_secs(50)).await;
    assert_eq!(notices(&world).await.len(), 1);
    world.pass(Duration::from_secs(15)).await;
    assert_eq!(notices(&world).await.len(), 2);
    // Outside the hours nobody need be there.
    world.pass(Duration::from_hours(2)).await;
    let after = notices(&world).await;
    assert!(after.len() == 2 && after[1].notice.over_at.is_some(), "{after:?}");
}

#[tokio::test]
async fn a_group_whose_helpers_are_there_is_not_alone() {
    let mut world = world().await;
    let help = "name: Help\npriority: 1\nwhen: { page.path: /help }\ngroup: care\nstrategy: [load]\n";
    world.write("distribution/help.yaml", &format!("{help}overflow: {{ after: 30m, group: sales }}\n"));
    world.reload().await;
    world.online("dan").await;
    world.open("/help").await;
    world.pass(Duration::from_mins(3)).await;
    assert!(notices(&world).await.is_empty());
    world.disconnect("dan");
    world.pass(Duration::from_mins(3)).await;
    assert_eq!(notices(&world).await.len(), 1);
}

#[tokio::test]
async fn each_reader_reads_for_oneself_and_old_notices_are_forgotten() {
    let world = world().await;
    let first = world.open("/elsewhere").await;
    world.clock.advance(Duration::from_millis(1)); // Ids of one moment are in no order.
    world.open("/elsewhere").await;
    world.engine.tick().await.unwrap();
    let (ada, sue): (AgentId, AgentId) = (id("ada"), id("sue"));
    let told = notices(&world).await;
    let mut pages = world.engine.bus().subscribe(&[Topic::Agent(ada.clone())]);
    let read = world.engine.read_notice(&ada, told[0].notice.id).await.unwrap();
    assert!(read.read_at.is_some());
    assert!(
        matches!(pages.recv().await, Received::Notice(Notice::Notice { .. })),
        "all pages of the reader hear of it"
    );
    assert_eq!(world.engine.read_notice(&ada, told[0].notice.id).await.unwrap(), read);
    let unread = async |reader: &AgentId| world.engine.store().unread_notices(reader, 10).await.unwrap();
    assert_eq!((unread(&ada).await, unread(&sue).await), (1, 2));
    assert_eq!(world.engine.read_notices(&sue, Some(told[0].notice.id)).await.unwrap(), 1);
    assert_eq!(world.engine.read_notices(&sue, None).await.unwrap(), 1);
    assert_eq!((unread(&ada).await, unread(&sue).await), (1, 0));

    let visitor = world.engine.store().visitor(first.visitor).await.unwrap().unwrap();
    let (own, _) = world.engine.own_session(&visitor, first.id).await.unwrap().unwrap();
    world.engine.close_as_visitor(own).await.unwrap();
    world.engine.tick().await.unwrap();
    assert!(notices(&world).await[0].notice.over_at.is_some());
    world.clock.advance(Duration::from_hours(31 * 24));
    world.engine.tick().await.unwrap();
    let left = notices(&world).await;
    assert_eq!(left.iter().map(|seen| seen.notice.id).collect::<Vec<_>>(), [told[1].notice.id], "what holds stays");
}

#[tokio::test]
async fn a_left_message_of_no_group_is_told_until_somebody_takes_it() {
    let mut world = world().await;
    world.write(
        "forms/leave.yaml",
        "name: Leave\nkind: leave_message\ntitle: Leave\nthanks: Thanks\n\
         fields: [{ id: message, type: long_text, label: Message, required: true }]\n",
    );
    world.write(
        "distribution/help.yaml",
        "name: Help\npriority: 1\nwhen: { page.path: /help }\ngroup: care\nstrategy: [load]\n\
         waiting: { none_online: { form: leave } }\n",
    );
    world.reload().await;
    world.pass(Duration::from_secs(5)).await;
    let mut supervisors = world.engine.bus().subscribe(&[Topic::LeftMessages]);
    let visitor = world.visitor().await;
    let leaving = |path: &str, named: &str| SentForm {
        client_id: name(named),
        form: "leave".parse().unwrap(),
        answers: Map::from_iter([("message".to_owned(), "Call me".into())]),
        page: Page { url: format!("https://shop.example.com{path}"), ..Page::default() },
        locale: "en".parse().unwrap(),
        agent: UserAgent::default(),
    };
    let done = world.engine.leave(&visitor, &leaving("/elsewhere", "l-1")).await.unwrap();
    assert_eq!(done.left.group, None);
    let heard = supervisors.recv().await;
    assert!(matches!(heard, Received::Notice(Notice::Left { left }) if left == done.left.id), "{heard:?}");
    // The clock stands: a hint is enough.
    world.engine.tick().await.unwrap();
    let [told]: [SeenNotice; 1] = notices(&world).await.try_into().unwrap();
    assert_eq!(told.notice.kind, NoticeKind::LeftUnmatched { left: done.left.id, session: done.session.id });
    let [call]: [Value; 1] = calls(&world).try_into().unwrap();
    assert_eq!(call["type"], "left_unmatched");
    assert_eq!(call["data"]["left_message"], done.left.id.to_string());
    assert_eq!(call["data"]["notice"], told.notice.id.to_string());

    // One that has a group is told to supervisors too, and is no notice.
    let other = world.visitor().await;
    let grouped = world.engine.leave(&other, &leaving("/help", "l-1")).await.unwrap();
    assert_eq!(grouped.left.group, Some(group("care")));
    let heard = supervisors.recv().await;
    assert!(matches!(heard, Received::Notice(Notice::Left { left }) if left == grouped.left.id), "{heard:?}");
    world.restart().await;
    assert_eq!(notices(&world).await.len(), 1, "a restart tells nothing twice");

    let rules = world.engine.rules();
    let sue = Agent { role: Role::Supervisor, ..(*rules.ruleset().agents[&id("ann")]).clone() };
    world.engine.step_left(&sue, done.left.id, LeftStep::Take).await.unwrap();
    world.engine.tick().await.unwrap();
    assert!(notices(&world).await[0].notice.over_at.is_some());
    world.engine.step_left(&sue, done.left.id, LeftStep::GiveBack).await.unwrap();
    world.engine.tick().await.unwrap();
    let again = notices(&world).await;
    assert_eq!((again.len(), again[1].notice.over_at), (2, None), "nobody has it again");
    assert_eq!(calls(&world).len(), 2);
}
