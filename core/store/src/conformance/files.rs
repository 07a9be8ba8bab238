//! Files: who may take them along, and how they end.

use super::{
    Backend,
    left::leave_with,
    world::{NOW, World, assign, hour, post, queue, stored},
};
use crate::{
    Doom, FILE, FileState, FilesDue, LeaveOutcome, NewFile, OpenOutcome, Page, PostMessage, PostOutcome, StoreError,
    StoredFile, TooMuchHeld, Uploader,
};
use std::time::Duration;
use usher_model::{AnswerValue, Body, FileId, FilePresence, FileRef, Message, Party, Seq, SessionId, Timestamp};

/// A file that came whole.
pub(super) async fn ready(world: &World, uploader: &Uploader) -> FileRef {
    let begun = begin(world, uploader, 1_000).await.expect("there is room");
    let file = FileRef {
        name: "photo.png".to_owned(),
        media: "image/png".to_owned(),
        bytes: 70,
        pixels: Some((4, 3)),
        ..begun.file
    };
    let arrived = world.store.file_arrived(file.clone()).await.expect("the store answers").expect("it is expected");
    assert_eq!((&arrived.file, arrived.state, &arrived.attached), (&file, FileState::Ready, &None));
    file
}

async fn begin(world: &World, uploader: &Uploader, bytes: u64) -> Result<StoredFile, TooMuchHeld> {
    let new = NewFile {
        id: world.file_id(),
        uploader: uploader.clone(),
        name: "photo".to_owned(),
        bytes,
        at: world.later(),
        most_files: 4,
        most_bytes: 10_000,
    };
    world.store.begin_file(new).await.expect("the store answers")
}

fn sending(session: SessionId, sender: Party, name: &str, files: &[FileRef]) -> PostMessage {
    let body = Body::Files { text: "look".to_owned(), files: files.to_vec() };
    PostMessage { body, ..post(session, sender, name, "") }
}

async fn file(world: &World, id: FileId) -> Option<StoredFile> {
    world.store.files(&[id]).await.expect("the store answers").pop()
}

fn is_missing<T: std::fmt::Debug>(outcome: Result<T, StoreError>, file: &FileRef) {
    match outcome {
        Err(StoreError::Missing { what: FILE, id }) => assert_eq!(id, file.id.to_string()),
        other => panic!("the file should have been missing, but: {other:?}"),
    }
}

/// A file that is ready is taken along by one entry of who sent it. The same entry again is the first one; another
/// entry, another visitor or an agent get nothing, and nothing of theirs is stored.
pub async fn files_are_taken_along_once_by_who_sent_them(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let li = world.agent("li").await;
    let session = world.open(assign(&li)).await;
    let other = world.open(queue("care")).await;
    let (mine, agents) = (Uploader::Visitor(session.visitor), Uploader::Agent(li.clone()));
    let file_of_visitor = ready(&world, &mine).await;
    let file_of_agent = ready(&world, &agents).await;
    let half = begin(&world, &mine, 10).await.expect("there is room").file;

    for (session, sender, given) in [
        (other.id, Party::Visitor, &file_of_visitor),
        (session.id, Party::Agent(li.clone()), &file_of_visitor),
        (session.id, Party::Visitor, &file_of_agent),
        (session.id, Party::Visitor, &half),
    ] {
        is_missing(world.store.post(sending(session, sender, "x", std::slice::from_ref(given))).await, given);
    }
    let twice = [file_of_visitor.clone(), file_of_visitor.clone()];
    is_missing(world.store.post(sending(session.id, Party::Visitor, "x", &twice)).await, &file_of_visitor);
    assert_eq!(world.session(session.id).await.last_seq, session.last_seq, "what was refused left a gap");

    let message = sending(session.id, Party::Visitor, "1", std::slice::from_ref(&file_of_visitor));
    let rival = sending(session.id, Party::Visitor, "2", std::slice::from_ref(&file_of_visitor));
    let (first, second) = tokio::join!(world.store.post(message.clone()), world.store.post(rival));
    let first = stored(first.expect("it is stored"));
    is_missing(second, &file_of_visitor);
    let again = stored(world.store.post(message).await.expect("it is stored"));
    assert_eq!((again.message, again.fresh), (first.message.clone(), false));
    let attached = file(&world, file_of_visitor.id).await.expect("it is there").attached.expect("it belongs somewhere");
    assert_eq!((attached.session, attached.seq, attached.left), (session.id, first.message.seq, None));

    let message = sending(session.id, Party::Agent(li), "1", std::slice::from_ref(&file_of_agent));
    assert!(stored(world.store.post(message).await.expect("it is stored")).fresh);
}

/// A first message takes its files along, and so does one that begins a session again; where nothing is stored, the file
/// belongs nowhere and can be sent again.
pub async fn a_file_goes_with_its_entry_or_not_at_all(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let visitor = world.visitor().await;
    let mine = Uploader::Visitor(visitor);
    let given = ready(&world, &mine).await;
    let with_file = |opening: crate::OpenSession| {
        let session = opening.session.id;
        let name = session.to_string();
        crate::OpenSession { first: sending(session, Party::Visitor, &name, std::slice::from_ref(&given)), ..opening }
    };
    let nobody =
        usher_model::Decision::Assign { group: Some(super::world::id("care")), agent: super::world::id("gone") };
    let lost = world.store.open_session(with_file(world.opening(visitor, nobody))).await.expect("the store answers");
    assert!(matches!(lost, OpenOutcome::Lost(_)), "{lost:?}");
    assert_eq!(file(&world, given.id).await.expect("it is there").attached, None);

    let opened = world.open_as(with_file(world.opening(visitor, queue("care")))).await;
    let attached = file(&world, given.id).await.expect("it is there").attached.expect("it belongs somewhere");
    assert_eq!((attached.session, attached.seq), (opened.id, 1));

    let stranger = world.visitor().await;
    is_missing(world.store.open_session(with_file(world.opening(stranger, queue("care")))).await, &given);
    assert_eq!(world.store.open_session_of(stranger).await.expect("the store answers"), None);

    world.close(opened.id).await;
    let late = ready(&world, &mine).await;
    let refused = world.store.post(sending(opened.id, Party::Visitor, "late", std::slice::from_ref(&late))).await;
    assert_eq!(refused.expect("the store answers"), PostOutcome::SessionClosed);
    assert_eq!(file(&world, late.id).await.expect("it is there").attached, None);
}

/// What belongs nowhere is bounded by count and by bytes, those that are still coming included; what is sent counts no
/// more, and others have bounds of their own.
pub async fn files_that_belong_nowhere_are_bounded(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let session = world.open(queue("care")).await;
    let mine = Uploader::Visitor(session.visitor);
    begin(&world, &mine, 9_000).await.expect("there is room");
    assert_eq!(begin(&world, &mine, 1_001).await, Err(TooMuchHeld::Bytes { limit: 10_000 }));
    // Whole, it has 70 bytes.
    let mut whole = ready(&world, &mine).await;
    for _ in 0..2 {
        whole = ready_within(&world, &mine, 100).await;
    }
    assert_eq!(begin(&world, &mine, 1).await, Err(TooMuchHeld::Files { limit: 4 }));
    begin(&world, &Uploader::Visitor(world.visitor().await), 10_000).await.expect("others have room");
    stored(world.store.post(sending(session.id, Party::Visitor, "1", &[whole])).await.expect("it is stored"));
    begin(&world, &mine, 1).await.expect("there is room again");
}

async fn ready_within(world: &World, uploader: &Uploader, bytes: u64) -> FileRef {
    let begun = begin(world, uploader, bytes).await.expect("there is room");
    let file = FileRef { bytes: 70, media: "text/plain".to_owned(), ..begun.file };
    world.store.file_arrived(file).await.expect("the store answers").expect("it is expected").file
}

/// First it is not handed out any more, and its entry says so; then its bytes are removed, and it is told that they are.
/// Between the two, whoever comes back finds what is left to do. What belongs nowhere leaves no row.
pub async fn files_end_in_two_steps(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let session = world.open(queue("care")).await;
    let mine = Uploader::Visitor(session.visitor);
    let (sent, kept, loose) = (ready(&world, &mine).await, ready(&world, &mine).await, ready(&world, &mine).await);
    let message = sending(session.id, Party::Visitor, "1", &[sent.clone(), kept.clone()]);
    let first = stored(world.store.post(message.clone()).await.expect("it is stored")).message;

    let doomed = world.store.doom_file(sent.id, Doom::Removed).await.expect("the store answers").expect("it is there");
    assert_eq!(doomed.state, FileState::Doomed);
    let told = FileRef { presence: FilePresence::Deleted, ..sent.clone() };
    assert_eq!(doomed.file, told);
    let body = Body::Files { text: "look".to_owned(), files: vec![told.clone(), kept.clone()] };
    assert_eq!(entry(&world, session.id, first.seq).await.body, body);
    let again = stored(world.store.post(PostMessage { body, ..message }).await.expect("it is stored"));
    assert!(!again.fresh, "what is said again as it stands now is the same entry");

    let taken_back = Doom::TakenBack { by: mine.clone() };
    assert!(world.store.doom_file(loose.id, taken_back.clone()).await.expect("answered").is_some());
    assert_eq!(world.store.doom_file(kept.id, taken_back).await.expect("answered"), None, "it was sent");
    let mut left = world.store.doomed_files(None, 10).await.expect("the store answers");
    assert_eq!(left, [sent.id, loose.id]);
    assert_eq!(world.store.doomed_files(Some(sent.id), 10).await.expect("the store answers"), [loose.id]);
    for id in left.drain(..) {
        world.store.file_removed(id).await.expect("the store answers");
        world.store.file_removed(id).await.expect("the store answers");
    }
    world.store.file_removed(kept.id).await.expect("the store answers");
    assert_eq!(world.store.doomed_files(None, 10).await.expect("the store answers"), []);
    assert_eq!(file(&world, sent.id).await.map(|file| file.state), Some(FileState::Gone));
    assert_eq!(file(&world, loose.id).await, None);
    assert_eq!(file(&world, kept.id).await.map(|file| file.state), Some(FileState::Ready), "it was not doomed");
    let gone = world.store.doom_file(sent.id, Doom::Removed).await.expect("the store answers");
    assert_eq!(gone.map(|file| file.state), Some(FileState::Gone), "removing twice is no mistake");
}

/// What never came, what nobody took along and what was kept long enough is listed, and ends only while that is true.
pub async fn only_what_is_due_ends(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let session = world.open(queue("care")).await;
    let mine = Uploader::Visitor(session.visitor);
    let coming = begin(&world, &mine, 10).await.expect("there is room").file;
    let (loose, sent) = (ready(&world, &mine).await, ready(&world, &mine).await);
    let message = sending(session.id, Party::Visitor, "1", std::slice::from_ref(&sent));
    stored(world.store.post(message).await.expect("it is stored"));
    let due = |at: Timestamp| FilesDue { arriving_before: at, loose_before: at, attached_before: Some(at) };
    assert_eq!(world.store.files_due(due(NOW), 10).await.expect("the store answers"), []);
    let later = hour().after(Duration::from_hours(1));
    let listed = world.store.files_due(due(later), 10).await.expect("the store answers");
    let before = later;
    let expected = [
        (coming.id, Doom::NeverCame { before }),
        (loose.id, Doom::Forgotten { before }),
        (sent.id, Doom::Expired { before }),
    ];
    assert_eq!(listed, expected);
    let for_ever = FilesDue { attached_before: None, ..due(later) };
    assert_eq!(world.store.files_due(for_ever, 10).await.expect("the store answers"), expected[..2]);
    assert_eq!(world.store.files_due(due(later), 1).await.expect("the store answers"), expected[..1]);

    // Meanwhile the first came, and the second was taken along.
    world.store.file_arrived(FileRef { bytes: 5, ..coming.clone() }).await.expect("answered").expect("expected");
    let message = sending(session.id, Party::Visitor, "2", std::slice::from_ref(&loose));
    stored(world.store.post(message).await.expect("it is stored"));
    let mut ended = Vec::new();
    for (id, doom) in listed {
        ended.extend(world.store.doom_file(id, doom).await.expect("the store answers").map(|file| file.file.id));
    }
    assert_eq!(ended, [sent.id]);

    let late = begin(&world, &mine, 10).await.expect("there is room").file;
    world.store.doom_file(late.id, Doom::NeverCame { before: later }).await.expect("answered").expect("it is due");
    assert_eq!(world.store.file_arrived(late).await.expect("answered"), None, "it comes too late");
}

/// The first secret that is offered is the secret, also after a restart.
pub async fn links_are_signed_with_one_secret_for_ever(backend: &dyn Backend) {
    let store = backend.open().await;
    assert_eq!(store.link_secret([1; 32]).await.expect("the store answers"), [1; 32]);
    assert_eq!(store.link_secret([2; 32]).await.expect("the store answers"), [1; 32]);
    store.close().await;
    assert_eq!(backend.open().await.link_secret([3; 32]).await.expect("the store answers"), [1; 32]);
}

async fn entry(world: &World, session: SessionId, seq: Seq) -> Message {
    world.store.messages(session, Page::After(seq - 1), 1).await.expect("read").remove(0)
}

/// A form takes its files along as a message does, and its answers say when one is deleted.
pub async fn files_go_with_left_messages(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let over = world.close(world.open(queue("care")).await.id).await;
    let mine = Uploader::Visitor(over.visitor);
    let given = ready(&world, &mine).await;
    let others = ready(&world, &Uploader::Visitor(world.visitor().await)).await;
    let refused = world.store.leave(leave_with(&world, &over, "l-0", &[given.clone(), others.clone()])).await;
    is_missing(refused, &others);
    assert_eq!(file(&world, given.id).await.expect("it is there").attached, None);

    let message = leave_with(&world, &over, "l-1", std::slice::from_ref(&given));
    let outcome = world.store.leave(message.clone()).await.expect("the store answers");
    let LeaveOutcome::Left { left, messages, .. } = outcome else { panic!("{outcome:?}") };
    let attached = file(&world, given.id).await.expect("it is there").attached.expect("it belongs somewhere");
    assert_eq!((attached.session, attached.seq, attached.left), (over.id, messages[0].seq, Some(left.id)));
    let again = world.store.leave(message).await.expect("the store answers");
    assert!(matches!(again, LeaveOutcome::Before { .. }), "{again:?}");

    world.store.doom_file(given.id, Doom::Removed).await.expect("the store answers").expect("it is there");
    let left = world.store.left_message(left.id).await.expect("the store answers").expect("it is there");
    let told = FileRef { presence: FilePresence::Deleted, ..given };
    assert_eq!(left.answers[0].value, AnswerValue::Files(vec![told]));
}
