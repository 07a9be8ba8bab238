//! Visitors.

use super::{
    Backend,
    world::{World, assign, id, queue},
};
use crate::{StoreError, VisitorHistory};
use usher_model::Decision;

/// A visitor is found by token and by id, and can be named.
pub async fn visitors_are_known_by_their_tokens(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let store = &world.store;
    let new = world.visitor_named([1; 32]);
    store.create_visitor(new.clone()).await.expect("remembered");
    let found = store.visitor_by_token([1; 32]).await.expect("the store answers");
    assert_eq!(found.as_ref(), Some(&new.visitor));
    assert_eq!(store.visitor_by_token([2; 32]).await.expect("the store answers"), None);
    assert_eq!(store.last_seen(&id("mall")).await.expect("the store answers"), Some(new.visitor.created_at));
    assert_eq!(store.last_seen(&id("official")).await.expect("the store answers"), None);

    store.name_visitor(new.visitor.id, Some("Zhang San".to_owned())).await.expect("named");
    let named = store.visitor(new.visitor.id).await.expect("the store answers").expect("is there");
    assert_eq!(named.name.as_deref(), Some("Zhang San"));
    let stranger = world.visitor_named([3; 32]).visitor.id;
    assert!(matches!(store.name_visitor(stranger, None).await, Err(StoreError::Missing { what: "visitor", .. })));
    assert_eq!(store.visitor(stranger).await.expect("the store answers"), None);
}

/// Closed sessions are counted up to the limit, and the latest of them that anybody owned names its owner.
pub async fn a_visitors_history_counts_closed_sessions(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let (li, mo) = (world.agent("li").await, world.agent("mo").await);
    let (visitor, other) = (world.visitor().await, world.visitor().await);
    let history = |visitor, limit| world.store.visitor_history(visitor, limit);
    let mut expected = VisitorHistory::default();
    for (decision, last_agent) in [
        (Decision::Unmatched, None),
        (assign(&li), Some(&li)),
        (queue("care"), Some(&li)),
        (assign(&mo), Some(&mo)),
        (Decision::Unmatched, Some(&mo)),
    ] {
        let session = world.open_as(world.opening(visitor, decision)).await;
        assert_eq!(history(visitor, 10).await.expect("answered"), expected, "an open session is no history yet");
        world.close(session.id).await;
        expected = VisitorHistory { sessions: expected.sessions + 1, last_agent: last_agent.cloned() };
        assert_eq!(history(visitor, 10).await.expect("answered"), expected);
    }
    let counted = |sessions, last_agent| VisitorHistory { sessions, last_agent };
    assert_eq!(history(visitor, 2).await.expect("answered"), counted(2, Some(mo)));
    assert_eq!(history(visitor, 1).await.expect("answered"), counted(1, None), "only the counted ones tell");
    assert_eq!(history(other, 10).await.expect("answered"), VisitorHistory::default());
}
