//! The broker through its public face.

use crate::{Bus, LocalBus, Notice, ReceiptKind, Received, Topic};
use usher_model::{Party, SeededEntropy, SessionId, Timestamp, VisitorId};

fn receipt(session: SessionId, seq: i64) -> Notice {
    Notice::Receipt { session, party: Party::Visitor, kind: ReceiptKind::Read, seq }
}

fn ids() -> (SessionId, VisitorId) {
    let entropy = SeededEntropy::new(1);
    let now = Timestamp::from_millis(1);
    (SessionId::new(now, &entropy), VisitorId::new(now, &entropy))
}

async fn seqs(subscription: &mut crate::Subscription, count: usize) -> Vec<i64> {
    let mut found = Vec::new();
    for _ in 0..count {
        match subscription.recv().await {
            Received::Notice(Notice::Receipt { seq, .. }) => found.push(seq),
            other => panic!("unexpected {other:?}"),
        }
    }
    found
}

#[tokio::test]
async fn every_follower_gets_every_notice_in_order_and_nobody_else_does() {
    let (session, visitor) = ids();
    let bus = LocalBus::default();
    let topic = Topic::Session(session);
    let mut one = bus.subscribe(&[topic.clone(), topic.clone()]);
    let mut two = bus.subscribe(&[Topic::Visitor(visitor)]);
    bus.publish(&topic, receipt(session, 1));
    two.add(&topic);
    for seq in 2..=100 {
        bus.publish(&topic, receipt(session, seq));
    }
    assert_eq!(seqs(&mut one, 100).await, (1..=100).collect::<Vec<_>>());
    assert_eq!(seqs(&mut two, 99).await, (2..=100).collect::<Vec<_>>());
    two.remove(&topic);
    bus.publish(&topic, receipt(session, 101));
    bus.publish(&Topic::Visitor(visitor), receipt(session, 7));
    assert_eq!(seqs(&mut two, 1).await, [7]);
}

#[tokio::test]
async fn a_slow_follower_is_told_that_it_lagged_and_then_goes_on() {
    let (session, _) = ids();
    let bus = LocalBus::default();
    let topic = Topic::Session(session);
    let mut slow = bus.subscribe(std::slice::from_ref(&topic));
    for seq in 1..=10_000 {
        bus.publish(&topic, receipt(session, seq));
    }
    assert!(matches!(slow.recv().await, Received::Lagged));
    bus.publish(&topic, receipt(session, 10_001));
    assert_eq!(seqs(&mut slow, 1).await, [10_001]);
}

#[tokio::test]
async fn dropping_a_subscription_leaves_nothing_behind() {
    let (session, visitor) = ids();
    let bus = LocalBus::default();
    let followers: Vec<_> =
        (0..1_000).map(|_| bus.subscribe(&[Topic::Session(session), Topic::Visitor(visitor)])).collect();
    assert_eq!(bus.topics(), 2);
    drop(followers);
    assert_eq!(bus.topics(), 0);
    bus.publish(&Topic::Session(session), receipt(session, 1));
}
