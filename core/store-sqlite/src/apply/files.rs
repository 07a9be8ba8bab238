//! Files: begun, arrived, taken along by an entry, ended.
//!
//! Taking along belongs into the transaction that writes the entry: [`free`] is asked before the first change, [`attach`]
//! follows once the entry's session is there. Whoever writes an entry with files goes through these two.

use crate::{
    command::{FileChange, FileChanged},
    fault::Fault,
    rows,
};
use serde_json::json;
use sqlx::{Row, SqliteConnection};
use std::collections::HashSet;
use usher_model::{
    Answer, AnswerValue, Body, FileId, FilePresence, FileRef, LeftMessageId, Message, Party, Seq, SessionId, Timestamp,
    VisitorId,
};
use usher_store::{
    Doom, FILE, FileState, NewFile, PostMessage, StoreError, StoredFile, TooMuchHeld, Uploader, columns, sql,
};

/// An entry that takes files along.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    pub session: SessionId,
    pub seq: Seq,
    /// The left message that it is, if it is one.
    pub left: Option<LeftMessageId>,
    pub at: Timestamp,
}

impl Entry {
    /// An entry as it is written.
    pub const fn of(message: &Message) -> Self {
        Self { session: message.session, seq: message.seq, left: None, at: message.at }
    }
}

/// Changes what is known of a file.
pub async fn change(connection: &mut SqliteConnection, change: &FileChange) -> Result<FileChanged, Fault> {
    match change {
        FileChange::Begin(new) => Ok(match held(connection, new).await? {
            Some(too_much) => Err(too_much),
            None => Ok(Some(begin(connection, new).await?)),
        }),
        FileChange::Arrived(file) => {
            let (width, height) = file.pixels.unzip();
            let row = sqlx::query(sql::files::ARRIVED.sqlite)
                .bind(&file.id.to_bytes()[..])
                .bind(file.name.as_str())
                .bind(file.media.as_str())
                .bind(signed(file.bytes))
                .bind(width.map(i64::from))
                .bind(height.map(i64::from))
                .fetch_optional(connection)
                .await?;
            Ok(Ok(row.as_ref().map(rows::file).transpose()?))
        }
        FileChange::Doom { id, doom } => Ok(Ok(end(connection, *id, doom).await?)),
        FileChange::Removed(id) => {
            for text in [sql::files::FORGET.sqlite, sql::files::GONE.sqlite] {
                sqlx::query(text).bind(&id.to_bytes()[..]).execute(&mut *connection).await?;
            }
            Ok(Ok(None))
        }
    }
}

/// The files that a body takes along.
pub fn of_post(body: &Body) -> Vec<FileId> {
    match body {
        Body::Files { files, .. } => files.iter().map(|file| file.id).collect(),
        Body::PreChat { answers, .. } => of_answers(answers),
        _ => Vec::new(),
    }
}

/// The files that the answers to a form take along.
pub fn of_answers(answers: &[Answer]) -> Vec<FileId> {
    let files = answers.iter().filter_map(|answer| match &answer.value {
        AnswerValue::Files(files) => Some(files),
        _ => None,
    });
    files.flatten().map(|file| file.id).collect()
}

/// Whether every one of these files may be taken along by what this uploader says: an error names one that may not.
pub async fn free(
    connection: &mut SqliteConnection,
    uploader: &Uploader,
    files: &[FileId],
) -> Result<Result<(), StoreError>, Fault> {
    if files.is_empty() {
        return Ok(Ok(()));
    }
    let found = sqlx::query(sql::files::LOOSE.sqlite)
        .bind(ids_text(files))
        .bind(uploader.to_string())
        .fetch_all(connection)
        .await?;
    let mut free = HashSet::with_capacity(found.len());
    for row in &found {
        free.insert(FileId::from_bytes(columns::id16("files", "id", row.try_get("id")?)?));
    }
    // Each once: a file that is named twice is taken along by its first mention.
    let missing = files.iter().find(|id| !free.remove(id));
    Ok(missing.map_or(Ok(()), |id| Err(StoreError::Missing { what: FILE, id: id.to_string() })))
}

/// Has an entry take files along, which were found free.
pub async fn attach(connection: &mut SqliteConnection, entry: Entry, files: &[FileId]) -> Result<(), Fault> {
    if files.is_empty() {
        return Ok(());
    }
    sqlx::query(sql::files::ATTACH.sqlite)
        .bind(ids_text(files))
        .bind(&entry.session.to_bytes()[..])
        .bind(entry.seq)
        .bind(entry.left.map(|left| left.to_bytes().to_vec()))
        .bind(entry.at.as_micros())
        .execute(connection)
        .await?;
    Ok(())
}

/// Has a message that is posted take its files along, or none of them.
pub async fn take_along(
    connection: &mut SqliteConnection,
    post: &PostMessage,
    seq: Seq,
    files: &[FileId],
) -> Result<Result<(), StoreError>, Fault> {
    let uploader = match &post.sender {
        Party::Agent(agent) => Uploader::Agent(agent.clone()),
        Party::Visitor | Party::System => Uploader::Visitor(visitor_of(connection, post.session).await?),
    };
    if let Err(missing) = free(connection, &uploader, files).await? {
        return Ok(Err(missing));
    }
    let entry = Entry { session: post.session, seq, left: None, at: post.at };
    attach(connection, entry, files).await?;
    Ok(Ok(()))
}

/// Ends the files of an entry that is taken back; the entry itself is the caller's.
pub async fn end_of_entry(connection: &mut SqliteConnection, session: SessionId, seq: Seq) -> Result<(), Fault> {
    let found = sqlx::query(sql::files::OF_ENTRY.sqlite)
        .bind(&session.to_bytes()[..])
        .bind(seq)
        .fetch_all(&mut *connection)
        .await?;
    for row in &found {
        let id: &[u8] = row.try_get("id")?;
        sqlx::query(sql::files::DOOM.sqlite).bind(id).execute(&mut *connection).await?;
    }
    Ok(())
}

/// What the uploader has too much of, if anything.
async fn held(connection: &mut SqliteConnection, new: &NewFile) -> Result<Option<TooMuchHeld>, Fault> {
    let row = sqlx::query(sql::files::HELD.sqlite).bind(new.uploader.to_string()).fetch_one(connection).await?;
    let (files, bytes): (i64, i64) = (row.try_get("files")?, row.try_get("bytes")?);
    if files >= i64::from(new.most_files) {
        return Ok(Some(TooMuchHeld::Files { limit: new.most_files }));
    }
    let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
    let passes = bytes.saturating_add(new.bytes) > new.most_bytes;
    Ok(passes.then_some(TooMuchHeld::Bytes { limit: new.most_bytes }))
}

async fn begin(connection: &mut SqliteConnection, new: &NewFile) -> Result<StoredFile, Fault> {
    let row = sqlx::query(sql::files::BEGIN.sqlite)
        .bind(&new.id.to_bytes()[..])
        .bind(new.uploader.to_string())
        .bind(new.name.as_str())
        .bind(signed(new.bytes))
        .bind(new.at.as_micros())
        .fetch_one(connection)
        .await?;
    rows::file(&row)
}

/// Ends a file where what ends it holds. The entry that it belongs to says so from the same moment on.
async fn end(connection: &mut SqliteConnection, id: FileId, doom: &Doom) -> Result<Option<StoredFile>, Fault> {
    let query = sqlx::query(sql::files::ONE_TO_CHANGE.sqlite).bind(id.to_bytes().to_vec());
    let row = query.fetch_optional(&mut *connection).await?;
    let Some(found) = row.as_ref().map(rows::file).transpose()? else { return Ok(None) };
    if matches!(found.state, FileState::Doomed | FileState::Gone) {
        // Removing twice is no mistake; what is due cannot be due twice.
        return Ok(matches!(doom, Doom::Removed).then_some(found));
    }
    let holds = match (doom, &found.attached, found.state) {
        (Doom::NeverCame { before }, None, FileState::Arriving)
        | (Doom::Forgotten { before }, None, FileState::Ready) => found.created_at < *before,
        (Doom::Expired { before }, Some(attached), _) => attached.at < *before,
        (Doom::TakenBack { by }, None, _) => found.uploader == *by,
        (Doom::Removed, ..) => true,
        _ => false,
    };
    if !holds {
        return Ok(None);
    }
    if let Some(attached) = &found.attached {
        match attached.left {
            Some(left) => tell_in_answers(connection, left, id).await?,
            None => tell(connection, attached.session, attached.seq, id).await?,
        }
    }
    let row = sqlx::query(sql::files::DOOM.sqlite).bind(&id.to_bytes()[..]).fetch_one(connection).await?;
    Ok(Some(rows::file(&row)?))
}

/// Has the entry say that the file's bytes are not there any more.
async fn tell(connection: &mut SqliteConnection, session: SessionId, seq: Seq, id: FileId) -> Result<(), Fault> {
    let entry = sqlx::query(sql::files::BODY.sqlite)
        .bind(&session.to_bytes()[..])
        .bind(seq)
        .fetch_optional(&mut *connection)
        .await?;
    let Some(entry) = entry else { return Ok(()) };
    let text: &str = entry.try_get("body")?;
    let body: Body = serde_json::from_str(text)
        .map_err(|reason| columns::corrupt("messages", "body", format!("{session}/{seq}"), reason))?;
    let body = match body {
        Body::Files { text, mut files } => {
            mark_deleted(&mut files, id);
            Body::Files { text, files }
        }
        Body::PreChat { form, mut answers } => {
            mark_deleted_in(&mut answers, id);
            Body::PreChat { form, answers }
        }
        // What was taken back names none.
        _ => return Ok(()),
    };
    sqlx::query(sql::files::SET_BODY.sqlite)
        .bind(&session.to_bytes()[..])
        .bind(seq)
        .bind(columns::body_text(&body))
        .execute(connection)
        .await?;
    Ok(())
}

/// Has the answers of a left message say so.
async fn tell_in_answers(connection: &mut SqliteConnection, left: LeftMessageId, id: FileId) -> Result<(), Fault> {
    let query = sqlx::query(sql::files::ANSWERS.sqlite).bind(left.to_bytes().to_vec());
    let Some(row) = query.fetch_optional(&mut *connection).await? else { return Ok(()) };
    let mut answers: Vec<Answer> = serde_json::from_str(row.try_get("answers")?)
        .map_err(|reason| columns::corrupt("left_messages", "answers", left, reason))?;
    mark_deleted_in(&mut answers, id);
    sqlx::query(sql::files::SET_ANSWERS.sqlite)
        .bind(left.to_bytes().to_vec())
        .bind(columns::answers_text(&answers))
        .execute(connection)
        .await?;
    Ok(())
}

fn mark_deleted_in(answers: &mut [Answer], id: FileId) {
    for answer in answers {
        if let AnswerValue::Files(files) = &mut answer.value {
            mark_deleted(files, id);
        }
    }
}

fn mark_deleted(files: &mut [FileRef], id: FileId) {
    for file in files.iter_mut().filter(|file| file.id == id) {
        file.presence = FilePresence::Deleted;
    }
}

async fn visitor_of(connection: &mut SqliteConnection, session: SessionId) -> Result<VisitorId, Fault> {
    let row = sqlx::query(sql::files::VISITOR_OF.sqlite).bind(&session.to_bytes()[..]).fetch_one(connection).await?;
    Ok(VisitorId::from_bytes(columns::id16("sessions", "visitor", row.try_get("visitor")?)?))
}

fn ids_text(files: &[FileId]) -> String {
    let ids: Vec<_> = files.iter().map(|id| hex::encode(id.to_bytes())).collect();
    json!(ids).to_string()
}

/// A count as the database keeps it. What is larger than that does not fit on any disk.
fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
