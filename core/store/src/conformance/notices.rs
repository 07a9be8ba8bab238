//! Notices to admins, who has read them, and the mails about them.

use super::{
    Backend,
    world::{NOW, World, assign, hour, id, queue},
};
use crate::{NoticeFilter, OpenNotice, StoreError};
use std::time::Duration;
use usher_model::{AdminNotice, AgentId, Decision, NoticeId, NoticeKind, SessionId, Timestamp};

fn open(number: u8, kind: NoticeKind) -> OpenNotice {
    OpenNotice {
        notice: AdminNotice { id: notice(number), kind, opened_at: NOW, over_at: None },
        deliveries: Vec::new(),
        recipients: Vec::new(),
        mail_at: hour(),
    }
}

fn notice(number: u8) -> NoticeId {
    NoticeId::from_bytes([number; 16])
}

const fn unmatched(session: SessionId) -> NoticeKind {
    NoticeKind::Unmatched { session }
}

fn alone(group: &str, waiting: u32) -> NoticeKind {
    NoticeKind::NobodyOnline { group: id(group), waiting }
}

async fn stories(world: &World, reader: &AgentId, filter: NoticeFilter) -> Vec<NoticeId> {
    let seen = world.store.notices(filter, reader, None, 100).await.expect("answered");
    seen.iter().map(|seen| seen.notice.id).collect()
}

/// A session that waits unmatched has one open notice at most; it is found without one, and found when it is placed.
pub async fn an_unmatched_session_is_told_once(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let store = &world.store;
    let li = world.agent("li").await;
    let (first, second) = (world.open(Decision::Unmatched).await.id, world.open(Decision::Unmatched).await.id);
    let waits = world.open(queue("care")).await.id;
    assert_eq!(store.untold_sessions(10).await.expect("answered"), [first, second]);
    assert_eq!(store.untold_sessions(1).await.expect("answered"), [first]);

    assert!(store.open_notice(open(1, unmatched(first))).await.expect("answered"));
    assert!(!store.open_notice(open(2, unmatched(first))).await.expect("answered"), "there is one");
    assert!(!store.open_notice(open(3, unmatched(waits))).await.expect("answered"), "it is not unmatched");
    assert!(!store.open_notice(open(4, unmatched(SessionId::from_bytes([9; 16])))).await.expect("answered"));
    assert_eq!(store.untold_sessions(10).await.expect("answered"), [second]);
    assert_eq!(store.settled_notices(10).await.expect("answered"), []);

    store.place_session(world.placement(first, assign(&li)), 1).await.expect("placed");
    assert_eq!(store.settled_notices(10).await.expect("answered"), [notice(1)]);
    assert_eq!(store.end_notices(vec![notice(1), notice(8)], hour()).await.expect("answered"), 1);
    assert_eq!(store.end_notices(vec![notice(1)], NOW).await.expect("answered"), 0, "it stays over as it was");
    assert_eq!(store.settled_notices(10).await.expect("answered"), []);
    let seen = store.notice(notice(1), &li).await.expect("answered").expect("it is there");
    assert_eq!((seen.notice.kind, seen.notice.over_at, seen.read_at), (unmatched(first), Some(hour()), None));
    world.close(second).await;
    assert_eq!(store.untold_sessions(10).await.expect("answered"), []);
}

/// A group has one open notice at most, and others after it is over.
pub async fn a_group_is_told_of_once(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let store = &world.store;
    for group in ["care", "care", "night"] {
        world.open(queue(group)).await;
    }
    assert_eq!(store.waiting_by_group().await.expect("answered"), [(id("care"), 2), (id("night"), 1)]);
    assert!(store.open_notice(open(1, alone("care", 2))).await.expect("answered"));
    assert!(!store.open_notice(open(2, alone("care", 3))).await.expect("answered"));
    assert!(store.open_notice(open(3, alone("night", 1))).await.expect("answered"));
    assert_eq!(store.groups_told_of().await.expect("answered"), [(id("care"), notice(1)), (id("night"), notice(3))]);
    store.end_notices(vec![notice(1)], hour()).await.expect("ended");
    assert_eq!(store.groups_told_of().await.expect("answered"), [(id("night"), notice(3))]);
    assert!(store.open_notice(open(4, alone("care", 1))).await.expect("answered"));
}

/// Each reader has marks of an own; what came later stays unread; what is over for long is forgotten with its marks.
pub async fn notices_stay_until_they_are_read(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let store = &world.store;
    let (li, mo): (AgentId, AgentId) = (id("li"), id("mo"));
    for number in 1..=4 {
        assert!(store.open_notice(open(number, alone(&format!("g{number}"), 1))).await.expect("answered"));
    }
    store.read_notice(notice(2), &li, NOW).await.expect("read");
    store.read_notice(notice(2), &li, hour()).await.expect("read again");
    store.read_notice(notice(9), &li, NOW).await.expect("there is none, and that is no mistake");
    let seen = store.notice(notice(2), &li).await.expect("answered").expect("it is there");
    assert_eq!(seen.read_at, Some(NOW));
    assert_eq!(stories(&world, &li, NoticeFilter::All).await, [4, 3, 2, 1].map(notice));
    assert_eq!(stories(&world, &li, NoticeFilter::Unread).await, [4, 3, 1].map(notice));
    assert_eq!(stories(&world, &mo, NoticeFilter::Unread).await, [4, 3, 2, 1].map(notice));
    let page = store.notices(NoticeFilter::Unread, &li, Some(notice(4)), 1).await.expect("answered");
    assert_eq!(page.iter().map(|seen| seen.notice.id).collect::<Vec<_>>(), [notice(3)]);
    let count = |reader: AgentId, most| async move { store.unread_notices(&reader, most).await.expect("answered") };
    assert_eq!((count(li.clone(), 100).await, count(mo.clone(), 100).await, count(mo.clone(), 2).await), (3, 4, 2));

    assert_eq!(store.read_notices_to(notice(3), &li, hour()).await.expect("answered"), 2);
    assert_eq!(stories(&world, &li, NoticeFilter::Unread).await, [notice(4)]);
    store.end_notices(vec![notice(2)], NOW).await.expect("ended");
    store.end_notices(vec![notice(1), notice(3)], hour()).await.expect("ended");
    let after = hour().after(Duration::from_secs(1));
    assert_eq!(store.forget_notices(NOW, 10).await.expect("answered"), 0);
    assert_eq!(store.forget_notices(after, 1).await.expect("answered"), 1, "the oldest first");
    assert_eq!(stories(&world, &li, NoticeFilter::All).await, [4, 3, 1].map(notice));
    assert_eq!(store.forget_notices(after, 10).await.expect("answered"), 2, "what is not over stays");
    assert_eq!(stories(&world, &mo, NoticeFilter::All).await, [notice(4)]);
}

/// Calls and mails about a notice are there exactly when it is; mails to an address are told together.
pub async fn mails_wait_until_they_are_sent(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let store = &world.store;
    let call = world.delivery("{}");
    let told = |number, group: &str, recipients: &[&str]| OpenNotice {
        deliveries: vec![call.clone()],
        recipients: recipients.iter().map(|&recipient| recipient.to_owned()).collect(),
        ..open(number, alone(group, 1))
    };
    assert!(store.open_notice(told(1, "care", &["it's@a.example", "b@a.example"])).await.expect("answered"));
    assert!(!store.open_notice(told(2, "care", &["c@a.example"])).await.expect("answered"));
    assert_eq!(store.due_deliveries(&id("pager"), hour(), 10).await.expect("answered").len(), 1);
    let later = OpenNotice { mail_at: hour().after(Duration::from_secs(9)), ..told(3, "night", &["b@a.example"]) };
    assert!(store.open_notice(later).await.expect("answered"));

    let just_before = Timestamp::from_micros(hour().as_micros() - 1);
    let due = |now| async move { store.due_recipients(now, 10).await.expect("answered") };
    assert_eq!(due(just_before).await, [""; 0]);
    assert_eq!(due(hour()).await, ["b@a.example", "it's@a.example"]);
    assert_eq!(store.due_recipients(hour(), 1).await.expect("answered"), ["b@a.example"]);
    let to = |recipient: &'static str| async move {
        let mails: Result<Vec<_>, StoreError> = store.mails_to(recipient, 10).await;
        mails.expect("answered").into_iter().map(|mail| (mail.notice.id, mail.at, mail.attempts)).collect::<Vec<_>>()
    };
    assert_eq!(to("b@a.example").await, [(notice(1), NOW, 0), (notice(3), NOW, 0)]);
    let until = hour().after(Duration::from_secs(5));
    store.postpone_mails("b@a.example", vec![notice(1)], until).await.expect("put off");
    assert_eq!(due(hour()).await, ["it's@a.example"]);
    assert_eq!(due(until).await, ["it's@a.example", "b@a.example"], "the longest due first");
    assert_eq!(to("b@a.example").await, [(notice(1), NOW, 1), (notice(3), NOW, 0)]);
    store.finish_mails("b@a.example", vec![notice(1), notice(3)]).await.expect("done");
    assert_eq!(to("b@a.example").await, []);
    assert_eq!(to("it's@a.example").await, [(notice(1), NOW, 0)]);

    // What is forgotten is not mailed.
    store.end_notices(vec![notice(1)], NOW).await.expect("ended");
    store.forget_notices(hour(), 10).await.expect("forgotten");
    assert_eq!(due(hour()).await, [""; 0]);
}
