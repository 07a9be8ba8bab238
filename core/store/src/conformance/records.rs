//! CRM records.

use super::{
    Backend,
    world::{World, id},
};
use crate::{BindVisitor, KeyGuard, RecordShape, RecordWritten, RecordsOf, WriteRecord, WriteRecords};
use std::collections::BTreeMap;
use usher_model::{
    LinkHow, LinkState, ObjectId, Provenance, Recognised, RecordContent, RecordId, RecordKey, RecordLink, Value,
    VisitorRecord,
};

fn contact() -> ObjectId {
    id("contact")
}

fn named(text: &str) -> RecordId {
    text.parse().expect("an id")
}

fn phone(value: &str) -> RecordKey {
    RecordKey { field: "phone".to_owned(), value: value.to_owned() }
}

fn write(record: &str, seen: Option<i64>, phones: &[&str]) -> WriteRecord {
    let fields = BTreeMap::from([("phones".into(), Value::List(phones.iter().map(|one| Value::from(*one)).collect()))]);
    let relations = BTreeMap::from([("account".into(), vec![named("a/1 ü")])]);
    WriteRecord {
        object: contact(),
        id: named(record),
        seen,
        content: Some(RecordContent { fields, relations }),
        keys: phones.iter().map(|one| phone(one)).collect(),
    }
}

async fn store(world: &World, records: Vec<WriteRecord>) -> Vec<RecordWritten> {
    let write = WriteRecords { records, at: world.later(), ..WriteRecords::default() };
    world.store.write_records(write).await.expect("answered")
}

async fn by_phone(world: &World, value: &str) -> Vec<String> {
    let of = RecordsOf::Key(contact(), phone(value));
    let found = world.store.walk_records(of, 0, 10).await.expect("answered");
    found.into_iter().map(|record| record.id.as_str().to_owned()).collect()
}

/// What is stored is what was written, once, and only over what the writer saw; it is found by what it has now.
pub async fn records_are_written_over_what_was_seen(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let stored = |change| RecordWritten::Stored { change };
    let both = vec![write("c1", None, &["1", "2"]), write("c2", None, &["2"])];
    assert_eq!(store(&world, both.clone()).await, [stored(1), stored(2)]);
    assert_eq!(store(&world, both).await, [RecordWritten::Moved; 2], "they are there by now");
    assert_eq!(
        (by_phone(&world, "1").await, by_phone(&world, "2").await),
        (vec!["c1".into()], vec!["c1".into(), "c2".into()])
    );

    let mixed = vec![write("c1", Some(2), &["9"]), write("c2", Some(2), &["3"]), write("c3", Some(2), &["3"])];
    assert_eq!(store(&world, mixed).await, [RecordWritten::Moved, stored(3), RecordWritten::Moved]);
    assert_eq!(
        (by_phone(&world, "2").await, by_phone(&world, "3").await),
        (vec!["c1".to_owned()], vec!["c2".to_owned()])
    );
    let [found] = world
        .store
        .records(&[(contact(), named("c2")), (id("lead"), named("c1"))])
        .await
        .expect("answered")
        .try_into()
        .expect("one");
    assert_eq!(Some(&found.content), write("c2", None, &["3"]).content.as_ref());
    assert!(found.created_at < found.updated_at && found.deleted_at.is_none() && found.change == 3);
}

/// A deleted record is found nowhere, is told as a change, and keeps its place when it comes back.
pub async fn deleted_records_are_told_and_not_found(backend: &dyn Backend) {
    let world = World::new(backend).await;
    store(&world, vec![write("c1", None, &["1"]), write("c2", None, &["1"]), write("c3", None, &["1"])]).await;
    let deletion = WriteRecord { content: None, ..write("c2", Some(2), &["1"]) };
    assert_eq!(store(&world, vec![deletion]).await, [RecordWritten::Stored { change: 4 }]);
    assert_eq!(by_phone(&world, "1").await, ["c1", "c3"]);

    let walk = async |of: RecordsOf, after| {
        let page = world.store.walk_records(of, after, 2).await.expect("answered");
        page.into_iter().map(|record| record.number).collect::<Vec<_>>()
    };
    let first = walk(RecordsOf::All(contact()), 0).await;
    assert_eq!(first.len(), 2);
    assert_eq!(walk(RecordsOf::All(contact()), first[0]).await, [first[1]], "pages go on behind a record");
    assert_eq!(walk(RecordsOf::Key(contact(), phone("1")), first[0]).await, [first[1]]);
    assert!(walk(RecordsOf::All(id("account")), 0).await.is_empty());

    let changes = world.store.record_changes(1, 10).await.expect("answered");
    let told: Vec<_> = changes.iter().map(|c| (c.change, c.id.as_str(), c.deleted_at.is_some())).collect();
    assert_eq!(told, [(3, "c3", false), (4, "c2", true)], "each record once, by its latest change");
    assert_eq!(changes[1].content, RecordContent::default(), "nothing of it is left");

    assert_eq!(store(&world, vec![write("c2", Some(4), &["7"])]).await, [RecordWritten::Stored { change: 5 }]);
    let [back] = world.store.records(&[(contact(), named("c2"))]).await.expect("answered").try_into().expect("one");
    assert_eq!((back.number, back.created_at), (changes[1].number, back.updated_at));
}

/// Sixty-four who each saw nobody by a key make one record, however they meet.
pub async fn a_key_that_nobody_bore_is_taken_once(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let takers = (0..64).map(|number| {
        let guard = KeyGuard { object: contact(), key: phone("1"), seen: Vec::new(), limit: 2 };
        let records = vec![write(&format!("c{number}"), None, &["1"])];
        let write = WriteRecords { records, guards: vec![guard], at: world.later(), ..WriteRecords::default() };
        let store = world.store.clone();
        tokio::spawn(async move { store.write_records(write).await.expect("answered") })
    });
    let mut stored = 0;
    for taker in takers.collect::<Vec<_>>() {
        let written = taker.await.expect("no panic");
        stored += written.iter().filter(|one| matches!(one, RecordWritten::Stored { .. })).count();
    }
    assert_eq!((stored, by_phone(&world, "1").await.len()), (1, 1));
}

/// What keys were made by is remembered by object.
pub async fn shapes_of_keys_are_remembered(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let shape = |text: &str, reached| RecordShape { object: contact(), shape: text.to_owned(), reached };
    for one in [shape("a", None), shape("b", Some(7))] {
        world.store.set_record_shape(one.clone()).await.expect("stored");
        assert_eq!(world.store.record_shapes().await.expect("answered"), [one]);
    }
}

/// A visitor is bound with its record and links in one step, or not at all; links that an agent set no match sets again.
pub async fn a_visitor_is_bound_over_what_was_seen_and_what_agents_said_stays(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let visitor = world.visitor().await;
    let ann = world.agent("ann").await;
    let of = named("v-1");
    let binding = |record: &RecordId, before: Option<&RecordId>| VisitorRecord {
        visitor,
        record: record.clone(),
        how: Recognised::Matched,
        at: world.later(),
        before: before.cloned(),
        choices: vec![named("v-3")],
    };
    let link = |how, state, provenance| RecordLink {
        of: of.clone(),
        object: contact(),
        record: named("c1"),
        how,
        provenance,
        state,
        by: (how == LinkHow::ByHand).then(|| ann.clone()),
        at: world.later(),
    };
    let write_all = async |seen: Option<&RecordId>, to: VisitorRecord, links: Vec<RecordLink>, record| {
        let bind = Some(BindVisitor { binding: to, seen: seen.cloned() });
        let write = WriteRecords { records: vec![record], bind, links, at: world.later(), ..WriteRecords::default() };
        !world.store.write_records(write).await.expect("answered").contains(&RecordWritten::Moved)
    };
    let found = link(LinkHow::Matched, LinkState::Linked, Some(Provenance::Proven));
    let first = binding(&of, None);
    assert!(write_all(None, first.clone(), vec![found.clone()], write("c1", None, &["1"])).await);
    assert_eq!(world.store.visitor_record(visitor).await.expect("answered"), Some(first.clone()));
    assert_eq!(world.store.links_of(&of).await.expect("answered"), std::slice::from_ref(&found));

    // The visitor is somebody by now; then the record is another than was seen.
    let second = binding(&named("v-2"), Some(&of));
    assert!(!write_all(None, second.clone(), Vec::new(), write("c2", None, &["1"])).await);
    assert!(!write_all(Some(&of), second.clone(), Vec::new(), write("c1", None, &["2"])).await);
    assert_eq!(world.store.visitor_record(visitor).await.expect("answered"), Some(first));
    assert_eq!((by_phone(&world, "1").await, by_phone(&world, "2").await), (vec!["c1".into()], Vec::new()));
    assert!(write_all(Some(&of), second.clone(), Vec::new(), write("c2", None, &["2"])).await);
    assert_eq!(world.store.visitors_of(&named("v-2"), None, 5).await.expect("answered"), [visitor]);
    assert_eq!(world.store.visitors_of(&named("v-2"), Some(visitor), 5).await.expect("answered"), []);

    let said = link(LinkHow::ByHand, LinkState::Unlinked, None);
    for set in [&said, &found] {
        let write = WriteRecords { links: vec![set.clone()], at: world.later(), ..WriteRecords::default() };
        assert_eq!(world.store.write_records(write).await.expect("answered"), []);
        assert_eq!(world.store.links_of(&of).await.expect("answered"), std::slice::from_ref(&said));
    }
}
