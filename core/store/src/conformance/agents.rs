//! Agents at work, their sign-ins, and archived rules.

use super::{
    Backend,
    world::{NOW, World, hour, id},
};
use crate::{Credential, NewSignIn, RosterRow, SignIn};
use std::time::Duration;
use usher_model::{AgentId, Availability, Revision, Timestamp};

/// An agent that was never seen has no row; one that was heard of by a heartbeat alone is offline.
pub async fn unknown_agents_are_offline_without_load(backend: &dyn Backend) {
    let world = World::new(backend).await;
    assert_eq!(world.store.roster().await.expect("answered"), []);
    world.store.renew_presence(vec![id("mo"), id("li"), id("mo")], hour()).await.expect("renewed");
    world.store.set_availability(id("ng"), Availability::Away, NOW, Vec::new()).await.expect("set");
    let row = |agent: &str, availability, present_until| RosterRow {
        agent: id(agent),
        availability,
        present_until,
        load: 0,
        last_assigned: None,
        availability_at: (availability == Availability::Away).then_some(NOW),
        misses: 0,
    };
    let offline = Availability::Offline;
    let never = Timestamp::from_micros(0);
    let expected = [row("li", offline, hour()), row("mo", offline, hour()), row("ng", Availability::Away, never)];
    assert_eq!(world.store.roster().await.expect("answered"), expected);
    world.store.renew_presence(Vec::new(), hour()).await.expect("nobody is nothing");
}

/// A lease renewed to an earlier moment stays as it is.
pub async fn a_lease_only_grows(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let li = world.agent("li").await;
    world.store.renew_presence(vec![li.clone()], NOW).await.expect("renewed");
    assert_eq!(world.roster_row(&li).await.present_until, hour());
    let later = hour().after(Duration::from_secs(1));
    world.store.renew_presence(vec![li.clone()], later).await.expect("renewed");
    let row = world.roster_row(&li).await;
    assert_eq!((row.present_until, row.availability), (later, Availability::Online));
}

/// The last password counts.
pub async fn credentials_are_replaced(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let li: AgentId = id("li");
    assert_eq!(world.store.credential(&li).await.expect("answered"), None);
    for password_hash in ["$argon2id$1", "$argon2id$2"] {
        let credential = Credential { agent: li.clone(), password_hash: password_hash.to_owned() };
        world.store.set_credential(credential.clone()).await.expect("set");
        assert_eq!(world.store.credential(&li).await.expect("answered"), Some(credential));
    }
}

/// A sign-in holds until its moment, until it is ended, or until all of the agent's are.
pub async fn sign_ins_expire(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let store = &world.store;
    let sign_in = |token: u8, agent: &str, created_at: Timestamp| NewSignIn {
        token_hash: [token; 32],
        agent: id(agent),
        created_at,
        expires_at: created_at.after(Duration::from_secs(10)),
    };
    for (token, agent) in [(1, "li"), (2, "li"), (3, "mo"), (4, "mo")] {
        store.create_sign_in(sign_in(token, agent, NOW)).await.expect("remembered");
    }
    let ends = NOW.after(Duration::from_secs(10));
    let just_before = Timestamp::from_micros(ends.as_micros() - 1);
    let holds = |token: u8, now| async move { store.sign_in([token; 32], now).await.expect("answered") };
    assert_eq!(holds(1, just_before).await, Some(SignIn { agent: id("li"), expires_at: ends }));
    assert_eq!(holds(1, ends).await, None);
    assert_eq!(holds(9, NOW).await, None);

    store.end_sign_in([3; 32]).await.expect("ended");
    store.end_sign_in([3; 32]).await.expect("ending twice is no mistake");
    assert_eq!(holds(3, NOW).await, None);
    assert!(holds(4, NOW).await.is_some());

    // A new sign-in forgets the agent's expired ones, and nobody else's.
    store.create_sign_in(sign_in(5, "li", ends)).await.expect("remembered");
    assert_eq!(holds(1, NOW).await, None);
    assert!(holds(4, NOW).await.is_some());
    store.end_sign_ins_of(&id("li")).await.expect("ended");
    assert_eq!(holds(5, ends).await, None);
    assert!(holds(4, NOW).await.is_some());
}

/// Sources are kept under their revision; the latest is the one that went live last, whatever the clock said.
pub async fn revisions_are_archived_and_the_latest_is_known(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let store = &world.store;
    let (one, two) = (Revision::new("aa11"), Revision::new("bb22"));
    assert_eq!(store.latest_revision().await.expect("answered"), None);
    store.archive_revision(one.clone(), b"first".to_vec(), hour()).await.expect("archived");
    store.archive_revision(two.clone(), b"second".to_vec(), NOW).await.expect("archived");
    assert_eq!(store.latest_revision().await.expect("answered"), Some(two.clone()));
    store.archive_revision(one.clone(), b"ignored".to_vec(), NOW).await.expect("archived");
    assert_eq!(store.latest_revision().await.expect("answered"), Some(one.clone()));
    assert_eq!(store.revision_sources(&one).await.expect("answered"), Some(b"first".to_vec()));
    assert_eq!(store.revision_sources(&two).await.expect("answered"), Some(b"second".to_vec()));
    assert_eq!(store.revision_sources(&Revision::new("cc33")).await.expect("answered"), None);
}
