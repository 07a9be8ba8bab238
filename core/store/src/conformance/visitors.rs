//! Visitors.

use super::{
    Backend,
    world::{World, id},
};
use crate::{CloseSession, StoreError};
use usher_model::{CloseCause, Decision};

/// A visitor is found by token and by id, can be named, and counts closed sessions as earlier ones.
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

    for earlier in 0..3 {
        assert_eq!(store.earlier_sessions(new.visitor.id, 2).await.expect("counted"), earlier.min(2));
        let session = world.open_as(world.opening(new.visitor.id, Decision::Unmatched)).await;
        assert_eq!(store.earlier_sessions(new.visitor.id, 2).await.expect("counted"), earlier.min(2));
        let at = world.later();
        let close = CloseSession { session: session.id, cause: CloseCause::Visitor, at, owned_by: None };
        store.close_session(close).await.expect("closed");
    }
}
