//! Looking for sessions: what is found, by whom, in which order, and when.

use super::{
    Backend,
    world::{NOW, World, assign, id, post, queue},
};
use crate::{Found, PostMessage, Recall, SearchCursor, SearchFilter, SearchPage, Store, Viewer, WordQuery};
use std::collections::BTreeSet;
use usher_model::{AgentId, Body, CloseCause, FileRef, Party, Session, SessionId};

/// Brings everything into the index, in small steps.
async fn index(store: &dyn Store) -> u32 {
    let mut entries = 0;
    loop {
        let done = store.index_messages(7).await.expect("the store answers");
        entries += done.entries;
        if !done.has_more {
            return entries;
        }
    }
}

fn words(query: &str) -> SearchFilter {
    SearchFilter { words: Some(WordQuery::parse(query).expect("words")), ..SearchFilter::of(Viewer::All) }
}

async fn search(world: &World, filter: &SearchFilter) -> Vec<Found> {
    let page = world.store.search(filter, None, 50).await.expect("the store answers");
    assert_eq!(page.next, None);
    page.sessions
}

async fn found(world: &World, query: &str) -> Vec<(SessionId, Vec<i64>)> {
    let found = search(world, &words(query)).await;
    found.into_iter().map(|one| (one.session.id, one.hits.iter().map(|hit| hit.seq).collect())).collect()
}

async fn say(world: &World, session: &Session, sender: Party, name: &str, body: Body) -> i64 {
    let message = PostMessage { body, ..post(session.id, sender, name, "") };
    super::world::stored(world.store.post(message).await.expect("the store answers")).message.seq
}

fn text(text: &str) -> Body {
    Body::text(text)
}

/// What people wrote and names of files are found, each by its words, whatever their accents and case, and by any two
/// characters in a row where no spaces are written; prompts and events are not.
pub async fn messages_are_found_by_their_words(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let li = world.agent("li").await;
    let first = world.open(assign(&li)).await;
    let second = world.open(assign(&li)).await;
    let hello = first.last_seq - 1;
    let cafe = say(&world, &first, Party::Visitor, "a", text("Das Café in der Straße")).await;
    assert_eq!(found(&world, "cafe").await, [], "nothing is found before the index came by");
    assert!(index(&*world.store).await >= 5);
    assert_eq!(index(&*world.store).await, 0, "what is there is not looked at again");
    let order = say(&world, &second, Party::Agent(li.clone()), "b", text("您的订单号是 A-100，明天发货")).await;
    let note = say(&world, &second, Party::Agent(li.clone()), "c", Body::Note { text: "Grumpy customer".into() }).await;
    let prompt = Body::Prompt { prompt: id("hello"), text: "Zebra welcome".into() };
    say(&world, &second, Party::System, "d", prompt).await;
    index(&*world.store).await;

    assert_eq!(found(&world, "CAFÉ strasse").await, [(first.id, vec![cafe])]);
    assert_eq!(found(&world, "单号").await, [(second.id, vec![order])]);
    assert_eq!(found(&world, "订单号是").await, [(second.id, vec![order])]);
    assert_eq!(found(&world, "a 100 发货").await, [(second.id, vec![order])]);
    assert_eq!(found(&world, "订是").await, []);
    assert_eq!(found(&world, "grum").await, [(second.id, vec![note])]);
    assert_eq!(found(&world, "zebra").await, []);
    assert_eq!(found(&world, "hello").await, [(second.id, vec![hello]), (first.id, vec![hello])], "the latest first");

    let again = say(&world, &first, Party::Visitor, "e", text("café <b>café</b>")).await;
    index(&*world.store).await;
    let [only] = search(&world, &words("cafe")).await.try_into().expect("one session");
    assert_eq!(only.hits.iter().map(|hit| hit.seq).collect::<Vec<_>>(), [again, cafe]);
    let excerpt = &only.hits[0].excerpt;
    assert_eq!(excerpt.text, "café <b>café</b>");
    assert_eq!(excerpt.marks.iter().map(|mark| (mark.start, mark.end)).collect::<Vec<_>>(), [(0, 4), (8, 12)]);

    let file = FileRef {
        id: world.file_id(),
        name: "Rechnung-März.pdf".into(),
        media: "application/pdf".into(),
        bytes: 1,
        pixels: None,
        presence: usher_model::FilePresence::There,
    };
    assert!(
        crate::searchable(&Body::Files { text: String::new(), files: vec![file] })
            .is_some_and(|said| { WordQuery::parse("rechnung marz").is_ok_and(|query| query.holds(&said)) })
    );
    let left = Body::Left {
        left: usher_model::LeftMessageId::from_bytes([1; 16]),
        answers: vec![("Message".into(), "Bitte zurückrufen".into())],
    };
    let left = say(&world, &first, Party::Visitor, "f", left).await;
    index(&*world.store).await;
    assert_eq!(found(&world, "zuruck").await, [(first.id, vec![left])]);
    assert_eq!(found(&world, "message").await, [], "labels are the form's");

    let recall = Recall { session: first.id, seq: again, by: Party::Visitor, since: NOW, at: world.later() };
    world.store.recall(recall).await.expect("the store answers");
    assert_eq!(found(&world, "cafe").await, [(first.id, vec![cafe])], "what is taken back is not found from then on");
}

/// An agent finds the sessions it has, is asked to take, or had at the end; nobody else's, by words or by filters.
pub async fn what_may_not_be_seen_is_not_found(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let (li, ann) = (world.agent("li").await, world.agent("ann").await);
    let lis = world.open(assign(&li)).await;
    let closed = world.close(world.open(assign(&li)).await.id).await;
    let offered = world.open_offered(&li, super::world::hour()).await;
    let anns = world.open(assign(&ann)).await;
    let waits = world.open(queue("care")).await;
    index(&*world.store).await;
    let all = [waits.id, anns.id, offered.id, closed.id, lis.id];
    let own = [offered.id, closed.id, lis.id];
    let expected: [(Viewer, &[SessionId]); 4] = [
        (Viewer::All, &all),
        (Viewer::Agent(li.clone()), &own),
        (Viewer::Agent(ann.clone()), &all[1..2]),
        (Viewer::Agent(id::<AgentId>("stranger")), &[]),
    ];
    for (viewer, expected) in expected {
        for base in [words("hello"), SearchFilter::of(Viewer::All)] {
            let filter = SearchFilter { viewer: viewer.clone(), ..base };
            let ids: Vec<_> = search(&world, &filter).await.iter().map(|one| one.session.id).collect();
            assert_eq!(ids, expected, "{filter:?}");
            // Asking for another's sessions finds no more.
            let others = SearchFilter { agent: Some(ann.clone()), ..filter };
            let others: Vec<_> = search(&world, &others).await.iter().map(|one| one.session.id).collect();
            assert_eq!(others, if expected.contains(&anns.id) { vec![anns.id] } else { vec![] });
        }
    }
}

/// Every filter holds, alone and with words.
pub async fn sessions_are_found_by_filters(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let li = world.agent("li").await;
    let owned = world.open(assign(&li)).await;
    let closed = world.close(world.open(assign(&li)).await.id).await;
    let waits = world.open(queue("care")).await;
    let elsewhere = world.open(queue("sales")).await;
    let run = world.stored_run("tag", owned.id).await;
    let tag = usher_model::Effect::Tag { tag: id("urgent") };
    world.store.finish_hook(world.finish(&run, vec![tag])).await.expect("the store answers");
    index(&*world.store).await;
    let base = SearchFilter::of(Viewer::All);
    let moment = |session: &Session| Some(session.opened_at);
    let cases: Vec<(SearchFilter, Vec<SessionId>)> = vec![
        (base.clone(), vec![elsewhere.id, waits.id, closed.id, owned.id]),
        (SearchFilter { state: Some("queued"), ..base.clone() }, vec![elsewhere.id, waits.id]),
        (SearchFilter { state: Some("closed"), ..base.clone() }, vec![closed.id]),
        (SearchFilter { cause: Some(CloseCause::Visitor), ..base.clone() }, vec![closed.id]),
        (SearchFilter { cause: Some(CloseCause::Idle), ..base.clone() }, vec![]),
        (SearchFilter { channel: Some(id("other")), ..base.clone() }, vec![]),
        (SearchFilter { channel: Some(id("mall")), state: Some("assigned"), ..base.clone() }, vec![owned.id]),
        (SearchFilter { group: Some(id("sales")), ..base.clone() }, vec![elsewhere.id]),
        (SearchFilter { agent: Some(li.clone()), ..base.clone() }, vec![closed.id, owned.id]),
        (SearchFilter { rule: Some(id("none")), ..base.clone() }, vec![]),
        (SearchFilter { tag: Some(id("urgent")), ..base.clone() }, vec![owned.id]),
        (SearchFilter { visitor: Some(waits.visitor), ..base.clone() }, vec![waits.id]),
        (SearchFilter { from: moment(&waits), ..base.clone() }, vec![elsewhere.id, waits.id]),
        (SearchFilter { to: moment(&waits), ..base.clone() }, vec![closed.id, owned.id]),
        (SearchFilter { from: moment(&closed), to: moment(&waits), ..base.clone() }, vec![closed.id]),
    ];
    for (filter, expected) in cases {
        for words in [None, Some(WordQuery::parse("hello").expect("words"))] {
            let filter = SearchFilter { words, ..filter.clone() };
            let ids: Vec<_> = search(&world, &filter).await.iter().map(|one| one.session.id).collect();
            assert_eq!(ids, expected, "{filter:?}");
        }
    }
}

/// Whoever reads page after page sees every session that was there at the start, once, though others are opened and
/// written in meanwhile.
pub async fn search_pages_neither_skip_nor_repeat(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let mut there = BTreeSet::new();
    let mut sessions = Vec::new();
    for number in 0..90 {
        let session = world.open(queue("care")).await;
        for extra in 0..number % 5 {
            say(&world, &session, Party::Visitor, &format!("x{extra}"), text("hello again")).await;
        }
        there.insert(session.id);
        sessions.push(session);
    }
    // Entries that fill more than one step, of a session in the middle.
    for number in 0..150 {
        say(&world, &sessions[40], Party::Visitor, &format!("many{number}"), text("hello")).await;
    }
    index(&*world.store).await;
    for filter in [words("hello"), SearchFilter::of(Viewer::All)] {
        let (mut seen, mut before, mut pages) = (Vec::new(), None, 0);
        loop {
            let page: SearchPage = world.store.search(&filter, before, 7).await.expect("the store answers");
            assert!(page.sessions.len() <= 7);
            seen.extend(page.sessions.iter().map(|one| one.session.id));
            pages += 1;
            let fresh = world.open(queue("care")).await;
            say(&world, &fresh, Party::Visitor, "y", text("hello")).await;
            say(&world, &sessions[pages % 90], Party::Visitor, &format!("z{pages}{}", seen.len()), text("hello")).await;
            index(&*world.store).await;
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        let once: BTreeSet<_> = seen.iter().copied().collect();
        assert_eq!(once.len(), seen.len(), "none twice");
        assert!(there.is_subset(&once), "none left out");
        assert!(seen.is_sorted_by(|first, second| first > second), "the latest first");
    }
    let end = world.store.search(&words("hello"), Some(SearchCursor::Session(sessions[0].id)), 7).await;
    assert_eq!(end.expect("the store answers"), SearchPage { sessions: Vec::new(), next: None });
}

/// Whatever is typed is words: the search answers, and finds nothing that does not hold them.
pub async fn hostile_queries_are_only_words(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let session = world.open(queue("care")).await;
    say(&world, &session, Party::Visitor, "a", text("near words alpha NOT beta")).await;
    index(&*world.store).await;
    for (query, finds) in [
        ("words:alpha", true),
        ("alpha OR zulu", false),
        ("alpha NOT beta", true),
        ("alpha\" OR \"zulu", false),
        ("NEAR(words alpha)", true),
        ("alph*", true),
        ("^near", true),
        ("zulu\" OR 1=1 --", false),
        ("'); DROP TABLE messages; --", false),
        ("alpha \0 beta", true),
        ("{words}: alpha", true),
        ("alpha + beta", true),
        ("al'pha", false),
        ("'alpha':* | 'zulu'", false),
    ] {
        assert_eq!(!found(&world, query).await.is_empty(), finds, "{query}");
    }
    assert_eq!(found(&world, "beta").await.len(), 1);
}

/// What came in before a stop and was not in the index is found after it.
pub async fn search_goes_on_after_a_stop(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let session = world.open(queue("care")).await;
    for number in 0..30 {
        say(&world, &session, Party::Visitor, &format!("m{number}"), text(&format!("number{number} here"))).await;
    }
    let some = world.store.index_messages(10).await.expect("the store answers");
    assert_eq!((some.entries, some.has_more), (10, true));
    world.store.close().await;
    let store = backend.open().await;
    assert_eq!(index(&*store).await, u32::try_from(session.last_seq).expect("few") + 20);
    for number in [0, 9, 29] {
        let page = store.search(&words(&format!("number{number}")), None, 10).await.expect("the store answers");
        assert_eq!(page.sessions.len(), 1, "number{number}");
    }
    store.close().await;
}
