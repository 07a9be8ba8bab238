//! Files: who sends them, who may open them, and how they end.

use super::world::{World, id, post};
use crate::{FileError, MessageText, PostError, Receipt, Said, SentFiles, Upload, UploadError, VisitorPost};
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream};
use std::{convert::Infallible, io, time::Duration};
use usher_attachments::{Accepts, Arriving, ReceiveError};
use usher_model::{Body, ClientId, FileId, FilePresence, FileRef, Role, Visitor};
use usher_store::{Doom, NewFile, Page, StoreError, Uploader};

const DAY: Duration = Duration::from_hours(24);
const WORKSPACE: &str = "name: Lantern\ntime_zone: Europe/Berlin\ndefault_locale: en\n";

fn said(text: &str) -> impl futures::Stream<Item = Result<Bytes, Infallible>> + Send {
    stream::iter([Ok(Bytes::from(text.to_owned()))])
}

fn named(name: &str) -> Upload<'_> {
    Upload { name, announced: None }
}

async fn upload(world: &World, visitor: &Visitor, text: &str) -> FileRef {
    let upload = Upload { name: "notes.txt", announced: Some(text.len() as u64) };
    world.engine.receive_from_visitor(visitor, upload, said(text)).await.expect("it is received")
}

async fn send(world: &World, visitor: &Visitor, name: &str, files: &[&FileRef]) -> Result<Receipt, PostError> {
    let ids: Vec<FileId> = files.iter().map(|file| file.id).collect();
    let files = world.engine.files_of_visitor(visitor, &ids).await.expect("they are the visitor's");
    let text = MessageText::beside("", &files).expect("files need no words");
    world.engine.post_as_visitor(visitor, VisitorPost { text, files, ..post("/help", name) }).await
}

/// What a link leads to, taken apart as a page would ask for it.
async fn follow(world: &World, path: &str) -> Result<Vec<u8>, FileError> {
    let (id, query) =
        path.strip_prefix("/api/v1/files/").and_then(|rest| rest.split_once("?expires=")).expect("a link");
    let (expires, signature) = query.split_once("&signature=").expect("a signature");
    let (id, expires) = (id.parse().expect("an id"), expires.parse().expect("a number"));
    let (_, content) = world.engine.open_file(id, expires, signature).await?;
    let pieces: Vec<Bytes> = content.stream.try_collect().await.expect("the bytes can be read");
    Ok(pieces.concat())
}

#[tokio::test]
async fn a_file_opens_a_session_and_only_its_people_may_open_the_file() {
    let mut world = World::new("load").await;
    world.online("ann").await;
    let (visitor, stranger) = (world.visitor().await, world.visitor().await);
    let file = upload(&world, &visitor, "where is it?").await;
    assert_eq!((file.name.as_str(), file.media.as_str(), file.bytes), ("notes.txt", "text/plain", 12));
    let theirs = world.engine.files_of_visitor(&stranger, &[file.id]).await;
    assert!(matches!(theirs, Err(FileError::NotYours)), "{theirs:?}");
    assert!(matches!(world.engine.file_for_agent(&id("ann"), Role::Admin, file.id).await, Err(FileError::Missing)));

    let receipt = send(&world, &visitor, "m-1", &[&file]).await.unwrap();
    assert_eq!(send(&world, &visitor, "m-1", &[&file]).await.unwrap(), receipt, "sent again, it is the same message");
    let again = send(&world, &visitor, "m-2", &[&file]).await;
    assert!(matches!(again, Err(PostError::Store(StoreError::Missing { what: "file", .. }))), "{again:?}");
    let entries = world.engine.transcript(receipt.session, Page::After(0), 1).await.unwrap();
    assert_eq!(entries[0].body, Body::Files { text: String::new(), files: vec![file.clone()] });

    let engine = &world.engine;
    assert_eq!(engine.file_for_visitor(&visitor, file.id).await.unwrap(), file);
    assert_eq!(engine.file_for_agent(&id("ann"), Role::Agent, file.id).await.unwrap(), file);
    assert_eq!(engine.file_for_agent(&id("dan"), Role::Supervisor, file.id).await.unwrap(), file);
    for refused in [
        engine.file_for_visitor(&stranger, file.id).await,
        engine.file_for_agent(&id("dan"), Role::Agent, file.id).await,
        engine.file_for_visitor(&visitor, FileId::from_bytes([1; 16])).await,
    ] {
        assert!(matches!(refused, Err(FileError::Missing)), "{refused:?}");
    }
    let link = engine.file_links().path(file.id);
    assert_eq!(follow(&world, &link).await.unwrap(), b"where is it?");
    let forged = link.replace("signature=", "signature=0");
    assert!(matches!(follow(&world, &forged).await, Err(FileError::LinkExpired)));
    world.clock.advance(Duration::from_mins(15));
    assert!(matches!(follow(&world, &link).await, Err(FileError::LinkExpired)));
    assert_eq!(follow(&world, &world.engine.file_links().path(file.id)).await.unwrap(), b"where is it?");

    // What the agent sends is the visitor's to open.
    let answer = world.engine.receive_from_agent(&id("ann"), named("../map.txt"), said("here")).await.unwrap();
    let files = world.engine.files_of_agent(&id("ann"), &[answer.id]).await.unwrap();
    let foreign = world.engine.files_of_agent(&id("ben"), &[answer.id]).await;
    assert!(matches!(foreign, Err(FileError::NotYours)), "{foreign:?}");
    assert!(matches!(world.engine.file_for_visitor(&visitor, answer.id).await, Err(FileError::Missing)));
    let says = Said { text: MessageText::parse("A map").unwrap(), files };
    let name = ClientId::try_from("a-1".to_owned()).unwrap();
    world.engine.post_as_agent(&id("ann"), receipt.session, name, says).await.unwrap();
    assert_eq!(world.engine.file_for_visitor(&visitor, answer.id).await.unwrap().name, "map.txt");
    world.check_invariants().await;
}

#[tokio::test]
async fn what_may_be_sent_is_bounded_by_the_rules() {
    let world = World::new("load").await;
    world.write("workspace.yaml", &format!("{WORKSPACE}uploads: {{ file_size: 1KB, files: 2 }}\n"));
    world.reload().await;
    let visitor = world.visitor().await;
    let engine = &world.engine;
    let large = "x".repeat(1_001);
    let announced = Upload { name: "a", announced: Some(1_001) };
    for refused in [
        engine.receive_from_visitor(&visitor, announced, said("")).await,
        engine.receive_from_visitor(&visitor, named("a"), said(&large)).await,
    ] {
        let Err(UploadError::Refused(ReceiveError::TooLarge { limit })) = refused else { panic!("{refused:?}") };
        assert_eq!(limit, 1_000);
    }
    let cut = stream::iter([Ok(Bytes::from("half"))]).chain(stream::iter([Err(io::Error::other("gone"))]));
    let cut = engine.receive_from_visitor(&visitor, named("a"), cut).await;
    assert!(matches!(cut, Err(UploadError::Refused(ReceiveError::CutOff { .. }))), "{cut:?}");

    // What was refused takes no room; what waits to be sent does.
    let mut files = Vec::new();
    for _ in 0..4 {
        files.push(upload(&world, &visitor, "x").await);
    }
    let fifth = engine.receive_from_visitor(&visitor, named("a"), said("x")).await;
    assert!(matches!(fifth, Err(UploadError::TooManyHeld { limit: 4 })), "{fifth:?}");
    engine.take_back_file(&Uploader::Visitor(visitor.id), files[3].id).await.unwrap();
    engine.take_back_file(&Uploader::Visitor(visitor.id), files[2].id).await.unwrap();
    assert!(matches!(engine.take_back_file(&Uploader::Agent(id("ann")), files[1].id).await, Err(FileError::Missing)));
    upload(&world, &visitor, "x").await;
    let three = engine.files_of_visitor(&visitor, &[files[0].id, files[1].id, files[2].id]).await;
    assert!(matches!(three, Err(FileError::TooMany { limit: 2 })), "{three:?}");
    let twice = engine.files_of_visitor(&visitor, &[files[0].id, files[0].id]).await;
    assert!(matches!(twice, Err(FileError::NotYours)), "{twice:?}");
    let taken_back = engine.files_of_visitor(&visitor, &[files[3].id]).await;
    assert!(matches!(taken_back, Err(FileError::NotYours)), "{taken_back:?}");
    send(&world, &visitor, "m-1", &[&files[0], &files[1]]).await.unwrap();
    let sent = engine.take_back_file(&Uploader::Visitor(visitor.id), files[0].id).await;
    assert!(matches!(sent, Err(FileError::Sent)), "{sent:?}");
    assert!(MessageText::beside(" ", &SentFiles::default()).is_err(), "a message needs words or a file");
}

#[tokio::test]
async fn a_channel_says_what_visitors_send() {
    let world = World::new("load").await;
    let visitor = world.visitor().await;
    let before = upload(&world, &visitor, "words").await;
    let channel = |features: &str| {
        let look = "look: { button_name: Chat, theme_color: '#123456' }";
        format!("name: Mall\norigins: [https://shop.example.com]\n{look}\ntitle: Hi\nfeatures: {features}\n")
    };
    world.write("channels/mall.yaml", &channel("{ pictures: true, attachments: false }"));
    world.reload().await;
    let refused = world.engine.receive_from_visitor(&visitor, named("photo.png"), said("words")).await;
    let Err(UploadError::Refused(ReceiveError::TypeNotAllowed { media })) = refused else { panic!("{refused:?}") };
    assert_eq!(media, "text/plain");
    let refused = world.engine.files_of_visitor(&visitor, &[before.id]).await;
    assert!(matches!(&refused, Err(FileError::TypeNotAllowed { media }) if media == "text/plain"), "{refused:?}");
    world.write("channels/mall.yaml", &channel("{ pictures: false, attachments: false }"));
    world.reload().await;
    let refused = world.engine.receive_from_visitor(&visitor, named("a"), said("words")).await;
    assert!(matches!(refused, Err(UploadError::NotOffered)), "{refused:?}");
}

#[tokio::test]
async fn a_removed_file_leaves_its_name_and_no_bytes() {
    let world = World::new("load").await;
    let visitor = world.visitor().await;
    let (file, kept) = (upload(&world, &visitor, "secret").await, upload(&world, &visitor, "fine").await);
    let receipt = send(&world, &visitor, "m-1", &[&file, &kept]).await.unwrap();
    assert_eq!(world.kept_files(), 2);
    let told = world.engine.remove_file(file.id).await.unwrap();
    assert_eq!(told, FileRef { presence: FilePresence::Deleted, ..file.clone() });
    assert_eq!(world.kept_files(), 1);
    let entry = world.engine.transcript(receipt.session, Page::After(0), 1).await.unwrap().remove(0);
    assert_eq!(entry.body, Body::Files { text: String::new(), files: vec![told, kept] });
    let link = world.engine.file_links().path(file.id);
    assert!(matches!(follow(&world, &link).await, Err(FileError::Deleted)));
    assert!(matches!(world.engine.file_for_visitor(&visitor, file.id).await, Err(FileError::Deleted)));
    let again = world.post(&visitor, "/help", "m-1").await;
    assert!(matches!(again, Err(PostError::Conflict { .. })), "another message under the same name: {again:?}");
    world.engine.remove_file(file.id).await.expect("removing twice is no mistake");
    let nowhere = world.engine.remove_file(FileId::from_bytes([1; 16])).await;
    assert!(matches!(nowhere, Err(FileError::Missing)));
}

#[tokio::test]
async fn what_nobody_sends_is_forgotten_and_what_was_sent_is_kept_as_long_as_the_rules_say() {
    let world = World::new("load").await;
    let visitor = world.visitor().await;
    let (loose, sent) = (upload(&world, &visitor, "loose").await, upload(&world, &visitor, "sent").await);
    let receipt = send(&world, &visitor, "m-1", &[&sent]).await.unwrap();
    world.clock.advance(DAY.checked_sub(Duration::from_secs(1)).unwrap());
    world.engine.tick().await.unwrap();
    assert_eq!(world.kept_files(), 2);
    world.clock.advance(Duration::from_mins(2));
    world.engine.tick().await.unwrap();
    assert_eq!(world.kept_files(), 1);
    let forgotten = world.engine.files_of_visitor(&visitor, &[loose.id]).await;
    assert!(matches!(forgotten, Err(FileError::NotYours)), "{forgotten:?}");

    world.clock.advance(40 * DAY);
    world.engine.tick().await.unwrap();
    assert_eq!(world.kept_files(), 1, "as long as its session, where nothing is said");
    world.write("workspace.yaml", &format!("{WORKSPACE}uploads: {{ keep: 42d }}\n"));
    world.reload().await;
    world.clock.advance(Duration::from_mins(2));
    world.engine.tick().await.unwrap();
    assert_eq!(world.kept_files(), 1);
    world.clock.advance(DAY);
    world.engine.tick().await.unwrap();
    assert_eq!(world.kept_files(), 0);
    let entry = world.engine.transcript(receipt.session, Page::After(0), 1).await.unwrap().remove(0);
    let told = FileRef { presence: FilePresence::Deleted, ..sent };
    assert_eq!(entry.body, Body::Files { text: String::new(), files: vec![told] });
}

/// Wherever a process dies, the next one finds neither bytes that nobody knows of nor a row that promises lost ones.
#[tokio::test]
async fn a_crash_between_the_steps_leaves_nothing_behind() {
    let mut world = World::new("load").await;
    let visitor = world.visitor().await;
    let by = Uploader::Visitor(visitor.id);
    // It dies after the bytes came, before that was noted.
    let coming = FileId::from_bytes([3; 16]);
    let new = NewFile {
        id: coming,
        uploader: by.clone(),
        name: "a".to_owned(),
        bytes: 9,
        at: world.engine.now(),
        most_files: 9,
        most_bytes: 99,
    };
    world.engine.store().begin_file(new).await.unwrap().expect("there is room");
    let arriving = Arriving { id: coming, name: "a", most_bytes: 9, accepts: Accepts::Everything };
    world.engine.attachments.receive(arriving, said("bytes")).await.expect("they came");
    // It dies after the end was noted, before the bytes were removed; and after they were, before that was noted.
    let (doomed, removed) = (upload(&world, &visitor, "doomed").await, upload(&world, &visitor, "removed").await);
    for file in [&doomed, &removed] {
        let doom = Doom::TakenBack { by: by.clone() };
        world.engine.store().doom_file(file.id, doom).await.unwrap().expect("it is the visitor's");
    }
    world.engine.attachments.remove(removed.id).await.expect("they are removed");
    assert_eq!(world.kept_files(), 2);

    world.restart().await;
    assert_eq!(world.kept_files(), 1, "what was doomed is removed");
    assert_eq!(world.engine.store().files(&[doomed.id, removed.id]).await.unwrap(), []);
    world.clock.advance(Duration::from_mins(16));
    world.engine.tick().await.unwrap();
    assert_eq!(world.kept_files(), 0);
    assert_eq!(world.engine.store().files(&[coming]).await.unwrap(), []);
    assert_eq!(world.engine.store().doomed_files(None, 10).await.unwrap(), []);
}
