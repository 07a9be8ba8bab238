//! Notes, marks, taking back, and what lists tell.

use super::{
    Backend,
    files::ready,
    world::{NOW, World, assign, id, post, queue, seqs, stored},
};
use crate::{
    ChangeTag, NewNote, Noted, Page, PostOutcome, Preview, PreviewDepth, Recall, Recalled, TagStep, Tagged, Uploader,
};
use std::time::Duration;
use usher_model::{
    AgentId, Body, ClientId, Event, MAX_TAGS, Message, Party, Seq, Session, SessionId, TagName, Timestamp,
};

fn note(world: &World, session: SessionId, agent: &AgentId, name: &str, text: &str) -> NewNote {
    NewNote {
        session,
        agent: agent.clone(),
        client_id: ClientId::try_from(name.to_owned()).expect("a client id"),
        text: text.to_owned(),
        at: world.later(),
    }
}

async fn noted(world: &World, note: NewNote) -> (Message, bool) {
    match world.store.add_note(note).await.expect("the store answers") {
        Noted::Stored { message, fresh } => (message, fresh),
        other => panic!("the note should have been stored, but: {other:?}"),
    }
}

async fn tag(world: &World, session: SessionId, tag: &str, step: TagStep) -> Tagged {
    let (by, tag) = (id("li"), tag.parse::<TagName>().expect("a mark"));
    let change = ChangeTag { session, by, tag, step, at: world.later() };
    world.store.change_tag(change).await.expect("the store answers")
}

/// Takes back what was stored at any time.
async fn recall(world: &World, session: SessionId, seq: Seq, by: Party) -> Recalled {
    recall_since(world, session, seq, by, Timestamp::from_micros(0)).await
}

async fn recall_since(world: &World, session: SessionId, seq: Seq, by: Party, since: Timestamp) -> Recalled {
    let recall = Recall { session, seq, by, since, at: world.later() };
    world.store.recall(recall).await.expect("the store answers")
}

async fn entries(world: &World, session: SessionId) -> Vec<Message> {
    world.store.messages(session, Page::After(0), 200).await.expect("read")
}

/// What talk moves, and nothing else may.
fn talk(session: &Session) -> (Timestamp, Option<Timestamp>, Option<Timestamp>, i64) {
    (session.visitor_at, session.agent_at, session.answer_by, session.version)
}

/// A note is an entry like others, by whoever may see the session, also when that is over; but it is no talk: nobody has
/// written by it, and an answer stays due. Its name is one of the agent's.
pub async fn notes_are_stored_beside_the_talk(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let (li, mo) = (world.agent("li").await, world.agent("mo").await);
    let mut opening = world.opening(world.visitor().await, assign(&li));
    opening.placement.answer_by = Some(NOW.after(Duration::from_secs(45)));
    let before = world.open_as(opening).await;
    let session = before.id;

    let (first, fresh) = noted(&world, note(&world, session, &mo, "n", "ask for \"the\" invoice")).await;
    assert_eq!((first.seq, fresh), (before.last_seq + 1, true));
    assert_eq!(first.sender, Party::Agent(mo.clone()));
    let again = noted(&world, note(&world, session, &mo, "n", "ask for \"the\" invoice")).await;
    assert_eq!(again, (first.clone(), false));
    let other = world.store.add_note(note(&world, session, &mo, "n", "else")).await.expect("answered");
    assert_eq!(other, Noted::Conflict { seq: first.seq });
    let after = world.session(session).await;
    assert_eq!((talk(&after), after.last_seq), (talk(&before), first.seq), "a note is no talk");

    let (of_li, _) = noted(&world, note(&world, session, &li, "n", "mine")).await;
    assert_eq!(of_li.seq, first.seq + 1, "names are each agent's own");
    let taken = world.say(session, Party::Agent(li.clone()), "n", "mine").await;
    assert_eq!(taken, PostOutcome::Conflict { seq: of_li.seq }, "a note's name is no longer free for a message");

    let over = world.close(session).await;
    let (late, _) = noted(&world, note(&world, session, &mo, "late", "what we learned")).await;
    assert_eq!(late.seq, over.last_seq + 1);
    assert_eq!(world.session(session).await, Session { last_seq: late.seq, ..over });
    let all = entries(&world, session).await;
    assert_eq!(seqs(&all), (1..=late.seq).collect::<Vec<_>>());
    assert_eq!(all.last(), Some(&late));
    let nowhere = note(&world, SessionId::from_bytes([9; 16]), &mo, "n", "x");
    assert_eq!(world.store.add_note(nowhere).await.expect("answered"), Noted::Missing);
}

/// A mark is set once and taken away once, each told by an entry; what is so already has none. No more than [`MAX_TAGS`].
pub async fn marks_are_set_and_taken_away(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let before = world.open(queue("care")).await;
    let session = before.id;
    let names = |session: &Session| session.tags.iter().map(ToString::to_string).collect::<Vec<_>>();
    for (step, set) in [(TagStep::Set, true), (TagStep::Unset, false), (TagStep::Set, true)] {
        let last_seq = world.session(session).await.last_seq;
        let Tagged::Now { session: stored, message } = tag(&world, session, "refund", step).await else {
            panic!("the mark should have changed");
        };
        assert_eq!(names(&stored), if set { vec!["refund"] } else { vec![] });
        let event = Event::Tagged { by: id("li"), tag: "refund".parse().expect("a mark"), set };
        assert_eq!((message.seq, &message.body), (last_seq + 1, &Body::Event { event }));
        assert_eq!(world.session(session).await, stored);
        assert_eq!(talk(&stored), talk(&before));
        let Tagged::Before { session: same } = tag(&world, session, "refund", step).await else {
            panic!("nothing is left to change");
        };
        assert_eq!(same, stored);
    }
    for n in 1..MAX_TAGS {
        assert!(matches!(tag(&world, session, &format!("mark-{n}"), TagStep::Set).await, Tagged::Now { .. }));
    }
    assert_eq!(tag(&world, session, "one-more", TagStep::Set).await, Tagged::Full);
    assert!(matches!(tag(&world, session, "refund", TagStep::Set).await, Tagged::Before { .. }));
    let over = world.close(session).await;
    assert!(matches!(tag(&world, session, "refund", TagStep::Unset).await, Tagged::Now { .. }));
    let entries = entries(&world, session).await;
    assert_eq!(seqs(&entries), (1..=over.last_seq + 1).collect::<Vec<_>>());
    assert_eq!(tag(&world, SessionId::from_bytes([9; 16]), "refund", TagStep::Set).await, Tagged::Missing);
}

/// Only whoever sent words, files or a note takes them back, and only in time; a new entry tells of it. Doing so again,
/// however late, changes nothing.
pub async fn what_was_sent_is_taken_back_by_its_sender(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let li = world.agent("li").await;
    let session = world.open(assign(&li)).await.id;
    let (visitor, agent) = (Party::Visitor, Party::Agent(li.clone()));
    let words = stored(world.say(session, visitor.clone(), "w", "my card is 4111").await).message;
    let file = ready(&world, &Uploader::Agent(li.clone())).await;
    let mut files = post(session, agent.clone(), "f", "");
    files.body = Body::Files { text: "see".to_owned(), files: vec![file.clone()] };
    let files = stored(world.store.post(files).await.expect("answered")).message;
    let (noted, _) = noted(&world, note(&world, session, &li, "n", "rude")).await;
    let before = world.session(session).await;

    assert_eq!(recall(&world, session, words.seq, agent.clone()).await, Recalled::NotSender);
    assert_eq!(recall(&world, session, noted.seq, visitor.clone()).await, Recalled::NotSender);
    assert_eq!(recall(&world, session, 2, Party::System).await, Recalled::NotWords, "an event stays");
    assert_eq!(recall(&world, session, 99, visitor.clone()).await, Recalled::Missing);
    assert_eq!(recall(&world, SessionId::from_bytes([9; 16]), 1, visitor.clone()).await, Recalled::Missing);
    let too_late = words.at.after(Duration::from_micros(1));
    let late = recall_since(&world, session, words.seq, visitor.clone(), too_late).await;
    assert_eq!(late, Recalled::TooLate { sent_at: words.at });
    assert_eq!(world.session(session).await, before, "what is refused changes nothing");

    let mut last_seq = before.last_seq;
    for (entry, by, body, event, gone) in [
        (&words, &visitor, Body::Recalled, Event::Recalled { seq: words.seq }, vec![]),
        (&files, &agent, Body::Recalled, Event::Recalled { seq: files.seq }, vec![file.clone()]),
        (&noted, &agent, Body::RecalledNote, Event::NoteRecalled { seq: noted.seq }, vec![]),
    ] {
        // The last moment counts still.
        let Recalled::Now { files, told } = recall_since(&world, session, entry.seq, by.clone(), entry.at).await else {
            panic!("it is in time");
        };
        last_seq += 1;
        assert_eq!((files, told.seq, &told.body), (gone, last_seq, &Body::Event { event }));
        assert_eq!(recall_since(&world, session, entry.seq, by.clone(), too_late).await, Recalled::Before);
        let all = entries(&world, session).await;
        assert_eq!(seqs(&all), (1..=last_seq).collect::<Vec<_>>());
        assert_eq!(all.last(), Some(&told));
        let index = usize::try_from(entry.seq - 1).expect("a place");
        assert_eq!(all[index], Message { body, ..entry.clone() }, "it keeps its place, and says nothing");
    }
    assert_eq!(world.session(session).await, Session { last_seq, ..before });
    let doomed = world.store.doomed_files(None, 10).await.expect("answered");
    assert_eq!(doomed, [file.id], "bytes that nothing refers to are to be removed");

    let said = stored(world.say(session, visitor.clone(), "last", "oops").await).message;
    world.close(session).await;
    assert!(matches!(recall(&world, session, said.seq, visitor).await, Recalled::Now { .. }), "also when it is over");
}

/// A sender that repeats a message which was taken back meanwhile is answered its place, and nothing is said anew; the
/// name stays taken for other kinds of entries.
pub async fn what_was_taken_back_is_not_said_again(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let li = world.agent("li").await;
    let session = world.open(assign(&li)).await.id;
    let agent = Party::Agent(li.clone());
    let words = stored(world.say(session, agent.clone(), "w", "oops").await).message;
    let (noted_first, _) = noted(&world, note(&world, session, &li, "n", "hm")).await;
    recall(&world, session, words.seq, agent.clone()).await;
    recall(&world, session, noted_first.seq, agent.clone()).await;
    let last_seq = world.session(session).await.last_seq;

    let again = stored(world.say(session, agent.clone(), "w", "oops").await);
    assert_eq!((again.message.seq, again.message.body, again.fresh), (words.seq, Body::Recalled, false));
    let (note_again, fresh) = noted(&world, note(&world, session, &li, "n", "hm")).await;
    assert_eq!((note_again.seq, note_again.body, fresh), (noted_first.seq, Body::RecalledNote, false));
    assert_eq!(world.say(session, agent, "n", "hm").await, PostOutcome::Conflict { seq: noted_first.seq });
    let crossed = world.store.add_note(note(&world, session, &li, "w", "oops")).await.expect("answered");
    assert_eq!(crossed, Noted::Conflict { seq: words.seq });
    assert_eq!(world.session(session).await.last_seq, last_seq);
}

/// What has reached a page rises like what was read, and at least as far as that; each party moves its own.
pub async fn what_was_read_was_got(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let (li, mo) = (world.agent("li").await, world.agent("mo").await);
    let before = world.open(assign(&li)).await;
    let session = before.id;
    stored(world.say(session, Party::Visitor, "3", "hello").await);
    stored(world.say(session, Party::Visitor, "4", "hello").await);
    let (visitor, owner) = (Party::Visitor, Party::Agent(li));
    for (party, seq, expected) in
        [(&visitor, 1, 1), (&visitor, 0, 1), (&owner, 99, 4), (&Party::Agent(mo), 4, 4), (&visitor, 3, 3)]
    {
        let stands = world.store.mark_got(session, party.clone(), seq).await.expect("marked");
        assert_eq!(stands, Some(expected), "{seq} reached {party:?}");
    }
    let receipts = |session: &Session| {
        (session.visitor_got, session.visitor_read, session.agent_got, session.agent_read, session.version)
    };
    assert_eq!(receipts(&world.session(session).await), (3, 0, 4, 0, before.version));
    assert_eq!(world.store.mark_read(session, visitor.clone(), 2).await.expect("marked"), Some(2));
    assert_eq!(receipts(&world.session(session).await), (3, 2, 4, 0, before.version), "read behind what was got");
    let (got, read) = tokio::join!(world.store.mark_got(session, owner.clone(), 2), {
        world.store.mark_read(session, visitor.clone(), 4)
    });
    assert_eq!((got.expect("marked"), read.expect("marked")), (Some(4), Some(4)));
    assert_eq!(receipts(&world.session(session).await), (4, 4, 4, 0, before.version), "what was read was got");
    let nowhere = SessionId::from_bytes([9; 16]);
    assert_eq!(world.store.mark_got(nowhere, visitor, 1).await.expect("answered"), None);
}

/// Lists are told the last words or files and how much of the visitor's is unread; notes, events and what was taken back
/// count for neither.
pub async fn previews_tell_what_lists_need(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let li = world.agent("li").await;
    let talked = world.open(assign(&li)).await;
    let fresh = world.open(queue("care")).await;
    let say = async |name: &str, text: &str| stored(world.say(talked.id, Party::Visitor, name, text).await).message.seq;
    let (first, second, third) = (say("1", "one").await, say("2", "two").await, say("3", "three").await);
    stored(world.say(talked.id, Party::Agent(li.clone()), "1", "{\"kind\":\"text\",").await);
    let mut files = post(talked.id, Party::Visitor, "4", "");
    files.body = Body::Files { text: "look".to_owned(), files: Vec::new() };
    let sent = stored(world.store.post(files.clone()).await.expect("answered")).message;
    let said_last = stored(world.say(talked.id, Party::Visitor, "5", "oops").await).message.seq;
    recall(&world, talked.id, said_last, Party::Visitor).await;
    recall(&world, talked.id, second, Party::Visitor).await;
    noted(&world, note(&world, talked.id, &li, "n", "for us")).await;
    let last = entries(&world, talked.id).await.pop().expect("a last entry");

    let depth = PreviewDepth { latest: 100, unread: 100 };
    let asked = [(talked.id, first), (SessionId::from_bytes([9; 16]), 0), (fresh.id, 0)];
    let mut told = world.store.previews(&asked, depth).await.expect("answered");
    told.sort_by_key(|preview| preview.session);
    let last_of_fresh = entries(&world, fresh.id).await.pop().expect("a last entry").at;
    let hello = Body::text("hello");
    assert_eq!(
        told,
        [
            Preview { session: talked.id, last_at: Some(last.at), last: Some(sent.body.clone()), unread: 2 },
            Preview { session: fresh.id, last_at: Some(last_of_fresh), last: Some(hello), unread: 1 },
        ]
    );
    let near = PreviewDepth { latest: 4, unread: 2 };
    assert_eq!(third, first + 2);
    let near = world.store.previews(&asked[..1], near).await.expect("answered");
    assert_eq!((&near[0].last, near[0].unread), (&None, 1), "no further than that");
    assert_eq!(world.store.previews(&[], depth).await.expect("answered"), []);
}
