//! The log of webhook calls, and making one once more.

use super::{
    Backend,
    world::{NOW, World, hour, id},
};
use crate::{AttemptResult, DeliveryOutcome, NewDelivery, Replayed, WebhookHealth};
use std::time::Duration;
use usher_model::{Availability, DeliveryId, Timestamp, WebhookId};

async fn stored(world: &World, calls: &[NewDelivery]) {
    let run = world.run("a", None);
    world.store.set_availability(id("li"), Availability::Away, NOW, vec![run.clone()]).await.expect("set");
    let mut finish = world.finish(&run, Vec::new());
    finish.deliveries = calls.to_vec();
    world.store.finish_hook(finish).await.expect("answered");
}

async fn list(world: &World, outcome: Option<DeliveryOutcome>, before: Option<DeliveryId>) -> Vec<DeliveryId> {
    let listed = world.store.deliveries(&id("pager"), outcome, before, 100).await.expect("answered");
    listed.into_iter().map(|call| call.id).collect()
}

/// A call stays in the log when it is over; how each webhook fares is known.
pub async fn calls_are_logged(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let store = &world.store;
    let calls = [(); 4].map(|()| world.delivery("{}"));
    let other = world.delivery_to("audit", "{}");
    stored(&world, &[&calls[..], &[other]].concat()).await;
    world.attempt(&calls[0], 1, AttemptResult::Delivered).await;
    world.fail(&calls[1], 1, hour()).await;
    world.attempt(&calls[2], 8, AttemptResult::GivenUp { error: "it's \"gone\"".to_owned() }).await;

    let [first, second, third, fourth] = calls.each_ref().map(|call| call.id);
    assert_eq!(list(&world, None, None).await, [fourth, third, second, first]);
    assert_eq!(list(&world, None, Some(third)).await, [second, first]);
    assert_eq!(list(&world, Some(DeliveryOutcome::Waiting), None).await, [fourth, second]);
    assert_eq!(list(&world, Some(DeliveryOutcome::Delivered), None).await, [first]);
    assert_eq!(list(&world, Some(DeliveryOutcome::GivenUp), Some(fourth)).await, [third]);
    let pager: WebhookId = id("pager");
    let one = |call| async move { store.delivery(&id("pager"), call).await.expect("answered").expect("it is there") };
    let delivered = one(first).await;
    assert_eq!((delivered.outcome, delivered.attempts, delivered.status), (DeliveryOutcome::Delivered, 1, Some(204)));
    assert!(delivered.tried_at.is_some() && delivered.ended_at == delivered.tried_at && delivered.error.is_none());
    let failed = one(second).await;
    assert_eq!(
        (failed.outcome, failed.error.as_deref(), failed.ended_at),
        (DeliveryOutcome::Waiting, Some("no"), None)
    );
    let given_up = one(third).await;
    assert_eq!((given_up.attempts, given_up.error.as_deref()), (8, Some("it's \"gone\"")));
    assert!(store.delivery(&id("audit"), first).await.expect("answered").is_none(), "it is another webhook's");

    let health = store.webhook_health().await.expect("answered");
    let expected = WebhookHealth {
        webhook: pager.clone(),
        succeeded_at: delivered.tried_at,
        failed_at: given_up.tried_at,
        failure: Some("it's \"gone\"".to_owned()),
    };
    assert_eq!(health, [expected]);
    assert_eq!(store.give_up_deliveries(&pager, hour(), hour(), "too old").await.expect("answered"), 2);
    let old = one(fourth).await;
    assert_eq!(
        (old.outcome, old.error.as_deref(), old.ended_at),
        (DeliveryOutcome::GivenUp, Some("too old"), Some(hour()))
    );
    assert!(store.due_webhooks(hour()).await.expect("answered") == [id("audit")]);
}

/// A call can be made once more as long as its body is kept, and then waits like a new one.
pub async fn a_call_is_made_once_more(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let store = &world.store;
    let calls = [(); 3].map(|()| world.delivery("{\"a\":1}"));
    stored(&world, &calls).await;
    let pager: WebhookId = id("pager");
    world.attempt(&calls[0], 3, AttemptResult::Delivered).await;
    world.attempt(&calls[1], 8, AttemptResult::GivenUp { error: "no".to_owned() }).await;
    let replay = |webhook: &'static str, call: DeliveryId, at: Timestamp| async move {
        store.replay_delivery(&id(webhook), call, at).await.expect("answered")
    };
    assert_eq!(replay("audit", calls[0].id, hour()).await, Replayed::Missing);
    assert_eq!(replay("pager", DeliveryId::from_bytes([9; 16]), hour()).await, Replayed::Missing);
    for call in &calls {
        assert_eq!(replay("pager", call.id, hour()).await, Replayed::Waits);
    }
    assert_eq!(store.give_up_deliveries(&pager, hour(), hour(), "").await.expect("answered"), 0, "it waits since now");
    let due = store.due_deliveries(&pager, hour(), 10).await.expect("answered");
    assert_eq!(
        due.iter().map(|due| (&due.delivery, due.since, due.attempts)).collect::<Vec<_>>(),
        [(&calls[0], hour(), 0), (&calls[1], hour(), 0), (&calls[2], hour(), 0),]
    );

    for call in &calls[..2] {
        world.attempt(call, 1, AttemptResult::Delivered).await;
    }
    let after = hour().after(Duration::from_hours(1));
    assert_eq!(store.forget_log(after, NOW, 10).await.expect("answered"), 0);
    assert_eq!(replay("pager", calls[0].id, hour()).await, Replayed::BodyGone);
    let gone = store.delivery(&pager, calls[0].id).await.expect("answered").expect("it is there");
    assert_eq!((gone.body, gone.outcome), (None, DeliveryOutcome::Delivered));
    assert_eq!(store.forget_log(NOW, after, 1).await.expect("answered"), 1);
    assert_eq!(store.forget_log(NOW, after, 10).await.expect("answered"), 1, "what waits stays");
    assert_eq!(list(&world, None, None).await, [calls[2].id]);
}
