//! Visitors who may not write.

use super::{
    Backend,
    world::{NOW, World, hour, queue},
};
use crate::{BlocksOf, NewBlock, OpenOutcome, StoreError};
use usher_model::{BlockId, FOR_EVER, SeededEntropy, Timestamp, VisitorId};

fn block(world: &World, visitor: VisitorId, reason: &str, until: Timestamp) -> NewBlock {
    let at = world.later();
    let id = BlockId::new(at, &SeededEntropy::new(at.as_micros().unsigned_abs()));
    NewBlock { id, visitor, by: super::world::id("li"), reason: reason.to_owned(), at, until }
}

/// A block is told wherever the visitor is looked up, ends by itself or by hand, and is kept with who, when and why.
pub async fn a_block_ends_and_is_remembered(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let (rude, calm) = (world.visitor().await, world.visitor().await);
    let until = |visitor| {
        let store = world.store.clone();
        async move { store.visitor(visitor).await.expect("answered").expect("there").blocked_until }
    };
    let first = block(&world, rude, "rude", hour());
    let stored = world.store.block(first.clone()).await.expect("answered");
    assert!(stored.holds(NOW) && !stored.holds(hour()));
    let again = NewBlock { id: BlockId::from_bytes([1; 16]), at: world.later(), ..first };
    assert_eq!(world.store.block(again).await.expect("answered"), stored, "the same again changes nothing");
    assert_eq!((until(rude).await, until(calm).await), (Some(hour()), None));
    let longer = world.store.block(block(&world, rude, "again", FOR_EVER)).await.expect("answered");
    assert_eq!(until(rude).await, Some(FOR_EVER));

    let list = |of, before| world.store.blocks(of, before, 10);
    assert_eq!(list(BlocksOf::Holding(NOW), None).await.expect("answered"), std::slice::from_ref(&longer));
    let ever = list(BlocksOf::Ever, None).await.expect("answered");
    assert_eq!(ever.iter().map(|block| block.id).collect::<Vec<_>>(), [longer.id, stored.id]);
    assert_eq!(ever[1].lifted_at, Some(longer.at), "the other took its place");
    assert_eq!(list(BlocksOf::Visitor(rude), Some(longer.id)).await.expect("answered").len(), 1);
    assert_eq!(list(BlocksOf::Visitor(calm), None).await.expect("answered"), []);

    let at = world.later();
    let lifted = world.store.unblock(rude, super::world::id("sue"), at).await.expect("answered").expect("it held");
    assert_eq!((lifted.lifted_at, lifted.lifted_by), (Some(at), Some(super::world::id("sue"))));
    assert_eq!((lifted.id, lifted.reason.as_str()), (longer.id, "again"));
    assert_eq!(world.store.unblock(rude, super::world::id("sue"), at).await.expect("answered"), None);
    assert_eq!(until(rude).await, None);
    assert_eq!(list(BlocksOf::Holding(NOW), None).await.expect("answered"), []);
    assert_eq!(list(BlocksOf::Ever, None).await.expect("answered").len(), 2);
    let nobody = world.store.block(block(&world, VisitorId::from_bytes([9; 16]), "x", FOR_EVER)).await;
    assert!(matches!(nobody, Err(StoreError::Missing { what: "visitor", .. })));
}

/// Whoever is blocked opens nothing, whatever the caller believed; a message that was stored before is still known.
pub async fn who_is_blocked_begins_and_leaves_nothing(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let visitor = world.visitor().await;
    let opening = world.opening(visitor, queue("care"));
    let session = world.open_as(opening.clone()).await;
    world.store.block(block(&world, visitor, "rude", hour())).await.expect("answered");
    world.close(session.id).await;
    let refused = world.store.open_session(world.opening(visitor, queue("care"))).await.expect("answered");
    assert_eq!(refused, OpenOutcome::Blocked);
    let known = world.store.open_session(opening).await.expect("answered");
    assert_eq!(known, OpenOutcome::AlreadyOpen { session: session.id });
    let mut late = world.opening(visitor, queue("care"));
    late.placement.record.at = hour();
    assert!(matches!(world.store.open_session(late).await.expect("answered"), OpenOutcome::Opened { .. }));
}
