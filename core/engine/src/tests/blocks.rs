//! Visitors who may not write: who says so, what it ends, and when it is over.

use super::world::{World, id, name, post, text};
use crate::{BlockError, OwnSession, PostError, VisitorPost};
use std::time::Duration;
use usher_model::{Agent, CloseCause, Role, Session, SessionState, Visitor};
use usher_store::BlocksOf;

fn agent(world: &World, name: &str) -> Agent {
    (*world.engine.rules().ruleset().agents[&id(name)]).clone()
}

async fn opened(world: &World) -> (Visitor, Session) {
    let visitor = world.visitor().await;
    let receipt = world.post(&visitor, "/help", "first").await.expect("it is stored");
    (visitor, world.session(receipt).await)
}

#[tokio::test]
async fn a_blocked_visitor_reads_but_writes_nothing_until_it_ends() {
    let mut world = World::new("[load]").await;
    world.write("workspace.yaml", "name: Lantern\ntime_zone: Europe/Berlin\ndefault_locale: en\nreopen_within: 24h\n");
    world.reload().await;
    world.online("ben").await;
    let ben = agent(&world, "ben");
    let (visitor, session) = opened(&world).await;
    world.engine.post_as_agent(&ben.id, session.id, name("a"), text("Stop it")).await.expect("his");
    let until = world.engine.now().after(Duration::from_hours(1));
    let block = world.engine.block_visitor(&ben, visitor.id, Some(until), " rude ").await.expect("his visitor");
    assert_eq!((&block.by, block.reason.as_str(), block.until), (&ben.id, "rude", until));
    let closed = world.again(&session).await;
    assert!(matches!(&closed.state, SessionState::Closed { cause: CloseCause::Agent, .. }), "{closed:?}");
    assert_eq!(world.engine.availability(&ben.id).1, 0, "his slot is free");

    // As a connection knows the visitor that was there before, and as one does that comes now; to the session that is
    // over, which may begin again, and to none.
    let token = world.engine.store().visitor(visitor.id).await.expect("the store works").expect("there");
    let own = OwnSession::of(&visitor, &session);
    for known in [&visitor, &token] {
        for to in [None, own] {
            let said = world.engine.post_as_visitor(known, VisitorPost { session: to, ..post("/help", "again") }).await;
            assert!(matches!(said, Err(PostError::Blocked)), "{said:?}");
        }
    }
    let own = own.expect("own");
    assert_eq!(world.engine.read_as_visitor(own, 2).await.expect("the store works"), Some(2), "reading stays");

    let again = world.engine.block_visitor(&ben, visitor.id, Some(until), "rude").await.expect("he said so before");
    assert_eq!(again, block, "the same again changes nothing");
    world.pass(Duration::from_mins(61)).await;
    for known in [&visitor, &token] {
        world.post(known, "/help", "later").await.expect("it is over");
    }
    world.check_invariants().await;
}

#[tokio::test]
async fn who_may_block_and_lift() {
    let mut world = World::new("[load]").await;
    world.online("ben").await;
    let (ann, ben) = (agent(&world, "ann"), agent(&world, "ben"));
    let boss = Agent { role: Role::Supervisor, ..agent(&world, "dan") };
    let (visitor, session) = opened(&world).await;
    let foreign = world.engine.block_visitor(&ann, visitor.id, None, "x").await;
    assert!(matches!(foreign, Err(BlockError::Missing)), "{foreign:?}");
    assert!(world.again(&session).await.state.is_open());
    let now = world.engine.now();
    for (until, reason, field) in
        [(None, "  ", "reason"), (Some(now), "x", "until"), (None, &*"x".repeat(501), "reason")]
    {
        let bad = world.engine.block_visitor(&boss, visitor.id, until, reason).await;
        assert!(
            matches!(bad, Err(BlockError::NoReason | BlockError::Past | BlockError::ReasonTooLong { .. })),
            "{field}"
        );
    }
    world.engine.block_visitor(&ben, visitor.id, None, "spam").await.expect("his visitor");
    for (who, may) in [(&ann, false), (&ben, true)] {
        let lifted = world.engine.unblock_visitor(who, visitor.id).await;
        assert_eq!(lifted.is_ok(), may, "{lifted:?}");
    }
    world.post(&visitor, "/help", "back").await.expect("it is lifted");
    // Ids are in order of time.
    world.pass(Duration::from_secs(5)).await;
    let strict = world.engine.block_visitor(&boss, visitor.id, None, "by the book").await.expect("anybody");
    assert!(matches!(world.engine.unblock_visitor(&ben, visitor.id).await, Err(BlockError::Missing)), "not his word");
    let lifted = world.engine.unblock_visitor(&boss, visitor.id).await.expect("hers").expect("it held");
    assert_eq!((lifted.id, lifted.lifted_by), (strict.id, Some(boss.id.clone())));
    assert_eq!(world.engine.unblock_visitor(&boss, visitor.id).await.expect("hers"), None);
    let kept = world.engine.list_blocks(BlocksOf::Ever, None, 10).await.expect("the store works");
    let told: Vec<_> = kept.iter().map(|block| (block.by.as_str(), block.reason.as_str())).collect();
    assert_eq!(told, [("dan", "by the book"), ("ben", "spam")]);
}
