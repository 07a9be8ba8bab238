//! Keys of sites, and the proofs they made.

use super::{
    Backend,
    world::{NOW, World, hour},
};
use crate::{Identified, Identify, KeyAdded, MAX_LIVE_KEYS, NewKey, ProofOf, RefusedProof, day_of};
use std::time::Duration;
use usher_model::{
    Entropy as _, IdentityKey, KeyAction, KeyEvent, KeyEventId, KeyId, KeyKind, Provenance, SeededEntropy, Timestamp,
    Value, VisitorId, VisitorIdentity,
};

fn event(world: &World, key: KeyId, action: KeyAction) -> KeyEvent {
    let at = world.later();
    let id = KeyEventId::new(at, &SeededEntropy::new(at.as_micros().unsigned_abs()));
    KeyEvent { id, key, action, by: "sue".to_owned(), at }
}

fn new_key(world: &World, kid: &str) -> NewKey {
    let at = world.later();
    let id = KeyId::new(at, &SeededEntropy::new(at.as_micros().unsigned_abs()));
    let key = IdentityKey {
        id,
        kind: KeyKind::Aes,
        kid: kid.to_owned(),
        label: "the shop".to_owned(),
        fingerprint: "00112233".to_owned(),
        bits: 128,
        created_at: at,
        used_at: None,
        revoked_at: None,
    };
    NewKey { key, sealed: kid.as_bytes().to_vec(), event: event(world, id, KeyAction::Made) }
}

async fn key(world: &World, kid: &str) -> IdentityKey {
    let new = new_key(world, kid);
    assert_eq!(world.store.add_key(new.clone()).await.expect("answered"), KeyAdded::Added);
    new.key
}

fn proof(world: &World, key: KeyId, visitor: ProofOf, hash: u8) -> Identify {
    let at = world.later();
    let fields = [("phone".into(), Value::from("15912345678")), ("orders".into(), Value::Int(3))].into();
    let identity = VisitorIdentity { fields, provenance: Provenance::Proven, key, at, until: hour() };
    Identify { visitor, identity, name: Some("Zhang San".to_owned()), once: Some(([hash; 32], hour())) }
}

/// Keys live until they are revoked; then what they are made of is gone, and who did what stays.
pub async fn keys_live_until_they_are_revoked(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let store = &world.store;
    let (old, new) = (key(&world, "old").await, key(&world, "new").await);
    assert_eq!(store.add_key(new_key(&world, "old")).await.expect("answered"), KeyAdded::KidUsed);
    assert_eq!(store.keys(None, 10).await.expect("answered"), [new.clone(), old.clone()]);
    assert_eq!(store.keys(Some(new.id), 10).await.expect("answered"), std::slice::from_ref(&old));
    let live = store.live_keys().await.expect("answered");
    let sealed: Vec<_> = live.iter().map(|stored| stored.sealed.as_deref()).collect();
    assert_eq!(sealed, [Some(&b"new"[..]), Some(b"old")]);

    store.note_key_event(event(&world, old.id, KeyAction::Viewed)).await.expect("noted");
    let revoked = event(&world, old.id, KeyAction::Revoked);
    assert!(store.revoke_key(revoked.clone()).await.expect("answered"));
    assert!(!store.revoke_key(event(&world, old.id, KeyAction::Revoked)).await.expect("answered"), "once");
    let stored = store.key(old.id).await.expect("answered").expect("there");
    assert_eq!((stored.key.revoked_at, stored.sealed), (Some(revoked.at), None));
    assert_eq!(store.live_keys().await.expect("answered").len(), 1);
    assert_eq!(key(&world, "old").await.kid, "old", "its name is free again");

    let of_old = store.key_events(Some(old.id), None, 10).await.expect("answered");
    let actions: Vec<_> = of_old.iter().map(|event| event.action).collect();
    assert_eq!(actions, [KeyAction::Revoked, KeyAction::Viewed, KeyAction::Made]);
    assert_eq!(of_old[0], revoked);
    assert_eq!(store.key_events(None, None, 2).await.expect("answered").len(), 2);
    assert_eq!(store.key_events(Some(old.id), Some(revoked.id), 10).await.expect("answered"), of_old[1..]);

    for at in 2..MAX_LIVE_KEYS {
        key(&world, &format!("k{at}")).await;
    }
    assert_eq!(store.add_key(new_key(&world, "one-more")).await.expect("answered"), KeyAdded::TooMany);
}

/// A proof counts once, for one visitor; what it told stands until its key is revoked.
pub async fn a_proof_is_taken_once(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let store = &world.store;
    let key = key(&world, "shop").await;
    let (one, other) = (world.visitor().await, world.visitor().await);
    let first = proof(&world, key.id, ProofOf::Known(one), 1);
    assert_eq!(store.identify(first.clone()).await.expect("answered"), Identified::Taken);
    assert_eq!(store.identify(first.clone()).await.expect("answered"), Identified::Again);
    let stolen = proof(&world, key.id, ProofOf::Known(other), 1);
    assert_eq!(store.identify(stolen).await.expect("answered"), Identified::Replayed);
    let token = [7; 32];
    let thief = world.visitor_named(token);
    let stolen = proof(&world, key.id, ProofOf::New(thief), 1);
    assert_eq!(store.identify(stolen).await.expect("answered"), Identified::Replayed);
    assert_eq!(store.visitor_by_token(token).await.expect("answered"), None, "nothing is left of it");

    assert_eq!(store.identity_of(one).await.expect("answered"), Some(first.identity.clone()));
    assert_eq!(store.identity_of(other).await.expect("answered"), None);
    let named = store.visitor(one).await.expect("answered").expect("there");
    assert_eq!(named.name.as_deref(), Some("Zhang San"));
    let used = store.key(key.id).await.expect("answered").expect("there").key.used_at;
    assert_eq!(used, Some(first.identity.at));

    let new = world.visitor_named(token);
    let second = proof(&world, key.id, ProofOf::New(new.clone()), 2);
    assert_eq!(store.identify(second).await.expect("answered"), Identified::Taken);
    let came = store.visitor_by_token(token).await.expect("answered").expect("there");
    assert_eq!((came.id, came.name.as_deref()), (new.visitor.id, Some("Zhang San")));
    // A later one takes the place of what was told.
    let mut later = proof(&world, key.id, ProofOf::Known(one), 3);
    later.identity.provenance = Provenance::Asserted;
    later.once = None;
    for _ in 0..2 {
        assert_eq!(store.identify(later.clone()).await.expect("answered"), Identified::Taken);
    }
    assert_eq!(store.identity_of(one).await.expect("answered"), Some(later.identity));

    assert!(store.revoke_key(event(&world, key.id, KeyAction::Revoked)).await.expect("answered"));
    assert_eq!(store.identity_of(one).await.expect("answered"), None);
    let late = proof(&world, key.id, ProofOf::Known(one), 4);
    assert_eq!(store.identify(late).await.expect("answered"), Identified::KeyRevoked);
}

/// Of many who bring the same proof at once, one is taken.
pub async fn of_sixty_four_replays_one_is_taken(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let key = key(&world, "shop").await;
    let proofs: Vec<_> =
        (0..64_u8).map(|at| proof(&world, key.id, ProofOf::New(world.visitor_named([at + 100; 32])), 9)).collect();
    let tasks: Vec<_> = proofs
        .into_iter()
        .map(|proof| {
            let store = world.store.clone();
            tokio::spawn(async move { store.identify(proof).await.expect("answered") })
        })
        .collect();
    let mut taken = 0;
    for task in tasks {
        match task.await.expect("a task") {
            Identified::Taken => taken += 1,
            other => assert_eq!(other, Identified::Replayed),
        }
    }
    assert_eq!(taken, 1);
}

/// Whoever is parted from a token is a stranger with it.
pub async fn a_parted_visitor_is_not_known_by_the_token(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let new = world.visitor_named([3; 32]);
    world.store.create_visitor(new.clone()).await.expect("remembered");
    let nobody = SeededEntropy::new(1).bytes16();
    let nobodys_hash = [nobody, nobody].concat().try_into().expect("32 bytes");
    assert!(world.store.part_visitor(new.visitor.id, nobodys_hash).await.expect("answered"));
    assert_eq!(world.store.visitor_by_token([3; 32]).await.expect("answered"), None);
    assert_eq!(world.store.visitor(new.visitor.id).await.expect("answered"), Some(new.visitor));
    assert!(!world.store.part_visitor(VisitorId::from_bytes([9; 16]), [4; 32]).await.expect("answered"));
}

/// Refusals are counted by day, channel and reason; old proofs and old counts are forgotten.
pub async fn refusals_are_counted_and_old_proofs_forgotten(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let store = &world.store;
    let refuse = |channel: &str, reason, at: Timestamp| {
        let channel = channel.parse().expect("an id");
        store.count_refused(RefusedProof { channel, reason, about: Some(format!("{at:?}")), at })
    };
    let tomorrow = NOW.after(Duration::from_hours(24));
    for (channel, reason, at) in [
        ("mall", "expired", NOW),
        ("mall", "expired", hour()),
        ("mall", "wrong_key", NOW),
        ("trade", "expired", NOW),
        ("mall", "expired", tomorrow),
    ] {
        refuse(channel, reason, at).await.expect("counted");
    }
    let counts = store.refused(None, 10).await.expect("answered");
    let told: Vec<_> = counts
        .iter()
        .map(|one| (one.day - day_of(NOW), one.channel.as_str(), one.reason.as_str(), one.count))
        .collect();
    let expected =
        [(1, "mall", "expired", 1), (0, "trade", "expired", 1), (0, "mall", "wrong_key", 1), (0, "mall", "expired", 2)];
    assert_eq!(told, expected);
    assert_eq!((counts[3].last_at, counts[3].about.as_deref()), (hour(), Some(format!("{:?}", hour()).as_str())));
    let second = &counts[1];
    let before = (second.day, second.channel.to_string(), second.reason.clone());
    assert_eq!(store.refused(Some(before), 1).await.expect("answered"), counts[2..3]);

    let key = key(&world, "shop").await;
    let taken = proof(&world, key.id, ProofOf::Known(world.visitor().await), 1);
    store.identify(taken).await.expect("answered");
    assert_eq!(store.forget_proofs(hour(), day_of(tomorrow), 10).await.expect("answered"), 0);
    assert_eq!(store.refused(None, 10).await.expect("answered").len(), 1);
    let later = hour().after(Duration::from_secs(1));
    assert_eq!(store.forget_proofs(later, day_of(tomorrow), 10).await.expect("answered"), 1);
}
